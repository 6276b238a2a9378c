//! What comes out of a printer at the counter, as data: the words and sums are decided here, the bytes in `printing`.

use crate::ids::{PrintJobId, TicketId};
use crate::locale::Locale;
use crate::money::{Currency, Money, MoneyError};
use crate::pricing::Price;
use crate::seating::SeatKind;
use crate::time::Timezone;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// One job of a printer: printed whole, in order, and done when the printer is clean after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintJob {
    pub id: PrintJobId,
    /// Kick the cash drawer before the first line is printed.
    pub open_drawer: bool,
    pub papers: Vec<Paper>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "paper", rename_all = "snake_case")]
pub enum Paper {
    Receipt(Receipt),
    Ticket(PaperTicket),
    /// A short page that shows that the printer works, its width and its characters.
    TestPage {
        locale: Locale,
        printer: String,
        at: DateTime<Utc>,
        zone: Timezone,
    },
}

impl Paper {
    /// 0 for an original; n where "COPY n" is printed on it.
    pub fn copy(&self) -> u32 {
        match self {
            Paper::Receipt(receipt) => receipt.copy,
            Paper::Ticket(ticket) => ticket.copy,
            Paper::TestPage { .. } => 0,
        }
    }
}

/// The receipt of a sale or a refund. All sums are of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub locale: Locale,
    pub organizer: String,
    /// Lines under the name: street, town, tax number.
    pub address: Vec<String>,
    pub order_number: String,
    pub till: String,
    pub cashier: String,
    pub at: DateTime<Utc>,
    pub zone: Timezone,
    pub lines: Vec<ReceiptLine>,
    /// What was sold or given back, fees and taxes in it. Negative for a refund.
    pub total: Money,
    pub taxes: Vec<TaxSum>,
    /// The platform's fees in the total, their own tax in them. With what the taxes say they come to the total.
    #[serde(default)]
    pub fees: Option<Money>,
    pub tenders: Vec<Tender>,
    /// Given back to the buyer out of the drawer.
    pub change: Option<Money>,
    /// 0 for the original; n prints "COPY n" at the top.
    pub copy: u32,
    pub footer: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    pub quantity: u32,
    /// `Full price`
    pub text: String,
    /// `La Traviata · Sat 21 Nov, 20:30 · Stalls, row C, seat 14`
    pub detail: Option<String>,
    /// For the whole line.
    pub amount: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxSum {
    /// In basis points: 2200 is 22 %.
    pub rate_bp: u32,
    /// The part of the total that is taxed at this rate, without the tax.
    pub net: Money,
    pub tax: Money,
}

/// The taxes in so many of each of these prices: a sum per rate, lowest first. The platform's fees have a tax of their own in
/// them and stand apart.
pub fn tax_sums(prices: &[(Price, u32)]) -> Result<Vec<TaxSum>, MoneyError> {
    let mut sums: BTreeMap<u32, TaxSum> = BTreeMap::new();
    for (price, quantity) in prices.iter().filter(|(price, _)| !(price.net.is_zero() && price.tax.is_zero())) {
        let (net, tax) = (price.net.checked_mul((*quantity).into())?, price.tax.checked_mul((*quantity).into())?);
        let none = Money::zero(net.currency);
        let sum = sums.entry(price.tax_rate_bp).or_insert(TaxSum { rate_bp: price.tax_rate_bp, net: none, tax: none });
        (sum.net, sum.tax) = (sum.net.checked_add(net)?, sum.tax.checked_add(tax)?);
    }
    Ok(sums.into_values().filter(|sum| !(sum.net.is_zero() && sum.tax.is_zero())).collect())
}

