// Brings the queue to the server: in batches, by one tab at a time, again and again until the final word. Answers
// that were lost are made good, so that the server's log says what the door did:
// - it has refused what the door let in: a new scan tells of the admission;
// - it has admitted what the door did not let in: that scan is taken back.
import { DoorError } from "./errors.js";
import { momentOf } from "./queue.js";
import { ADMITTED, EXIT, MOST_SCANS, REFUSED } from "./rules.js";
import { answer, put } from "./store.js";

const SHORTEST = 1000; // ms until the first new try
const LONGEST = 60_000;
const UNREADABLE = [400, 413, 422]; // the server's word on a request that it will never take; others may pass
const FEW = 20; // scans of a batch
const LEASE = 30_000; // ms that a tab holds the right to send, where the browser has no locks

export class Sync {
  // `onWord({entry, result})`: the server's word differs from what the door showed; `contact` hears whether it answers.
  constructor({ store, queue, api, onWord, contact }) {
    Object.assign(this, { store, queue, api, onWord, contact });
    this.inFlight = new Set(); // ids of entries that `read` is sending itself
    this.misses = 0;
    this.most = MOST_SCANS;
    this.owner = crypto.randomUUID();
  }

  // Send all there is. Resolves to whether nothing is left; raises what stopped it.
  run() {
    this.running ??= this.exclusively(() => this.drain()).finally(() => (this.running = null));
    return this.running;
  }

  // `run` by itself, and again later if it fails. A pause that is under way is waited for, unless it is to be `now`.
  async soon({ now = false } = {}) {
    if (this.stopped || !navigator.onLine || !this.queue.count("waiting") || (this.timer && !now)) return;
    clearTimeout(this.timer);
    this.timer = null;
    try {
      await this.run();
      this.misses = 0;
    } catch (error) {
      if (error.code !== "revoked") this.later(error.seconds);
    }
  }

  // It has just failed: a new try after a pause, which grows.
  later(seconds) {
    if (this.stopped || this.timer) return;
    const pause = seconds ? seconds * 1000 : this.pause();
    this.misses += 1;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.soon();
    }, pause);
  }

  pause() {
    return Math.min(LONGEST, SHORTEST * 2 ** this.misses) * (0.5 + Math.random());
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  async drain() {
    await this.queue.load();
    for (;;) {
      const batch = this.next();
      if (!batch.length) return !this.queue.waiting.length;
      try {
        const began = performance.now();
        await (batch[0].kind === "annulment" ? this.sendAnnulment(batch[0]) : this.sendScans(batch));
        // How long many take to be judged says nothing of how long a guest would wait.
        this.contact.answered(batch.length > FEW ? 0 : performance.now() - began);
      } catch (error) {
        if (UNREADABLE.includes(error.status) && batch[0].kind === "scan") await this.divide(batch, error);
        else {
          this.contact.failed(error);
          throw error;
        }
      }
    }
  }

  // The oldest entries that can go together, in the order in which they were made.
  next() {
    const batch = [];
    const now = Date.now();
    for (const entry of this.queue.waiting) {
      const beingTried = entry.tryUntil > now && entry.tryUntil < now + 60_000;
      if (this.inFlight.has(entry.id) || beingTried) continue;
      if (batch.length && (entry.kind === "annulment" || batch[0].kind === "annulment")) break;
      batch.push(entry);
      if (batch.length === this.most) break;
    }
    return batch;
  }

  async sendScans(batch) {
    const scans = batch.map((entry) => scanOf(asShown(entry)));
    const { results, ackAt } = answerTo(scans, await this.api.json("/scans", { json: { scans } }));
    const words = batch.map((entry, place) => wordOn(entry, results[place], ackAt));
    const taken = await this.queue.settle(words);
    this.most = MOST_SCANS;
    for (const word of words) if (word.differs && taken.has(word.entry)) this.onWord(word);
  }

  async sendAnnulment(entry) {
    const { scan, at } = entry;
    const word = { entry };
    try {
      await this.api.json(`/scans/${scan}/annulment`, { json: { at } });
    } catch (error) {
      if (error.code !== "refused") throw error;
      word.reason = error.problem || String(error.status);
    }
    await this.queue.settle([word]);
  }

  // The server will not have a whole batch: halves, until the scan that it cannot take stands alone.
  async divide(batch, error) {
    if (batch.length > 1) this.most = Math.ceil(batch.length / 2);
    else await this.queue.settle([{ entry: batch[0], reason: error.problem || String(error.status) }]);
  }

  async exclusively(work) {
    if (navigator.locks) return navigator.locks.request(`${this.store.name}-sync`, work);
    if (!(await this.lease(LEASE))) throw new DoorError("network");
    const renewal = setInterval(() => this.lease(LEASE).catch(() => {}), LEASE / 3);
    try {
      return await work();
    } finally {
      clearInterval(renewal);
      await this.lease(0);
    }
  }

  // Take, renew or (for 0 ms) give back the right to send; false if another tab has it.
  lease(time) {
    return this.store.write("settings", async (t) => {
      const held = await answer(t.objectStore("settings").get("lease"));
      const now = Date.now();
      if (held && held.owner !== this.owner && held.until > now && held.until <= now + LEASE) return false;
      put(t, { lease: time ? { owner: this.owner, until: now + time } : undefined });
      return true;
    });
  }
}

