//! The page that shows that a printer works.

use crate::profile::Profile;
use crate::sheet::{Align, Look, Sheet};
use crate::{mark, text};
use chrono::{DateTime, Utc};
use domain::locale::Locale;
use domain::time::{self, Zone};

/// Letters of five scripts; those the printer has no page for come out drawn.
const LETTERS: [&str; 4] =
    ["€ £ àèéìòù ÀÈÉÌÒÙ ç ñ ß ø å", "äöüÄÖÜ Łódź Zażółć gęślą", "Αθήνα · Москва · Київ", "0123456789 №→×—…"];

pub fn sheet(locale: Locale, printer: &str, at: DateTime<Utc>, zone: Zone, profile: &Profile) -> Sheet {
    let mut sheet = Sheet::new(profile);
    sheet.name(text::test_page(locale), Align::Center, 1);
    sheet.text(text::printer_works(locale), Look { align: Align::Center, ..Look::BOLD });
    sheet.heavy_rule();
    sheet.text(printer, Look::BOLD);
    sheet.text(profile.name, Look::PLAIN);
    sheet.text(&time::long_date_time(at, zone, locale), Look::PLAIN);
    sheet.text(&text::width_of(locale, profile.columns, profile.dots), Look::PLAIN);
    sheet.rule();
    sheet.text(text::letters(locale), Look::BOLD);
    for letters in LETTERS {
        sheet.text(letters, Look::PLAIN);
    }
    sheet.rule();
    sheet.text(text::whole_line(locale), Look::CENTER);
    let ruler: String = (1..=sheet.columns).map(|n| char::from(b'0' + (n % 10) as u8)).collect();
    sheet.text_as_is(ruler);
    sheet.qr("TESSERA");
    sheet.text(text::scan_me(locale), Look::CENTER);
    sheet.picture(mark::strip(sheet.dots), vec!["tessera".to_owned()]);
    sheet
}
