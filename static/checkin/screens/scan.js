// The screen on which guests are received: the camera, and every other way in which a code comes.
import { textOfPhoto } from "../reading/photo.js";
import { cleaned } from "../reading/wedge.js";
import { wordLine, mainOf, nameOf } from "./answer.js";
import { hear, lens, mayStart, stopHearing } from "./reader.js";
import * as recent from "./recent.js";
import * as reception from "./reception.js";
import { say } from "./words.js";

export const name = "scan";
export const needs = "desk";
export const practises = true;
export const calm = () => camera?.state !== "ready" && !reception.isReading();
const box = document.getElementById("scan");
const view = document.getElementById("scan-view");
const status = document.getElementById("scan-status");
const start = document.getElementById("scan-start");
const light = document.getElementById("scan-light");
const otherLens = document.getElementById("scan-lens");
const last = document.getElementById("scan-last");
const word = document.getElementById("scan-word");
const ways = document.getElementById("scan-ways");
const form = document.getElementById("scan-code");
const fault = document.getElementById("scan-code-fault");
const photo = document.getElementById("scan-photo");
let context = null;
let camera = null;

export async function enter(given, argument) {
  context = given;
  if (!camera) {
    camera = lens(context.assets);
    camera.addEventListener("state", showCamera);
    recent.onChange(showRecent);
  }
  hear(context.assets, heard);
  fault.textContent = argument?.fault ?? "";
  showWay();
  showRecent();
  showCamera();
  if (matchMedia("(pointer: fine)").matches) form.elements.code.focus({ preventScroll: true });
  if (camera.state === "off" && (await mayStart()) && document.body.dataset.shows === name) camera.start();
}

export function leave() {
  form.reset();
  stopHearing();
}

function heard(text, from) {
  if (from === "camera" && reception.isReading()) return false;
  take(text);
  return true;
}

async function take(text) {
  fault.textContent = "";
  box.dataset.working = "yes";
  await reception.read(context, text);
  delete box.dataset.working;
}

function showCamera() {
  const { state, torch, lenses } = camera;
  box.dataset.camera = state;
  status.textContent = say(`camera-${state}`);
  start.hidden = ["ready", "starting"].includes(state);
  light.hidden = state !== "ready" || torch === null;
  light.setAttribute("aria-pressed", String(torch === true));
  otherLens.hidden = state !== "ready" || lenses < 2;
}

function showWay() {
  const way = reception.directionOf(context);
  ways.querySelector(`[value=${way}]`).checked = true;
  box.dataset.way = way;
}

function showRecent() {
  const [answer] = recent.lastAnswers(context.practice);
  last.hidden = !answer;
  if (answer) {
    const told = [nameOf(answer), wordLine(mainOf(answer))].filter(Boolean).join(" · ");
    last.textContent = say("scan-last", { name: told });
  }
  const number = recent.otherWords().length;
  word.hidden = !number || context.practice;
  if (number) word.textContent = say("scan-words", { number });
}

start.addEventListener("click", () => camera.start());
light.addEventListener("click", () => camera.light(!camera.torch));
otherLens.addEventListener("click", () => camera.nextLens());
last.addEventListener("click", () => context.go("verdict", { answer: recent.lastAnswers(context.practice)[0] }));

view.addEventListener("click", ({ target, clientX, clientY }) => {
  if (target.closest("button")) return;
  camera.touch();
  if (camera.state !== "ready") return;
  const { left, top } = view.getBoundingClientRect();
  camera.focus(clientX - left, clientY - top);
});

ways.addEventListener("change", ({ target }) => {
  reception.choose(context, target.value);
  showWay();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = cleaned(form.elements.code.value);
  if (!text) {
    fault.textContent = say("scan-no-code");
    form.elements.code.focus();
    return;
  }
  form.reset();
  take(text);
});

photo.addEventListener("change", async () => {
  const [file] = photo.files;
  if (!file) return;
  box.dataset.working = "yes";
  fault.textContent = "";
  const text = await textOfPhoto(file, camera, context.practice ? null : context.device).catch(() => null);
  delete box.dataset.working;
  photo.value = "";
  if (text) take(text);
  else fault.textContent = say("scan-photo-empty");
});
