//! Terms, privacy, accessibility: short, and only what is true of this software. An organizer adds their own.

use crate::event::paragraphs;
use crate::page::{page, said};
use crate::text;
use leptos::prelude::*;
use ui::kit::current_locale;

mod words;

#[component]
pub fn TermsPage() -> impl IntoView {
    let locale = current_locale();
    page(async move { Ok(said(text::terms(locale), paragraphs(words::terms(locale)))) })
}

#[component]
pub fn PrivacyPage() -> impl IntoView {
    let locale = current_locale();
    page(async move { Ok(said(text::privacy(locale), paragraphs(words::privacy(locale)))) })
}

#[component]
pub fn AccessibilityPage() -> impl IntoView {
    let locale = current_locale();
    page(async move { Ok(said(text::accessibility(locale), paragraphs(words::accessibility(locale)))) })
}
