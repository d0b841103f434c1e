// A phone's camera that reads codes. What a screen needs of it:
//
//   const camera = new Camera(video, { wasm });     // wasm: address of zxing_reader.wasm (asset("vendor/…"))
//   await camera.start();       // asks for the right to use it; after "asleep" and all troubles it may be called again
//   camera.stop();              // leaves the screen: nothing runs, nothing is kept awake
//   camera.touch();             // somebody is at work: the 60 seconds until it sleeps begin anew
//   camera.state                // "off", see below
//   camera.torch                // null: this camera has none; else whether it is on; `await camera.light(true)`
//   await camera.focus(x, y)    // a tap, in pixels of the video's box; → whether the camera can
//   camera.lenses               // number of lenses to choose from; `await camera.nextLens()`
//   await camera.read(picture)  // text of a photo (ImageBitmap) or null, by the same decoder
//
// Events: "code" {detail: {text, at}}: a code came into sight; `at` is when the picture was taken, in milliseconds
//         of performance.now(). It is told once, and again only after it was out of sight. Who cannot take it up now
//         calls event.preventDefault(): then it is told again as long as it is in sight.
//         "state" {detail: {state}}: state, torch or lenses have changed.
// States: off, starting, ready; asleep (a minute without a code: start() by a big button);
//         refused (a person said no), system (the phone's own settings forbid it), insecure (no HTTPS), missing (no
//         camera), busy (another app has it), lost (went away in the middle; it is looked for by itself),
//         dark (it runs, but no picture comes: iPhones do so from the home screen; Safari itself then helps),
//         failed (the decoder cannot run on this browser).
import { Decoder } from "./decoder.js";
import { betterLens, rearLenses } from "./lenses.js";
import { Sightings } from "./sightings.js";

