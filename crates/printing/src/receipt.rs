//! The receipt of a sale or a refund, laid out.

use crate::profile::Profile;
use crate::sheet::{Align, PaperSheet, SheetLook, Size, length};
use crate::{mark, text};
use domain::locale::Locale;
use domain::money::Money;
use domain::paper::{Receipt, ReceiptLine, TaxSum, TenderKind};
use domain::time;

pub fn sheet(receipt: &Receipt, profile: &Profile) -> PaperSheet {
    let mut sheet = PaperSheet::new(profile);
    let locale = receipt.locale;
    head(&mut sheet, receipt);
    if !receipt.lines.is_empty() {
        for line in &receipt.lines {
            item(&mut sheet, line, locale);
        }
        sheet.heavy_rule();
    }
    total(&mut sheet, receipt);
    taxes(&mut sheet, &receipt.taxes, locale);
    fees(&mut sheet, receipt);
    foot(&mut sheet, receipt);
    sheet
}

fn head(sheet: &mut PaperSheet, receipt: &Receipt) {
    let locale = receipt.locale;
    sheet.name(&receipt.organizer, Align::Center, 2);
    for line in &receipt.address {
        sheet.text(line, SheetLook::CENTER);
    }
    copy_number(sheet, receipt.copy, locale);
    sheet.space();
    let kind = if receipt.total.minor < 0 { text::refund(locale) } else { text::receipt(locale) };
    sheet.pair(kind, &text::order(locale, &receipt.order_number), 2, SheetLook::BOLD);
    let at = time::short_date(receipt.at, receipt.zone, locale);
    let year = receipt.zone.local(receipt.at).format("%Y");
    let at = format!("{at} {year}, {}", time::clock_time(receipt.at, receipt.zone));
    let who = [receipt.till.as_str(), receipt.cashier.as_str()];
    let who: Vec<&str> = who.into_iter().filter(|name| !name.trim().is_empty()).collect();
    sheet.whole_pair(&at, &who.join(" · "), SheetLook::PLAIN);
    sheet.heavy_rule();
}

/// `COPY n`, white on black, on everything that isn't the original.
pub fn copy_number(sheet: &mut PaperSheet, copy: u32, locale: Locale) {
    if copy > 0 {
        sheet.space();
        let words = text::copy(locale, copy);
        sheet.boxed(&words);
    }
}

fn item(sheet: &mut PaperSheet, line: &ReceiptLine, locale: Locale) {
    let quantity = format!("{} × ", line.quantity);
    let indent = length(&quantity);
    sheet.pair(&format!("{quantity}{}", line.text), &line.amount.format(locale), indent, SheetLook::BOLD);
    if let Some(detail) = &line.detail {
        sheet.parts(detail, indent.min(sheet.columns / 4), SheetLook::PLAIN);
    }
}

fn total(sheet: &mut PaperSheet, receipt: &Receipt) {
    let locale = receipt.locale;
    let amount = receipt.total.format(locale);
    let label = text::total(locale);
    let fits = length(label) + length(&amount) + 2 <= sheet.columns / 2;
    let size = if fits { Size::DOUBLE } else { Size::TALL };
    sheet.pair(label, &amount, 0, SheetLook::BOLD.sized(size));
    for tender in &receipt.tenders {
        let kind = match tender.kind {
            TenderKind::Cash => text::cash(locale),
            TenderKind::Card => text::card(locale),
            TenderKind::Online => text::online(locale),
        };
        sheet.pair(kind, &tender.amount.format(locale), 0, SheetLook::PLAIN);
    }
    if let Some(change) = receipt.change.filter(|change| !change.is_zero()) {
        sheet.pair(text::change(locale), &change.format(locale), 0, SheetLook::BOLD);
    }
}

fn taxes(sheet: &mut PaperSheet, taxes: &[TaxSum], locale: Locale) {
    if taxes.is_empty() {
        return;
    }
    sheet.rule();
    let rows: Vec<[String; 3]> =
        taxes.iter().map(|sum| [rate(sum.rate_bp, locale), sum.net.format(locale), sum.tax.format(locale)]).collect();
    let heading = [text::vat(locale), text::net(locale), text::tax(locale)].map(str::to_owned);
    let third = sheet.columns / 3;
    let fits = rows.iter().chain([&heading]).all(|row| row.iter().all(|cell| length(cell) < third));
    if fits {
        let last = sheet.columns - 2 * third;
        for [rate, net, tax] in std::iter::once(&heading).chain(&rows) {
            sheet.text_as_is(format!("{rate:<third$}{net:>third$}{tax:>last$}"));
        }
        return;
    }
    for [rate, net, tax] in &rows {
        sheet.pair(&format!("{} {rate} · {}", heading[0], heading[1]), net, 0, SheetLook::PLAIN);
        sheet.pair(&format!("{} {rate} · {}", heading[0], heading[2]), tax, 0, SheetLook::PLAIN);
    }
}

/// What is neither net nor tax: with it the parts come to the total.
fn fees(sheet: &mut PaperSheet, receipt: &Receipt) {
    let Some(fees) = receipt.fees.filter(|fees| !fees.is_zero()) else { return };
    if receipt.taxes.is_empty() {
        sheet.rule();
    }
    sheet.pair(text::fees(receipt.locale), &fees.format(receipt.locale), 0, SheetLook::PLAIN);
}

/// `22 %` · `5.5 %` · `5,5 %`
fn rate(basis_points: u32, locale: Locale) -> String {
    let point = match locale {
        Locale::En => '.',
        Locale::It => ',',
    };
    let (whole, part) = (basis_points / 100, basis_points % 100);
    match part {
        0 => format!("{whole} %"),
        tenths if tenths % 10 == 0 => format!("{whole}{point}{} %", tenths / 10),
        hundredths => format!("{whole}{point}{hundredths:02} %"),
    }
}

fn foot(sheet: &mut PaperSheet, receipt: &Receipt) {
    if let Some(footer) = &receipt.footer {
        sheet.rule();
        for line in footer.lines() {
            sheet.text(line, SheetLook::CENTER);
        }
    }
    sheet.picture(mark::strip(sheet.dots), vec!["tessera".to_owned()]);
}

/// Whether the total is what the tenders minus the change come to, and what its parts come to: nets, taxes and fees. For
/// callers that want to check before printing.
pub fn adds_up(receipt: &Receipt) -> bool {
    let currency = receipt.total.currency;
    let paid = Money::sum(currency, receipt.tenders.iter().map(|tender| tender.amount));
    let change = receipt.change.unwrap_or(Money::zero(currency));
    let taxed = receipt.taxes.iter().flat_map(|sum| [sum.net, sum.tax]);
    let parts = Money::sum(currency, taxed.chain(receipt.fees));
    paid.and_then(|paid| paid.checked_sub(change)) == Ok(receipt.total) && parts == Ok(receipt.total)
}
