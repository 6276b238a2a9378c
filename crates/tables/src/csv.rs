//! CSV after RFC 4180 as the spreadsheet of a language opens it: UTF-8 with a byte order mark, so that accents are read
//! rightly, and the semicolon between cells where the comma is taken by decimals.
//!
//! A text that a spreadsheet would take for a formula is led by an apostrophe (OWASP, "CSV Injection"), wherever in it a
//! spreadsheet of another language would begin a cell.

use crate::{TableError, TableSheet, Value};
use chrono::NaiveDateTime;
use domain::locale::Locale;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

pub fn write(sheet: &TableSheet, locale: Locale) -> Result<Vec<u8>, TableError> {
    let broken = |e: csv::Error| TableError::Csv(e.to_string());
    let delimiter = match locale {
        Locale::En => b',',
        Locale::It => b';',
    };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(&sheet.columns).map_err(broken)?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(|value| cell(value, locale))).map_err(broken)?;
    }
    writer.into_inner().map_err(|e| TableError::Csv(e.to_string()))
}

fn cell(value: &Value, locale: Locale) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => harmless(text),
        Value::Whole(number) => number.to_string(),
        Value::Decimal(digits) => match locale {
            Locale::En => digits.clone(),
            Locale::It => digits.replace('.', ","),
        },
        Value::Time(at) => time(*at, locale),
    }
}

/// `21 Nov 2026 20:30`, which no English spreadsheet takes for another day, and `21/11/2026 20:30`.
fn time(at: NaiveDateTime, locale: Locale) -> String {
    let pattern = match locale {
        Locale::En => "%-d %b %Y %H:%M",
        Locale::It => "%d/%m/%Y %H:%M",
    };
    at.format(pattern).to_string()
}

/// Keeps a spreadsheet from running what a buyer typed as their name.
fn harmless(text: &str) -> String {
    const SIGNS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    let mut harmless = String::with_capacity(text.len() + 1);
    let mut begins = true;
    for sign in text.chars() {
        if begins && SIGNS.contains(&sign) {
            harmless.push('\'');
        }
        harmless.push(sign);
        begins = matches!(sign, ',' | ';' | '\t' | '\n' | '\r');
    }
    harmless
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> TableSheet {
        let text = |text: &str| Value::Text(text.to_owned());
        let at = "2026-11-05T20:30:00".parse().unwrap();
        TableSheet {
            name: "Orders".into(),
            columns: vec!["Name".into(), "Note".into(), "Paid".into(), "When".into(), "Tickets".into()],
            rows: vec![
                vec![
                    text("=HYPERLINK(\"x\")"),
                    text("a,b; \"c\""),
                    Value::Decimal("-12.50".into()),
                    Value::Time(at),
                    Value::Whole(-1),
                ],
                vec![text("Però"), text("-1"), Value::Empty, Value::Empty, Value::Whole(2)],
            ],
        }
    }

    fn written(locale: Locale) -> String {
        let bytes = write(&sheet(), locale).unwrap();
        String::from_utf8(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap().to_vec()).unwrap()
    }

    #[test]
    fn no_text_begins_a_formula_in_any_language() {
        assert_eq!(harmless("Anna;=cmd|' /C calc'!A0;x"), "Anna;'=cmd|' /C calc'!A0;x");
        assert_eq!(harmless("＝1+1"), "'＝1+1");
        assert_eq!(harmless("a,@b\t-c"), "a,'@b\t'-c");
        assert_eq!(harmless("Rossi-Bianchi a=b"), "Rossi-Bianchi a=b");
    }

    #[test]
    fn each_language_has_its_separator_its_decimals_and_its_dates() {
        assert_eq!(
            written(Locale::En),
            "Name,Note,Paid,When,Tickets\r\n\
             \"'=HYPERLINK(\"\"x\"\")\",\"a,b; \"\"c\"\"\",-12.50,5 Nov 2026 20:30,-1\r\n\
             Però,'-1,,,2\r\n"
        );
        assert_eq!(
            written(Locale::It),
            "Name;Note;Paid;When;Tickets\r\n\
             \"'=HYPERLINK(\"\"x\"\")\";\"a,b; \"\"c\"\"\";-12,50;05/11/2026 20:30;-1\r\n\
             Però;'-1;;;2\r\n"
        );
    }
}
