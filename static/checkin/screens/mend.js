// At the help desk, about one guest: the name as they say it, the badge at once, and a place for a party that waits.
import { meet } from "../device/meeting.js";
import { ask, badgeOf } from "./asking.js";
import { hasALetter, isLonger, isStorable } from "./names.js";
import * as paper from "./paper.js";
import { companyWords } from "./party.js";
import { fullQuestion, placesAt, placesWords } from "./places.js";
import { say, template } from "./words.js";

export const name = "mend";
export const needs = "desk";
export const tabs = false;
export const calm = () => false;
const LONGEST = { name: 200, second_name: 200, called: 20 };
const at = (id) => document.getElementById(`mend-${id}`);
const form = at("form");
const papers = at("paper");
let context = null;
let person = null;
let busy = false;

export async function enter(given, argument) {
  context = given;
  if (argument?.person) person = argument.person;
  if (!person) return context.go("find");
  papers.value = paper.chosenPaper();
  for (const field of Object.keys(LONGEST)) form.elements[field].value = person[field] ?? "";
  for (const part of ["form", "badge", "place", ...Object.keys(LONGEST)]) fault(part, "");
  at("badge-ready").textContent = at("saved").textContent = "";
  context.device.addEventListener("state", draw);
  await draw();
  await drawPlace();
  return undefined;
}

export function leave() {
  context?.device.removeEventListener("state", draw);
  paper.tidy();
  form.reset();
  at("who").textContent = at("party").textContent = "";
  at("badge-ready").textContent = "";
  at("question").replaceChildren();
}

async function draw() {
  if (!context.device.state.unlocked) person = null; // locked, nobody's name stays
  if (!person) return;
  at("offline").hidden = context.device.state.online;
  at("who").textContent = person.name;
  at("badge").hidden = at("save-print").hidden = person.state !== "confirmed";
  const party = await context.device.party(person.id);
  at("party").textContent = person ? companyWords(party, person) : "";
}

// --- A place for who waits ---------------------------------------------------------------------------------------

async function drawPlace() {
  const { state } = person;
  at("place").hidden = !["waitlisted", "pending"].includes(state);
  at("place-give").hidden = state !== "waitlisted";
  at("let-in").hidden = true;
  at("place-head").hidden = false;
  at("question").replaceChildren();
  if (state === "pending") at("place-about").textContent = say("mend-pending");
  if (state !== "waitlisted") return;
  const room = await placesAt(context.device).catch(() => null);
  at("place-about").textContent = `${say("mend-waitlisted")} ${room ? placesWords(room) : ""}`;
}

at("place-give").addEventListener("click", () => give(false));

at("let-in").addEventListener("click", async () => {
  const people = await context.device.party(person.id);
  context.go("people", { title: person.name, people, via: "search", first: person.id, ticked: true });
});

async function give(above) {
  await work("place", async () => {
    at("question").replaceChildren();
    try {
      const told = await ask(context.device, `/parties/${person.registration}/place`, { json: { above } });
      take(told.items);
      await drawPlace();
      at("place").hidden = false;
      at("place-give").hidden = true;
      at("place-about").textContent = say("mend-placed");
      at("let-in").hidden = false;
      at("place-head").hidden = true;
    } catch (error) {
      if (error.problem !== "full") throw error;
      const room = await placesAt(context.device);
      const people = (await context.device.party(person.id)).length || 1;
      at("question").replaceChildren(fullQuestion(room, people, () => give(true), () => at("question").replaceChildren()));
      at("question").querySelector("h3").focus();
    }
  });
}

// --- The name -----------------------------------------------------------------------------------------------------

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const typed = Object.fromEntries(Object.keys(LONGEST).map((field) => [field, form.elements[field].value.normalize("NFC").trim()]));
  const changed = Object.entries(typed).filter(([field, text]) => text !== (person[field] ?? ""));
  const faults = Object.entries(typed).map(([field, text]) => [field, faultOf(field, text)]);
  for (const [field, words] of faults) fault(field, words);
  at("saved").textContent = "";
  const first = faults.find(([, words]) => words);
  if (first) return form.elements[first[0]].focus();
  fault("form", "");
  const wantsPaper = event.submitter === at("save-print");
  if (!changed.length) return wantsPaper ? print() : fault("form", say("mend-same"));
  let prints = false;
  await work("form", async () => {
    const told = await ask(context.device, `/attendees/${person.id}`, { method: "PATCH", json: Object.fromEntries(changed) });
    take([told]);
    at("saved").textContent = say("mend-saved");
    prints = wantsPaper;
  });
  if (prints) await print();
});

function faultOf(field, text) {
  if (field === "name" && !text) return say("mend-nameless");
  if (!isStorable(text)) return say("walk-in-signs");
  if (field === "name" && !hasALetter(text)) return say("walk-in-letters");
  if (isLonger(text, LONGEST[field])) return say("mend-long", { number: LONGEST[field] });
  return "";
}

// The phone's list knows it from now on, and so does the answer from which the guest was brought here.
function take(items) {
  meet(context.device, items);
  const own = items.find(({ id }) => id === person.id);
  if (own) Object.assign(person, own);
  draw();
}

// --- The badge ----------------------------------------------------------------------------------------------------

papers.addEventListener("change", () => paper.choosePaper(papers.value));
at("print").addEventListener("click", print);

function print() {
  return work("badge", async () => {
    at("badge-ready").textContent = say("mend-making");
    try {
      const address = paper.print(await badgeOf(context.device, person.id, papers.value));
      const ready = template("mend-badge-link", { link: (link) => (link.href = address) });
      at("badge-ready").replaceChildren(ready);
    } catch (error) {
      at("badge-ready").textContent = "";
      throw error;
    }
  });
}

at("back").addEventListener("click", () => context.back());

// One deed at a time; what goes wrong is said beside it, and nothing that was typed is lost.
async function work(part, deed) {
  if (busy) return;
  busy = true;
  fault(part, "");
  const buttons = document.querySelectorAll("[data-screen=mend] button");
  for (const one of buttons) one.disabled = true;
  try {
    await deed();
  } catch (error) {
    fault(part, wordsOf(error, part));
  } finally {
    busy = false;
    for (const one of buttons) one.disabled = false;
  }
}

function wordsOf(error, part) {
  if (error.code === "network") return say(part === "form" ? "mend-unsure" : "error-network");
  if (error.problem === "cancelled") return say("mend-cancelled");
  if (error.problem === "not_confirmed") return say(part === "badge" ? "mend-no-badge" : "mend-pending");
  if (error.status === 422) return say("walk-in-signs");
  return context.wordsOf(error);
}

function fault(part, words) {
  const place = at(`${part}-fault`);
  place.textContent = words;
  place.closest(".field")?.classList.toggle("field--faulty", Boolean(words));
}
