//! Carts: places that are kept while their buyer decides, and turned into an order.

use crate::error::ApiError;
use crate::extract::{Body, IdempotencyKey, Lang, Segments, Visiting, id, secret};
use crate::orders::Order;
use crate::shared::{
    Adjustment, EventId, Gateway, HoldId, Money, OrderId, Organizer, PerformanceId, Place, SeatId, TicketTypeId, Words,
};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use base::Visitor;
use chrono::{DateTime, Utc};
use domain::buyer::BuyerDraft;
use domain::cart as of;
use domain::cart::Secret;
use domain::event::Channel;
use domain::locale::Locale;
use domain::refusal::CartRefusal;
use flows::Flows;
use selling::carts::{CartGrant, PlacesWanted};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// How long a checkout waits for the gateway to say where to pay; the order says it later all the same.
const PAY_URL_PATIENCE: Duration = Duration::from_secs(5);

/// What to keep places of. All of it is granted, or nothing.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCart {
    #[schema(min_items = 1, max_items = 50)]
    claims: Vec<Claim>,
    /// Add to this cart. A cart that is unknown, that has become an order or that is another organizer's isn't
    /// changed: a new one is made.
    #[serde(default)]
    #[schema(min_length = 26, max_length = 32, pattern = "^([A-Z2-7]{25}[AEIMQUY4]|[A-Z2-7]{32})$")]
    cart: Option<String>,
    /// Take what can be had and say in `missed` what can't; otherwise it is all or nothing.
    #[serde(default)]
    partly: bool,
    /// Where an event always asks for a proof of work: the answer to its challenge, as ALTCHA writes it in Base64. Each is
    /// good for one request.
    #[serde(default)]
    #[schema(max_length = 2048)]
    proof: Option<String>,
}

/// Places that were asked for and can't be had.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Missed {
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    #[schema(minimum = 1)]
    pub places: u32,
    /// Why, by name, as in a problem's `refusal`: `not_enough`, `seat_taken`, `unknown_seat`.
    #[schema(example = "seat_taken")]
    pub refusal: String,
    /// The seat it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seat: Option<SeatId>,
}

impl From<&domain::hold::grant::MissedPlaces> for Missed {
    fn from(missed: &domain::hold::grant::MissedPlaces) -> Missed {
        Missed {
            performance: missed.performance.into(),
            ticket_type: missed.ticket_type.into(),
            places: missed.places,
            refusal: crate::error::name_of(&missed.refusal),
            seat: missed.seat.map(SeatId::from),
        }
    }
}

/// Some places of one date.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    performance: PerformanceId,
    ticket_type: TicketTypeId,
    /// How many, where places are not numbered.
    #[serde(default = "one_place")]
    #[schema(minimum = 1, maximum = 100, default = 1)]
    quantity: u32,
    /// Which seats, where they are numbered; `quantity` is then ignored.
    #[serde(default)]
    #[schema(max_items = 100)]
    seats: Vec<SeatId>,
}

fn one_place() -> u32 {
    1
}

/// A cart. Its id is a secret: whoever knows it may change it and buy it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Cart {
    #[schema(pattern = "^([A-Z2-7]{25}[AEIMQUY4]|[A-Z2-7]{32})$", example = "NIZTQOBZABCDEFGHIJKLMNOPQRSTUVWX")]
    pub id: String,
    pub organizer: Organizer,
    /// The earliest moment at which one of its places goes back on sale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
    /// Whether its time was extended; that is possible once.
    pub extended: bool,
    pub lines: Vec<CartLine>,
    /// Lines whose time ran out: their places are on sale again.
    pub lapsed: Vec<CartLine>,
    /// What was asked for just now and can't be had; only where `partly` was said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missed: Vec<Missed>,
    pub total: Money,
    /// The discount code that it has. What a line's price was lowered by stands in the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount_code: Option<DiscountCode>,
    /// What the checkout needs besides a name and an e-mail address.
    pub ask_holder_names: bool,
    pub ask_phone: bool,
    /// Ways to pay.
    pub gateways: Vec<Gateway>,
    /// Set once it has become an order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CartLine {
    pub id: HoldId,
    pub event: EventId,
    pub event_title: Words,
    pub performance: PerformanceId,
    pub starts_at: DateTime<Utc>,
    pub venue: String,
    pub ticket_type: TicketTypeId,
    pub ticket_name: Words,
    /// What the ticket type says of itself: who may have it, how long it lets in.
    pub ticket_description: Words,
    pub place: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seat: Option<SeatId>,
    pub quantity: u32,
    /// For one, everything in it.
    pub unit_price: Money,
    /// What was put on the price of one or taken off it, in this order; it is in `unit_price`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<Adjustment>,
    pub total: Money,
}

