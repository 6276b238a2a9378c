//! The page around the till: who isn't signed in signs in, who may not sell is told so, and for everyone else there is an
//! empty place that the bundle fills.

use crate::text;
use base::sign_in::SignedIn;
use domain::locale::Locale;
use domain::role::Permission;
use face::error::FaceError;
use face::request::{kept_form, signed_in};
use face::session::REFUSED_FIELD;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use ui::kit::*;

/// The addresses of the till.
#[component(transparent)]
pub fn TillRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/till") view=TillPage ssr=SsrMode::Async /> }.into_inner().into_any_nested_route()
}

#[component]
pub fn TillPage() -> impl IntoView {
    let locale = current_locale();
    let content = async move {
        match Shown::now().await {
            Ok(Shown::Till) => place(locale),
            Ok(Shown::SignIn { email, refused }) => sign_in_form(locale, &email, &refused),
            Ok(Shown::NotAllowed { person, others }) => not_allowed(locale, &person, others),
            Err(_) => broken(locale),
        }
    };
    view! {
        <Title text=text::till(locale) />
        <Suspense>{Suspend::new(content)}</Suspense>
    }
}

/// What there is to see.
enum Shown {
    Till,
    SignIn {
        email: String,
        refused: String,
    },
    /// Others: organizers, by id and name, at whose till this person may sell.
    NotAllowed {
        person: String,
        others: Vec<(String, String)>,
    },
}

impl Shown {
    async fn now() -> Result<Shown, FaceError> {
        match signed_in().await? {
            Some(person) if person.current.as_ref().is_some_and(|actor| actor.may(Permission::Sell)) => Ok(Shown::Till),
            Some(person) => Ok(Shown::NotAllowed { others: others(&person), person: person.name }),
            None => {
                let kept = kept_form().await?;
                let value = |name| kept.value(name).unwrap_or_default().to_owned();
                Ok(Shown::SignIn { email: value("email"), refused: value(REFUSED_FIELD) })
            }
        }
    }
}

fn others(person: &SignedIn) -> Vec<(String, String)> {
    let may = person.organizers.iter().filter(|(_, role)| role.may(Permission::Sell));
    may.map(|(organizer, _)| (organizer.id.to_string(), organizer.name.clone())).collect()
}

/// The bundle's place. What stands in it is seen until the bundle runs.
pub fn place(locale: Locale) -> AnyView {
    view! {
        <div id="till" class="till-root">
            <main id="main" class="till-wait" aria-busy="true">
                <h1 class="visually-hidden">{text::till(locale)}</h1>
                <p class="muted">{ui::text::loading(locale)}</p>
            </main>
        </div>
    }
    .into_any()
}

fn sign_in_form(locale: Locale, email: &str, refused: &str) -> AnyView {
    let refused = Some(refused.to_owned()).filter(|words| !words.is_empty());
    let refused = refused.map(|words| view! { <Notice tone=Tone::Error>{words}</Notice> });
    view! {
        <main id="main" class="page">
            <div class="stack loose form-width till-door">
                <Brand />
                <h1>{text::sign_in_to_sell(locale)}</h1>
                {refused}
                <form class="stack" method="post" action="/do/session/sign_in">
                    <input type="hidden" name="next" value="/till" />
                    <Field
                        label=text::email(locale)
                        name="email"
                        kind="email"
                        value=email.to_owned()
                        autocomplete="username"
                        required=true
                    />
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

fn not_allowed(locale: Locale, person: &str, others: Vec<(String, String)>) -> AnyView {
    let switch = others
        .into_iter()
        .map(|(id, name)| {
            view! {
                <form method="post" action="/do/session/choose_organizer">
                    <input type="hidden" name="organizer" value=id />
                    <input type="hidden" name="next" value="/till" />
                    <Button kind=Kind::Primary class="wide">
                        {text::sell_for(locale, name)}
                    </Button>
                </form>
            }
        })
        .collect_view();
    view! {
        <main id="main" class="page">
            <EmptyState sign=Sign::Drawer title=text::may_not_sell(locale) text=text::may_not_sell_text(locale, person) alone=true>
                {switch}
                <form method="post" action="/do/session/sign_out">
                    <input type="hidden" name="next" value="/till" />
                    <Button sign=Sign::Exit>{text::someone_else(locale)}</Button>
                </form>
            </EmptyState>
        </main>
    }
    .into_any()
}

fn broken(locale: Locale) -> AnyView {
    face::request::set_status(axum::http::StatusCode::SERVICE_UNAVAILABLE);
    view! {
        <main id="main" class="page">
            <EmptyState sign=Sign::Warning title=text::cannot_open(locale) text=text::cannot_open_text(locale) alone=true>
                <LinkButton kind=Kind::Primary href="/till">
                    {text::try_again(locale)}
                </LinkButton>
            </EmptyState>
        </main>
    }
    .into_any()
}
