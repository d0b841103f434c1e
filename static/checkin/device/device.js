// The phone at the door: everything it knows and decides, without a page. How to use it:
//
//   import { openDevice } from "…/checkin/device/device.js";
//   const device = await openDevice();               // DoorError "storage" where the browser keeps nothing
//   device.addEventListener("state", () => draw(device.state));
//   device.addEventListener("word", ({ detail }) => …);  // Verdict: the server's word on what was judged here differs
//   await device.enrol(code, "Bàn 1, chị Lan");      // once; device.state.gates are there afterwards
//   await device.openGate(slug, pin);                // after each start; the list is readable from here on
//   await device.download(({ people, total }) => …); // begins, or goes on where it broke off
//   const verdict = await device.read(code, { direction: "entry" });
//   await device.admit([ids], { via: verdict.scanId }); // the rest of the party; or via "search"
//   await device.annul(verdict.scanId);
//
// All methods give a promise; `state` is a plain value. Whatever a method gives is stored on the phone: a Verdict may
// be shown as it is. What goes wrong is a DoorError (errors.js names the codes). Times in `state` are ms by the
// server's clock. A desk is of one tab; enrolment, list and queue are of all tabs.
//
// Verdict = {scanId, kind: "go" | "pass" | "look" | "stop", admitted, reason, offline, person | null,
//   party: [{person, inside}], first: {at, gate, device} | null, direction, forced, mayForce, annulUntil, annulled, at,
//   group: {label, people: [{person, inside}]} | null where the code is a coach's that the list does not know yet}
//
// Its parts: desks.js (enrolment, PINs), guest-list.js with guests.js (the list, its search), scanning.js with judge.js
// and verdicts.js (a scan), queue.js with sync.js (what waits for the server), contact.js (whether it answers, what is
// new), vault.js with store.js (keys, disk), wiping.js (the end of names). rules.js and folding.js are ports.
import { Api } from "./api.js";
import { Clock } from "./clock.js";
import { Contact } from "./contact.js";
import { Desks } from "./desks.js";
import { DoorError } from "./errors.js";
import { GuestList } from "./guest-list.js";
import { isInside } from "./judge.js";
import { Queue } from "./queue.js";
import { BY_SEARCH, EVENT_SCOPE, cleanedCode } from "./rules.js";
import { Scanning } from "./scanning.js";
import { DATABASE, Store } from "./store.js";
import { Sync } from "./sync.js";
import { TicketReader } from "./tickets.js";
import { Vault } from "./vault.js";
import { Verdicts } from "./verdicts.js";
import { erase, isOver } from "./wiping.js";

export { DoorError } from "./errors.js";

const MARGIN = 5000; // ms around which a list may or may not know of a scan
const RELEASE = /\/assets\/([0-9a-f]+)\//.exec(import.meta.url)?.[1] ?? "";

// → Device. `database` names another memory (tests); `locale` is the language of greetings and facts.
export async function openDevice({ database = DATABASE, locale = globalThis.document?.documentElement.lang } = {}) {
  const device = new Device();
  await device.start(database, locale);
  return device;
}

class Device extends EventTarget {
  async start(database, locale) {
    this.store = await Store.open(database);
    this.locale = locale || "vi";
    this.gateSlug = null;
    this.settings = await this.store.settings();
    this.contact = new Contact(this);
    this.clock = new Clock(this.settings.offsetMs ?? null, () => this.contact.keepOffset());
    this.vault = new Vault(this.store, this.settings);
    this.server = new Api({
      bearer: () => this.vault.bearerKey(),
      about: () => this.about(),
      heard: (time, waitedMs) => this.contact.heardTime(time, waitedMs),
    });
    this.list = new GuestList({ store: this.store, vault: this.vault, api: this.server, settings: this.settings });
    this.queue = new Queue(this.store);
    await this.queue.load();
    this.queue.addEventListener("change", () => this.tell());
    this.sender = new Sync({
      store: this.store,
      queue: this.queue,
      api: this.server,
      onWord: (word) => this.hearWord(word),
      contact: this.contact,
    });
    this.verdicts = new Verdicts({
      clock: this.clock,
      partyOf: (person) => this.membersOf(person),
      groupOf: (group) => this.groupOf(group),
      personOf: (number) => this.list.guests.people.get(number),
      deviceName: () => this.settings.device?.name ?? null,
    });
    this.desks = new Desks(this);
    this.scanning = new Scanning(this);
    this.makeReader();
    if (this.enrolled) this.persist();
    this.listen(database);
    await this.wipeWhenOver();
    this.tick();
  }