/// A discount code in a cart.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DiscountCode {
    /// As it is compared: in capitals, without spaces.
    #[schema(example = "FRIENDS")]
    pub code: String,
    pub words: Words,
}

/// A discount code as it was typed: in any case, with spaces or without.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TypedCode {
    #[schema(min_length = 1, max_length = 100, example = "friends 10")]
    code: String,
}

/// Who buys, and how they pay.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Checkout {
    buyer: Buyer,
    /// One name per ticket in the order of the cart's lines, where the event asks for them; an empty one is the buyer's.
    #[serde(default)]
    #[schema(max_items = 100)]
    holders: Vec<Holder>,
    /// Ignored when nothing is owed.
    #[schema(example = "test")]
    gateway: Gateway,
    /// The buyer has accepted the organizer's terms.
    #[schema(example = true)]
    accept_terms: bool,
    /// The total that the buyer was shown, in the currency's smallest unit: if it is another by now, nothing is bought.
    #[serde(default)]
    #[schema(minimum = 0)]
    total_minor: Option<i64>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Buyer {
    #[schema(
        min_length = 1,
        max_length = 120,
        pattern = r"^[^\x00-\x1F\x7F-\x9F]*[^\s\x00-\x1F\x7F-\x9F][^\x00-\x1F\x7F-\x9F]*$",
        example = "Maria Rossi"
    )]
    name: String,
    #[schema(max_length = 254, format = Email, example = "maria.rossi@example.org")]
    email: String,
    #[serde(default)]
    #[schema(max_length = 30, pattern = r"^\+?[0-9]{6,20}$", example = "+390586123456")]
    phone: Option<String>,
}

/// A name on a ticket.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Holder(String);

impl PartialSchema for Holder {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(120))
            .pattern(Some(r"^[^\x00-\x1F\x7F-\x9F]*$"))
            .examples(["Luca Bianchi"])
            .into()
    }
}

impl ToSchema for Holder {}

impl Cart {
    fn new(secret: &Secret, cart: of::Cart, gateways: Vec<Gateway>, locale: Locale) -> Cart {
        let line = |line| CartLine::new(line, locale);
        Cart {
            id: secret.as_str().to_owned(),
            organizer: cart.organizer.into(),
            expires_at: cart.expires_at,
            extended: cart.extended,
            lines: cart.lines.into_iter().map(line).collect(),
            lapsed: cart.lapsed.into_iter().map(line).collect(),
            missed: Vec::new(),
            total: Money::new(cart.total, locale),
            discount_code: cart.code.map(|code| DiscountCode { code: code.code, words: code.words.into() }),
            ask_holder_names: cart.ask_holder_names,
            ask_phone: cart.ask_phone,
            gateways,
            order: cart.order.map(OrderId::from),
        }
    }
}

impl CartLine {
    fn new(line: of::CartLine, locale: Locale) -> CartLine {
        CartLine {
            id: line.hold.into(),
            event: line.event.into(),
            event_title: line.event_title.into(),
            performance: line.performance.id.into(),
            starts_at: line.performance.starts_at,
            venue: line.performance.venue.name,
            ticket_type: line.ticket_type.into(),
            ticket_name: line.ticket_name.into(),
            ticket_description: line.ticket_description.into(),
            place: line.place.into(),
            seat: line.seat.map(SeatId::from),
            quantity: line.quantity,
            unit_price: Money::new(line.unit_total, locale),
            adjustments: Adjustment::all(line.applied, line.price.net.currency, locale),
            total: Money::new(line.total, locale),
        }
    }
}

impl From<Claim> for domain::hold::Claim {
    fn from(claim: Claim) -> domain::hold::Claim {
        domain::hold::Claim {
            performance: claim.performance.0,
            ticket_type: claim.ticket_type.0,
            quantity: claim.quantity,
            seats: claim.seats.into_iter().map(|seat| seat.0).collect(),
        }
    }
}

