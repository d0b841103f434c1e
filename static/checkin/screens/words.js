// All words stand in the page. Here they are found, filled, and put into the form that a number asks for.
const locale = document.documentElement.lang;
const plurals = new Intl.PluralRules(locale);
const knowsLocale = Intl.DateTimeFormat.supportedLocalesOf([locale]).length > 0;

/** The saying `key`, its {names} filled with `values`; with a `number` in the form that the language asks for. */
export function say(key, values = {}) {
  const saying = document.querySelector(`[data-say="${key}"]`);
  if (!saying) throw new Error(`nothing is said for ${key}`);
  const one = "number" in values && saying.dataset.one && plurals.select(values.number) === "one";
  return filled(one ? saying.dataset.one : saying.textContent.trim(), values);
}

/** Whether anything is said for `key`. */
export function says(key) {
  return Boolean(document.querySelector(`[data-say="${CSS.escape(key)}"]`));
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? shown(values[name]) : whole));
}

function shown(value) {
  return typeof value === "number" ? number(value) : String(value);
}

/** An element made of the template `id`. Each `data-slot="name"` takes `values[name]`: a text, a node or several;
 * a function is called with the element; null, false or nothing given takes the element away. */
export function template(id, values = {}) {
  const made = document.getElementById(id).content.cloneNode(true);
  for (const slot of made.querySelectorAll("[data-slot]")) {
    const value = values[slot.dataset.slot];
    if (value === undefined || value === null || value === false) slot.remove();
    else if (typeof value === "function") value(slot);
    else if (Array.isArray(value)) slot.replaceChildren(...value);
    else if (value !== true) slot.replaceChildren(value instanceof Node ? value : shown(value));
  }
  return made.childElementCount === 1 ? made.firstElementChild : made;
}

/** The words for an error of the device (its `code`), or for one that nobody foresaw. */
export function wordsOf(error) {
  const known = [error?.problem, error?.code].find((one) => one && says(`error-${one}`));
  const key = `error-${known ?? "other"}`;
  return say(key);
}

/** Of a text in several languages the page's own; else the Vietnamese one, which always is there first. */
export function inLanguage(texts) {
  return texts?.[locale] ?? texts?.vi ?? texts?.en ?? Object.values(texts ?? {})[0] ?? "";
}

const numbers = new Intl.NumberFormat(locale);

export function number(value) {
  return numbers.format(value);
}

/** An instant (anything that Date takes) as hours and minutes on the event's clock, to the second where two scans are
 * told apart. */
export function clock(at, timeZone, seconds = false) {
  const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone, ...(seconds && { second: "2-digit" }) };
  return new Intl.DateTimeFormat(locale, shape).format(new Date(at));
}

/** The same with its day. */
export function moment(at, timeZone) {
  const weekday = knowsLocale ? "long" : undefined; // else in figures alone: an English day would stand there
  const shape = { weekday, day: "numeric", month: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
  return new Intl.DateTimeFormat(knowsLocale ? locale : "en-GB", shape).format(new Date(at));
}

/** How long ago, in the largest unit that fits. Said by the page: many browsers know no Khmer. */
export function ago(at, now = Date.now()) {
  const minutes = Math.max(0, Math.floor((now - new Date(at)) / 60_000));
  if (minutes < 1) return say("just-now");
  if (minutes < 60) return say("minutes-ago", { number: minutes });
  if (minutes < 24 * 60) return say("hours-ago", { number: Math.floor(minutes / 60) });
  return say("days-ago", { number: Math.floor(minutes / (24 * 60)) });
}

let announced;

/** Said to who listens to the screen instead of looking at it. */
export function announce(text) {
  const announcer = document.getElementById("door-announcer");
  clearTimeout(announced);
  announcer.textContent = "";
  announced = setTimeout(() => (announcer.textContent = text), 60);
}
