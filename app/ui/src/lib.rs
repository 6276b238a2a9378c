//! The component kit every face is made of: what a page, a field, a button, a seat map looks like and says.
//!
//! It knows `domain`'s words and nothing of storage or flows. Components are plain and render on the server; an island of
//! a face may use them too. Looks live in style/ (see style/README.md), never in a `style` attribute: the content security
//! policy refuses those.
//!
//! To add a component: one function here, its classes in style/parts.css, and every state of it in [`gallery`].

pub mod assets;
#[cfg(feature = "ssr")]
pub mod cookie;
pub mod locale;
pub mod shell;
pub mod icon;
pub mod button;
pub mod field;
pub mod choice;
pub mod moment;
pub mod feedback;
pub mod card;
pub mod table;
pub mod navigation;
pub mod disclosure;
pub mod frame;
pub mod mark;
pub mod seatmap;
pub mod gallery;
pub mod text;

/// What a face imports: `use ui::kit::*;`.
pub mod kit {
    pub use crate::assets;
    pub use crate::button::*;
    pub use crate::card::*;
    pub use crate::choice::*;
    pub use crate::disclosure::*;
    pub use crate::feedback::*;
    pub use crate::field::*;
    pub use crate::frame::*;
    pub use crate::icon::*;
    pub use crate::locale::{LocaleSwitch, current_locale};
    pub use crate::mark::*;
    pub use crate::moment::*;
    pub use crate::navigation::*;
    pub use crate::table::*;
}

#[cfg(test)]
mod contrast;
