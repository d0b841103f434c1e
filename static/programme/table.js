// The run of show as a spreadsheet: arrows go from line to line, times are worked out while one types, lines are dragged.
const run = document.querySelector("[data-run]");

function minutesOf(text) {
  const found = /^\s*(\d{1,2})\s*(?:h|:|\.|giờ|g)?\s*(\d{2})?\s*$/iu.exec(text);
  return found && Number(found[1]) < 24 ? Number(found[1]) * 60 + Number(found[2] || 0) : null;
}

function clockOf(minutes) {
  const day = ((minutes % 1440) + 1440) % 1440;
  return `${String(Math.floor(day / 60)).padStart(2, "0")}:${String(day % 60).padStart(2, "0")}`;
}

function workOut() {
  let at = minutesOf(run.dataset.begins);
  for (const item of run.children) {
    const fixed = item.querySelector("[name$='-fixed']");
    const minutes = item.querySelector("[name$='-minutes']");
    if (!fixed) return; // a line that somebody else has just added
    const wanted = minutesOf(fixed.value);
    if (wanted !== null) at = wanted;
    item.querySelector("[data-starts]").textContent = clockOf(at);
    at += Number.parseInt(minutes.value, 10) || 0;
    item.querySelector("[data-ends]").textContent = `–${clockOf(at)}`;
  }
}

function goToLine(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const column = /-(title|minutes|fixed)$/.exec(event.target.name || "");
  if (!step || !column || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const cells = [...event.currentTarget.querySelectorAll(`[name$='-${column[1]}']`)];
  const next = cells[cells.indexOf(event.target) + step];
  if (next) {
    event.preventDefault();
    next.focus();
    next.select();
  }
}

function letDrag(handle, item) {
  let target = null;
  const show = (where) => {
    for (const one of run.children) one.classList.toggle("is-target", one === where);
  };
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    item.classList.add("is-dragged");
    target = item;
    event.preventDefault();
  });
  handle.addEventListener("pointermove", (event) => {
    if (!target) return;
    const above = [...run.children].filter((one) => one.getBoundingClientRect().top < event.clientY).pop();
    target = above || run;
    show(above);
    if (event.clientY < 60) window.scrollBy(0, -12);
    if (event.clientY > window.innerHeight - 60) window.scrollBy(0, 12);
  });
  handle.addEventListener("pointerup", () => {
    item.classList.remove("is-dragged");
    show(null);
    if (target && target !== item && target !== item.previousElementSibling) {
      const deed = document.createElement("input");
      deed.type = "hidden";
      deed.name = "deed";
      deed.value = `put-${item.dataset.item}-${target.dataset.item || 0}`;
      run.closest("form").append(deed);
      run.closest("form").submit();
    }
    target = null;
  });
  handle.addEventListener("pointercancel", () => {
    target = null;
    item.classList.remove("is-dragged");
    show(null);
  });
}

if (run) {
  const form = run.closest("form");
  form.addEventListener("keydown", goToLine);
  run.addEventListener("input", (event) => {
    if (/-(minutes|fixed)$/.test(event.target.name)) workOut();
  });
  document.documentElement.classList.add("has-drag");
  for (const item of run.children) letDrag(item.querySelector(".run__number"), item);
}
if (location.hash === "#new") document.querySelector("#new input[name$='-title']").focus();
