// Starts gate or till from the page their worker keeps (offline.js), which has no script of its own: as app/ui's client.js does.
const { js, wasm } = document.documentElement.dataset;
const module = await import(js);
await module.default({ module_or_path: wasm });
module.hydrate?.();
document.documentElement.dataset.live = "";
