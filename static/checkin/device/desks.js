// How a phone becomes a device, and how a desk is opened on it.
import { DoorError } from "./errors.js";
import { EVENT_SCOPE, digitsOf } from "./rules.js";
import { put } from "./store.js";
import { erase } from "./wiping.js";

const PATIENCE = 4000; // ms until a desk is opened without the server

export class Desks {
  constructor(device) {
    this.device = device;
  }

  async enrol(code, name) {
    let told;
    try {
      told = await this.device.server.json("/devices", { json: { code, name }, anonymous: true });
    } catch (error) {
      if (error.code === "refused" && [403, 422].includes(error.status)) throw new DoorError("code_not_valid");
      await this.device.contact.failed(error);
      throw error;
    }
    await this.adopt(told);
  }

  async adopt(told) {
    const { device } = this;
    device.list.reset();
    device.gateSlug = null;
    device.verdicts.forget();
    const kept = {
      ...(await device.vault.keep(told.key)),
      device: { id: told.device.id, name: told.device.name },
      event: { slug: told.device.event, ...told.event },
      gates: (told.gates ?? []).map(plain),
      publicKeys: told.public_keys,
      revoked: told.revoked ?? [],
      instance: crypto.randomUUID(),
      revokedPhone: false,
      lastGate: undefined,
      wrongPins: undefined,
    };
    await device.store.write(["list", "settings"], (t) => erase(t, kept));
    Object.assign(device.settings, kept);
    device.persist();
    device.makeReader();
    device.contact.setOnline(true);
    const pins = (told.gates ?? []).filter((gate) => gate.pin);
    if (pins.length) {
      const known = pins.map(({ slug, pin, pin_version: pinVersion }) => [slug, { pin, pinVersion }]);
      await this.wrapAnew(Object.fromEntries(known));
    }
    // The desks' facts beyond their names; without a network they come with the list.
    await this.learnGates().catch((error) => {
      if (error.code !== "network") throw error;
    });
    device.announce();
    device.sender.soon({ now: true }); // what a key could not send that was void
  }

  // The event and its desks, without anybody's name staying here.
  async learnGates() {
    await this.learn(await this.device.server.json("/list?limit=1&offset=0"));
  }

  // What each page of the list says of the event.
  async learn({ event, public_keys: publicKeys }) {
    const { device } = this;
    const { gates, ...told } = event;
    const kept = { event: told, gates: gates.map(plain), publicKeys };
    const before = JSON.stringify([device.settings.event, device.settings.gates, device.settings.publicKeys]);
    if (JSON.stringify([kept.event, kept.gates, publicKeys]) === before) return;
    Object.assign(device.settings, kept);
    await device.store.set(kept);
    device.makeReader();
    device.announce();
    const here = device.gate;
    if (device.gateSlug && (!here || device.vault.isOld(here.slug, here.pin_version))) this.lock();
  }

  async open(slug, typed) {
    const { device } = this;
    const pin = digitsOf(typed);
    if (!device.enrolled) throw new DoorError("locked");
    if (!this.has(slug)) await this.learnGates();
    if (!this.has(slug)) throw new DoorError("refused", { status: 404 });
    const proof = await this.prove(slug, pin);
    const known = device.vault.knows(slug) && !device.vault.isOld(slug, proof?.pin_version);
    if (known) {
      await device.vault.unwrap(slug, pin);
      await device.list.load();
    } else if (proof) await this.wrapAnew({ [slug]: { pin, pinVersion: proof.pin_version } });
    else throw new DoorError("network"); // no desk opens for the first time without one
    await device.store.set({ lastGate: slug });
    device.settings.lastGate = slug;
    device.gateSlug = slug;
    device.tell();
  }

  has(slug) {
    return this.device.settings.gates?.some((gate) => gate.slug === slug);
  }

  // The server's word on a PIN, or null where nobody answers.
  async prove(slug, pin) {
    const { device } = this;
    if (!navigator.onLine || (!device.online && device.vault.knows(slug))) return null;
    try {
      return await device.server.json(`/gates/${slug}/opening`, { json: { pin }, deadline: PATIENCE });
    } catch (error) {
      await device.contact.failed(error);
      if (error.code === "network") return null;
      if (error.problem === "pin_wrong") throw new DoorError("pin_wrong");
      throw error;
    }
  }

  // A list key for other PINs. What is open is kept under it, what is not has to be fetched again.
  async wrapAnew(pins) {
    const { device } = this;
    const fresh = await device.vault.fresh(pins);
    if (device.vault.listKey) await device.list.reseal(fresh);
    else {
      device.list.reset();
      await device.store.write(["list", "settings"], (t) => erase(t, { wraps: fresh.wraps }));
      device.vault.take(fresh);
    }
    device.settings.wraps = fresh.wraps;
    device.announce();
  }

  lock() {
    const { device } = this;
    device.vault.lock();
    device.list.forget();
    device.verdicts.forget();
    device.gateSlug = null;
    device.tell();
  }

  async forget() {
    const { device } = this;
    await device.queue.load();
    if (device.queue.count("waiting")) throw new DoorError("waiting");
    this.lock();
    device.list.reset();
    await device.store.write(["settings", "list", "passed"], (t) => {
      const { offsetMs } = device.settings;
      for (const name of ["settings", "list", "passed"]) t.objectStore(name).clear();
      put(t, { offsetMs });
    });
    device.settings = { offsetMs: device.settings.offsetMs };
    device.vault.adopt(device.settings);
    device.makeReader();
    await device.queue.load();
    device.announce();
  }
}

// A desk as it is kept: a PIN that came with it is not.
function plain({ pin: _pin, ...gate }) {
  return { ...gate, scope: gate.scope ?? EVENT_SCOPE };
}

