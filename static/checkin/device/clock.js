// What time it is at the server. A phone's clock may be hours wrong and may be put right while the phone runs; the
// monotonic clock of the page tells a jump from time that has passed.
const JUMP = 1500; // a wall clock that runs away this far from the monotonic one has been set

export class Clock {
  // `offsetMs` (server minus phone) as it was known when the app ran last; null: never.
  constructor(offsetMs = null, onJump = () => {}) {
    this.low = this.high = offsetMs;
    this.onJump = onJump;
    this.slept = false;
    this.mark();
    globalThis.document?.addEventListener("visibilitychange", () => (this.slept = true));
  }

  get known() {
    return this.low !== null;
  }

  get offsetMs() {
    this.check();
    return this.known ? Math.round((this.low + this.high) / 2) : 0;
  }

  now() {
    return this.offsetMs + Date.now();
  }

  // As a scan tells it: the phone's own clock and what is known of its fault.
  stamp() {
    const offset = this.offsetMs;
    return { at: new Date().toISOString(), clock_offset_ms: this.known ? offset : null };
  }

  // The server wrote `serverTime` (whole seconds) at some moment while an answer was awaited. Each answer narrows
  // the bounds between which the offset lies; one outside of them tells that the clock was set, and begins anew.
  heard(serverTime, waitedMs) {
    const second = Date.parse(serverTime);
    if (Number.isNaN(second)) return;
    this.check();
    const received = Date.now();
    const low = second - received;
    const high = second + (serverTime.includes(".") ? 1 : 1000) - (received - waitedMs);
    if (this.known && low <= this.high && high >= this.low) {
      this.low = Math.max(this.low, low);
      this.high = Math.min(this.high, high);
    } else {
      this.low = low;
      this.high = high;
    }
  }

  // While a page sleeps its monotonic clock may stand still, which looks like a clock set forward: if the page was
  // hidden meanwhile, the wall clock is believed.
  check() {
    const wall = Date.now() - this.wall;
    const steady = performance.now() - this.steady;
    const drift = wall - steady;
    const slept = this.slept;
    this.mark();
    if (Math.abs(drift) < JUMP || (drift > 0 && slept)) return;
    if (!this.known) return;
    this.low -= drift;
    this.high -= drift;
    this.onJump();
  }

  mark() {
    this.wall = Date.now();
    this.steady = performance.now();
    this.slept = globalThis.document?.hidden ?? false;
  }
}
