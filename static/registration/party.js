// Adds and removes people without a new page: the server makes the fields, as it does without this script.
const form = document.querySelector("[data-party]");

form?.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button || (button.name !== "add" && button.name !== "remove")) return;
  event.preventDefault();
  const people = form.querySelector("[data-part=people]");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form, button)),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of form.querySelectorAll("[data-part]")) {
      part.replaceChildren(...page.querySelector(`[data-part=${part.dataset.part}]`).childNodes);
    }
  } catch {
    // Offline or an old form: let the browser send it the plain way, which says what is wrong.
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    form.append(field);
    form.submit();
    return;
  }
  const names = people.querySelectorAll("input[name$='-name']");
  const index = button.name === "add" ? names.length - 1 : Math.min(Number(button.value), names.length - 1);
  names[index]?.focus();
});

// A second press while the answer is on its way would be answered alike, but would worry the guest.
form?.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
});

addEventListener("pageshow", () => form?.querySelectorAll("button").forEach((button) => (button.disabled = false)));

// A person's wishes stand under the name as soon as it is typed.
form?.addEventListener("change", (event) => {
  const names = [...form.querySelectorAll("[data-part=people] input[name$='-name']")];
  const legend = form.querySelectorAll("[data-part=wishes] legend")[names.indexOf(event.target)];
  const name = event.target.value.trim();
  if (legend && name) legend.textContent = name;
});
