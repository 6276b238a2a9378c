//! How e-mails leave.

use super::settings::settings;
use super::{EmailAddress, Hidden};

settings! {
    /// Tickets and other e-mails go out through a mail server of yours.
    "mail" Mail {
        /// `smtps://user:password@host`, or `smtp://…:587` for STARTTLS; `file:///folder` writes them there; `none` sends
        /// nothing.
        server: Hidden = "TESSERA_MAIL";
        /// The address e-mails come from; the organizer's name is put before it.
        from: EmailAddress = "TESSERA_MAIL_FROM";
    }
}
