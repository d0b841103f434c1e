// Guests whom the phone's list does not know yet, or knows by another name: what the site has just told of them.
const received = new Map(); // scan → number of the walk-in whom it let in

/** Items as the list has them. They stay until the list is fetched anew. */
export function meet(device, items) {
  device.list.guests.add({ items });
  device.tell();
}

/** Walk-ins whom the site has noted and let in: `results` as scans have them → [Verdict]. */
export function welcome(device, items, results) {
  meet(device, items);
  const at = new Date().toISOString();
  return results.map((result) => {
    received.set(result.id, result.attendee?.id);
    return device.verdicts.ofResult({ id: result.id, direction: "entry", forced: false, at }, result);
  });
}

/** A scan has been taken back: a walk-in whom it let in is not inside any more. */
export function takenBack(device, scanId) {
  const person = device.list.guests.people.get(received.get(scanId));
  if (person) meet(device, [{ ...person, inside: [], entered_at: null }]);
}
