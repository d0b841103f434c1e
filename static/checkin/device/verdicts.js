// What a screen shows of a scan: a Verdict (device.js tells its shape), from what the phone decided or the server did.
import { ADMITTED, ANNUL_WITHIN, ENTRY, kindOf } from "./rules.js";

const REMEMBERED = 300;

export class Verdicts {
  // `partyOf(person)` → [{person, inside}]; `groupOf({label, attendees})`; `personOf(number)`; `deviceName()`; `clock`.
  constructor(helpers) {
    Object.assign(this, helpers);
    this.known = new Map(); // scan → Verdict
  }

  // Of judge.js's opinion on an entry of the queue.
  ofOpinion(entry, { verdict, reason, kind, person, first }) {
    const told = first && { at: first.at, gate: first.gate, device: first.own ? this.deviceName() : null };
    return this.make(entry, { kind, admitted: verdict === ADMITTED, reason, offline: true, person, first: told });
  }

  // Of the server's result.
  ofResult(entry, { verdict, reason = null, attendee, first = null, conflict, group = null }) {
    const admitted = verdict === ADMITTED;
    const person = attendee ? { ...this.personOf(attendee.id), ...attendee } : null;
    const kind = conflict ? "look" : kindOf(admitted, reason);
    const coach = group && this.groupOf(group);
    const told = { kind, admitted, reason, conflict: conflict?.reason ?? null, offline: false };
    return this.make(entry, { ...told, person, first, group: coach });
  }

  // Of an entry that was shown before the page was opened anew.
  ofEntry(entry) {
    const admitted = entry.shown === ADMITTED;
    const told = { kind: kindOf(admitted, entry.shown_reason), admitted, reason: entry.shown_reason, offline: true };
    return this.make(entry, { ...told, person: this.personOf(entry.who) ?? null, first: null });
  }

  // Of nothing that could be a scan: it is not kept.
  unreadable(direction, offline) {
    const entry = { id: null, direction, forced: false, at: new Date().toISOString() };
    return this.make(entry, { kind: "stop", admitted: false, reason: "malformed", offline, person: null, first: null });
  }

  annulled(verdict) {
    const back = { annulled: true, annulUntil: null, admitted: false, kind: "look", mayForce: false };
    return this.remember({ ...verdict, ...back });
  }

  make(entry, told) {
    const { direction, forced } = entry;
    const listed = told.person && this.personOf(told.person.id);
    return this.remember({
      scanId: entry.id,
      group: null,
      ...told,
      party: listed ? this.partyOf(listed) : [],
      direction,
      forced: told.admitted && Boolean(told.reason || (forced && !told.offline)),
      mayForce: Boolean(told.person) && !told.admitted && direction === ENTRY,
      annulUntil: told.admitted && entry.id ? this.clock.now() + ANNUL_WITHIN : null,
      annulled: false,
      at: entry.at,
    });
  }

  remember(verdict) {
    if (!verdict.scanId) return verdict;
    this.known.set(verdict.scanId, verdict);
    if (this.known.size > REMEMBERED) this.known.delete(this.known.keys().next().value);
    return verdict;
  }

  forget() {
    this.known.clear();
  }
}
