//! Few words for what an island does with the page's elements.

use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, EventTarget};

pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The first element a selector finds.
pub fn one(selector: &str) -> Option<Element> {
    document()?.query_selector(selector).ok()?
}

/// All elements a selector finds.
pub fn all(selector: &str) -> Vec<Element> {
    let found = document().and_then(|document| document.query_selector_all(selector).ok());
    let Some(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

/// The value of a `data-` attribute, empty if there is none.
pub fn data(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

/// Listens as long as the page lives.
pub fn on<E: FromWasmAbi + 'static>(target: &EventTarget, event: &str, hear: impl FnMut(E) + 'static) {
    let hear = Closure::<dyn FnMut(E)>::new(hear);
    let _ = target.add_event_listener_with_callback(event, hear.as_ref().unchecked_ref());
    hear.forget();
}

/// As [`on`], but may call `preventDefault` where a browser would otherwise promise to scroll.
pub fn on_active<E: FromWasmAbi + 'static>(target: &EventTarget, event: &str, hear: impl FnMut(E) + 'static) {
    let hear = Closure::<dyn FnMut(E)>::new(hear);
    let options = web_sys::AddEventListenerOptions::new();
    options.set_passive(false);
    let listener = hear.as_ref().unchecked_ref();
    let _ = target.add_event_listener_with_callback_and_add_event_listener_options(event, listener, &options);
    hear.forget();
}

/// As [`on`], before whoever listens to an element inside.
pub fn on_first<E: FromWasmAbi + 'static>(target: &EventTarget, event: &str, hear: impl FnMut(E) + 'static) {
    let hear = Closure::<dyn FnMut(E)>::new(hear);
    let _ = target.add_event_listener_with_callback_and_bool(event, hear.as_ref().unchecked_ref(), true);
    hear.forget();
}

/// Does something when what happens now has happened.
pub fn soon(work: impl FnOnce() + 'static) {
    if let Some(window) = web_sys::window() {
        let work = Closure::once_into_js(work);
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(work.unchecked_ref(), 0);
    }
}

/// Does something every so many milliseconds.
pub fn every(milliseconds: i32, work: impl FnMut() + 'static) {
    let work = Closure::<dyn FnMut()>::new(work);
    if let Some(window) = web_sys::window() {
        let called = work.as_ref().unchecked_ref();
        let _ = window.set_interval_with_callback_and_timeout_and_arguments_0(called, milliseconds);
    }
    work.forget();
}

/// A field of a JavaScript object; `undefined` where there is none.
pub fn field(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Hears one kind of event of a stream, its data read as JSON. The browser connects again by itself.
pub fn stream(address: &str, event: &str, mut hear: impl FnMut(JsValue) + 'static) -> Option<web_sys::EventSource> {
    let source = web_sys::EventSource::new(address).ok()?;
    on(&source, event, move |message: web_sys::MessageEvent| {
        let text = message.data().as_string().unwrap_or_default();
        if let Ok(value) = js_sys::JSON::parse(&text) {
            hear(value);
        }
    });
    Some(source)
}

/// A list in an object that came as JSON; what isn't there is empty. (`Array.from` throws at what can't be iterated, and
/// an exception leaves the island as it stood.)
pub fn list(of: &JsValue, name: &str) -> js_sys::Array {
    field(of, name).dyn_into().unwrap_or_default()
}
