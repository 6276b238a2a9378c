//! The cart: what is kept, until when, and the way to the checkout. One cart for each organizer.

use crate::checkout::DETAILS_FORM;
use crate::house::{access, money};
use crate::order::order_path;
use crate::own_carts::{self, OwnCart};
use crate::page::{PageContent, artwork, page};
use crate::{discount_code, text, zone_note};
use base::forms::KeptForm;
use chrono::{DateTime, Utc};
use domain::cart::{Cart, CartLine};
use domain::event::{Organizer, PerformanceStatus};
use domain::hold::EXTENSION_MINUTES;
use domain::ids::CartId;
use domain::locale::{Locale, Translated};
use domain::order::OrderState;
use domain::refusal::CartRefusal;
use domain::seating::Place as Seat;
use domain::time::{clock_time, short_date_time};
use face::error::FaceError;
use face::refusal;
use face::request::{kept_form, query};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use strum::{EnumString, IntoStaticStr, VariantArray};
use ui::kit::*;
use ui::seatmap::kind_words;
use ui::text::refusal::cart_refusal;

/// The page that a cart's form stands on, to which it comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum CheckoutStep {
    Cart,
    Details,
    /// The details, with what is wrong with them.
    Mistakes,
    Review,
}

impl CheckoutStep {
    /// What a form says; the cart where it says nothing of the kind.
    pub fn named(name: &str) -> CheckoutStep {
        name.parse().unwrap_or(CheckoutStep::Cart)
    }

    pub fn page(self, cart: CartId) -> String {
        match self {
            CheckoutStep::Cart => format!("/cart?cart={cart}"),
            CheckoutStep::Details => format!("/checkout?cart={cart}"),
            CheckoutStep::Mistakes => format!("/checkout?cart={cart}&check=1"),
            CheckoutStep::Review => format!("/checkout/review?cart={cart}"),
        }
    }
}

#[component]
pub fn CartPage() -> impl IntoView {
    page(show())
}

async fn show() -> PageContent {
    let locale = current_locale();
    let all = own_carts::carts().await?;
    let (ordered, open): (Vec<OwnCart>, Vec<OwnCart>) = all.into_iter().partition(|mine| mine.cart.order.is_some());
    let filled: Vec<&OwnCart> = open.iter().filter(|m| !m.cart.lines.is_empty() || !m.cart.lapsed.is_empty()).collect();
    let waiting = waiting_orders(locale, &ordered).await?;
    let several = filled.iter().filter(|mine| !mine.cart.lines.is_empty()).count() > 1;
    let empty = filled.iter().all(|mine| mine.cart.lines.is_empty());
    let (now, kept) = (access().now(), kept_form().await?);
    Ok(view! {
        <Title text=text::your_cart(locale) />
        <Meta name="robots" content="noindex" />
        <div class="stack loose">
            <h1>{text::your_cart(locale)}</h1>
            {said(locale)} {waiting}
            {several
                .then(|| {
                    view! {
                        <Notice tone=Tone::Info>
                            <p>{text::several_carts(locale)}</p>
                        </Notice>
                    }
                })} {filled.iter().map(|mine| one_cart(locale, &mine.cart, &kept, several, now)).collect_view()}
            {empty
                .then(|| {
                    view! {
                        <EmptyState
                            sign=Sign::Cart
                            title=text::cart_empty(locale)
                            text=text::cart_empty_text(locale)
                        >
                            <LinkButton kind=Kind::Primary href="/">
                                {text::find_something(locale)}
                            </LinkButton>
                        </EmptyState>
                    }
                })}
            {(!empty)
                .then(|| {
                    view! {
                        <p>
                            <LinkButton kind=Kind::Quiet href="/" sign=Sign::ArrowLeft>
                                {text::continue_shopping(locale)}
                            </LinkButton>
                        </p>
                    }
                })}
        </div>
    }
    .into_any())
}

/// Carts that became orders and are not paid yet: the way back to them.
async fn waiting_orders(locale: Locale, ordered: &[OwnCart]) -> Result<AnyView, FaceError> {
    let mut notices = Vec::new();
    for mine in ordered {
        let Some(id) = mine.cart.order else { continue };
        let secret = money().order_secret(id);
        let Some(order) = money().order_by_secret(&secret).await? else { continue };
        if order.state == OrderState::AwaitingPayment {
            let href = order_path(id);
            notices.push(view! {
                <Notice tone=Tone::Warning title=text::open_order(locale, &order.number)>
                    <p>
                        <a href=href>{text::see_order(locale)}</a>
                    </p>
                </Notice>
            });
        }
    }
    Ok(notices.into_any())
}

