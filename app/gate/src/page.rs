//! The page around the gate: who isn't signed in signs in, who may not scan is told so, and for everyone else there is an
//! empty place that the bundle fills.

use crate::text;
use base::sign_in::SignedIn;
use domain::locale::Locale;
use domain::role::Permission;
use face::error::FaceError;
use face::request::{kept_form, set_status, signed_in};
use face::session::REFUSED_FIELD;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use ui::assets;
use ui::kit::*;

/// The addresses of the gate.
#[component(transparent)]
pub fn GateRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/gate") view=GatePage ssr=SsrMode::Async /> }.into_inner().into_any_nested_route()
}

#[component]
pub fn GatePage() -> impl IntoView {
    let locale = current_locale();
    let content = async move {
        match shown(locale).await {
            Ok(view) => view,
            Err(_) => broken(locale),
        }
    };
    view! {
        <Title text=text::gate(locale) />
        <Suspense>{Suspend::new(content)}</Suspense>
    }
}

async fn shown(locale: Locale) -> Result<AnyView, FaceError> {
    Ok(match signed_in().await? {
        Some(person) if person.current.as_ref().is_some_and(|actor| actor.may(Permission::Admit)) => place(locale),
        Some(person) => not_allowed(locale, person),
        None => {
            let kept = kept_form().await?;
            let value = |name| kept.value(name).unwrap_or_default().to_owned();
            sign_in_form(locale, value("email"), value(REFUSED_FIELD))
        }
    })
}

/// The bundle's place. It finds the decoder's files in it.
pub fn place(locale: Locale) -> AnyView {
    view! {
        <div
            id="gate"
            class="gate-root"
            data-decoder-js=assets::url("decoder.js")
            data-decoder-wasm=assets::url("decoder.wasm")
        >
            <main id="main" class="page" aria-busy="true">
                <h1 class="visually-hidden">{text::gate(locale)}</h1>
                <p class="muted">{ui::text::loading(locale)}</p>
            </main>
        </div>
    }
    .into_any()
}

fn sign_in_form(locale: Locale, email: String, refused: String) -> AnyView {
    let refused = (!refused.is_empty()).then(|| view! { <Notice tone=Tone::Error>{refused}</Notice> });
    view! {
        <main id="main" class="page">
            <div class="stack loose form-width">
                <Brand />
                <h1>{text::sign_in_to_scan(locale)}</h1>
                {refused}
                <form class="stack" method="post" action="/do/session/sign_in">
                    <input type="hidden" name="next" value="/gate" />
                    <Field label=text::email(locale) name="email" kind="email" value=email autocomplete="username" required=true />
                    <Field
                        label=text::password(locale)
                        name="password"
                        kind="password"
                        autocomplete="current-password"
                        required=true
                    />
                    <Button kind=Kind::Primary class="wide large">
                        {text::sign_in(locale)}
                    </Button>
                </form>
                <LocaleSwitch />
            </div>
        </main>
    }
    .into_any()
}

fn not_allowed(locale: Locale, person: SignedIn) -> AnyView {
    set_status(axum::http::StatusCode::FORBIDDEN);
    let may: Vec<_> = person.organizers.into_iter().filter(|(_, role)| role.may(Permission::Admit)).collect();
    let switch = may
        .into_iter()
        .map(|(organizer, _)| {
            view! {
                <form method="post" action="/do/session/choose_organizer">
                    <input type="hidden" name="organizer" value=organizer.id.to_string() />
                    <input type="hidden" name="next" value="/gate" />
                    <Button kind=Kind::Primary class="wide">
                        {text::scan_for(locale, &organizer.name)}
                    </Button>
                </form>
            }
        })
        .collect_view();
    view! {
        <main id="main" class="page">
            <EmptyState sign=Sign::Ticket title=text::may_not_scan(locale) text=text::may_not_scan_text(locale, &person.name) alone=true>
                {switch}
                <form method="post" action="/do/session/sign_out">
                    <input type="hidden" name="next" value="/gate" />
                    <Button sign=Sign::Exit>{text::someone_else(locale)}</Button>
                </form>
            </EmptyState>
        </main>
    }
    .into_any()
}

fn broken(locale: Locale) -> AnyView {
    set_status(axum::http::StatusCode::SERVICE_UNAVAILABLE);
    view! {
        <main id="main" class="page">
            <EmptyState sign=Sign::Warning title=text::cannot_open(locale) text=text::cannot_open_text(locale) alone=true>
                <LinkButton kind=Kind::Primary href="/gate">
                    {text::try_again(locale)}
                </LinkButton>
            </EmptyState>
        </main>
    }
    .into_any()
}
