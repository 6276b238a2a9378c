//! Why an action of the admin did nothing: kept as it was refused, and said by the page that comes back.

use crate::text;
use crate::text::{announcements, names};
use domain::announcement::AnnouncementRefusal;
use domain::edit::{EventRefusal, HallRefusal, MemberRefusal};
use domain::locale::Locale;
use domain::refusal::{FieldProblem, OrderRefusal, Problem};
use domain::till::TerminalRefusal;
use serde::{Deserialize, Serialize};
use ui::text::refusal::{order_refusal, problem};

/// Whatever an action is refused with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeRefusal {
    Event(EventRefusal),
    Hall(HallRefusal),
    Member(MemberRefusal),
    Terminal(TerminalRefusal),
    Order(OrderRefusal),
    Announcement(AnnouncementRefusal),
    /// The page lists what is missing before an event can go on sale.
    NotReady,
    /// A pool can't have that many places.
    Capacity {
        typed: String,
        problems: Vec<FieldProblem>,
    },
}

macro_rules! becomes {
    ($($refusal:ty => $variant:ident),+) => {
        $(impl From<$refusal> for OfficeRefusal {
            fn from(refusal: $refusal) -> OfficeRefusal {
                OfficeRefusal::$variant(refusal)
            }
        })+
    };
}

becomes! {
    EventRefusal => Event,
    HallRefusal => Hall,
    MemberRefusal => Member,
    TerminalRefusal => Terminal,
    OrderRefusal => Order,
    AnnouncementRefusal => Announcement
}

/// What happened, and what to do about it.
pub fn words(locale: Locale, refusal: &OfficeRefusal) -> String {
    match refusal {
        OfficeRefusal::Event(refusal) => event(locale, *refusal),
        OfficeRefusal::Hall(HallRefusal::Unknown) => names::event_unknown(locale).to_owned(),
        OfficeRefusal::Hall(HallRefusal::HasPerformances { performances }) => names::has_dates(locale, *performances),
        OfficeRefusal::Member(refusal) => member(locale, refusal).to_owned(),
        OfficeRefusal::Terminal(refusal) => terminal(locale, *refusal).to_owned(),
        OfficeRefusal::Order(refusal) => order_refusal(locale, refusal),
        OfficeRefusal::Announcement(refusal) => announcement(locale, refusal),
        OfficeRefusal::NotReady => text::missing_first(locale).to_owned(),
        OfficeRefusal::Capacity { typed, problems } => names::capacity_refused(locale, typed, said(locale, problems)),
    }
}

fn event(locale: Locale, refusal: EventRefusal) -> String {
    match refusal {
        EventRefusal::Unknown => names::event_unknown(locale).to_owned(),
        EventRefusal::CancelledAlready => names::cancelled_already(locale).to_owned(),
        EventRefusal::InUse { places } => names::in_use(locale, places),
        EventRefusal::ReasonMissing => names::reason_missing(locale).to_owned(),
        EventRefusal::ReasonTooLong { max } => problem(locale, &Problem::TooLong { max }),
    }
}

fn member(locale: Locale, refusal: &MemberRefusal) -> &'static str {
    match refusal {
        MemberRefusal::Unknown => names::member_unknown(locale),
        MemberRefusal::LastOwner => names::last_owner(locale),
        MemberRefusal::MemberAlready => names::member_already(locale),
        MemberRefusal::Invalid { .. } => names::member_invalid(locale),
    }
}

fn terminal(locale: Locale, refusal: TerminalRefusal) -> &'static str {
    match refusal {
        TerminalRefusal::UnknownTill => names::till_unknown(locale),
        TerminalRefusal::HasTerminal => names::has_terminal(locale),
        TerminalRefusal::NoTerminal => names::has_no_terminal(locale),
    }
}

fn announcement(locale: Locale, refusal: &AnnouncementRefusal) -> String {
    match refusal {
        AnnouncementRefusal::Unknown => announcements::no_such(locale).to_owned(),
        AnnouncementRefusal::Nobody => announcements::nobody(locale).to_owned(),
        AnnouncementRefusal::Invalid { problems } => said(locale, problems),
        AnnouncementRefusal::SentAlready => announcements::sent_already(locale).to_owned(),
        AnnouncementRefusal::NoMailbox => announcements::no_mailbox(locale).to_owned(),
    }
}

fn said(locale: Locale, problems: &[FieldProblem]) -> String {
    problems.iter().map(|one| problem(locale, &one.problem)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::forms::KeptForm;
    use domain::refusal::Problem;

    #[test]
    fn a_refusal_is_said_in_the_language_of_whoever_reads_it() {
        let all: [OfficeRefusal; 3] = [
            HallRefusal::HasPerformances { performances: 2 }.into(),
            OrderRefusal::NotPaid.into(),
            OfficeRefusal::Capacity {
                typed: "many".to_owned(),
                problems: vec![FieldProblem::new("capacity", Problem::NotANumber)],
            },
        ];
        for refusal in all {
            let form = KeptForm { fields: vec![face::refusal::field(&refusal).unwrap()], problems: Vec::new() };
            let back: OfficeRefusal = face::refusal::kept(&form).unwrap();
            assert_eq!(back, refusal);
            let (english, italian) = (words(Locale::En, &back), words(Locale::It, &back));
            assert!(!english.is_empty() && english != italian, "{english}");
        }
    }
}