/// What the last form did, or why it didn't.
pub fn said(locale: Locale) -> AnyView {
    let done = query("said").and_then(|name| done(locale, &name)).map(|words| (Tone::Success, words.to_owned()));
    let refused = || refusal::in_address().map(|refusal| (Tone::Error, refused(locale, &refusal)));
    done.or_else(refused)
        .map(|(tone, words)| {
            view! {
                <Notice tone>
                    <p>{words}</p>
                </Notice>
            }
        })
        .into_any()
}

/// What was done, by its name.
fn done(locale: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "removed" => text::removed(locale),
        "fewer" => text::one_taken_out(locale),
        "extended" => text::extended(locale),
        "code" => text::code_used(locale),
        "no_code" => text::code_dropped(locale),
        _ => return None,
    })
}

/// Why nothing was done, and what to do about it in a cart.
fn refused(locale: Locale, refusal: &CartRefusal) -> String {
    let why = cart_refusal(locale, refusal);
    let hint = match refusal {
        CartRefusal::PersonLimit { .. } => text::person_limit(locale),
        CartRefusal::TooOften { .. } => text::too_often(locale),
        CartRefusal::UnderMinimum { .. } => text::under_minimum(locale),
        _ => return why,
    };
    format!("{why} {hint}")
}

fn one_cart(locale: Locale, cart: &Cart, kept_form: &KeptForm, several: bool, now: DateTime<Utc>) -> AnyView {
    let checkout = format!("/checkout?cart={}", cart.id);
    let id = cart.id.to_string();
    let filled = !cart.lines.is_empty();
    view! {
        <section class="stack" aria-label=cart.organizer.name.clone()>
            {several.then(|| view! { <h2>{cart.organizer.name.clone()}</h2> })} {lapsed(locale, cart)}
            {filled
                .then(|| {
                    view! {
                        <div class="beside">
                            <div class="stack">{events(locale, cart, Some(&id))}</div>
                            // One cart stays in view on a phone; several would cover each other.
                            <div class="card" class:dock=!several>
                                {kept(locale, cart, CheckoutStep::Cart, now)}
                                <div class="row between stay baseline">
                                    <span>
                                        {text::total(locale)} " "
                                        <span class="muted small">{text::tickets_count(locale, cart.tickets())}</span>
                                    </span>
                                    <Price amount=cart.total class="large" locale />
                                </div>
                                {discount_code::panel(locale, cart, kept_form)}
                                <LinkButton kind=Kind::Primary class="large wide" href=checkout>
                                    {text::go_to_checkout(locale)}
                                </LinkButton>
                                {crate::performance::all_in(locale, std::iter::once(cart.total))}
                            </div>
                        </div>
                    }
                })}
        </section>
    }
    .into_any()
}

/// Until when the places are kept, and more time for whoever needs it.
pub fn kept(locale: Locale, cart: &Cart, stop: CheckoutStep, now: DateTime<Utc>) -> AnyView {
    let Some(until) = cart.expires_at else { return ().into_any() };
    let clock = clock_time(until, zone_of(cart, &cart.organizer));
    let seconds = (until - now).num_seconds().max(0);
    let warn = |minutes: i64| text::minutes_left(locale, minutes);
    let clock = view! {
        <p
            class="row tight stay"
            data-seconds=seconds.to_string()
            data-five=warn(5)
            data-two=warn(2)
            data-one=warn(1)
            data-over=text::time_is_up(locale)
        >
            <Icon sign=Sign::Clock />
            <span>
                {text::kept_until(locale, clock)} " "
                <span class="strong tabular live-room" data-left aria-hidden="true">
                    {format!("· {}:{:02}", seconds / 60, seconds % 60)}
                </span>
            </span>
            <span class="visually-hidden" role="status" data-say></span>
        </p>
    }
    .into_any();
    view! {
        <div class="row between timer" id=format!("timer-{}", cart.id)>
            <crate::island::Countdown>{clock}</crate::island::Countdown>
            {(!cart.extended && seconds > 0).then(|| more_time(locale, cart, stop))}
        </div>
    }
    .into_any()
}

/// Beside a form's button: that the time is over, which the clock shows when it is.
pub fn time_over(locale: Locale) -> AnyView {
    view! {
        <div data-time-over hidden>
            <Notice tone=Tone::Warning title=text::time_is_over(locale).to_owned()>
                <p>
                    {text::time_is_over_text(locale)} " " <a href="/cart">{text::see_whats_yours(locale)}</a>
                </p>
            </Notice>
        </div>
    }
    .into_any()
}

