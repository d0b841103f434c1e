// What the door did and the server has not confirmed: kept on the disk before anything is shown, removed after the
// server's final word. Several tabs share it: whatever decides reads the disk within the same transaction.
//
// An entry of kind "scan": {seq, id, gate, scope, at, clock_offset_ms, code | attendee + via, who, direction,
// offline, forced, shown: "admitted" | "refused" | null (nothing was shown yet), shown_reason, annulled,
// state: "waiting" | "rejected", reason, tryUntil}; of kind "annulment": {seq, id, scan, at, state}.
// `who` is the attendee's number, or null. A passage of an admission: {id, seq, who, scope, at (ms), direction}.
import { ADMITTED } from "./rules.js";
import { answer } from "./store.js";

const BOTH = ["queue", "passed"];

export class Queue extends EventTarget {
  constructor(store) {
    super();
    this.store = store;
    this.entries = new Map();
    this.passed = new Map();
    this.mine = new Map(); // who → Map(id → row), of admissions
    if (globalThis.BroadcastChannel) {
      this.channel = new BroadcastChannel(`${store.name}-queue`);
      this.channel.onmessage = () => this.reload();
    }
  }

  async load() {
    const [entries, passed] = await this.store.read(BOTH, (t) =>
      Promise.all(BOTH.map((name) => answer(t.objectStore(name).getAll()))),
    );
    this.entries = new Map(entries.map((entry) => [entry.seq, entry]));
    this.passed = new Map(passed.map((row) => [row.id, row]));
    this.mine = new Map();
    for (const row of [...passed, ...entries]) this.remember(row);
  }

  // Another tab has written; several of its messages are answered by one look.
  reload() {
    this.reloading ??= setTimeout(async () => {
      this.reloading = null;
      await this.load();
      this.dispatchEvent(new Event("change"));
    }, 100);
  }

  get waiting() {
    return [...this.entries.values()].filter((entry) => entry.state === "waiting").sort(bySeq);
  }

  count(state) {
    let number = 0;
    for (const entry of this.entries.values()) if (entry.state === state) number += 1;
    return number;
  }

  // Whether a guest has gone through here of whom the server has not heard yet.
  hasUnsent(who) {
    for (const row of this.mine.get(who)?.values() ?? []) {
      if (row.ackAt === undefined && row.state === "waiting" && row.shown === ADMITTED) return true;
    }
    return false;
  }

  // The passages of a guest in a count that the list cannot know, as memory has them.
  passagesOf(who, scope, asOf) {
    return passages([...(this.mine.get(who)?.values() ?? [])], scope, asOf);
  }

  // Keep what `decide(passagesOf)` makes of the guests' passages: entries, or [] for none. One transaction.
  async record(numbers, decide, asOf) {
    const added = await this.store.write(BOTH, async (t) => {
      const rows = await rowsOf(t, numbers);
      const entries = decide((who, scope) => passages(rows.get(who) ?? [], scope, asOf));
      return addAll(t, entries);
    });
    this.changed(added);
    return added;
  }

  // As `record`, of entries that were kept before they could be judged. null: another tab has sent them meanwhile.
  async decided(entries, decide, asOf) {
    const known = await this.store.write(BOTH, async (t) => {
      const queue = t.objectStore("queue");
      const [rows, ...found] = await Promise.all([
        rowsOf(t, entries.map((entry) => entry.who)),
        ...entries.map((entry) => answer(queue.get(entry.seq))),
      ]);
      if (!found.every((entry) => entry)) return null;
      decide(found, (who, scope) => passages(rows.get(who) ?? [], scope, asOf));
      for (const entry of found) queue.put(entry);
      return found;
    });
    if (known) this.changed(known);
    return known;
  }

  // The server's words have come. `words`: [{entry, passage?, reason?, more?: [entries], annulled?}]: with a `reason`
  // the entry stays, rejected; else it goes. → the Set of those entries that were still there.
  async settle(words) {
    const taken = new Set();
    const added = [];
    const passed = [];
    await this.store.write(BOTH, async (t) => {
      const queue = t.objectStore("queue");
      const numbers = words.map(({ entry }) => entry.seq);
      const range = IDBKeyRange.bound(Math.min(...numbers), Math.max(...numbers));
      const found = new Map((await answer(queue.getAll(range))).map((entry) => [entry.seq, entry]));
      const allGo = found.size === words.length && words.every((word) => !word.reason && found.has(word.entry.seq));
      if (allGo) queue.delete(range); // a batch at once
      for (const word of words) {
        const entry = found.get(word.entry.seq);
        if (!entry) continue;
        taken.add(word.entry);
        if (word.reason) queue.put({ ...entry, state: "rejected", reason: word.reason, tryUntil: undefined });
        else if (!allGo) queue.delete(entry.seq);
        if (word.passage) {
          const row = { ...word.passage, annulled: Boolean(word.passage.annulled || entry.annulled) };
          t.objectStore("passed").put(row);
          passed.push(row);
        }
        if (word.more) added.push(...(await addAll(t, word.more(entry))));
      }
    });
    for (const word of words) {
      if (!taken.has(word.entry)) continue;
      this.drop(word.entry);
      if (word.reason) this.changed([{ ...word.entry, state: "rejected", reason: word.reason }]);
    }
    for (const row of passed) {
      this.passed.set(row.id, row);
      this.remember(row);
    }
    this.changed(added);
    return taken;
  }

