// What an answer says. An answer is what one scan or one press has brought: {verdicts, direction, practice}, with
// `title` and `people` for a coach, and `deeds`, the lists of scan ids that can still be taken back, last one last.
// Pure but for the clock and the words, which stand in the page.
import { deskName } from "./desk-names.js";
import { leftOf, partyWords } from "./party.js";
import { clock, inLanguage, say, says, template } from "./words.js";

const NO_NAME = "Ông/Bà";
const LABEL = /^[a-z]+:[0-9]+$/; // of who is no phone: an account of the plain pages, another program

/** The verdict that is shown large: one that is not yet in, if there is any, else the first. */
export function mainOf({ verdicts }) {
  return verdicts.find((one) => !one.admitted && !one.annulled) ?? verdicts[0];
}

/** Everybody of the party or the coach as they stand after this answer: {person, inside, note?}. */
export function peopleOf(answer) {
  const known = answer.people ?? freshest(answer.verdicts);
  const outcome = new Map(answer.verdicts.filter(({ person }) => person).map((one) => [one.person.id, one]));
  return known.map(({ person, inside }) => {
    const verdict = outcome.get(person.id);
    if (!verdict) return { person, inside };
    // Taken back, somebody stands where they stood before.
    if (verdict.annulled) return { person, inside: verdict.direction === "exit" || verdict.reason === "already_in" };
    if (verdict.admitted) return { person, inside: verdict.direction !== "exit" };
    return { person, inside: inside || verdict.reason === "already_in", note: reasonWords(verdict.reason) };
  });
}

// The last verdict knows best who is inside; somebody alone is a party of one.
function freshest(verdicts) {
  const { party, person } = verdicts.at(-1);
  if (!person) return [];
  return party.some((one) => one.person.id === person.id) ? party : [{ person, inside: false }, ...party];
}

/** Those for whom there is something left to tick. */
export function othersOf(answer) {
  const main = mainOf(answer);
  const goesOn = main.admitted || main.reason === "already_in" || answer.people;
  if (main.annulled || !goesOn) return [];
  return leftOf(peopleOf(answer), answer.direction).filter(({ person }) => answer.people || person.id !== main.person?.id);
}

export function reasonWords(reason) {
  const key = `reason-${reason}`;
  return says(key) ? say(key) : say("reason-other");
}

/** The word of a verdict, as nodes: MỜI VÀO / WELCOME in two languages, all others in the volunteer's. */
export function wordOf(verdict) {
  if (verdict.annulled) return [say("word-annulled")];
  if (verdict.admitted && verdict.direction === "exit") return [say("word-exit")];
  if (verdict.admitted) return [template("answer-welcome")];
  return [say(verdict.reason === "already_in" ? "word-already-in" : `word-${verdict.kind === "stop" ? "stop" : "look"}`)];
}

/** The same in a line of text, for lists. */
export function wordLine(verdict) {
  return wordOf(verdict)
    .map((one) => (one instanceof Node ? one.textContent : one).replace(/\s+/g, " ").trim())
    .join(" ");
}

export function kindOf(verdict) {
  return verdict.annulled ? "look" : verdict.kind;
}

/** Whom the answer is about. */
export function nameOf(answer) {
  return answer.title ?? mainOf(answer).person?.name ?? null;
}

/** “Entered at 08:12:31, Bàn đón tiếp số 1, Điện thoại của Lan”. */
export function firstWords(first, state) {
  if (!first?.at) return null;
  const time = clock(first.at, state.event?.timezone, true);
  const phone = LABEL.test(first.device ?? "") ? null : first.device;
  const places = [first.gate && deskName(state, first.gate), phone].filter(Boolean).join(", ");
  return places ? say("first-entry", { time, places }) : say("first-entry-somewhere", { time });
}

/** The short things to know of whoever stands here: {kind, text}. */
export function factsOf(answer, { sessions = [] } = {}) {
  const { person, admitted, annulled } = mainOf(answer);
  const entering = admitted && !annulled && answer.direction !== "exit";
  const passed = answer.verdicts.filter((one) => one.admitted && !one.annulled).length;
  const said = answer.direction === "exit" ? "gone-out" : "let-in-now";
  const several = passed > 1 ? [{ kind: "count", text: say(said, { number: passed }) }] : [];
  const facts = [];
  if (!person) return several;
  if (entering && !answer.title) facts.push(...(person.facts ?? []));
  // Before what may be long: nobody shall miss it.
  if (person.no_photo && !answer.title) facts.splice(facts.findIndex(({ kind }) => kind === "table") + 1, 0, { kind: "photo", text: say("fact-no-photo") });
  const party = partyWords(peopleOf(answer));
  if (party) facts.push({ kind: "party", text: party }, ...several);
  if (answer.title) return facts;
  if (entering) {
    for (const session of sessions) {
      if (person.sessions?.includes(session.slug)) facts.push({ kind: "session", text: inLanguage(session.title) });
    }
  }
  return facts;
}

/** What the volunteer reads under the name. */
export function noteOf(verdict) {
  if (verdict.annulled) return say("note-annulled");
  if (!verdict.reason) return null;
  if (verdict.admitted) return verdict.direction === "exit" ? null : `${say("by-hand")} ${reasonWords(verdict.reason)}`;
  return verdict.first?.at ? null : reasonWords(verdict.reason);
}

export function pendingOf(verdict) {
  if (verdict.annulled) return null;
  if (verdict.kind === "pass") return say("newer-than-list");
  return verdict.offline ? say("judged-offline") : null;
}

/** What is turned to the guest: kind, in Vietnamese and in the guest's own language, and never why. */
export function guestPart(verdict) {
  const made = template("answer-guest");
  const own = verdict.person?.locale;
  const whom = verdict.person?.called || NO_NAME;
  for (const sentence of made.querySelectorAll("[data-kind-in]")) {
    sentence.hidden = sentence.dataset.kindIn !== (made.querySelector(`[data-kind-in="${own}"]`) ? own : "en");
  }
  const first = made.querySelector("[lang=vi]");
  first.textContent = first.textContent.replaceAll("{whom}", whom);
  return made;
}

/** A welcome with nothing left to do or to decide: it may go away by itself. */
export function isPlain(answer) {
  const main = mainOf(answer);
  return main.kind === "go" && main.admitted && !main.forced && !main.annulled && !othersOf(answer).length;
}

/** The scans of this answer's last deed that can still be taken back. */
export function undoable(answer, now = Date.now()) {
  const last = answer.deeds.at(-1) ?? [];
  return last.filter(({ admitted, annulled, annulUntil }) => admitted && !annulled && annulUntil && new Date(annulUntil) > now);
}
