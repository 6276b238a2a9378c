// The gate's eyes and voice: the camera, the torch, sounds and vibration. Plain browser interfaces, no library.
// Codes are read by the browser's own detector where it has one, else by the bundle `decoder` in a worker.

const FRAME_PIXELS = 640; // the longer side of what is looked at: enough for a code at arm's length, fast on old phones
const PAUSE_MS = 90; // between two looks

let stream = null;
let video = null;
let facing = "environment";
let looking = 0;

/// Starts the camera in `element` and calls `onCode(text)` for each code seen. Answers "ok", "none" or "refused".
export async function start(element, decoderJs, decoderWasm, onCode) {
  stop();
  video = element;
  if (!navigator.mediaDevices?.getUserMedia) return "none";
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
  } catch (error) {
    return error.name === "NotAllowedError" || error.name === "SecurityError" ? "refused" : "none";
  }
  video.srcObject = stream;
  await video.play();
  keepAwake();
  const read = (await ownDetector()) ?? workerDetector(decoderJs, decoderWasm);
  look(++looking, read, onCode);
  return "ok";
}

export function stop() {
  looking++;
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
}

export async function otherCamera(decoderJs, decoderWasm, onCode) {
  facing = facing === "environment" ? "user" : "environment";
  return start(video, decoderJs, decoderWasm, onCode);
}

export function hasTorch() {
  return Boolean(stream?.getVideoTracks()[0]?.getCapabilities?.().torch);
}

export async function torch(on) {
  await stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: on }] });
}

async function look(turn, read, onCode) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  while (turn === looking) {
    if (video.readyState >= 2 && video.videoWidth > 0 && !document.hidden) {
      const scale = Math.min(1, FRAME_PIXELS / Math.max(video.videoWidth, video.videoHeight));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const text = await read(canvas, context).catch(() => null);
      if (text && turn === looking) onCode(text);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function ownDetector() {
  if (!("BarcodeDetector" in self)) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (canvas) => (await detector.detect(canvas))[0]?.rawValue ?? null;
}

function workerDetector(js, wasm) {
  const worker = new Worker("/decoder-worker.js", { type: "module" });
  worker.postMessage({ js, wasm });
  let answer = null;
  worker.onmessage = ({ data }) => answer?.(data);
  return (canvas, context) =>
    new Promise((resolve) => {
      answer = resolve;
      const frame = context.getImageData(0, 0, canvas.width, canvas.height);
      worker.postMessage({ frame: frame.data, width: canvas.width, height: canvas.height }, [frame.data.buffer]);
    });
}

async function keepAwake() {
  // Not every browser can; the screen then sleeps as it always does.
  await navigator.wakeLock?.request("screen").catch(() => null);
}

// One shape of sound per answer, told apart without looking: up for in, twice the same for used, down for refused.
const TUNES = {
  admit: [[660, 0, 0.09], [990, 0.09, 0.16]],
  exit: [[880, 0, 0.08]],
  used: [[440, 0, 0.12], [440, 0.18, 0.12]],
  refuse: [[330, 0, 0.18], [196, 0.18, 0.34]],
  question: [[520, 0, 0.1], [440, 0.12, 0.1], [520, 0.24, 0.1]],
};
// One buzz is good, three are not.
const BUZZES = { admit: [90], exit: [60], used: [80, 70, 80, 70, 80], refuse: [160, 80, 160, 80, 160], question: [60, 60, 60] };

let audio = null;

/// Browsers let a page make sounds only after a touch: called when the steward starts.
export function unlockSound() {
  audio ??= new (window.AudioContext ?? window.webkitAudioContext)();
  audio.resume();
}

export function signal(kind) {
  navigator.vibrate?.(BUZZES[kind] ?? []);
  if (!audio) return;
  for (const [pitch, begin, length] of TUNES[kind] ?? []) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const at = audio.currentTime + begin;
    tone.frequency.value = pitch;
    tone.type = kind === "refuse" ? "square" : "sine";
    volume.gain.setValueAtTime(0.25, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + length);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + length);
  }
}
