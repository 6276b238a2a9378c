//! The names that are stored, sent and written into addresses: none changes by accident, each is read back, and JSON has
//! the same.

use crate::admission::{Direction, Reason, ScanVerdict, Verdict};
use crate::audit::Action;
use crate::email::EmailState;
use crate::email::kind::{EmailKind, EmailKindName, TooLate};
use crate::event::{Category, Channel, EventStatus, PerformanceStatus};
use crate::hall::Side;
use crate::hold::trail::{AllocationStep, Via};
use crate::hold::{HoldState, SeatClaimState};
use crate::ids::AnnouncementId;
use crate::ledger::PostingKind;
use crate::locale::{Locale, Translated};
use crate::money::{Currency, Money};
use crate::order::{Attention, OrderState};
use crate::paper::{PrintJobState, PrinterState};
use crate::payment::{FailureReason, GatewayKind, PaymentState, PaymentStateName, RefundState};
use crate::payment_report::BackReason;
use crate::protection::{ProofRule, RoomRule, RoomRuleName};
use crate::role::{Permission, Role};
use crate::room::EntryState;
use crate::seating::{SeatKind, ZoneKind};
use crate::ticket::TicketState;
use serde::Serialize;
use std::collections::HashSet;
use std::fmt::Debug;
use std::str::FromStr;
use strum::VariantArray;

/// Every variant has its name, and the name its variant.
fn are_read_back<T: VariantArray + FromStr + Clone + PartialEq + Debug + Into<&'static str>>() -> Vec<&'static str> {
    let read_back = |variant: &T| {
        let name: &str = variant.clone().into();
        assert_eq!(name.parse().ok().as_ref(), Some(variant), "{name}");
        name
    };
    let names: Vec<&str> = T::VARIANTS.iter().map(read_back).collect();
    assert!(["", "?", &names[0].to_uppercase()].iter().all(|strange| strange.parse::<T>().is_err()));
    names
}

/// As [`are_read_back`], with these names, in JSON too.
fn are<T>(names: &[&str])
where
    T: VariantArray + FromStr + Clone + PartialEq + Debug + Into<&'static str> + Serialize,
{
    assert_eq!(are_read_back::<T>(), names);
    assert_eq!(serde_json::to_value(T::VARIANTS).unwrap(), serde_json::json!(names));
}

#[test]
fn names_stay_as_they_are_stored() {
    are::<Attention>(&["amount_mismatch", "refund_failed"]);
    are::<Category>(&["theatre", "opera", "concert", "club", "festival", "sport", "museum", "talk", "family", "other"]);
    are::<Channel>(&["shop", "till", "api"]);
    are::<Direction>(&["in", "out"]);
    are::<EmailKindName>(&[
        "order_confirmed",
        "tickets_resent",
        "order_refunded",
        "order_cancelled",
        "dates_cancelled",
        "dates_moved",
        "announcement",
        "announcement_trial",
        "address_changed",
        "paid_too_late",
        "find_my_tickets",
    ]);
    are::<EventStatus>(&["draft", "published", "cancelled"]);
    are::<FailureReason>(&["not_enough_funds", "declined", "expired", "other"]);
    are::<GatewayKind>(&["test", "cash", "free"]);
    are::<Locale>(&["en", "it"]);
    are::<OrderState>(&["awaiting_payment", "paid", "partly_refunded", "refunded", "cancelled", "expired"]);
    are::<PerformanceStatus>(&["scheduled", "cancelled"]);
    are::<Permission>(&[
        "see_sales",
        "see_orders",
        "edit_events",
        "mend_orders",
        "sell",
        "admit",
        "export_data",
        "manage_people",
    ]);
    are::<PrintJobState>(&["queued", "printing", "done", "waiting", "unsure", "cancelled"]);
    are::<PrinterState>(&["ready", "paper_low", "paper_out", "cover_open", "error", "offline"]);
    are::<ProofRule>(&["off", "busy", "always"]);
    are::<Reason>(&[
        "not_a_ticket",
        "forged",
        "unknown",
        "replaced",
        "refunded",
        "cancelled",
        "wrong_performance",
        "performance_cancelled",
        "already_used",
        "not_inside",
        "nonce_reused",
    ]);
    are::<Role>(&["owner", "manager", "box_office", "steward", "viewer"]);
    are::<SeatKind>(&["standard", "wheelchair", "companion", "restricted_view"]);
    are::<TicketState>(&["valid", "refunded", "cancelled"]);
    are::<ZoneKind>(&["general", "seated"]);
    assert_eq!(are_read_back::<BackReason>(), ["paid_twice", "paid_too_late"]);
    assert_eq!(are_read_back::<PostingKind>(), ["sale", "payment", "return", "refund"]);
    let steps = ["held", "extended", "released", "expired", "sold", "returned", "revived"];
    assert_eq!(are_read_back::<AllocationStep>(), steps);
    assert_eq!(are_read_back::<EmailState>(), ["queued", "sent", "failed", "moot"]);
    assert_eq!(are_read_back::<EntryState>(), ["waiting", "inside", "left"]);
    assert_eq!(are_read_back::<HoldState>(), ["pending", "posted", "voided", "expired"]);
    assert_eq!(are_read_back::<RefundState>(), ["created", "pending", "done", "failed", "replaced"]);
    assert_eq!(are_read_back::<SeatClaimState>(), ["held", "sold", "released"]);
    assert_eq!(are_read_back::<Side>(), ["front", "north", "south", "east", "west"]);
    assert_eq!(are_read_back::<Via>(), ["shop", "till", "api", "office", "gate"]);
}

