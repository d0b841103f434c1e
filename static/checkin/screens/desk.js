// Choose the desk, then open it by its PIN. Staff who were told the PINs need not type them, and are shown the
// desk's once.
import { digitsOf } from "../device/rules.js";
import { pinOf, pinToShow } from "./pins.js";
import { clock, inLanguage } from "./words.js";

export const name = "desk";
export const needs = "device";
export const tabs = false;
const PIN_LENGTH = 6;
const title = document.getElementById("title-desk");
const choice = document.getElementById("desk-choice");
const list = document.getElementById("desk-list");
const fault = document.getElementById("desk-fault");
const form = document.getElementById("desk-pin");
const field = form.elements.pin;
const pinFault = document.getElementById("desk-pin-fault");
const said = document.getElementById("desk-pin-busy");
const told = document.getElementById("desk-told");
let context = null;
let chosen = null;
let opening = false;

export function enter(given) {
  context = given;
  context.device.addEventListener("state", showDesks);
  showDesks();
  part(choice);
}

export function leave() {
  context.device.removeEventListener("state", showDesks);
  field.value = "";
}

export function calm() {
  return !choice.hidden && !opening;
}

function part(shown) {
  for (const one of [choice, form, told]) one.hidden = one !== shown;
  title.classList.toggle("visually-hidden", shown !== choice);
}

function showDesks() {
  const { gates, event, lastGate } = context.device.state;
  document.getElementById("desk-event").textContent = inLanguage(event?.title);
  document.getElementById("desk-none").hidden = gates.length > 0;
  const items = gates.map((gate) => item(gate, gate.slug === lastGate, event ?? {}));
  const focused = [...list.querySelectorAll("button")].indexOf(document.activeElement);
  list.replaceChildren(...items);
  list.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
}

function item(gate, isLast, { timezone, sessions = [] }) {
  const title = inLanguage(gate.name);
  const kind = ["help_desk", "way_out"].includes(gate.kind) && context.say(`desk-${gate.kind}`);
  const made = context.template("desk-item", {
    title,
    kind: kind !== title && kind, // a way out that is called so says it once
    sessions: titlesOf(sessions.filter(({ slug }) => gate.sessions.includes(slug))) || false,
    state: stateOf(gate, timezone) || (isLast && context.say("desk-last")),
  });
  const button = made.querySelector("button");
  button.disabled = Boolean(gate.closed_at);
  button.addEventListener("click", () => choose(gate));
  return made;
}

function titlesOf(sessions) {
  return sessions.map(({ title }) => inLanguage(title)).join(" · ");
}

function stateOf({ closed_at: closed, opens_at: opens, closes_at: closes }, timezone) {
  if (closed) return context.say("desk-closed");
  if (opens && new Date(opens) > new Date()) return context.say("desk-opens", { time: clock(opens, timezone) });
  return closes ? context.say("desk-closes", { time: clock(closes, timezone) }) : "";
}

function choose(gate) {
  chosen = gate;
  fault.textContent = pinFault.textContent = said.textContent = "";
  if (pinOf(gate.slug)) return open(pinOf(gate.slug), fault);
  document.getElementById("desk-pin-name").textContent = inLanguage(gate.name);
  field.value = "";
  part(form);
  field.focus({ preventScroll: true });
}

async function open(pin, faultHere) {
  if (opening) return;
  opening = true;
  faultHere.textContent = "";
  said.textContent = context.say("desk-opening");
  form.setAttribute("aria-busy", "true");
  try {
    await context.device.openGate(chosen.slug, pin);
    opening = false;
    opened();
  } catch (error) {
    faultHere.textContent = wordsOf(error);
    field.value = "";
    if (!form.hidden) field.focus({ preventScroll: true });
  } finally {
    opening = false;
    said.textContent = "";
    form.removeAttribute("aria-busy");
  }
}

function wordsOf(error) {
  if (error.code === "network") return context.say("desk-first-time");
  if (error.code !== "too_many") return context.wordsOf(error);
  return context.say("desk-pause", { time: clock(Date.now() + 1000 * (error.seconds ?? 60)) });
}

function opened() {
  const pin = pinToShow(chosen.slug);
  if (!pin) return context.onward();
  document.getElementById("desk-told-name").textContent = inLanguage(chosen.name);
  document.getElementById("desk-told-pin").textContent = `${pin.slice(0, 3)} ${pin.slice(3)}`;
  part(told);
  document.getElementById("desk-told-on").focus({ preventScroll: true });
}

function type(digit) {
  pinFault.textContent = "";
  field.value = digitsOf(field.value + digit).slice(0, PIN_LENGTH);
  if (field.value.length === PIN_LENGTH) open(field.value, pinFault);
}

form.querySelector(".pin__pad").addEventListener("click", ({ target }) => {
  if (target.dataset.digit && !opening) type(target.dataset.digit);
});
document.getElementById("desk-pin-delete").addEventListener("click", () => (field.value = field.value.slice(0, -1)));
document.getElementById("desk-pin-back").addEventListener("click", () => part(choice));
field.addEventListener("input", () => type(""));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (field.value) open(digitsOf(field.value), pinFault);
});
document.getElementById("desk-told-on").addEventListener("click", () => context.onward());
document.getElementById("desk-again").addEventListener("click", async () => {
  fault.textContent = "";
  await context.device.knock();
  if (!context.device.state.online) fault.textContent = context.say("error-network");
});
