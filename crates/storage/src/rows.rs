//! Reading columns back into domain types, each with one total match: a value nobody can have written is an error that
//! names table and column, never a guess.

use crate::Error;
use domain::locale::{Locale, Translated};
use domain::money::{Currency, Money};
use domain::pricing::Price;
use domain::time::Timezone;
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

/// The four price columns.
pub fn price(table: &'static str, net: i64, tax: i64, rate_bp: i32, fee: i64, code: &str) -> Result<Price, Error> {
    let currency = currency(table, code)?;
    Ok(Price {
        net: Money::new(net, currency),
        tax: Money::new(tax, currency),
        tax_rate_bp: count(table, "tax_rate_bp", rate_bp)?,
        fee: Money::new(fee, currency),
    })
}