/// The fees in so many of each of these prices; `None` where there are none.
pub fn fee_sum(currency: Currency, prices: &[(Price, u32)]) -> Result<Option<Money>, MoneyError> {
    let fees = prices.iter().map(|(price, quantity)| price.fee.checked_mul((*quantity).into()));
    let sum = Money::sum(currency, fees.collect::<Result<Vec<Money>, _>>()?)?;
    Ok(Some(sum).filter(|sum| !sum.is_zero()))
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    pub kind: TenderKind,
    pub amount: Money,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenderKind {
    Cash,
    Card,
    Online,
}

/// A ticket on paper. Its code is the same as the one on the buyer's phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperTicket {
    pub locale: Locale,
    pub ticket: TicketId,
    pub organizer: String,
    pub event: String,
    /// When it starts, as the venue's clock shows it.
    pub starts_at: DateTime<Utc>,
    pub doors_at: Option<DateTime<Utc>>,
    pub zone: Timezone,
    pub venue: String,
    pub venue_address: String,
    pub ticket_type: String,
    /// What the ticket type says of itself: `Valid for entry until 00:00.`
    #[serde(default)]
    pub description: Option<String>,
    /// `Stalls`: the zone of the hall, where it has more than one.
    pub area: Option<String>,
    pub row: Option<String>,
    pub seat: Option<String>,
    #[serde(default)]
    pub seat_kind: SeatKind,
    /// Younger people aren't let in.
    #[serde(default)]
    pub age_min: Option<u32>,
    pub holder: Option<String>,
    pub price: Money,
    pub order_number: String,
    /// The gapless number of this sale within its performance.
    pub sale_number: i64,
    /// The signed text that the QR code holds; empty where the date is cancelled.
    pub code: String,
    /// It doesn't take place: the ticket lets nobody in.
    #[serde(default)]
    pub cancelled: bool,
    /// 0 for the original; n prints "COPY n".
    pub copy: u32,
}

/// What a printer says of itself. A job is done when this is `Ready` after the last byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum PrinterState {
    Ready,
    /// It prints, but someone should bring a roll.
    PaperLow,
    PaperOut,
    CoverOpen,
    /// Cutter, head or an error only a power cycle clears.
    Error,
    /// Nothing answers at its address, or it stopped answering.
    Offline,
}

impl PrinterState {
    /// Whether a job can be sent, and counts as printed when this is seen after it.
    pub fn prints(&self) -> bool {
        matches!(self, PrinterState::Ready | PrinterState::PaperLow)
    }
}

/// Where a print job is. A job whose bytes were sent but whose end was not seen is `Unsure`: only a person can say
/// whether the paper is in their hand, so it is never printed again by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum PrintJobState {
    Queued,
    /// A terminal has taken it.
    Printing,
    Done,
    /// Nothing of it was printed; it goes on by itself when the printer is ready again.
    Waiting,
    /// Part of it may be on paper: the cashier is asked.
    Unsure,
    /// The cashier said it isn't wanted any more.
    Cancelled,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn price(net: i64, tax: i64, tax_rate_bp: u32, fee: i64) -> Price {
        let eur = |minor| Money::new(minor, Currency::EUR);
        Price { net: eur(net), tax: eur(tax), tax_rate_bp, fee: eur(fee), absorbed_fee: eur(0) }
    }

    #[test]
    fn taxes_are_summed_by_rate_and_what_costs_nothing_has_none() {
        let sums = tax_sums(&[
            (price(820, 180, 2200, 50), 2),
            (price(909, 91, 1000, 50), 3),
            (price(820, 180, 2200, 0), 1),
            (price(0, 0, 400, 0), 5),
            (price(500, 0, 0, 0), 1),
        ]);
        let shown: Vec<_> = sums.unwrap().iter().map(|sum| (sum.rate_bp, sum.net.minor, sum.tax.minor)).collect();
        assert_eq!(shown, [(0, 500, 0), (1000, 2727, 273), (2200, 2460, 540)]);
        assert_eq!(tax_sums(&[]), Ok(Vec::new()));
    }

    proptest! {
        #[test]
        fn taxes_and_fees_come_to_the_total(
            lines in prop::collection::vec((0i64..10_000, 0i64..10_000, 0u32..3, 0i64..1_000, 0u32..9), 0..9),
        ) {
            let prices: Vec<_> =
                lines.iter().map(|(net, tax, rate, fee, count)| (price(*net, *tax, *rate, *fee), *count)).collect();
            let total: i64 = prices.iter().map(|(p, n)| p.total().unwrap().minor * i64::from(*n)).sum();
            let taxed: i64 = tax_sums(&prices).unwrap().iter().map(|sum| sum.net.minor + sum.tax.minor).sum();
            let fees = fee_sum(Currency::EUR, &prices).unwrap().map_or(0, |fees| fees.minor);
            prop_assert_eq!(taxed + fees, total);
        }
    }
}
