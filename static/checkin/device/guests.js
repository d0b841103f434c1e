// The guests in the phone's memory, by everything that a desk asks for: no scan of the list for a scan of a ticket.
import { isEnough, matches, searchable, words } from "./folding.js";
import { typedCode } from "./tickets.js";

export const MOST_FOUND = 12;
const GROUP_CODE = /^[0-9A-HJKMNP-TV-Z]{6,20}$/;
const GROUP_ROUNDS = 50_000; // as checkin/group_codes.py
const byName = new Intl.Collator("vi");

export class Guests {
  constructor() {
    this.people = new Map(); // number → Person, as GET /api/v1/checkin/list tells
    this.cards = new Map(); // number on a card → {person, version}; of joined answers there are several
    this.parties = new Map(); // registration → [numbers]
    this.texts = new Map(); // number → folded names
    this.codes = new Map(); // digest of a short code → number
    this.gone = new Set(); // numbers of people taken off their party
    this.groups = []; // {label, code_digest, attendees}
  }

  // A page of the list, or of what has changed since.
  add({ items = [], gone = [], groups }) {
    for (const person of items) {
      this.remove(person.id);
      this.gone.delete(person.id);
      this.people.set(person.id, person);
      this.cards.set(person.id, { person, version: person.ticket_version });
      for (const card of person.other_cards ?? []) this.cards.set(card.id, { person, version: card.ticket_version });
      const party = this.parties.get(person.registration);
      if (party) party.push(person.id);
      else this.parties.set(person.registration, [person.id]);
      this.texts.set(person.id, searchable(person.name, person.second_name ?? ""));
      if (person.short_digest) this.codes.set(person.short_digest, person.id);
    }
    for (const number of gone) {
      this.remove(number);
      this.gone.add(number);
    }
    if (groups) this.groups = groups;
  }

  remove(number) {
    const person = this.people.get(number);
    if (!person) return;
    this.people.delete(number);
    this.texts.delete(number);
    this.cards.delete(number);
    for (const card of person.other_cards ?? []) this.cards.delete(card.id);
    if (person.short_digest) this.codes.delete(person.short_digest);
    const party = (this.parties.get(person.registration) ?? []).filter((member) => member !== number);
    if (party.length) this.parties.set(person.registration, party);
    else this.parties.delete(person.registration);
  }

  // Everybody of a person's party, as they stand on the answer.
  partyOf(person) {
    const numbers = this.parties.get(person.registration) ?? [];
    return [...numbers].sort((one, other) => one - other).map((number) => this.people.get(number));
  }

  // → a number or null: whose ticket a short code stands for, by the digest that the list gives of it.
  async ofShortCode(code) {
    if (!this.codes.size) return null;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes(code)));
    return this.codes.get(hex(digest.subarray(0, 8))) ?? null;
  }

  // A coach's people by its code. The digest is slow to make, so it is made for codes alone that can be one.
  async groupOf(text, event) {
    const code = typedCode(text);
    if (!this.groups.length || !GROUP_CODE.test(code)) return null;
    const material = await crypto.subtle.importKey("raw", bytes(code), "PBKDF2", false, ["deriveBits"]);
    const method = { name: "PBKDF2", hash: "SHA-256", salt: bytes(`group:${event}`), iterations: GROUP_ROUNDS };
    const digest = hex(new Uint8Array(await crypto.subtle.deriveBits(method, material, 128)));
    return this.groups.find((group) => group.code_digest === digest) ?? null;
  }

  // People whose names begin like the words asked for; nobody until there is enough of one.
  search(text) {
    if (!isEnough(text)) return [];
    const asked = words(text);
    const found = [];
    for (const [number, folded] of this.texts) if (matches(folded, asked)) found.push(this.people.get(number));
    return found.sort((one, other) => byGivenName(one.name, other.name) || one.id - other.id).slice(0, MOST_FOUND);
  }
}

function byGivenName(one, other) {
  return byName.compare(given(one), given(other)) || byName.compare(one, other);
}

function given(name) {
  return name.trim().split(/\s+/).pop();
}

function bytes(text) {
  return new TextEncoder().encode(text);
}

function hex(data) {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
