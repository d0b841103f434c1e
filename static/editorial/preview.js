// The text as readers will see it, on the site and in print, a moment after the last letter.
const PAUSE = 700; // milliseconds

export function showPreview(form, body) {
  const sheet = form.querySelector("[data-sheet]");
  const tabs = form.querySelector("[data-tabs]");
  const panes = { web: form.querySelector("[data-pane=web]"), paper: form.querySelector("[data-pane=paper]") };
  const text = body.closest(".sheet__text");
  const count = form.querySelector("[data-count]");
  const status = form.querySelector("[data-status]");
  let soon = 0;
  let asked = null;

  async function look() {
    asked?.abort();
    asked = new AbortController();
    const sent = new FormData();
    sent.set("csrf_token", form.elements.csrf_token.value);
    sent.set("body", body.value);
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: sent, signal: asked.signal, redirect: "manual" });
      if (!answer.ok) return;
      const seen = await answer.json();
      panes.web.querySelector("[data-web]").innerHTML = seen.web;
      panes.paper.querySelector("[data-paper]").innerHTML = seen.paper;
      for (const link of panes.web.querySelectorAll("a")) link.target = "_blank";
    } catch {
      // No network, or somebody typed on: the last look stays.
    }
  }

  function counted() {
    const words = body.value.split(/\s+/).filter(Boolean).length;
    count.textContent = (words === 1 ? status.dataset.oneWord : status.dataset.words).replace("{}", words);
    const over = words - Number(status.dataset.most);
    const tooMany = status.querySelector("[data-too-many]");
    if (tooMany) tooMany.textContent = over > 0 ? `, ${status.dataset.over.replace("{}", over)}` : "";
  }

  // Beside each other there is room for all three; else the tabs show one at a time.
  const wide = matchMedia("(min-width: 80rem)");
  function choose(name) {
    for (const tab of tabs.children) {
      const isChosen = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
    }
    text.classList.toggle("is-behind", !wide.matches && name !== "text");
    for (const [pane, element] of Object.entries(panes)) element.hidden = !wide.matches && pane !== name;
    tabs.hidden = wide.matches;
  }

  sheet.prepend(tabs);
  text.id = "pane-text";
  sheet.classList.add("is-live");
  status.hidden = false;
  choose("text");
  counted();
  look();
  wide.addEventListener("change", () => choose("text"));
  tabs.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (tab) choose(tab.dataset.tab);
  });
  tabs.addEventListener("keydown", (event) => {
    const all = [...tabs.children];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    choose(next.dataset.tab);
    next.focus();
  });
  body.addEventListener("input", () => {
    counted();
    clearTimeout(soon);
    soon = setTimeout(look, PAUSE);
  });
}
