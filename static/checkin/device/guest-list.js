// The list on the phone: fetched page by page, each page encrypted as it comes, resumed where it broke off, also
// after a reload. A new fetch lies beside the old one and takes its place when it is whole.
import { DoorError } from "./errors.js";
import { Guests } from "./guests.js";
import { answer, put } from "./store.js";

const PAGE = 500;

export class GuestList {
  constructor({ store, vault, api, settings }) {
    this.store = store;
    this.vault = vault;
    this.api = api;
    this.guests = new Guests();
    this.adopt(settings);
  }

  // What is stored, perhaps by another tab.
  adopt(settings) {
    this.meta = settings.list ?? nothing(); // of what is in use
    this.coming = settings.coming ?? null; // of a fetch under way beside it
  }

  // What has been fetched, into memory: after the PIN.
  async load() {
    const guests = new Guests();
    for (const [name, box] of await this.boxes(this.meta.generation)) guests.add(await this.vault.open(name, box));
    this.guests = guests;
    if (!this.coming) return;
    // A page that cannot be read any more makes the unfinished fetch begin anew; what is in use stays.
    this.ahead = new Guests();
    try {
      const boxes = await this.boxes(this.coming.generation);
      for (const [name, box] of boxes) this.ahead.add(await this.vault.open(name, box));
    } catch {
      this.coming = null;
    }
  }

  // What another tab has fetched meanwhile.
  async catchUp() {
    const stored = await this.store.settings();
    const told = [stored.list ?? nothing(), stored.coming ?? null];
    const same = JSON.stringify(told) === JSON.stringify([this.meta, this.coming]);
    if (same || !stored.list) return;
    this.adopt(stored);
    await this.load();
  }

  boxes(generation) {
    const range = IDBKeyRange.bound(`${generation}:`, `${generation};`, false, true);
    return this.store.read("list", async (t) => {
      const list = t.objectStore("list");
      const [names, boxes] = await Promise.all([answer(list.getAllKeys(range)), answer(list.getAll(range))]);
      return names.map((name, place) => [name, boxes[place]]);
    });
  }

  // Names leave the memory; the pages stay for the PIN.
  forget() {
    this.guests = new Guests();
    this.ahead = null;
  }

  // Fetch the list, or go on where an earlier fetch broke off; one tab at a time. `onPage(answer)` learns what each
  // page says of the event; `onProgress({people, total})`.
  download(options) {
    if (!navigator.locks) return this.fetchAll(options);
    return navigator.locks.request(`${this.store.name}-list`, () => this.fetchAll(options));
  }

  async fetchAll({ locale, onPage, onProgress = () => {} }) {
    if (!this.vault.listKey) throw new DoorError("locked");
    await this.catchUp();
    const first = !this.meta.complete && !this.coming;
    let meta = first ? this.meta : this.coming;
    if (meta && meta.locale !== locale && meta.next) meta = null;
    if (!meta || (first && !meta.next)) {
      meta = { ...nothing(), generation: Math.max(this.meta.generation + 1, Date.now()), locale };
    }
    // The very first list is of use from its first page on.
    let guests = this.meta.complete ? this.ahead ?? new Guests() : this.guests;
    if (meta.pages === 0) guests = this.meta.complete ? new Guests() : (this.guests = new Guests());
    this.ahead = this.meta.complete ? guests : null;
    let next = meta.next ?? `/list?limit=${PAGE}${locale ? `&locale=${locale}` : ""}`;
    while (next) {
      const told = await this.api.json(next);
      const asOf = Date.parse(told.server_time);
      const page = { items: told.items, gone: told.gone, groups: told.groups };
      meta = {
        ...meta,
        pages: meta.pages + 1,
        people: meta.people + told.items.length,
        total: told.total ?? meta.total,
        next: told.next ? withoutHost(told.next) : null,
        complete: !told.next,
        asOf: meta.asOf ?? asOf,
        fetchedAt: asOf,
        wholeAt: asOf,
      };
      guests.add(page);
      await this.keep(meta, page);
      await onPage(told);
      onProgress({ people: meta.people, total: meta.total });
      next = meta.next;
    }
    this.guests = guests;
    this.ahead = null;
  }

  async keep(meta, page) {
    const name = `${meta.generation}:${String(meta.pages).padStart(6, "0")}`;
    const box = await this.vault.seal(name, page);
    const replaces = this.meta.complete;
    await this.store.write(["list", "settings"], (t) => {
      const list = t.objectStore("list");
      list.put(box, name);
      if (replaces && !meta.complete) return put(t, { coming: meta });
      if (meta.complete) list.delete(IDBKeyRange.upperBound(`${meta.generation}:`, true));
      if (meta.complete) list.delete(IDBKeyRange.lowerBound(`${meta.generation};`));
      return put(t, { list: meta, coming: undefined });
    });
    if (replaces && !meta.complete) this.coming = meta;
    else {
      this.meta = meta;
      this.coming = null;
    }
  }

  // What has changed since: {items, gone?, groups?} into memory and beside the pages. `asOf`: ms by the server's clock
  // up to which the list now tells everything.
  async merge(page, asOf = null) {
    const meta = asOf === null ? this.meta : { ...this.meta, asOf, fetchedAt: asOf };
    const isNews = page.items?.length || page.groups || page.gone?.some((number) => !this.guests.gone.has(number));
    // Sorted after the pages, and in the order in which they came.
    const name = `${meta.generation}:~${String(Date.now()).padStart(15, "0")}-${crypto.randomUUID().slice(0, 8)}`;
    const box = isNews ? await this.vault.seal(name, page) : null;
    if (this.meta.generation !== meta.generation) return; // a whole list has come meanwhile
    this.guests.add(page);
    this.meta = meta;
    await this.store.write(["list", "settings"], (t) => {
      if (box) t.objectStore("list").put(box, name);
      if (asOf !== null) put(t, { list: meta });
    });
  }

  // All pages under another key, because a desk's PIN is another one.
  async reseal(fresh) {
    const pages = [];
    const generations = [this.meta.generation, this.coming?.generation].filter(Boolean);
    const names = Object.fromEntries(
      (await Promise.all(generations.map((one) => this.boxes(one)))).flat().map(([name, box]) => [name, box]),
    );
    for (const [name, box] of Object.entries(names)) pages.push([name, await this.vault.open(name, box)]);
    this.vault.take(fresh);
    const sealed = await Promise.all(pages.map(async ([name, page]) => [name, await this.vault.seal(name, page)]));
    await this.store.write(["list", "settings"], (t) => {
      for (const [name, box] of sealed) t.objectStore("list").put(box, name);
      return put(t, { wraps: fresh.wraps });
    });
  }

  reset() {
    this.meta = { ...nothing(), generation: this.meta.generation + 1 };
    this.coming = null;
    this.forget();
  }
}

function nothing() {
  return { generation: 0, pages: 0, people: 0, total: 0, next: null, complete: false, asOf: null, fetchedAt: null };
}

// `next` names the site as it knows itself; the phone goes on asking where the page came from.
function withoutHost(address) {
  const { pathname, search } = new URL(address, location.href);
  return pathname + search;
}
