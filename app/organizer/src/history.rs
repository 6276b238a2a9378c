//! What happened to an order, in words, out of the audit log.

use crate::house::office;
use crate::page::Staff;
use crate::text::{announcements, order as text};
use domain::audit::{Action, BUYER, SYSTEM};
use domain::locale::Locale;
use domain::money::Money;
use domain::role::Permission;
use domain::time::short_date_time;
use leptos::prelude::*;
use money::orders::HistoryEntry;
use std::collections::HashMap;

/// In the order given: the newest first.
pub async fn list(staff: &Staff, entries: &[HistoryEntry]) -> AnyView {
    let locale = staff.locale;
    if entries.is_empty() {
        return view! { <p class="muted">{text::no_history(locale)}</p> }.into_any();
    }
    let names = names(staff).await;
    let rows = entries.iter().map(|entry| {
        let at = short_date_time(entry.at, staff.organizer.zone, locale);
        let who = who(locale, &entry.actor, &names);
        view! {
            <li>
                <div>
                    <p>{said(locale, entry)}</p>
                    <p class="muted small">{at} " · " {who}</p>
                </div>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! { <ol class="lines">{rows}</ol> }.into_any()
}

/// Names of the people who work here, by how the audit log names them. Whoever may not see them all still knows themselves.
async fn names(staff: &Staff) -> HashMap<String, String> {
    let mut names = HashMap::new();
    if staff.may(Permission::ManagePeople) {
        let members = office().members(&staff.actor).await.unwrap_or_default();
        names.extend(members.into_iter().map(|member| (format!("person:{}", member.person), member.name)));
    }
    names.insert(format!("person:{}", staff.signed.person), staff.signed.name.clone());
    names
}

fn who(locale: Locale, actor: &str, names: &HashMap<String, String>) -> String {
    if let Some(name) = names.get(actor) {
        return name.clone();
    }
    match actor.split(':').next().unwrap_or_default() {
        BUYER => text::the_buyer(locale),
        SYSTEM => text::by_itself(locale),
        "token" => text::a_program(locale),
        "person" => text::a_colleague(locale),
        _ => text::someone(locale),
    }
    .to_owned()
}

fn said(locale: Locale, entry: &HistoryEntry) -> String {
    let detail = |name: &str| entry.detail.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let money = |name: &str| {
        let value = entry.detail.get(name).cloned().unwrap_or_default();
        serde_json::from_value::<Money>(value).map(|amount| amount.format(locale)).unwrap_or_default()
    };
    let count = entry.detail.get("tickets").and_then(|t| t.as_array()).map_or(0, Vec::len);
    let Ok(action) = entry.action.parse::<Action>() else { return plain(&entry.action) };
    match action {
        Action::OrderPlaced => text::h_placed(locale).to_owned(),
        Action::OrderPaid => text::h_paid(locale).to_owned(),
        Action::OrderSold if entry.detail.pointer("/tendered/minor").and_then(|minor| minor.as_i64()) == Some(0) => {
            text::h_handed_out(locale).to_owned()
        }
        Action::OrderSold => text::h_sold(locale).to_owned(),
        Action::OrderResent => text::h_resent(locale, detail("to")),
        Action::OrderRefunded => text::h_refunded(locale, count, money("amount"), detail("reason")),
        Action::OrderCancelled => match detail("reason") {
            reason if reason.is_empty() => text::h_cancelled(locale).to_owned(),
            reason => text::h_cancelled_why(locale, reason),
        },
        Action::OrderExpired => text::h_expired(locale).to_owned(),
        Action::OrderCorrected => corrected(locale, &entry.detail),
        Action::OrderEmailSentAgain => announcements::h_sent_again(locale, detail("to")),
        // What comes out for the first time needs no reason.
        Action::OrderReprinted if detail("reason").is_empty() => text::h_printed(locale).to_owned(),
        Action::OrderReprinted => text::h_reprinted(locale, detail("reason")),
        Action::PaymentFailed => text::h_payment_failed(locale).to_owned(),
        Action::RefundFailed => text::h_refund_failed(locale, detail("reason")),
        Action::RefundRetried => text::h_refund_retried(locale).to_owned(),
        other => plain(other.into_str()),
    }
}

/// What has no sentence of its own.
fn plain(action: &str) -> String {
    action.replace(['.', '_'], " ")
}

/// What was corrected, each with what it was before.
fn corrected(locale: Locale, detail: &serde_json::Value) -> String {
    let change = |change: &serde_json::Value| {
        let text = |name: &str| change.get(name).and_then(|value| value.as_str()).unwrap_or("–").to_owned();
        change.is_object().then(|| (text("was"), text("now")))
    };
    let one = |name: &str| detail.get(name).and_then(change);
    let holders = detail.get("holders").and_then(|all| all.as_array()).into_iter().flatten().filter_map(change);
    let mut words = Vec::new();
    words.extend(one("name").map(|(was, now)| announcements::h_name(locale, was, now)));
    words.extend(one("email").map(|(was, now)| announcements::h_email(locale, was, now)));
    words.extend(holders.map(|(was, now)| announcements::h_holder(locale, was, now)));
    words.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use serde_json::json;

    fn entry(at: &str, action: &str, detail: serde_json::Value) -> HistoryEntry {
        let at: DateTime<Utc> = at.parse().unwrap();
        HistoryEntry { at, actor: SYSTEM.into(), action: action.into(), detail }
    }

    #[test]
    fn what_has_no_sentence_is_shown_all_the_same() {
        let words = |action| said(Locale::En, &entry("2026-11-01T10:00:00Z", action, json!({})));
        assert_eq!(words("payment.paid_twice"), "payment paid twice");
        assert_eq!(words("order.sent_by_pigeon"), "order sent by pigeon");
    }

    #[test]
    fn a_refund_says_how_much_and_why() {
        let amount = Money::new(2550, domain::money::Currency::EUR);
        let detail = json!({"tickets": ["tkt_1", "tkt_2"], "amount": amount, "reason": "ill"});
        let words = said(Locale::En, &entry("2026-11-01T10:00:00Z", "order.refunded", detail));
        assert!(words.contains("25.50") && words.contains("ill") && words.contains('2'), "{words}");
    }

    #[test]
    fn a_correction_says_what_it_was_before() {
        let detail = json!({
            "name": {"was": "Maria Rosi", "now": "Maria Rossi"}, "email": null,
            "holders": [{"ticket": "tkt_1", "was": null, "now": "Luca"}],
        });
        let words = said(Locale::En, &entry("2026-11-01T10:00:00Z", "order.corrected", detail));
        assert_eq!(words, "Buyer corrected: Maria Rosi → Maria Rossi · Holder corrected: – → Luca");
    }

    #[test]
    fn a_cancelled_order_says_why_where_the_organizer_ended_it() {
        let words = |detail| said(Locale::En, &entry("2026-11-01T10:00:00Z", "order.cancelled", detail));
        assert_eq!(words(json!({"reason": "no answer"})), "The order was cancelled: “no answer”");
        assert_eq!(words(json!({})), "The order was cancelled.");
    }
}
