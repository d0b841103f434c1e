// Practice: pretend tickets to scan from paper or from another phone, or simply to press.
import { beginAnew } from "./practice-desk.js";
import { stopHearing } from "./reader.js";
import * as reception from "./reception.js";

export const name = "practice";
export const practises = true;
const begin = document.getElementById("practice-begin");
const end = document.getElementById("practice-end");
const list = document.getElementById("practice-list");
let context = null;

export function enter(given) {
  context = given;
  show();
  if (context.practice) reception.hearScanner(context);
}

export function leave() {
  stopHearing();
}

function show() {
  begin.hidden = context.practice;
  end.hidden = !context.practice;
}

function practise(on) {
  beginAnew();
  context.practise(on);
  show();
}

begin.addEventListener("click", () => {
  practise(true);
  context.go("scan");
});
end.addEventListener("click", () => {
  practise(false);
  context.onward();
});
document.getElementById("practice-print").addEventListener("click", () => print());

list.addEventListener("click", ({ target }) => {
  const code = target.closest("[data-try]")?.dataset.try;
  if (!code) return;
  if (!context.practice) practise(true);
  reception.read(context, code);
});
