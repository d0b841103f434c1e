// Speaks to the site's API with the phone's key. Answers that mean the same everywhere become a DoorError.
import { DoorError } from "./errors.js";

const BASE = "/api/v1/checkin";
const PATIENCE = 20_000; // ms

export class Api {
  // `bearer` gives the key (a promise, null: none), `about` headers that tell of the phone; `heard(time, waitedMs)`
  // learns each answer's server_time.
  constructor({ bearer, about, heard }) {
    Object.assign(this, { bearer, about, heard });
  }

  // → Response; `path` below BASE, or a whole path. `json`: what is sent; `deadline`: ms until nobody answers;
  // `anonymous`: without the key.
  async ask(path, { json, deadline = PATIENCE, anonymous = false, headers = {}, ...init } = {}) {
    const key = anonymous ? null : await this.bearer();
    const sent = key ? { ...this.about(), ...headers } : { ...headers };
    if (key) sent.Authorization = `Bearer ${key}`;
    if (json !== undefined) {
      sent["Content-Type"] = "application/json";
      init.body = JSON.stringify(json);
      init.method ??= "POST";
    }
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), deadline);
    let response;
    let body;
    try {
      const address = path.startsWith("/api/") ? path : BASE + path;
      const plain = { credentials: "omit", cache: "no-store", signal: stop.signal };
      response = await fetch(address, { ...init, ...plain, headers: sent });
      body = await response.arrayBuffer(); // within the deadline: headers alone are no answer
    } catch (error) {
      throw new DoorError("network", { cause: error });
    } finally {
      clearTimeout(timer);
    }
    if (response.status === 401) throw new DoorError("revoked");
    if (response.status === 429) {
      throw new DoorError("too_many", { seconds: Number(response.headers.get("Retry-After")) || 60 });
    }
    if (response.status >= 500) throw new DoorError("network", { status: response.status });
    const empty = [204, 205, 304].includes(response.status);
    return new Response(empty ? null : body, { status: response.status, headers: response.headers });
  }

  // → the answer's object; other answers than 2xx are a DoorError "refused". What is no JSON comes from a network
  // that answers for itself (a hotel's sign-in page).
  async json(path, init) {
    const began = performance.now();
    const response = await this.ask(path, init);
    const waited = performance.now() - began;
    let answer;
    try {
      answer = await response.json();
    } catch (error) {
      throw new DoorError("network", { cause: error, status: response.status });
    }
    if (answer?.server_time) this.heard(answer.server_time, waited);
    if (response.ok) return answer;
    throw new DoorError("refused", { status: response.status, problem: answer?.code ?? "" });
  }
}
