// Says the hours of the telephone on the reader's own clock, where that differs from the office's.
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const language = document.documentElement.lang;
const clock = { hour: "numeric", minute: "2-digit", timeZone: "UTC", hourCycle: language === "en" ? "h12" : "h23" };
const now = new Date();

function minutesAhead(zone) {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(now);
  const found = parts.find((part) => part.type === "timeZoneName").value.match(/([+-])(\d\d):(\d\d)/);
  return found ? (found[1] === "-" ? -1 : 1) * (60 * Number(found[2]) + Number(found[3])) : 0;
}

// 1 January 2024 was a Monday; in UTC nothing but the given minutes moves it.
const instant = (day, clock, ahead) => {
  const [hour, minute] = clock.split(":").map(Number);
  return new Date(Date.UTC(2024, 0, 1 + day, hour, minute + ahead));
};
const time = (at) => at.toLocaleTimeString(language, clock);

for (const place of document.querySelectorAll("[data-office-times]")) {
  const ahead = -now.getTimezoneOffset() - minutesAhead(place.dataset.zone);
  if (!place.dataset.officeTimes || ahead === 0) {
    place.textContent = "";
    continue;
  }
  const open = DAYS.map((day, number) => number).filter((number) => place.dataset.officeDays.split(" ").includes(DAYS[number]));
  // Not every browser knows the days in every language; the page does.
  const names = place.dataset.dayNames.split(",");
  const dayName = (at) => names[(at.getUTCDay() + 6) % 7];
  const groups = new Map(); // a set of days, as they fall there → the spans of those days
  for (const span of place.dataset.officeTimes.split(" ")) {
    const [start, end] = span.split("-");
    const starts = open.map((day) => instant(day, start, ahead));
    const key = starts.map(dayName).join();
    const spans = groups.get(key) ?? { days: starts.map(dayName), said: [] };
    spans.said.push(`${time(starts[0])} – ${time(instant(open[0], end, ahead))}`);
    groups.set(key, spans);
  }
  const consecutive = open.length > 2 && open.every((day, at) => at === 0 || day === open[at - 1] + 1);
  const inWords = (days) => consecutive ? place.dataset.range.replace("{}", days[0]).replace("{}", days.at(-1)) : days.join(", ");
  const said = [...groups.values()].map((group) => `${group.said.join(", ")}, ${inWords(group.days)}`).join("; ");
  place.textContent = place.dataset.sentence.replace("{}", said);
}
