//! The entrance of a face that somebody signs in to: the form, and what is shown to whoever may not come in. Server only.
//!
//! To give a face one: an [`Entrance`] with what differs, and [`come_in`] as its page. A face with a frame of its own for visitors
//! takes the [`SignInForm`] alone.

use crate::error::FaceError;
use crate::refusal;
use crate::request::{kept_form, set_status, signed_in};
use crate::session::ChoiceRefusal;
use axum::http::StatusCode;
use base::forms::KeptForm;
use base::sign_in::{SignInRefusal, SignedIn};
use domain::locale::Locale;
use domain::role::Permission;
use leptos::prelude::*;
use ui::kit::*;

/// What differs between the entrances of faces.
pub struct Entrance {
    /// Where the face is, and where one comes back to: `/gate`.
    pub path: &'static str,
    /// Without it nobody comes in.
    pub permission: Permission,
    /// Of what is said to those who have a session and no permission.
    pub sign: Sign,
    /// Where the form stands in the page.
    pub class: &'static str,
    /// The title of the form.
    pub sign_in: fn(Locale) -> &'static str,
    pub not_allowed: fn(Locale) -> &'static str,
    /// With the person's name.
    pub not_allowed_text: fn(Locale, String) -> String,
    /// A button, with the name of an organizer that gives the permission.
    pub work_for: fn(Locale, String) -> String,
    pub someone_else: fn(Locale) -> &'static str,
    pub broken: fn(Locale) -> &'static str,
    pub broken_text: fn(Locale) -> &'static str,
}

/// What stands behind the entrance for whoever may come in; for everyone else the way in.
pub async fn come_in(entrance: &'static Entrance, locale: Locale, behind: fn(Locale) -> AnyView) -> AnyView {
    match shown(entrance, locale, behind).await {
        Ok(view) => view,
        Err(_) => broken(entrance, locale),
    }
}

async fn shown(
    entrance: &'static Entrance,
    locale: Locale,
    behind: fn(Locale) -> AnyView,
) -> Result<AnyView, FaceError> {
    Ok(match signed_in().await? {
        Some(person) if person.current.as_ref().is_some_and(|actor| actor.may(entrance.permission)) => behind(locale),
        Some(person) => not_allowed(entrance, locale, person, refusal::kept(&kept_form().await?)),
        None => sign_in(entrance, locale, &kept_form().await?),
    })
}

fn sign_in(entrance: &'static Entrance, locale: Locale, kept: &KeptForm) -> AnyView {
    let email = kept.value("email").unwrap_or_default().to_owned();
    let refused = refusal::kept(kept).map(|refusal| sign_in_refusal(locale, refusal));
    let refused = refused.map(|words| view! { <Notice tone=Tone::Error>{words}</Notice> });
    view! {
        <main id="main" class="page">
            <div class=format!("stack loose form-width {}", entrance.class)>
                <Brand />
                <h1>{(entrance.sign_in)(locale)}</h1>
                {refused}
                <SignInForm
                    at=entrance.path
                    next=entrance.path.to_owned()
                    email_label=words::email(locale)
                    email
                    wide=true
                />
                <LocaleSwitch />
            </div>
        </main>
    }
    .into_any()
}

/// The form to sign in with.
#[component]
pub fn SignInForm(
    /// The page it stands on.
    at: &'static str,
    /// Where it goes on.
    next: String,
    #[prop(into)] email_label: String,
    /// As it was typed before.
    email: String,
    /// The button is as wide as the form.
    #[prop(optional)]
    wide: bool,
) -> impl IntoView {
    let locale = current_locale();
    let says = words::sign_in(locale);
    let button = if wide {
        view! {
            <Button kind=Kind::Primary class="wide large">
                {says}
            </Button>
        }
        .into_any()
    } else {
        view! {
            <div>
                <Button kind=Kind::Primary class="large" sign=Sign::Lock>
                    {says}
                </Button>
            </div>
        }
        .into_any()
    };
    view! {
        <form class="stack" method="post" action="/do/session/sign_in">
            <input type="hidden" name="next" value=next />
            <input type="hidden" name="at" value=at />
            <Field
                label=email_label
                name="email"
                kind="email"
                value=email
                autocomplete="username"
                inputmode="email"
                required=true
            />
            <Field
                label=words::password(locale)
                name="password"
                kind="password"
                autocomplete="current-password"
                required=true
            />
            {button}
        </form>
    }
}

