// The camera and its reader: pictures go to the worker, codes come back. Each tick looks at the middle of the
// picture; each fourth miss at all of it; after two seconds without a code the noise is taken out as well.
const CROP = 480;
const TICK = 100;
const REST_AFTER = 60_000;

export class Camera {
  constructor(video, { worker, wasm, onCode, onState }) {
    this.video = video;
    this.onCode = onCode;
    this.onState = onState;
    this.address = worker;
    this.wasm = wasm;
    this.misses = 0;
    this.busy = false;
    this.stream = null;
    document.addEventListener("visibilitychange", () => document.hidden && this.rest());
  }

  async start() {
    if (this.stream) return;
    this.onState("starting");
    if (!navigator.mediaDevices?.getUserMedia) return this.onState("missing");
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
        audio: false,
      });
    } catch (error) {
      return this.onState(error.name === "NotAllowedError" ? "refused" : "missing");
    }
    if (!this.worker) {
      this.worker = new Worker(this.address, { type: "module" });
      this.worker.onmessage = ({ data }) => this.heard(data);
      this.worker.postMessage({ wasm: this.wasm });
    }
    this.video.srcObject = this.stream;
    await this.video.play();
    this.seen = Date.now();
    this.missingSince = Date.now();
    this.timer = setInterval(() => this.tick(), TICK);
    this.lock = await navigator.wakeLock?.request("screen").catch(() => null);
    this.onState("ready");
  }

  rest() {
    if (!this.stream) return;
    clearInterval(this.timer);
    for (const track of this.stream.getTracks()) track.stop();
    this.stream = null;
    this.busy = false;
    this.lock?.release();
    this.onState("paused");
  }

  async tick() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (this.busy || !width || document.hidden) return;
    if (Date.now() - this.seen > REST_AFTER) return this.rest();
    this.busy = true;
    const whole = this.misses % 4 === 3;
    const side = Math.min(width, height);
    const picture = whole
      ? await createImageBitmap(this.video)
      : await createImageBitmap(this.video, (width - side) / 2, (height - side) / 2, side, side, {
          resizeWidth: CROP,
          resizeHeight: CROP,
        });
    const denoise = Date.now() - this.missingSince > 2000 && this.misses % 3 === 0;
    this.worker.postMessage({ picture, hard: whole || denoise, denoise }, [picture]);
  }

  heard({ text }) {
    this.busy = false;
    if (text === null) {
      this.misses += 1;
      return;
    }
    this.misses = 0;
    this.seen = this.missingSince = Date.now();
    this.onCode(text);
  }
}
