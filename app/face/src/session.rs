//! In and out, by plain forms that work before any bundle does; shared by every face that somebody signs in to.

use crate::error::FaceError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::request::{SESSION_COOKIE, access, cookie, send_back, set_cookie, set_status},
    base::Failure,
    base::forms::KeptForm,
    base::sign_in::SignInRefusal,
    domain::cart::Secret,
    domain::locale::Locale,
};

/// The name of the kept field that says what was wrong with a sign-in.
pub const REFUSED_FIELD: &str = "refused";

/// The cookie lives as long as a working week; the session itself ends when it isn't used.
#[cfg(feature = "ssr")]
const SESSION_DAYS: u32 = 7;

#[cfg(feature = "ssr")]
domain::texts! {
    wrong_password() {
        en: "This e-mail address and password don't belong together. Check both and try again.",
        it: "Questo indirizzo e-mail e questa password non vanno insieme. Controllali e riprova."
    }
    too_many_tries(minutes | minutes) {
        en: "Too many tries. Wait {minutes} minute, then try again." | "Too many tries. Wait {minutes} minutes, then try again.",
        it: "Troppi tentativi. Aspetta {minutes} minuto e riprova." | "Troppi tentativi. Aspetta {minutes} minuti e riprova."
    }
    works_for_nobody() {
        en: "This account doesn't belong to an organizer any more. Ask the owner to add you again.",
        it: "Questo account non appartiene più a un organizzatore. Chiedi al titolare di aggiungerti di nuovo."
    }
}

/// Signs in and goes to `next`, or back to it with what was wrong.
#[server(prefix = "/do", endpoint = "session/sign_in")]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<(), FaceError> {
    let next = local_path(&next);
    match access().sign_in(&email, &password, crate::request::address()).await {
        Ok(session) => {
            set_cookie(SESSION_COOKIE, session.as_str(), SESSION_DAYS);
            go(&next);
            Ok(())
        }
        Err(Failure::Refused(refusal)) => {
            let locale = use_context::<Locale>().unwrap_or_default();
            let words = match refusal {
                SignInRefusal::WrongPassword => wrong_password(locale).to_owned(),
                SignInRefusal::TooManyTries { minutes } => too_many_tries(locale, minutes),
                SignInRefusal::NoOrganizer => works_for_nobody(locale).to_owned(),
            };
            let fields = vec![("email".to_owned(), email), (REFUSED_FIELD.to_owned(), words)];
            send_back(&next, KeptForm { fields, problems: Vec::new() }).await
        }
        Err(other) => Err(other.into()),
    }
}

crate::limited!(SignIn, SignIn);

#[server(prefix = "/do", endpoint = "session/sign_out")]
pub async fn sign_out(#[server(default)] next: String) -> Result<(), FaceError> {
    if let Some(session) = cookie(SESSION_COOKIE).as_deref().and_then(Secret::parse) {
        access().sign_out(&session).await?;
    }
    set_cookie(SESSION_COOKIE, "", 0);
    go(&local_path(&next));
    Ok(())
}

/// Works for another of one's organizers from now on.
#[server(prefix = "/do", endpoint = "session/choose_organizer")]
pub async fn choose_organizer(
    #[server(default)] organizer: String,
    #[server(default)] next: String,
) -> Result<(), FaceError> {
    let session = cookie(SESSION_COOKIE).as_deref().and_then(Secret::parse);
    if let (Some(session), Ok(organizer)) = (session, organizer.parse()) {
        access().choose_organizer(&session, organizer).await?;
    }
    go(&local_path(&next));
    Ok(())
}

/// A path of this site; anything else, `//elsewhere` too, is the front page.
#[cfg(feature = "ssr")]
pub fn local_path(next: &str) -> String {
    let local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.starts_with("/\\")
        && !next.contains(char::is_control);
    if local { next.to_owned() } else { "/".to_owned() }
}

#[cfg(feature = "ssr")]
fn go(path: &str) {
    leptos_axum::redirect(path);
    set_status(axum::http::StatusCode::SEE_OTHER);
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(local_path("/gate?x=1"), "/gate?x=1");
        for foreign in ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x"] {
            assert_eq!(local_path(foreign), "/", "{foreign:?}");
        }
    }
}