  listen(database) {
    this.listeners = new AbortController();
    this.contact.start(this.listeners.signal);
    if (!globalThis.BroadcastChannel) return;
    this.channel = new BroadcastChannel(`${database}-settings`);
    this.channel.onmessage = () => this.reload();
  }

  // Ask the browser not to clear what lies here; some of them ask the holder, so not before it matters.
  persist() {
    navigator.storage?.persist?.().catch(() => {});
  }

  // Stop all that goes on by itself; the memory stays.
  close() {
    this.sender.stop();
    this.listeners.abort();
    this.channel?.close();
    this.queue.close();
    this.store.close();
  }

  get state() {
    const { device = null, event = null, gates = [], revokedPhone = false, lastGate = null } = this.settings;
    const { people, total, complete, fetchedAt } = this.list.meta;
    return {
      enrolled: this.enrolled,
      device,
      event,
      gates,
      gate: this.gateSlug,
      lastGate,
      unlocked: Boolean(this.vault.listKey),
      online: this.online,
      list: { people, total, complete, fetchedAt },
      waiting: this.queue.count("waiting"),
      rejected: this.queue.count("rejected"),
      offsetMs: this.clock.known ? this.clock.offsetMs : null,
      revoked: revokedPhone,
    };
  }

  get online() {
    return this.contact.online;
  }

  get enrolled() {
    return Boolean(this.vault.bearer);
  }

  get event() {
    return this.settings.event;
  }

  // The desk at which this tab works, as the list tells of it.
  get gate() {
    return this.settings.gates?.find((gate) => gate.slug === this.gateSlug) ?? null;
  }

  // --- Enrolment, desks, the list --------------------------------------------------------------------------------

  async enrol(code, name) {
    return this.desks.enrol(String(code), String(name ?? ""));
  }

  // An enrolment's answer, from wherever it came.
  async adopt(told) {
    return this.desks.adopt(told);
  }

  // Raises pin_wrong, too_many, network (where this phone has never opened the desk).
  async openGate(slug, pin) {
    return this.desks.open(slug, pin);
  }

  // Names leave the memory; the PIN brings them back.
  async lock() {
    this.desks.lock();
  }

  async leaveGate() {
    this.gateSlug = null;
    this.tell();
  }

  // This phone is no device any more. Raises "waiting" while scans would be lost.
  async forget() {
    return this.desks.forget();
  }

  async download(onProgress = () => {}) {
    this.downloading ??= this.list
      .download({
        locale: this.locale,
        onPage: (told) => this.desks.learn(told),
        onProgress: (progress) => {
          onProgress(progress);
          this.tell();
        },
      })
      .finally(() => (this.downloading = null));
    try {
      await this.downloading;
    } catch (error) {
      await this.contact.failed(error);
      throw error;
    }
    this.contact.answered();
    if (this.list.meta.complete) await this.queue.prune(this.asOf);
  }

  async refresh() {
    return this.download();
  }

  // --- Scans -------------------------------------------------------------------------------------------------------

  // A code as it was scanned or typed → Verdict. Without a direction it is the one that is usual at the desk.
  async read(text, { direction } = {}) {
    this.needGate();
    return this.scanning.read(text, direction);
  }

  // People of a party (via: the scan of its ticket) or found by name (via: "search") → [Verdict].
  async admit(numbers, { via = BY_SEARCH, direction, forced = false } = {}) {
    this.needGate();
    return numbers.length ? this.scanning.admit(numbers, { via, direction, forced }) : [];
  }

  // Take a scan back, within 15 minutes → Verdict. Raises too_late.
  async annul(scanId) {
    return this.scanning.annul(scanId);
  }

  // Send now → whether nothing is left.
  async sync() {
    return this.sender.run();
  }

  // What waits for the server's word and what it would not take, the oldest first; names where a desk is open.
  async waiting() {
    return [...this.queue.entries.values()]
      .sort((one, other) => one.seq - other.seq)
      .map((entry) => ({ ...entry, person: this.list.guests.people.get(entry.who) ?? null }));
  }

