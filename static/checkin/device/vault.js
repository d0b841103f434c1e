// What keeps the guests' names from whoever finds the phone.
//
// The device key is made on the phone and cannot be taken out of it; it encrypts the bearer key. The list key is
// random; it is kept wrapped by the desk's PIN, and that once more by the device key, so that a PIN can only be tried
// on this phone. Unwrapped it lives in memory alone and cannot be taken out. A wrong PIN is found out without a
// network: the wrapping does not open.
import { DoorError } from "./errors.js";

const ROUNDS = 600_000; // PBKDF2, about a second on a slow phone
const TRIES = 5;
const PAUSE = 30_000; // ms after so many wrong PINs, then doubled each time
const AES = { name: "AES-GCM", length: 256 };

export class Vault {
  constructor(store, settings) {
    this.store = store;
    this.listKey = null;
    this.adopt(settings);
  }

  // What is stored, perhaps by another tab.
  adopt(settings) {
    this.deviceKey = settings.deviceKey ?? null;
    this.bearer = settings.bearer ?? null;
    this.wraps = settings.wraps ?? null;
    this.wrong = settings.wrongPins ?? { count: 0, until: 0 };
    this.key = undefined;
  }

  // → the bearer key, or null
  async bearerKey() {
    if (this.key !== undefined) return this.key;
    this.key = this.bearer ? text(await decrypt(this.deviceKey, this.bearer, "bearer")) : null;
    return this.key;
  }

  // → settings to store for a new bearer key
  async keep(bearer) {
    this.deviceKey = await crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]);
    this.bearer = await encrypt(this.deviceKey, bytes(bearer), "bearer");
    this.key = bearer;
    this.wraps = null;
    this.listKey = null;
    return { deviceKey: this.deviceKey, bearer: this.bearer };
  }

  knows(gate) {
    return Boolean(this.wraps?.[gate]);
  }

  // Open the list key by a desk's PIN as it was wrapped here. Raises pin_wrong, too_many.
  async unwrap(gate, pin) {
    const wait = this.wrong.until - Date.now();
    if (wait > 0 && wait < 24 * 3600_000) throw new DoorError("too_many", { seconds: Math.ceil(wait / 1000) });
    const wrap = this.wraps[gate];
    let raw;
    try {
      const inner = await decrypt(this.deviceKey, wrap.box, "wrap");
      const key = await fromPin(pin, wrap.salt, wrap.rounds);
      raw = await decrypt(key, { iv: inner.subarray(0, 12), data: inner.subarray(12) }, gate);
    } catch {
      await this.failed();
      throw new DoorError("pin_wrong");
    }
    if (this.wrong.count) await this.remember({ count: 0, until: 0 });
    this.listKey = await imported(raw);
    raw.fill(0);
    return wrap.pinVersion;
  }

  failed() {
    const count = this.wrong.count + 1;
    const pause = count % TRIES ? 0 : PAUSE * 2 ** Math.min(6, count / TRIES - 1);
    return this.remember({ count, until: pause ? Date.now() + pause : 0 });
  }

  remember(wrong) {
    this.wrong = wrong;
    return this.store.set({ wrongPins: wrong });
  }

  // A new list key for a desk: {key, wraps}, to be taken (`take`) once the list is stored under it.
  // `pins`: PIN and version of each desk that shall open it.
  async fresh(pins) {
    const raw = crypto.getRandomValues(new Uint8Array(32));
    const wraps = {};
    for (const [gate, { pin, pinVersion = null }] of Object.entries(pins)) {
      const salt = crypto.getRandomValues(new Uint8Array(16));
      const inner = await encrypt(await fromPin(pin, salt, ROUNDS), raw, gate);
      const box = await encrypt(this.deviceKey, joined(inner.iv, new Uint8Array(inner.data)), "wrap");
      wraps[gate] = { salt, rounds: ROUNDS, box, pinVersion };
    }
    const key = await imported(raw);
    raw.fill(0);
    return { key, wraps };
  }

  take({ key, wraps }) {
    this.listKey = key;
    this.wraps = wraps;
  }

  // Whether a PIN of a desk has been changed since the list was wrapped by it.
  isOld(gate, pinVersion) {
    const known = this.wraps?.[gate]?.pinVersion;
    return known !== undefined && known !== null && pinVersion != null && known !== pinVersion;
  }

  lock() {
    this.listKey = null;
  }

  // The key is no good any more, or the event is over: what it opened is gone for good.
  drop() {
    this.listKey = null;
    this.wraps = null;
  }

  seal(name, value) {
    return encrypt(this.listKey, bytes(JSON.stringify(value)), name);
  }

  async open(name, box, key = this.listKey) {
    return JSON.parse(text(await decrypt(key, box, name)));
  }
}

// `name` binds a box to its place: it opens nowhere else.
async function encrypt(key, data, name) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes(name) }, key, data) };
}

async function decrypt(key, { iv, data }, name) {
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bytes(name) }, key, data));
}

async function fromPin(pin, salt, iterations) {
  const material = await crypto.subtle.importKey("raw", bytes(pin), "PBKDF2", false, ["deriveKey"]);
  const method = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(method, material, AES, false, ["encrypt", "decrypt"]);
}

function imported(raw) {
  return crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);
}

function joined(one, other) {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

function bytes(string) {
  return new TextEncoder().encode(string);
}

function text(data) {
  return new TextDecoder().decode(data);
}