// Of a scan that was interrupted before anything was shown, nobody has come in.
function asShown(entry) {
  return entry.shown ? entry : { ...entry, offline: true, forced: false };
}

// A scan as the API takes it.
export function scanOf(entry) {
  const scan = {
    id: entry.id,
    gate: entry.gate,
    at: entry.at,
    device_seq: entry.seq,
    direction: entry.direction,
    offline: entry.offline,
    forced: entry.forced,
  };
  if (entry.offline) Object.assign(scan, { shown: entry.shown ?? REFUSED, shown_reason: entry.shown_reason });
  if (entry.clock_offset_ms !== null) scan.clock_offset_ms = entry.clock_offset_ms;
  if (entry.code !== undefined) scan.code = entry.code;
  else Object.assign(scan, { attendee: entry.attendee, via: entry.via });
  return scan;
}

// The server's word on each of these scans and when it spoke; anything else is of somebody between it and the phone.
export function answerTo(scans, { results, server_time: time }) {
  const ackAt = Date.parse(time);
  const fits = Array.isArray(results) && results.length === scans.length;
  if (!fits || Number.isNaN(ackAt) || scans.some(({ id }, place) => results[place]?.id !== id)) {
    throw new DoorError("network");
  }
  return { results, ackAt };
}

// What the server's result means for an entry of the queue.
function wordOn(entry, result, ackAt) {
  const word = { entry, result };
  if (result.verdict === "rejected") return { ...word, reason: result.reason ?? "malformed", differs: true };
  const door = entry.shown === ADMITTED;
  const server = result.verdict === ADMITTED;
  if (server) word.passage = passageOf(entry, result, ackAt);
  if (door && !server && result.replay && !entry.madeGood) word.more = madeGood;
  // Somebody is inside, and not in the log.
  else if (door && !server) return { ...word, reason: result.reason ?? "malformed", differs: true };
  if (!door && server) {
    word.passage.annulled = true;
    word.more = (known) => [annulmentOf(known)];
  }
  word.differs = door !== server ? !word.more : door && Boolean(result.conflict || result.reason);
  return word;
}

export function passageOf(entry, result, ackAt) {
  return {
    id: entry.id,
    seq: entry.seq,
    who: result.attendee?.id ?? entry.who,
    scope: entry.scope,
    gate: entry.gate,
    at: entry.offline ? momentOf(entry) : ackAt,
    direction: entry.direction,
    clock_offset_ms: entry.clock_offset_ms,
    ackAt,
  };
}

// `at` is told by the clock that the phone had at the scan, so that the time between is right even if it was set since.
export function annulmentOf({ id, at }) {
  return { kind: "annulment", id: crypto.randomUUID(), scan: id, at, who: null, state: "waiting" };
}

function madeGood(entry) {
  const { seq: _number, tryUntil: _try, ...told } = entry;
  const scan = { ...told, id: crypto.randomUUID(), offline: true, forced: entry.direction !== EXIT, madeGood: true };
  return entry.annulled ? [scan, annulmentOf(scan)] : [scan];
}
