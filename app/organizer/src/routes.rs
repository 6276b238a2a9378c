//! The addresses of the admin.

use crate::announcements::AnnouncementsPage;
use crate::correct_order::CorrectPage;
use crate::discount_codes::DiscountCodesPage;
use crate::event::EventPage;
use crate::event_details::DetailsPage;
use crate::events::HomePage;
use crate::fair_sale::{FairPage, ShopFairPage};
use crate::order::OrderPage;
use crate::orders::OrdersPage;
use crate::page::{BrokenPage, DeniedPage, MissingPage};
use crate::people::PeoplePage;
use crate::performances::{PerformancePage, PerformancesPage};
use crate::preview::PreviewPage;
use crate::prices::PricesPage;
use crate::publish::PublishPage;
use crate::quick_event::QuickPage;
use crate::refund::{CancelPage, RefundPage};
use crate::scans::ScansPage;
use crate::session::ChoosePage;
use crate::settings::SettingsPage;
use crate::tickets::{TicketPage, TicketsPage};
use crate::tills::TillsPage;
use crate::tokens::TokensPage;
use crate::venues::{MapPage, VenuePage, VenuesPage};
use leptos::prelude::*;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};

/// All pages of the admin; they wait for their data, so that the HTML is whole and a refusal has its status.
#[component(transparent)]
pub fn OrganizerRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/organizer") view=HomePage ssr=SsrMode::Async />
        <Route path=path!("/organizer/denied") view=DeniedPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/missing") view=MissingPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/broken") view=BrokenPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/choose") view=ChoosePage ssr=SsrMode::Async />
        <EventRoutes />
        <Route path=path!("/organizer/venues") view=VenuesPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/venues/:venue") view=VenuePage ssr=SsrMode::Async />
        <Route path=path!("/organizer/venues/:venue/map") view=MapPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/settings") view=SettingsPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/fair") view=ShopFairPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/orders") view=OrdersPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/orders/:order") view=OrderPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/orders/:order/correct") view=CorrectPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/orders/:order/refund") view=RefundPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/orders/:order/cancel") view=CancelPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/codes") view=DiscountCodesPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/people") view=PeoplePage ssr=SsrMode::Async />
        <Route path=path!("/organizer/tokens") view=TokensPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/tills") view=TillsPage ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Everything of one event.
#[component(transparent)]
fn EventRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/organizer/events/new") view=QuickPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/events/:event") view=EventPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/events/:event/details") view=DetailsPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/events/:event/dates") view=PerformancesPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/events/:event/dates/:date") view=PerformancePage ssr=SsrMode::Async />
        <Route path=path!("/organizer/events/:event/tickets") view=TicketsPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/events/:event/tickets/:ticket") view=TicketPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/events/:event/tickets/:ticket/prices") view=PricesPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/events/:event/announcements") view=AnnouncementsPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/events/:event/fair") view=FairPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/events/:event/publish") view=PublishPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/events/:event/preview") view=PreviewPage ssr=SsrMode::Async />
        <Route path=path!("/organizer/events/:event/scans") view=ScansPage ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}
