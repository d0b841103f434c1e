// The router: which screen is shown, and what every screen may ask for. A screen is a module that exports its `name`
// and `enter(context, argument)`; its section stands in templates/checkin/app/_<name>.html. It may export besides:
//   leave()     called before another screen is shown
//   needs       "device" or "desk": who has not got that far is sent to where it is got
//   practises   true: needs none of these while somebody practises
//   tabs        false: the row of tabs goes away
//   calm()      whether nobody is in the middle of something, so that a newer release may take over
import { openDevice } from "../device/device.js";
import * as bar from "./bar.js";
import * as desk from "./desk.js";
import * as download from "./download.js";
import * as enrol from "./enrol.js";
import * as find from "./find.js";
import * as mend from "./mend.js";
import * as more from "./more.js";
import * as people from "./people.js";
import * as practice from "./practice.js";
import * as preflight from "./preflight.js";
import * as recent from "./recent.js";
import * as release from "./release.js";
import * as scan from "./scan.js";
import * as verdict from "./verdict.js";
import * as waiting from "./waiting.js";
import * as walkIn from "./walk-in.js";
import { announce, say, template, wordsOf } from "./words.js";

const ALL = [enrol, desk, download, scan, verdict, people, find, walkIn, mend, waiting, preflight, practice, more];
const SCREENS = new Map(ALL.map((screen) => [screen.name, screen]));
const tabs = document.getElementById("door-tabs");
const titleOfPage = document.title;
const home = document.body.dataset.home;
const isNamed = location.pathname !== home; // the address names a language
const code = takeCode();
let shown = null;
let turn = 0;

const context = {
  device: null,
  practice: false,
  root: null, // the section of the screen that is shown
  assets: { decoder: document.body.dataset.decoder, wasm: document.body.dataset.decoderWasm },
  say,
  template,
  announce,
  wordsOf,
  /** Show a screen. The argument stays in memory: it may name somebody, and addresses are kept. */
  go(name, argument) {
    const screen = allowed(name);
    if (screen !== shown?.name) history.pushState({ screen }, "", home);
    return show(screen, argument);
  },
  /** To the screen before, as the phone's own button does. */
  back() {
    history.back();
  },
  /** To wherever whoever holds this phone has got: enrolment, desk, list, scanning. */
  onward() {
    return context.go(firstScreen());
  },
  /** Begin or end to practise: every screen bears the mark meanwhile. */
  practise(on) {
    context.practice = on;
    document.body.toggleAttribute("data-practice", on);
    bar.practise(on);
    showTabs();
  },
};

// A code in the address sets up a phone: it is out of the address before anything else happens.
function takeCode() {
  const found = new URLSearchParams(location.hash.slice(1)).get("enrol");
  history.replaceState(null, "", home);
  return found;
}

// The language of the address is the phone's from now on; else the phone's is the page's. → whether the page stays
async function speak() {
  const spoken = document.documentElement.lang;
  if (isNamed) {
    await release.chooseLanguage(spoken);
    return true;
  }
  const chosen = await release.chosenLanguage();
  if (!chosen || chosen === spoken || navigator.serviceWorker?.controller) return true;
  location.replace(`${home}${chosen}/${code ? `#enrol=${encodeURIComponent(code)}` : ""}`);
  return false;
}

function firstScreen() {
  const { enrolled, revoked, gate, unlocked, list } = context.device.state;
  if (!enrolled || revoked) return "enrol";
  if (!gate || !unlocked) return "desk";
  return list.complete ? "scan" : "download";
}

function allowed(name) {
  const screen = SCREENS.get(name) ?? more;
  const { enrolled, revoked, gate, unlocked } = context.device.state;
  if (!screen.needs || (context.practice && screen.practises)) return screen.name;
  if (!enrolled || revoked) return "enrol";
  return screen.needs === "desk" && !(gate && unlocked) ? "desk" : screen.name;
}

async function show(name, argument) {
  const screen = SCREENS.get(name);
  const mine = ++turn;
  shown?.leave?.();
  shown = screen;
  for (const section of document.querySelectorAll("[data-screen]")) section.hidden = section.dataset.screen !== name;
  context.root = document.querySelector(`[data-screen="${name}"]`);
  document.body.dataset.shows = name;
  const title = context.root.querySelector("h2");
  document.title = `${title.textContent} – ${titleOfPage}`;
  showTabs();
  scrollTo(0, 0);
  title.focus({ preventScroll: true });
  await screen.enter?.(context, argument);
  if (mine === turn) release.renewAtRest();
}

function showTabs() {
  const { gate, unlocked } = context.device.state;
  tabs.hidden = !((gate && unlocked) || context.practice) || shown?.tabs === false;
  for (const tab of tabs.querySelectorAll("[data-go]")) {
    if (tab.dataset.go === shown?.name) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}

document.addEventListener("click", ({ target }) => {
  const goer = target.closest?.("[data-go]");
  if (goer) context.go(goer.dataset.go);
});

// The square code was scanned while the page was open already.
window.addEventListener("hashchange", () => {
  const another = context.device && takeCode();
  if (another) context.go("enrol", { code: another });
});

window.addEventListener("popstate", ({ state }) => {
  const name = allowed(state?.screen ?? firstScreen());
  if (name !== shown?.name) show(name);
});

async function begin() {
  if (!(await speak())) return;
  try {
    context.device = await openDevice();
  } catch (error) {
    const trouble = document.getElementById("start-trouble");
    trouble.textContent = wordsOf(error);
    trouble.hidden = false;
    return;
  }
  const { device } = context;
  bar.watch(device);
  recent.watch(device);
  device.addEventListener("state", () => {
    showTabs();
    if (device.state.revoked && shown && shown !== enrol && !context.practice) context.go("enrol");
  });
  const first = allowed(code ? "enrol" : firstScreen());
  history.replaceState({ screen: first }, "", home);
  await show(first, code ? { code } : undefined);
}

await begin();
release.keepPage(() => shown?.calm?.() ?? false).catch(() => {}); // without it the page works while there is a network
