// Reads a ticket's 191 digits: 15 bytes that name it and an Ed25519 signature (showcase/registration/tickets.py).
// WebCrypto verifies where the browser has Ed25519 (Chromium 137, Firefox 129, Safari 17), else @noble/ed25519.
const FORMAT = 1;
const BODY = 15;
const BYTES = 79;
const DIGITS = /^[0-9]{191}$/;
const LOOKALIKES = { O: "0", I: "1", L: "1", U: "V" };
const SHORT = /^[0-9A-HJKMNP-TV-Z]{8}$/;

export class TicketReader {
  // keys: [{id, key: base64}] as the API tells them; several while keys are changed.
  constructor(keys, { native = true } = {}) {
    this.keys = keys.map(({ id, key }) => ({ id, raw: Uint8Array.from(atob(key), (sign) => sign.charCodeAt(0)) }));
    this.ready = this.prepare(native);
  }

  async prepare(native) {
    if (native) {
      try {
        for (const one of this.keys) {
          one.imported = await crypto.subtle.importKey("raw", one.raw, { name: "Ed25519" }, false, ["verify"]);
        }
        return;
      } catch {
        // This browser has no Ed25519.
      }
    }
    this.noble = await import("../../vendor/noble-ed25519/index.js");
  }

  // {event, attendee, version} of a genuine ticket; {reason} of another code: unknown, bad_signature, or
  // unknown_key, where the ticket may have been signed with a key that this phone has not heard of.
  async read(code) {
    const raw = bytesOf(code);
    if (raw === null || raw[0] >> 4 !== FORMAT) return { reason: "unknown" };
    await this.ready;
    const body = raw.subarray(0, BODY);
    const candidates = this.keys.filter((key) => key.id === (raw[0] & 15));
    for (const key of candidates) {
      if (await this.verifies(key, raw.subarray(BODY), body)) {
        const view = new DataView(raw.buffer);
        return { event: view.getUint32(1), attendee: view.getUint32(5), version: view.getUint16(9) };
      }
    }
    return { reason: candidates.length ? "bad_signature" : "unknown_key" };
  }

  verifies(key, signature, body) {
    if (key.imported) return crypto.subtle.verify({ name: "Ed25519" }, key.imported, signature, body);
    return this.noble.verifyAsync(signature, body, key.raw, { zip215: false });
  }
}

export function looksLikeTicket(code) {
  return DIGITS.test(code);
}

// A code as a person types it off paper, without spaces and hyphens, with the digits that look-alike letters mean.
export function typedCode(text) {
  return text.toUpperCase().replace(/[\s-]/g, "").replace(/[OILU]/g, (sign) => LOOKALIKES[sign]);
}

// A typed short code as it is compared, or null: eight signs.
export function shortCode(text) {
  const code = typedCode(text);
  return SHORT.test(code) ? code : null;
}

function bytesOf(code) {
  if (!DIGITS.test(code)) return null;
  let hex = BigInt(code).toString(16);
  if (hex.length > 2 * BYTES) return null;
  hex = hex.padStart(2 * BYTES, "0");
  const raw = new Uint8Array(BYTES);
  for (let place = 0; place < BYTES; place += 1) raw[place] = parseInt(hex.substr(2 * place, 2), 16);
  return raw;
}
