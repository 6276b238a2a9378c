//! A date and a time as a form has them: two fields, kept as one text.
//!
//! The day is a date field of the browser's; the time is text, since a browser's own time field counts to twelve wherever
//! its language does, whatever the page says.

use crate::typed;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// Stands between day and time where a `T` is in what was typed; no keyboard has it.
const JOINT: char = '\u{e000}';

/// Reads both fields, posted as `starts_at[date]` and `starts_at[time]`, into one text; a text is taken as it is.
pub fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Moment;
    impl<'de> Visitor<'de> for Moment {
        type Value = String;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a date and a time")
        }
        fn visit_str<E>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
            let (mut date, mut time) = (String::new(), String::new());
            while let Some(name) = map.next_key::<String>()? {
                match name.as_str() {
                    "date" => date = map.next_value()?,
                    "time" => time = map.next_value()?,
                    _ => {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
            }
            Ok(join_moment(&date, &time))
        }
    }
    deserializer.deserialize_any(Moment)
}

fn join_moment(date: &str, time: &str) -> String {
    if typed::is_blank(date) && typed::is_blank(time) {
        return String::new();
    }
    let joint = if date.contains('T') { JOINT } else { 'T' };
    format!("{date}{joint}{time}")
}

/// Day and time, each as it was typed.
pub fn split_moment(text: &str) -> (&str, &str) {
    text.split_once(JOINT).or(text.split_once('T')).unwrap_or((text, ""))
}

/// The moment on a wall clock: `2026-12-24T20:30`, or day and time as people write them.
pub(crate) fn read_moment(text: &str) -> Option<NaiveDateTime> {
    let (date, time) = split_moment(typed::trim(text));
    Some(read_day(typed::trim(date))?.and_time(read_time(time)?))
}

/// `2026-12-24`, `24.12.2026` or `24/12/2026`: a browser without date fields posts what was typed.
fn read_day(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"].into_iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

/// `20:30`, `20.30`, `2030`, `20h30`, `20`, and `8:30 pm`.
fn read_time(text: &str) -> Option<NaiveTime> {
    let text: String = text.to_lowercase().chars().filter(|c| !typed::is_unseen(*c)).collect();
    let half = ["am", "a.m.", "pm", "p.m."].into_iter().find(|half| text.ends_with(half));
    let digits = half.and_then(|half| text.strip_suffix(half)).unwrap_or(&text);
    let parts: Vec<&str> = digits.split([':', '.', ',', 'h']).collect();
    if !digits.is_ascii() {
        return None;
    }
    let (hour, minute) = match parts.as_slice() {
        [hour] | [hour, ""] if hour.len() <= 2 => (*hour, "00"),
        [both] if matches!(both.len(), 3 | 4) => both.split_at(both.len() - 2),
        [hour, minute] | [hour, minute, _] => (*hour, *minute),
        _ => return None,
    };
    let number = |text: &str, most: usize| {
        let good = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        good.then(|| text.parse::<u32>().ok()).flatten()
    };
    let second = parts.get(2).map_or(Some(0), |second| number(second, 2))?;
    let (hour, minute) = (number(hour, 2)?, number(minute, 2)?);
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + if half.starts_with('p') { 12 } else { 0 },
        Some(_) => return None,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;

    #[test]
    fn a_time_is_read_as_people_write_it() {
        let at = |time: &str| read_moment(&format!("2026-12-24T{time}")).map(|at| at.format("%H:%M").to_string());
        for typed in ["20:30", "20.30", "2030", "20h30", " 20:30:00 ", "8:30 pm", "8.30PM", "08:30 p.m."] {
            assert_eq!(at(typed).as_deref(), Some("20:30"), "{typed}");
        }
        assert_eq!((at("9"), at("930"), at("20h")), (Some("09:00".into()), Some("09:30".into()), Some("20:00".into())));
        assert_eq!((at("12 am"), at("12 pm")), (Some("00:00".into()), Some("12:00".into())));
        for none in ["", "24:00", "20:60", "13 pm", "0 am", "half past eight", "20:30 Uhr", "20:3:5:1", "٢٠:٣٠"] {
            assert!(at(none).is_none(), "{none}");
        }
        for day in ["24.12.2026", "24/12/2026", "2026-12-24"] {
            assert!(read_moment(&format!("{day}T20:30")).is_some(), "{day}");
        }
    }

    #[derive(Deserialize)]
    struct Form {
        #[serde(deserialize_with = "moment")]
        at: String,
    }

    /// What is pasted brings along what nobody sees.
    #[test]
    fn what_nobody_sees_is_no_part_of_a_moment() {
        let at = |date: &str, time: &str| {
            let posted = serde_json::json!({"at": {"date": date, "time": time}});
            serde_json::from_value::<Form>(posted).unwrap().at
        };
        for nothing in ["", " ", "\u{200B}", "\u{3164}", "\u{FEFF}\u{AD}"] {
            assert_eq!(
                (at(nothing, "\u{200B}"), at("\u{3164}", nothing)),
                (String::new(), String::new()),
                "{nothing:?}"
            );
        }
        let pasted = read_moment(&at("\u{200B}2026-12-24", "20:30\u{200B}"));
        assert_eq!(pasted, read_moment("2026-12-24T20:30"));
        assert!(pasted.is_some());
    }

    proptest! {
        /// What was typed into either field comes back to it.
        #[test]
        fn day_and_time_come_back_as_they_were_typed(date in "[ -~Tàé]{0,12}", time in "[ -~T]{0,8}") {
            let form: Form = serde_json::from_value(serde_json::json!({"at": {"date": date, "time": time}})).unwrap();
            if typed::is_blank(&date) && typed::is_blank(&time) {
                prop_assert_eq!(form.at, "");
            } else {
                prop_assert_eq!(split_moment(&form.at), (date.as_str(), time.as_str()));
            }
        }
    }
}
