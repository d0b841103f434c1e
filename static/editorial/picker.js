// The window in which a figure, chart, picture, project or office is looked for and put into the text.
import { putAlone, write } from "./toolbar.js";

const DRAWN = /^\{\{ (chart|picture)\//; // these stand alone in a paragraph

export function letPick(form, body) {
  const dialog = document.querySelector("[data-picker]");
  const finds = dialog.querySelector("[data-finds]");
  const words = dialog.querySelector("input");
  let kind = "";
  let asked = null;
  let soon = 0;

  async function look() {
    asked?.abort();
    asked = new AbortController();
    const address = new URL(dialog.dataset.picker, location.href);
    address.searchParams.set("part", "1");
    address.searchParams.set("q", words.value);
    if (kind) address.searchParams.set("kind", kind);
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) return;
      finds.innerHTML = (await answer.json()).html;
      kind = finds.querySelector("[aria-pressed=true]")?.dataset.kind || kind;
    } catch {
      // No network, or somebody typed on: the finds stay.
    }
  }

  form.querySelector("[data-pick]").addEventListener("click", () => {
    dialog.showModal();
    words.focus();
    look();
  });
  words.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(look, 250);
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", async (event) => {
    if (event.target === dialog) dialog.close();
    const chosen = event.target.closest("[data-kind]");
    if (chosen) {
      kind = chosen.dataset.kind;
      await look();
      finds.querySelector(`[data-kind="${kind}"]`)?.focus();
    }
    const offer = event.target.closest("[data-insert]");
    if (!offer) return;
    dialog.close();
    body.focus();
    if (DRAWN.test(offer.dataset.insert)) {
      body.setSelectionRange(body.selectionEnd, body.selectionEnd);
      putAlone(body, "", offer.dataset.insert, "");
      body.setSelectionRange(body.selectionEnd, body.selectionEnd);
    } else {
      write(body, offer.dataset.insert);
    }
  });
}
