//! The QR code of a ticket, for pages that show it.

/// The code as an SVG, black on white; `title` is what a screen reader says. `None` for a code no QR can hold, which is
/// none of ours.
pub fn ticket_qr_svg(code: &str, title: &str) -> Option<String> {
    passes::qr::svg(code, title).ok()
}
