// The guest list follows what is typed: the form that works by itself is asked for by script, and the list is put in place.
const form = document.querySelector("form[data-search-as-typed]");
const field = form?.querySelector("input[type=search]");
const pause = 200; // ms after the last key
let waiting = 0;
let asked = null;

async function search() {
  asked?.abort();
  asked = new AbortController();
  const said = [...new FormData(form)];
  const keepsView = said.some(([name]) => name === "view"); // there, an empty choice overrules the view's own
  const address = `${location.pathname}?${new URLSearchParams(said.filter(([, value]) => value || keepsView))}`;
  try {
    const answer = await fetch(address, { signal: asked.signal, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return; // such as signed out meanwhile: the button says so
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById(form.dataset.searchAsTyped);
    if (!found) return;
    document.getElementById(form.dataset.searchAsTyped).replaceWith(document.adoptNode(found));
    const count = found.querySelector("caption, h2");
    document.getElementById("guests-said").textContent = count ? count.textContent.trim() : "";
    history.replaceState(null, "", address);
  } catch {
    // without network the button tells
  }
}

field?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(search, pause);
});
for (const choice of form?.querySelectorAll("select") ?? []) choice.addEventListener("change", search);
