//! What one unit of a product costs. The buyer sees one all-in price from the first page on; the parts are kept for the books.
//!
//! A ticket type has an ordinary price; a [`book::PriceBook`] may say another for a date, a part of the hall, a channel or a time.
//! [`adjustment::Adjustment`]s change it in a fixed order, then the tax is taken out or
//! put on, then comes the [`fee::FeeRule`]'s fee. All of it is frozen where it was quoted.
//!
//! To add a rule that changes prices: a kind in [`adjustment::AdjustmentKind`], at its place in the order.

pub mod adjustment;
pub mod book;
pub mod fee;

use crate::money::{Currency, Money, MoneyError};
use adjustment::{Adjustment, AdjustmentKind, AppliedAdjustment};
use fee::FeeRule;
use serde::{Deserialize, Serialize};

/// How the price of one unit is made up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceRule {
    /// As the price book says it.
    pub price: Money,
    /// In basis points: 1000 is 10 %.
    pub tax_rate_bp: u32,
    /// Whether `price` has the tax in it (Europe) or it comes on top (North America).
    pub tax_included: bool,
    /// The platform's fee, its own tax in it.
    pub fee: FeeRule,
}

/// The parts of the price of one unit. `net + tax + fee` is what the buyer pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    pub net: Money,
    pub tax: Money,
    pub tax_rate_bp: u32,
    /// On top of the price.
    pub fee: Money,
    /// A fee that the organizer bears: a part of `net`, never more.
    pub absorbed_fee: Money,
}

/// A price with its reasons, as it is frozen on a hold and on everything made from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub price: Price,
    /// What it is made of: `rule.price` is what it would have cost without adjustments.
    pub rule: PriceRule,
    /// In the order in which they were applied.
    pub applied: Vec<AppliedAdjustment>,
}

impl PriceRule {
    /// The same with another price: tax and fee stay.
    pub fn at(&self, price: Money) -> PriceRule {
        PriceRule { price, ..self.clone() }
    }

    pub fn free(currency: Currency) -> PriceRule {
        PriceRule { price: Money::zero(currency), tax_rate_bp: 0, tax_included: true, fee: FeeRule::NONE }
    }

    /// The price of one unit without adjustments.
    pub fn quote(&self) -> Result<Price, MoneyError> {
        Ok(self.quote_with(&[])?.price)
    }

    /// The price of one unit. The tax is rounded half up to a minor unit, per unit, so that any number of them costs that many
    /// times the price of one. Nothing is below zero unless the list price is.
    pub fn quote_with(&self, adjustments: &[Adjustment]) -> Result<Quote, MoneyError> {
        let (adjusted, applied) = adjustment::apply(self.price, adjustments)?;
        let (rate, price) = (i128::from(self.tax_rate_bp), i128::from(adjusted.minor));
        let whole = if self.tax_included { 10_000 + rate } else { 10_000 };
        let tax = Money::new(round_half_up(price * rate, whole)?, adjusted.currency);
        let net = if self.tax_included { adjusted.checked_sub(tax)? } else { adjusted };
        let fee = self.fee.on(net, tax)?;
        let price = Price { net, tax, tax_rate_bp: self.tax_rate_bp, fee: fee.on_top, absorbed_fee: fee.absorbed };
        price.total()?;
        Ok(Quote { price, rule: self.clone(), applied })
    }
}

impl Quote {
    /// The same with what of this kind `other` says in the stead of what it had, all else in its order as before. What changed
    /// nothing then isn't known any more, and changes nothing now.
    pub fn with(&self, kind: AdjustmentKind, other: Option<Adjustment>) -> Result<Quote, MoneyError> {
        let kept = self.applied.iter().filter(|applied| applied.kind != kind).map(AppliedAdjustment::rule);
        self.rule.quote_with(&kept.chain(other).collect::<Vec<_>>())
    }

    /// What its adjustments came to together; below zero they took off.
    pub fn adjusted_by(&self) -> Result<Money, MoneyError> {
        let amounts = self.applied.iter().map(|applied| Money::new(applied.minor, self.rule.price.currency));
        Money::sum(self.rule.price.currency, amounts)
    }
}

