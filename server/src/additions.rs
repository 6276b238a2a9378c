//! What somebody serves beside the product, behind the same layers. A shop that sells adds nothing; the demo has its
//! backstage.

use app::FurtherFace;
use axum::Router;
use std::sync::Arc;

/// All of it. Cheap to clone.
#[derive(Clone, Default)]
pub struct Additions {
    /// A face of its own, which search engines are asked to leave alone.
    pub face: Option<FurtherFace>,
    /// Routes that are no pages.
    pub routes: Router,
    /// Called for every page and server function: provides what the added pages expect as context.
    pub context: Option<Arc<dyn Fn() + Send + Sync>>,
    /// Paths below which a token says who asks, and nothing else does: with one the request may come from anywhere.
    pub with_token: &'static [&'static str],
    /// Paths below which answers wait on purpose, and have an end of their own.
    pub waiting: &'static [&'static str],
}
