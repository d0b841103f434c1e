// Marks of Markdown by a press. One button is in the tab order; arrows go from one to the next (ARIA toolbar).
export function putIn(body, before, words, after) {
  const { selectionStart: start, selectionEnd: end, value } = body;
  const chosen = value.slice(start, end) || words;
  write(body, before + chosen + after);
  body.setSelectionRange(start + before.length, start + before.length + chosen.length);
}

// As if typed, so that the browser's own undo knows of it.
export function write(body, text) {
  body.focus();
  if (!document.execCommand("insertText", false, text)) {
    body.setRangeText(text, body.selectionStart, body.selectionEnd, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Something that stands alone in its paragraph: empty lines around it.
export function putAlone(body, before, words, after) {
  const { selectionStart: start, selectionEnd: end, value } = body;
  const head = value.slice(0, start);
  const tail = value.slice(end);
  const above = !head || /\n\s*\n$/.test(head) ? "" : head.endsWith("\n") ? "\n" : "\n\n";
  const below = !tail || /^\n\s*\n/.test(tail) ? "" : tail.startsWith("\n") ? "\n" : "\n\n";
  const chosen = value.slice(start, end) || words;
  write(body, above + before + chosen + after + below);
  const from = start + above.length + before.length;
  body.setSelectionRange(from, from + chosen.length);
}

// At the beginning of each chosen line.
function putBeforeLines(body, mark, words) {
  const { selectionStart, selectionEnd, value } = body;
  if (selectionStart === selectionEnd) {
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const stop = value.indexOf("\n", selectionStart);
    body.setSelectionRange(start, stop < 0 ? value.length : stop);
  }
  const chosen = value.slice(body.selectionStart, body.selectionEnd) || words;
  const from = body.selectionStart;
  const marked = chosen.split("\n").map((line) => (line ? mark + line : line)).join("\n");
  write(body, marked);
  body.setSelectionRange(from + mark.length, from + marked.length);
}

function putFootnote(body) {
  const known = [...body.value.matchAll(/\[\^(\d+)\]/g)].map((one) => Number(one[1]));
  const number = Math.max(0, ...known) + 1;
  write(body, `[^${number}]`);
  const back = body.selectionStart;
  body.setSelectionRange(body.value.length, body.value.length);
  write(body, `${body.value.endsWith("\n") ? "" : "\n"}\n[^${number}]: `);
  if (known.length === 0) return; // the first one is written at once
  body.setSelectionRange(back, back);
  body.setSelectionRange(body.value.length, body.value.length);
}

const ALONE = ["quote", "box", "note", "table"];
const LINES = ["heading", "list"];

export function offerMarks(form, body) {
  const bar = form.querySelector("[data-toolbar]");
  bar.hidden = false;
  body.before(bar);
  const buttons = [...bar.querySelectorAll("button")];
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = buttons[(to + buttons.length) % buttons.length];
    for (const one of buttons) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  });
  const act = (button) => {
    const { mark, before, after, words } = button.dataset;
    if (mark === "footnote") putFootnote(body);
    else if (ALONE.includes(mark)) putAlone(body, before, words, after);
    else if (LINES.includes(mark)) putBeforeLines(body, before, words);
    else putIn(body, before, words, after);
  };
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mark]");
    if (button) act(button);
  });
  body.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const name = { b: "bold", i: "italic" }[event.key.toLowerCase()];
    if (!name) return;
    event.preventDefault();
    act(bar.querySelector(`[data-mark="${name}"]`));
  });
}
