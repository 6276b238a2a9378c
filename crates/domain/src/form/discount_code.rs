//! A discount code, and how often it may be used.

use super::moment::moment;
use super::read::{AMOUNT_MINOR_MAX, FormReader};
use crate::discount_code::{CODE_CHARS_MAX, normal};
use crate::edit::places::check_resize;
use crate::ids::EventId;
use crate::locale::{Locale, Translated};
use crate::money::{Currency, Money};
use crate::pricing::adjustment::PriceChange;
use crate::refusal::{FieldProblem, Problem, Unit};
use crate::time::Timezone;
use crate::typed;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What the buyer reads beside a price.
const WORDS_CHARS_MAX: u32 = 80;
/// More uses than this are no limit to speak of.
const USES_MAX: u32 = 1_000_000;

/// As it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DiscountCodeForm {
    pub code: String,
    /// What it is for, as the buyer reads it. Empty in both languages: the code itself.
    pub words_en: String,
    pub words_it: String,
    /// Off the price: this, or an amount.
    pub percent: String,
    pub amount: String,
    /// Empty: no limit.
    pub uses: String,
    /// An [`EventId`] of the organizer. Empty: all events.
    pub event: String,
    #[serde(deserialize_with = "moment")]
    pub from_at: String,
    #[serde(deserialize_with = "moment")]
    pub until_at: String,
    /// By whose conventions the amount is typed; the page's, never posted.
    #[serde(skip)]
    pub locale: Locale,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedDiscountCode {
    /// As it is compared.
    pub code: String,
    pub words: Translated,
    pub change: PriceChange,
    pub limit: Option<u32>,
    pub event: Option<EventId>,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

impl DiscountCodeForm {
    /// `events`: those of the organizer, each with its clock. `zone`: the organizer's, for a code that is for all of them.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn check(
        &self,
        currency: Currency,
        zone: Timezone,
        events: &[(EventId, Timezone)],
    ) -> Result<CheckedDiscountCode, Vec<FieldProblem>> {
        let mut read = FormReader::of(self.locale);
        // Signs that aren't compared count too: what was typed may become the words that buyers read.
        let typed = read.required_line("code", &self.code, CODE_CHARS_MAX);
        let code = normal(&typed);
        if read.problems.is_empty() && code.is_empty() {
            read.note("code", Problem::Missing);
        } else if read.problems.is_empty() && code.chars().count() > CODE_CHARS_MAX as usize {
            // One sign may be compared as several letters.
            read.note("code", Problem::TooLong { max: CODE_CHARS_MAX });
        }
        let mut words = read.lines("words", &self.words_en, &self.words_it, WORDS_CHARS_MAX);
        if words.is_empty() {
            words = Translated::new(typed.clone(), typed);
        }
        let change = self.change(&mut read, currency);
        let limit = read.optional_number("uses", &self.uses, 1, USES_MAX);
        let of = |text: &str| text.parse().ok().and_then(|id| events.iter().find(|(event, _)| *event == id));
        let event = read.optional_choice("event", &self.event, of);
        let zone = event.map_or(zone, |(_, zone)| *zone);
        let from = read.instant("from_at", &self.from_at, zone);
        let until = read.instant("until_at", &self.until_at, zone);
        if let (Some(from), Some(until)) = (from, until)
            && until <= from
        {
            read.note("until_at", Problem::BeforeStart);
        }
        read.finish(CheckedDiscountCode { code, words, change, limit, event: event.map(|(id, _)| *id), from, until })
    }

    fn change(&self, read: &mut FormReader, currency: Currency) -> PriceChange {
        match (typed::is_blank(&self.percent), typed::is_blank(&self.amount)) {
            (true, true) => {
                read.note("percent", Problem::Missing);
                PriceChange::By { minor: 0 }
            }
            (false, false) => {
                read.note("amount", Problem::NotBoth);
                PriceChange::By { minor: 0 }
            }
            (false, true) => {
                let problems = read.problems.len();
                let share_bp = read.percent("percent", &self.percent);
                if share_bp == 0 && read.problems.len() == problems {
                    read.note("percent", Problem::OutOfRange { min: 1, max: 100, unit: Unit::Percent });
                }
                PriceChange::ByShare { share_bp: -(share_bp as i32) }
            }
            (true, false) => {
                let problems = read.problems.len();
                let off = read.amount("amount", &self.amount, currency, None);
                if off.is_zero() && read.problems.len() == problems {
                    let (min, max) = (Money::new(1, currency), Money::new(AMOUNT_MINOR_MAX, currency));
                    read.note("amount", Problem::AmountOutOfRange { min, max });
                }
                PriceChange::By { minor: -off.minor }
            }
        }
    }
}

/// How often a code may be used from now on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DiscountLimitForm {
    pub uses: String,
}

