//! Orders: what became of a cart, with its tickets, and giving money back.

use crate::error::ApiError;
use crate::extract::{Body, Caller, IdempotencyKey, Lang, Segments, id, secret};
use crate::shared::{
    Adjustment, Channel, EventId, Gateway, Money, OrderId, OrderLineId, OrderState, Organizer, Passage, PerformanceId,
    Place, TicketId, TicketState, Words,
};
use axum::Json;
use axum::extract::{FromRequestParts, Request, State};
use chrono::{DateTime, Utc};
use domain::cart::Secret;
use domain::locale::Locale;
use domain::order as of;
use domain::payment::PaymentState;
use flows::Flows;
use money::refund::RefundReason;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

const TICKETS_MAX: usize = 500;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Order {
    pub id: OrderId,
    /// Opens this order and its page; only in answers to who placed it or showed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[A-Z2-7]{25}[AEIMQUY4]$", example = "ABCDEFGHIJKLMNOPQRSTUVWXY4")]
    pub secret: Option<String>,
    /// For people to say on the telephone.
    #[schema(example = "K7QM2XPD")]
    pub number: String,
    pub organizer: Organizer,
    pub channel: Channel,
    pub state: OrderState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer: Option<OrderBuyer>,
    pub placed_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<DateTime<Utc>>,
    /// While it awaits payment: until when its places are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
    /// Where the buyer pays, while there is something to pay and the gateway has said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay_url: Option<String>,
    /// The buyer's page with the tickets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_url: Option<String>,
    pub total: Money,
    pub refunded: Money,
    pub lines: Vec<OrderLine>,
    pub tickets: Vec<Ticket>,
    pub payments: Vec<Payment>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderBuyer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderLine {
    pub id: OrderLineId,
    pub event: EventId,
    pub event_title: Words,
    pub performance: PerformanceId,
    pub starts_at: DateTime<Utc>,
    pub venue: String,
    pub ticket_name: Words,
    /// What the ticket type says of itself, as it stood when it was ordered: who may have it, how long it lets in.
    pub ticket_description: Words,
    pub place: Place,
    pub quantity: u32,
    /// For one, everything in it.
    pub unit_price: Money,
    /// What was put on the price of one or taken off it, in this order; it is in `unit_price`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<Adjustment>,
    pub total: Money,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Ticket {
    pub id: TicketId,
    pub line: OrderLineId,
    /// `cancelled` also where its date doesn't take place; its price may still have to go back.
    pub state: TicketState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// The gapless number of the sale within its performance.
    pub sale_number: i64,
    /// What the QR code holds; only while the ticket is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_passage: Option<Passage>,
}

/// One attempt to be paid.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Payment {
    pub gateway: Gateway,
    pub state: PaymentProgress,
    pub amount: Money,
    pub refunded: Money,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentProgress {
    Created,
    Pending,
    Captured,
    Failed,
    Cancelled,
    Returned,
}

impl From<PaymentState> for PaymentProgress {
    fn from(state: PaymentState) -> PaymentProgress {
        match state {
            PaymentState::Created => PaymentProgress::Created,
            PaymentState::Pending => PaymentProgress::Pending,
            PaymentState::Captured => PaymentProgress::Captured,
            PaymentState::Failed { .. } => PaymentProgress::Failed,
            PaymentState::Cancelled => PaymentProgress::Cancelled,
            PaymentState::Returned => PaymentProgress::Returned,
        }
    }
}

/// Tickets to take back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refund {
    #[schema(min_items = 1, max_items = 500)]
    tickets: Vec<TicketId>,
    /// For the books and for the buyer.
    #[schema(
        min_length = 1,
        max_length = 500,
        pattern = r"^[^\x00-\x1F\x7F-\x9F]*[^\s\x00-\x1F\x7F-\x9F][^\x00-\x1F\x7F-\x9F]*$",
        example = "Fell ill"
    )]
    reason: String,
    /// Also tickets whose holders came in and haven't left: they are refunded, and their places stay taken.
    #[serde(default)]
    #[schema(default = false)]
    though_inside: bool,
}

impl Order {
    /// `secret` is for whoever placed the order or showed its secret.
    pub fn new(order: of::Order, secret: Option<&Secret>, flows: &Flows, locale: Locale) -> Order {
        let open = order.payments.iter().rev().find(|payment| payment.state.is_open());
        let pay_url = open.and_then(|payment| payment.pay_url.clone());
        let states: Vec<_> = order.tickets.iter().map(|ticket| order.reads_as(ticket)).collect();
        let tickets = order.tickets.into_iter().zip(states).map(|(ticket, state)| Ticket::new(ticket, state)).collect();
        let anonymous = order.buyer_name.is_none() && order.buyer_email.is_none() && order.buyer_phone.is_none();
        let buyer = OrderBuyer { name: order.buyer_name, email: order.buyer_email, phone: order.buyer_phone };
        Order {
            id: order.id.into(),
            secret: secret.map(|secret| secret.as_str().to_owned()),
            number: order.number,
            organizer: order.organizer.into(),
            channel: order.channel.into(),
            state: order.state.into(),
            buyer: (!anonymous).then_some(buyer),
            placed_at: order.placed_at,
            paid_at: order.paid_at,
            expires_at: order.expires_at,
            pay_url,
            page_url: secret.map(|secret| flows.access.site().order_url(secret)),
            total: Money::new(order.total, locale),
            refunded: Money::new(order.refunded, locale),
            lines: order.lines.into_iter().map(|line| OrderLine::new(line, locale)).collect(),
            tickets,
            payments: order.payments.into_iter().map(|payment| Payment::new(payment, locale)).collect(),
        }
    }
}

