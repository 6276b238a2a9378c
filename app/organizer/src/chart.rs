//! Bars, drawn by the server: a picture for the eye, the same numbers as a table for everybody.

use crate::page::fold;
use crate::text::event as text;
use domain::locale::Locale;
use leptos::prelude::*;
use std::fmt::Write;

/// As many bars as stay apart on a phone.
const BARS_MAX: usize = 90;
const HEIGHT: u64 = 100;
/// A bar and the gap beside it, in the units of the drawing.
const STEP: usize = 10;
const BAR: usize = 8;

/// One bar per label, the newest at the right.
pub fn bars(locale: Locale, title: &'static str, all: &[(String, u32)]) -> AnyView {
    let shown = &all[all.len().saturating_sub(BARS_MAX)..];
    let most = shown.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let (first, last) = (shown.first().map(|(l, _)| l.clone()), shown.last().map(|(l, _)| l.clone()));
    let rows = all.iter().rev().filter(|(_, n)| *n > 0).map(|(label, n)| {
        view! {
            <tr>
                <th scope="row">{label.clone()}</th>
                <td class="number">{*n}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <figure class="chart">
            <svg
                class="bars"
                viewBox=format!("0 0 {} {HEIGHT}", shown.len().max(14) * STEP)
                preserveAspectRatio="none"
                aria-hidden="true"
                inner_html=drawing(shown)
            ></svg>
            <figcaption class="row between small muted tabular">
                <span>{first}</span>
                <span>{text::at_most(locale, most)}</span>
                <span>{last}</span>
            </figcaption>
        </figure>
        {fold(
            text::as_table(locale),
            false,
            "",
            view! {
                <table class="table">
                    <caption class="visually-hidden">{title}</caption>
                    <tbody>{rows}</tbody>
                </table>
            },
        )}
    }
    .into_any()
}

/// The rectangles; labels are ours (dates and hours), so nothing has to be escaped.
fn drawing(shown: &[(String, u32)]) -> String {
    let most = u64::from(shown.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1));
    // Few bars stand at the right, where today is.
    let start = 14usize.saturating_sub(shown.len());
    let mut svg = String::new();
    for (n, (label, value)) in shown.iter().enumerate() {
        let value = u64::from(*value);
        let height = if value == 0 { 1 } else { (value * HEIGHT / most).max(3) };
        let class = if value == 0 { "none" } else { "some" };
        let (x, y) = ((start + n) * STEP, HEIGHT - height);
        // Writing to a string can't fail.
        let _ = write!(
            svg,
            r#"<rect class="{class}" x="{x}" y="{y}" width="{BAR}" height="{height}"><title>{label}: {value}</title></rect>"#
        );
    }
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_fills_the_chart_and_none_leaves_it() {
        let svg = drawing(&[("1.1.2026".into(), 0), ("2.1.2026".into(), 5), ("3.1.2026".into(), u32::MAX)]);
        assert!(svg.contains(r#"y="0" width="8" height="100"#), "{svg}");
        assert!(svg.contains(r#"class="none""#) && svg.contains("2.1.2026: 5"), "{svg}");
        assert_eq!(drawing(&[]), "");
    }
}
