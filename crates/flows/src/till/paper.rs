//! What the printer at a till gets, made of an order. Plain functions: the same order gives the same paper.

use super::text;
use chrono::{DateTime, Utc};
use domain::ids::TicketId;
use domain::locale::Locale;
use domain::money::{Money, MoneyError};
use domain::order::{Order, OrderLine};
use domain::paper::{Receipt, ReceiptLine, TaxSum, Tender, TenderKind};
use domain::payment::{GatewayKind, PaymentState};
use domain::pricing::Price;
use domain::seating::Place;
use domain::time;

/// Who prints, where and when.
#[derive(Clone, Copy, Debug)]
pub struct Counter<'a> {
    pub till: &'a str,
    pub cashier: &'a str,
    pub at: DateTime<Utc>,
    /// 0 for the original.
    pub copy: u32,
}

/// Cash as it went over the counter.
#[derive(Clone, Copy, Debug)]
pub struct Cash {
    pub due: Money,
    /// Handed over, change included.
    pub tendered: Money,
}

/// The receipt of what was sold, refunds since then left out: they have receipts of their own.
pub fn receipt(order: &Order, counter: &Counter<'_>, cash: Option<Cash>) -> Result<Receipt, MoneyError> {
    let lines = order.lines.iter().map(|line| receipt_line(order.locale, line, line.quantity, line.total)).collect();
    let (tenders, change) = match cash {
        Some(cash) => {
            let change = cash.tendered.checked_sub(cash.due)?;
            let tender = Tender { kind: TenderKind::Cash, amount: cash.tendered };
            (vec![tender], (!change.is_zero()).then_some(change))
        }
        None => (online_tenders(order), None),
    };
    Ok(Receipt {
        lines,
        total: order.total,
        taxes: taxes(order.total, order.lines.iter().map(|line| (line.price, line.quantity)))?,
        tenders,
        change,
        footer: Some(text::thank_you(order.locale).to_owned()),
        ..blank(order, counter)
    })
}

/// The receipt of tickets that were taken back for `amount`; all sums are negative.
pub fn refund_receipt(
    order: &Order,
    counter: &Counter<'_>,
    tickets: &[TicketId],
    amount: Money,
    kind: TenderKind,
) -> Result<Receipt, MoneyError> {
    let (mut lines, mut prices) = (Vec::new(), Vec::new());
    for line in &order.lines {
        let back = order.tickets.iter().filter(|t| t.line == line.id && tickets.contains(&t.id)).count();
        let back = u32::try_from(back).map_err(|_| MoneyError::Overflow)?;
        if back > 0 {
            let amount = line.unit_total.checked_mul(back.into())?.checked_neg()?;
            lines.push(receipt_line(order.locale, line, back, amount));
            prices.push((negative(line.price)?, back));
        }
    }
    let total = amount.checked_neg()?;
    Ok(Receipt {
        lines,
        total,
        taxes: taxes(total, prices)?,
        tenders: vec![Tender { kind, amount: total }],
        footer: Some(text::not_valid_any_more(order.locale).to_owned()),
        ..blank(order, counter)
    })
}

fn blank(order: &Order, counter: &Counter<'_>) -> Receipt {
    Receipt {
        locale: order.locale,
        organizer: order.organizer.name.clone(),
        address: order.organizer.address.clone(),
        order_number: order.number.clone(),
        till: counter.till.to_owned(),
        cashier: counter.cashier.to_owned(),
        at: counter.at,
        zone: order.organizer.zone,
        lines: Vec::new(),
        total: Money::zero(order.total.currency),
        taxes: Vec::new(),
        tenders: Vec::new(),
        change: None,
        copy: counter.copy,
        footer: None,
    }
}

fn receipt_line(locale: Locale, line: &OrderLine, quantity: u32, amount: Money) -> ReceiptLine {
    let mut detail =
        vec![line.event_title.get(locale).to_owned(), time::short_date_time(line.starts_at, line.zone, locale)];
    detail.extend(place(locale, &line.place));
    ReceiptLine { quantity, text: line.ticket_name.get(locale).to_owned(), detail: Some(detail.join(" · ")), amount }
}

/// `Stalls, row C, seat 14`
fn place(locale: Locale, place: &Place) -> Option<String> {
    let area = place.area.as_ref().map(|area| area.get(locale).to_owned()).filter(|area| !area.is_empty());
    let row = place.row.as_ref().map(|row| text::row(locale, row));
    let seat = place.seat.as_ref().map(|seat| text::seat(locale, seat));
    let words: Vec<String> = [area, row, seat].into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Per rate, lowest first. The platform's fees have their tax in them and stand in the total only.
fn taxes(total: Money, prices: impl IntoIterator<Item = (Price, u32)>) -> Result<Vec<TaxSum>, MoneyError> {
    let mut sums: Vec<TaxSum> = Vec::new();
    for (price, quantity) in prices {
        let (net, tax) = (price.net.checked_mul(quantity.into())?, price.tax.checked_mul(quantity.into())?);
        match sums.iter_mut().find(|sum| sum.rate_bp == price.tax_rate_bp) {
            Some(sum) => {
                sum.net = sum.net.checked_add(net)?;
                sum.tax = sum.tax.checked_add(tax)?;
            }
            None => sums.push(TaxSum { rate_bp: price.tax_rate_bp, net, tax }),
        }
    }
    sums.retain(|sum| sum.net.currency == total.currency && !(sum.net.is_zero() && sum.tax.is_zero()));
    sums.sort_by_key(|sum| sum.rate_bp);
    Ok(sums)
}

fn negative(price: Price) -> Result<Price, MoneyError> {
    Ok(Price {
        net: price.net.checked_neg()?,
        tax: price.tax.checked_neg()?,
        tax_rate_bp: price.tax_rate_bp,
        fee: price.fee.checked_neg()?,
    })
}

fn online_tenders(order: &Order) -> Vec<Tender> {
    let paid = order.payments.iter().filter(|p| p.state == PaymentState::Captured && !p.amount.is_zero());
    paid.map(|p| Tender {
        kind: match p.gateway {
            GatewayKind::Cash => TenderKind::Cash,
            GatewayKind::Test | GatewayKind::Free => TenderKind::Online,
        },
        amount: p.amount,
    })
    .collect()
}
