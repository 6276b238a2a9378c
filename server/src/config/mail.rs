//! How e-mails leave.

use super::Hidden;
use super::settings::settings;

settings! {
    /// Tickets and letters go out through a mail server of yours.
    "mail" Mail {
        /// `smtps://user:password@host`, or `smtp://…:587` for STARTTLS; `file:///folder` writes them there; `none` sends
        /// nothing.
        server: Hidden = "TESSERA_MAIL";
        /// Whom the letters come from: `Tickets <tickets@example.org>`.
        from: String = "TESSERA_MAIL_FROM";
    }
}
