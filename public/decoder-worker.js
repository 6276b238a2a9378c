// Reads QR codes out of camera frames, off the page's thread. First message: where the decoder's files are; then frames.
let decode = null;

onmessage = async ({ data }) => {
  if (data.js) {
    const module = await import(data.js);
    await module.default({ module_or_path: data.wasm });
    decode = module.decode_rgba;
    return;
  }
  let text = null;
  try {
    text = decode ? decode(new Uint8Array(data.frame.buffer), data.width, data.height) ?? null : null;
  } finally {
    postMessage(text);
  }
};
