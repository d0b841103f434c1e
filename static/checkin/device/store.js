// The phone's memory: IndexedDB, opened once, opened anew where the system has closed it (Safari does in the
// background). Writes are strict: they are on the disk before their promise is fulfilled.
//
// settings  key → value: what is no person's (event, desks, keys), and secrets as vault.js keeps them
// list      page → {iv, data}: guests, encrypted
// queue     seq → entry: scans and annulments until the server's final word; ticket digits and numbers, no names
// passed    id → passage: admissions that the server has, but the list on the phone does not show yet
import { DoorError } from "./errors.js";

export const DATABASE = "showcase-door";

export class Store {
  static async open(name = DATABASE) {
    const store = new Store();
    store.name = name;
    await store.connect();
    return store;
  }

  async connect() {
    if (!globalThis.indexedDB) throw new DoorError("storage");
    const request = indexedDB.open(this.name, 1);
    request.onupgradeneeded = () => {
      const database = request.result;
      database.createObjectStore("settings");
      database.createObjectStore("list");
      const queue = database.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
      queue.createIndex("id", "id", { unique: true });
      queue.createIndex("who", "who");
      database.createObjectStore("passed", { keyPath: "id" }).createIndex("who", "who");
    };
    this.database = await answer(request);
    this.database.onversionchange = () => this.database.close();
    this.database.onclose = () => (this.database = null);
  }

  // `work` gets the transaction, asks within it by `answer(request)`, and what it returns is the result.
  read(names, work) {
    return this.run(names, "readonly", {}, work);
  }

  write(names, work) {
    return this.run(names, "readwrite", { durability: "strict" }, work);
  }

  async run(names, mode, options, work) {
    const transaction = await this.begin(names, mode, options);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(failure(transaction.error));
    });
    let result;
    try {
      result = await work(transaction);
      transaction.commit?.();
    } catch (error) {
      done.catch(() => {});
      try {
        transaction.abort();
      } catch {
        // It has ended already.
      }
      throw failure(error);
    }
    await done;
    return result;
  }

  async begin(names, mode, options) {
    try {
      return this.database.transaction(names, mode, options);
    } catch {
      await this.connect();
      return this.database.transaction(names, mode, options);
    }
  }

  get(key) {
    return this.read("settings", (t) => answer(t.objectStore("settings").get(key)));
  }

  settings() {
    return this.read("settings", async (t) => {
      const settings = t.objectStore("settings");
      const [keys, values] = await Promise.all([answer(settings.getAllKeys()), answer(settings.getAll())]);
      return Object.fromEntries(keys.map((key, place) => [key, values[place]]));
    });
  }

  // Settings of which the value is undefined are removed.
  set(values) {
    return this.write("settings", (t) => put(t, values));
  }

  close() {
    this.database?.close();
  }
}

// Within a transaction that may write settings.
export function put(transaction, values) {
  const settings = transaction.objectStore("settings");
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) settings.delete(key);
    else settings.put(value, key);
  }
}

export function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      event.stopPropagation();
      reject(failure(request.error));
    };
    if ("onblocked" in request) request.onblocked = () => reject(new DoorError("storage"));
  });
}

function failure(error) {
  return error instanceof DoorError ? error : new DoorError("storage", { cause: error });
}
