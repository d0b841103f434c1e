// The order of introduction: lines are dragged by their handle, with mouse, pen or finger, and the list looks every
// 20 seconds who has come. Without this script the buttons move them, and the page is loaded again by hand.
const EVERY = 20000;
const mover = document.querySelector("[data-move]");
let held = null;

function lines() {
  return [...document.querySelectorAll(".order__line")];
}

function clear() {
  for (const line of lines()) line.classList.remove("order__line--before", "order__line--after");
}

// Where a line that is let go at this height would stand: [the line it is shown beside, whether before that].
function place(y) {
  const others = lines().filter((line) => line !== held.line);
  const next = others.find((line) => {
    const box = line.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  return next ? [next, true] : [others.at(-1), false];
}

function grip(event) {
  const handle = event.target.closest(".order__grip");
  if (!handle || (event.button ?? 0) !== 0) return;
  event.preventDefault();
  held = { line: handle.closest(".order__line"), handle, pointer: event.pointerId, moved: false };
  held.line.classList.add("order__line--held");
  handle.setPointerCapture(event.pointerId);
}

function drag(event) {
  if (!held || event.pointerId !== held.pointer) return;
  held.moved = true;
  if (event.clientY < 80) window.scrollBy(0, -16);
  if (event.clientY > window.innerHeight - 80) window.scrollBy(0, 16);
  clear();
  const [beside, before] = place(event.clientY);
  if (beside) beside.classList.add(before ? "order__line--before" : "order__line--after");
}

function letGo(event) {
  if (!held || event.pointerId !== held.pointer) return;
  const { line, moved } = held;
  const [beside, before] = place(event.clientY);
  line.classList.remove("order__line--held");
  held = null;
  clear();
  if (!moved || !beside || event.type === "pointercancel") return;
  let after = beside.dataset.line;
  if (before) {
    const all = lines().filter((one) => one !== line);
    after = all[all.indexOf(beside) - 1]?.dataset.line ?? "0";
  }
  if (after === line.dataset.above) return;
  mover.action = mover.dataset.move.replace("/lines/0/", `/lines/${line.dataset.line}/`);
  mover.elements.above.value = line.dataset.above;
  mover.elements.after.value = after;
  mover.submit();
}

function unhide() {
  for (const handle of document.querySelectorAll(".order__grip")) handle.hidden = false;
}

async function look() {
  const shown = document.querySelector("[data-live]");
  if (!shown || held || document.hidden || shown.contains(document.activeElement)) return;
  try {
    const answer = await fetch(location.pathname, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-live]");
    if (!fresh || held || shown.contains(document.activeElement)) return;
    shown.replaceWith(fresh);
    unhide();
  } catch {
    // No network at the moment: the list stays as it is, and is looked at again.
  }
}

if (mover) {
  unhide();
  document.addEventListener("pointerdown", grip);
  document.addEventListener("pointermove", drag);
  document.addEventListener("pointerup", letGo);
  document.addEventListener("pointercancel", letGo);
  setInterval(look, EVERY);
}
