//! The waiting page: asks now and then where one stands, when the server said to, and lays the mosaic's tiles.

use super::dom;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, PageTransitionEvent, Response, UrlSearchParams};

/// After an answer that didn't come.
const AGAIN_SECONDS: f64 = 20.0;

struct WaitingPage {
    element: Element,
    event: String,
    step: String,
    /// What was said aloud last: how many are before.
    said: f64,
    /// When the server last told it where one stands.
    told: f64,
}

type Shared = Rc<RefCell<WaitingPage>>;

pub fn start() -> Option<()> {
    let element = dom::one("#waiting")?;
    let step = dom::data(&element, "data-step");
    let page = WaitingPage {
        event: dom::data(&element, "data-event"),
        said: dom::data(&element, "data-before").parse().unwrap_or(0.0),
        told: dom::data(&element, "data-told").parse().unwrap_or(0.0),
        step: step.clone(),
        element: element.clone(),
    };
    if step == "turn" {
        return Some(());
    }
    let page = Rc::new(RefCell::new(page));
    later(page.clone(), dom::data(&element, "data-ask").parse().unwrap_or(AGAIN_SECONDS));
    let window = web_sys::window()?;
    {
        // Back from sleep or from another tab: look at once.
        let (page, document) = (page.clone(), dom::document()?);
        let target = document.clone();
        dom::on(&target, "visibilitychange", move |_: web_sys::Event| {
            if document.visibility_state() == web_sys::VisibilityState::Visible {
                spawn_local(ask(page.clone()));
            }
        });
    }
    {
        let page = page.clone();
        dom::on(&window, "pagehide", move |hidden: PageTransitionEvent| {
            // A page the browser keeps comes back; its place isn't given up.
            if !hidden.persisted() {
                away(&page.borrow());
            }
        });
    }
    Some(())
}

/// Tells the server that nobody waits here for now. It keeps the place for some minutes, as a reload needs.
fn away(page: &WaitingPage) -> Option<()> {
    let fields = UrlSearchParams::new().ok()?;
    fields.append("event", &page.event);
    fields.append("told", &format!("{:.0}", page.told));
    let navigator = web_sys::window()?.navigator();
    let _ = navigator.send_beacon_with_opt_url_search_params("/do/shop/away_from_room", Some(&fields));
    Some(())
}

fn later(page: Shared, seconds: f64) {
    let Some(window) = web_sys::window() else { return };
    let work = Closure::once_into_js(move || spawn_local(look_and_wait(page)));
    let milliseconds = (seconds * 1000.0) as i32;
    let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(work.unchecked_ref(), milliseconds);
}

async fn look_and_wait(page: Shared) {
    let seconds = look(&page).await.unwrap_or(AGAIN_SECONDS);
    later(page, seconds);
}

async fn ask(page: Shared) {
    let _ = look(&page).await;
}

/// Asks, shows the answer, and says when to ask again.
async fn look(page: &Shared) -> Option<f64> {
    let address = format!("/live/rooms/{}", page.borrow().event);
    let window = web_sys::window()?;
    let answer = JsFuture::from(window.fetch_with_str(&address)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    if !answer.ok() {
        return None;
    }
    let news = JsFuture::from(answer.json().ok()?).await.ok()?;
    let text = |name: &str| dom::field(&news, name).as_string().unwrap_or_default();
    let number = |name: &str| dom::field(&news, name).as_f64().unwrap_or(0.0);
    let mut page = page.borrow_mut();
    page.told = number("told");
    if text("step") != page.step {
        let _ = window.location().reload();
        return None;
    }
    write(&page.element, "#waiting-headline", &text("headline"));
    write(&page.element, "#waiting-detail", &text("detail"));
    for (n, tile) in dom::all("#waiting .stone").iter().enumerate() {
        let class = if (n as f64) < number("tiles") { "stone laid" } else { "stone" };
        if tile.class_name() != class {
            tile.set_class_name(class);
        }
    }
    let before = number("before");
    if before <= page.said * 0.75 && before < page.said {
        page.said = before;
        write(&page.element, "#waiting-says", &format!("{} {}", text("headline"), text("detail")));
    }
    Some(number("ask_again_seconds").max(2.0))
}

fn write(element: &Element, selector: &str, words: &str) {
    if let Ok(Some(found)) = element.query_selector(selector)
        && found.text_content().as_deref() != Some(words)
    {
        found.set_text_content(Some(words));
    }
}
