//! What is looked at before a choice goes to the server: whether there is one, whether it may be so many, whether there is a
//! network. The answer stands beside the button, and nothing chosen is lost.

use super::dom;
use super::picker::{Picker, SharedPicker};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, HtmlInputElement, RequestInit, Response};

/// Asked for to learn whether there is a network; it costs the server nothing.
const PROBE: &str = "/health";

pub fn listen(picker: &SharedPicker) {
    let Some(document) = dom::document() else { return };
    let (picker, reached) = (picker.clone(), Rc::new(Cell::new(false)));
    // Before the proof of work, which would send the form when it is done.
    dom::on_first(&document, "submit", move |event: Event| {
        let form = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(form) = form.filter(|form| form.class_list().contains("picker")) else { return };
        let button = dom::field(&event, "submitter");
        let stopped = stops(&picker.borrow(), &button);
        let hears = picker.borrow().hears();
        if stopped.is_none() && (hears || reached.take()) {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        match stopped {
            Some(words) => picker.borrow().say(&words),
            None => spawn_local(reach(picker.clone(), form, button, reached.clone())),
        }
    });
}

/// Why the form isn't sent as it is.
fn stops(picker: &Picker, button: &JsValue) -> Option<String> {
    let online = web_sys::window().is_none_or(|window| window.navigator().on_line());
    if !online {
        return Some(picker.words("data-no-network"));
    }
    let action = button.dyn_ref::<Element>().and_then(|button| button.get_attribute("formaction"));
    if action.is_some_and(|action| action.contains("choose_best")) {
        return match best_wanted() {
            ..1 => Some(picker.words("data-nothing")),
            wanted if wanted > picker.tickets_max() => Some(picker.words("data-too-many")),
            _ => None,
        };
    }
    if picker.tickets() == 0 {
        return Some(picker.words("data-nothing"));
    }
    picker.too_many()
}

/// How many best seats are asked for: spaces for wheelchairs and the seats beside them are among so many, or all there are.
fn best_wanted() -> i64 {
    let typed = |name: &str| {
        let field = dom::one(&format!("[name='{name}']")).and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
        field.and_then(|field| field.value().trim().parse::<i64>().ok()).unwrap_or(0).max(0)
    };
    typed("best_count").max(typed("best_wheelchairs").saturating_add(typed("best_companions")))
}

/// Sends the form once the server has answered anything; without news of what is free, there may be no network.
async fn reach(picker: SharedPicker, form: Element, button: JsValue, reached: Rc<Cell<bool>>) {
    if answers().await {
        reached.set(true);
        let send = dom::field(&form, "requestSubmit").dyn_into::<js_sys::Function>();
        let button = if button.is_object() { button } else { JsValue::UNDEFINED };
        if send.is_ok_and(|send| send.call1(&form, &button).is_ok()) {
            return;
        }
    }
    reached.set(false);
    let words = picker.borrow().words("data-no-network");
    picker.borrow().say(&words);
}

async fn answers() -> bool {
    let Some(window) = web_sys::window() else { return true };
    let init = RequestInit::new();
    init.set_method("HEAD");
    let answer = JsFuture::from(window.fetch_with_str_and_init(PROBE, &init)).await;
    answer.is_ok_and(|answer| answer.dyn_into::<Response>().is_ok())
}