#[cfg(test)]
impl Quote {
    /// Of a price with its tax in it and no fee.
    pub(crate) fn of(price: Money, tax_rate_bp: u32) -> Quote {
        PriceRule { price, tax_rate_bp, ..PriceRule::free(price.currency) }.quote_with(&[]).unwrap()
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
        Ok(Price { net, tax, tax_rate_bp: self.tax_rate_bp, fee, absorbed_fee: self.absorbed_fee.checked_neg()? })
    }

    /// What the organizer keeps of it.
    pub fn organizer(&self) -> Result<Money, MoneyError> {
        self.net.checked_sub(self.absorbed_fee)
    }

    /// What the platform gets of it, whoever bears it.
    pub fn platform(&self) -> Result<Money, MoneyError> {
        self.fee.checked_add(self.absorbed_fee)
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
    use super::adjustment::{AdjustmentKind, PriceChange};
    use super::fee::{FeeBearer, FeeSize};
    use super::*;
    use crate::locale::Translated;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn rule(price: i64, tax_rate_bp: u32, tax_included: bool, fee: FeeRule) -> PriceRule {
        PriceRule { price: Money::new(price, Currency::EUR), tax_rate_bp, tax_included, fee }
    }

    fn adjustment(kind: AdjustmentKind, change: PriceChange) -> Adjustment {
        Adjustment { kind, rule: Uuid::from_u128(1), words: Translated::new("Friends", "Amici"), change }
    }

    #[test]
    fn tax_is_taken_out_or_put_on_top() {
        let check = |rule: PriceRule, net, tax, total| {
            let price = rule.quote().unwrap();
            assert_eq!((price.net.minor, price.tax.minor, price.total().unwrap().minor), (net, tax, total));
        };
        check(rule(2500, 1000, true, FeeRule::on_top(150)), 2273, 227, 2650);
        check(rule(2500, 1000, false, FeeRule::on_top(150)), 2500, 250, 2900);
        check(rule(0, 1000, true, FeeRule::on_top(150)), 0, 0, 0);
        check(rule(1, 2200, true, FeeRule::NONE), 1, 0, 1);
    }

    #[test]
    fn a_fee_is_fixed_or_a_share_with_a_cap_and_somebody_bears_it() {
        let share = |cap_minor| FeeSize::Share { share_bp: 250, cap_minor };
        let check = |size, borne_by, total, organizer| {
            let price = rule(2000, 1000, true, FeeRule { size, borne_by }).quote().unwrap();
            assert_eq!((price.total().unwrap().minor, price.net.minor - price.absorbed_fee.minor), (total, organizer));
        };
        let (buyer, organizer) = (FeeBearer::Buyer, FeeBearer::Organizer);
        check(share(None), buyer, 2050, 1818);
        check(share(Some(30)), buyer, 2030, 1818);
        check(share(None), organizer, 2000, 1768);
        check(FeeSize::Fixed { minor: 100 }, organizer, 2000, 1718);
        check(FeeSize::Fixed { minor: 9999 }, organizer, 2000, 0);
    }

    #[test]
    fn adjustments_come_in_their_order_and_say_what_they_came_to() {
        use AdjustmentKind::*;
        use PriceChange::*;
        let all = [
            adjustment(Staff, By { minor: -100 }),
            adjustment(Code, ByShare { share_bp: -1000 }),
            adjustment(Dynamic, By { minor: 500 }),
            adjustment(Group, ByShare { share_bp: 0 }),
        ];
        let quote = rule(2500, 1000, true, FeeRule::NONE).quote_with(&all).unwrap();
        let told: Vec<_> = quote.applied.iter().map(|a| (a.kind, a.minor)).collect();
        assert_eq!(told, [(Dynamic, 500), (Code, -300), (Staff, -100)]);
        assert_eq!((quote.rule.price.minor, quote.price.total().unwrap().minor), (2500, 2600));
    }

    #[test]
    fn nothing_costs_less_than_nothing() {
        let off = [adjustment(AdjustmentKind::Code, PriceChange::By { minor: -9999 })];
        let quote = rule(2500, 1000, true, FeeRule::on_top(150)).quote_with(&off).unwrap();
        assert_eq!((quote.price.total().unwrap().minor, quote.applied[0].minor), (0, -2500));
    }

    fn currencies() -> impl Strategy<Value = Currency> {
        prop::sample::select(vec!["EUR", "JPY", "KWD"]).prop_map(|code| code.parse().unwrap())
    }

    fn changes() -> impl Strategy<Value = Adjustment> {
        let change = prop_oneof![
            any::<i32>().prop_map(|minor| PriceChange::By { minor: minor.into() }),
            (-10_000i32..20_000).prop_map(|share_bp| PriceChange::ByShare { share_bp }),
            (0i64..1_000_000).prop_map(|minor| PriceChange::To { minor }),
        ];
        let kind = prop::sample::select(<AdjustmentKind as strum::VariantArray>::VARIANTS);
        (kind, 0u128..5, change)
            .prop_map(|(kind, rule, change)| Adjustment { rule: Uuid::from_u128(rule), ..adjustment(kind, change) })
    }

    fn fees() -> impl Strategy<Value = FeeRule> {
        let size = prop_oneof![
            (0i64..100_000).prop_map(|minor| FeeSize::Fixed { minor }),
            (0u32..5000, prop::option::of(0i64..10_000))
                .prop_map(|(share_bp, cap_minor)| FeeSize::Share { share_bp, cap_minor }),
        ];
        let bearer = prop::sample::select(<FeeBearer as strum::VariantArray>::VARIANTS);
        (size, bearer).prop_map(|(size, borne_by)| FeeRule { size, borne_by })
    }

    proptest! {
        #[test]
        fn an_included_tax_never_changes_the_price(price in 0i64..10_000_000_000, rate in 0u32..10_000, fee in fees()) {
            let quote = rule(price, rate, true, fee).quote().unwrap();
            prop_assert_eq!(quote.net.minor + quote.tax.minor, price);
            prop_assert!(quote.tax.minor >= 0 && quote.tax.minor <= price);
        }

        /// Whatever is put together, in any currency: the parts are no less than nothing and add up, and the reasons lead from
        /// the list price to the price.
        #[test]
        fn a_quote_adds_up(
            currency in currencies(), price in 0i64..10_000_000_000, rate in 0u32..10_000, included in any::<bool>(),
            fee in fees(), adjustments in prop::collection::vec(changes(), 0..6),
        ) {
            let rule = PriceRule { price: Money::new(price, currency), tax_rate_bp: rate, tax_included: included, fee };
            let quote = rule.quote_with(&adjustments).unwrap();
            let p = quote.price;
            for part in [p.net, p.tax, p.fee, p.absorbed_fee] {
                prop_assert!(part.minor >= 0 && part.currency == currency, "{quote:?}");
            }
            prop_assert!(p.absorbed_fee.minor <= p.net.minor);
            prop_assert!(p.fee.is_zero() || p.absorbed_fee.is_zero());
            let adjusted = price + quote.applied.iter().map(|a| a.minor).sum::<i64>();
            let shown = if included { p.net.minor + p.tax.minor } else { p.net.minor };
            prop_assert_eq!(adjusted, shown);
            prop_assert_eq!(p.total().unwrap().minor, p.net.minor + p.tax.minor + p.fee.minor);
            let mut turned = adjustments.clone();
            turned.reverse();
            turned.dedup_by_key(|a| (a.kind, a.rule));
            if turned.len() == adjustments.len() {
                let again = rule.quote_with(&turned).unwrap();
                let unique: std::collections::HashSet<_> = adjustments.iter().map(|a| (a.kind, a.rule)).collect();
                prop_assert!(unique.len() < adjustments.len() || again == quote, "the order of reading decides");
            }
        }

        #[test]
        fn no_price_wraps(price in any::<i64>(), rate in any::<u32>(), included in any::<bool>(), fee in any::<i64>(), by in any::<i64>()) {
            let rule = rule(price, rate, included, FeeRule::on_top(fee));
            let _ = rule.quote().and_then(|q| q.total());
            let _ = rule.quote_with(&[adjustment(AdjustmentKind::Code, PriceChange::By { minor: by })]);
        }
    }
}
