// The places that are left at this desk, and the question that is asked before somebody is let in above them.
import { ask } from "./asking.js";
import { say, template } from "./words.js";

/** {left, waiting, mayExceed}; `left` null: no limit. */
export async function placesAt(device) {
  const told = await ask(device, `/places?gate=${device.state.gate}`);
  return { left: told.left, waiting: told.waiting, mayExceed: told.may_exceed };
}

/** “12 places left”; who waits for some is said only where none is left. */
export function placesWords({ left, waiting }) {
  if (left === null) return say("places-no-limit");
  if (left > 0) return say("places-left", { number: left });
  return waiting ? `${say("places-none")} ${say("places-waiting", { number: waiting })}` : say("places-none");
}

/** What is shown where `number` people find no place: who has the right may let them in, knowing it. */
export function fullQuestion(places, number, letIn, give) {
  const sheet = template("full-question", {
    about: `${placesWords(places)} ${say("places-needed", { number })}`,
    may: places.mayExceed,
    may_not: !places.mayExceed,
    above: places.mayExceed,
  });
  sheet.querySelector("[data-deed=above]")?.addEventListener("click", letIn);
  sheet.querySelector("[data-deed=not]").addEventListener("click", give);
  return sheet;
}
