// Does what the shop asks of a buyer's device while the buyer chooses: one hash's number is found in a worker (ALTCHA's
// protocol) and goes along with the form. Nobody sees or hears of it. Without it, the shop lets the buyer wait a little.

const BEFORE_END_MS = 120_000; // an answer this close to its end is replaced before it is sent
const PATIENCE_MS = 20_000; // after that the form goes as it is, and the shop says what to do

for (const field of document.querySelectorAll("input[data-proof]")) prepare(field);

function prepare(field) {
  const form = field.form;
  let ends = 0;
  let work = null;
  const start = () => {
    work ??= answer(field.dataset.proof)
      .then((found) => {
        field.value = found.text;
        ends = found.ends;
      })
      .catch(() => {})
      .finally(() => {
        work = null;
      });
    return work;
  };
  const isReady = () => field.value !== "" && ends - Date.now() > BEFORE_END_MS;
  let sending = false;
  form.addEventListener("submit", (event) => {
    if (isReady() || event.defaultPrevented) return;
    event.preventDefault();
    if (sending) return;
    sending = true;
    const button = event.submitter;
    const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    Promise.race([start(), patience]).then(() => send(form, button));
  });
  // Back to this page from the browser's memory: the answer has been used.
  addEventListener("pageshow", (event) => {
    sending = false;
    if (!event.persisted) return;
    field.value = "";
    ends = 0;
    start();
  });
  start();
}

/** Sends the form with the button that was pressed: its place to go to and its name count. */
function send(form, button) {
  const action = button?.getAttribute("formaction");
  if (action) form.action = action;
  if (button?.name) {
    const pressed = document.createElement("input");
    pressed.type = "hidden";
    pressed.name = button.name;
    pressed.value = button.value;
    form.append(pressed);
  }
  form.submit();
}

async function answer(performance) {
  const asked = Date.now();
  const response = await fetch(`/do/shop/challenge?performance=${encodeURIComponent(performance)}`, {
    headers: { accept: "application/json" },
    cache: "no-store",
  });
  if (!response.ok) throw new Error(`challenge: ${response.status}`);
  const given = await response.json();
  // Nothing is asked any more: the form goes as it is.
  if (!given) return { text: "none", ends: Number.MAX_SAFE_INTEGER };
  const number = await solve(given);
  const { algorithm, challenge, salt, signature } = given;
  const took = Date.now() - asked;
  // By this device's clock, which may be wrong, the end is as far away as it was said to be by the server's.
  const ends = asked + given.seconds * 1000;
  return { text: btoa(JSON.stringify({ algorithm, challenge, number, salt, signature, took })), ends };
}

function solve(given) {
  return new Promise((resolve, reject) => {
    const worker = new Worker("/proof-worker.js");
    const end = (settle, value) => {
      worker.terminate();
      settle(value);
    };
    worker.onmessage = ({ data }) => (data === null ? end(reject, new Error("no number fits")) : end(resolve, data));
    worker.onerror = (error) => end(reject, error);
    worker.postMessage(given);
  });
}
