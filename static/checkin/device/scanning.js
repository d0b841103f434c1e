// One scan after another: kept, judged by the server or here, and only then shown.
//
// With a network the entry is kept first (nobody was shown anything yet), the server judges within its deadline, and
// its word is noted before the verdict is shown. Without one the entry is judged and kept in one transaction. Whoever
// is let in by the phone alone has come in: such an entry is forced.
import { DoorError } from "./errors.js";
import { judge } from "./judge.js";
import { momentOf } from "./queue.js";
import { ADMITTED, REFUSED, cleanedCode, directionAt } from "./rules.js";
import { annulmentOf, answerTo, passageOf, scanOf } from "./sync.js";
import { looksLikeTicket, shortCode } from "./tickets.js";

export const DEADLINE = 1500; // ms that a guest waits for the server
const TRIED = 5000; // ms after which a try of another tab has surely ended
const TO_BE_KEPT = /^(?:[0-9]+|[0-9A-Za-z]{5}-?[0-9A-Za-z]{5})$/; // a ticket's remains, or a coach's code
const NO_TICKET = "?"; // is kept of another code: it may be anybody's business card

export class Scanning {
  constructor(device) {
    this.device = device;
  }

  async read(text, direction) {
    const { gate, online, verdicts } = this.device;
    const code = cleanedCode(text);
    if (code === null) return verdicts.unreadable(directionAt(gate.kind, direction), !online);
    const [verdict] = await this.pass([await this.claimOf(code)], { direction, forced: false });
    return verdict;
  }

  admit(numbers, { via, direction, forced }) {
    const claims = numbers.map((attendee) => ({ attendee, sent: { attendee, via } }));
    return this.pass(claims, { direction, forced });
  }

  // A claim as judge.js wants it, with what of the code is kept and sent.
  async claimOf(code) {
    if (looksLikeTicket(code)) return { ...(await this.device.reader.read(code)), sent: { code } };
    const short = shortCode(code);
    if (!short) return { reason: "unknown", sent: { code: TO_BE_KEPT.test(code) ? code : NO_TICKET } };
    const attendee = await this.device.list.guests.ofShortCode(short);
    return { ...(attendee ? { attendee } : { reason: "unknown" }), sent: { code: short } };
  }

  pass(claims, { direction, forced }) {
    const options = { direction: directionAt(this.device.gate.kind, direction), forced };
    return this.device.online && !this.knowsMore(claims) ? this.ask(claims, options) : this.judgeHere(claims, options);
  }

  // Of whom this phone let in without a network it knows more than the server, until that is sent.
  knowsMore(claims) {
    return claims.some((claim) => this.device.queue.hasUnsent(this.whoOf(claim)));
  }

  async ask(claims, options) {
    const { queue, server, sender } = this.device;
    const until = { tryUntil: Date.now() + TRIED };
    const entries = await queue.record([], () => {
      return claims.map((claim) => ({ ...this.entryOf(claim, options), ...until }));
    });
    for (const { id } of entries) sender.inFlight.add(id);
    let verdicts;
    try {
      const began = performance.now();
      const scans = entries.map(scanOf);
      const word = answerTo(scans, await server.json("/scans", { json: { scans }, deadline: DEADLINE }));
      this.device.contact.answered(performance.now() - began);
      verdicts = await this.takeWord(entries, word);
    } catch (error) {
      if (error.code === "storage") throw error;
      await this.device.contact.failed(error);
      if (error.code === "revoked") throw error;
      verdicts = await this.judgeTried(entries, claims, options);
    } finally {
      for (const { id } of entries) sender.inFlight.delete(id);
    }
    // Another tab has sent what was tried here, as something that nobody was shown: it is scanned anew.
    return verdicts ?? this.pass(claims, options);
  }

  // The server has judged: its word is noted before it is shown. null: another tab has sent them meanwhile.
  async takeWord(entries, { results, ackAt }) {
    const { queue, verdicts } = this.device;
    const words = entries.map((entry, place) => {
      const result = results[place];
      if (result.verdict === "rejected") return { entry, reason: result.reason ?? "malformed" };
      return result.verdict === ADMITTED ? { entry, passage: passageOf(entry, result, ackAt) } : { entry };
    });
    const taken = await queue.settle(words);
    if (taken.size < entries.length) return null;
    await this.meet(results);
    return entries.map((entry, place) => verdicts.ofResult(entry, results[place]));
  }

