//! The addresses of the shop.

use crate::cart::CartPage;
use crate::catalogue::{CataloguePage, OrganizerPage};
use crate::checkout::{DetailsPage, ReviewPage};
use crate::event::EventPage;
use crate::legal::{AccessibilityPage, PrivacyPage, TermsPage};
use crate::my_tickets::FindPage;
use crate::order::OrderPage;
use crate::performance::PerformancePage;
use crate::proof::WaitPage as ProofPage;
use crate::wait::WaitPage;
use crate::wait::draw::DrawPage;
use leptos::prelude::*;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};

/// All pages of the shop; they wait for their data, so that the HTML is whole and a 404 is one.
#[component(transparent)]
pub fn ShopRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/") view=CataloguePage ssr=SsrMode::Async />
        <Route path=path!("/o/:organizer") view=OrganizerPage ssr=SsrMode::Async />
        <Route path=path!("/events/:slug") view=EventPage ssr=SsrMode::Async />
        <Route path=path!("/events/:slug/:performance") view=PerformancePage ssr=SsrMode::Async />
        <Route path=path!("/events/:slug/:performance/wait") view=ProofPage ssr=SsrMode::Async />
        <Route path=path!("/wait/:slug") view=WaitPage ssr=SsrMode::Async />
        <Route path=path!("/wait/:slug/draw") view=DrawPage ssr=SsrMode::Async />
        <Route path=path!("/cart") view=CartPage ssr=SsrMode::Async />
        <Route path=path!("/checkout") view=DetailsPage ssr=SsrMode::Async />
        <Route path=path!("/checkout/review") view=ReviewPage ssr=SsrMode::Async />
        <Route path=path!("/orders/:secret") view=OrderPage ssr=SsrMode::Async />
        <Route path=path!("/find") view=FindPage ssr=SsrMode::Async />
        <Route path=path!("/terms") view=TermsPage ssr=SsrMode::Async />
        <Route path=path!("/privacy") view=PrivacyPage ssr=SsrMode::Async />
        <Route path=path!("/accessibility") view=AccessibilityPage ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}
