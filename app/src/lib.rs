//! Every page of every face in one document: which face an address belongs to, and what is there when nothing is.
//!
//! It must not know what a page shows. To add a face: its routes in `FaceRoutes`, its prefix in [`face_of`]. Whoever serves a
//! face that isn't the product's brings it along as a [`FurtherFace`].

pub mod offline;

use gate::page::GateRoutes;
use leptos::prelude::*;
use leptos::tachys::view::iterators::StaticVec;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::{Router, Routes};
use organizer::OrganizerRoutes;
use shop::page::NotFound;
use shop::routes::ShopRoutes;
use till::page::TillRoutes;
use ui::locale::current_path;
use ui::shell::{Bundle, Face, Shell};

/// What the admin has besides its pages: its tables to take away, and what somebody else has to say below its sign-in form.
pub use organizer::{SignInNotice, export::router as exports};
/// What the shop's pages ask for while they are open.
pub use shop::live::router as live;

/// A face beside the product's own. Its pages may have islands.
#[derive(Clone, Copy)]
pub struct FurtherFace {
    pub face: Face,
    /// What its addresses begin with, such as `/backstage`.
    pub below: &'static [&'static str],
    /// Makes the routes of its pages.
    pub routes: fn() -> AnyNestedRoute,
}

/// The whole document for the address that is asked for.
#[component]
pub fn Document(further: Option<FurtherFace>) -> impl IntoView {
    let (face, bundle) = face_of(&current_path(), further);
    view! {
        <Shell bundle face>
            <Router>
                <Routes fallback=NotFound>
                    <FaceRoutes further />
                </Routes>
            </Router>
        </Shell>
    }
}

#[component(transparent)]
fn FaceRoutes(further: Option<FurtherFace>) -> impl leptos_router::MatchNestedRoutes + Clone {
    let ours = [
        ShopRoutes().into_any_nested_route(),
        OrganizerRoutes().into_any_nested_route(),
        TillRoutes().into_any_nested_route(),
        GateRoutes().into_any_nested_route(),
    ];
    let all: Vec<AnyNestedRoute> = ours.into_iter().chain(further.map(|further| (further.routes)())).collect();
    StaticVec::from(all).into_any_nested_route()
}

/// Which face a path belongs to, and what its pages run in the browser.
pub fn face_of(path: &str, further: Option<FurtherFace>) -> (Face, Bundle) {
    let path = path.split('?').next().unwrap_or_default();
    let below = |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if below("/organizer") {
        (Face::Admin, Bundle::Islands)
    } else if below("/till") {
        (Face::Till, Bundle::Client("till"))
    } else if below("/gate") {
        (Face::Gate, Bundle::Client("gate"))
    } else if let Some(further) = further.filter(|further| further.below.iter().any(|prefix| below(prefix))) {
        (further.face, Bundle::Islands)
    } else {
        (Face::Shop, Bundle::Islands)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_is_known_by_the_beginning_of_its_paths() {
        let face_of = |path| face_of(path, None);
        assert_eq!(face_of("/").0, Face::Shop);
        assert_eq!(face_of("/events/gate").0, Face::Shop);
        assert_eq!(face_of("/gateway"), (Face::Shop, Bundle::Islands));
        assert_eq!(face_of("/gate?x=1"), (Face::Gate, Bundle::Client("gate")));
        assert_eq!(face_of("/till/"), (Face::Till, Bundle::Client("till")));
        assert_eq!(face_of("/organizer/events/evt_1").0, Face::Admin);
    }

    #[test]
    fn a_further_face_has_its_paths_and_no_other() {
        let further = FurtherFace { face: Face::Backstage, below: &["/backstage", "/style"], routes: routes_of_none };
        let with = |path| face_of(path, Some(further)).0;
        assert!([with("/backstage/mail"), with("/style?x=1")].iter().all(|face| *face == Face::Backstage));
        assert_eq!(with("/styles"), Face::Shop);
        assert_eq!(with("/till"), Face::Till);
        assert_eq!(face_of("/backstage", None).0, Face::Shop, "the product has none");
    }

    fn routes_of_none() -> AnyNestedRoute {
        ().into_any_nested_route()
    }
}
