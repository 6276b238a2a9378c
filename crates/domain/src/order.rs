//! Orders: what is owed, by whom, and what became of it.

use crate::admission::{AdmissionNote, Direction};
use crate::email;
use crate::event::{Channel, Organizer};
use crate::ids::{EventId, OrderId, OrderLineId, PerformanceId, TicketId, TicketTypeId};
use crate::locale::{Locale, Translated};
use crate::money::Money;
use crate::payment::{GatewayKind, Payment, PaymentState};
use crate::pricing::Price;
use crate::pricing::adjustment::AppliedAdjustment;
use crate::refusal::OrderRefusal;
use crate::seating::Place;
use crate::ticket::TicketState;
use crate::time::Timezone;
use crate::transition::{self, InvalidTransition};
use crate::typed;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum OrderState {
    AwaitingPayment,
    Paid,
    PartlyRefunded,
    Refunded,
    /// By the organizer or by the buyer before it was paid.
    Cancelled,
    /// Nobody paid in time.
    Expired,
}

/// Why somebody should look at an order. Sending its failed refunds again takes the mark away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Attention {
    /// A gateway took another amount than it was asked for; it goes back.
    AmountMismatch,
    /// A gateway didn't give money back.
    RefundFailed,
}

impl Attention {
    /// The marks that stay where this one would be made: money that is owed counts for more than money that was wrong.
    pub fn gives_way_to(self) -> &'static [Attention] {
        match self {
            Attention::AmountMismatch => &[Attention::RefundFailed],
            Attention::RefundFailed => &[],
        }
    }
}

impl OrderState {
    pub const ALL: &'static [OrderState] = OrderState::VARIANTS;

    /// Moves on, or says that this can't be. Money that comes after an order expired can still pay it, if its places
    /// are free: that is decided by who calls this.
    pub fn become_state(self, to: OrderState) -> Result<OrderState, InvalidTransition<OrderState>> {
        use OrderState::*;
        let allowed = matches!(
            (self, to),
            (AwaitingPayment, Paid | Cancelled | Expired)
                | (Expired, Paid)
                | (Paid, PartlyRefunded | Refunded)
                | (PartlyRefunded, PartlyRefunded | Refunded)
        );
        transition::change(self, to, allowed)
    }

    pub fn has_tickets(self) -> bool {
        matches!(self, OrderState::Paid | OrderState::PartlyRefunded | OrderState::Refunded)
    }
}

/// An order, whole, as its buyer and the organizer see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub id: OrderId,
    /// Short, for people: `K7QM2XPD`.
    pub number: String,
    pub organizer: Organizer,
    pub channel: Channel,
    pub state: OrderState,
    pub locale: Locale,
    pub buyer_name: Option<String>,
    pub buyer_email: Option<String>,
    pub buyer_phone: Option<String>,
    pub placed_at: DateTime<Utc>,
    pub paid_at: Option<DateTime<Utc>>,
    /// While it awaits payment: until when its places are kept.
    pub expires_at: Option<DateTime<Utc>>,
    pub total: Money,
    pub refunded: Money,
    pub lines: Vec<OrderLine>,
    pub tickets: Vec<OrderTicket>,
    pub payments: Vec<Payment>,
}

impl Order {
    /// What a ticket of it is to be called ([`TicketState::read_as`]).
    pub fn reads_as(&self, ticket: &OrderTicket) -> TicketState {
        let called_off = self.lines.iter().any(|line| line.id == ticket.line && line.cancelled);
        ticket.state.read_as(called_off)
    }

    /// Whether any ticket lets somebody in.
    pub fn has_valid_ticket(&self) -> bool {
        self.tickets.iter().any(|ticket| self.reads_as(ticket) == TicketState::Valid)
    }

    /// Where its tickets are sent again: to `typed`, or where nothing was typed to its buyer.
    ///
    /// # Errors
    /// It has no tickets (yet), none of them lets anybody in, or there is no address they could go to.
    pub fn resend_to(&self, typed: &str) -> Result<String, OrderRefusal> {
        if !self.state.has_tickets() {
            return Err(OrderRefusal::NotPaid);
        }
        if !self.has_valid_ticket() {
            return Err(OrderRefusal::NoValidTicket);
        }
        match typed::trim(typed) {
            "" => self.buyer_email.clone().ok_or(OrderRefusal::Nothing),
            typed => email::check(typed).map_err(|_| OrderRefusal::Nothing),
        }
    }

