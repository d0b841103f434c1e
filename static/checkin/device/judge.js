// Judges a ticket by what the phone knows: the claim on it, the list, and what this phone itself has let through.
import { ADMITTED, ENTRY, EVENT_SCOPE, EXIT, REFUSED, decide, kindOf, localDay, standing } from "./rules.js";

// claim: {event?, attendee, version?} or {reason}; gate and event as the list tells, times in ms; `passages`: what
// the list cannot know; → {verdict, reason, bent, kind, person, first}.
export function judge({ claim, guests, revoked = [], event, gate, at, direction = ENTRY, forced = false, passages }) {
  // A key that the phone has not heard of: nothing is proved, but the site may have changed keys meanwhile.
  if (claim.reason === "unknown_key") return { ...refused("bad_signature"), kind: "look" };
  if (claim.reason) return refused(claim.reason);
  if (claim.event !== undefined && claim.event !== event.id) return refused("other_event");

  const card = guests.cards.get(claim.attendee);
  const person = card?.person ?? null;
  const stand = standOf(person, gate.scope, event.timezone, passages);
  const isNewer = !card || (claim.version != null && claim.version > card.version);
  const ticket = {
    state: person?.state ?? "confirmed",
    current: card ? claim.version == null || claim.version >= card.version : !isRevoked(claim, revoked),
    dropped: !card && guests.gone.has(claim.attendee),
    booked: person?.sessions ?? gate.sessions,
    inside: stand.inside,
    entered: Object.values(stand.days).reduce((sum, number) => sum + number, 0),
    entered_today: stand.days[localDay(at, event.timezone)] ?? 0,
  };
  const decision = decide(ticket, gate, at, direction, forced);
  const admitted = decision.verdict === ADMITTED;
  // Genuine, but younger than the list: let in, to be confirmed.
  const kind = admitted && isNewer && direction !== EXIT ? "pass" : kindOf(admitted, decision.reason);
  const against = { already_in: stand.entry, limit_reached: stand.last }[decision.reason];
  return { ...decision, kind, person, first: against ? told(against) : null };
}

// Whether somebody is inside, by the list and by what it cannot know.
export function isInside(person, scope, passages) {
  return standing([...listed(person, scope), ...passages]).inside;
}

function refused(reason) {
  return { verdict: REFUSED, reason, bent: false, kind: kindOf(false, reason), person: null, first: null };
}

// As the list has it, and after it this phone's own passages.
function standOf(person, scope, timezone, passages) {
  const own = passages.map((passage) => ({ ...passage, day: localDay(passage.at, timezone) }));
  const stand = standing([...listed(person, scope), ...own]);
  const days = { ...person?.entries?.[scope] };
  for (const [day, number] of Object.entries(standing(own).days)) days[day] = (days[day] ?? 0) + number;
  return { ...stand, days };
}

// The entry that the list tells of. Where it does not tell when it was, it is taken for later than what was done here.
function listed(person, scope) {
  if (!person?.inside?.includes(scope)) return [];
  const at = scope === EVENT_SCOPE ? Date.parse(person.entered_at) : NaN;
  return [{ id: "", seq: 0, at: Number.isNaN(at) ? Number.MAX_SAFE_INTEGER : at, direction: ENTRY, listed: true }];
}

function told({ at, gate = null, listed: fromList = false }) {
  return { at: at < Number.MAX_SAFE_INTEGER ? new Date(at).toISOString() : null, gate, own: !fromList };
}

function isRevoked(claim, revoked) {
  return revoked.some((one) => one.attendee === claim.attendee && claim.version < one.below_version);
}
