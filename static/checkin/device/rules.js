// Who may pass a door: facts in, decision out. A port of showcase/checkin/rules.py without a network, a clock or a
// page; tests/checkin/cases.json proves that the two agree. Times are milliseconds since 1970 by the server's clock.
export const ADMITTED = "admitted";
export const REFUSED = "refused";
export const ENTRY = "entry";
export const EXIT = "exit";
export const EVENT_SCOPE = "event";
const REENTRY = "reentry";
const ONCE = "once";
const PER_DAY = "per_day";
const WAY_OUT = "way_out";
export const BY_SEARCH = "search";
const LONGEST_CODE = 500;
export const MOST_SCANS = 500; // in one request
export const ANNUL_WITHIN = 15 * 60_000;

const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const UNSEEN = `[${SPACE}\\p{Cc}\\p{Cf}]`;
const UNSEEN_BEFORE = new RegExp(`^${UNSEEN}+`, "u");
const UNSEEN_AFTER = new RegExp(`${UNSEEN}+$`, "u");
const calendars = new Map();
const SCANNER_PREFIX = /^\\[0-9]{6}/;
// A person may look at these and decide; the others name no valid ticket.
const WORTH_A_LOOK = new Set([
  "already_in",
  "not_yet_valid",
  "no_longer_valid",
  "session_not_booked",
  "wrong_gate",
  "waitlisted",
  "pending",
  "limit_reached",
  "question_open",
]);

// ticket: {state, current, dropped, booked: [slugs], inside, entered, entered_today}, the last three by the gate's own
// count; gate: {kind, entries, entries_limit, any_time, sessions: [slugs], opens_at, closes_at, doors_open_at,
// doors_close_at, closed_at}. An exit always passes; a forced entry has happened and is told as it was.
export function decide(ticket, gate, at, direction = null, forced = false) {
  if (directionAt(gate.kind, direction) === EXIT) return { verdict: ADMITTED, reason: null, bent: false };
  const reason = objection(ticket, gate, at);
  if (reason === null) return { verdict: ADMITTED, reason, bent: false };
  return forced ? { verdict: ADMITTED, reason, bent: true } : { verdict: REFUSED, reason, bent: false };
}

// Why this ticket may not pass this gate at that time, or null.
function objection(ticket, gate, at) {
  const { state = "confirmed", current = true, dropped = false, booked = [] } = ticket;
  const { inside = false, entered = 0, entered_today: enteredToday = 0 } = ticket;
  if (dropped || state === "cancelled") return "cancelled";
  if (!current) return "revoked";
  if (state === "waitlisted") return "waitlisted";
  if (state !== "confirmed") return "pending";
  if (gate.closed_at && at >= gate.closed_at) return "wrong_gate";
  const opensAt = gate.opens_at || gate.doors_open_at;
  const closesAt = gate.closes_at || gate.doors_close_at;
  if (!gate.any_time && opensAt && at < opensAt) return "not_yet_valid";
  if (!gate.any_time && closesAt && at > closesAt) return "no_longer_valid";
  if (gate.sessions?.length && !gate.sessions.some((slug) => booked.includes(slug))) return "session_not_booked";
  return tooOften(gate, inside, entered, enteredToday);
}

// What stands against one more entry, by the gate's rule and what its count holds so far; or null.
function tooOften({ entries = REENTRY, entries_limit: limit = 1 }, inside, entered, enteredToday) {
  if (entries === PER_DAY) return enteredToday >= limit ? "limit_reached" : null;
  if (inside) return "already_in";
  return entries === ONCE && entered ? "limit_reached" : null;
}

// Whether a scan is an entry or an exit; what does not say is what is usual at such a gate.
export function directionAt(kind, told) {
  return told || (kind === WAY_OUT ? EXIT : ENTRY);
}

// Where a ticket stands after its passages {id, at, seq, direction, day, entries, entries_limit}, whatever order they
// became known in: {inside, entry, last, days, excesses: [{passage, against, reason}]}.
export function standing(passages) {
  let inside = false;
  let entry = null;
  let last = null;
  let entered = 0;
  const days = {};
  const excesses = [];
  for (const passage of [...passages].sort(inOrder)) {
    if (passage.direction === EXIT) {
      inside = false;
      continue;
    }
    const { day = "" } = passage;
    const reason = tooOften(passage, inside, entered, days[day] ?? 0);
    const against = reason === "already_in" ? entry : last;
    if (reason && against) excesses.push({ passage, against, reason });
    if (!inside) entry = passage;
    inside = true;
    last = passage;
    entered += 1;
    days[day] = (days[day] ?? 0) + 1;
  }
  return { inside, entry, last, days, excesses };
}

function inOrder(one, other) {
  return one.at - other.at || (one.seq ?? 0) - (other.seq ?? 0) || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

// The date that people at the event write, such as 2024-02-05.
export function localDay(at, timezone) {
  let format = calendars.get(timezone);
  if (!format) {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit" };
    try {
      format = new Intl.DateTimeFormat("en-CA", { ...parts, timeZone: timezone });
    } catch {
      format = new Intl.DateTimeFormat("en-CA", { ...parts, timeZone: "UTC" });
    }
    calendars.set(timezone, format);
  }
  return format.format(at);
}

// A code as it is compared: nothing unseen around it, no scanner's prefix; null if it is malformed.
export function cleanedCode(text) {
  let code = withoutUnseen(String(text));
  if (SCANNER_PREFIX.test(code)) code = withoutUnseen(code.replace(SCANNER_PREFIX, ""));
  if (!code || code.length > 2 * LONGEST_CODE || Array.from(code).length > LONGEST_CODE) return null;
  return /\p{Cc}/u.test(code) ? null : code;
}

// The digits of a PIN as it was typed, with whatever keyboard: full-width or Khmer digits, spaces between them.
export function digitsOf(typed) {
  return Array.from(String(typed).matchAll(/\p{Nd}/gu), ([sign]) => valueOf(sign.codePointAt(0))).join("");
}

function valueOf(sign) {
  let zero = sign; // digits of a script stand together, from its zero; several sets of them in a row begin anew
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (sign - zero) % 10;
}

export function kindOf(admitted, reason) {
  if (admitted) return "go";
  return WORTH_A_LOOK.has(reason) ? "look" : "stop";
}

function withoutUnseen(text) {
  return text.replace(UNSEEN_BEFORE, "").replace(UNSEEN_AFTER, "");
}
