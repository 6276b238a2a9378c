//! The cart's clock.

use super::dom;
use web_sys::Element;

/// Seconds left at which the time is said aloud, and the attribute with the words.
const CALLS: [(i64, &str); 4] = [(300, "data-five"), (120, "data-two"), (60, "data-one"), (0, "data-over")];

pub fn start() -> Option<()> {
    for clock in dom::all("[data-seconds]") {
        let seconds: i64 = dom::data(&clock, "data-seconds").parse().ok()?;
        let _ = clock.remove_attribute("data-seconds");
        let ends_at = js_sys::Date::now() + seconds as f64 * 1000.0;
        // What was past when the page came isn't said.
        let mut said = seconds;
        tick(&clock, seconds, &mut said);
        dom::every(1000, move || {
            let left = ((ends_at - js_sys::Date::now()) / 1000.0).ceil().max(0.0) as i64;
            tick(&clock, left, &mut said);
        });
    }
    Some(())
}

fn tick(clock: &Element, left: i64, said: &mut i64) {
    if let Ok(Some(shown)) = clock.query_selector("[data-left]") {
        shown.set_text_content(Some(&format!("· {}:{:02}", left / 60, left % 60)));
    }
    let call = CALLS.iter().rev().find(|(at, _)| left <= *at && *said > *at);
    if let (Some((_, words)), Ok(Some(status))) = (call, clock.query_selector("[data-say]")) {
        status.set_text_content(Some(&dom::data(clock, words)));
        if left == 0 {
            // Where a form is about to be sent, it says so beside its button.
            for told in dom::all("[data-time-over]") {
                let _ = told.remove_attribute("hidden");
            }
            let _ = status.set_attribute("class", "strong");
            // There is nothing left to keep longer.
            let timer = clock.closest(".timer").ok().flatten();
            if let Some(Ok(Some(more))) = timer.map(|timer| timer.query_selector("[data-more]")) {
                let _ = more.set_attribute("hidden", "");
            }
        }
    }
    *said = (*said).min(left);
}
