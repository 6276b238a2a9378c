//! Reading single fields. Each function notes its problem and goes on, so that the next field is checked too.

use crate::locale::{Locale, Translated};
use crate::money::{Currency, Decimal, Money, MoneyError};
use crate::refusal::{FieldProblem, Problem, Unit};
use crate::time::{TimeError, Timezone};
use crate::typed;
use chrono::{DateTime, Datelike, Utc};

/// Collects the problems of one form.
#[derive(Default)]
pub(super) struct FormReader {
    pub(super) problems: Vec<FieldProblem>,
    /// Whose conventions numbers are read by.
    locale: Locale,
}

impl FormReader {
    pub(super) fn of(locale: Locale) -> FormReader {
        FormReader { locale, ..FormReader::default() }
    }

    pub(super) fn note(&mut self, field: &str, problem: Problem) {
        self.problems.push(FieldProblem::new(field, problem));
    }

    /// What was read, or everything that was wrong with it.
    pub(super) fn finish<T>(self, value: T) -> Result<T, Vec<FieldProblem>> {
        if self.problems.is_empty() { Ok(value) } else { Err(self.problems) }
    }

    /// One line, white space tidied.
    pub(super) fn line(&mut self, field: &str, text: &str, chars_max: u32) -> String {
        let line = typed::line(text);
        self.short_enough(field, &line, chars_max);
        line
    }

    pub(super) fn required_line(&mut self, field: &str, text: &str, chars_max: u32) -> String {
        let line = self.line(field, text, chars_max);
        if line.is_empty() {
            self.note(field, Problem::Missing);
        }
        line
    }

    /// One line in both languages; fields are `name_en` and `name_it`.
    pub(super) fn lines(&mut self, field: &str, en: &str, it: &str, chars_max: u32) -> Translated {
        let en = self.line(&format!("{field}_en"), en, chars_max);
        let it = self.line(&format!("{field}_it"), it, chars_max);
        Translated { en, it }
    }

    /// As `lines`, in at least one of the languages.
    pub(super) fn required_lines(&mut self, field: &str, en: &str, it: &str, chars_max: u32) -> Translated {
        let both = self.lines(field, en, it, chars_max);
        if both.is_empty() {
            self.note(&format!("{field}_en"), Problem::Missing);
        }
        both
    }

    /// Paragraphs in both languages, separated by empty lines.
    pub(super) fn paragraphs(&mut self, field: &str, en: &str, it: &str, chars_max: u32) -> Translated {
        let both = Translated { en: typed::paragraphs(en), it: typed::paragraphs(it) };
        self.short_enough(&format!("{field}_en"), &both.en, chars_max);
        self.short_enough(&format!("{field}_it"), &both.it, chars_max);
        both
    }

    fn short_enough(&mut self, field: &str, text: &str, chars_max: u32) {
        if text.chars().count() > chars_max as usize {
            self.note(field, Problem::TooLong { max: chars_max });
        }
    }

    /// A whole number within bounds; `when_empty` where nothing was typed.
    pub(super) fn number(&mut self, field: &str, text: &str, min: u32, max: u32, when_empty: Option<u32>) -> u32 {
        self.count(field, text, (min, max), when_empty, Unit::Number)
    }

    /// As `number`, of something that the message names.
    pub(super) fn count(
        &mut self,
        field: &str,
        text: &str,
        (min, max): (u32, u32),
        when_empty: Option<u32>,
        unit: Unit,
    ) -> u32 {
        let text = typed::trim(text);
        if text.is_empty() {
            return when_empty.unwrap_or_else(|| {
                self.note(field, Problem::Missing);
                min
            });
        }
        let out_of_range = Problem::OutOfRange { min: min.into(), max: max.into(), unit };
        match whole(text) {
            Some(Ok(n)) if (i64::from(min)..=i64::from(max)).contains(&n) => n as u32,
            Some(_) => {
                self.note(field, out_of_range);
                min
            }
            None => {
                self.note(field, Problem::NotANumber);
                min
            }
        }
    }

