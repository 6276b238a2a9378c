//! A workbook of one sheet: numbers are numbers and times are times, so that they can be summed and sorted, and are shown
//! as the reader's spreadsheet shows them. Texts are texts, whatever they begin with.

use crate::{ROWS_MAX, TableError, TableSheet, Value};
use chrono::{Datelike, NaiveDateTime, Timelike};
use domain::locale::Locale;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

pub fn write(sheet: &TableSheet, locale: Locale) -> Result<Vec<u8>, TableError> {
    if sheet.rows.len() >= ROWS_MAX {
        return Err(TableError::TooManyRows(sheet.rows.len()));
    }
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(&sheet.name)?;
    page.set_freeze_panes(1, 0)?;
    let heading = Format::new().set_bold();
    let time = Format::new().set_num_format(match locale {
        Locale::En => "d mmm yyyy hh:mm",
        Locale::It => "dd/mm/yyyy hh:mm",
    });
    let decimals = [0, 1, 2, 3].map(|count| Format::new().set_num_format(decimal_format(count)));
    for (at, words) in (0u16..).zip(&sheet.columns) {
        page.write_string_with_format(0, at, words, &heading)?;
    }
    for (row, values) in (1u32..).zip(&sheet.rows) {
        for (column, value) in (0u16..).zip(values) {
            match value {
                Value::Empty => {}
                Value::Text(text) => {
                    page.write_string(row, column, text)?;
                }
                Value::Whole(number) => {
                    page.write_number(row, column, *number as f64)?;
                }
                Value::Decimal(digits) => {
                    let places = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len()).min(3);
                    page.write_number_with_format(row, column, number(digits)?, &decimals[places])?;
                }
                Value::Time(at) => {
                    page.write_datetime_with_format(row, column, moment(*at)?, &time)?;
                }
            }
        }
    }
    page.autofit();
    Ok(book.save_to_buffer()?)
}

/// A workbook keeps numbers as decimal digits that are read as a float; nothing is computed with it here.
fn number(digits: &str) -> Result<f64, TableError> {
    digits.parse().map_err(|_| TableError::NotANumber(digits.to_owned()))
}

fn decimal_format(places: usize) -> String {
    if places == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(places)) }
}

fn moment(at: NaiveDateTime) -> Result<ExcelDateTime, TableError> {
    let year = u16::try_from(at.year()).unwrap_or_default();
    let date = ExcelDateTime::from_ymd(year, at.month() as u8, at.day() as u8)?;
    Ok(date.and_hms(at.hour() as u16, at.minute() as u8, at.second())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_is_written_and_a_sheet_that_no_spreadsheet_opens_is_not() {
        let at = "2026-11-05T20:30:00".parse().unwrap();
        let row = vec![
            Value::Text("=1+1".into()),
            Value::Decimal("-12.50".into()),
            Value::Decimal("1200".into()),
            Value::Time(at),
            Value::Whole(3),
            Value::Empty,
        ];
        let columns = ["Name", "Paid", "Yen", "When", "Tickets", "Note"].map(str::to_owned).to_vec();
        let sheet = TableSheet { name: "Ordini".into(), columns, rows: vec![row] };
        for locale in Locale::ALL {
            let bytes = write(&sheet, locale).unwrap();
            assert!(bytes.starts_with(b"PK"), "a zip");
        }
        let wrong = TableSheet { rows: vec![vec![Value::Decimal("twelve".into())]], ..sheet.clone() };
        assert!(matches!(write(&wrong, Locale::En), Err(TableError::NotANumber(_))));
        let long = TableSheet { rows: vec![Vec::new(); ROWS_MAX], ..sheet };
        assert!(matches!(write(&long, Locale::En), Err(TableError::TooManyRows(_))));
    }

    #[test]
    fn amounts_have_the_places_of_their_currency() {
        assert_eq!([0, 2, 3].map(decimal_format), ["#,##0", "#,##0.00", "#,##0.000"]);
    }
}