/// Why somebody wasn't signed in, and what to do about it.
pub fn sign_in_refusal(locale: Locale, refusal: SignInRefusal) -> String {
    match refusal {
        SignInRefusal::WrongPassword => words::wrong_password(locale).to_owned(),
        SignInRefusal::TooManyTries { minutes } => words::too_many_tries(locale, minutes),
        SignInRefusal::NoOrganizer => words::no_organizer(locale).to_owned(),
    }
}

/// Why one doesn't work for another organizer now.
pub fn choice_refusal(locale: Locale, refusal: ChoiceRefusal) -> &'static str {
    match refusal {
        ChoiceRefusal::NotAMember => words::not_a_member(locale),
    }
}

/// With the way to each organizer for whom this person may come in.
fn not_allowed(
    entrance: &'static Entrance,
    locale: Locale,
    person: SignedIn,
    refused: Option<ChoiceRefusal>,
) -> AnyView {
    set_status(StatusCode::FORBIDDEN);
    let refused = refused.map(|refusal| view! { <Notice tone=Tone::Error>{choice_refusal(locale, refusal)}</Notice> });
    let may = person.organizers.into_iter().filter(|(_, role)| role.may(entrance.permission));
    let switch = may
        .map(|(organizer, _)| {
            view! {
                <form method="post" action="/do/session/choose_organizer">
                    <input type="hidden" name="organizer" value=organizer.id.to_string() />
                    <input type="hidden" name="next" value=entrance.path />
                    <Button kind=Kind::Primary class="wide">
                        {(entrance.work_for)(locale, organizer.name)}
                    </Button>
                </form>
            }
        })
        .collect_view();
    view! {
        <main id="main" class="page">
            <EmptyState
                sign=entrance.sign
                title=(entrance.not_allowed)(locale)
                text=(entrance.not_allowed_text)(locale, person.name)
                alone=true
            >
                {refused}
                {switch}
                <form method="post" action="/do/session/sign_out">
                    <input type="hidden" name="next" value=entrance.path />
                    <Button sign=Sign::Exit>{(entrance.someone_else)(locale)}</Button>
                </form>
            </EmptyState>
        </main>
    }
    .into_any()
}

fn broken(entrance: &'static Entrance, locale: Locale) -> AnyView {
    set_status(StatusCode::SERVICE_UNAVAILABLE);
    view! {
        <main id="main" class="page">
            <EmptyState sign=Sign::Warning title=(entrance.broken)(locale) text=(entrance.broken_text)(locale) alone=true>
                <LinkButton kind=Kind::Primary href=entrance.path>
                    {words::try_again(locale)}
                </LinkButton>
            </EmptyState>
        </main>
    }
    .into_any()
}

mod words {
    domain::texts! {
        email() { en: "E-mail", it: "E-mail" }
        password() { en: "Password", it: "Password" }
        sign_in() { en: "Sign in", it: "Accedi" }
        try_again() { en: "Try again", it: "Riprova" }
        wrong_password() {
            en: "The address or the password is not right. Please check both and try again.",
            it: "L'indirizzo o la password non sono giusti. Controllali e riprova."
        }
        too_many_tries(minutes | minutes) {
            en: "Too many tries. Please wait {minutes} minute, then try again." | "Too many tries. Please wait {minutes} minutes, then try again.",
            it: "Troppi tentativi. Attendi {minutes} minuto, poi riprova." | "Troppi tentativi. Attendi {minutes} minuti, poi riprova."
        }
        no_organizer() {
            en: "You don't work for any organizer. Ask an owner to add you.",
            it: "Non lavori per nessun organizzatore. Chiedi a un titolare di aggiungerti."
        }
        not_a_member() { en: "You don't work for this organizer any more.", it: "Non lavori più per questo organizzatore." }
    }
}
