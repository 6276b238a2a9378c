//! The gate as a bundle of its own.
//!
//! It starts `gate::app` and must hold nothing else: to add something the gate does, see `app/gate`.

use wasm_bindgen::prelude::wasm_bindgen;

/// Fills the page's empty place; does nothing on a page without one (the sign-in).
#[wasm_bindgen(start)]
pub fn start() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    gate::app::mount();
}
