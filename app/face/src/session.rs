//! In and out, by plain forms that work before any bundle does; shared by every face that somebody signs in to.

use crate::error::FaceError;
use leptos::prelude::*;

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

/// Signs in and goes to `next`, or back to it with what was wrong.
#[server(prefix = "/do", endpoint = "session/sign_in")]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<(), FaceError> {
    let next = local_path(&next, "/");
    match begin(&email, &password).await? {
        Ok(()) => {
            go(next);
            Ok(())
        }
        Err(refusal) => send_back(next, refused(email, &refusal)?).await,
    }
}

crate::limited!(SignIn, SignIn);

#[server(prefix = "/do", endpoint = "session/sign_out")]
pub async fn sign_out(#[server(default)] next: String) -> Result<(), FaceError> {
    end().await?;
    go(local_path(&next, "/"));
    Ok(())
}

/// Works for another of one's organizers from now on.
#[server(prefix = "/do", endpoint = "session/choose_organizer")]
pub async fn choose_organizer(
    #[server(default)] organizer: String,
    #[server(default)] next: String,
) -> Result<(), FaceError> {
    work_for(&organizer).await?;
    go(local_path(&next, "/"));
    Ok(())
}

/// Begins a session on this device.
#[cfg(feature = "ssr")]
pub async fn begin(email: &str, password: &str) -> Result<Result<(), SignInRefusal>, FaceError> {
    match access().sign_in(email, password, address()).await {
        Ok(session) => {
            set_cookie(SESSION_COOKIE, session.as_str(), SESSION_DAYS);
            Ok(Ok(()))
        }
        Err(failure) => refusal::of(failure).map(Err),
    }
}

/// What is kept of a sign-in that was refused. The password never is.
#[cfg(feature = "ssr")]
pub fn refused(email: String, refusal: &SignInRefusal) -> Result<KeptForm, FaceError> {
    Ok(KeptForm { fields: vec![("email".to_owned(), email), refusal::field(refusal)?], problems: Vec::new() })
}

/// Ends this device's session, if it has one.
#[cfg(feature = "ssr")]
pub async fn end() -> Result<(), FaceError> {
    if let Some(session) = session() {
        access().sign_out(&session).await?;
    }
    set_cookie(SESSION_COOKIE, "", 0);
    Ok(())
}

/// Works for that organizer from now on: `false` for one they are no member of. `None` where nobody is signed in, or what was
/// sent can't be an organizer.
#[cfg(feature = "ssr")]
pub async fn work_for(organizer: &str) -> Result<Option<bool>, FaceError> {
    let (Some(session), Ok(organizer)) = (session(), organizer.parse()) else { return Ok(None) };
    Ok(Some(access().choose_organizer(&session, organizer).await?))
}

/// A page of this site, at `home` or below it; anything else, `//elsewhere` too, is `home`.
#[cfg(feature = "ssr")]
pub fn local_path<'a>(path: &'a str, home: &'a str) -> &'a str {
    let rest = path.strip_prefix(home.trim_end_matches('/'));
    let below = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let plain =
        path.starts_with('/') && !path.contains("//") && !path.contains('\\') && !path.contains(char::is_control);
    if below && plain { path } else { home }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for own in ["/", "/gate", "/gate?x=1"] {
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
    fn a_refused_sign_in_keeps_no_password() {
        let kept = refused("sara@example.org".to_owned(), &SignInRefusal::TooManyTries { minutes: 3 }).unwrap();
        assert_eq!(kept.value("email"), Some("sara@example.org"));
        assert_eq!(refusal::kept(&kept), Some(SignInRefusal::TooManyTries { minutes: 3 }));
        assert_eq!(kept.fields.len(), 2);
    }
}
