//! One date of an event: how many tickets of which kind, or which seats.

use crate::catalogue::state_badge;
use crate::house::selling;
use crate::page::{PageContent, artwork, page};
use crate::{hall_parts, own_carts, proof, seats, text, wait, zone_note};
use base::forms::KeptForm;
use domain::cart::CartLine;
use domain::event::{Event, EventStatus, Offer, PerformanceOffers, SaleState};
use domain::ids::{PerformanceId, SeatId, TicketTypeId};
use domain::locale::Locale;
use domain::money::Money;
use domain::refusal::HoldRefusal;
use domain::room::Standing;
use domain::seating::SeatingPlan;
use domain::time::long_date_time;
use domain::typed::capitalized;
use face::error::FaceError;
use face::request::{kept_form, query};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;
use selling::feed::{HallPart, LiveAvailability};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use ui::kit::*;
use ui::text::refusal::{self, About};

/// Why nothing was kept of what was chosen; comes back with the choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SelectionRefusal {
    Places(HoldRefusal),
    /// So many seats are nowhere free together.
    NoneTogether {
        places: usize,
    },
}

/// The field of a kept form that asks whether companions' seats without a wheelchair space are meant: which button was pressed.
pub const LONE_FIELD: &str = "lone";
pub const LONE_BY_HAND: &str = "by_hand";
pub const LONE_BEST: &str = "best";
/// The id of the form in which seats are chosen: the question about companions stands above it.
pub const PICKER_FORM: &str = "picker-form";

#[component]
pub fn PerformancePage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let performance = params.get("performance").unwrap_or_default();
    page(show(performance))
}

async fn show(performance: String) -> PageContent {
    let id: PerformanceId = performance.parse().map_err(|_| FaceError::Missing)?;
    let kept = kept_form().await?;
    // After a refusal the page shows what has just happened; else a look of a second ago is good enough.
    let availability = if kept.fields.is_empty() {
        selling().recent_availability(id).await?
    } else {
        selling().current_availability(id).await?
    };
    let availability = availability.ok_or(FaceError::Missing)?;
    if availability.event.status == EventStatus::Draft {
        return Err(FaceError::Missing);
    }
    let mine = own_carts::open_cart_of(availability.event.organizer).await?;
    let lines = || mine.iter().flat_map(|mine| &mine.cart.lines).filter(|line| line.performance.id == id);
    let in_cart = InCart::of(lines());
    let mine: HashSet<SeatId> = lines().filter_map(|line| line.seat).collect();
    let other_dates = selling().has_other_performances(&availability.event, id).await?;
    let parts = availability.hall.as_ref().map_or(&[][..], |hall| hall.parts());
    let part = hall_parts::wanted(&availability, query("part"), &kept);
    let plan = match part {
        None if !parts.is_empty() => availability.outline(),
        part => availability.plan(&mine, part.map(|(_, part)| part)),
    };
    let (proof, room) = (proof::field(id).await?, wait::place(availability.event.id).await?.standing);
    let shown = PerformanceView {
        availability: &availability,
        plan: plan.as_ref(),
        part,
        kept: &kept,
        room: &room,
        in_cart: &in_cart,
        other_dates,
    };
    Ok(whole(current_locale(), &shown, proof))
}

/// What the page is made of.
pub struct PerformanceView<'a> {
    pub availability: &'a LiveAvailability,
    pub plan: Option<&'a SeatingPlan>,
    /// Which part of a large hall is shown, by its place among the parts.
    pub part: Option<(usize, &'a HallPart)>,
    pub kept: &'a KeptForm,
    /// The visitor's place in the waiting room, if there is one.
    pub room: &'a Standing,
    pub in_cart: &'a InCart,
    /// Whether the event has another date to come.
    pub other_dates: bool,
}

/// What the visitor's cart holds of the date already: the limits of an order count it.
#[derive(Default)]
pub struct InCart {
    /// Of all kinds.
    pub all: u32,
    kinds: HashMap<TicketTypeId, u32>,
}

impl InCart {
    fn of<'a>(lines: impl Iterator<Item = &'a CartLine>) -> InCart {
        let mut found = InCart::default();
        for line in lines {
            found.all += line.quantity;
            *found.kinds.entry(line.ticket_type).or_default() += line.quantity;
        }
        found
    }

    /// How many more tickets an order may have.
    fn left(&self, event: &Event) -> u32 {
        event.order_max.saturating_sub(self.all)
    }

    /// How many more of a kind.
    fn left_of(&self, event: &Event, offer: &Offer) -> u32 {
        let had = self.kinds.get(&offer.ticket_type.id).copied().unwrap_or(0);
        offer.ticket_type.order_max.saturating_sub(had).min(self.left(event))
    }
}

