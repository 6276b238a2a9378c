//! Starts the islands of the shop and of the organizer's pages in the browser.
//!
//! It must not hold an island itself. To add a face with islands: a dependency here; where it wants a bundle of its own, a crate
//! beside this one and a name in `xtask/src/web.rs`.

// The islands' own crates: their exports are found by the page's script, by name.
use organizer as _;
use shop as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the page's script, before it wakes the islands one by one.
#[wasm_bindgen]
pub fn hydrate() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
