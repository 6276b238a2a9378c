//! The page that shows that a printer works.

use crate::profile::Profile;
use crate::sheet::{Align, PaperSheet, SheetLook};
use crate::{mark, text};
use chrono::{DateTime, Utc};
use domain::locale::Locale;
use domain::time::{self, Timezone};

/// Letters of five scripts; those the printer has no page for come out drawn.
const LETTERS: [&str; 4] =
    ["€ £ àèéìòù ÀÈÉÌÒÙ ç ñ ß ø å", "äöüÄÖÜ Łódź Zażółć gęślą", "Αθήνα · Москва · Київ", "0123456789 №→×—…"];

pub fn sheet(locale: Locale, printer: &str, at: DateTime<Utc>, zone: Timezone, profile: &Profile) -> PaperSheet {
    let mut sheet = PaperSheet::new(profile);
    sheet.name(text::test_page(locale), Align::Center, 1);
    sheet.text(text::printer_works(locale), SheetLook { align: Align::Center, ..SheetLook::BOLD });
    sheet.heavy_rule();
    sheet.text(printer, SheetLook::BOLD);
    sheet.text(profile.name, SheetLook::PLAIN);
    sheet.text(&time::long_date_time(at, zone, locale), SheetLook::PLAIN);
    sheet.text(&text::width_of(locale, profile.columns, profile.dots), SheetLook::PLAIN);
    sheet.rule();
    sheet.text(text::letters(locale), SheetLook::BOLD);
    for letters in LETTERS {
        sheet.text(letters, SheetLook::PLAIN);
    }
    sheet.rule();
    sheet.text(text::whole_line(locale), SheetLook::CENTER);
    let ruler: String = (1..=sheet.columns).map(|n| char::from(b'0' + (n % 10) as u8)).collect();
    sheet.text_as_is(ruler);
    sheet.qr("TESSERA");
    sheet.text(text::scan_me(locale), SheetLook::CENTER);
    sheet.picture(mark::strip(sheet.dots), vec!["tessera".to_owned()]);
    sheet
}