impl PerformanceView<'_> {
    /// Whether the hall is too large for one page, and no part of it is chosen yet.
    fn is_overview(&self) -> bool {
        self.part.is_none() && self.availability.hall.as_ref().is_some_and(|hall| !hall.parts().is_empty())
    }
}

fn whole(locale: Locale, shown: &PerformanceView<'_>, proof: AnyView) -> AnyView {
    let (event, offers) = (&shown.availability.event, &shown.availability.offers);
    let title = event.title.get(locale).to_owned();
    let when = capitalized(&long_date_time(offers.performance.starts_at, event.zone, locale));
    let back = format!("/events/{}", event.slug);
    let plan = shown.plan.filter(|plan| !plan.prices.is_empty());
    let general: Vec<&Offer> = offers.offers.iter().filter(|o| o.ticket_type.seated_zones.is_empty()).collect();
    let open = matches!(offers.state, SaleState::OnSale { .. } | SaleState::AllInCarts { .. });
    let content = match (wait::instead(locale, event, shown.room), open, plan) {
        (Some(waiting), ..) => waiting,
        (None, false, _) => closed(locale, shown),
        (None, true, Some(plan)) if shown.is_overview() => hall_parts::overview(locale, shown, plan, &general, proof),
        (None, true, Some(plan)) => seats::picker(locale, shown, plan, &general, proof),
        (None, true, None) => counts(locale, shown, &general, proof),
    };
    view! {
        <Title text=format!("{title}, {when}") />
        <Meta name="robots" content="noindex" />
        <div class="stack loose">
            <Breadcrumbs
                places=vec![NavPlace::new("/", text::events(locale)), NavPlace::new(back.clone(), title.clone())]
                here=when.clone()
            />
            <header class="row stay top pick-head">
                {event
                    .artwork
                    .as_deref()
                    .map(|name| view! { <img class="picture square" src=artwork(name) alt="" width="96" height="96" /> })}
                <div class="stack tight">
                    <h1>{title}</h1>
                    <p>
                        {when} {zone_note::note(offers.performance.starts_at, event.zone)} " "
                        {text::date_at_venue(locale, &offers.performance.venue.name)}
                    </p>
                    {shown
                        .other_dates
                        .then(|| {
                            view! {
                                <p>
                                    <a href=format!("{back}#dates")>{text::other_dates(locale)}</a>
                                </p>
                            }
                        })}
                </div>
            </header>
            {wait::turn(locale, event, shown.room)} {problem(locale, shown)} {content}
        </div>
    }
    .into_any()
}

/// What stopped the last try, beside the choice as it was made.
fn problem(locale: Locale, shown: &PerformanceView<'_>) -> AnyView {
    if let Some(button) = shown.kept.value(LONE_FIELD) {
        return lone_companions(locale, button);
    }
    let refused = face::refusal::kept::<SelectionRefusal>(shown.kept);
    let words = refused.map(|refused| match refused {
        SelectionRefusal::Places(refused) => words(locale, shown, &refused),
        SelectionRefusal::NoneTogether { places } => text::best_none(locale, places),
    });
    words
        .map(|words| {
            view! {
                <Notice tone=Tone::Error>
                    <p>{words}</p>
                </Notice>
            }
        })
        .into_any()
}

/// Whoever wants companions' seats without the space beside them says so once more, by the button they pressed before.
fn lone_companions(locale: Locale, button: &str) -> AnyView {
    let action = if button == LONE_BEST { "/do/shop/choose_best" } else { "/do/shop/choose" };
    view! {
        <Notice tone=Tone::Warning title=text::lone_companions(locale).to_owned()>
            <p>{text::lone_companions_text(locale)}</p>
            <button
                class="button secondary"
                form=PICKER_FORM
                formaction=action
                name="lone_companions"
                value="yes"
            >
                {text::lone_companions_keep(locale)}
            </button>
        </Notice>
    }
    .into_any()
}

/// A refusal with the names of what it is about.
fn words(locale: Locale, shown: &PerformanceView<'_>, refused: &HoldRefusal) -> String {
    let (event, offers) = (&shown.availability.event, &shown.availability.offers);
    let ticket = match refused {
        HoldRefusal::SoldOut { ticket_type }
        | HoldRefusal::AllInCarts { ticket_type, .. }
        | HoldRefusal::NotEnough { ticket_type, .. }
        | HoldRefusal::WrongChannel { ticket_type } => offers.offers.iter().find(|o| o.ticket_type.id == *ticket_type),
        _ => None,
    };
    let seat = match refused {
        HoldRefusal::SeatTaken { seat } => shown
            .plan
            .and_then(|plan| seats::find(plan, *seat))
            .map(|seat| ui::text::seat(locale, &seat.row, &seat.number)),
        _ => None,
    };
    if let HoldRefusal::OverLimit { max } = refused {
        // Asked for by the hundred, it is refused by a limit that no order reaches.
        let max = (*max).min(event.order_max);
        return over_limit(locale, max, shown.in_cart);
    }
    let about =
        About { zone: event.zone, ticket: ticket.map(|o| o.ticket_type.name.get(locale)), seat: seat.as_deref() };
    refusal::hold_refusal(locale, refused, about)
}

