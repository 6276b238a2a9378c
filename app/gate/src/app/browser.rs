//! The little that is asked of the browser itself.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use web_sys::{Element, Storage};

/// Whether the device knows of a network; one that knows of none leads to the browser's own page when it leaves this one.
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

pub fn by_id(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Something kept on this device. What can't be read is as if it weren't there.
pub fn remembered<T: DeserializeOwned>(key: &str) -> Option<T> {
    serde_json::from_str(&storage()?.get_item(key).ok()??).ok()
}

/// Keeps something on this device. A full or forbidden storage is no reason to stop a queue of guests.
pub fn remember<T: Serialize>(key: &str, value: &T) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(value)) {
        let _ = storage.set_item(key, &text);
    }
}

/// The device's clock, as RFC 3339.
pub fn iso_now() -> String {
    String::from(js_sys::Date::new_0().to_iso_string())
}

/// A name for one scan that no other device makes too.
pub fn nonce() -> String {
    web_sys::window()
        .and_then(|w| w.crypto().ok())
        .map(|c| c.random_uuid())
        .unwrap_or_else(|| format!("{}-{}", js_sys::Date::now(), js_sys::Math::random()))
}

/// Gives the steward time to read why.
pub fn reload_soon() {
    leptos::prelude::set_timeout(
        || {
            if let Some(window) = web_sys::window() {
                let _ = window.location().reload();
            }
        },
        Duration::from_secs(3),
    );
}
