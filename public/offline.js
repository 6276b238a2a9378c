// Gate and till open without a network. Each has this worker for itself: it keeps a page without a person and without a nonce
// (its shell), and the files the page needs. With a network every page is the server's, and what is kept is looked after.
const face = new URL(registration.scope).pathname;
const SHELL = `${face}/shell`;
const NAME = `shell ${face}`;
/** A network that takes longer, in milliseconds, is none. */
const PATIENCE = 5000;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(refresh());
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === face) event.respondWith(page(event));
  } else if (pathname.startsWith("/pkg/")) {
    event.respondWith(built(request));
  } else if (/^\/(fonts|icons)\/|^\/[\w-]+\.(js|svg|webmanifest)$/.test(pathname)) {
    event.respondWith(fetch(request).catch(async (error) => (await kept(request)) ?? Promise.reject(error)));
  }
});

async function page(event) {
  const asked = fetch(event.request);
  try {
    const answer = await Promise.race([asked, new Promise((_, over) => setTimeout(over, PATIENCE))]);
    if (answer.status < 500) {
      event.waitUntil(refresh().catch(() => undefined));
      return answer;
    }
  } catch {
    // What is kept will do.
  }
  return (await kept(SHELL)) ?? asked;
}

/** A built file's name is its content's hash: what is kept is right. */
async function built(request) {
  return (await kept(request)) ?? fetch(request);
}

async function kept(request) {
  const cache = await caches.open(NAME);
  return cache.match(request, { ignoreVary: true });
}

/** Fetches the shell as it is now and what it needs; the shell last, so that it never asks for what isn't there. */
async function refresh() {
  const shell = await fetch(SHELL, { cache: "no-store" });
  if (!shell.ok) throw new Error(`the shell can't be fetched: ${shell.status}`);
  const files = (shell.headers.get("offline-files") ?? "").split(" ").filter(Boolean);
  const cache = await caches.open(NAME);
  const have = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  await cache.addAll(files.filter((file) => !(file.startsWith("/pkg/") && have.has(file))));
  await cache.put(SHELL, shell);
  const gone = [...have].filter((path) => path !== SHELL && !files.includes(path));
  await Promise.all(gone.map((path) => cache.delete(path, { ignoreVary: true })));
}
