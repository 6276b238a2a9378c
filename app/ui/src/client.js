// Starts an app that renders itself. Its module starts by `#[wasm_bindgen(start)]` or by an exported `hydrate`.
const module = await import(files[0]);
await module.default({ module_or_path: files[1] });
module.hydrate?.();
document.documentElement.dataset.live = "";
// From now on it opens without a network too. Browsers have workers on safe connections only.
navigator.serviceWorker?.register("/offline.js", { scope }).catch((error) => console.info("It won't open without a network.", error));
