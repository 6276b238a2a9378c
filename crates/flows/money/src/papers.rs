//! What the printer at a till gets, made of an order. Plain functions: the same order gives the same paper.

mod jobs;
mod text;

pub use jobs::{print_job, ticket_papers};

use chrono::{DateTime, Utc};
use domain::ids::TicketId;
use domain::locale::Locale;
use domain::money::{Money, MoneyError};
use domain::order::{Order, OrderLine};
use domain::paper::{Receipt, ReceiptLine, Tender, TenderKind, fee_sum, tax_sums};
use domain::payment::{GatewayKind, PaymentState};
use domain::seating::Place;
use domain::time;

/// What stands above and below a paper: who prints it, where and when.
#[derive(Clone, Copy, Debug)]
pub struct PaperHead<'a> {
    pub till: &'a str,
    pub cashier: &'a str,
    pub at: DateTime<Utc>,
    /// 0 for the original.
    pub copy: u32,
}

/// Cash as it went over the counter.
#[derive(Clone, Copy, Debug)]
pub struct CashTendered {
    pub due: Money,
    /// Handed over, change included.
    pub tendered: Money,
}

/// The receipt of what was sold, refunds since then left out: they have receipts of their own.
pub fn receipt(order: &Order, counter: &PaperHead<'_>, cash: Option<CashTendered>) -> Result<Receipt, MoneyError> {
    let lines = lines(order.locale, order.lines.iter().map(|line| (line, line.quantity, line.total)))?;
    let prices: Vec<_> = order.lines.iter().map(|line| (line.price, line.quantity)).collect();
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
        taxes: tax_sums(&prices)?,
        fees: fee_sum(order.total.currency, &prices)?,
        tenders,
        change,
        footer: Some(text::thank_you(order.locale).to_owned()),
        ..blank(order, counter)
    })
}

/// The receipt of tickets that were taken back for `amount`; all sums are negative.
pub fn refund_receipt(
    order: &Order,
    counter: &PaperHead<'_>,
    tickets: &[TicketId],
    amount: Money,
    kind: TenderKind,
) -> Result<Receipt, MoneyError> {
    let (mut returned, mut prices) = (Vec::new(), Vec::new());
    for line in &order.lines {
        let back = order.tickets.iter().filter(|t| t.line == line.id && tickets.contains(&t.id)).count();
        let back = u32::try_from(back).map_err(|_| MoneyError::Overflow)?;
        if back > 0 {
            let amount = line.unit_total.checked_mul(back.into())?.checked_neg()?;
            returned.push((line, back, amount));
            prices.push((line.price.checked_neg()?, back));
        }
    }
    let total = amount.checked_neg()?;
    Ok(Receipt {
        lines: lines(order.locale, returned)?,
        total,
        taxes: tax_sums(&prices)?,
        fees: fee_sum(total.currency, &prices)?,
        tenders: if total.is_zero() { Vec::new() } else { vec![Tender { kind, amount: total }] },
        footer: Some(text::not_valid_any_more(order.locale).to_owned()),
        ..blank(order, counter)
    })
}

fn blank(order: &Order, counter: &PaperHead<'_>) -> Receipt {
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
        fees: None,
        tenders: Vec::new(),
        change: None,
        copy: counter.copy,
        footer: None,
    }
}

/// Lines that say the same at the same price are one, however often it was tapped.
fn lines<'a>(
    locale: Locale,
    parts: impl IntoIterator<Item = (&'a OrderLine, u32, Money)>,
) -> Result<Vec<ReceiptLine>, MoneyError> {
    let mut all: Vec<(Money, ReceiptLine)> = Vec::new();
    for (of, quantity, amount) in parts {
        let line = receipt_line(locale, of, quantity, amount);
        let same = all.iter_mut().find(|(unit_total, other)| {
            *unit_total == of.unit_total && (&other.text, &other.detail) == (&line.text, &line.detail)
        });
        match same {
            Some((_, first)) => {
                first.quantity = first.quantity.checked_add(line.quantity).ok_or(MoneyError::Overflow)?;
                first.amount = first.amount.checked_add(line.amount)?;
            }
            None => all.push((of.unit_total, line)),
        }
    }
    Ok(all.into_iter().map(|(_, line)| line).collect())
}

fn receipt_line(locale: Locale, line: &OrderLine, quantity: u32, amount: Money) -> ReceiptLine {
    let mut detail =
        vec![line.event_title.get(locale).to_owned(), time::short_date_time(line.starts_at, line.zone, locale)];
    detail.extend(place(locale, &line.place));
    detail.extend(line.applied.iter().map(|one| one.words.get(locale).to_owned()));
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