    /// Whether cash went into a drawer for it.
    pub fn was_paid_in_cash(&self) -> bool {
        self.payments.iter().any(|p| p.gateway == GatewayKind::Cash && p.state == PaymentState::Captured)
    }

    /// Whether what it was paid for doesn't take place, and nothing else of it lets anybody in. What was given back whole is
    /// refunded, and called so.
    pub fn is_called_off(&self) -> bool {
        let has_price = matches!(self.state, OrderState::Paid | OrderState::PartlyRefunded);
        has_price && !self.has_valid_ticket() && self.lines.iter().any(|line| line.cancelled)
    }

    /// What a file with its tickets or dates is called, so that it is found again among others:
    /// `K7QM2XPD-la-locandiera.pdf`.
    pub fn file_name(&self, extension: &str) -> String {
        file_name(&self.number, self.lines.iter().map(|line| line.event_slug.as_str()), extension)
    }
}

/// As much of the events' names as a list of files shows.
const FILE_NAME_CHARS_MAX: usize = 60;

fn file_name<'a>(number: &str, slugs: impl Iterator<Item = &'a str>, extension: &str) -> String {
    let mut parts = vec![number];
    for slug in slugs {
        let length: usize = parts.iter().map(|part| part.len() + 1).sum();
        if !parts.contains(&slug) && length + slug.len() <= FILE_NAME_CHARS_MAX {
            parts.push(slug);
        }
    }
    format!("{}.{extension}", parts.join("-"))
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    pub id: OrderLineId,
    pub event: EventId,
    pub event_slug: String,
    pub event_title: Translated,
    pub artwork: Option<String>,
    pub performance: PerformanceId,
    pub performance_label: Translated,
    /// The date doesn't take place.
    pub cancelled: bool,
    /// How often the date has become another one for calendars that know it.
    pub sequence: u32,
    pub starts_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub doors_at: Option<DateTime<Utc>>,
    pub zone: Timezone,
    pub venue_name: String,
    /// `Via Roma 1, Livorno`
    pub venue_address: String,
    pub age_min: Option<u32>,
    pub ticket_type: TicketTypeId,
    pub ticket_name: Translated,
    /// What the ticket type said of itself when this was ordered: it stays, whatever is written there later.
    pub ticket_description: Translated,
    pub place: Place,
    pub quantity: u32,
    /// For one.
    pub price: Price,
    /// What was put on the price of one or taken off it, in the order of application.
    pub applied: Vec<AppliedAdjustment>,
    pub unit_total: Money,
    pub total: Money,
}

/// A ticket of an order. `line` tells what it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderTicket {
    pub id: TicketId,
    pub line: OrderLineId,
    pub state: TicketState,
    pub holder: Option<String>,
    /// The gapless number of the sale within its performance.
    pub sale_number: i64,
    /// What its QR code holds; empty once the ticket isn't valid.
    pub code: String,
    /// The last time it was scanned in or out.
    pub last_admission: Option<AdmissionNote>,
    pub printed: u32,
}

impl OrderTicket {
    /// Whether its holder came in and hasn't left since.
    pub fn is_inside(&self) -> bool {
        self.last_admission.as_ref().is_some_and(|last| last.direction == Direction::In)
    }
}

/// One row of the organizer's list of orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    pub id: OrderId,
    pub number: String,
    pub state: OrderState,
    pub channel: Channel,
    pub buyer_name: Option<String>,
    pub buyer_email: Option<String>,
    pub tickets: u32,
    pub total: Money,
    pub placed_at: DateTime<Utc>,
    pub event_title: Translated,
    /// Why someone should look, if anybody should.
    pub attention: Option<Attention>,
}

/// How the organizer looks for orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderQuery {
    /// Part of the order's number, of a name or an e-mail address, or all of a ticket's number or code.
    pub text: String,
    pub event: Option<EventId>,
    pub performance: Option<PerformanceId>,
    pub state: Option<OrderState>,
    /// From 0.
    pub page: u32,
}

/// Longer than a ticket's code, with some room for white space in it.
pub const SEARCH_CHARS_MAX: u32 = 200;

