//! What Tessera writes to people: typed e-mails, the layouts they become, and the servers that carry them.
//!
//! An [`email::Email`] is data that a job can store. [`email::Email::render`] turns it into subject, HTML and text in a
//! language, [`message::Message`] adds addresses and attachments, and [`transport::Transport`] delivers it. Nothing here
//! knows the database. To add an e-mail: a variant of `Email`, its layout in `email.rs`, its words in `text.rs`, a snapshot.

pub mod email;
pub mod message;
pub mod transport;
mod html;
mod layout;
mod plain;
mod text;
