// Names end with the event: two hours after it they and the key to them are removed, by the page or, where it
// is not opened any more, by its service worker (../worker.js). Scans that wait for the server stay; they name nobody.
import { put } from "./store.js";

export const NAMES_END = 2 * 3600_000; // ms after the event
const OF_NAMES = { list: undefined, coming: undefined, wraps: undefined };

// Whether the event of these settings is over so long, at `now` by the server's clock.
export function isOver({ event, wraps }, now) {
  return Boolean(event?.ends_at && wraps && now >= Date.parse(event.ends_at) + NAMES_END);
}

// Within a transaction that may write list and settings.
export function erase(transaction, more = {}) {
  transaction.objectStore("list").clear();
  put(transaction, { ...OF_NAMES, ...more });
}
