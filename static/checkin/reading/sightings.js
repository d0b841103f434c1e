// When a code that the camera sees counts as a new one: the same card held there is one scan, and a card that was
// out of sight is a new scan. Pure; times are milliseconds on one clock.
const OUT_OF_SIGHT = 2500; // a shaking hand loses a code for a moment

export class Sightings {
  #text = null;
  #last = -Infinity;

  // Seen just now: whether it counts.
  saw(text, now) {
    const known = text === this.#text && now - this.#last < OUT_OF_SIGHT;
    this.#text = text;
    this.#last = now;
    return !known;
  }

  // The last code was not taken up: it counts anew as soon as it is seen.
  forget() {
    this.#text = null;
  }
}
