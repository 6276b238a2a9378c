//! The proof of work on the way to the cart: a hidden field that a script fills while the buyer chooses, and the page where
//! whoever has no script waits instead.

use crate::house::selling;
use crate::page::{PageContent, page};
use crate::text;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, REFRESH};
use base::forms::KeptForm;
use domain::event::Channel;
use domain::ids::PerformanceId;
use domain::locale::Locale;
use domain::protection::ProofRule;
use face::error::FaceError;
use face::request::kept_form;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;
use ui::kit::*;

/// The field of a kept form that carries the token to wait with.
pub const WAIT_FIELD: &str = "wait";
/// The field that the shop's forms send a proof in.
const PROOF_FIELD: &str = "proof";
/// What a form for the best seats has and a form for chosen ones hasn't.
const BEST_FIELD: &str = "best_count";

/// The field for the proof, and the script that works for it; nothing where the event never asks for one.
pub async fn field(performance: PerformanceId) -> Result<AnyView, FaceError> {
    if selling().proof_rule(performance).await? == ProofRule::Off {
        return Ok(().into_any());
    }
    Ok(view! {
        <input type="hidden" name=PROOF_FIELD value="" data-proof=performance.to_string() />
        <script type="module" src="/proof.js"></script>
    }
    .into_any())
}

#[component]
pub fn WaitPage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let performance = params.get("performance").unwrap_or_default();
    page(show(performance))
}

async fn show(performance: String) -> PageContent {
    let id: PerformanceId = performance.parse().map_err(|_| FaceError::Missing)?;
    let (event, _) = selling().performance_offers(id, Channel::Shop).await?.ok_or(FaceError::Missing)?;
    let kept = kept_form().await?;
    let locale = current_locale();
    let choice = format!("/events/{}/{id}", event.slug);
    let token = kept.value(WAIT_FIELD).unwrap_or_default().to_owned();
    let left = selling().wait_left(&token);
    let content = match left {
        None => too_late(locale, &choice),
        Some(0) => ready(locale, &choice, &kept, &token),
        Some(seconds) => waiting(locale, seconds),
    };
    let title = if left == Some(0) { text::wait_over(locale) } else { text::wait_title(locale) };
    Ok(view! {
        <Title text=title />
        <Meta name="robots" content="noindex" />
        <div class="stack loose form-width">
            <h1>{title}</h1>
            <p>{event.title.get(locale).to_owned()}</p>
            {content}
        </div>
    }
    .into_any())
}

/// The page comes again by itself when the time is over.
fn waiting(locale: Locale, seconds: u32) -> AnyView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(REFRESH, HeaderValue::from(seconds));
        response.insert_header(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    view! {
        <p>{text::wait_text(locale, seconds)}</p>
        <p class="muted small">{text::wait_why(locale)}</p>
    }
    .into_any()
}

/// The choice as it was made, to be sent with the token by one press.
fn ready(locale: Locale, choice: &str, kept: &KeptForm, token: &str) -> AnyView {
    let best = kept.value(BEST_FIELD).is_some();
    let action = if best { "/do/shop/choose_best" } else { "/do/shop/choose" };
    let (slug, performance) = choice.trim_start_matches("/events/").split_once('/').unwrap_or_default();
    let known = [("slug", slug), ("performance", performance), (PROOF_FIELD, token)];
    let known = known.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let typed = kept.fields.iter().filter(|(name, _)| name != WAIT_FIELD && known.iter().all(|(k, _)| k != name));
    let fields = known.iter().chain(typed).map(|(name, value)| {
        let (name, value) = (name.clone(), value.clone());
        view! { <input type="hidden" name=name value=value /> }
    });
    let fields = fields.collect_view();
    let choice = choice.to_owned();
    view! {
        <p>{text::wait_over_text(locale)}</p>
        <form class="row" method="post" action=action>
            {fields}
            <Button kind=Kind::Primary class="large" sign=Sign::Cart>
                {text::add_to_cart(locale)}
            </Button>
            <LinkButton class="large" href=choice>
                {text::choose_again(locale)}
            </LinkButton>
        </form>
    }
    .into_any()
}

fn too_late(locale: Locale, choice: &str) -> AnyView {
    let choice = choice.to_owned();
    view! {
        <p>{text::wait_too_late(locale)}</p>
        <p>
            <LinkButton kind=Kind::Primary class="large" href=choice>
                {text::choose_again(locale)}
            </LinkButton>
        </p>
    }
    .into_any()
}
