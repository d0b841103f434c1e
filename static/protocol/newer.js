// On the MC's telephone: asks every 30 seconds whether there is a newer copy, and says so. The copy itself never changes.
const EVERY = 30000;
const address = document.querySelector("[data-newest]")?.dataset.newest;
const notice = document.querySelector("[data-newer]");

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(address, { credentials: "omit" });
    const newest = answer.ok ? await answer.json() : {};
    if (!newest.at) return;
    notice.querySelector("[data-newer-at]").textContent = newest.at;
    notice.querySelector("[data-newer-url]").href = newest.url;
    notice.hidden = false;
  } catch {
    // No network at the moment: it is asked again.
  }
}

if (address && notice) {
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
}
