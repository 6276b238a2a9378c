//! Two people had the same form open: who saves second sees what the first saved beside what they typed themselves.

use crate::form_builder::FormBuilder;
use crate::page::{Staff, cell};
use crate::text::ask as text;
use domain::locale::Locale;
use domain::refusal::Problem;
use domain::time::{Timezone, long_date_time};
use domain::typed;
use leptos::prelude::*;
use serde::Serialize;
use serde_json::Value;
use ui::kit::*;

/// Each field in which the form as it was typed differs from what is saved now; nothing where nobody came between. Made
/// after the form's fields, which know what they are called.
pub fn both<F: Serialize>(staff: &Staff, draft: &FormBuilder, typed: &F, saved: &F) -> AnyView {
    let locale = staff.locale;
    if !staff.kept.problems.iter().any(|problem| problem.problem == Problem::ChangedMeanwhile) {
        return ().into_any();
    }
    let (Ok(typed), Ok(saved)) = (serde_json::to_value(typed), serde_json::to_value(saved)) else {
        return ().into_any();
    };
    let shown = draft.shown().into_iter().filter(|(field, _)| differ(typed.get(field), saved.get(field)));
    let rows = shown.map(|(field, label)| {
        let words = |form: &Value| draft.chosen(&field, &said(locale, form.get(&field)));
        let (yours, theirs) = (words(&typed), words(&saved));
        view! {
            <tr>
                <th scope="row">{label}</th>
                {cell(text::yours(locale), yours)}
                {cell(text::saved_meanwhile(locale), theirs)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![
        Column::text(text::field(locale)),
        Column::text(text::yours(locale)),
        Column::text(text::saved_meanwhile(locale)),
    ];
    view! {
        <section class="stack tight" aria-labelledby="both">
            <h2 id="both">{text::both_title(locale)}</h2>
            <p>{text::both_text(locale)}</p>
            <Table caption=text::both_title(locale) columns quiet=true>
                {rows}
            </Table>
        </section>
    }
    .into_any()
}

/// Whether a person sees a difference. A browser ends the lines of what it sends back in a way of its own, and a time can be
/// written in several.
fn differ(yours: Option<&Value>, theirs: Option<&Value>) -> bool {
    let (Some(Value::String(yours)), Some(Value::String(theirs))) = (yours, theirs) else { return yours != theirs };
    match (Timezone::UTC.parse_local(yours), Timezone::UTC.parse_local(theirs)) {
        (Ok(yours), Ok(theirs)) => yours != theirs,
        _ => typed::paragraphs(yours) != typed::paragraphs(theirs),
    }
}

/// A value as a person reads it.
fn said(locale: Locale, value: Option<&Value>) -> String {
    let words = match value {
        Some(Value::String(text)) => match Timezone::UTC.parse_local(text) {
            Ok(at) => long_date_time(at, Timezone::UTC, locale),
            Err(_) => text.clone(),
        },
        Some(Value::Bool(true)) => text::yes(locale).to_owned(),
        Some(Value::Bool(false)) => text::no(locale).to_owned(),
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    };
    if words.is_empty() { "–".to_owned() } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_is_said_as_people_read_it() {
        let words = |value: Value| said(Locale::En, Some(&value));
        assert_eq!(words(json!("2026-11-21T20:30")), "Saturday 21 November 2026, 20:30");
        assert_eq!((words(json!(true)).as_str(), words(json!("")).as_str()), ("yes", "–"));
        assert_eq!(words(json!(["Stalls", "Gallery"])), "Stalls, Gallery");
    }

    #[test]
    fn what_reads_the_same_does_not_differ() {
        let differs = |yours: Value, theirs: Value| differ(Some(&yours), Some(&theirs));
        for (yours, theirs) in [
            ("Via Roma 1\r\n57123 Livorno", "Via Roma 1\n57123 Livorno"),
            ("2026-11-21T20.30", "2026-11-21T20:30"),
            ("\u{200B}", ""),
        ] {
            assert!(!differs(json!(yours), json!(theirs)), "{yours}");
        }
        assert!(differs(json!("25,50"), json!("25,60")));
        assert!(differs(json!("2026-11-21T20:30"), json!("2026-11-21T21:00")));
        assert!(differs(json!(true), json!(false)) && !differ(None, None));
    }
}
