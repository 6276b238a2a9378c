//! The addresses behind the stage.

use crate::mail::{MailPage, MailboxPage};
use crate::overview::OverviewPage;
use crate::payments::PaymentsPage;
use crate::printer::PrinterPage;
use crate::style::StylePage;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};

/// What the addresses of its pages begin with.
pub const BELOW: [&str; 2] = ["/backstage", "/style"];

/// All pages behind the stage; mounted in the demo only.
pub fn routes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/backstage") view=OverviewPage ssr=SsrMode::Async />
        <Route path=path!("/backstage/mail") view=MailboxPage ssr=SsrMode::Async />
        <Route path=path!("/backstage/mail/:number") view=MailPage ssr=SsrMode::Async />
        <Route path=path!("/backstage/printer") view=PrinterPage ssr=SsrMode::Async />
        <Route path=path!("/backstage/payments") view=PaymentsPage ssr=SsrMode::Async />
        <Route path=path!("/style") view=StylePage />
    }
    .into_inner()
    .into_any_nested_route()
}