const TICK = 60; // milliseconds between two looks: a faster phone would only grow warm
const WHOLE_EACH = 4; // misses, then all of the picture is searched
const DENOISE_AFTER = 2000;
const SLEEP_AFTER = 60_000;
const DARK_AFTER = 5000;
const LOOK_AGAIN = [500, 1000, 2000, 4000]; // after a camera was lost; the last one again and again
const SEEN = "door-seen";
const LENS = "showcase-door-lens";
const TROUBLES = {
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

export class Camera extends EventTarget {
  state = "off";
  torch = null;
  lenses = 0;
  #video;
  #wasm;
  #sleepAfter;
  #decoder = null;
  #stream = null;
  #track = null;
  #lock = null;
  #try = 0; // raised whenever what runs now shall stop
  #wanted = false; // a screen wants it, though it may be hidden at the moment
  #losses = 0;
  #misses = 0;
  #missingSince = 0;
  #workedAt = 0;
  #pictureAt = 0;
  #lookedAt = 0;
  #reading = false;
  #sightings = new Sightings();
  #watch = null;
  #again = null;

  constructor(video, { wasm, sleepAfter = SLEEP_AFTER }) {
    super();
    this.#video = video;
    this.#wasm = wasm;
    this.#sleepAfter = sleepAfter;
    video.muted = true;
    video.playsInline = true; // else an iPhone opens it over the whole screen
    document.addEventListener("visibilitychange", () => this.#seen());
    navigator.mediaDevices?.addEventListener?.("devicechange", () => {
      if (this.#wanted && ["lost", "missing"].includes(this.state)) this.start();
    });
  }

  async start() {
    if (this.#stream || this.state === "starting") return;
    const mine = ++this.#try;
    clearTimeout(this.#again);
    this.#wanted = true;
    this.#say("starting");
    if (!navigator.mediaDevices?.getUserMedia) return this.#say(isSecureContext ? "missing" : "insecure");
    this.#decoder ??= new Decoder(this.#wasm);
    let stream;
    try {
      stream = await this.#open();
    } catch (error) {
      if (mine === this.#try) this.#say(trouble(error));
      return;
    }
    if (mine !== this.#try) return end(stream);
    if (!(await this.#show(stream, mine))) return;
    if (mine !== this.#try) return;
    this.touch();
    this.#losses = 0;
    this.#missingSince = this.#pictureAt = performance.now();
    this.#watch = setInterval(() => this.#look(), 1000);
    this.#stayAwake();
    this.#say("ready");
    this.#eachPicture(mine);
    if (!(await this.#decoder.ready) && mine === this.#try) this.#end("failed");
  }

  stop() {
    this.#wanted = false;
    this.#end("off");
  }

  touch() {
    this.#workedAt = performance.now();
  }

  async light(on) {
    if (this.torch === null || !this.#track) return;
    try {
      await this.#track.applyConstraints({ advanced: [{ torch: on }] });
      this.torch = on;
    } catch {
      this.torch = null; // it said it could, and cannot
    }
    this.#say(this.state);
  }

  async focus(x, y) {
    this.touch();
    const can = abilities(this.#track);
    const modes = can.focusMode ?? [];
    const wish = {};
    if (can.pointsOfInterest) wish.pointsOfInterest = [pointOf(this.#video, x, y)];
    if (modes.includes("single-shot")) wish.focusMode = "single-shot";
    else if (modes.includes("continuous")) wish.focusMode = "continuous";
    if (!Object.keys(wish).length) return false;
    const track = this.#track;
    const done = await track.applyConstraints({ advanced: [wish] }).then(
      () => true,
      () => false,
    );
    if (wish.focusMode === "single-shot" && modes.includes("continuous")) {
      setTimeout(() => track.applyConstraints({ advanced: [{ focusMode: "continuous" }] }).catch(() => {}), 3000);
    }
    return done;
  }

  async nextLens() {
    const rear = rearLenses(await cameras());
    const now = rear.findIndex(({ deviceId }) => deviceId === lensOf(this.#stream));
    const next = rear[(now + 1) % rear.length];
    if (!next) return;
    keep(next.deviceId);
    this.#end("off");
    await this.start();
  }

  async read(picture) {
    this.#decoder ??= new Decoder(this.#wasm);
    const copy = await createImageBitmap(picture);
    return (
      (await this.#decoder.read(picture, { whole: true })) ??
      (await this.#decoder.read(copy, { whole: true, denoise: true }))
    );
  }

  // The lens that was chosen before; else the main one at the back.
  async #open() {
    const kept = localStorage.getItem(LENS);
    if (kept) {
      try {
        return await media({ deviceId: { exact: kept } });
      } catch (error) {
        if (trouble(error) !== "missing") throw error;
        keep(null);
      }
    }
    const stream = await media({ facingMode: { ideal: "environment" } });
    const better = betterLens(await cameras(), lensOf(stream));
    if (!better) return stream;
    end(stream); // many phones give one lens at a time
    return media({ deviceId: { exact: better } }).catch(() => media({ facingMode: { ideal: "environment" } }));
  }

  async #show(stream, mine) {
    this.#stream = stream;
    [this.#track] = stream.getVideoTracks();
    this.#track.addEventListener("ended", () => this.#lost(mine));
    this.#track.addEventListener("mute", () => mine === this.#try && this.#say("busy"));
    this.#track.addEventListener("unmute", () => mine === this.#try && this.#say("ready"));
    this.#video.srcObject = stream;
    try {
      await this.#video.play();
    } catch (error) {
      // Stopped or replaced while it began: whoever did so has said what is now. Else no picture may be played.
      if (mine === this.#try && error.name !== "AbortError") this.#end("dark");
      return mine === this.#try && error.name === "AbortError";
    }
    const can = abilities(this.#track);
    this.torch = can.torch ? false : null;
    if (can.focusMode?.includes("continuous")) {
      await this.#track.applyConstraints({ advanced: [{ focusMode: "continuous" }] }).catch(() => {});
    }
    this.lenses = rearLenses(await cameras()).length;
    return true;
  }

  #end(state) {
    this.#try += 1;
    clearInterval(this.#watch);
    clearTimeout(this.#again);
    if (this.#stream) end(this.#stream);
    this.#stream = this.#track = null;
    this.#video.srcObject = null;
    this.#reading = false;
    this.torch = null;
    this.#lock?.release().catch(() => {});
    this.#lock = null;
    this.#say(state);
  }

  #say(state) {
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state } }));
  }

  #lost(mine) {
    if (mine !== this.#try) return;
    this.#end("lost");
    const wait = LOOK_AGAIN[Math.min(this.#losses++, LOOK_AGAIN.length - 1)];
    const tried = this.#losses;
    this.#again = setTimeout(async () => {
      if (!this.#wanted || document.hidden) return;
      await this.start();
      this.#losses = this.state === "ready" ? 0 : tried;
      if (["missing", "busy"].includes(this.state)) this.#lost(this.#try);
    }, wait);
  }

  // Hidden, the camera is given back (another app may want it); shown again, it goes on by itself.
  #seen() {
    if (document.hidden) {
      if (this.#stream || this.state === "starting") this.#end("off");
      return;
    }
    if (this.#wanted && ["off", "lost", "busy"].includes(this.state)) this.start();
    else this.#stayAwake();
  }

  // The system takes the lock back whenever the page is hidden, and at times by itself (battery low).
  async #stayAwake() {
    if (!this.#stream || document.hidden || (this.#lock && !this.#lock.released)) return;
    const mine = this.#try;
    const lock = await navigator.wakeLock?.request("screen").catch(() => null);
    if (mine === this.#try) this.#lock = lock;
    else lock?.release().catch(() => {});
  }

  #look() {
    const now = performance.now();
    if (now - this.#workedAt > this.#sleepAfter) {
      this.#wanted = false;
      this.#end("asleep");
    } else if (now - this.#pictureAt > DARK_AFTER && this.state === "ready") this.#end("dark");
    else this.#stayAwake();
  }

  #eachPicture(mine) {
    const next = (now, { captureTime = now } = {}) => {
      if (mine !== this.#try) return;
      this.#picture(captureTime, mine);
      this.#eachPicture(mine);
    };
    if (this.#video.requestVideoFrameCallback) this.#video.requestVideoFrameCallback(next);
    else requestAnimationFrame((now) => next(now));
  }

  async #picture(at, mine) {
    const now = performance.now();
    this.#pictureAt = now;
    if (this.#reading || now - this.#lookedAt < TICK || !this.#video.videoWidth) return;
    this.#reading = true;
    this.#lookedAt = now;
    const whole = this.#misses % WHOLE_EACH === WHOLE_EACH - 1;
    const denoise = now - this.#missingSince > DENOISE_AFTER && this.#misses % 3 === 0;
    try {
      const text = await this.#decoder.read(await grab(this.#video), { whole, denoise });
      if (mine === this.#try) this.#told(text, at);
    } catch {
      this.#misses += 1; // the picture was gone already
    } finally {
      if (mine === this.#try) this.#reading = false;
    }
  }

  #told(text, at) {
    if (text === null) {
      this.#misses += 1;
      return;
    }
    this.#misses = 0;
    this.#missingSince = performance.now();
    this.touch();
    if (!this.#sightings.saw(text, performance.now())) return;
    performance.clearMarks(SEEN);
    performance.mark(SEEN, { startTime: at }); // from here to the answer's paint is what a guest waits
    const event = new CustomEvent("code", { detail: { text, at }, cancelable: true });
    if (!this.dispatchEvent(event)) this.#sightings.forget();
  }
}

let frames = typeof VideoFrame === "function";

// The picture as it is now, without touching its pixels: that is the worker's work.
async function grab(video) {
  if (frames) {
    try {
      return new VideoFrame(video);
    } catch {
      frames = false; // a browser that has them, but not of a camera
    }
  }
  return createImageBitmap(video);
}

function media(choice) {
  return navigator.mediaDevices.getUserMedia({
    video: { ...choice, width: { ideal: 1280 }, height: { ideal: 720 } },
    audio: false,
  });
}

async function cameras() {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices.filter(({ kind }) => kind === "videoinput");
}

function lensOf(stream) {
  return stream?.getVideoTracks()[0]?.getSettings().deviceId;
}

function abilities(track) {
  return track?.getCapabilities?.() ?? {};
}

function keep(lens) {
  if (lens) localStorage.setItem(LENS, lens);
  else localStorage.removeItem(LENS);
}

function end(stream) {
  for (const track of stream.getTracks()) track.stop();
}

function trouble(error) {
  if (error.name === "NotAllowedError" || error.name === "SecurityError") {
    return /system/i.test(error.message) ? "system" : "refused";
  }
  return TROUBLES[error.name] ?? "missing";
}

// Where in the picture a point of the video's box lies, both from 0 to 1, as it fills the box and is cut (cover).
function pointOf(video, x, y) {
  const { clientWidth: width, clientHeight: height, videoWidth, videoHeight } = video;
  const scale = Math.max(width / videoWidth, height / videoHeight);
  const within = (share) => Math.min(1, Math.max(0, share));
  return {
    x: within((x - width / 2) / (videoWidth * scale) + 0.5),
    y: within((y - height / 2) / (videoHeight * scale) + 0.5),
  };
}
