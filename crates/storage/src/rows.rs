//! Reading columns back into domain types, each with one total match: a value nobody can have written is an error that
//! names table and column, never a guess.

use crate::Error;
use domain::locale::{Locale, Translated};
use domain::money::{Currency, Money};
use domain::pricing::Price;
use domain::pricing::adjustment::AppliedAdjustment;
use domain::pricing::fee::{FeeRule, FeeSize};
use domain::time::Timezone;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::str::FromStr;

pub fn currency(table: &'static str, code: &str) -> Result<Currency, Error> {
    named(table, "currency", code)
}

/// The language somebody reads. One that this version doesn't speak, which a newer server beside it may have written, is read as
/// the usual one: nothing but words depends on it.
pub fn locale(tag: &str) -> Locale {
    Locale::from_tag(tag).unwrap_or_default()
}

/// One of an enum's names.
pub fn named<T: FromStr>(table: &'static str, column: &'static str, name: &str) -> Result<T, Error> {
    name.parse().map_err(|_| Error::inconsistent(table, column, name))
}

pub fn money(table: &'static str, minor: i64, code: &str) -> Result<Money, Error> {
    Ok(Money::new(minor, currency(table, code)?))
}

pub fn zone(table: &'static str, name: &str) -> Result<Timezone, Error> {
    named(table, "zone", name)
}

pub fn translated(table: &'static str, column: &'static str, value: serde_json::Value) -> Result<Translated, Error> {
    json(table, column, value)
}

pub fn json<T: DeserializeOwned>(
    table: &'static str,
    column: &'static str,
    value: serde_json::Value,
) -> Result<T, Error> {
    serde_json::from_value(value).map_err(|e| Error::inconsistent(table, column, e.to_string()))
}

/// A count of a column that a CHECK keeps from being negative.
pub fn count(table: &'static str, column: &'static str, n: i32) -> Result<u32, Error> {
    u32::try_from(n).map_err(|_| Error::inconsistent(table, column, n))
}

/// The price columns of one unit.
pub struct PriceColumns {
    pub net: i64,
    pub tax: i64,
    pub rate_bp: i32,
    pub fee: i64,
    pub absorbed_fee: i64,
}

pub fn price(table: &'static str, columns: PriceColumns, code: &str) -> Result<Price, Error> {
    let currency = currency(table, code)?;
    let money = |minor| Money::new(minor, currency);
    Ok(Price {
        net: money(columns.net),
        tax: money(columns.tax),
        tax_rate_bp: count(table, "tax_rate_bp", columns.rate_bp)?,
        fee: money(columns.fee),
        absorbed_fee: money(columns.absorbed_fee),
    })
}

/// What was put on a price or taken off it; nothing where the column is null.
pub fn adjustments(table: &'static str, applied: Option<serde_json::Value>) -> Result<Vec<AppliedAdjustment>, Error> {
    Ok(applied.map(|applied| json(table, "adjustments", applied)).transpose()?.unwrap_or_default())
}

/// As [`adjustments`] reads it.
pub fn adjustments_text(applied: &[AppliedAdjustment]) -> Result<Option<String>, Error> {
    match applied {
        [] => Ok(None),
        applied => Ok(Some(text(applied)?)),
    }
}

pub fn value<T: Serialize>(value: &T) -> Result<serde_json::Value, Error> {
    Ok(serde_json::to_value(value).map_err(|e| sqlx::Error::Encode(Box::new(e)))?)
}

pub fn text<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    Ok(serde_json::to_string(value).map_err(|e| sqlx::Error::Encode(Box::new(e)))?)
}

/// The columns of a ticket type's fee.
pub struct FeeColumns {
    pub fixed: i64,
    pub share_bp: Option<i32>,
    pub cap: Option<i64>,
    pub borne_by: String,
}

impl FeeColumns {
    pub fn of(fee: &FeeRule) -> FeeColumns {
        let borne_by = fee.borne_by.into_str().to_owned();
        match fee.size {
            FeeSize::Fixed { minor } => FeeColumns { fixed: minor, share_bp: None, cap: None, borne_by },
            FeeSize::Share { share_bp, cap_minor } => FeeColumns {
                fixed: 0,
                share_bp: Some(i32::try_from(share_bp).unwrap_or(i32::MAX)),
                cap: cap_minor,
                borne_by,
            },
        }
    }

    pub fn read(self) -> Result<FeeRule, Error> {
        let size = match self.share_bp {
            None => FeeSize::Fixed { minor: self.fixed },
            Some(share) => {
                FeeSize::Share { share_bp: count("ticket_types", "fee_share_bp", share)?, cap_minor: self.cap }
            }
        };
        Ok(FeeRule { size, borne_by: named("ticket_types", "fee_borne_by", &self.borne_by)? })
    }
}

/// How the price of a ticket type is made up, from the columns of its row and its event's currency.
macro_rules! price_rule {
    ($r:ident) => {{
        let currency = $crate::rows::currency("events", &$r.currency)?;
        let fee = $crate::rows::FeeColumns {
            fixed: $r.fee_minor,
            share_bp: $r.fee_share_bp,
            cap: $r.fee_cap_minor,
            borne_by: $r.fee_borne_by,
        };
        domain::pricing::PriceRule {
            price: domain::money::Money::new($r.price_minor, currency),
            tax_rate_bp: $crate::rows::count("ticket_types", "tax_rate_bp", $r.tax_rate_bp)?,
            tax_included: $r.tax_included,
            fee: fee.read()?,
        }
    }};
}

/// The price of one unit, from the columns of a hold or an order line.
macro_rules! price_of {
    ($table:literal, $r:ident) => {
        $crate::rows::price(
            $table,
            $crate::rows::PriceColumns {
                net: $r.net_minor,
                tax: $r.tax_minor,
                rate_bp: $r.tax_rate_bp,
                fee: $r.fee_minor,
                absorbed_fee: $r.absorbed_fee_minor,
            },
            &$r.currency,
        )
    };
}
pub(crate) use {price_of, price_rule};
