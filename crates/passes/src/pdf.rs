//! PDF tickets: A4, one page for each ticket, to be shown on a phone or printed, folded and torn.
//!
//! The documents are tagged (PDF/UA-1): a screen reader reads event, time, seat and code in that order.

pub(crate) mod canvas;
pub(crate) mod fonts;
pub(crate) mod mosaic;
mod page;
pub(crate) mod typeset;

use crate::{PassError, text};
use domain::locale::Locale;
use domain::paper::PaperTicket;
use domain::time::Timezone;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::tagging::TagTree;
use krilla::{Document, SerializeSettings};

/// The tickets of an order, for one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketDocument {
    pub locale: Locale,
    pub order_number: String,
    pub organizer: String,
    /// Where a person who needs help writes.
    pub help_email: Option<String>,
    /// The organizer's own zone: a performance elsewhere says which clock its times are of.
    pub home_zone: Timezone,
    pub tickets: Vec<PaperTicket>,
}

/// The tickets as one PDF. The same document always makes the same bytes.
///
/// No name is too long: it wraps, shrinks and at last is cut with an ellipsis. Characters the built-in fonts lack are
/// spelled as the receipt spells them, and still read aloud and copied as what they are.
pub fn tickets(document: &TicketDocument) -> Result<Vec<u8>, PassError> {
    // A text may break a rule of PDF/UA in a way not foreseen here; the buyer gets the ticket all the same.
    write(document, true).or_else(|_| write(document, false))
}

fn write(document: &TicketDocument, accessible: bool) -> Result<Vec<u8>, PassError> {
    let mut configuration = ConfigurationBuilder::new();
    if accessible {
        configuration = configuration.with_accessibility_validator(Accessibility::UA1);
    }
    let configuration = configuration.finish().map_err(|error| PassError::Pdf(format!("{error:?}")))?;
    let mut pdf = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let language = document.locale.tag().to_owned();
    let mut tree = TagTree::new().with_lang(Some(language.clone()));
    let mut outline = Outline::new();
    for (index, ticket) in document.tickets.iter().enumerate() {
        let size = PageSettings::from_wh(page::WIDTH * canvas::MM, page::HEIGHT * canvas::MM);
        let sheet = pdf.start_page_with(size.ok_or(PassError::Geometry)?);
        tree.push(page::draw(sheet, document, index)?);
        let title =
            format!("{}: {}", text::one_ticket_of(document.locale, index + 1, document.tickets.len()), ticket.event);
        outline.push_child(OutlineNode::new(title, XyzDestination::new(index, Point::from_xy(0.0, 0.0))));
    }
    pdf.set_tag_tree(tree);
    pdf.set_outline(outline);
    pdf.set_metadata(
        Metadata::new()
            .title(text::document_title(document.locale, &document.order_number))
            .language(language)
            .authors(vec![document.organizer.clone()])
            .creator("Tessera".to_owned()),
    );
    pdf.finish().map_err(|error| PassError::Pdf(format!("{error:?}")))
}

#[cfg(test)]
mod tests;