/// What was typed or scanned into a search, as far as it can be looked for.
pub fn search_text(typed: &str) -> String {
    typed::trim(typed).chars().filter(|c| !c.is_control()).take(SEARCH_CHARS_MAX as usize).collect()
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderList {
    pub rows: Vec<OrderRow>,
    pub total: u32,
    pub page_size: u32,
}

/// The letters of order numbers: no 0/O, 1/I/L, U; nothing that reads like another or spells much.
const NUMBER_LETTERS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A number for people to say on the phone, out of 40 random bits: eight letters of thirty.
pub fn number_from_random(random: u64) -> String {
    let mut rest = random;
    let mut number = String::with_capacity(8);
    for _ in 0..8 {
        number.push(char::from(NUMBER_LETTERS[(rest % 30) as usize]));
        rest /= 30;
    }
    number
}

#[cfg(test)]
pub(crate) mod example {
    use super::*;
    use crate::ids::OrganizerId;
    use crate::money::Currency;
    use uuid::Uuid;

    /// A paid order of Maria Rosi, with tickets as they are said: whose name they bear, and what became of them.
    pub fn order(holders: &[(Option<&str>, TicketState)]) -> Order {
        let zero = Money::zero(Currency::EUR);
        let ticket = |(n, (holder, state)): (usize, &(Option<&str>, TicketState))| OrderTicket {
            id: TicketId(Uuid::from_u128(n as u128)),
            line: OrderLineId(Uuid::from_u128(1)),
            state: *state,
            holder: holder.map(str::to_owned),
            sale_number: 1,
            code: String::new(),
            last_admission: None,
            printed: 0,
        };
        Order {
            id: OrderId(Uuid::from_u128(1)),
            number: "K7QM2XPD".into(),
            organizer: Organizer {
                id: OrganizerId(Uuid::from_u128(1)),
                slug: "teatro".into(),
                name: "Teatro".into(),
                address: Vec::new(),
                email: "ciao@teatro.example".into(),
                phone: String::new(),
                site: String::new(),
                currency: Currency::EUR,
                zone: Timezone::ROME,
            },
            channel: Channel::Shop,
            state: OrderState::Paid,
            locale: Locale::It,
            buyer_name: Some("Maria Rosi".into()),
            buyer_email: Some("maria@gmial.com".into()),
            buyer_phone: None,
            placed_at: chrono::DateTime::UNIX_EPOCH,
            paid_at: None,
            expires_at: None,
            total: zero,
            refunded: zero,
            lines: Vec::new(),
            tickets: holders.iter().enumerate().map(ticket).collect(),
            payments: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use OrderState::*;

    #[test]
    fn what_ended_stays_ended() {
        for &from in OrderState::ALL {
            for &to in OrderState::ALL {
                let allowed = from.become_state(to).is_ok();
                if matches!(from, Refunded | Cancelled) {
                    assert!(!allowed, "{from:?} -> {to:?}");
                }
                assert!(to != AwaitingPayment || !allowed);
            }
        }
        assert!(Expired.become_state(Paid).is_ok());
        assert!(Paid.become_state(Cancelled).is_err());
    }

    #[test]
    fn tickets_are_sent_again_to_who_may_have_them_while_they_let_somebody_in() {
        let mut order = example::order(&[(None, TicketState::Refunded), (None, TicketState::Valid)]);
        assert_eq!(order.resend_to(" \u{200b}"), Ok("maria@gmial.com".to_owned()), "nothing to see was typed");
        assert_eq!(order.resend_to(" Luca@Example.com "), Ok("Luca@example.com".to_owned()));
        assert_eq!(order.resend_to("luca"), Err(OrderRefusal::Nothing));
        order.buyer_email = None;
        assert_eq!(order.resend_to(""), Err(OrderRefusal::Nothing), "sold at a till, and nobody left an address");
        assert_eq!(example::order(&[(None, TicketState::Refunded)]).resend_to(""), Err(OrderRefusal::NoValidTicket));
        order.state = AwaitingPayment;
        assert_eq!(order.resend_to("luca@example.com"), Err(OrderRefusal::NotPaid));
    }

    #[test]
    fn files_are_named_after_the_order_and_its_events() {
        let name = |slugs: &[&str]| file_name("K7QM2XPD", slugs.iter().copied(), "pdf");
        assert_eq!(name(&["la-locandiera", "la-locandiera"]), "K7QM2XPD-la-locandiera.pdf");
        assert_eq!(name(&["aida", "tosca"]), "K7QM2XPD-aida-tosca.pdf");
        let long = "x".repeat(80);
        assert_eq!(name(&[&long, "tosca"]), "K7QM2XPD-tosca.pdf");
        assert_eq!(name(&[]), "K7QM2XPD.pdf");
    }

    #[test]
    fn order_numbers_are_eight_plain_letters() {
        assert_eq!(number_from_random(0), "22222222");
        assert_eq!(number_from_random(u64::MAX).len(), 8);
        assert_ne!(number_from_random(1), number_from_random(30));
    }
}
