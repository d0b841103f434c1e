// Keeps a screen's parts as they are at the door: told by a stream of events; where that is not to be had, asked for
// every few seconds. It always says of when the numbers are, and admits when it hears nothing more.
const live = document.getElementById("live");
const said = live.querySelector(".as-of__said");
const parts = new Map([...document.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
const SILENCE = 10000; // ms without a word after which the numbers count as old
const ASK_EVERY = 5000;
const LONGEST_PAUSE = 60000;
const STREAM_AGAIN = 120000; // who asks tries the stream now and then
let at = said.textContent.match(/\d\d:\d\d:\d\d/)?.[0] ?? "";
let heard = Date.now();
let failures = 0;
let etag = "";
let source = null;
let timer = 0;
let askedSince = 0;

function say(state) {
  live.dataset.state = state === "fresh" ? "fresh" : "stale";
  const sentence = { fresh: "fresh", silent: "silent", stale: "stale", signedOut: "signedOut" }[state];
  const words = live.dataset[sentence].replace("{}", at);
  if (said.textContent !== words) said.textContent = words;
}

function take(news) {
  at = news.at;
  heard = Date.now();
  failures = 0;
  for (const [name, html] of Object.entries(news.parts ?? {})) replace(parts.get(name), html);
  say("fresh");
}

// Focus stays where it was: on the link or button of the same address or value.
function replace(part, html) {
  if (!part) return;
  const held = part.contains(document.activeElement) ? document.activeElement : null;
  const open = new Set([...part.querySelectorAll("details")].flatMap((one, place) => (one.open ? [place] : [])));
  const page = new DOMParser().parseFromString(html, "text/html");
  part.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
  for (const [place, one] of [...part.querySelectorAll("details")].entries()) one.open = open.has(place);
  if (!held) return;
  const same = [...part.querySelectorAll("a, button, summary")].find((one) =>
    one.tagName === held.tagName && (one.href ?? one.value) === (held.href ?? held.value));
  same?.focus({ preventScroll: true });
}

function stop() {
  source?.close();
  source = null;
  clearTimeout(timer);
}

// The wait doubles with each failure, and no two screens wait alike.
function pause() {
  return Math.min(LONGEST_PAUSE, 1000 * 2 ** Math.min(failures - 1, 6)) * (0.75 + Math.random() / 2);
}

function listen() {
  stop();
  if (!window.EventSource) return ask();
  source = new EventSource(live.dataset.stream);
  source.addEventListener("message", (event) => take(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    const refused = source?.readyState === EventSource.CLOSED;
    stop();
    failures += 1;
    if (!refused) {
      timer = setTimeout(listen, pause()); // ended in good order, or the network is gone: the browser alone would hammer
      return;
    }
    askedSince = Date.now();
    ask();
  });
}

async function ask() {
  stop();
  let next = ASK_EVERY;
  try {
    const headers = { "X-Fragment": "parts", ...(etag && { "If-None-Match": etag }) };
    const answer = await fetch(live.dataset.parts, { headers, cache: "no-store", redirect: "manual" });
    if (answer.status === 304) {
      take({ at: answer.headers.get("X-Moment") });
    } else if (answer.ok) {
      etag = answer.headers.get("ETag") ?? "";
      take(await answer.json());
    } else if (answer.type === "opaqueredirect" || answer.status === 403) {
      return say("signedOut");
    } else {
      throw new Error(String(answer.status));
    }
  } catch {
    failures += 1;
    next = pause();
    say("stale");
  }
  const again = Date.now() - askedSince > STREAM_AGAIN && !failures ? listen : ask; // a place may be free by now
  timer = setTimeout(again, next);
}

setInterval(() => {
  if (Date.now() - heard <= SILENCE || document.hidden) return;
  say(source?.readyState === EventSource.OPEN && navigator.onLine ? "silent" : "stale");
}, 1000);

// A browser that has given up on the stream after a long time without a network comes back at once.
addEventListener("online", listen);
addEventListener("offline", () => say("stale"));
// A phone in the pocket watches nothing: it costs its battery, and somebody's place.
document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
addEventListener("pagehide", stop);

say("fresh");
listen();
