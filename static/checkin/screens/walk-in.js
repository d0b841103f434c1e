// Guests who are in no list: noted and let in at once, while there are places. Only the site gives places, so without a
// network nothing is noted, and nothing that was typed is lost.
import { fold } from "../device/folding.js";
import { welcome } from "../device/meeting.js";
import { ask } from "./asking.js";
import { hasALetter, isLonger, isStorable } from "./names.js";
import { companyWords } from "./party.js";
import { fullQuestion, placesAt, placesWords } from "./places.js";
import * as reception from "./reception.js";
import { say, template } from "./words.js";

export const name = "walk-in";
export const needs = "desk";
export const tabs = false;
export const calm = () => false;
const MOST = 15;
const LONGEST = { name: 200, honorific: 40 };
const FIELDS = ["attendees", "country", "phone", "consents"]; // as the site calls them, in the order of the form
const form = document.getElementById("walk-in-form");
const fields = form.querySelector("fieldset");
const button = form.querySelector("[type=submit]");
const anew = document.getElementById("walk-in-anew");
const places = document.getElementById("walk-in-places");
const offline = document.getElementById("walk-in-offline");
const question = document.getElementById("walk-in-question");
let context = null;
let room = null;
let request = null; // {id, body}: what was sent and may have arrived, to be sent again as it is
let busy = false;

export async function enter(given, argument) {
  context = given;
  if (argument?.name && !form.elements.names.value && !request) form.elements.names.value = argument.name;
  context.device.addEventListener("state", networkChanged);
  closeQuestion();
  setBusy(false);
  room = null;
  await networkChanged();
}

export function leave() {
  context?.device.removeEventListener("state", networkChanged);
}

// Locked, nobody's name stays on the page.
function forgetWhenLocked() {
  if (!context.device.state.unlocked) begin();
}

let wasOnline = null;

async function networkChanged() {
  forgetWhenLocked();
  const { online, gate } = context.device.state;
  offline.hidden = online;
  if (online === wasOnline && room) return;
  wasOnline = online;
  if (online && gate) await lookForPlaces();
  else places.textContent = "";
}

async function lookForPlaces() {
  try {
    room = await placesAt(context.device);
    places.textContent = placesWords(room);
  } catch {
    room = null;
    places.textContent = "";
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (request) send(request);
  else look();
});
anew.addEventListener("click", () => {
  begin();
  form.elements.names.focus();
});

// The form is in order and nobody of that name is in the list: then it is sent.
async function look() {
  clearFaults();
  closeQuestion();
  const people = peopleOf(form.elements.names.value);
  const faults = faultsOf(people);
  if (Object.keys(faults).length) return showFaults(faults);
  const known = (await Promise.all(people.map((one) => sameName(one.name)))).flat();
  if (known.length) return askAbout(known, people);
  return send(made(people));
}

function peopleOf(text) {
  const lines = text.normalize("NFC").split(/\r\n|\r|\n/).map((line) => line.trim()).filter(Boolean);
  return lines.map((line) => {
    const titled = /^\(([^)]*)\)\s*(\S.*)$/u.exec(line);
    return titled ? { name: titled[2].trim(), honorific: titled[1].trim() } : { name: line };
  });
}

function faultsOf(people) {
  const faults = {};
  if (!people.length) faults.attendees = "walk-in-nobody";
  else if (people.length > MOST) faults.attendees = "walk-in-too-many";
  else if (people.some((one) => !isStorable(`${one.name}${one.honorific ?? ""}`))) faults.attendees = "walk-in-signs";
  else if (people.some((one) => /^\(.*\)$/u.test(one.name))) faults.attendees = "walk-in-title";
  else if (people.some((one) => !hasALetter(one.name))) faults.attendees = "walk-in-letters";
  else if (people.some((one) => tooLong(one))) faults.attendees = "walk-in-long";
  if (!form.elements.country.value) faults.country = "walk-in-country";
  if (!isStorable(form.elements.phone.value)) faults.phone = "walk-in-phone";
  if (!form.elements.processing.checked) faults.consents = "walk-in-consent";
  return faults;
}

function tooLong(person) {
  return Object.entries(LONGEST).some(([field, most]) => isLonger(person[field] ?? "", most));
}

