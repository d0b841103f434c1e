// Sentences about people who come together.
import { say } from "./words.js";

/** Those of a party who can still go that way: in who is outside, out who is inside. */
export function leftOf(party, direction) {
  return party.filter(({ inside }) => inside === (direction === "exit"));
}

/** “Party of 6, 5 inside”; nothing for somebody who comes alone. */
export function partyWords(party) {
  if (party.length < 2) return null;
  return say("party-inside", { all: party.length, inside: party.filter(({ inside }) => inside).length });
}

/** “with Trần Văn Nam, Lê Thị Hoa”: who else is in somebody's party; "" for whoever comes alone. */
export function companyWords(party, person) {
  const others = party.filter((one) => one.person.id !== person.id).map((one) => one.person.name);
  return others.length ? say("find-with", { names: others.join(", ") }) : "";
}