/// The limit, and how much of it the cart takes.
fn over_limit(locale: Locale, max: u32, in_cart: &InCart) -> String {
    let limit = HoldRefusal::OverLimit { max };
    let limit = refusal::hold_refusal(locale, &limit, About::zone(domain::time::Timezone::UTC));
    match in_cart.all {
        0 => limit,
        had => format!("{limit} {}", text::had_in_cart(locale, had)),
    }
}

/// How many tickets one order may have, and how many of them the cart has.
pub fn limit(locale: Locale, event: &Event, in_cart: &InCart) -> AnyView {
    let per_order = text::per_order(locale, event.order_max);
    view! {
        <p class="muted small limit">
            {per_order}
            {(in_cart.all > 0)
                .then(|| {
                    view! {
                        ". "
                        <a href="/cart">{text::had_in_cart(locale, in_cart.all)}</a>
                    }
                })}
        </p>
    }
    .into_any()
}

fn closed(locale: Locale, shown: &PerformanceView<'_>) -> AnyView {
    let (event, offers) = (&shown.availability.event, &shown.availability.offers);
    let state = refusal::sale_state(locale, &offers.state, event.zone);
    let (href, words) = match shown.other_dates {
        true => (format!("/events/{}#dates", event.slug), text::other_dates(locale)),
        false => ("/".to_owned(), text::all_events(locale)),
    };
    view! {
        <EmptyState sign=Sign::Calendar title=state text=text::not_for_sale_now(locale)>
            <LinkButton kind=Kind::Primary href>
                {words}
            </LinkButton>
        </EmptyState>
    }
    .into_any()
}

/// Tickets that are counted: one number for each kind.
fn counts(locale: Locale, shown: &PerformanceView<'_>, general: &[&Offer], proof: AnyView) -> AnyView {
    let (event, offers) = (&shown.availability.event, &shown.availability.offers);
    view! {
        <form class="beside picker" method="post" action="/do/shop/choose" novalidate>
            <input type="hidden" name="performance" value=offers.performance.id.to_string() />
            {proof}
            <section class="stack" aria-labelledby="how-many">
                <h2 id="how-many">{text::how_many(locale)}</h2>
                {all_in(locale, general.iter().map(|offer| offer.price))}
                {offer_rows(locale, event, general, shown.kept, shown.in_cart)}
                {limit(locale, event, shown.in_cart)}
            </section>
            {summary(locale, event)}
        </form>
        {island(locale, event, offers, 0, shown.in_cart)}
    }
    .into_any()
}

/// That nothing comes on top of the prices, where there is one.
pub fn all_in(locale: Locale, mut prices: impl Iterator<Item = Money>) -> AnyView {
    prices.any(|price| !price.is_zero()).then(|| view! { <p class="muted small">{text::all_in(locale)}</p> }).into_any()
}

/// What the island has to know and say. `first` is the number of the first seat that is drawn.
pub fn island(locale: Locale, event: &Event, offers: &PerformanceOffers, first: u32, in_cart: &InCart) -> AnyView {
    let too_many = match in_cart.all {
        0 => text::max_reached(locale, event.order_max),
        _ => over_limit(locale, event.order_max, in_cart),
    };
    let zone = event.zone;
    let say = |state: SaleState| refusal::sale_state(locale, &state, zone);
    let data = view! {
        <span
            hidden
            id="picker-data"
            data-performance=offers.performance.id.to_string()
            data-first=first.to_string()
            data-max=in_cart.left(event).to_string()
            data-currency=event.currency.code().to_owned()
            data-changed=text::availability_changed(locale)
            data-too-many=too_many
            data-nothing=refusal::hold_refusal(locale, &HoldRefusal::Nothing, About::zone(zone))
            data-no-network=text::no_network(locale)
            data-gone=text::seat_gone(locale)
            data-remove=text::remove(locale)
            data-free=ui::text::seat_free(locale)
            data-held=ui::text::seat_held(locale)
            data-sold=ui::text::seat_sold(locale)
            data-chosen=ui::text::seat_chosen(locale)
            data-blocked=ui::text::seat_blocked(locale)
            data-chosen-one=text::seats_chosen(locale, 1)
            // The island puts the number in the place of the 8, here and below.
            data-chosen-few=text::seats_chosen(locale, 8)
            data-single=text::single_seat(locale)
            data-left-one=say(SaleState::OnSale { left: 1 })
            data-left-few=say(SaleState::OnSale { left: 8 })
            data-places-one=text::places_left(locale, 1)
            data-places-few=text::places_left(locale, 8)
            data-in-carts=say(SaleState::AllInCarts { count: 8, back_at: None })
            data-sold-out=say(SaleState::SoldOut)
        ></span>
    }
    .into_any();
    view! { <crate::island::LivePicker>{data}</crate::island::LivePicker> }.into_any()
}

