// The page's side of the decoder: pictures go to the worker, texts come back, one promise each.
//
//   const decoder = new Decoder(wasm);     // address of zxing_reader.wasm, as the page names it
//   await decoder.ready;                   // true, or false where the engine cannot start
//   await decoder.read(picture, {whole, denoise})   // → text or null; the picture is given away
//   decoder.close();
const START_WITHIN = 20_000; // an old phone compiles the engine in two seconds
const ANSWER_WITHIN = 10_000; // a worker that the system has stopped never answers

export class Decoder {
  #wasm;
  #address;
  #worker = null;
  #open = new Map();
  #number = 0;

  constructor(wasm, address = new URL("./decoder.wasm.js", import.meta.url)) {
    this.#wasm = new URL(wasm, location.href).href;
    this.#address = address;
    this.#begin();
  }

  get waiting() {
    return this.#open.size;
  }

  read(picture, { whole = false, denoise = false } = {}) {
    if (!this.#worker) this.#begin();
    const id = ++this.#number;
    return new Promise((resolve) => {
      const late = setTimeout(() => this.#fail(), ANSWER_WITHIN);
      this.#open.set(id, (text) => {
        clearTimeout(late);
        this.#open.delete(id);
        resolve(text);
      });
      this.#worker.postMessage({ id, picture, whole, denoise }, [picture]);
    });
  }

  close() {
    this.#worker?.terminate();
    this.#worker = null;
    for (const answer of [...this.#open.values()]) answer(null);
  }

  #begin() {
    const worker = new Worker(this.#address, { type: "module" });
    this.#worker = worker;
    this.ready = new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), START_WITHIN);
      const decided = (good) => {
        clearTimeout(late);
        resolve(good);
      };
      worker.onmessage = ({ data }) => {
        if (data.id) this.#open.get(data.id)?.(data.text);
        else decided(data.ready === true);
      };
      worker.onerror = () => {
        decided(false);
        if (this.#worker === worker) this.#fail();
      };
    });
    worker.postMessage({ wasm: this.#wasm });
  }

  // What was asked counts as not found; the next picture begins a new worker.
  #fail() {
    this.close();
  }
}