/// How often a code may be used from now on, as it is typed; empty is no limit. `taken`: how often it is used and in carts.
pub fn check_limit(typed: &str, taken: u32) -> Result<Option<u32>, Vec<FieldProblem>> {
    let mut read = FormReader::default();
    let limit = read.optional_number("uses", typed, 1, USES_MAX);
    if let Some(limit) = limit
        && read.problems.is_empty()
        && let Err(problem) = check_resize(limit, taken)
    {
        read.note("uses", problem);
    }
    read.finish(limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const PLAY: EventId = EventId(Uuid::from_u128(1));

    fn form() -> DiscountCodeForm {
        DiscountCodeForm { code: "Friends 10".into(), percent: "10".into(), ..DiscountCodeForm::default() }
    }

    fn check(form: &DiscountCodeForm) -> Result<CheckedDiscountCode, Vec<FieldProblem>> {
        form.check(Currency::EUR, Timezone::ROME, &[(PLAY, Timezone::UTC)])
    }

    fn problems(form: &DiscountCodeForm) -> Vec<(String, Problem)> {
        check(form).err().unwrap_or_default().into_iter().map(|one| (one.field, one.problem)).collect()
    }

    #[test]
    fn a_code_says_what_it_takes_off() {
        let checked = check(&form()).unwrap();
        assert_eq!((checked.code.as_str(), checked.change), ("FRIENDS10", PriceChange::ByShare { share_bp: -1000 }));
        assert_eq!((checked.words, checked.limit), (Translated::new("Friends 10", "Friends 10"), None));
        let five = DiscountCodeForm { percent: String::new(), amount: "5".into(), uses: "100".into(), ..form() };
        let checked = check(&five).unwrap();
        assert_eq!((checked.change, checked.limit), (PriceChange::By { minor: -500 }, Some(100)));
    }

    #[test]
    fn it_takes_something_off_and_one_thing_only() {
        let of = |percent: &str, amount: &str| {
            problems(&DiscountCodeForm { percent: percent.into(), amount: amount.into(), ..form() })
        };
        assert_eq!(of("", " "), [("percent".to_owned(), Problem::Missing)]);
        assert_eq!(of("10", "5"), [("amount".to_owned(), Problem::NotBoth)]);
        assert!(matches!(of("0", "")[..], [(_, Problem::OutOfRange { min: 1, max: 100, .. })]));
        assert!(matches!(of("101", "")[..], [(_, Problem::OutOfRange { max: 100, .. })]));
        assert!(matches!(of("", "0")[..], [(_, Problem::AmountOutOfRange { .. })]));
        assert_eq!(of("", "much"), [("amount".to_owned(), Problem::NotAnAmount)]);
        let unseen = DiscountCodeForm { code: " - ".into(), ..form() };
        assert_eq!(problems(&unseen), [("code".to_owned(), Problem::Missing)]);
        let long = DiscountCodeForm { code: "x".repeat(41), ..form() };
        assert_eq!(problems(&long), [("code".to_owned(), Problem::TooLong { max: 40 })]);
    }

    #[test]
    fn what_buyers_read_is_no_longer_than_a_code() {
        for typed in [format!("x{}", "!".repeat(40)), "ß".repeat(40)] {
            let form = DiscountCodeForm { code: typed.clone(), ..form() };
            assert_eq!(problems(&form), [("code".to_owned(), Problem::TooLong { max: 40 })], "{typed}");
        }
        let missing = DiscountCodeForm { code: " \u{200B}".into(), ..form() };
        assert_eq!(problems(&missing), [("code".to_owned(), Problem::Missing)]);
    }

    #[test]
    fn its_time_is_read_by_the_clock_of_what_it_is_for() {
        let until = |event: &str| {
            let form = DiscountCodeForm { event: event.into(), until_at: "2026-12-01T00:00".into(), ..form() };
            check(&form).unwrap().until.unwrap().to_rfc3339()
        };
        assert_eq!(until(""), "2026-11-30T23:00:00+00:00");
        assert_eq!(until(&PLAY.to_string()), "2026-12-01T00:00:00+00:00");
        let other = DiscountCodeForm { event: EventId(Uuid::from_u128(2)).to_string(), ..form() };
        assert_eq!(problems(&other), [("event".to_owned(), Problem::NotAChoice)]);
    }

    #[test]
    fn a_limit_is_no_lower_than_what_is_taken() {
        assert_eq!(check_limit("", 5), Ok(None));
        assert_eq!(check_limit("5", 5), Ok(Some(5)));
        assert_eq!(check_limit("4", 5).unwrap_err()[0].problem, Problem::BelowSold { sold: 5 });
        let only = |typed: &str| check_limit(typed, 5).map_err(|all| all.into_iter().map(|one| one.problem).collect());
        assert_eq!(only("many"), Err(vec![Problem::NotANumber]));
        assert_eq!(only("0"), Err(vec![Problem::OutOfRange { min: 1, max: USES_MAX.into(), unit: Unit::Number }]));
    }
}