  // Take a scan back: noted at once, sent like a scan. `make(offset)` makes the annulment, from the clock's fault at
  // the scan; → its entry
  async annul(scanId, make) {
    const changed = await this.store.write(BOTH, async (t) => {
      const [scan, row] = await Promise.all([
        answer(t.objectStore("queue").index("id").get(scanId)),
        answer(t.objectStore("passed").get(scanId)),
      ]);
      if (scan) t.objectStore("queue").put(Object.assign(scan, { annulled: true }));
      if (row) t.objectStore("passed").put(Object.assign(row, { annulled: true }));
      const [added] = await addAll(t, [make((scan ?? row)?.clock_offset_ms ?? 0)]);
      return { added, scan, row };
    });
    if (changed.row) {
      this.passed.set(scanId, changed.row);
      this.remember(changed.row);
    }
    this.changed([changed.added, ...(changed.scan ? [changed.scan] : [])]);
    return changed.added;
  }

  // A person has seen a rejected entry.
  async clear(id) {
    const gone = await this.store.write("queue", async (t) => {
      const queue = t.objectStore("queue");
      const entry = await answer(queue.index("id").get(id));
      if (entry?.state !== "rejected") return null;
      queue.delete(entry.seq);
      return entry;
    });
    if (gone) this.drop(gone);
    this.changed([]);
  }

  // The list shows them now: passages that the server had before `asOf`.
  async prune(asOf) {
    const old = [...this.passed.values()].filter((row) => row.ackAt < asOf);
    if (!old.length) return;
    await this.store.write("passed", (t) => {
      for (const row of old) t.objectStore("passed").delete(row.id);
    });
    for (const row of old) {
      this.passed.delete(row.id);
      this.mine.get(row.who)?.delete(row.id);
    }
    this.changed([]);
  }

  drop(entry) {
    this.entries.delete(entry.seq);
    if (entry.who) this.mine.get(entry.who)?.delete(entry.id);
  }

  changed(entries) {
    for (const entry of entries) {
      this.entries.set(entry.seq, entry);
      this.remember(entry);
    }
    this.channel?.postMessage("changed");
    this.dispatchEvent(new Event("change"));
  }

  remember(row) {
    if (!row.who) return;
    if (!this.mine.has(row.who)) this.mine.set(row.who, new Map());
    this.mine.get(row.who).set(row.id, row);
  }

  close() {
    clearTimeout(this.reloading);
    this.channel?.close();
  }
}

// The server's clock at a scan, as far as the phone knew it.
export function momentOf(entry) {
  return Date.parse(entry.at) + (entry.clock_offset_ms ?? 0);
}

async function rowsOf(transaction, numbers) {
  const wanted = [...new Set(numbers)].filter(Boolean);
  const found = await Promise.all(
    wanted.flatMap((who) => BOTH.map((name) => answer(transaction.objectStore(name).index("who").getAll(who)))),
  );
  return new Map(wanted.map((who, place) => [who, [...found[2 * place], ...found[2 * place + 1]]]));
}

function passages(rows, scope, asOf) {
  const found = [];
  for (const row of rows) {
    if (row.scope !== scope || row.annulled) continue;
    if (row.ackAt === undefined) {
      if (row.shown === ADMITTED) found.push({ ...row, at: momentOf(row) });
    } else if (asOf === null || row.ackAt >= asOf) found.push(row);
  }
  return found;
}

async function addAll(transaction, entries) {
  const queue = transaction.objectStore("queue");
  const numbers = await Promise.all(entries.map((entry) => answer(queue.add(entry))));
  return entries.map((entry, place) => ({ ...entry, seq: numbers[place] }));
}

function bySeq(one, other) {
  return one.seq - other.seq;
}
