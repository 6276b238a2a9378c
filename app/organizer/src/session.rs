//! Signing in, and choosing for whom to work.

use crate::draft::Draft;
use crate::page::{Content, REFUSAL_FIELD, Shown, bare, framed, hidden};
use crate::{page, text, words};
use base::forms::KeptForm;
use face::error::FaceError;
use face::request::{kept_form, query, signed_in};
use leptos::prelude::*;
use ui::kit::*;
use ui::locale::current_path;

/// Said below the sign-in form where whoever runs the server provides it as context.
#[derive(Clone, Debug)]
pub struct SignInNotice {
    pub title: String,
    pub text: String,
}

/// Where to go after signing in: a page of the admin and nothing else.
pub fn safe_back(path: &str) -> &str {
    let below = path == "/organizer" || path.starts_with("/organizer/") || path.starts_with("/organizer?");
    let plain = !path.contains(['\\', '\r', '\n']) && !path.contains("//");
    if below && plain && path != "/organizer/choose" { path } else { "/organizer" }
}

/// Sends a visitor to the sign-in form, and back here afterwards.
pub fn to_sign_in() {
    let back: String = url::form_urlencoded::byte_serialize(current_path().as_bytes()).collect();
    leptos_axum::redirect(&format!("/organizer?back={back}"));
}

/// The form to sign in with.
pub async fn sign_in() -> Result<AnyView, FaceError> {
    let locale = current_locale();
    if let Some(signed) = signed_in().await? {
        // Signed in, but no member any more of the organizer they worked for.
        if signed.current.is_none() && !signed.organizers.is_empty() {
            leptos_axum::redirect("/organizer/choose");
            return Ok(().into_any());
        }
    }
    let kept = kept_form().await?;
    let back = kept.value("back").map(str::to_owned).or_else(|| query("back")).unwrap_or_default();
    Ok(bare(sign_in_form(locale, &kept, safe_back(&back))))
}

fn sign_in_form(locale: domain::locale::Locale, kept: &KeptForm, back: &str) -> Shown {
    let draft = Draft::new(locale, kept);
    let refusal = kept.value(REFUSAL_FIELD).map(str::to_owned);
    let notice = use_context::<SignInNotice>();
    let email = kept.value("email").unwrap_or_default().to_owned();
    let said_out = query("done").is_some_and(|name| name == "signed_out");
    let email_label = text::email(locale).to_owned();
    let email_error = draft.error("email", &email_label);
    let body = view! {
        {said_out.then(|| view! { <Notice tone=Tone::Success>{text::done::signed_out(locale)}</Notice> })}
        {refusal
            .map(|words| {
                view! {
                    <Notice tone=Tone::Error title=text::not_signed_in(locale)>
                        <p>{words}</p>
                    </Notice>
                }
            })}
        <form class="stack" method="post" action="/do/organizer/sign_in">
            {hidden(vec![("back", back.to_owned())])}
            <Field
                label=email_label
                name="email"
                kind="email"
                value=email
                autocomplete="username"
                inputmode="email"
                required=true
                error=email_error
            />
            <Field
                label=text::password(locale)
                name="password"
                kind="password"
                autocomplete="current-password"
                required=true
            />
            <div>
                <Button kind=Kind::Primary class="large" sign=Sign::Lock>
                    {text::sign_in(locale)}
                </Button>
            </div>
        </form>
        {notice
            .map(|SignInNotice { title, text }| {
                view! {
                    <Notice tone=Tone::Info title>
                        <p>{text}</p>
                    </Notice>
                }
            })}
    };
    Shown::new(text::sign_in_title(locale), body)
}

#[component]
pub fn ChoosePage() -> impl IntoView {
    let whole = async move {
        match choose().await {
            Ok(view) => view,
            Err(_) => {
                to_sign_in();
                ().into_any()
            }
        }
    };
    view! { <Suspense>{Suspend::new(whole)}</Suspense> }
}

async fn choose() -> Result<AnyView, FaceError> {
    let locale = current_locale();
    let signed = signed_in().await?.ok_or(FaceError::NotSignedIn)?;
    let now = signed.current.as_ref().map(|actor| actor.organizer);
    let rows = signed.organizers.iter().map(|(organizer, role)| {
        let current = Some(organizer.id) == now;
        let class = if current { "tile chosen" } else { "tile" };
        view! {
            <li>
                <button class=class name="organizer" value=organizer.id.to_string()>
                    <strong>{organizer.name.clone()}</strong>
                    <span class="muted small">
                        {words::role(locale, *role)}
                        {current.then(|| format!(" · {}", text::works_here_now(locale)))}
                    </span>
                </button>
            </li>
        }
    });
    let rows = rows.collect_view();
    let body = view! {
        <p>{text::choose_organizer_text(locale)}</p>
        <form method="post" action="/do/organizer/choose">
            <ul class="grid plain-list">{rows}</ul>
        </form>
    };
    let shown: Content = Ok(Shown::new(text::choose_organizer(locale), body));
    match page::desk().await {
        Ok(desk) => Ok(framed(&desk, shown)),
        Err(_) => shown.map(bare),
    }
}

#[cfg(test)]
mod tests {
    use super::safe_back;

    #[test]
    fn one_comes_back_to_the_admin_and_nowhere_else() {
        for path in ["/organizer/orders?q=a", "/organizer?page=2", "/organizer/events/evt_1"] {
            assert_eq!(safe_back(path), path);
        }
        for path in
            ["", "/", "//evil.example", "https://evil.example", "/organizers", "/organizer//evil", "/organizer/\\evil"]
        {
            assert_eq!(safe_back(path), "/organizer", "{path}");
        }
    }
}