/// Beside a form that is being filled in, the button sends what was typed along.
fn more_time(locale: Locale, cart: &Cart, stop: CheckoutStep) -> AnyView {
    let words = text::more_time(locale);
    let hint = view! { <span class="muted small">" " {text::more_time_hint(locale, EXTENSION_MINUTES)}</span> };
    match stop {
        CheckoutStep::Details | CheckoutStep::Mistakes => view! {
            <div data-more>
                // Enter in a field presses the form's first button, which must not be the one for more time.
                <button class="visually-hidden" form=DETAILS_FORM tabindex="-1" aria-hidden="true"></button>
                <button class="link-button" form=DETAILS_FORM formaction="/do/shop/extend">
                    {words}
                </button>
                {hint}
            </div>
        }
        .into_any(),
        CheckoutStep::Cart | CheckoutStep::Review => view! {
            <form method="post" action="/do/shop/extend" data-more>
                <input type="hidden" name="cart" value=cart.id.to_string() />
                <input type="hidden" name="at" value=stop.into_str() />
                <button class="link-button">{words}</button>
                {hint}
            </form>
        }
        .into_any(),
    }
}

fn zone_of(cart: &Cart, organizer: &Organizer) -> domain::time::Timezone {
    cart.lines.first().map_or(organizer.zone, |line| line.zone)
}

/// The lines, by event and date. `removable` is the cart whose lines can be let go.
pub fn events(locale: Locale, cart: &Cart, removable: Option<&str>) -> AnyView {
    let mut groups: Vec<Vec<&CartLine>> = Vec::new();
    for line in &cart.lines {
        match groups.iter_mut().find(|group| group.iter().any(|l| l.performance.id == line.performance.id)) {
            Some(group) => group.push(line),
            None => groups.push(vec![line]),
        }
    }
    groups.into_iter().map(|lines| event_lines(locale, &lines, removable)).collect_view().into_any()
}

