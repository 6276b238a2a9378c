//! Double entry. Every movement of money is a balanced set of entries, written in the transaction that caused it.

use crate::ids::{OrderId, TillId};
use crate::money::{Currency, Money, MoneyError};
use crate::payment::GatewayKind;
use crate::pricing::Price;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Whose money. Debits are positive, credits negative; an account's balance is the sum of its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// What the buyer of an order owes.
    Buyer(OrderId),
    /// What the organizer has earned, net of tax.
    Organizer,
    /// Tax collected, by rate in basis points.
    Tax(u32),
    /// The platform's fees.
    Platform,
    /// Money lying with a gateway.
    Gateway(GatewayKind),
    /// Money lying in a till's drawer.
    Drawer(TillId),
}

/// What a posting is about. The books keep it by this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum PostingKind {
    /// Tickets are sold ([`sale`]).
    Sale,
    /// Money has come for an order ([`received`]).
    Payment,
    /// Tickets are taken back ([`sale_returned`]).
    Return,
    /// Money has gone back ([`given_back`]).
    Refund,
}

impl Account {
    /// Where the money of a payment lies: cash in the drawer of the till that sold, anything else with its gateway.
    pub fn of_payment(gateway: GatewayKind, till: Option<TillId>) -> Account {
        match (gateway, till) {
            (GatewayKind::Cash, Some(till)) => Account::Drawer(till),
            _ => Account::Gateway(gateway),
        }
    }

    /// Its name in the books: `buyer:ord_…`, `tax:1000`, `gateway:test`.
    pub fn code(&self) -> String {
        match self {
            Account::Buyer(order) => format!("buyer:{order}"),
            Account::Organizer => "organizer".to_owned(),
            Account::Tax(rate_bp) => format!("tax:{rate_bp}"),
            Account::Platform => "platform".to_owned(),
            Account::Gateway(kind) => format!("gateway:{}", kind.into_str()),
            Account::Drawer(till) => format!("drawer:{till}"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub account: Account,
    /// Positive is a debit, negative a credit.
    pub amount: Money,
}

/// Entries that sum to zero; it can't be made otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting(Vec<Entry>);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    #[error("the entries don't sum to zero but to {0:?}")]
    Unbalanced(Money),
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Posting {
    /// Entries of zero are left out: they say nothing.
    pub fn new(currency: Currency, entries: Vec<Entry>) -> Result<Posting, LedgerError> {
        let sum = Money::sum(currency, entries.iter().map(|e| e.amount))?;
        if !sum.is_zero() {
            return Err(LedgerError::Unbalanced(sum));
        }
        Ok(Posting(entries.into_iter().filter(|e| !e.amount.is_zero()).collect()))
    }

    pub fn entries(&self) -> &[Entry] {
        &self.0
    }
}

/// The sale: the buyer owes, the organizer, the tax office and the platform are owed.
pub fn sale(order: OrderId, currency: Currency, prices: &[Price]) -> Result<Posting, LedgerError> {
    let mut entries = Vec::new();
    for price in prices {
        entries.push(Entry { account: Account::Buyer(order), amount: price.total()? });
        entries.push(Entry { account: Account::Organizer, amount: price.organizer()?.checked_neg()? });
        entries.push(Entry { account: Account::Tax(price.tax_rate_bp), amount: price.tax.checked_neg()? });
        entries.push(Entry { account: Account::Platform, amount: price.platform()?.checked_neg()? });
    }
    Posting::new(currency, summed(currency, entries)?)
}

/// The sale taken back, for the tickets that are returned.
pub fn sale_returned(order: OrderId, currency: Currency, prices: &[Price]) -> Result<Posting, LedgerError> {
    let Posting(entries) = sale(order, currency, prices)?;
    let back: Result<Vec<_>, MoneyError> =
        entries.into_iter().map(|e| Ok(Entry { amount: e.amount.checked_neg()?, ..e })).collect();
    Posting::new(currency, back?)
}

/// Money arrives for an order, at a gateway or in a drawer.
pub fn received(order: OrderId, into: Account, amount: Money) -> Result<Posting, LedgerError> {
    let entries =
        vec![Entry { account: into, amount }, Entry { account: Account::Buyer(order), amount: amount.checked_neg()? }];
    Posting::new(amount.currency, entries)
}

/// Money goes back to the buyer.
pub fn given_back(order: OrderId, from: Account, amount: Money) -> Result<Posting, LedgerError> {
    received(order, from, amount.checked_neg()?)
}

/// One entry per account, in the order they first appear.
fn summed(currency: Currency, entries: Vec<Entry>) -> Result<Vec<Entry>, MoneyError> {
    let mut sums: Vec<Entry> = Vec::new();
    for entry in entries {
        match sums.iter_mut().find(|s| s.account == entry.account) {
            Some(sum) => sum.amount = sum.amount.checked_add(entry.amount)?,
            None => {
                sums.push(Entry { account: entry.account, amount: Money::zero(currency).checked_add(entry.amount)? })
            }
        }
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::PriceRule;
    use crate::pricing::fee::{FeeBearer, FeeRule};
    use proptest::prelude::*;

    #[test]
    fn cash_lies_in_the_drawer_and_the_rest_with_its_gateway() {
        let till = TillId(uuid::Uuid::nil());
        for gateway in GatewayKind::VARIANTS {
            let is_cash = *gateway == GatewayKind::Cash;
            let at_till = if is_cash { Account::Drawer(till) } else { Account::Gateway(*gateway) };
            assert_eq!(Account::of_payment(*gateway, Some(till)), at_till);
            assert_eq!(Account::of_payment(*gateway, None), Account::Gateway(*gateway));
        }
    }

    proptest! {
        /// Sold, paid, returned and given back: every posting balances and in the end nobody owes anybody.
        #[test]
        fn a_refunded_sale_leaves_nothing(tickets in prop::collection::vec((0i64..100_000, 0u32..3000, 0i64..500, any::<bool>()), 1..10)) {
            let eur = |minor| Money::new(minor, Currency::EUR);
            let prices: Vec<Price> = tickets.into_iter()
                .map(|(price, tax_rate_bp, fee, on_top)| {
                    let borne_by = if on_top { FeeBearer::Buyer } else { FeeBearer::Organizer };
                    let fee = FeeRule { borne_by, ..FeeRule::on_top(fee) };
                    PriceRule { price: eur(price), tax_rate_bp, tax_included: true, fee }.quote().unwrap()
                })
                .collect();
            let order = OrderId(uuid::Uuid::nil());
            let total = Money::sum(Currency::EUR, prices.iter().map(|p| p.total().unwrap())).unwrap();
            let bank = Account::Gateway(GatewayKind::Test);
            let books = [
                sale(order, Currency::EUR, &prices).unwrap(),
                received(order, bank, total).unwrap(),
                sale_returned(order, Currency::EUR, &prices).unwrap(),
                given_back(order, bank, total).unwrap(),
            ];
            for posting in &books {
                prop_assert_eq!(posting.entries().iter().map(|e| e.amount.minor).sum::<i64>(), 0);
            }
            let all: Vec<Entry> = books.into_iter().flat_map(|p| p.0).collect();
            for sum in summed(Currency::EUR, all).unwrap() {
                prop_assert_eq!(sum.amount.minor, 0, "{:?}", sum.account);
            }
        }
    }
}
