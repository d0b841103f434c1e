// What the screens do with guests: one way for whatever is read, ticked or found by name, at a real desk or at
// practice. Each deed ends in the answer that fills the screen.
import { openDesk } from "./desk-names.js";
import { isPretend, practiceDesk } from "./practice-desk.js";
import { hear } from "./reader.js";
import * as recent from "./recent.js";

let direction = null; // chosen by hand; null: as the desk is meant
let desk = null;
let queue = Promise.resolve();
let reading = 0;

/** Who judges: the phone's device, or the pretend desk of practice. */
export function judgeOf(context) {
  return context.practice ? practiceDesk() : context.device;
}

/** Which way guests go here: "entry" or "exit". */
export function directionOf(context) {
  const gate = openDesk(context.device.state);
  if (desk !== gate?.slug) [desk, direction] = [gate?.slug, null];
  return direction ?? (gate?.kind === "way_out" ? "exit" : "entry");
}

export function choose(context, way) {
  directionOf(context);
  direction = way;
}

/** Whether a code is being judged: a camera shows it again, so it may wait; a scanner does not, so its code queues. */
export function isReading() {
  return reading > 0;
}

/** For screens without a picture: a plugged-in scanner goes on there, a camera does not. */
export function hearScanner(context) {
  hear(context.assets, (text, from) => from === "scanner" && Boolean(read(context, text)));
}

/** Judge a code and show the answer; a coach's code shows its people instead. */
export function read(context, code) {
  reading += 1;
  queue = queue
    .then(() => judged(context, code))
    .catch((error) => context.go("scan", { fault: context.wordsOf(error) }))
    .finally(() => (reading -= 1));
  return queue;
}

async function judged(context, code) {
  if (!context.practice && isPretend(code)) return show(context, pretended(directionOf(context)));
  const judge = judgeOf(context);
  const group = await judge.group(code);
  if (group) return context.go("people", { title: group.label, people: group.people, via: "search", ticked: true });
  const way = directionOf(context);
  return show(context, { verdicts: [await judge.read(code, { direction: way })], direction: way });
}

// A pretend ticket at a real desk: said, and neither kept nor sent.
function pretended(direction) {
  const verdict = practiceDesk().verdict({ kind: "stop", reason: "pretend", direction });
  return { verdicts: [verdict], direction };
}

/** Let several people through and show the answer; raises what the device raises. `whole`: a coach's title and people. */
export async function admit(context, ids, { via, ...whole }) {
  const way = directionOf(context);
  const verdicts = await judgeOf(context).admit(ids, { via, direction: way, forced: false });
  await show(context, { verdicts, direction: way, ...whole });
}

export function show(context, answer) {
  const shown = { practice: context.practice, ...answer };
  recent.remember(shown);
  return context.go("verdict", { answer: shown, fresh: true });
}
