// A button puts the text of a field (data-copy: its id) on the clipboard. Without this script the field can be marked by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      if (!document.execCommand("copy")) return; // plain http, or an old browser
    }
    button.textContent = button.dataset.copied;
  });
}
