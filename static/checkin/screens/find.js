// A guest without a ticket says a name. Nothing is listed before three letters, and of people of one name only as
// much is told as tells them apart.
import { fold, isEnough } from "../device/folding.js";
import { MOST_FOUND } from "../device/guests.js";
import { named } from "./names.js";
import { companyWords } from "./party.js";
import { stopHearing } from "./reader.js";
import * as reception from "./reception.js";
import { say, template } from "./words.js";

export const name = "find";
export const needs = "desk";
export const practises = true;
const PAUSE = 120; // milliseconds without a letter, then it is looked up
const form = document.getElementById("find-form");
const list = document.getElementById("find-list");
const said = document.getElementById("find-said");
const walkIn = document.getElementById("find-walk-in");
const countries = new Intl.DisplayNames(document.documentElement.lang, { type: "region" });
let context = null;
let asked = null;

walkIn.addEventListener("click", () => context.go("walk-in", { name: form.elements.name.value.trim() }));

export function enter(given) {
  context = given;
  reception.hearScanner(context);
  form.elements.name.focus({ preventScroll: true });
}

export function leave() {
  clearTimeout(asked);
  form.reset();
  list.replaceChildren();
  walkIn.hidden = true;
  said.textContent = "";
  stopHearing();
}

form.addEventListener("input", () => {
  clearTimeout(asked);
  asked = setTimeout(lookUp, PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(asked);
  lookUp();
});

async function lookUp() {
  const text = form.elements.name.value;
  const enough = isEnough(text);
  const found = !enough ? [] : await reception.judgeOf(context).search(text);
  if (text !== form.elements.name.value) return; // more was typed meanwhile
  const shown = found.slice(0, MOST_FOUND);
  list.replaceChildren(...shown.map((one) => item(one, shown)));
  walkIn.hidden = !enough || context.practice;
  if (!enough) said.textContent = text.trim() ? say("find-more-letters") : "";
  else if (!found.length) said.textContent = say("find-nobody");
  else said.textContent = say(found.length >= MOST_FOUND ? "find-too-many" : "find-found", { number: shown.length });
}

function item(one, all) {
  const { person } = one;
  const made = template("find-one", {
    name: named(person.name),
    second_name: named(person.second_name),
    about: about(one, all) || null,
    inside: one.inside,
  });
  made.querySelector("button").addEventListener("click", () => choose(one));
  return made;
}

// Alone of that name, a guest is told by the party's size; with others, by what differs between them.
function about({ person, party }, all) {
  const same = all.filter((one) => fold(one.person.name) === fold(person.name));
  if (same.length < 2) return party.length > 1 ? say("find-party", { number: party.length }) : "";
  const { country, age_band: age } = person.apart ?? {};
  const told = [
    companyWords(party, person) || say("find-alone"),
    country && countries.of(country),
    age && say(`age-${age}`),
  ];
  return told.filter(Boolean).join(" · ");
}

async function choose({ person }) {
  const people = await reception.judgeOf(context).party(person.id);
  if (people.length > 1) return context.go("people", { title: person.name, people, via: "search", first: person.id });
  return reception.admit(context, [person.id], { via: "search" }).catch((error) => {
    said.textContent = context.wordsOf(error);
  });
}
