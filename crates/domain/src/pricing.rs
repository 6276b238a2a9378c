//! What one ticket costs. The buyer sees one all-in price from the first page on; the parts are kept for the books.
//!
//! A ticket type has an ordinary price; a [`book::PriceBook`] may say another for a date, a part of the hall, a channel or a time.

pub mod book;

use crate::money::{Currency, Money, MoneyError};
use serde::{Deserialize, Serialize};

/// How the price of a ticket type is made up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceRule {
    pub price: Money,
    /// In basis points: 1000 is 10 %.
    pub tax_rate_bp: u32,
    /// Whether `price` has the tax in it (Europe) or it comes on top (North America).
    pub tax_included: bool,
    /// The platform's fee per ticket, its own tax in it; paid by the buyer on top.
    pub fee: Money,
}

/// The parts of the price of one ticket. `net + tax + fee` is what the buyer pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    pub net: Money,
    pub tax: Money,
    pub tax_rate_bp: u32,
    pub fee: Money,
}

impl PriceRule {
    /// The same with another price: tax and fee stay.
    pub fn at(&self, price: Money) -> PriceRule {
        PriceRule { price, ..self.clone() }
    }

    pub fn free(currency: Currency) -> PriceRule {
        PriceRule { price: Money::zero(currency), tax_rate_bp: 0, tax_included: true, fee: Money::zero(currency) }
    }

    /// The price of one ticket. The tax is rounded half up to a minor unit, per ticket, so that any number of tickets
    /// costs that many times the price of one.
    pub fn quote(&self) -> Result<Price, MoneyError> {
        let rate = i128::from(self.tax_rate_bp);
        let price = i128::from(self.price.minor);
        let tax = if self.tax_included {
            round_half_up(price * rate, 10_000 + rate)?
        } else {
            round_half_up(price * rate, 10_000)?
        };
        let tax = Money::new(tax, self.price.currency);
        let net = if self.tax_included { self.price.checked_sub(tax)? } else { self.price };
        // A free ticket has no fee: nobody pays to be given something.
        let fee = if self.price.is_zero() { Money::zero(self.price.currency) } else { self.fee };
        Ok(Price { net, tax, tax_rate_bp: self.tax_rate_bp, fee })
    }
}

impl Price {
    /// What the buyer pays.
    pub fn total(&self) -> Result<Money, MoneyError> {
        self.net.checked_add(self.tax)?.checked_add(self.fee)
    }

    /// The same, given back.
    pub fn checked_neg(&self) -> Result<Price, MoneyError> {
        let (net, tax, fee) = (self.net.checked_neg()?, self.tax.checked_neg()?, self.fee.checked_neg()?);
        Ok(Price { net, tax, tax_rate_bp: self.tax_rate_bp, fee })
    }
}

/// Rounds a ratio to the nearest integer, halves away from zero.
fn round_half_up(numerator: i128, denominator: i128) -> Result<i64, MoneyError> {
    let half = denominator / 2;
    let rounded = if numerator >= 0 { (numerator + half) / denominator } else { (numerator - half) / denominator };
    i64::try_from(rounded).map_err(|_| MoneyError::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule(price: i64, tax_rate_bp: u32, tax_included: bool, fee: i64) -> PriceRule {
        let eur = |minor| Money::new(minor, Currency::EUR);
        PriceRule { price: eur(price), tax_rate_bp, tax_included, fee: eur(fee) }
    }

    #[test]
    fn tax_is_taken_out_or_put_on_top() {
        let check = |rule: PriceRule, net, tax, total| {
            let price = rule.quote().unwrap();
            assert_eq!((price.net.minor, price.tax.minor, price.total().unwrap().minor), (net, tax, total));
        };
        check(rule(2500, 1000, true, 150), 2273, 227, 2650);
        check(rule(2500, 1000, false, 150), 2500, 250, 2900);
        check(rule(0, 1000, true, 150), 0, 0, 0);
        check(rule(1, 2200, true, 0), 1, 0, 1);
    }

    proptest! {
        #[test]
        fn an_included_tax_never_changes_the_price(price in 0i64..10_000_000_000, rate in 0u32..10_000, fee in 0i64..10_000) {
            let quote = rule(price, rate, true, fee).quote().unwrap();
            prop_assert_eq!(quote.net.minor + quote.tax.minor, price);
            prop_assert!(quote.tax.minor >= 0 && quote.tax.minor <= price);
        }

        #[test]
        fn no_price_wraps(price in any::<i64>(), rate in any::<u32>(), included in any::<bool>(), fee in any::<i64>()) {
            let _ = rule(price, rate, included, fee).quote().and_then(|q| q.total());
        }
    }
}