async function sameName(typed) {
  const folded = fold(typed);
  const found = await context.device.search(typed);
  return found.filter(({ person }) => [person.name, person.second_name].some((one) => one && fold(one) === folded));
}

function made(people) {
  return {
    id: crypto.randomUUID(),
    gate: context.device.state.gate,
    attendees: people,
    country: form.elements.country.value,
    phone: form.elements.phone.value.trim() || undefined,
    locale: document.documentElement.lang,
    consents: { processing: true },
  };
}

async function send(body) {
  if (busy) return;
  setBusy(true);
  clearFaults();
  try {
    const told = await ask(context.device, "/walk-ins", { json: body });
    request = null;
    const verdicts = welcome(context.device, told.items, told.results);
    begin();
    await reception.show(context, { verdicts, direction: "entry" });
  } catch (error) {
    await failed(error, body);
  } finally {
    setBusy(false);
  }
}

async function failed(error, body) {
  // Only an answer tells that it has not been noted: without one, the same is sent again and changes nothing twice.
  request = error.code === "network" ? body : null;
  if (error.code === "network") return showFaults({ form: "walk-in-unsure" });
  if (error.problem === "full") return askAbove(body);
  if (error.problem === "gate_closed") return showFaults({ form: "walk-in-closed" });
  if (error.status === 422) {
    const told = { attendees: "walk-in-signs", country: "walk-in-country", phone: "walk-in-phone", consents: "walk-in-consent" };
    return showFaults(Object.fromEntries(error.fields.map((field) => (told[field] ? [field, told[field]] : ["form", "error-other"]))));
  }
  return showFaults({ form: null }, context.wordsOf(error));
}

async function askAbove(body) {
  await lookForPlaces();
  if (!room) return showFaults({ form: "error-network" });
  openQuestion(fullQuestion(room, body.attendees.length, () => send({ ...body, above: true }), closeQuestion));
}

function askAbout(known, people) {
  const sheet = template("walk-in-known", {
    people: known.map((one) => {
      const item = template("walk-in-same", { name: one.person.name, about: aboutOf(one) });
      item.querySelector("button").addEventListener("click", () => choose(one));
      return item;
    }),
  });
  sheet.querySelector("[data-deed=others]").addEventListener("click", () => {
    closeQuestion();
    send(made(people));
  });
  openQuestion(sheet);
}

function aboutOf({ person, party, inside }) {
  const told = [inside ? say("already-inside") : "", companyWords(party, person)];
  return told.filter(Boolean).join(" · ") || null;
}

async function choose({ person, party }) {
  begin();
  if (party.length > 1) return context.go("people", { title: person.name, people: party, via: "search", first: person.id });
  return reception.admit(context, [person.id], { via: "search" }).catch((error) => showFaults({ form: null }, context.wordsOf(error)));
}

function openQuestion(sheet) {
  question.replaceChildren(sheet);
  form.hidden = true;
  question.querySelector("h3").focus();
}

function closeQuestion() {
  const was = question.childElementCount > 0;
  question.replaceChildren();
  form.hidden = false;
  if (was) button.focus();
}

function begin() {
  form.reset();
  request = null;
  room = null;
  clearFaults();
  closeQuestion();
  setBusy(false);
}

function setBusy(on) {
  busy = on;
  fields.disabled = on || Boolean(request);
  button.disabled = on;
  anew.hidden = on || !request;
  button.textContent = say(request ? "walk-in-again" : "walk-in-send");
}

function showFaults(faults, words) {
  for (const [field, key] of Object.entries(faults)) {
    const place = document.getElementById(`walk-in-${field}-fault`);
    place.textContent = key ? say(key, { number: MOST }) : words;
    place.parentElement.classList.toggle("field--faulty", field !== "form");
  }
  const first = FIELDS.find((field) => field in faults);
  const control = { attendees: "names", country: "country", phone: "phone", consents: "processing" }[first];
  if (control) form.elements[control].focus();
}

function clearFaults() {
  for (const field of [...FIELDS, "form"]) {
    const place = document.getElementById(`walk-in-${field}-fault`);
    place.textContent = "";
    place.parentElement.classList.remove("field--faulty");
  }
}