#[test]
fn names_of_what_knows_more_are_those_of_its_json() {
    let rooms = [RoomRule::Off, RoomRule::Scheduled { opens_at: Default::default() }, RoomRule::Auto];
    assert_eq!(are_read_back::<RoomRuleName>(), ["off", "scheduled", "auto"]);
    assert_eq!(rooms.map(|room| serde_json::to_value(room).unwrap()["room"].clone()), ["off", "scheduled", "auto"]);
    assert!(rooms.map(RoomRuleName::from).iter().eq(RoomRuleName::VARIANTS));
    let verdicts = [Verdict::Admitted, Verdict::Left, Verdict::Refused { reason: Reason::Forged }];
    assert_eq!(are_read_back::<ScanVerdict>(), ["admitted", "left", "refused"]);
    for (verdict, name) in verdicts.into_iter().zip(["admitted", "left", "refused"]) {
        assert_eq!((verdict.into_str(), &serde_json::to_value(verdict).unwrap()["verdict"]), (name, &name.into()));
    }
    let failed = PaymentState::Failed { reason: FailureReason::Declined };
    let payments = ["created", "pending", "captured", "failed", "cancelled", "returned"];
    assert_eq!(are_read_back::<PaymentStateName>(), payments);
    for name in PaymentStateName::VARIANTS {
        let state = name.with(None).unwrap_or(failed.clone());
        assert_eq!(serde_json::to_value(state).unwrap()["state"], name.into_str());
    }
}

#[test]
fn emails_are_kept_by_the_names_of_their_json() {
    let announcement = AnnouncementId(Default::default());
    let (amount, no_words) = (Money::zero(Currency::EUR), Translated::default());
    let kinds = [
        EmailKind::OrderConfirmed,
        EmailKind::TicketsResent,
        EmailKind::OrderRefunded { amount, tickets: vec![], reason: String::new() },
        EmailKind::OrderCancelled { reason: String::new() },
        EmailKind::DatesCancelled { performances: vec![], reason: None },
        EmailKind::DatesMoved { moves: vec![] },
        EmailKind::Announcement { announcement },
        EmailKind::AnnouncementTrial { name: String::new(), subject: no_words.clone(), body: no_words },
        EmailKind::AddressChanged,
        EmailKind::PaidTooLate { amount, because: TooLate::PlacesGone },
        EmailKind::FindMyTickets { orders: vec![] },
    ];
    assert!(kinds.iter().map(EmailKindName::from).eq(EmailKindName::VARIANTS.iter().copied()));
    for kind in kinds {
        let json = serde_json::to_value(&kind).unwrap();
        assert_eq!(json["kind"], EmailKindName::from(&kind).into_str());
        assert_eq!(serde_json::from_value::<EmailKind>(json).unwrap(), kind);
    }
    let reasons = [TooLate::PlacesGone, TooLate::OrderCancelled, TooLate::PerformanceCancelled];
    assert_eq!(
        serde_json::json!(reasons),
        serde_json::json!(["places_gone", "order_cancelled", "performance_cancelled"])
    );
}

#[test]
fn an_action_is_called_by_its_subject_and_what_was_done() {
    let names = are_read_back::<Action>();
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), Action::VARIANTS.len());
    for (action, name) in Action::VARIANTS.iter().zip(names) {
        let (subject, done) = name.split_once('.').unwrap();
        let written: String = format!("{subject}_{done}").split('_').collect();
        assert_eq!(written, format!("{action:?}").to_lowercase(), "{name}");
    }
    let in_house: Vec<&str> = Action::VARIANTS.iter().filter(|a| !a.is_news()).map(Action::into_str).collect();
    assert_eq!(in_house.len(), 16, "{in_house:?}");
}
