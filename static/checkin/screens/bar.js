// The bar above every screen: which desk, network or none, how old the list is, how many scans wait.
import { openDesk } from "./desk-names.js";
import { ago, announce, inLanguage, say } from "./words.js";

const AGES = 20_000; // how often the list's age is said anew
const parts = Object.fromEntries([...document.querySelectorAll("[data-bar]")].map((one) => [one.dataset.bar, one]));
const nameless = parts.desk.textContent;
let device = null;
let wasOnline = null;

export function watch(opened) {
  device = opened;
  device.addEventListener("state", show);
  setInterval(show, AGES);
  show();
}

export function practise(on) {
  parts.practice.hidden = !on;
}

function show() {
  const { enrolled, online, list, waiting, rejected } = device.state;
  const open = openDesk(device.state);
  write(parts.desk, open ? inLanguage(open.name) : nameless);
  if (parts.host) parts.host.hidden = Boolean(open);
  parts.state.hidden = !enrolled;
  parts.state.dataset.online = online;
  write(parts.network, say(online ? "online" : "offline"));
  write(parts.list, listWords(list));
  write(parts.queue, queueWords(waiting, rejected));
  if (wasOnline !== null && wasOnline !== online) announce(parts.network.textContent);
  wasOnline = online;
}

function listWords({ fetchedAt, complete, people }) {
  if (complete && fetchedAt) return say("list-age", { age: ago(fetchedAt) });
  return say(people ? "list-partial" : "list-none");
}

function queueWords(waiting, rejected) {
  if (rejected) return say("rejected", { number: rejected });
  return waiting ? say("queue", { number: waiting }) : "";
}

// Only what changes is written, so that nothing flickers and nothing is read out again.
function write(part, text) {
  if (part.textContent !== text) part.textContent = text;
}