fn event_lines(locale: Locale, lines: &[&CartLine], removable: Option<&str>) -> AnyView {
    let Some(first) = lines.first() else { return ().into_any() };
    let performance = &first.performance;
    let when = short_date_time(performance.starts_at, first.zone, locale);
    view! {
        <section class="card">
            <div class="row stay top">
                {first
                    .artwork
                    .as_deref()
                    .map(|name| {
                        view! { <img class="picture square thumb" src=artwork(name) alt="" width="64" height="64" /> }
                    })}
                <div class="grow">
                    <h3 class="display">
                        <a href=format!("/events/{}", first.event_slug)>{first.event_title.get(locale).to_owned()}</a>
                    </h3>
                    <p class="muted">
                        {domain::typed::capitalized(&when)} {zone_note::note(performance.starts_at, first.zone)} " · "
                        {performance.venue.name.clone()}
                    </p>
                </div>
            </div>
            <ul class="lines">{lines.iter().map(|line| cart_line(locale, line, removable)).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn cart_line(locale: Locale, line: &CartLine, removable: Option<&str>) -> AnyView {
    let name = line_name(locale, line);
    // Three seats of one name are three buttons.
    let what = ticket_words(locale, &line.ticket_name, &line.place);
    let count = if line.quantity > 1 { format!("{} × ", line.quantity) } else { String::new() };
    view! {
        <li>
            <div class="grow">
                <p class="strong">{count} {name.clone()}</p>
                <p class="muted small">{place_words(locale, &line.place)}</p>
                {ticket_type_description(locale, &line.ticket_description)}
                {discount_code::reasons(locale, &line.applied, line.total.currency, line.quantity)}
            </div>
            <div class="end">
                <Price amount=line.total locale />
                {removable
                    .map(|cart| {
                        view! {
                            {(line.quantity > 1).then(|| one_less(locale, line, cart, &name))}
                            <form method="post" action="/do/shop/remove">
                                <input type="hidden" name="cart" value=cart.to_owned() />
                                <input type="hidden" name="hold" value=line.hold.to_string() />
                                <button class="link-button small" aria-label=text::remove_what(locale, &what)>
                                    {text::remove(locale)}
                                </button>
                            </form>
                        }
                    })}
            </div>
        </li>
    }
    .into_any()
}

/// One ticket of several goes; the others keep their places and their time.
fn one_less(locale: Locale, line: &CartLine, cart: &str, name: &str) -> AnyView {
    let words = ui::text::one_less(locale);
    view! {
        <form method="post" action="/do/shop/fewer">
            <input type="hidden" name="cart" value=cart.to_owned() />
            <input type="hidden" name="hold" value=line.hold.to_string() />
            <input type="hidden" name="keep" value=(line.quantity - 1).to_string() />
            <button class="link-button small" aria-label=format!("{words}: {name}")>
                {words}
            </button>
        </form>
    }
    .into_any()
}

/// What a ticket type says of itself, wherever its tickets are named: who may have them, how long they let in.
pub fn ticket_type_description(locale: Locale, description: &Translated) -> AnyView {
    let words = description.get(locale).trim().to_owned();
    if words.is_empty() {
        return ().into_any();
    }
    view! { <p class="muted small" data-description>{words}</p> }.into_any()
}

/// What a line is: the ticket's name, with the seat where there is one.
fn line_name(locale: Locale, line: &CartLine) -> String {
    line.ticket_name.get(locale).to_owned()
}

/// `Stalls · Row C, seat 14 · restricted view`
pub fn place_words(locale: Locale, place: &Seat) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(place.area.as_ref().map(|area| area.get(locale).to_owned()).filter(|area| !area.is_empty()));
    if let (Some(row), Some(seat)) = (&place.row, &place.seat) {
        parts.push(ui::text::seat(locale, row, seat));
    }
    parts.extend(kind_words(place.kind, locale).map(str::to_owned));
    parts.join(" · ")
}

/// A ticket with its place: `Full price, Stalls · Row C, seat 14`. An area that is named like the ticket is named once.
pub fn ticket_words(locale: Locale, ticket: &Translated, place: &Seat) -> String {
    let name = ticket.get(locale);
    let area = place.area.clone().filter(|area| area.get(locale) != name);
    let place = place_words(locale, &Seat { area, ..place.clone() });
    [name, place.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What is in the cart no more, why, and the way to it.
fn lapsed(locale: Locale, cart: &Cart) -> AnyView {
    let (off, over): (Vec<_>, Vec<_>) =
        cart.lapsed.iter().partition(|line| line.performance.status == PerformanceStatus::Cancelled);
    view! {
        {gone(locale, &off, text::called_off_title, text::called_off_text(locale))}
        {gone(locale, &over, text::lapsed_title, text::lapsed_text(locale))}
    }
    .into_any()
}

fn gone(locale: Locale, lines: &[&CartLine], title: fn(Locale, u32) -> String, why: &'static str) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    let count: u32 = lines.iter().map(|line| line.quantity).sum();
    let mut seen = Vec::new();
    let links = lines.iter().filter(|line| {
        let new = !seen.contains(&line.performance.id);
        seen.push(line.performance.id);
        new
    });
    let links = links
        .map(|line| {
            let performance = &line.performance;
            let when = short_date_time(performance.starts_at, line.zone, locale);
            view! {
                <li>
                    <a href=format!("/events/{}/{}", line.event_slug, performance.id)>
                        {line.event_title.get(locale).to_owned()} ", " {when}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <Notice tone=Tone::Warning title=title(locale, count)>
            <p>{why}</p>
            <ul>{links}</ul>
        </Notice>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::{Currency, Money};
    use domain::seating::SeatKind;

    fn seat() -> Seat {
        let name = |text: &str| Some(text.to_owned());
        Seat {
            area: Some(Translated::new("Stalls", "Platea")),
            row: name("C"),
            seat: name("14"),
            kind: SeatKind::Standard,
        }
    }

    #[test]
    fn a_place_says_what_is_special_about_its_seat() {
        assert_eq!(place_words(Locale::En, &seat()), "Stalls · Row C, seat 14");
        let special = Seat { kind: SeatKind::RestrictedView, ..seat() };
        assert_eq!(place_words(Locale::En, &special), "Stalls · Row C, seat 14 · restricted view");
        assert_eq!(place_words(Locale::It, &special), "Platea · Fila C, posto 14 · visibilità limitata");
    }

    #[test]
    fn an_area_named_like_the_ticket_is_named_once() {
        let full = Translated::new("Full price", "Intero");
        assert_eq!(ticket_words(Locale::It, &full, &seat()), "Intero, Platea · Fila C, posto 14");
        let guests = Translated::new("Away section", "Settore ospiti");
        let crowd = Seat { area: Some(guests.clone()), ..Seat::default() };
        assert_eq!(ticket_words(Locale::It, &guests, &crowd), "Settore ospiti");
        assert_eq!(ticket_words(Locale::En, &full, &crowd), "Full price, Away section");
    }

    #[test]
    fn a_refusal_is_said_with_its_amounts_and_what_to_do() {
        let words = refused(Locale::En, &CartRefusal::PersonLimit { max: 4, had: 2 });
        assert!(words.contains('4') && words.contains('2') && words.contains("out of the cart"), "{words}");
        let (was, now) = (Money::new(900, Currency::EUR), Money::new(1000, Currency::EUR));
        let words = refused(Locale::En, &CartRefusal::PriceChanged { was, now });
        assert!(words.contains("€9.00") && words.contains("€10.00"), "{words}");
        assert_eq!(done(Locale::En, "https://elsewhere.example"), None);
    }

    #[test]
    fn a_form_comes_back_to_the_page_it_stood_on() {
        for stop in CheckoutStep::VARIANTS {
            assert_eq!(CheckoutStep::named(stop.into_str()), *stop);
        }
        assert_eq!(CheckoutStep::named("https://elsewhere.example"), CheckoutStep::Cart);
    }
}
