// Fetch the list; what has come stays, and the rest follows when there is a network again. Guests can be received
// meanwhile: with a network the site knows everybody.
import { NAMES_END } from "../device/wiping.js";
import { moment } from "./words.js";

export const name = "download";
export const needs = "desk";
export const tabs = false;
const said = document.getElementById("download-said");
const bar = document.getElementById("download-bar");
const fault = document.getElementById("download-fault");
const button = document.getElementById("download-go");
const check = document.getElementById("download-check");
let context = null;
let state = "coming"; // coming, broken, done

export function enter(given, argument) {
  context = given;
  context.device.addEventListener("state", show);
  if (context.device.state.list.complete && !argument?.anew) state = "done";
  else fetchList();
  show();
}

export function leave() {
  context.device.removeEventListener("state", show);
}

async function fetchList() {
  state = "coming";
  fault.hidden = true;
  show();
  try {
    await context.device.download();
    state = "done";
  } catch (error) {
    state = "broken";
    fault.textContent = error.code === "network" ? context.say("download-broken") : context.wordsOf(error);
    fault.hidden = false;
  }
  show();
}

function show() {
  const { list, event } = context.device.state;
  const all = list.total || list.people;
  bar.hidden = state === "done";
  if (all) bar.value = list.people / all;
  else bar.removeAttribute("value");
  const key = state === "done" ? "download-done" : all ? "download-going" : "download-beginning";
  const words = context.say(key, { done: list.people, all });
  if (said.textContent !== words) said.textContent = words;
  button.hidden = false;
  button.textContent = context.say({ coming: "download-meanwhile", broken: "download-on", done: "download-receive" }[state]);
  button.classList.toggle("button--primary", state !== "coming");
  check.hidden = state !== "done";
  if (!event?.ends_at) return;
  const until = moment(Date.parse(event.ends_at) + NAMES_END, event.timezone);
  document.getElementById("download-until").textContent = context.say("download-until", { moment: until });
}

button.addEventListener("click", () => (state === "broken" ? fetchList() : context.go("scan")));