  // A guest let in of whom the list does not know yet: with the party, if it is told in time.
  async meet(results) {
    const { list, server, locale } = this.device;
    const isNew = ({ verdict, attendee }) => verdict === ADMITTED && attendee && !list.guests.people.has(attendee.id);
    for (const { attendee } of results.filter(isNew)) {
      try {
        const address = `/parties?attendee=${attendee.id}&locale=${locale}`;
        const { items } = await server.json(address, { deadline: DEADLINE });
        await list.merge({ items });
      } catch {
        return; // the name alone is known
      }
    }
  }

  // Nobody answered: judged here. null: another tab has sent them meanwhile.
  async judgeTried(entries, claims, options) {
    const { queue, asOf, sender } = this.device;
    let judged;
    const known = await queue.decided(
      entries,
      (found, passagesOf) => (judged = this.judgeAll(found, claims, options, passagesOf)),
      asOf,
    );
    sender.later();
    return known && this.verdictsOf(known, judged);
  }

  async judgeHere(claims, options) {
    const { queue, asOf, sender } = this.device;
    const entries = claims.map((claim) => this.entryOf(claim, options));
    let judged;
    const kept = await queue.record(
      entries.map(({ who }) => who),
      (passagesOf) => {
        judged = this.judgeAll(entries, claims, options, passagesOf);
        return entries;
      },
      asOf,
    );
    sender.soon();
    return this.verdictsOf(kept, judged);
  }

  verdictsOf(entries, judged) {
    return entries.map((entry, place) => this.device.verdicts.ofOpinion(entry, judged[place]));
  }

  // An opinion on each entry, which learns what the screen will say; each guest is judged after the one before.
  judgeAll(entries, claims, options, passagesOf) {
    const { list, settings, gate, event } = this.device;
    const facts = gateFacts(gate, event);
    const before = [];
    return entries.map((entry, place) => {
      const at = momentOf(entry);
      const own = entry.who ? passagesOf(entry.who, entry.scope) : [];
      const now = before.filter(({ who }) => who === entry.who);
      const opinion = judge({
        claim: claims[place],
        guests: list.guests,
        revoked: settings.revoked,
        event,
        gate: facts,
        at,
        ...options,
        passages: [...own, ...now],
      });
      const admitted = opinion.verdict === ADMITTED;
      Object.assign(entry, {
        offline: true,
        forced: admitted,
        shown: admitted ? ADMITTED : REFUSED,
        shown_reason: opinion.reason,
        tryUntil: undefined,
      });
      if (admitted) before.push({ ...entry, at, seq: Number.MAX_SAFE_INTEGER });
      return opinion;
    });
  }

  entryOf(claim, { direction, forced }) {
    const { gate, clock } = this.device;
    return {
      kind: "scan",
      id: crypto.randomUUID(),
      gate: gate.slug,
      scope: gate.scope,
      ...clock.stamp(),
      ...claim.sent,
      who: this.whoOf(claim),
      direction,
      offline: false,
      forced,
      shown: null,
      shown_reason: null,
      state: "waiting",
    };
  }

  // Whose passages count for a card: of joined answers there are several.
  whoOf({ attendee, reason }) {
    if (reason || !attendee) return null;
    return this.device.list.guests.cards.get(attendee)?.person.id ?? attendee;
  }

  async annul(scanId) {
    const { queue, verdicts, clock, sender, online } = this.device;
    const entry = [...queue.entries.values()].find(({ id }) => id === scanId);
    const verdict = verdicts.known.get(scanId) ?? (entry && verdicts.ofEntry(entry));
    if (!verdict) throw new DoorError("too_late");
    if (verdict.annulled) return verdict;
    if (verdict.annulUntil !== null && clock.now() > verdict.annulUntil) throw new DoorError("too_late");
    const now = clock.now();
    const kept = await queue.annul(scanId, (offset) =>
      annulmentOf({ id: scanId, at: new Date(now - offset).toISOString() }),
    );
    if (online) {
      const patience = new Promise((resolve) => setTimeout(resolve, DEADLINE));
      await Promise.race([sender.run().catch(() => {}), patience]);
    } else sender.soon();
    const after = queue.entries.get(kept.seq);
    if (after?.state === "rejected") {
      await queue.clear(after.id);
      throw new DoorError(after.reason === "too_late" ? "too_late" : "refused", { problem: after.reason });
    }
    return verdicts.annulled(verdict);
  }
}

function gateFacts(gate, event) {
  const facts = { ...gate };
  for (const name of ["opens_at", "closes_at", "closed_at"]) facts[name] = moment(gate[name]);
  for (const name of ["doors_open_at", "doors_close_at"]) facts[name] = moment(event[name]);
  return facts;
}

function moment(time) {
  return time ? Date.parse(time) : null;
}
