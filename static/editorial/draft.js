// What is written keeps itself: on this device with every pause, on the site a moment later. Without a network it waits
// here and is sent when there is one. Only what is pressed to be kept reaches readers.
const PAUSE = 2_000; // milliseconds after the last letter
const AGAIN = 5_000; // after a failure
const FORGOTTEN = 30 * 24 * 3600 * 1000;
const PREFIX = "showcase-writing:";

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function store(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the site's draft is left.
  }
}

export function keepDraft(form, body) {
  const said = form.querySelector("[data-draft-said]");
  const status = form.querySelector("[data-status]");
  const key = `${PREFIX}${form.dataset.writing}:${location.pathname}`;
  const begun = values();
  let version = 0; // of what is written
  let sent = 0; // the version that the site has
  let soon = 0;
  let isSending = false;
  let isLeaving = false;

  function values() {
    const found = {};
    for (const [name, value] of new FormData(form)) if (name !== "csrf_token") found[name] = value;
    return found;
  }

  function say(name, time = "") {
    said.textContent = status.dataset[name].replace("{}", time);
  }

  async function send() {
    clearTimeout(soon);
    if (isSending || isLeaving || sent === version) return;
    isSending = true;
    const sending = version;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (answer.ok) {
        sent = sending;
        say("saved", (await answer.json()).saved);
        if (sent === version) store(key, null);
      } else {
        say(answer.type === "opaqueredirect" || answer.status === 403 ? "signedOut" : "offline");
      }
    } catch {
      say("offline");
    }
    isSending = false;
    if (sent !== version) soon = setTimeout(send, sent === sending ? PAUSE : AGAIN);
  }

  function changed() {
    version += 1;
    store(key, { at: Date.now(), fields: values() });
    clearTimeout(soon);
    soon = setTimeout(send, PAUSE);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("online", send);
  window.addEventListener("pagehide", () => {
    if (!isLeaving && sent !== version) navigator.sendBeacon(form.dataset.draft, new FormData(form));
  });
  form.addEventListener("submit", () => {
    isLeaving = true; // what lies on this device stays until the site says that it was kept
    clearTimeout(soon);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) isLeaving = false;
  });

  offerLocal(form, body, key, begun, changed);
}

function offerLocal(form, body, key, begun, changed) {
  if ("kept" in form.dataset) store(key, null);
  const local = read(key);
  const notice = document.querySelector("[data-local]");
  const isKnown = local && Object.keys(begun).every((name) => name === "seen" || local.fields[name] === begun[name]);
  if (!local || isKnown || Date.now() - local.at > FORGOTTEN) {
    store(key, null);
    return;
  }
  notice.hidden = false;
  notice.querySelector("[data-local-take]").addEventListener("click", () => {
    for (const [name, value] of Object.entries(local.fields)) {
      const field = form.elements[name];
      if (!field) continue;
      if (field.type === "checkbox") field.checked = true;
      else field.value = value; // with its `seen`: it knows which text it was written on
    }
    notice.hidden = true;
    changed();
    body.dispatchEvent(new Event("input", { bubbles: true }));
    body.focus();
  });
  notice.querySelector("[data-local-drop]").addEventListener("click", () => {
    store(key, null);
    notice.hidden = true;
  });
}
