//! An e-mail as HTML that mail programs show alike: no tables, styles inline, one column of at most 600 pixels.
//!
//! Maud escapes every text. Programs that know dark mode take the colors of the style sheet; the others keep the light ones.

use crate::layout::{EmailBlock, EmailLayout, EmailTableRow};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const DARK: &str = "@media (prefers-color-scheme: dark) {\
    .page { background: #14161c !important; color: #ece6dc !important; }\
    .card { background: #1e222b !important; }\
    .quiet { color: #a9adb8 !important; }\
    .rule { border-color: #3a3f4b !important; }\
    .ink { background: #ece6dc !important; }\
    .link { color: #f0a27c !important; }\
    .button { background: #e3956c !important; color: #161b24 !important; } }";

const SANS: &str = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";
const PAGE: &str = "margin:0;padding:24px 12px;background:#fcfaf6;color:#161b24;font-size:16px;line-height:1.5;\
    -webkit-text-size-adjust:100%;overflow-wrap:anywhere;";
const HEADING: &str =
    "margin:0 0 20px;font-family:Georgia,'Times New Roman',serif;font-weight:600;font-size:28px;line-height:1.2;";
const CARD: &str = "margin:0 0 16px;padding:16px 18px;background:#f8f2e7;border-radius:10px;";
const EVENT: &str =
    "margin:0 0 4px;font-family:Georgia,'Times New Roman',serif;font-weight:600;font-size:20px;line-height:1.25;";
const BUTTON: &str = "display:inline-block;padding:13px 24px;background:#ad411c;color:#ffffff;border-radius:10px;\
    font-weight:600;text-decoration:none;";
const HIDDEN: &str = "display:none;max-height:0;overflow:hidden;";
const QUIET: &str = "color:#535864;font-size:14px;";

/// The whole document. The mark is made of colored blocks, because pictures are often blocked.
pub fn render(email: &EmailLayout) -> String {
    let lang = email.locale.tag();
    let page = format!("{PAGE}{SANS}");
    html! {
        (DOCTYPE)
        html lang=(lang) dir="ltr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="supported-color-schemes" content="light dark";
                title { (email.subject) }
                style { (PreEscaped(DARK)) }
            }
            body.page lang=(lang) style=(page) {
                div style=(HIDDEN) { (email.preview) }
                div role="article" aria-label=(email.subject) style="max-width:600px;margin:0 auto;" {
                    (mark())
                    h1 style=(HEADING) { (email.heading) }
                    @for block in &email.blocks { (part(block)) }
                    div.rule style="margin:28px 0 0;padding:16px 0 0;border-top:1px solid #ded6c9;" {
                        @for line in &email.signature {
                            p.quiet style={ (QUIET) "margin:0 0 2px;" } { (line) }
                        }
                    }
                }
            }
        }
    }
    .into_string()
}

fn mark() -> Markup {
    let tile = |color: &str| {
        format!("display:inline-block;width:10px;height:10px;margin:0 2px 0 0;border-radius:2px;background:{color};")
    };
    html! {
        div aria-hidden="true" style="margin:0 0 18px;line-height:12px;font-size:0;" {
            // The color of ink is that of the page at night.
            span.ink style=(tile("#161b24")) {}
            @for color in ["#d35d31", "#e3956c", "#1b8278"] { span style=(tile(color)) {} }
        }
    }
}

fn part(block: &EmailBlock) -> Markup {
    html! {
        @match block {
            EmailBlock::Paragraph(text) => p style="margin:0 0 16px;" { (text) },
            EmailBlock::Note(text) => p.quiet style={ (QUIET) "margin:0 0 16px;" } { (text) },
            EmailBlock::Button { label, url } => {
                p style="margin:24px 0 8px;" { a.button href=(url) style=(BUTTON) { (label) } }
                p.quiet style={ (QUIET) "margin:0 0 24px;word-break:break-all;" } {
                    a.link href=(url) style="color:#ad411c;" { (url) }
                }
            },
            EmailBlock::Sums(rows) => div style="margin:0 0 16px;padding:0 18px;" {
                @for row in rows { (line(row)) }
            },
            EmailBlock::Event { name, when, place, items } => div.card style=(CARD) {
                h2 style=(EVENT) { (name) }
                p style="margin:0;font-weight:600;" { (when) }
                @if !place.is_empty() { p.quiet style={ (QUIET) "margin:0;" } { (place) } }
                @if !items.is_empty() {
                    div.rule style="margin:12px 0 0;padding:8px 0 0;border-top:1px solid #ded6c9;" {
                        @for item in items { (line(item)) }
                    }
                }
            },
        }
    }
}

/// Label left, amount right; a float, because some mail programs know no other way without tables.
fn line(row: &EmailTableRow) -> Markup {
    let weight = if row.strong { "font-weight:600;font-size:18px;" } else { "" };
    html! {
        p style={ "margin:4px 0;overflow:hidden;" (weight) } {
            @if let Some(amount) = &row.amount {
                span style="float:right;padding-left:16px;white-space:nowrap;font-variant-numeric:tabular-nums;" { (amount) }
            }
            (row.label)
            @for words in row.detail.iter().chain(&row.note) {
                br;
                span.quiet style=(QUIET) { (words) }
            }
        }
    }
}
