// PINs of desks that staff were told when they made this browser a phone of the door: in memory alone, until the
// page is closed. Each is shown once, so that whoever needs it later knows it.
const pins = new Map();
const shown = new Set();

export function learnPins(gates) {
  for (const { slug, pin } of gates ?? []) if (pin) pins.set(slug, pin);
}

export function pinOf(slug) {
  return pins.get(slug) ?? null;
}

/** The PIN of a desk the first time it is asked for; null afterwards. */
export function pinToShow(slug) {
  if (!pins.has(slug) || shown.has(slug)) return null;
  shown.add(slug);
  return pins.get(slug);
}
