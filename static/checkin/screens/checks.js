// What the page before the guests come looks at. Each check is asked with the context and tells
// {state: "go" | "look" | "stop", said: words} and, where something can be done here, {label, deed}; null: nothing
// to tell on this phone.
import { Camera } from "../reading/camera.js";
import { Decoder } from "../reading/decoder.js";
import { preference } from "./preferences.js";
import * as release from "./release.js";
import { play, prepare } from "./sound.js";
import { ago } from "./words.js";

const OLD = 12 * 3600_000; // ms
const RIGHT = 60_000; // ms a clock may be wrong
const LEAST_ROOM = 50; // MB
const PATIENCE = 12_000; // ms for a camera to start
const LOW = 0.5;
let cameraTold = null;
let heard = false;
let offer = null; // the browser's offer to put the page on the home screen

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
});

export const CHECKS = { network, list, queue, camera, decoder, kept, storage, clock, awake, sound, battery, home };

async function network({ device, say }) {
  await device.knock();
  return device.state.online ? { state: "go", said: say("network-good") } : { state: "look", said: say("network-none") };
}

function list({ device, say, go }) {
  const { list: { people, complete, fetchedAt }, unlocked, gate } = device.state;
  if (!unlocked || !gate) {
    return { state: "look", said: say("list-locked"), label: say("list-desk"), deed: () => go("desk") };
  }
  const fetchIt = { label: say("list-fetch"), deed: () => go("download", { anew: true }) };
  if (!complete) return { state: "stop", said: say("list-missing"), ...fetchIt };
  const told = { people, age: ago(fetchedAt) };
  if (Date.now() - fetchedAt > OLD) return { state: "look", said: say("list-old", told), ...fetchIt };
  return { state: "go", said: say("list-good", told), ...fetchIt };
}

function queue({ device, say }) {
  const { waiting } = device.state;
  if (!waiting) return { state: "go", said: say("queue-good") };
  const send = () => device.sync().catch(() => {});
  return { state: "look", said: say("queue-waits", { number: waiting }), label: say("queue-send"), deed: send };
}

async function camera({ say, assets }) {
  const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  if (permission?.state === "granted" && !cameraTold) cameraTold = await tried(assets);
  const attempt = { label: say("camera-try"), deed: async () => (cameraTold = await tried(assets)) };
  if (!cameraTold) return { state: "look", said: say("camera-untried"), ...attempt };
  if (cameraTold === "ready") return { state: "go", said: say("camera-good") };
  const known = ["refused", "system", "insecure", "busy", "dark"].includes(cameraTold);
  return { state: "stop", said: say(`camera-no-${known ? cameraTold : "other"}`), ...attempt };
}

// → the state in which a camera ends that is started and stopped again
async function tried({ wasm }) {
  const lens = new Camera(document.getElementById("preflight-picture"), { wasm });
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, "dark"));
  const settled = new Promise((resolve) => {
    lens.addEventListener("state", () => !["off", "starting"].includes(lens.state) && resolve(lens.state));
  });
  lens.start().catch(() => {});
  const end = await Promise.race([settled, late]);
  lens.stop();
  return end;
}

async function decoder({ say, assets }) {
  const reader = new Decoder(assets.wasm);
  const works = await reader.ready.catch(() => false);
  reader.close();
  return works ? { state: "go", said: say("decoder-good") } : { state: "stop", said: say("decoder-none") };
}

function kept({ say }) {
  const state = release.state();
  const take = state === "newer" ? { label: say("kept-take"), deed: () => release.renew() } : {};
  return { state: { ready: "go", none: "stop" }[state] ?? "look", said: say(`kept-${state}`), ...take };
}

async function storage({ say }) {
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
  const room = Math.floor((quota - usage) / 1_000_000);
  if (quota && room < LEAST_ROOM) return { state: "look", said: say("storage-full", { room }) };
  if (await navigator.storage?.persisted?.()) return { state: "go", said: say("storage-good", { room }) };
  return { state: "look", said: say("storage-loose"), label: say("storage-ask"), deed: () => navigator.storage?.persist?.() };
}

function clock({ device, say }) {
  const { offsetMs } = device.state;
  if (offsetMs === null) return { state: "look", said: say("clock-unknown") };
  if (Math.abs(offsetMs) < RIGHT) return { state: "go", said: say("clock-good") };
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  return { state: "look", said: say(offsetMs < 0 ? "clock-fast" : "clock-slow", { minutes }) };
}

async function awake({ say }) {
  const lock = await navigator.wakeLock?.request("screen").catch(() => null);
  await lock?.release();
  return lock ? { state: "go", said: say("awake-good") } : { state: "look", said: say("awake-none") };
}

function sound({ say }) {
  if (!preference("sound")) return { state: "go", said: say("sound-off") };
  const listen = () => {
    prepare();
    play("go");
    heard = true;
  };
  const told = heard ? { state: "go", said: say("sound-good") } : { state: "look", said: say("sound-untried") };
  return { ...told, label: say("sound-play"), deed: listen };
}

async function battery({ say }) {
  const told = await navigator.getBattery?.().catch(() => null);
  if (!told) return null;
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(told.level);
  const low = told.level < LOW && !told.charging;
  return { state: low ? "look" : "go", said: low ? say("battery-low", { percent }) : percent };
}

function home({ say }) {
  if (matchMedia("(display-mode: standalone)").matches || navigator.standalone) {
    return { state: "go", said: say("home-good") };
  }
  if (!offer) return null;
  const add = async () => {
    await offer.prompt();
    offer = null;
  };
  return { state: "go", said: say("home-offer"), label: say("home-add"), deed: add };
}
