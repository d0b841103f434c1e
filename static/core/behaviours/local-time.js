// Tells the reader what time a moment is on their own clock, where that differs from the clock at the event.
const language = document.documentElement.lang;
// Browsers say Vietnamese moments in another order than the page, and not every browser knows Khmer.
const composed = language === "vi" || !Intl.DateTimeFormat.supportedLocalesOf(language).length;

function inParts(moment, dayNames) {
  const format = { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" };
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en", format).formatToParts(moment).map((part) => [part.type, part.value]));
  const rest = parts.minute === "00" ? "" : ` ${parts.minute}`;
  const time = language === "vi" ? `${Number(parts.hour)} giờ${rest}` : `${parts.hour}:${parts.minute}`;
  return `${time}, ${dayNames.split(",")[(moment.getDay() + 6) % 7]}, ${parts.day}/${parts.month}/${parts.year} (${parts.timeZoneName})`;
}

for (const place of document.querySelectorAll("[data-local-time]")) {
  const moment = new Date(place.dataset.localTime);
  const format = { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit", timeZoneName: "short" };
  const there = moment.toLocaleString("en", { timeZone: place.dataset.zone });
  const here = moment.toLocaleString("en");
  if (there !== here) {
    const said = composed && place.dataset.dayNames ? inParts(moment, place.dataset.dayNames) : moment.toLocaleString(language, format);
    place.textContent = place.dataset.sentence.replace("{}", said);
  }
}
