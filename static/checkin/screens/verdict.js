// The answer to a scan fills the screen. It goes by “next guest”, by the next scan, and a plain welcome by itself.
import { takenBack } from "../device/meeting.js";
import * as answers from "./answer.js";
import { named } from "./names.js";
import { preference } from "./preferences.js";
import { hear, stopHearing } from "./reader.js";
import * as recent from "./recent.js";
import * as reception from "./reception.js";
import { signal } from "./sound.js";
import { tickList } from "./tick-list.js";
import { say, template } from "./words.js";

export const name = "verdict";
export const needs = "desk";
export const tabs = false;
export const practises = true;
export const calm = () => false;
const place = document.getElementById("answer");
let context = null;
let answer = null;
let closing = null;

export function enter(given, argument) {
  context = given;
  answer = argument?.answer ?? recent.lastAnswers(context.practice)[0];
  if (!answer) return context.go("scan");
  hear(context.assets, heard);
  draw();
  if (!argument?.fresh) return undefined;
  signal(answers.kindOf(answers.mainOf(answer)));
  closeLater();
  return undefined;
}

export function leave() {
  stay();
  turn(false);
  stopHearing();
  place.replaceChildren(); // no name stays in the page
}

function heard(text, from) {
  if (from === "camera" && (reception.isReading() || place.firstElementChild?.dataset.turned)) return false;
  reception.read(context, text);
  return true;
}

function draw() {
  answer.deeds ??= [answer.verdicts];
  const verdict = answers.mainOf(answer);
  const kind = answers.kindOf(verdict);
  const others = answers.othersOf(answer);
  const refused = !verdict.admitted && !verdict.annulled;
  const facts = answers.factsOf(answer, context.device.state.event ?? {});
  const name = answers.nameOf(answer);
  const sheet = template("answer-sheet", {
    practice: answer.practice,
    shape: template(`answer-shape-${kind}`),
    word: answers.wordOf(verdict),
    name: named(name),
    second_name: named(!answer.title && verdict.person?.second_name),
    say: (verdict.admitted && !verdict.annulled && answer.direction !== "exit" && !answer.title && verdict.person?.welcome) || null,
    note: answers.noteOf(verdict),
    first: answers.firstWords(verdict.first, context.device.state),
    pending: answers.pendingOf(verdict),
    facts: facts.length ? facts.map(fact) : null,
    help: canHelp(verdict) && !refused,
    help_press: canHelp(verdict) && refused && !answers.undoable(answer).length,
    guest: refused ? answers.guestPart(verdict) : null,
    party: others.length ? partyPart(verdict) : null,
    time: false,
    row: rowOf(verdict, refused),
    undo: undoWords(),
    let_in: others.length > 0,
  });
  sheet.dataset.kind = kind;
  sheet.dataset.long = (name?.length ?? 0) > 24;
  sheet.addEventListener("click", pressed);
  for (const touched of ["pointerdown", "keydown"]) sheet.addEventListener(touched, stay);
  place.replaceChildren(sheet);
  if (others.length) count(sheet.querySelectorAll("#party :checked").length);
  sheet.querySelector(".judged__title").focus({ preventScroll: true });
  scrollTo(0, 0);
}

function canHelp({ person }) {
  return Boolean(person) && !answer.practice && !answer.title && answer.direction !== "exit";
}

function fact({ kind, text }) {
  const made = template("answer-fact", { text });
  made.dataset.kind = kind;
  return made;
}

function partyPart(verdict) {
  const leaving = answer.direction === "exit";
  return tickList({
    people: answers.peopleOf(answer).filter(({ person }) => answer.title || person.id !== verdict.person?.id),
    direction: answer.direction,
    ticked: () => comesTogether(verdict),
    legend: say(leaving ? "party-who-leaves" : "party-who"),
    press: letIn,
    count,
  });
}

// A party of which nobody has gone through before comes together; later ones are ticked by hand.
function comesTogether({ admitted, party, person, direction }) {
  const gone = direction === "exit" ? ({ inside }) => !inside : ({ inside }) => inside;
  return admitted && answer.deeds.length === 1 && !answer.title && !party.some((one) => one.person.id !== person?.id && gone(one));
}