impl From<Checkout> for BuyerDraft {
    fn from(checkout: Checkout) -> BuyerDraft {
        BuyerDraft {
            name: checkout.buyer.name,
            email: checkout.buyer.email,
            phone: checkout.buyer.phone.unwrap_or_default(),
            holders: checkout.holders.into_iter().map(|holder| holder.0).collect(),
            accept_terms: checkout.accept_terms,
            ..BuyerDraft::default()
        }
    }
}

/// Holds places for some minutes.
#[utoipa::path(
    post, path = "/carts", tag = "Carts", operation_id = "create_cart", request_body = NewCart,
    responses(
        (status = 201, body = Cart, headers(("Location" = String, description = "Where the cart is"))),
        (status = 404, description = "No such performance, ticket type or seat"),
        (status = 409, description = "The places can't be had, and missed names each: `sold_out`, `all_in_carts`, `not_enough`, `seat_taken`, \
            `seat_needed`, `seat_not_expected`, `over_limit`, `under_minimum`, `cancelled`, `not_yet_on_sale`, \
            `sale_ended`, `wrong_channel`, `waiting_room`, `proof_needed`, `person_limit`"),
        (status = 503, description = "`busy`: very many ask at this moment; `Retry-After` says when to ask again"),
    ),
    params(
        ("Tessera-Visitor" = Option<String>, Header, description = "Who asks, as a waiting room named them",
            max_length = 64, pattern = "^[A-Za-z0-9_-]*$"),
        ("Tessera-Pass" = Option<String>, Header, description = "What a waiting room gave last, where the sale has one",
            max_length = 800, pattern = "^[A-Za-z0-9_.-]*$"),
    )
)]
pub async fn create(
    State(flows): State<Arc<Flows>>,
    Lang(locale): Lang,
    Visiting(visitor): Visiting,
    Body(new): Body<NewCart>,
) -> Result<impl IntoResponse, ApiError> {
    if !(1..=50).contains(&new.claims.len()) {
        return Err(ApiError::bad_json("claims has 1 to 50 entries"));
    }
    if new.claims.iter().any(|claim| !(1..=100).contains(&claim.quantity) || claim.seats.len() > 100) {
        return Err(ApiError::bad_json("a claim is for 1 to 100 places"));
    }
    let add_to = add_to(new.cart.as_deref())?;
    let claims: Vec<domain::hold::Claim> = new.claims.into_iter().map(Into::into).collect();
    let visitor = Visitor { proof: new.proof, ..visitor };
    let wanted = PlacesWanted {
        cart: add_to.as_ref(),
        channel: Channel::Api,
        locale,
        claims: &claims,
        partly: new.partly,
        visitor: &visitor,
    };
    made(flows.selling.hold_places_or_explain(&wanted).await?, locale)
}

/// The cart that a body names.
pub fn add_to(cart: Option<&str>) -> Result<Option<Secret>, ApiError> {
    let read = |text| Secret::parse(text).ok_or_else(|| ApiError::bad_json("cart is not a cart's id"));
    cart.map(read).transpose()
}

/// The answer to whoever was given places.
pub fn made(grant: CartGrant, locale: Locale) -> Result<impl IntoResponse, ApiError> {
    let gateways = grant.gateways.into_iter().map(Gateway::from).collect();
    let missed = grant.missed.iter().map(Missed::from).collect();
    let cart = Cart { missed, ..Cart::new(&grant.secret, grant.cart, gateways, locale) };
    let location = HeaderValue::try_from(format!("/api/v1/carts/{}", cart.id));
    let location = location.map_err(|_| ApiError::no_such("cart"))?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(cart)))
}

/// A cart as it stands.
#[utoipa::path(
    get, path = "/carts/{cart}", tag = "Carts", operation_id = "get_cart",
    params(("cart" = String, Path, description = "The cart's id", pattern = "^([A-Z2-7]{25}[AEIMQUY4]|[A-Z2-7]{32})$")),
    responses((status = 200, body = Cart))
)]
pub async fn one(
    State(flows): State<Arc<Flows>>,
    Lang(locale): Lang,
    Segments(cart): Segments<String>,
) -> Result<Json<Cart>, ApiError> {
    let secret = secret(&cart, "cart")?;
    again(&flows, &secret, locale).await
}

