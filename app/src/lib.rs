//! Every page of every face in one document: which face an address belongs to, and what is there when nothing is.
//!
//! It must not know what a page shows. To add a face: its routes component in [`Document`], its prefix in [`face_of`].

pub mod offline;
mod text;

use gate::page::GateRoutes;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use organizer::OrganizerRoutes;
use shop::page::NotFound;
use shop::routes::ShopRoutes;
use stage::StageRoutes;
use till::page::TillRoutes;
use ui::gallery::Gallery;
use ui::kit::*;
use ui::locale::current_path;
use ui::shell::{Bundle, Face, Shell};

/// What the admin has besides its pages: its tables to take away, and the words below its sign-in form in a demo.
pub use organizer::{DemoHint, export::router as exports};
/// What the shop's pages ask for while they are open.
pub use shop::live::router as live;

/// The whole document for the address that is asked for. `is_demo` adds what stands behind the stage.
#[component]
pub fn Document(is_demo: bool) -> impl IntoView {
    let (face, bundle) = face_of(&current_path());
    view! {
        <Shell bundle face>
            <Router>
                <Pages is_demo />
            </Router>
        </Shell>
    }
}

#[component]
fn Pages(is_demo: bool) -> impl IntoView {
    if is_demo {
        view! {
            <Routes fallback=NotFound>
                <ShopRoutes />
                <OrganizerRoutes />
                <TillRoutes />
                <GateRoutes />
                <StageRoutes />
                <Route path=path!("/style") view=StylePage />
            </Routes>
        }
        .into_any()
    } else {
        view! {
            <Routes fallback=NotFound>
                <ShopRoutes />
                <OrganizerRoutes />
                <TillRoutes />
                <GateRoutes />
            </Routes>
        }
        .into_any()
    }
}

/// Which face a path belongs to, and what its pages run in the browser.
pub fn face_of(path: &str) -> (Face, Bundle) {
    let path = path.split('?').next().unwrap_or_default();
    let below = |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if below("/organizer") {
        (Face::Admin, Bundle::Islands)
    } else if below("/till") {
        (Face::Till, Bundle::Client("till"))
    } else if below("/gate") {
        (Face::Gate, Bundle::Client("gate"))
    } else if below("/backstage") || below("/style") {
        (Face::Backstage, Bundle::Islands)
    } else {
        (Face::Shop, Bundle::Islands)
    }
}

#[component]
fn StylePage() -> impl IntoView {
    view! {
        <Title text=text::style(current_locale()) />
        <ShopFrame>
            <Gallery />
        </ShopFrame>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_is_known_by_the_beginning_of_its_paths() {
        assert_eq!(face_of("/").0, Face::Shop);
        assert_eq!(face_of("/events/gate").0, Face::Shop);
        assert_eq!(face_of("/gateway"), (Face::Shop, Bundle::Islands));
        assert_eq!(face_of("/gate?x=1"), (Face::Gate, Bundle::Client("gate")));
        assert_eq!(face_of("/till/"), (Face::Till, Bundle::Client("till")));
        assert_eq!(face_of("/organizer/events/evt_1").0, Face::Admin);
    }
}
