// The plan without waiting for a new page: dragging, arrow keys, and a search that narrows as one types. What is sent is
// the form that works without this script; its answer takes the place of the plan.
const root = () => document.getElementById("seating");
const fold = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "").trim();
let aim = null; // the table that arrow keys have come to

function start() {
  const form = root().querySelector("[data-seating]");
  if (!form) return;
  for (const hint of root().querySelectorAll("[data-script-only]")) hint.hidden = false;
  for (const seat of form.querySelectorAll("[data-guest]")) seat.draggable = true;
  count();
  narrow();
}

const form = () => root().querySelector("[data-seating]");
const chosen = () => [...form().querySelectorAll('input[name="guest"]:checked')];
const say = (text) => { form().querySelector("[data-live]").textContent = text; };

function count() {
  const number = chosen().length;
  form().querySelector("[data-chosen]").textContent = number ? form().dataset.sayChosen.replace("{people}", number) : "";
}

function narrow() {
  const field = document.getElementById("q");
  const words = fold(field.value).split(/\s+/).filter(Boolean);
  const like = (seat) => words.every((word) => ` ${seat.dataset.find}`.includes(` ${word}`));
  for (const party of form().querySelectorAll(".party")) {
    party.hidden = words.length > 0 && ![...party.querySelectorAll("[data-guest]")].some(like);
  }
  for (const seat of form().querySelectorAll(".table-card [data-guest]")) {
    seat.toggleAttribute("data-unlike", words.length > 0 && !like(seat));
  }
}

async function send(from, submitter, fields = {}) {
  const body = new URLSearchParams(new FormData(from));
  if (submitter?.name) body.set(submitter.name, submitter.value);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const typed = document.getElementById("q")?.value ?? "";
  const back = submitter?.id || document.activeElement?.id;
  try {
    const answer = await fetch(from.action, { method: "POST", body, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("seating");
    if (!fresh) throw new Error("another page"); // signed out meanwhile
    root().replaceWith(document.adoptNode(fresh));
    if (answer.redirected) history.replaceState(null, "", answer.url.split("#")[0]);
  } catch {
    for (const [name, value] of Object.entries({ ...fields, ...(submitter?.name ? { [submitter.name]: submitter.value } : {}) })) {
      const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      from.append(input);
    }
    from.submit();
    return;
  }
  const field = document.getElementById("q");
  if (field) field.value = typed;
  start();
  const said = root().querySelector('[role="alert"], [role="status"]');
  if (said && form()) say(said.querySelector("p")?.textContent ?? "");
  const target = (back && document.getElementById(back)) || document.getElementById("unseated");
  target?.focus({ preventScroll: true });
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-swap]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

document.addEventListener("change", (event) => {
  if (!root().contains(event.target)) return;
  if (event.target.name === "party") {
    for (const one of event.target.closest(".party").querySelectorAll('input[name="guest"]')) one.checked = event.target.checked;
  }
  if (event.target.name === "guest" || event.target.name === "party") count();
});

document.addEventListener("input", (event) => {
  if (event.target.id === "q" && form()) narrow();
});

// Arrow keys on a person: up and down to the next one, left and right to the next table with room, Enter seats.
document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.('#seating input[name="guest"]') || event.altKey || event.ctrlKey || event.metaKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const turn = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) {
    const boxes = [...form().querySelectorAll('input[name="guest"]')].filter((box) => box.offsetParent);
    boxes[boxes.indexOf(event.target) + step]?.focus();
  } else if (turn) {
    aimAt(turn, Math.max(1, chosen().length));
  } else if (event.key === "Enter") {
    if (!chosen().length) event.target.checked = true;
    if (!aim) { event.preventDefault(); say(form().dataset.sayNone); return; }
    event.preventDefault();
    const next = neighbour(event.target);
    send(form(), null, { here: aim }).then(() => document.getElementById(next)?.focus());
    aim = null;
    return;
  } else if (event.key === "Escape") {
    for (const box of chosen()) box.checked = false;
    count();
    aimAt(0);
  } else return;
  event.preventDefault();
});

const neighbour = (box) => {
  const boxes = [...form().querySelectorAll('.seating__unseated input[name="guest"]:not(:checked)')];
  const after = boxes.find((one) => box.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  return (after ?? boxes.at(-1) ?? box).id;
};

function aimAt(turn, people) {
  const tables = [...form().querySelectorAll("[data-table]")].filter((card) => turn === 0 || Number(card.dataset.free) >= people);
  const here = tables.findIndex((card) => card.dataset.table === aim);
  const card = turn === 0 ? null : tables[(here + turn + tables.length) % tables.length] ?? null;
  for (const one of form().querySelectorAll(".table-card--aim")) one.classList.remove("table-card--aim");
  aim = card?.dataset.table ?? null;
  if (!card) return;
  card.classList.add("table-card--aim");
  card.scrollIntoView({ block: "nearest" });
  const words = form().dataset.sayTarget;
  const name = card.querySelector("h3").textContent.trim();
  say(words.replace("{table}", name).replace("{free}", card.dataset.free).replace("{people}", people));
}

// Dragging with the mouse: the person, or all who are chosen if this one is.
document.addEventListener("dragstart", (event) => {
  const seat = event.target.closest?.("#seating [data-guest]");
  if (!seat) return;
  const box = seat.querySelector("input");
  if (!box.checked) for (const one of chosen()) one.checked = false;
  box.checked = true;
  count();
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", seat.querySelector(".sitter__name").textContent);
});

const landing = (event) => event.target.closest?.("#seating .table-card, #seating .seating__unseated");

document.addEventListener("dragover", (event) => {
  const place = landing(event);
  if (!place || !form()) return;
  event.preventDefault();
  for (const one of form().querySelectorAll(".table-card--aim")) if (one !== place) one.classList.remove("table-card--aim");
  if (place.matches(".table-card")) place.classList.add("table-card--aim");
});

document.addEventListener("drop", (event) => {
  const place = landing(event);
  if (!place || !form() || !chosen().length) return;
  event.preventDefault();
  send(form(), null, { here: place.dataset.table ?? "0" });
});

start();
