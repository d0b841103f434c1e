// How the phone stands with the site: whether it answers, what is new there, what time it has. Asked again and again,
// without anybody's doing.
import { DEADLINE } from "./scanning.js";

const TICK = 15_000; // ms between looks at what is to be done
const OFTEN = 20_000; // ms after which is asked what is new, and whether there still is a network
const STALE = 10 * 60_000; // ms after which the whole list is fetched anew: changes tell of no seats and gifts
const DRIFT = 2000; // ms of the clock's offset that are worth being kept

export class Contact {
  constructor(device) {
    this.device = device;
    this.online = navigator.onLine;
    this.askedAt = 0; // by the page's own clock
  }

  // Begin to look by itself, until the signal ends it.
  start(signal) {
    globalThis.addEventListener?.("online", () => this.comeBack(), { signal });
    globalThis.addEventListener?.("offline", () => this.setOnline(false), { signal });
    globalThis.document?.addEventListener("visibilitychange", () => document.hidden || this.device.tick(), { signal });
    const timer = setInterval(() => this.device.tick(), TICK);
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  get isWanted() {
    const { enrolled, settings } = this.device;
    return enrolled && !settings.revokedPhone;
  }

  async look() {
    const { queue, sender } = this.device;
    if (!this.isWanted || !navigator.onLine) return;
    if (queue.count("waiting")) await sender.soon();
    if (!this.online || performance.now() - this.askedAt > OFTEN) await this.knock();
    if (this.online && this.isStale) this.device.refresh().catch(() => {});
  }

  // Whether the list tells of too long ago, or in another language.
  get isStale() {
    const { list, vault, downloading, clock, locale } = this.device;
    if (!vault.listKey || !list.meta.complete || downloading) return false;
    return list.meta.locale !== locale || clock.now() - list.meta.wholeAt > STALE;
  }

  // The network is back, says the browser.
  async comeBack() {
    const { queue, sender } = this.device;
    if (!this.isWanted) return;
    if (queue.count("waiting")) await sender.soon({ now: true });
    else await this.knock();
  }

  // Whether the server can be reached, and what is new there.
  async knock() {
    const { list, vault, downloading, desks } = this.device;
    const began = (this.askedAt = performance.now());
    try {
      if (vault.listKey && list.meta.complete && !downloading) await this.learnChanges();
      else await desks.learnGates();
      this.answered(performance.now() - began);
    } catch (error) {
      await this.failed(error);
    }
  }

  async learnChanges() {
    const { device } = this;
    const { asOf, generation } = device.list.meta;
    const since = new Date(asOf).toISOString();
    const told = await device.server.json(`/changes?since=${encodeURIComponent(since)}&locale=${device.locale}`);
    await device.desks.learn(told);
    if (device.list.meta.generation !== generation || !device.vault.listKey) return; // replaced meanwhile, or locked
    if (told.more) device.refresh().catch(() => {});
    else {
      await device.list.merge({ items: told.items, gone: told.gone }, Date.parse(told.server_time));
      await device.queue.prune(device.asOf);
      device.tell();
    }
  }

  // Who takes too long to answer a guest counts as nobody.
  answered(waitedMs = 0) {
    this.setOnline(waitedMs < DEADLINE);
  }

  async failed(error) {
    const { device } = this;
    if (error.code === "network") this.setOnline(false);
    else if (error.code === "revoked" && this.isWanted) {
      device.settings.revokedPhone = true;
      await device.wipe({ revokedPhone: true }); // names go, scans stay
    } else if (error.code === "refused") {
      this.setOnline(true);
      if (error.problem === "event_over") await device.wipe();
    }
  }

  setOnline(online) {
    const before = this.online;
    this.online = online && navigator.onLine;
    if (before !== this.online) this.device.tell();
  }

  heardTime(time, waitedMs) {
    const { clock, settings } = this.device;
    clock.heard(time, waitedMs);
    if (Math.abs((settings.offsetMs ?? Infinity) - clock.offsetMs) > DRIFT) this.keepOffset();
  }

  keepOffset() {
    const { clock, settings, store } = this.device;
    settings.offsetMs = clock.offsetMs;
    store.set({ offsetMs: clock.offsetMs }).catch(() => {});
  }
}
