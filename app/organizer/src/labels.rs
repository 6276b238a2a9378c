//! Names of what the domain has, as the admin says them.

use crate::text::{event as event_text, fair, names};
use domain::country;
use domain::event::{Category, Channel, EventStanding, Performance, PerformanceStatus, Venue};
use domain::locale::Locale;
use domain::order::OrderState;
use domain::paper::PrinterState;
use domain::payment::{GatewayKind, PaymentState};
use domain::pricing::PriceRule;
use domain::protection::{ProofRule, RoomRuleName};
use domain::role::{Permission, Role};
use domain::seating::{Place, SeatMap};
use domain::ticket::TicketState;
use domain::time::{Timezone, short_date_time};
use leptos::prelude::*;
use ui::kit::{Badge, Tone};
use ui::text::refusal;

pub fn role(locale: Locale, role: Role) -> &'static str {
    match role {
        Role::Owner => names::owner(locale),
        Role::Manager => names::manager(locale),
        Role::BoxOffice => names::box_office(locale),
        Role::Steward => names::steward(locale),
        Role::Viewer => names::viewer(locale),
    }
}

/// What a role may do, in a sentence.
pub fn role_may(locale: Locale, role: Role) -> &'static str {
    match role {
        Role::Owner => names::owner_may(locale),
        Role::Manager => names::manager_may(locale),
        Role::BoxOffice => names::box_office_may(locale),
        Role::Steward => names::steward_may(locale),
        Role::Viewer => names::viewer_may(locale),
    }
}

pub fn permission(locale: Locale, permission: Permission) -> &'static str {
    match permission {
        Permission::SeeSales => names::see_sales(locale),
        Permission::SeeOrders => names::see_orders(locale),
        Permission::EditEvents => names::edit_events(locale),
        Permission::MendOrders => names::mend_orders(locale),
        Permission::Sell => names::sell(locale),
        Permission::Admit => names::admit(locale),
        Permission::ExportData => names::export_data(locale),
        Permission::ManagePeople => names::manage_people(locale),
    }
}

pub fn category(locale: Locale, category: Category) -> &'static str {
    match category {
        Category::Theatre => names::theatre(locale),
        Category::Opera => names::opera(locale),
        Category::Concert => names::concert(locale),
        Category::Club => names::club(locale),
        Category::Festival => names::festival(locale),
        Category::Sport => names::sport(locale),
        Category::Museum => names::museum(locale),
        Category::Talk => names::talk(locale),
        Category::Family => names::family(locale),
        Category::Other => names::other(locale),
    }
}

/// All categories as a select's options.
pub fn categories(locale: Locale) -> Vec<(String, String)> {
    Category::ALL.iter().map(|one| (one.into_str().to_owned(), category(locale, *one).to_owned())).collect()
}

/// What a buyer pays for one, everything in it.
pub fn all_in(locale: Locale, rule: &PriceRule) -> String {
    rule.quote().and_then(|price| price.total()).map(|total| total.format(locale)).unwrap_or_default()
}

pub fn channel(locale: Locale, channel: Channel) -> &'static str {
    match channel {
        Channel::Shop => names::in_shop(locale),
        Channel::Till => names::at_till(locale),
        Channel::Api => names::by_api(locale),
    }
}

pub fn standing_badge(locale: Locale, standing: EventStanding) -> AnyView {
    let (tone, words) = match standing {
        EventStanding::Draft => (Tone::Plain, names::draft(locale)),
        EventStanding::OnSale => (Tone::Success, names::published(locale)),
        EventStanding::Undated => (Tone::Warning, names::undated(locale)),
        EventStanding::Over => (Tone::Plain, names::over(locale)),
        EventStanding::Cancelled => (Tone::Error, names::cancelled(locale)),
    };
    view! { <Badge tone>{words}</Badge> }.into_any()
}

/// An e-mail address that breaks before its domain, where a line has no room for all of it.
pub fn email_address(email: &str) -> AnyView {
    let at = email.rfind('@').unwrap_or(email.len());
    let (local, domain) = (email[..at].to_owned(), email[at..].to_owned());
    view! {
        {local}
        <wbr />
        {domain}
    }
    .into_any()
}

pub fn order_badge(locale: Locale, state: OrderState) -> AnyView {
    let tone = match state {
        OrderState::Paid => Tone::Success,
        OrderState::AwaitingPayment => Tone::Info,
        OrderState::PartlyRefunded | OrderState::Refunded => Tone::Warning,
        OrderState::Cancelled | OrderState::Expired => Tone::Plain,
    };
    view! { <Badge tone>{refusal::order_state(locale, state)}</Badge> }.into_any()
}

pub fn ticket_badge(locale: Locale, state: TicketState) -> AnyView {
    let tone = match state {
        TicketState::Valid => Tone::Success,
        TicketState::Refunded => Tone::Warning,
        TicketState::Cancelled => Tone::Error,
    };
    view! { <Badge tone>{refusal::ticket_state(locale, state)}</Badge> }.into_any()
}