impl OrderLine {
    fn new(line: of::OrderLine, locale: Locale) -> OrderLine {
        OrderLine {
            id: line.id.into(),
            event: line.event.into(),
            event_title: line.event_title.into(),
            performance: line.performance.into(),
            starts_at: line.starts_at,
            venue: line.venue_name,
            ticket_name: line.ticket_name.into(),
            ticket_description: line.ticket_description.into(),
            place: line.place.into(),
            quantity: line.quantity,
            unit_price: Money::new(line.unit_total, locale),
            adjustments: Adjustment::all(line.applied, line.price.net.currency, locale),
            total: Money::new(line.total, locale),
        }
    }
}

impl Ticket {
    /// `state` is what the order says it reads as ([`of::Order::reads_as`]).
    fn new(ticket: of::OrderTicket, state: domain::ticket::TicketState) -> Ticket {
        let admits = state == domain::ticket::TicketState::Valid && !ticket.code.is_empty();
        Ticket {
            id: ticket.id.into(),
            line: ticket.line.into(),
            state: state.into(),
            holder: ticket.holder,
            sale_number: ticket.sale_number,
            code: admits.then_some(ticket.code),
            last_passage: ticket.last_admission.map(Passage::from),
        }
    }
}

impl Payment {
    fn new(payment: domain::payment::Payment, locale: Locale) -> Payment {
        Payment {
            gateway: payment.gateway.into(),
            state: payment.state.into(),
            amount: Money::new(payment.amount, locale),
            refunded: Money::new(payment.refunded, locale),
        }
    }
}

/// An order, by its secret, or by its id with a token that has the scope `see_orders`.
#[utoipa::path(
    get, path = "/orders/{order}", tag = "Orders", operation_id = "get_order",
    params(("order" = String, Path, description = "The order's secret, or its id",
        pattern = "^([A-Z2-7]{25}[AEIMQUY4]|ord_[0-9a-f]{32})$")),
    responses((status = 200, body = Order), (status = 401, description = "An id needs a token")),
    security((), ("token" = []))
)]
pub async fn one(
    State(flows): State<Arc<Flows>>,
    Lang(locale): Lang,
    Segments(order): Segments<String>,
    request: Request,
) -> Result<Json<Order>, ApiError> {
    let unknown = || ApiError::no_such("order");
    if !order.starts_with(domain::ids::OrderId::PREFIX) {
        let secret = secret(&order, "order")?;
        let found = flows.money.order_by_secret(&secret).await?.ok_or_else(unknown)?;
        return Ok(Json(Order::new(found, Some(&secret), &flows, locale)));
    }
    let id: domain::ids::OrderId = id(&order, "order")?;
    let (mut parts, _) = request.into_parts();
    let Caller(actor) = Caller::from_request_parts(&mut parts, &flows).await?;
    let found = flows.money.order(&actor, id).await?.ok_or_else(unknown)?;
    Ok(Json(Order::new(found, None, &flows, locale)))
}

/// Takes tickets back: their codes are dead and their places on sale at once; the money goes back the way it came. Where a
/// holder is inside it is refused, unless `though_inside` says that this is meant.
/// Needs the scopes `mend_orders` and `see_orders`.
#[utoipa::path(
    post, path = "/orders/{order}/refunds", tag = "Orders", operation_id = "refund_tickets", request_body = Refund,
    params(
        ("order" = OrderId, Path),
        ("Idempotency-Key" = String, Header, description = "Yours for this command: the same key again is the same refund",
            min_length = 1, max_length = 100, pattern = "^[!-~]+$"),
    ),
    responses(
        (status = 200, body = Order, description = "The order as it is now"),
        (status = 409, description = "`not_paid`, `ticket_not_valid`, `holder_inside`, `over_refund`, `not_refundable`, `key_reused`"),
    ),
    security(("token" = ["mend_orders", "see_orders"]))
)]
pub async fn refund(
    State(flows): State<Arc<Flows>>,
    Lang(locale): Lang,
    Segments(order): Segments<String>,
    Caller(actor): Caller,
    IdempotencyKey(key): IdempotencyKey,
    Body(refund): Body<Refund>,
) -> Result<Json<Order>, ApiError> {
    let order: domain::ids::OrderId = id(&order, "order")?;
    if !(1..=TICKETS_MAX).contains(&refund.tickets.len()) {
        return Err(ApiError::bad_json("tickets has 1 to 500 entries"));
    }
    if refund.reason.chars().any(char::is_control) {
        return Err(ApiError::bad_json("reason is a line of plain characters"));
    }
    let tickets: Vec<domain::ids::TicketId> = refund.tickets.iter().map(|ticket| ticket.0).collect();
    actor.require(domain::role::Permission::SeeOrders)?;
    let reason = RefundReason { words: &refund.reason, though_inside: refund.though_inside };
    flows.money.refund_once(&actor, order, &tickets, reason, &key).await?;
    let found = flows.money.order(&actor, order).await?.ok_or_else(|| ApiError::no_such("order"))?;
    Ok(Json(Order::new(found, None, &flows, locale)))
}