/// Lets all places go; they are on sale at once.
#[utoipa::path(
    delete, path = "/carts/{cart}", tag = "Carts", operation_id = "empty_cart",
    params(("cart" = String, Path, description = "The cart's id", pattern = "^([A-Z2-7]{25}[AEIMQUY4]|[A-Z2-7]{32})$")),
    responses((status = 204, description = "The cart is empty"), (status = 409, description = "`ordered`"))
)]
pub async fn empty(State(flows): State<Arc<Flows>>, Segments(cart): Segments<String>) -> Result<StatusCode, ApiError> {
    let secret = secret(&cart, "cart")?;
    let cart = flows.selling.cart(&secret).await?.ok_or_else(|| ApiError::no_such("cart"))?;
    if cart.order.is_some() {
        return Err(CartRefusal::Ordered.into());
    }
    flows.selling.empty_cart(&secret).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One line of a cart.
#[utoipa::path(
    get, path = "/carts/{cart}/lines/{line}", tag = "Carts", operation_id = "get_cart_line",
    params(("cart" = String, Path, description = "The cart's id", pattern = "^([A-Z2-7]{25}[AEIMQUY4]|[A-Z2-7]{32})$"), ("line" = HoldId, Path)),
    responses((status = 200, body = CartLine))
)]
pub async fn line(
    State(flows): State<Arc<Flows>>,
    Lang(locale): Lang,
    Segments((cart, line)): Segments<(String, String)>,
) -> Result<Json<CartLine>, ApiError> {
    let (secret, hold) = (secret(&cart, "cart")?, id::<domain::ids::HoldId>(&line, "line")?);
    let cart = flows.selling.cart(&secret).await?.ok_or_else(|| ApiError::no_such("cart"))?;
    let found = cart.lines.into_iter().find(|line| line.hold == hold).ok_or_else(|| ApiError::no_such("line"))?;
    Ok(Json(CartLine::new(found, locale)))
}

/// Takes one line out; its places are on sale at once.
#[utoipa::path(
    delete, path = "/carts/{cart}/lines/{line}", tag = "Carts", operation_id = "remove_cart_line",
    params(("cart" = String, Path, description = "The cart's id", pattern = "^([A-Z2-7]{25}[AEIMQUY4]|[A-Z2-7]{32})$"), ("line" = HoldId, Path)),
    responses((status = 200, body = Cart), (status = 409, description = "`ordered`"))
)]
pub async fn remove_line(
    State(flows): State<Arc<Flows>>,
    Lang(locale): Lang,
    Segments((cart, line)): Segments<(String, String)>,
) -> Result<Json<Cart>, ApiError> {
    let (secret, hold) = (secret(&cart, "cart")?, id::<domain::ids::HoldId>(&line, "line")?);
    let before = flows.selling.cart(&secret).await?.ok_or_else(|| ApiError::no_such("cart"))?;
    if before.order.is_none() && !before.lines.iter().any(|line| line.hold == hold) {
        return Err(ApiError::no_such("line"));
    }
    flows.selling.remove_from_cart(&secret, hold).await?;
    again(&flows, &secret, locale).await
}

/// Gives the buyer ten minutes more, once.
#[utoipa::path(
    post, path = "/carts/{cart}/extend", tag = "Carts", operation_id = "extend_cart",
    params(("cart" = String, Path, description = "The cart's id", pattern = "^([A-Z2-7]{25}[AEIMQUY4]|[A-Z2-7]{32})$")),
    responses(
        (status = 200, body = Cart),
        (status = 409, description = "`extended_already`, `expired`, `ordered`"),
    )
)]
pub async fn extend(
    State(flows): State<Arc<Flows>>,
    Lang(locale): Lang,
    Segments(cart): Segments<String>,
) -> Result<Json<Cart>, ApiError> {
    let secret = secret(&cart, "cart")?;
    flows.selling.extend_cart(&secret).await?;
    again(&flows, &secret, locale).await
}

