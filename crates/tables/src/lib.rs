//! Tables to take away, for the spreadsheets people work with: as text (CSV) and as a workbook (XLSX).
//!
//! It gets words, numbers and times, and writes them as a language writes them. It must not know what the table is about,
//! and only the server may use it: what writes workbooks is heavy.
//!
//! To add a format: a file with one function from a [`TableSheet`] and a [`Locale`](domain::locale::Locale) to bytes.

pub mod csv;
pub mod xlsx;

use chrono::NaiveDateTime;

/// A table: its name, one heading per column, and its rows, each as wide as the headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSheet {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Value>>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Empty,
    Text(String),
    Whole(i64),
    /// An amount or a rate in plain digits with a point, as `Money::decimal` gives it: `-12.50`.
    Decimal(String),
    /// As the clock on the wall shows it.
    Time(NaiveDateTime),
}

/// Why a table can't be written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error("writing CSV: {0}")]
    Csv(String),
    #[error("writing XLSX: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    #[error("'{0}' is not a number")]
    NotANumber(String),
    #[error("a spreadsheet has room for {ROWS_MAX} rows, this table has {0}")]
    TooManyRows(usize),
}

/// What Excel opens of a sheet, the headings among them.
pub const ROWS_MAX: usize = 1_048_576;