/// Where the island answers a choice that isn't sent: once on each page that has one.
pub fn says() -> AnyView {
    view! { <p id="picker-says" class="small strong" role="status"></p> }.into_any()
}

/// The total, which the island keeps, and the one button.
pub fn summary(locale: Locale, event: &Event) -> AnyView {
    view! {
        <div class="card dock pick-summary">
            <div class="live-room stack tight">
                <p class="small strong" id="chosen-count" hidden></p>
                <ul class="lines small" id="chosen" aria-label=text::chosen_seats(locale) hidden></ul>
                <div class="row between stay baseline">
                    <span>{text::total(locale)}</span>
                    <output class="price large" id="total" aria-live="polite">
                        {Money::zero(event.currency).format(locale)}
                    </output>
                </div>
            </div>
            {says()}
            <Button kind=Kind::Primary class="large wide" sign=Sign::Cart>
                {text::add_to_cart(locale)}
            </Button>
            <p class="muted small">{text::kept_for(locale, event.hold_minutes)}</p>
        </div>
    }
    .into_any()
}

/// A row for each kind of ticket that isn't for a numbered seat.
pub fn offer_rows(locale: Locale, event: &Event, general: &[&Offer], kept: &KeptForm, in_cart: &InCart) -> AnyView {
    // The first row of a crowd is where its stand in the drawing leads.
    let mut led_to = HashSet::new();
    let rows = general.iter().map(|offer| {
        let stand = offer.ticket_type.standing_zones.iter().find(|zone| led_to.insert(**zone));
        offer_row(locale, event, offer, stand.map(|zone| crate::hall::stand_id(*zone)), kept, in_cart)
    });
    view! { <ul class="lines offers">{rows.collect_view()}</ul> }.into_any()
}

fn offer_row(
    locale: Locale,
    event: &Event,
    offer: &Offer,
    id: Option<String>,
    kept: &KeptForm,
    in_cart: &InCart,
) -> AnyView {
    let kind = &offer.ticket_type;
    let name = kind.name.get(locale).to_owned();
    let description = kind.description.get(locale).to_owned();
    let badge = if kind.online {
        state_badge(locale, &offer.state, event.zone)
    } else {
        Some((Tone::Plain, text::at_the_counter(locale).to_owned()))
    };
    let left = match offer.state {
        SaleState::OnSale { left } if kind.online => left,
        _ => 0,
    };
    // All crowds it is for, by the marks that their stands lead to.
    let stands: Vec<String> = kind.standing_zones.iter().map(|zone| crate::hall::stand_id(*zone)).collect();
    let stands = (!stands.is_empty()).then(|| stands.join(" "));
    let field = format!("quantity[{}]", kind.id);
    let limit = in_cart.left_of(event, offer);
    let max = left.min(limit);
    // As it was typed, too many as well: what is wrong with it is said beside it.
    let typed = kept.value(&field).and_then(|text| text.trim().parse::<u32>().ok()).unwrap_or(0);
    let label = format!("{name}, {}", offer.price.format(locale));
    let step = |by: i32, sign: Sign, words: &'static str| {
        let label = format!("{words}: {label}");
        view! {
            <button type="button" class="button live-room" data-step=by.to_string() aria-label=label>
                <Icon sign />
            </button>
        }
    };
    let (less, more) = (
        step(-1, Sign::Minus, ui::text::one_less(locale)).into_any(),
        step(1, Sign::Plus, ui::text::one_more(locale)).into_any(),
    );
    view! {
        <li
            class="offer-row"
            id=id
            data-offer=kind.id.to_string()
            data-minor=offer.price.minor.to_string()
            data-limit=limit.to_string()
            data-left=left.to_string()
            data-stands=stands
            data-over=text::most_of_kind(locale, limit)
        >
            <div class="grow">
                <p class="strong">{name}</p>
                {(!description.is_empty()).then(|| view! { <p class="muted small">{description}</p> })}
                <p class="row tight">
                    <Price amount=offer.price locale />
                    <span data-state>{badge.map(|(tone, words)| view! { <Badge tone>{words}</Badge> })}</span>
                </p>
            </div>
            {(max > 0)
                .then(|| {
                    view! {
                        <div class="stepper">
                            {less}
                            <input
                                class="input"
                                type="number"
                                inputmode="numeric"
                                name=field
                                value=typed.to_string()
                                min="0"
                                max=max.to_string()
                                aria-label=label.clone()
                            />
                            {more}
                        </div>
                    }
                })}
        </li>
    }
    .into_any()
}
