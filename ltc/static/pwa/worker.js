// The service worker of /pwa/.  VERSION and SHELL are written above this line by the server.  Only the
// files named there are ever kept: no page with a token, no answer of the API.

const SOON_MS = 3000;
const NAME = `shell-${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((kept) => kept.addAll(SHELL.map((url) => new Request(url, { cache: "reload" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(clear().then(() => self.clients.claim()));
});

async function clear() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== NAME).map((name) => caches.delete(name)));
}

// A new version waits until the page says that no draft is open.
self.addEventListener("message", (event) => { if (event.data === "go") self.skipWaiting(); });

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const path = url.pathname + url.search;
  if (event.request.method !== "GET" || url.origin !== self.location.origin || !SHELL.includes(path)) return;
  event.respondWith(event.request.mode === "navigate" ? networkFirst(event.request, path) : keptFirst(event.request, path));
});

async function networkFirst(request, path) {
  const asked = fetch(request).then((answer) => (answer.ok ? answer : null), () => null);
  const late = new Promise((done) => { setTimeout(() => done(null), SOON_MS); });
  // No network, or hardly any: what is kept will do.
  return (await Promise.race([asked, late])) || (await kept(path)) || (await asked) || fetch(request);
}

async function keptFirst(request, path) {
  return (await kept(path)) || fetch(request);
}

const kept = async (path) => (await caches.open(NAME)).match(path);
