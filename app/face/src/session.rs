//! In and out, by plain forms that work before any bundle does; shared by every face that somebody signs in to.

use crate::error::FaceError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use {
    crate::refusal,
    crate::request::{SESSION_COOKIE, access, address, go, send_back, session, set_cookie},
    base::forms::KeptForm,
    base::sign_in::SignInRefusal,
};

/// The cookie lives as long as a working week; the session itself ends when it isn't used.
#[cfg(feature = "ssr")]
const SESSION_DAYS: u32 = 7;

/// Why one doesn't work for another organizer now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceRefusal {
    /// One works for it no more.
    NotAMember,
}

/// Signs in and goes to `next`; or back to the form, which stands at `at` (at `next` where that is empty), with what was wrong.
#[server(prefix = "/do", endpoint = "session/sign_in")]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
    #[server(default)] at: String,
) -> Result<(), FaceError> {
    let next = local_path(&next, "/");
    match access().sign_in(&email, &password, address()).await {
        Ok(session) => {
            set_cookie(SESSION_COOKIE, session.as_str(), SESSION_DAYS);
            go(next);
            Ok(())
        }
        Err(failure) => send_back(form_page(&at, next), refused(email, next, &refusal::of(failure)?)?).await,
    }
}

crate::limited!(SignIn, SignIn);

#[server(prefix = "/do", endpoint = "session/sign_out")]
pub async fn sign_out(#[server(default)] next: String) -> Result<(), FaceError> {
    if let Some(session) = session() {
        access().sign_out(&session).await?;
    }
    set_cookie(SESSION_COOKIE, "", 0);
    go(local_path(&next, "/"));
    Ok(())
}

/// Works for another of one's organizers from now on and goes to `next`; or back to the choice, which stands at `at` (at `next`
/// where that is empty). Where nobody is signed in, or what was sent can't be an organizer, nothing changes and `next` shows it.
#[server(prefix = "/do", endpoint = "session/choose_organizer")]
pub async fn choose_organizer(
    #[server(default)] organizer: String,
    #[server(default)] next: String,
    #[server(default)] at: String,
) -> Result<(), FaceError> {
    let next = local_path(&next, "/");
    if let (Some(session), Ok(organizer)) = (session(), organizer.parse())
        && !access().choose_organizer(&session, organizer).await?
    {
        let fields = vec![refusal::field(&ChoiceRefusal::NotAMember)?];
        return send_back(form_page(&at, next), KeptForm { fields, problems: Vec::new() }).await;
    }
    go(next);
    Ok(())
}

/// What is kept of a sign-in that was refused. The password never is.
#[cfg(feature = "ssr")]
fn refused(email: String, next: &str, refusal: &SignInRefusal) -> Result<KeptForm, FaceError> {
    let fields = vec![("email".to_owned(), email), ("next".to_owned(), next.to_owned()), refusal::field(refusal)?];
    Ok(KeptForm { fields, problems: Vec::new() })
}

/// The page whose form was sent: `at`, or the one it leads to where it says nothing of that.
#[cfg(feature = "ssr")]
fn form_page<'a>(at: &'a str, next: &'a str) -> &'a str {
    if at.is_empty() { next } else { local_path(at, "/") }
}

/// A page of this site, at `home` or below it; anything else, `//elsewhere` too, is `home`.
#[cfg(feature = "ssr")]
pub fn local_path<'a>(path: &'a str, home: &'a str) -> &'a str {
    let rest = path.strip_prefix(home.trim_end_matches('/'));
    let below = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let page = path.split(['?', '#']).next().unwrap_or_default();
    let plain =
        page.starts_with('/') && !page.contains("//") && !path.contains('\\') && !path.contains(char::is_control);
    if below && plain { path } else { home }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for own in ["/", "/gate", "/gate?x=1", "/?q=http://x"] {
            assert_eq!(local_path(own, "/"), own);
        }
        for foreign in ["", "?x", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x"] {
            assert_eq!(local_path(foreign, "/"), "/", "{foreign:?}");
        }
    }

    #[test]
    fn a_face_sends_to_its_own_pages_and_nowhere_else() {
        for own in ["/organizer/orders?q=a", "/organizer?page=2", "/organizer/events/evt_1"] {
            assert_eq!(local_path(own, "/organizer"), own);
        }
        for other in ["", "/", "/till", "/organizers", "/organizer//evil", "/organizer/\\evil", "//evil.example"] {
            assert_eq!(local_path(other, "/organizer"), "/organizer", "{other}");
        }
    }

    #[test]
    fn a_refusal_goes_to_the_form_it_is_of() {
        assert_eq!(form_page("", "/gate"), "/gate");
        assert_eq!(form_page("/organizer", "/organizer/orders?q=a"), "/organizer");
        assert_eq!(form_page("//evil.example", "/gate"), "/");
    }

    #[test]
    fn a_refused_sign_in_keeps_no_password() {
        let kept =
            refused("sara@example.org".to_owned(), "/gate", &SignInRefusal::TooManyTries { minutes: 3 }).unwrap();
        assert_eq!(kept.value("email"), Some("sara@example.org"));
        assert_eq!(refusal::kept(&kept), Some(SignInRefusal::TooManyTries { minutes: 3 }));
        assert_eq!(kept.value("next"), Some("/gate"));
        assert_eq!(kept.fields.len(), 3);
    }
}
