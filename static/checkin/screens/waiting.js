// Scans and what became of them: those that the server would not take, where the office sees one otherwise, what
// waits to be sent, and the last answers of this desk, of which the latest can be taken back.
import { deskName } from "./desk-names.js";
import { firstWords, mainOf, nameOf, reasonWords, undoable, wordLine } from "./answer.js";
import { stopHearing } from "./reader.js";
import * as recent from "./recent.js";
import * as reception from "./reception.js";
import { clock, say, template } from "./words.js";

export const name = "waiting";
export const needs = "device";
export const practises = true;
const SHOWN = 15; // of the last answers: about a quarter of an hour at one desk
const parts = Object.fromEntries(
  ["rejected", "words", "waiting", "recent"].map((part) => [part, document.getElementById(`scans-${part}`)]),
);
const none = document.getElementById("scans-none");
const send = document.getElementById("scans-send");
let context = null;
let drawing = 0;

export function enter(given) {
  const first = !context;
  context = given;
  if (first) {
    recent.onChange(again);
    context.device.addEventListener("state", again);
  }
  reception.hearScanner(context);
  return draw();
}

export function leave() {
  for (const part of Object.values(parts)) part.querySelector("ul").replaceChildren();
  stopHearing();
}

function again() {
  if (document.body.dataset.shows === name) draw();
}

async function draw() {
  const mine = ++drawing;
  const entries = context.practice ? [] : await context.device.waiting();
  const people = await peopleOf(entries);
  if (mine !== drawing || document.body.dataset.shows !== name) return;
  fill("rejected", entries.filter(({ state }) => state === "rejected").map((entry) => rejected(entry, people)));
  fill("words", context.practice ? [] : recent.otherWords().map(otherWord));
  fill("waiting", entries.filter(({ state }) => state !== "rejected").map((entry) => line(entry, people)));
  fill("recent", recent.lastAnswers(context.practice).slice(0, SHOWN).map(lastAnswer));
  none.hidden = !Object.values(parts).every((part) => part.hidden);
  send.hidden = !context.device.state.online;
}

function fill(part, items) {
  parts[part].hidden = !items.length;
  parts[part].querySelector("ul").replaceChildren(...items);
}

// Names are not in the queue: they are read from the list, as long as it is open.
async function peopleOf(entries) {
  const numbers = [...new Set(entries.map(({ who }) => who).filter(Boolean))];
  if (!context.device.state.unlocked) return new Map();
  const found = await Promise.all(numbers.map((number) => context.device.party(number).catch(() => [])));
  return new Map(numbers.map((number, place) => [number, found[place].find(({ person }) => person.id === number)?.person]));
}

function about(entry, people) {
  const { state } = context.device;
  const gate = entry.gate && deskName(state, entry.gate);
  return {
    name: people.get(entry.who)?.name ?? say(entry.kind === "annulment" ? "scans-annulment" : "scans-ticket"),
    when: [clock(entry.at, state.event?.timezone, true), gate, entry.direction === "exit" && say("scans-exit")].filter(Boolean).join(" · "),
  };
}

function line(entry, people) {
  const shown = entry.shown && say(entry.shown === "admitted" ? "scans-shown-admitted" : "scans-shown-refused");
  return template("scans-one", { ...about(entry, people), what: entry.annulled ? say("word-annulled") : shown || null });
}

function rejected(entry, people) {
  const made = template("scans-rejected-one", { ...about(entry, people), what: reasonWords(entry.reason) });
  made.querySelector("button").addEventListener("click", () => context.device.clearRejected(entry.id).then(draw));
  return made;
}

function otherWord(verdict) {
  const { event } = context.device.state;
  const made = template("scans-word-one", {
    name: verdict.person?.name ?? say("scans-ticket"),
    when: clock(verdict.at, event?.timezone, true),
    what: verdict.conflict || verdict.reason ? reasonWords(verdict.conflict ?? verdict.reason) : wordLine(verdict),
    first: firstWords(verdict.first, context.device.state),
  });
  made.querySelector("button").addEventListener("click", () => recent.clearWord(verdict.scanId));
  return made;
}

function lastAnswer(answer) {
  const verdict = mainOf(answer);
  const made = template("scans-last-one", {
    name: nameOf(answer) ?? say("scans-ticket"),
    when: clock(verdict.at, context.device.state.event?.timezone, true),
    what: wordLine(verdict),
    undo: undoable(answer).length > 0,
  });
  made.querySelector("button").addEventListener("click", () => context.go("verdict", { answer }));
  return made;
}

send.addEventListener("click", () => context.device.sync().catch(() => {}));
