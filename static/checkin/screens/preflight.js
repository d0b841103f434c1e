// Goes through the checks and shows each as it is told; a deed is done by its button, then looked at again.
import { CHECKS } from "./checks.js";
import * as release from "./release.js";

export const name = "preflight";
export const needs = "device";
const list = document.getElementById("preflight-list");
const sum = document.getElementById("preflight-sum");
let context = null;
let round = 0;

export async function enter(given) {
  context = given;
  await checkAll();
}

export function leave() {
  round += 1;
}

async function checkAll() {
  const mine = ++round;
  list.replaceChildren(...Object.keys(CHECKS).map((key) => line(key, null)));
  sum.textContent = context.say("sum-wait");
  await Promise.all(Object.keys(CHECKS).map((key) => check(key, mine)));
  if (mine === round) total();
}

async function check(key, mine) {
  const told = await CHECKS[key](context);
  if (mine !== round) return;
  const before = list.querySelector(`[data-check="${key}"]`);
  const had = before.contains(document.activeElement);
  const after = line(key, told);
  after.hidden = told === null;
  before.replaceWith(after);
  if (had) (after.querySelector("button") ?? list).focus({ preventScroll: true });
}

function line(key, told) {
  const { say, template } = context;
  const made = template("check", {
    title: say(`check-${key}`),
    state: say(`state-${told?.state ?? "wait"}`),
    said: told?.said,
    deed: told?.deed && ((place) => makeDeed(place.querySelector("button"), key, told)),
  });
  made.dataset.check = key;
  made.dataset.state = told?.state ?? "wait";
  return made;
}

function makeDeed(button, key, { label, deed }) {
  button.textContent = label;
  button.addEventListener("click", async () => {
    button.disabled = true;
    await deed();
    if (document.body.dataset.shows !== name) return;
    await check(key, round);
    total();
  });
}

function total() {
  const number = list.querySelectorAll('[data-state="look"]:not([hidden]), [data-state="stop"]:not([hidden])').length;
  sum.textContent = number ? context.say("sum-look", { number }) : context.say("sum-good");
  sum.dataset.state = number ? "look" : "go";
}

document.getElementById("preflight-again").addEventListener("click", checkAll);
document.getElementById("preflight-on").addEventListener("click", () => context.onward());
release.onChange(() => {
  if (document.body.dataset.shows === name) check("kept", round).then(total);
});
