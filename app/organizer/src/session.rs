//! Signing in, and choosing for whom to work.

use crate::page::{FramedPage, StaffContent, bare, framed};
use crate::text::done::Done;
use crate::{labels, page, text};
use base::forms::KeptForm;
use domain::locale::Locale;
use face::entrance::{SignInForm, choice_refusal, sign_in_refusal};
use face::error::FaceError;
use face::refusal;
use face::request::{kept_form, query, signed_in};
use face::session::local_path;
use leptos::prelude::*;
use ui::kit::*;
use ui::locale::current_path;

/// Where the admin begins.
const HOME: &str = "/organizer";
/// Where one chooses for whom to work.
const CHOOSE: &str = "/organizer/choose";

/// Said below the sign-in form where whoever runs the server provides it as context.
#[derive(Clone, Debug)]
pub struct SignInNotice {
    pub title: String,
    pub text: String,
}

/// Where to go after signing in: a page of the admin and nothing else.
pub fn own_page(path: &str) -> &str {
    match local_path(path, HOME) {
        CHOOSE => HOME,
        path => path,
    }
}

/// Sends a visitor to the sign-in form, and back here afterwards.
pub fn to_sign_in() {
    let next: String = url::form_urlencoded::byte_serialize(current_path().as_bytes()).collect();
    leptos_axum::redirect(&format!("/organizer?next={next}"));
}

/// The form to sign in with.
pub async fn sign_in() -> Result<AnyView, FaceError> {
    let locale = current_locale();
    if let Some(signed) = signed_in().await? {
        // Signed in, but no member any more of the organizer they worked for.
        if signed.current.is_none() && !signed.organizers.is_empty() {
            leptos_axum::redirect(CHOOSE);
            return Ok(().into_any());
        }
    }
    let kept = kept_form().await?;
    let next = kept.value("next").map(str::to_owned).or_else(|| query("next")).unwrap_or_default();
    Ok(bare(sign_in_form(locale, &kept, own_page(&next))))
}

fn sign_in_form(locale: Locale, kept: &KeptForm, next: &str) -> FramedPage {
    let refused = refusal::kept(kept).map(|refusal| sign_in_refusal(locale, refusal));
    let notice = use_context::<SignInNotice>();
    let email = kept.value("email").unwrap_or_default().to_owned();
    let said_out = query("done").is_some_and(|name| name.parse() == Ok(Done::SignedOut));
    let body = view! {
        {said_out.then(|| view! { <Notice tone=Tone::Success>{Done::SignedOut.words(locale)}</Notice> })}
        {refused
            .map(|words| {
                view! {
                    <Notice tone=Tone::Error title=text::not_signed_in(locale)>
                        <p>{words}</p>
                    </Notice>
                }
            })}
        <SignInForm at=HOME next=next.to_owned() email_label=text::email(locale) email />
        {notice
            .map(|SignInNotice { title, text }| {
                view! {
                    <Notice tone=Tone::Info title>
                        <p>{text}</p>
                    </Notice>
                }
            })}
    };
    FramedPage::new(text::sign_in_title(locale), body)
}

#[component]
pub fn ChoosePage() -> impl IntoView {
    let whole = async move {
        match choose().await {
            Ok(view) => view,
            Err(FaceError::NotSignedIn) => {
                to_sign_in();
                ().into_any()
            }
            Err(_) => bare(page::broken(current_locale())),
        }
    };
    view! { <Suspense>{Suspend::new(whole)}</Suspense> }
}

async fn choose() -> Result<AnyView, FaceError> {
    let locale = current_locale();
    let signed = signed_in().await?.ok_or(FaceError::NotSignedIn)?;
    let refused = refusal::kept(&kept_form().await?);
    let now = signed.current.as_ref().map(|actor| actor.organizer);
    let rows = signed.organizers.iter().map(|(organizer, role)| {
        let current = Some(organizer.id) == now;
        let class = if current { "tile chosen" } else { "tile" };
        view! {
            <li>
                <button class=class name="organizer" value=organizer.id.to_string()>
                    <strong>{organizer.name.clone()}</strong>
                    <span class="muted small">
                        {labels::role(locale, *role)}
                        {current.then(|| format!(" · {}", text::works_here_now(locale)))}
                    </span>
                </button>
            </li>
        }
    });
    let rows = rows.collect_view();
    let body = view! {
        {refused
            .map(|refusal| {
                view! {
                    <Notice tone=Tone::Error title=text::not_done(locale)>
                        <p>{choice_refusal(locale, refusal)}</p>
                    </Notice>
                }
            })}
        <p>{text::choose_organizer_text(locale)}</p>
        <form method="post" action="/do/session/choose_organizer">
            <input type="hidden" name="next" value=HOME />
            <input type="hidden" name="at" value=CHOOSE />
            <ul class="grid plain-list">{rows}</ul>
        </form>
    };
    let shown: StaffContent = Ok(FramedPage::new(text::choose_organizer(locale), body));
    match page::staff().await {
        Ok(staff) => Ok(framed(&staff, shown)),
        Err(_) => shown.map(bare),
    }
}

#[cfg(test)]
mod tests {
    use super::own_page;

    #[test]
    fn one_comes_back_to_the_admin_and_nowhere_else() {
        for path in ["/organizer/orders?q=a", "/organizer?page=2", "/organizer/events/evt_1"] {
            assert_eq!(own_page(path), path);
        }
        for path in ["", "/", "/till", "//evil.example", "/organizer/choose"] {
            assert_eq!(own_page(path), "/organizer", "{path}");
        }
    }
}
