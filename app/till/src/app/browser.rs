//! Few words for what the till does with the browser.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::{Element, EventSource, HtmlElement, MessageEvent, MouseEvent, Storage};

/// Whether the device knows of a network; one that knows of none leads to the browser's own page when it leaves this one.
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

pub fn by_id(id: &str) -> Option<HtmlElement> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// All elements a selector finds.
pub fn all(selector: &str) -> Vec<Element> {
    let found = web_sys::window().and_then(|w| w.document()).and_then(|d| d.query_selector_all(selector).ok());
    let Some(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

/// Moves the focus there once the page has been drawn again.
pub fn focus(id: &'static str) {
    leptos::prelude::set_timeout(
        move || {
            if let Some(element) = by_id(id) {
                let _ = element.focus();
            }
        },
        Duration::from_millis(30),
    );
}

/// What outlives a reload: of this tab, or of this device.
#[derive(Clone, Copy)]
pub enum Memory {
    Tab,
    Device,
}

impl Memory {
    fn storage(self) -> Option<Storage> {
        let window = web_sys::window()?;
        match self {
            Memory::Tab => window.session_storage().ok()?,
            Memory::Device => window.local_storage().ok()?,
        }
    }

    pub fn read<T: DeserializeOwned>(self, name: &str) -> Option<T> {
        let text = self.storage()?.get_item(name).ok()??;
        serde_json::from_str(&text).ok()
    }

    /// A browser without room for it works all the same, it only forgets.
    pub fn keep<T: Serialize>(self, name: &str, value: Option<&T>) {
        let Some(storage) = self.storage() else { return };
        let _ = match value.and_then(|value| serde_json::to_string(value).ok()) {
            Some(text) => storage.set_item(name, &text),
            None => storage.remove_item(name),
        };
    }
}

/// One kind of event of a stream. The browser connects again by itself; dropping it ends it.
pub struct Stream {
    source: EventSource,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _opened: Closure<dyn FnMut()>,
    _lost: Closure<dyn FnMut()>,
}

impl Stream {
    /// `heard` gets the event's data; `state` gets whether the stream is there.
    pub fn open(
        address: &str,
        event: &str,
        mut heard: impl FnMut(String) + 'static,
        state: impl Fn(bool) + Clone + 'static,
    ) -> Option<Stream> {
        let source = EventSource::new(address).ok()?;
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            heard(message.data().as_string().unwrap_or_default());
        });
        let (up, down) = (state.clone(), state);
        let opened = Closure::<dyn FnMut()>::new(move || up(true));
        let lost = Closure::<dyn FnMut()>::new(move || down(false));
        let _ = source.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
        source.set_onopen(Some(opened.as_ref().unchecked_ref()));
        source.set_onerror(Some(lost.as_ref().unchecked_ref()));
        Some(Stream { source, _heard: heard, _opened: opened, _lost: lost })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// The second click of a double click, which is one press to whoever makes it.
pub fn is_second(click: &MouseEvent) -> bool {
    click.detail() > 1
}

/// Milliseconds, for measuring how long something is still good.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// A key nobody used before: the same press sent twice is one act.
#[expect(
    clippy::disallowed_methods,
    reason = "the browser is the wiring: a person's press is what chance is asked for"
)]
pub fn fresh_key() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}
