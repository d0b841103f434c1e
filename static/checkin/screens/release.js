// The page's side of the service worker: it keeps the page on the phone, and brings new releases without disturbing
// anybody. What the phone's holder has chosen for it (the language) is laid where it can read it.
const home = document.body.dataset.home;
const CHECK_EVERY = 3600_000;
const CHOICES = "showcase-door-choices";
const watchers = new EventTarget();
let registration = null;
let isAtRest = () => false;
let controlled = Boolean(navigator.serviceWorker?.controller);
let taken = false; // another release has taken over; this page is still of the old one
let asked = false; // by whoever holds the phone

/** Begin to keep the page. `atRest()` says whether nobody would be disturbed if it were loaded anew. */
export async function keepPage(atRest) {
  isAtRest = atRest;
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    taken = controlled; // the very first one takes over from nobody
    controlled = true;
    changed();
    if (taken && asked) location.reload();
    else renewAtRest();
  });
  registration = await navigator.serviceWorker.register(`${home}worker.js`, { scope: home, updateViaCache: "none" });
  registration.addEventListener("updatefound", () => follow(registration.installing));
  follow(registration.installing);
  changed();
  renewAtRest();
  setInterval(look, CHECK_EVERY);
  document.addEventListener("visibilitychange", () => !document.hidden && look());
}

/** "none": this browser keeps no pages; "coming": being fetched; "ready"; "newer": ready, and a newer one waits. */
export function state() {
  if (!navigator.serviceWorker) return "none";
  if (!registration?.active && !navigator.serviceWorker.controller) return "coming";
  return registration?.waiting || taken ? "newer" : "ready";
}

/** Told whenever `state()` may have changed. */
export function onChange(listener) {
  watchers.addEventListener("change", listener);
}

/** Called when the page comes to rest: what waits takes over now. */
export function renewAtRest() {
  if (isAtRest()) takeOver();
}

/** Take the newer release over at once. What waits to be sent stays. */
export function renew() {
  asked = true;
  takeOver();
}

function takeOver() {
  if (taken) location.reload();
  else registration?.waiting?.postMessage("take-over");
}

/** Ask the site for a newer release. */
export async function look() {
  await registration?.update().catch(() => {}); // no network: later
}

/** The language in which the page opens on this phone. */
export async function chooseLanguage(code) {
  const choices = await globalThis.caches?.open(CHOICES).catch(() => null);
  await choices?.put(`${home}language`, new Response(code));
}

export async function chosenLanguage() {
  const choices = await globalThis.caches?.open(CHOICES).catch(() => null);
  return (await choices?.match(`${home}language`))?.text();
}

function follow(worker) {
  worker?.addEventListener("statechange", () => {
    changed();
    if (worker.state === "installed") renewAtRest();
  });
}

function changed() {
  watchers.dispatchEvent(new Event("change"));
}
