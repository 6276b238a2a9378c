//! The gate as a bundle of its own.

use wasm_bindgen::prelude::wasm_bindgen;

/// Fills the page's empty place; does nothing on a page without one (the sign-in).
#[wasm_bindgen(start)]
pub fn start() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    gate::app::mount();
}