    pub(super) fn optional_number(&mut self, field: &str, text: &str, min: u32, max: u32) -> Option<u32> {
        (!typed::is_blank(text)).then(|| self.number(field, text, min, max, None))
    }

    /// An amount of zero or more.
    pub(super) fn amount(&mut self, field: &str, text: &str, currency: Currency, when_empty: Option<Money>) -> Money {
        let zero = Money::zero(currency);
        let text = typed::trim(text);
        if text.is_empty() {
            return when_empty.unwrap_or_else(|| {
                self.note(field, Problem::Missing);
                zero
            });
        }
        let max = Money::new(AMOUNT_MINOR_MAX, currency);
        let problem = match Money::typed(text, currency, self.locale) {
            Ok(money) if money.minor >= 0 && money.minor <= max.minor => return money,
            Ok(_) | Err(MoneyError::Overflow) => Problem::AmountOutOfRange { min: zero, max },
            Err(MoneyError::TooManyDecimals { exponent, .. }) => Problem::TooManyDecimals { max: exponent },
            Err(MoneyError::Ambiguous { whole, part, .. }) => Problem::AmbiguousAmount { whole, part },
            Err(_) => Problem::NotAnAmount,
        };
        self.note(field, problem);
        zero
    }

    /// A percentage such as `10` or `7,5`, as basis points from 0 to 10 000.
    pub(super) fn percent(&mut self, field: &str, text: &str) -> u32 {
        let text = typed::trim(typed::trim(text).trim_end_matches('%'));
        if text.is_empty() {
            return 0;
        }
        let problem = match Decimal::read(text) {
            None => Problem::NotANumber,
            Some(number) if number.fraction.len() > 2 => Problem::TooManyDecimals { max: 2 },
            Some(number) => match format!("{}{:0<2}", number.whole, number.fraction).parse::<u32>() {
                Ok(bp) if bp <= 10_000 => return bp,
                _ => Problem::OutOfRange { min: 0, max: 100, unit: Unit::Percent },
            },
        };
        self.note(field, problem);
        0
    }

    /// A date and time on the wall clock of `zone`.
    pub(super) fn instant(&mut self, field: &str, text: &str, zone: Timezone) -> Option<DateTime<Utc>> {
        let text = typed::trim(text);
        if text.is_empty() {
            return None;
        }
        match zone.parse_local(text) {
            // Later sums of hours and minutes stay within what dates can be.
            Ok(at) if (1970..=2200).contains(&at.year()) => Some(at),
            Err(TimeError::Skipped(..)) => {
                self.note(field, Problem::SkippedHour);
                None
            }
            Ok(_) | Err(_) => {
                self.note(field, Problem::NotADate);
                None
            }
        }
    }

    /// An id, a language, a role: anything that is chosen, not typed.
    pub(super) fn choice<T>(&mut self, field: &str, text: &str, find: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let text = typed::trim(text);
        if text.is_empty() {
            self.note(field, Problem::Missing);
            return None;
        }
        let found = find(text);
        if found.is_none() {
            self.note(field, Problem::NotAChoice);
        }
        found
    }

    /// As `choice`, but it may be left empty.
    pub(super) fn optional_choice<T>(
        &mut self,
        field: &str,
        text: &str,
        find: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        if typed::is_blank(text) { None } else { self.choice(field, text, find) }
    }
}

/// A whole number, its thousands in groups or not; one that is too large to be counted is an error. `None`: no number.
fn whole(text: &str) -> Option<Result<i64, std::num::ParseIntError>> {
    let (negative, text) = match text.trim().strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let number = Decimal::read(text)?;
    let digits = match number.may_be_thousands() {
        Some(_) => format!("{}{}", number.whole, number.fraction),
        None if number.fraction.is_empty() => number.whole,
        None => return None,
    };
    Some(digits.parse::<i64>().map(|n| if negative { -n } else { n }))
}

/// A hundred million of a currency with cents; nobody sells a dearer ticket, and sums stay far from overflow.
pub(super) const AMOUNT_MINOR_MAX: i64 = 10_000_000_000;
