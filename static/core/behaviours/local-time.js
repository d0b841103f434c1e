// Tells the reader what time a moment is on their own clock, where that differs from the clock at the event.
const language = document.documentElement.lang;

for (const place of document.querySelectorAll("[data-local-time]")) {
  const moment = new Date(place.dataset.localTime);
  const format = { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit", timeZoneName: "short" };
  const there = moment.toLocaleString("en", { timeZone: place.dataset.zone });
  const here = moment.toLocaleString("en");
  if (there !== here) {
    place.textContent = place.dataset.sentence.replace("{}", moment.toLocaleString(language, format));
  }
}
