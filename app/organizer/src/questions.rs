//! A question before a save that has consequences for others. It stands in the page's place, says whom it concerns, and
//! sends the whole form again with a yes to just what was asked; the way back leads to the form as it was typed.

use crate::form_builder::{OPENED_FIELD, QUESTIONS_FIELD, posted, typed};
use crate::page::{Staff, hidden};
use crate::text::ask as text;
use base::saving;
use domain::locale::Locale;
use domain::question::{Clash, Concerned, PerformanceMove, Question, Spot};
use domain::time::{Timezone, long_date_time};
use face::request::query;
use leptos::prelude::*;
use serde_json::Value;
use ui::kit::*;

/// In the address of a form that was asked about: the person wants to change it.
const CHANGE: &str = "change";

/// What has to be asked before what came back with the page is saved.
pub fn asked(staff: &Staff) -> Option<Vec<Question>> {
    let questions = staff.kept.value(QUESTIONS_FIELD).filter(|_| query(CHANGE).is_none())?;
    serde_json::from_str(questions).ok()
}

/// The questions, in the page's place. `action` saves when all are answered, and is sent `ids` along with the form; `page`
/// is where it came from.
pub fn page(
    staff: &Staff,
    questions: &[Question],
    action: &'static str,
    mut ids: Vec<(&'static str, String)>,
    page: &str,
) -> AnyView {
    let locale = staff.locale;
    ids.push(("opened", staff.kept.value(OPENED_FIELD).unwrap_or_default().to_owned()));
    ids.push(("agreed", saving::key(questions)));
    let form = typed::<Value>(&staff.kept).map(|form| fields(&form)).unwrap_or_default();
    let form = form.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    let form = form.collect_view();
    let said = questions.iter().map(|question| one(locale, question)).collect_view();
    let emails = questions.iter().find_map(|question| match question {
        Question::MoveSold { sold, .. } if sold.buyers > sold.without_address => Some(emails(locale)),
        _ => None,
    });
    let no = text::no_back(locale);
    let (yes, no) = match questions {
        [Question::MoveSold { .. }] => (text::yes_move(locale), no),
        [Question::WithdrawSold { .. }] => (text::yes_withdraw(locale), no),
        [Question::AddressSlip { .. }] => (text::keep_address(locale), text::change_address(locale)),
        _ => (text::yes_save(locale), no),
    };
    // A press without a form has nothing to be changed.
    let back = match (query("draft"), questions) {
        (None, _) | (_, [Question::WithdrawSold { .. }]) => page.to_owned(),
        (Some(draft), _) => format!("{page}?draft={draft}&{CHANGE}=1"),
    };
    view! {
        <form class="stack loose form-width" id="question" method="post" action=action>
            {hidden(ids)} {form} {said} {emails} <div class="row">
                <Button kind=Kind::Danger class="large">
                    {yes}
                </Button>
                <LinkButton class="large" href=back>
                    {no}
                </LinkButton>
            </div>
        </form>
    }
    .into_any()
}

fn one(locale: Locale, question: &Question) -> AnyView {
    let (title, lines) = match question {
        Question::MoveSold { moves, sold } => (text::move_title(locale, moves.len()), moved(locale, moves, *sold)),
        Question::SamePlace { clashes } => {
            (text::same_place_title(locale).to_owned(), clashes.iter().map(|clash| taken(locale, clash)).collect())
        }
        Question::PriceLeap { was, now, sold } => {
            let change = text::price_change(locale, was.format(locale), now.format(locale));
            (text::price_title(locale).to_owned(), vec![change, text::price_sold(locale, *sold)])
        }
        Question::WithdrawSold { name, sold } => {
            (text::withdraw_title(locale, name.get(locale)), vec![text::withdraw_sold(locale, *sold)])
        }
        Question::AddressSlip { typed, meant } => {
            (text::meant_address(locale, meant), vec![text::typed_address(locale, typed)])
        }
    };
    let lines = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
    view! {
        <Notice tone=Tone::Question title>
            {lines}
        </Notice>
    }
    .into_any()
}

/// So many dates are named; of more it is said how many there are.
const MOVES_SHOWN: usize = 10;

fn moved(locale: Locale, moves: &[PerformanceMove], sold: Concerned) -> Vec<String> {
    let line = |m: &PerformanceMove| {
        let zones = m.from.zone != m.to.zone;
        let places = m.from.place() != m.to.place();
        text::from_to(locale, spot(locale, &m.from, zones, places), spot(locale, &m.to, zones, places))
    };
    let mut lines: Vec<String> = moves.iter().take(MOVES_SHOWN).map(line).collect();
    lines.extend((moves.len() > MOVES_SHOWN).then(|| text::and_more(locale, moves.len() - MOVES_SHOWN)));
    lines.push(text::tickets_sold(locale, sold.tickets, text::buyers(locale, sold.buyers)));
    lines.extend((sold.without_address > 0).then(|| text::without_address(locale, sold.without_address)));
    lines
}

/// `Saturday 21 November 2026, 20:30, Teatro Goldoni, Livorno`, as far as it differs.
fn spot(locale: Locale, spot: &Spot, zone: bool, place: bool) -> String {
    let mut words = when(locale, spot.starts_at, spot.zone);
    if zone {
        words = format!("{words} ({})", spot.zone.name());
    }
    if place { format!("{words}, {}", spot.place()) } else { words }
}

fn when(locale: Locale, at: chrono::DateTime<chrono::Utc>, zone: Timezone) -> String {
    long_date_time(at, zone, locale)
}

fn taken(locale: Locale, clash: &Clash) -> String {
    text::taken(locale, clash.title.get(locale), when(locale, clash.starts_at, clash.zone))
}

fn emails(locale: Locale) -> AnyView {
    view! {
        <Checkbox
            label=text::write_to_buyers(locale)
            name="emails"
            checked=true
            class="boxed"
            hint=text::write_to_buyers_hint(locale)
        />
    }
    .into_any()
}

/// A kept form as it is posted again.
fn fields(form: &Value) -> Vec<(String, String)> {
    let Value::Object(all) = form else { return Vec::new() };
    let mut fields = Vec::new();
    for (name, value) in all {
        match value {
            Value::String(text) => fields.push((posted(name), text.clone())),
            // A box that isn't ticked isn't posted.
            Value::Bool(true) => fields.push((posted(name), "true".to_owned())),
            Value::Array(many) => {
                for (n, one) in many.iter().enumerate() {
                    match one {
                        Value::String(text) => fields.push((format!("{}[]", posted(name)), text.clone())),
                        Value::Object(parts) => fields.extend(parts.iter().filter_map(|(part, text)| {
                            Some((format!("{}[{n}][{part}]", posted(name)), text.as_str()?.to_owned()))
                        })),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::form::{CorrectionForm, HolderForm, TicketTypeForm};

    #[test]
    fn a_form_that_was_asked_about_is_sent_again_whole() {
        let zones = vec!["Stalls".to_owned(), "Gallery".to_owned()];
        let form = TicketTypeForm { name_en: "Full".into(), zones, online: false, ..TicketTypeForm::new() };
        let sent = fields(&serde_json::to_value(&form).unwrap());
        let of = |name: &str| sent.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect::<Vec<_>>();
        assert_eq!(of("form[name_en]"), ["Full"]);
        assert_eq!(of("form[zones][]"), ["Stalls", "Gallery"]);
        assert_eq!((of("form[tax_included]"), of("form[online]")), (vec!["true"], vec![]));
        assert_eq!(fields(&Value::Null), []);
        let holder = HolderForm { ticket: "tkt".into(), name: "Anna".into(), was: "Luca".into() };
        let form = CorrectionForm { holders: vec![holder], ..CorrectionForm::default() };
        let sent = fields(&serde_json::to_value(&form).unwrap());
        for (part, value) in [("ticket", "tkt"), ("name", "Anna"), ("was", "Luca")] {
            let field = (format!("form[holders][0][{part}]"), value.to_owned());
            assert!(sent.contains(&field), "{field:?}");
        }
    }
}
