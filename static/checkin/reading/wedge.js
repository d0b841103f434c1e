// A plugged-in scanner: a keyboard in a hurry, heard wherever the focus is. What a screen needs of it:
//
//   const wedge = new Wedge();           // hears all of the document; or new Wedge(element)
//   wedge.start(); wedge.stop();
//   wedge.addEventListener("code", ({ detail: { text, at } }) => …);   // at: milliseconds of performance.now()
//   cleaned(text)                        // what was typed or pasted into a field, put right in the same way
//
// Codes are digits, and a digit is taken from the key's place (event.code), not from what the layout makes of it:
// French AZERTY writes "&" for the unshifted 1, a full-width mode writes "１", an input method writes nothing at all.
// Scanners that hold Alt and type a sign's number ("universal" mode) are understood too.
// What it typed into a field until it was known as a scanner is taken out of the field again.
const GAP = 100; // milliseconds; a scanner types faster, Bluetooth ones too
const PAUSE = 120; // after so long without a key it has ended, where it sends neither Enter nor Tab
const SHORTEST = 8; // keys that end with Enter or Tab, outside a field
const SURELY = 20; // digits in a row that nobody types in such a hurry: from here on fields do not get them
const TICKET = 191;
const PREFIX = /^[^0-9]?[0-9]{6}(?=[0-9]{191}$)/; // "\000026": which kind of code it was
const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file]), textarea, select, [contenteditable]";
const ENDS = ["Enter", "NumpadEnter", "Tab"];
const SILENT = ["Shift", "CapsLock", "NumLock", "AltGraph", "Dead", "Unidentified"];

export class Wedge extends EventTarget {
  #target;
  #gap;
  #pause;
  #text = "";
  #keys = 0;
  #last = -Infinity;
  #first = 0;
  #field = null;
  #before = null; // what stood in the field
  #timer = null;
  #number = ""; // typed while Alt is held
  #toldAt = -Infinity;

  constructor(target = document, { gap = GAP, pause = PAUSE } = {}) {
    super();
    this.#target = target;
    this.#gap = gap;
    this.#pause = pause;
  }

  start() {
    this.#target.addEventListener("keydown", this.#heard, true);
    this.#target.addEventListener("keyup", this.#released, true);
  }

  stop() {
    this.#target.removeEventListener("keydown", this.#heard, true);
    this.#target.removeEventListener("keyup", this.#released, true);
    this.#drop();
  }

  #heard = (event) => {
    if (SILENT.includes(event.key) && !digitOf(event)) return;
    const now = event.timeStamp || performance.now();
    const gap = now - this.#last;
    if (ENDS.includes(event.code) || ENDS.includes(event.key)) return this.#ended(event, gap, now);
    if (event.repeat) return this.#drop(); // a key held down
    if (event.altKey && /^Numpad[0-9]$/.test(event.code)) {
      this.#number += digitOf(event);
      return;
    }
    const sign = signOf(event);
    if (sign !== null) this.#add(sign, event, now); // else a control key or a shortcut: some send a GS that way
  };

  #released = (event) => {
    if (event.key !== "Alt" || !this.#number) return;
    const sign = String.fromCharCode(Number(this.#number));
    this.#number = "";
    if (/^[!-~]$/.test(sign)) this.#add(sign, event, event.timeStamp);
  };

  #add(sign, event, now) {
    if (now - this.#last > this.#gap) this.#begin(event, now);
    this.#last = now;
    this.#text += sign;
    this.#keys += 1;
    if (this.#isSure()) {
      if (this.#keys === SURELY) this.#cleanField();
      swallow(event);
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#isSure() ? this.#tell() : this.#drop()), this.#pause);
  }

  #begin(event, now) {
    this.#text = "";
    this.#keys = 0;
    this.#first = now;
    const field = event.target?.closest?.(FIELDS) ?? null;
    this.#field = field;
    this.#before = field?.value ?? null;
  }

  #ended(event, gap, now) {
    if (!this.#keys && now - this.#toldAt < this.#pause) return swallow(event); // the suffix of what was told already
    const quick = gap <= this.#gap;
    if (quick && (this.#isSure() || (this.#keys >= SHORTEST && !this.#field))) {
      swallow(event);
      this.#tell();
      this.#toldAt = now;
    } else this.#drop();
  }

  #isSure() {
    return this.#keys >= SURELY && /^[^0-9]?[0-9]*$/.test(this.#text);
  }

  #cleanField() {
    const field = this.#field;
    if (this.#before === null || field.value === this.#before) return;
    field.value = this.#before;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #tell() {
    const detail = { text: cleaned(this.#text), at: this.#first };
    this.#drop();
    this.dispatchEvent(new CustomEvent("code", { detail }));
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#text = "";
    this.#keys = 0;
    this.#last = -Infinity;
    this.#field = this.#before = null;
  }
}

// A code as it is compared: digits as ours, nothing unseen in it, and before a ticket no prefix of a scanner.
export function cleaned(text) {
  const plain = text.normalize("NFKC").replace(/[\p{Cc}\p{Cf}\s]+/gu, "");
  return plain.replace(PREFIX, "");
}

function digitOf({ code }) {
  return code?.match(/^(?:Digit|Numpad)([0-9])$/)?.[1] ?? "";
}

// What a key adds to the code; null for a key that adds nothing.
function signOf(event) {
  if (event.ctrlKey || event.metaKey) return null;
  const digit = digitOf(event);
  if (digit) return digit;
  if (event.code === "Backslash" || event.code === "IntlBackslash") return "\\";
  return [...event.key].length === 1 ? event.key.normalize("NFKC") : null;
}

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}
