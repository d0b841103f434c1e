// The page of the day looks again every half minute, unless somebody is typing or has just scrolled to a place of it.
if (document.querySelector("[data-reload]")) {
  setInterval(() => {
    if (!document.hidden && !document.activeElement.matches("input, button, summary")) location.reload();
  }, 30000);
}