function count(ticked) {
  const button = place.querySelector("[data-slot=let_in]");
  if (!button) return;
  button.hidden = !ticked;
  if (ticked) button.textContent = say(answer.direction === "exit" ? "let-out" : "let-in-more", { number: ticked });
}

function rowOf(verdict, refused) {
  const row = [];
  if (refused) row.push(press("turn", say("turn")));
  if (verdict.mayForce && refused) row.push(press("force", say("force")));
  return row.length ? row : null;
}

function undoWords() {
  const number = answers.undoable(answer).length;
  if (!number) return null;
  return number > 1 ? say("undo-many", { number }) : say("undo");
}

function press(deed, text) {
  const made = template("answer-press", { text });
  made.dataset.deed = deed;
  return made;
}

const deeds = {
  next: () => context.go("scan"),
  turn: () => turn(true),
  back: () => turn(false),
  force: () => letIn([answers.mainOf(answer).person.id], true),
  undo: takeBack,
  help: () => context.go("mend", { person: answers.mainOf(answer).person }),
};

async function pressed(event) {
  const deed = event.target.closest("[data-deed]")?.dataset.deed;
  if (deed) await deeds[deed]();
}

// Turned to the guest, nothing else is seen: not why, and no red.
function turn(on) {
  const sheet = place.firstElementChild;
  if (!sheet || Boolean(sheet.dataset.turned) === on) return;
  if (on) sheet.dataset.turned = "yes";
  else delete sheet.dataset.turned;
  document.body.toggleAttribute("data-turned", on);
  sheet.querySelector(on ? "[data-deed=back]" : "[data-deed=turn]")?.focus();
}

async function letIn(people, forced = false) {
  await work(async () => {
    const before = answer;
    const via = before.title ? "search" : before.deeds[0][0].scanId;
    const verdicts = await reception.judgeOf(context).admit(people, { via, direction: before.direction, forced });
    answer = { ...before, verdicts: merged(before, verdicts), deeds: [...before.deeds, verdicts] };
    recent.remember(answer, before);
    draw();
    signal(answers.kindOf(answers.mainOf({ verdicts })));
    if (answers.isPlain(answer)) closeLater();
  });
}

// What was said of somebody before gives way to what is said now, and that a ticket was used to who comes by it now.
function merged(before, verdicts) {
  const now = new Set(verdicts.map(({ person }) => person?.id));
  const stays = ({ person, admitted, reason }) => !now.has(person?.id) && (admitted || reason !== "already_in");
  return [...before.verdicts.filter(stays), ...verdicts];
}

async function takeBack() {
  await work(async () => {
    const judge = reception.judgeOf(context);
    const back = new Map();
    for (const { scanId } of answers.undoable(answer)) {
      back.set(scanId, await judge.annul(scanId));
      takenBack(context.device, scanId);
    }
    const verdicts = answer.verdicts.map((one) => back.get(one.scanId) ?? one);
    const before = answer;
    answer = { ...before, verdicts, deeds: before.deeds.length > 1 ? before.deeds.slice(0, -1) : [verdicts] };
    recent.remember(answer, before);
    draw();
    context.announce(say("word-annulled"));
  });
}

// One deed at a time; what goes wrong is said here, and nothing is lost.
async function work(deed) {
  const sheet = place.firstElementChild;
  if (sheet.dataset.working) return;
  sheet.dataset.working = "yes";
  try {
    await deed();
  } catch (error) {
    const fault = template("answer-fault", { text: context.wordsOf(error) });
    sheet.querySelector(".judged__fault")?.remove();
    sheet.querySelector(".judged__actions").prepend(fault);
  } finally {
    delete sheet.dataset.working;
  }
}

function closeLater() {
  const seconds = preference("closesAfter");
  if (!seconds || !answers.isPlain(answer)) return;
  const bar = place.querySelector(".judged__time");
  if (bar) {
    bar.hidden = false;
    bar.firstElementChild.style.animationDuration = `${seconds}s`;
  }
  closing = setTimeout(() => context.go("scan"), seconds * 1000);
}

function stay() {
  clearTimeout(closing);
  const bar = place.querySelector(".judged__time");
  if (bar) bar.hidden = true;
}

// A scanner's keyboard has Enter; people have Escape.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.dataset.shows === "verdict") context.go("scan");
});
