// The door page: whatever way a code comes (camera, scanner, keyboard, name, photograph), it is one form that is
// sent, and the answer fills the screen. Without this script the same forms lead to the same answer as a page.
import { Camera } from "./camera.js";

const SAME_CODE_AGAIN = 2500; // a code counts anew once it has been out of sight this long
const GAP_OF_A_SCANNER = 100; // a scanner types faster than this; people do not
const sheet = document.getElementById("verdict");
const codeForm = document.getElementById("code-form");
const offline = document.getElementById("offline");
const found = document.getElementById("found");
const nameForm = document.getElementById("name-form");
let sending = false;
let unsent = null;

async function send(address, body) {
  if (sending) return;
  sending = true;
  document.body.toggleAttribute("data-sending", true);
  unsent = { address, body };
  try {
    const response = await fetch(address, {
      method: "POST",
      body,
      headers: { "X-Fragment": "verdict", "X-CSRF-Token": body.get("csrf_token") },
      redirect: "error",
    });
    if (response.status >= 500 || response.status === 403) throw new Error(String(response.status));
    show(await response.text());
    unsent = null;
    offline.hidden = true;
  } catch {
    // The same id goes out again, so that a scan which did arrive is not counted twice.
    offline.hidden = false;
    offline.scrollIntoView({ block: "nearest" });
  } finally {
    sending = false;
    document.body.toggleAttribute("data-sending", false);
  }
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const section = page.querySelector("section");
  if (!section) throw new Error("no verdict");
  sheet.replaceChildren(document.adoptNode(section));
  sheet.hidden = false;
  document.body.toggleAttribute("data-verdict", true);
  for (const count of document.querySelectorAll(".door__count [data-inside]")) count.textContent = section.dataset.inside;
  section.focus({ preventScroll: true });
  navigator.vibrate?.(section.dataset.kind === "go" ? 60 : [60, 80, 60]);
}

function next() {
  sheet.hidden = true;
  sheet.replaceChildren();
  document.body.toggleAttribute("data-verdict", false);
  found.replaceChildren();
  nameForm.reset();
  if (matchMedia("(pointer: fine)").matches) codeForm.elements.code.focus();
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function sendCode(code) {
  const body = new FormData(codeForm);
  body.set("code", code);
  body.set("id", newId());
  return send(codeForm.action, body);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-scan]")) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  if (form === codeForm || form.elements.photo) body.set("id", newId());
  send(form.action, body);
  if (form === codeForm || form.elements.photo) form.reset();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-next]")) return;
  event.preventDefault();
  next();
});

document.getElementById("send-again").addEventListener("click", () => unsent && send(unsent.address, unsent.body));

// A plugged-in scanner is a keyboard in a hurry; it is heard wherever the focus is.
let typed = "";
let typedAt = 0;
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const now = performance.now();
  if (now - typedAt > GAP_OF_A_SCANNER) typed = "";
  typedAt = now;
  if (event.key === "Enter" && typed.length >= 8) {
    event.preventDefault();
    sendCode(typed);
    typed = "";
  } else if (event.key === "Escape" && !sheet.hidden) next();
  else if (event.key.length === 1) typed += event.key;
});

// Names are looked up while they are typed.
let waiting;
nameForm.elements.q.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(lookUp, 250);
});
nameForm.addEventListener("submit", (event) => {
  event.preventDefault();
  lookUp();
});

async function lookUp() {
  const asked = nameForm.elements.q.value;
  const response = await fetch(`${nameForm.action}?${new URLSearchParams({ q: asked })}`, {
    headers: { "X-Fragment": "found" },
  }).catch(() => null);
  if (!response?.ok || asked !== nameForm.elements.q.value) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  found.replaceChildren(...page.body.childNodes);
}

const box = document.getElementById("camera");
const status = document.getElementById("camera-status");
const startButton = document.getElementById("camera-start");
let lastCode = "";
let lastSeen = 0;
const camera = new Camera(document.getElementById("viewfinder"), {
  worker: box.dataset.worker,
  wasm: new URL(box.dataset.wasm, location.href).href,
  onCode(code) {
    const again = code === lastCode && Date.now() - lastSeen < SAME_CODE_AGAIN;
    lastSeen = Date.now();
    if (again || sending) return;
    lastCode = code;
    sendCode(code);
  },
  onState(state) {
    status.textContent = box.querySelector(`[data-say="${state}"]`)?.textContent ?? "";
    box.dataset.state = state;
    startButton.hidden = state === "ready" || state === "starting";
  },
});
box.hidden = false;
startButton.addEventListener("click", () => camera.start());
navigator.permissions
  ?.query({ name: "camera" })
  .then((permission) => permission.state === "granted" && camera.start())
  .catch(() => {});
if (matchMedia("(pointer: fine)").matches) codeForm.elements.code.focus();
