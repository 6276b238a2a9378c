//! The box office: the till as a bundle of its own for the browser, and the terminal program beside the printer.
//!
//! The two share this package and no code: the browser half is only there for WASM, the other half only elsewhere.
//!
//! The terminal must not know what a paper says or whether it may be printed: it gets papers with an id and reports how
//! printing them went. To add a printer's way of speaking: `printing` makes its bytes, the terminal its connection.

#[cfg(not(target_arch = "wasm32"))]
pub mod terminal;

/// Called by the till's page once the bundle is there.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    till::app::open();
}
