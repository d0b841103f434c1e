// Keeps the door's page on the phone, so that it opens with no network and no server. The site puts four facts in
// front: RELEASE, HOME, LOCALES, and KEPT (address and hash of all that the page is made of).
//
// Each release has a cache of its own. A new one is fetched beside the old one and waits: it takes over when the page
// says that nobody is scanning, or when no page is open. Scans lie in IndexedDB, which it does not touch. What the
// API answers is never kept here.
/* global RELEASE, HOME, LOCALES, KEPT */
const PREFIX = "showcase-door-";
const CACHE = PREFIX + RELEASE;
const CHOICES = `${PREFIX}choices`; // what the phone's holder has chosen: the language
const LANGUAGE = `${HOME}language`;
const OURS = new Set(KEPT.map(([address]) => address));
const AT_ONCE = 6;
const NAMES_END = 2 * 3600_000; // ms after the event

self.addEventListener("install", (event) => event.waitUntil(keep()));

self.addEventListener("activate", (event) => event.waitUntil(begin()));

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
  if (event.data === "tell") event.source.postMessage({ release: RELEASE });
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    // Only the page itself: the desks' plain pages, phones and cases are the server's.
    const named = LOCALES.find((code) => pathname === `${HOME}${code}/`);
    if (named || pathname === HOME) event.respondWith(page(named, request));
  } else if (OURS.has(pathname)) {
    event.respondWith(kept(pathname, request));
  }
});

async function keep() {
  const cache = await caches.open(CACHE);
  const waiting = [...KEPT];
  const fetchOn = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await keepOne(cache, ...next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchOn));
}

async function keepOne(cache, address, integrity) {
  if (await cache.match(address)) return; // fetched before the network went away
  // Files name what they hold: one of an earlier release is the same.
  const before = address.startsWith("/assets/") && (await caches.match(address, { ignoreVary: true }));
  await cache.put(address, before || (await fetched(address, integrity)));
}

async function fetched(address, integrity) {
  const response = await fetch(address, { cache: "no-cache", credentials: "omit", integrity });
  if (!response.ok || response.redirected) throw new Error(`${address}: ${response.status}`);
  return response;
}

async function begin() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE && name !== CHOICES) await caches.delete(name);
  }
  await self.clients.claim();
  await endNames().catch(() => {});
}

async function page(named, request) {
  const code = named ?? (await chosen()) ?? LOCALES[0];
  return kept(`${HOME}${code}/`, request);
}

async function kept(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address, { ignoreVary: true })) ?? fetch(request);
}

async function chosen() {
  const choices = await caches.open(CHOICES);
  const told = await (await choices.match(LANGUAGE))?.text();
  const spoken = [told, ...(self.navigator.languages ?? [self.navigator.language]).map((one) => one.split("-")[0])];
  return spoken.find((code) => LOCALES.includes(code));
}

// Two hours after the event nobody's name stays on the phone, even if the page is not opened any more. Scans stay.
async function endNames() {
  const database = await opened("showcase-door");
  if (!database) return;
  const settings = database.transaction("settings").objectStore("settings");
  const [event, offset] = await Promise.all(["event", "offsetMs"].map((key) => answered(settings.get(key))));
  if (event?.ends_at && Date.now() + (offset ?? 0) > Date.parse(event.ends_at) + NAMES_END) {
    const ending = database.transaction(["list", "settings"], "readwrite");
    ending.objectStore("list").clear();
    for (const key of ["list", "coming", "wraps"]) ending.objectStore("settings").delete(key);
  }
  database.close();
}

// The database as it is; none is made.
function opened(name) {
  return new Promise((resolve) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.transaction.abort();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
}

function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
