// Who of a party found by name, or of a coach, is here: ticked, and let in by one press.
import { leftOf, partyWords } from "./party.js";
import { stopHearing } from "./reader.js";
import * as reception from "./reception.js";
import { tickList } from "./tick-list.js";
import { say } from "./words.js";

export const name = "people";
export const needs = "desk";
export const tabs = false;
export const practises = true;
export const calm = () => false;
const place = document.getElementById("people-list");
const heading = document.getElementById("title-people");
const fault = document.getElementById("people-fault");
const button = document.getElementById("people-let-in");
const question = heading.textContent;
let context = null;

/** `asked`: {title, people, via, ticked: all of them, first: the number of the one who stands here}. */
export function enter(given, asked) {
  context = given;
  if (!asked) return context.go("find");
  reception.hearScanner(context);
  const direction = reception.directionOf(context);
  fault.textContent = "";
  heading.textContent = asked.title;
  place.replaceChildren(
    tickList({
      people: inOrder(asked),
      direction,
      ticked: ({ person }) => asked.ticked || person.id === asked.first,
      legend: [direction === "exit" ? say("party-who-leaves") : question, partyWords(asked.people)].filter(Boolean).join(" · "),
      press: (ids) => letIn(asked, ids),
      count,
    }),
  );
  button.hidden = !leftOf(asked.people, direction).length; // nobody is left to tick
  return undefined;
}

export function leave() {
  heading.textContent = question;
  place.replaceChildren();
  stopHearing();
}

// Who stands here comes first.
function inOrder({ people, first }) {
  return [...people].sort((one, other) => (other.person.id === first) - (one.person.id === first));
}

function count(ticked) {
  const leaving = reception.directionOf(context) === "exit";
  button.disabled = !ticked;
  button.textContent = ticked ? say(leaving ? "let-out" : "let-in", { number: ticked }) : say("tick-first");
}

async function letIn({ title, people, via, first }, ids) {
  button.disabled = true;
  try {
    const whole = first ? {} : { title, people };
    await reception.admit(context, ids, { via, ...whole });
  } catch (error) {
    fault.textContent = context.wordsOf(error);
    button.disabled = false;
  }
}
