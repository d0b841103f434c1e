// A pretend desk: answers like the phone's own device, of the pretend tickets that stand in the page. Nothing of it
// is kept or sent; it needs no list, no network and no desk.
import { isEnough, matches, searchable, words } from "../device/folding.js";

const DIGITS = 24;
const PREFIX = /^(?:12){10}/;
const UNDO = 15 * 60_000;
const PASSES = ["go", "pass"];
let desk = null;

/** One desk for as long as the practice lasts. */
export function practiceDesk() {
  desk ??= new PracticeDesk();
  return desk;
}

/** Everybody is outside again. */
export function beginAnew() {
  desk = null;
}

/** Whether a code is that of a pretend ticket: those are known also where it is no practice. */
export function isPretend(code) {
  return code.length === DIGITS && PREFIX.test(code);
}

class PracticeDesk {
  constructor(page = document) {
    const shown = [...page.querySelectorAll("[data-pretend]")].map((one) => JSON.parse(one.dataset.pretend));
    this.tickets = new Map(shown.map((ticket) => [ticket.code, ticket]));
    this.people = new Map(shown.flatMap(({ people }) => people).map((person) => [person.id, person]));
    this.entries = new Map(); // number of whoever is inside → {at}
    this.scans = new Map();
  }

  async read(code, { direction }) {
    const ticket = this.tickets.get(code);
    if (!ticket) return this.verdict({ kind: "stop", reason: isPretend(code) ? "unknown" : "real_ticket", direction });
    const person = ticket.people[0] ?? null;
    if (direction === "exit" && person) return this.pass(person, { direction });
    if (ticket.reason === "already_in") this.entries.set(person.id, this.entries.get(person.id) ?? earlier());
    if (ticket.reason && ticket.reason !== "already_in") return this.verdict({ ...ticket, person, direction });
    return this.pass(person, { direction, kind: ticket.kind });
  }

  async admit(numbers, { direction, forced }) {
    return numbers.map((number) => this.pass(this.people.get(number), { direction, forced }));
  }

  async annul(scanId) {
    const { verdict, before } = this.scans.get(scanId);
    const { person } = verdict;
    if (before) this.entries.set(person.id, before);
    else this.entries.delete(person.id);
    return { ...verdict, annulled: true, party: this.partyOf(person) };
  }

  async search(text) {
    if (!isEnough(text)) return [];
    const asked = words(text);
    return [...this.people.values()]
      .filter((person) => matches(searchable(person.name, person.second_name), asked))
      .map((person) => ({ person, party: this.partyOf(person), inside: this.entries.has(person.id) }));
  }

  async party(number) {
    return this.partyOf(this.people.get(number));
  }

  async group(code) {
    const ticket = this.tickets.get(code);
    if (!ticket?.coach) return null;
    return { label: ticket.coach, people: ticket.people.map((person) => this.standing(person)) };
  }

  pass(person, { direction, kind = "go", forced = false }) {
    const before = this.entries.get(person.id);
    const leaving = direction === "exit";
    if (!leaving && before && !forced) {
      return this.verdict({ kind: "look", reason: "already_in", person, direction, first: { ...before, gate: null, device: null } });
    }
    if (leaving) this.entries.delete(person.id);
    else this.entries.set(person.id, { at: new Date().toISOString() });
    const bent = !leaving && forced && before;
    return this.verdict({ kind, person, direction, forced, reason: bent ? "already_in" : null }, before);
  }

  verdict({ kind, reason = null, person = null, direction, first = null, forced = false }, before = null) {
    const now = Date.now();
    const admitted = PASSES.includes(kind);
    const verdict = {
      scanId: `practice-${this.scans.size + 1}`,
      kind,
      admitted,
      reason,
      offline: false,
      person,
      party: this.partyOf(person),
      first,
      direction,
      forced,
      mayForce: !admitted && person !== null,
      annulUntil: admitted ? new Date(now + UNDO).toISOString() : null,
      annulled: false,
      at: new Date(now).toISOString(),
    };
    this.scans.set(verdict.scanId, { verdict, before });
    return verdict;
  }

  partyOf(person) {
    if (!person) return [];
    return [...this.people.values()].filter((one) => one.registration === person.registration).map((one) => this.standing(one));
  }

  standing(person) {
    return { person, inside: this.entries.has(person.id) };
  }
}

function earlier() {
  return { at: new Date(Date.now() - 25 * 60_000).toISOString() };
}
