//! public/camera.js, as Rust sees it.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use web_sys::HtmlVideoElement;

#[wasm_bindgen(raw_module = "/camera.js")]
extern "C" {
    /// Starts the camera and calls `on_code` with each text seen. Answers "ok", "none" or "refused".
    #[wasm_bindgen(catch)]
    pub async fn start(
        video: &HtmlVideoElement,
        js: &str,
        wasm: &str,
        on_code: &js_sys::Function,
    ) -> Result<JsValue, JsValue>;

    pub fn stop();

    #[wasm_bindgen(js_name = otherCamera, catch)]
    pub async fn other_camera(js: &str, wasm: &str, on_code: &js_sys::Function) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = hasTorch)]
    pub fn has_torch() -> bool;

    #[wasm_bindgen(catch)]
    pub async fn torch(on: bool) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = unlockSound)]
    pub fn unlock_sound();

    /// Sounds and buzzes: "admit", "exit", "used", "refuse" or "question".
    pub fn signal(kind: &str);
}
