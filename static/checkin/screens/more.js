// Settings, and what is needed now and then: another desk, another language, locking and leaving.
import { deskName } from "./desk-names.js";
import { prefer, preference } from "./preferences.js";
import * as release from "./release.js";
import { play, prepare } from "./sound.js";
import { ago } from "./words.js";

export const name = "more";
const byId = (id) => document.getElementById(id);
const sure = byId("more-leave-sure");
let context = null;

export function enter(given) {
  context = given;
  context.device.addEventListener("state", show);
  sure.hidden = true;
  byId("more-sound").checked = preference("sound");
  byId("more-closes").value = String(preference("closesAfter"));
  show();
}

export function leave() {
  context.device.removeEventListener("state", show);
}

function show() {
  const { enrolled, gate, list, unlocked, device } = context.device.state;
  byId("more-device").hidden = byId("more-leave").hidden = !enrolled;
  byId("more-lock").parentElement.hidden = !unlocked;
  byId("more-list").parentElement.hidden = !unlocked || !gate;
  byId("more-list-age").textContent = list.fetchedAt ? ago(list.fetchedAt) : "";
  byId("more-desk").textContent = gate ? deskName(context.device.state, gate) : "";
  byId("more-newer").hidden = release.state() !== "newer";
  byId("more-about").textContent = device ? context.say("more-about", { name: device.name }) : "";
}

function ask() {
  const { waiting } = context.device.state;
  byId("more-leave-said").textContent = waiting ? context.say("more-waits", { number: waiting }) : context.say("more-sure");
  byId("more-leave-yes").hidden = waiting > 0;
  byId("more-leave-send").hidden = !waiting;
  sure.hidden = false;
  sure.scrollIntoView({ block: "end" });
  byId("more-leave-said").focus({ preventScroll: true });
}

byId("more-leave-ask").addEventListener("click", ask);
byId("more-leave-no").addEventListener("click", () => (sure.hidden = true));
byId("more-leave-send").addEventListener("click", async () => {
  await context.device.sync().catch(() => {});
  ask();
});
byId("more-leave-yes").addEventListener("click", async () => {
  try {
    await context.device.forget();
    context.go("enrol");
  } catch (error) {
    if (error.code === "waiting") return ask();
    byId("more-leave-said").textContent = context.wordsOf(error);
  }
});
byId("more-sound").addEventListener("change", ({ target }) => {
  prefer("sound", target.checked);
  if (!target.checked) return;
  prepare();
  play("go");
});
byId("more-closes").addEventListener("change", ({ target }) => prefer("closesAfter", Number(target.value)));
byId("more-lock").addEventListener("click", async () => {
  await context.device.lock();
  context.go("desk");
});
byId("more-list").addEventListener("click", () => context.go("download", { anew: true }));
byId("more-take").addEventListener("click", () => release.renew());
release.onChange(() => context && show());
for (const link of document.querySelectorAll(".door-languages a")) {
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    await release.chooseLanguage(link.lang);
    location.assign(link.href);
  });
}
