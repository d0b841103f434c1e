// Make this phone a device: by the code of the instruction sheet, scanned by the phone's camera or typed; or, for
// staff who are signed in at this browser, by one press.
import { learnPins } from "./pins.js";
import { inLanguage } from "./words.js";

export const name = "enrol";
export const tabs = false;
const own = document.getElementById("enrol-own");
const ownFault = document.getElementById("enrol-own-fault");
const form = document.getElementById("enrol-form");
const codeFault = document.getElementById("enrol-fault");
const nameFault = document.getElementById("enrol-name-fault");
const address = `${document.body.dataset.home}phones/own`;
let context = null;
let mark = ""; // of the session, for its form
let busy = false;

export function enter(given, argument) {
  context = given;
  const { enrolled, revoked, device, event, waiting } = context.device.state;
  show("enrol-revoked", revoked);
  show("enrol-again", enrolled && !revoked);
  if (enrolled && !revoked) {
    const told = { name: device?.name ?? "", event: inLanguage(event?.title) };
    document.getElementById("enrol-again-said").textContent = context.say("enrol-again", told);
  }
  show("enrol-waiting", enrolled && waiting);
  const saying = revoked ? "enrol-goes-on" : "enrol-waiting";
  if (waiting) document.getElementById("enrol-waiting").textContent = context.say(saying, { number: waiting });
  show("enrol-how", !argument?.code);
  show("enrol-code-in", argument?.code);
  if (argument?.code) {
    form.elements.code.value = argument.code;
    form.elements.name.focus({ preventScroll: true });
  }
  offerOwn();
}

export function calm() {
  return !busy && !form.elements.code.value && !form.elements.name.value;
}

function show(id, wanted) {
  document.getElementById(id).hidden = !wanted;
}

// Whether somebody of the staff is signed in at this browser; asked of the site, since this page knows no session.
async function offerOwn() {
  own.hidden = true;
  const answer = await fetch(address, { redirect: "manual", cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  const told = await answer.json();
  mark = told.mark;
  const options = told.events.map(({ slug, title }) => new Option(inLanguage(title), slug));
  own.elements.event.replaceChildren(...options);
  show("enrol-own-choice", options.length > 1);
  document.getElementById("enrol-own-who").textContent = context.say("enrol-signed-in", { name: told.name });
  own.dataset.name = told.name;
  own.hidden = !options.length;
  form.querySelector("[type=submit]").classList.toggle("button--primary", own.hidden); // one first thing to do
  show("enrol-sign-in", false);
}

own.addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(ownFault, async () => {
    const body = new URLSearchParams({ event: own.elements.event.value, name: own.dataset.name.slice(0, 80) });
    const sent = { method: "POST", body, headers: { "X-CSRF-Token": mark }, redirect: "error", cache: "no-store" };
    const answer = await fetch(address, sent).catch(() => null);
    if (!answer) throw Object.assign(new Error("network"), { code: "network" });
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    learnPins(told.gates);
    await context.device.adopt(told);
  });
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const code = form.elements.code.value.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
  const given = form.elements.name.value.trim();
  codeFault.textContent = code ? "" : context.say("enrol-no-code");
  nameFault.textContent = given ? "" : context.say("enrol-no-name");
  const faulty = !code ? form.elements.code : !given ? form.elements.name : null;
  if (faulty) faulty.focus();
  else attempt(codeFault, () => context.device.enrol(code, given));
});

// One at a time: a code may be good for one phone only.
async function attempt(fault, deed) {
  if (busy) return;
  busy = true;
  fault.textContent = "";
  context.root.setAttribute("aria-busy", "true");
  try {
    const { waiting, revoked } = context.device.state; // a key that is void sends nothing: the next one does
    if (waiting && !revoked) throw Object.assign(new Error("waiting"), { code: "waiting" });
    await deed();
    form.reset();
    context.onward();
  } catch (error) {
    fault.textContent = context.wordsOf(error);
    fault.scrollIntoView({ block: "nearest" });
  } finally {
    busy = false;
    document.querySelector('[data-screen="enrol"]').removeAttribute("aria-busy");
  }
}
