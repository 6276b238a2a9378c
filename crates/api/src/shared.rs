//! What several resources are made of: ids, money, texts, places.

use chrono::{DateTime, Utc};
use domain::locale::{Locale, Translated};
use domain::money::Currency;
use domain::pricing::adjustment::AppliedAdjustment;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Ids as they stand in JSON: the domain's, with what OpenAPI says about them.
macro_rules! ids {
    ($($name:ident = $prefix:literal),* $(,)?) => {$(
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub domain::ids::$name);

        impl From<domain::ids::$name> for $name {
            fn from(id: domain::ids::$name) -> $name {
                $name(id)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-9a-f]{32}$")))
                    .examples([concat!($prefix, "_0198c1f2a3b4c5d6e7f8091a2b3c4d5e")])
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )*};
}

ids! {
    AdmissionId = "adm",
    EventId = "evt",
    HoldId = "hld",
    OrderId = "ord",
    OrderLineId = "lin",
    PerformanceId = "prf",
    PrintJobId = "prj",
    SeatId = "sea",
    SeatMapId = "map",
    TicketId = "tkt",
    TicketTypeId = "tty",
    VenueId = "ven",
    ZoneId = "zon",
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Money {
    /// In the currency's smallest unit: cents for the euro, yen for the yen.
    #[schema(example = 2650)]
    pub minor: i64,
    /// ISO 4217.
    #[schema(pattern = "^[A-Z]{3}$", example = "EUR")]
    pub currency: String,
    /// As a person reads it, in the language of the request.
    #[schema(example = "€26.50")]
    pub text: String,
}

impl Money {
    pub fn new(money: domain::money::Money, locale: Locale) -> Money {
        Money { minor: money.minor, currency: money.currency.code().to_owned(), text: money.format(locale) }
    }
}

/// Something put on the price of one or taken off it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Adjustment {
    /// `dynamic`, `member`, `group`, `code`, `staff`. More kinds may come.
    #[schema(example = "code")]
    pub kind: String,
    /// Why, as the buyer reads it.
    pub words: Words,
    /// Below zero where it was taken off. Where tax comes on top, before tax.
    pub amount: Money,
}

impl Adjustment {
    pub fn all(applied: Vec<AppliedAdjustment>, currency: Currency, locale: Locale) -> Vec<Adjustment> {
        let one = |applied: AppliedAdjustment| Adjustment {
            kind: applied.kind.into_str().to_owned(),
            words: applied.words.into(),
            amount: Money::new(domain::money::Money::new(applied.minor, currency), locale),
        };
        applied.into_iter().map(one).collect()
    }
}

/// A text in the languages it was written in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Words {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "A night at the opera")]
    pub en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Una notte all'opera")]
    pub it: Option<String>,
}

impl From<Translated> for Words {
    fn from(text: Translated) -> Words {
        let written = |text: String| (!text.is_empty()).then_some(text);
        Words { en: written(text.en), it: written(text.it) }
    }
}

/// How a place is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Place {
    /// The zone of the hall, where it has more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Words>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "C")]
    pub row: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "14")]
    pub seat: Option<String>,
}

impl From<domain::seating::Place> for Place {
    fn from(place: domain::seating::Place) -> Place {
        Place { area: place.area.map(Words::from), row: place.row, seat: place.seat }
    }
}

/// Who sells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Organizer {
    pub slug: String,
    pub name: String,
    pub email: String,
}

impl From<domain::event::Organizer> for Organizer {
    fn from(organizer: domain::event::Organizer) -> Organizer {
        Organizer { slug: organizer.slug, name: organizer.name, email: organizer.email }
    }
}

/// When a ticket was let in or out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Passage {
    pub at: DateTime<Utc>,
    #[schema(example = "North")]
    pub gate: String,
    pub direction: Direction,
}

impl From<domain::admission::AdmissionNote> for Passage {
    fn from(note: domain::admission::AdmissionNote) -> Passage {
        Passage { at: note.at, gate: note.gate, direction: note.direction.into() }
    }
}

/// Makes the API's copy of an enum of names, with its conversions.
macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $domain:path { $($variant:ident),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($variant,)*
        }

        impl From<$domain> for $name {
            fn from(value: $domain) -> $name {
                use $domain as Domain;
                match value {
                    $(Domain::$variant => $name::$variant,)*
                }
            }
        }

        impl From<$name> for $domain {
            fn from(value: $name) -> $domain {
                use $domain as Domain;
                match value {
                    $($name::$variant => Domain::$variant,)*
                }
            }
        }
    )*};
}

names! {
    Direction = domain::admission::Direction { In, Out }
    Category = domain::event::Category { Theatre, Opera, Concert, Club, Festival, Sport, Museum, Talk, Family, Other }
    EventStatus = domain::event::EventStatus { Draft, Published, Cancelled }
    PerformanceStatus = domain::event::PerformanceStatus { Scheduled, Cancelled }
    /// Through which face a sale was made.
    Channel = domain::event::Channel { Shop, Till, Api }
    OrderState = domain::order::OrderState { AwaitingPayment, Paid, PartlyRefunded, Refunded, Cancelled, Expired }
    TicketState = domain::ticket::TicketState { Valid, Refunded, Cancelled }
    /// Who moves the money.
    Gateway = domain::payment::GatewayKind { Test, Cash, Free }
    ZoneKind = domain::seating::ZoneKind { General, Seated }
    SeatKind = domain::seating::SeatKind { Standard, Wheelchair, Companion, RestrictedView }
    SeatState = domain::seating::SeatState { Free, Held, Sold, Mine, Locked }
    PrinterState = domain::paper::PrinterState { Ready, PaperLow, PaperOut, CoverOpen, Error, Offline }
    /// How the work on a print job ended.
    PrintOutcome = domain::print_job::PrintOutcome { Done, Waiting, Unsure }
    /// Why a ticket was not let in.
    Reason = domain::admission::Reason {
        NotATicket, Forged, Unknown, Replaced, Refunded, Cancelled, WrongPerformance, PerformanceCancelled, AlreadyUsed,
        NotInside, NonceReused,
    }
}