pub fn gateway(locale: Locale, gateway: GatewayKind) -> &'static str {
    match gateway {
        GatewayKind::Test => names::test_gateway(locale),
        GatewayKind::Cash => names::cash(locale),
        GatewayKind::Free => names::free(locale),
    }
}

pub fn payment_state(locale: Locale, state: &PaymentState) -> String {
    match state {
        PaymentState::Created | PaymentState::Pending => names::payment_open(locale).to_owned(),
        PaymentState::Captured => names::payment_captured(locale).to_owned(),
        PaymentState::Failed { reason } => names::payment_failed(locale, refusal::failure_reason(locale, *reason)),
        PaymentState::Cancelled => names::payment_cancelled(locale).to_owned(),
        PaymentState::Returned => names::payment_returned(locale).to_owned(),
    }
}

pub fn printer(locale: Locale, state: PrinterState) -> AnyView {
    let (tone, words) = match state {
        PrinterState::Ready => (Tone::Success, names::printer_ready(locale)),
        PrinterState::PaperLow => (Tone::Warning, names::printer_paper_low(locale)),
        PrinterState::PaperOut => (Tone::Error, names::printer_paper_out(locale)),
        PrinterState::CoverOpen => (Tone::Error, names::printer_cover_open(locale)),
        PrinterState::Offline => (Tone::Error, names::printer_offline(locale)),
        _ => (Tone::Error, names::printer_error(locale)),
    };
    view! { <Badge tone>{words}</Badge> }.into_any()
}

/// All countries as a select's options; `chosen` too, if it is no country we know.
pub fn countries(locale: Locale, chosen: &str) -> Vec<(String, String)> {
    let all = country::all(locale).into_iter().map(|(code, name)| (code.to_owned(), name.to_owned()));
    let known = country::name(chosen, locale).is_some();
    let first = match chosen {
        "" => Some((String::new(), event_text::choose_venue(locale).to_owned())),
        _ => (!known).then(|| (chosen.to_owned(), chosen.to_owned())),
    };
    first.into_iter().chain(all).collect()
}

type Name = fn(Locale) -> &'static str;

/// The pictures that come with Tessera, in public/art, with what they show.
const ARTWORK: [(&str, Name); 9] = [
    ("opera.svg", names::art_opera),
    ("play.svg", names::art_play),
    ("jazz.svg", names::art_jazz),
    ("club.svg", names::art_club),
    ("festival.svg", names::art_festival),
    ("stadium.svg", names::art_stadium),
    ("museum.svg", names::art_museum),
    ("talk.svg", names::art_talk),
    ("kids.svg", names::art_kids),
];

/// The files of the pictures that come with Tessera, each with its name.
pub fn artwork(locale: Locale) -> Vec<(String, String)> {
    ARTWORK.iter().map(|(file, name)| ((*file).to_owned(), name(locale).to_owned())).collect()
}

/// When a waiting room is open.
pub fn room_rule(locale: Locale, rule: RoomRuleName) -> &'static str {
    match rule {
        RoomRuleName::Off => fair::off(locale),
        RoomRuleName::Scheduled => fair::scheduled(locale),
        RoomRuleName::Auto => fair::by_itself(locale),
    }
}

/// When a proof of work is asked for.
pub fn proof_rule(locale: Locale, rule: ProofRule) -> &'static str {
    match rule {
        ProofRule::Off => fair::off(locale),
        ProofRule::Busy => fair::busy(locale),
        ProofRule::Always => fair::always(locale),
    }
}

/// `Teatro Goldoni, Livorno`
pub fn venue(venue: &Venue) -> String {
    [venue.name.as_str(), venue.city.as_str()].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `Main hall · 560 places`
pub fn map(locale: Locale, map: &SeatMap) -> String {
    let places: u32 = map.zones.iter().map(|zone| zone.capacity).sum();
    format!("{} · {}", map.name, names::places(locale, places))
}

/// `Stalls · Row C, seat 14`
pub fn place(locale: Locale, place: &Place) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(place.area.as_ref().map(|area| area.get(locale).to_owned()).filter(|area| !area.is_empty()));
    if let (Some(row), Some(seat)) = (&place.row, &place.seat) {
        parts.push(ui::text::seat(locale, row, seat));
    }
    parts.extend(ui::seatmap::kind_words(place.kind, locale).map(str::to_owned));
    parts.join(" · ")
}

/// A date by its hour and, where it has one, its name.
pub fn performance_name(locale: Locale, performance: &Performance, zone: Timezone) -> String {
    let when = short_date_time(performance.starts_at, zone, locale);
    match performance.label.get(locale) {
        "" => when,
        label => format!("{when} · {label}"),
    }
}

pub fn performance_cancelled(locale: Locale, performance: &Performance) -> AnyView {
    (performance.status == PerformanceStatus::Cancelled)
        .then(|| view! { <Badge tone=Tone::Error>{names::cancelled(locale)}</Badge> })
        .into_any()
}