  async clearRejected(id) {
    return this.queue.clear(id);
  }

  // --- Names -------------------------------------------------------------------------------------------------------

  async search(text) {
    return this.list.guests.search(text).map((person) => ({
      person,
      party: this.membersOf(person),
      inside: this.isInside(person),
    }));
  }

  async party(number) {
    const person = this.list.guests.people.get(number);
    return person ? this.membersOf(person) : [];
  }

  // Whom a coach's code lets in together, or null.
  async group(text) {
    const code = cleanedCode(text);
    const group = code === null ? null : await this.list.guests.groupOf(code, this.event?.slug);
    return group && this.groupOf(group);
  }

  groupOf({ label, attendees }) {
    const people = attendees.map((number) => this.list.guests.people.get(number)).filter(Boolean);
    return { label, people: people.map((person) => ({ person, inside: this.isInside(person) })) };
  }

  membersOf(person) {
    return this.list.guests.partyOf(person).map((member) => ({ person: member, inside: this.isInside(member) }));
  }

  isInside(person) {
    const scope = this.gate?.scope ?? EVENT_SCOPE;
    return isInside(person, scope, this.queue.passagesOf(person.id, scope, this.asOf));
  }

  // For screens that work with a network alone: the API (a path below /api/v1/checkin) with this phone's key →
  // Response, of whatever status below 500 but 401 and 429, which are a DoorError like a network that is not there.
  async api(path, init) {
    try {
      return await this.server.ask(path, init);
    } catch (error) {
      await this.contact.failed(error);
      throw error;
    }
  }

  // --- What goes on by itself ----------------------------------------------------------------------------------------

  async tick() {
    if (!(await this.wipeWhenOver())) await this.contact.look();
  }

  // Whether the server can be reached, and what is new there.
  async knock() {
    await this.contact.knock();
  }

  hearWord({ entry, result }) {
    this.dispatchEvent(new CustomEvent("word", { detail: this.verdicts.ofResult(entry, result) }));
  }

  // What the phone tells of itself beside each request.
  about() {
    const { fetchedAt } = this.list.meta;
    const told = { "X-Door-Waiting": this.queue.count("waiting"), "Accept-Language": this.locale };
    if (fetchedAt) told["X-Door-List-Age"] = Math.max(0, Math.round((this.clock.now() - fetchedAt) / 1000));
    if (RELEASE) told["X-Door-Version"] = RELEASE;
    if (this.settings.instance) told["X-Door-Instance"] = this.settings.instance;
    return told;
  }

  async wipeWhenOver() {
    if (!isOver({ event: this.event, wraps: this.vault.wraps }, this.clock.now())) return false;
    await this.wipe();
    return true;
  }

  // Names and the key to them; scans that wait stay.
  async wipe(more = {}) {
    this.vault.drop();
    this.list.reset();
    this.gateSlug = null;
    this.verdicts.forget();
    await this.store.write(["list", "settings"], (t) => erase(t, more));
    this.announce();
  }

  // Another tab has changed what all tabs share: a list key that is not in use any more opens nothing here either.
  async reload() {
    const { wraps } = this.vault;
    this.settings = await this.store.settings();
    this.vault.adopt(this.settings);
    this.list.adopt(this.settings);
    this.makeReader();
    if (!sameWraps(wraps, this.vault.wraps)) this.desks.lock();
    this.tell();
  }

  announce() {
    this.channel?.postMessage("changed");
    this.tell();
  }

  makeReader() {
    this.reader = new TicketReader(this.settings.publicKeys ?? []);
  }

  get asOf() {
    return this.list.meta.asOf === null ? null : this.list.meta.asOf - MARGIN;
  }

  tell() {
    if (this.telling) return;
    this.telling = true;
    queueMicrotask(() => {
      this.telling = false;
      this.dispatchEvent(new Event("state"));
    });
  }

  needGate() {
    if (this.settings.revokedPhone) throw new DoorError("revoked");
    if (!this.gate || !this.vault.listKey) throw new DoorError("locked");
  }
}

function sameWraps(one, other) {
  const prints = (wraps) => Object.entries(wraps ?? {}).map(([gate, { salt }]) => `${gate}:${salt.join()}`).sort();
  return prints(one).join(";") === prints(other).join(";");
}