/// Prices what a cart keeps, and what is put into it later, with a discount code; another one it had is used no more. Places stay
/// kept whatever the answer.
#[utoipa::path(
    put, path = "/carts/{cart}/code", tag = "Carts", operation_id = "use_discount_code", request_body = TypedCode,
    params(("cart" = String, Path, description = "The cart's id", pattern = "^([A-Z2-7]{25}[AEIMQUY4]|[A-Z2-7]{32})$")),
    responses(
        (status = 200, body = Cart),
        (status = 409, description = "`code_unknown`, `code_not_yet`, `code_ended`, `code_used_up`, `code_fits_nothing`, `ordered`"),
    )
)]
pub async fn use_code(
    State(flows): State<Arc<Flows>>,
    Lang(locale): Lang,
    Segments(cart): Segments<String>,
    Body(typed): Body<TypedCode>,
) -> Result<Json<Cart>, ApiError> {
    let secret = secret(&cart, "cart")?;
    flows.selling.use_code(&secret, &typed.code).await?;
    again(&flows, &secret, locale).await
}

/// Takes the discount code out: everything costs what it costs without.
#[utoipa::path(
    delete, path = "/carts/{cart}/code", tag = "Carts", operation_id = "drop_discount_code",
    params(("cart" = String, Path, description = "The cart's id", pattern = "^([A-Z2-7]{25}[AEIMQUY4]|[A-Z2-7]{32})$")),
    responses((status = 200, body = Cart), (status = 409, description = "`ordered`"))
)]
pub async fn drop_code(
    State(flows): State<Arc<Flows>>,
    Lang(locale): Lang,
    Segments(cart): Segments<String>,
) -> Result<Json<Cart>, ApiError> {
    let secret = secret(&cart, "cart")?;
    flows.selling.drop_code(&secret).await?;
    again(&flows, &secret, locale).await
}

/// Turns a cart into an order. Sent again with the same key it is the same order. The buyer pays at `pay_url`; where that
/// is missing the gateway has not answered yet, and the order will say it.
#[utoipa::path(
    post, path = "/carts/{cart}/checkout", tag = "Carts", operation_id = "check_out_cart", request_body = Checkout,
    params(
        ("cart" = String, Path, description = "The cart's id", pattern = "^([A-Z2-7]{25}[AEIMQUY4]|[A-Z2-7]{32})$"),
        ("Idempotency-Key" = String, Header, description = "Yours for this command: the same key again is the same order",
            min_length = 1, max_length = 100, pattern = "^[!-~]+$"),
    ),
    responses(
        (status = 201, body = Order, headers(("Location" = String, description = "Where the order is"))),
        (status = 409, description = "`expired`, `empty`, `ordered`, `price_changed`, `gateway_not_offered`, `key_reused`"),
    )
)]
pub async fn checkout(
    State(flows): State<Arc<Flows>>,
    Lang(locale): Lang,
    Segments(cart): Segments<String>,
    IdempotencyKey(key): IdempotencyKey,
    Body(checkout): Body<Checkout>,
) -> Result<impl IntoResponse, ApiError> {
    if checkout.holders.len() > 100 {
        return Err(ApiError::bad_json("holders has at most 100 entries"));
    }
    let secret = secret(&cart, "cart")?;
    let seen = match checkout.total_minor {
        Some(minor) => {
            let cart = flows.selling.cart(&secret).await?.ok_or_else(|| ApiError::no_such("cart"))?;
            Some(domain::money::Money::new(minor, cart.currency))
        }
        None => None,
    };
    let gateway = checkout.gateway.into();
    let placed = flows.selling.checkout_once(&secret, &checkout.into(), gateway, seen, &key).await?;
    flows.money.wait_for_pay_url(&placed.secret, PAY_URL_PATIENCE).await?;
    let order = flows.money.order_by_secret(&placed.secret).await?.ok_or_else(|| ApiError::no_such("order"))?;
    let order = Order::new(order, Some(&placed.secret), &flows, locale);
    let location = HeaderValue::try_from(format!("/api/v1/orders/{}", placed.secret.as_str()));
    let location = location.map_err(|_| ApiError::no_such("order"))?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(order)))
}

/// The cart as it stands now.
async fn again(flows: &Flows, secret: &Secret, locale: Locale) -> Result<Json<Cart>, ApiError> {
    let cart = flows.selling.cart(secret).await?.ok_or_else(|| ApiError::no_such("cart"))?;
    let gateways = flows.selling.online_gateways(secret).await?.into_iter().map(Gateway::from).collect();
    Ok(Json(Cart::new(secret, cart, gateways, locale)))
}
