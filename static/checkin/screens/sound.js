// What a verdict sounds and feels like, told apart without looking: up is in, two alike is "look", down is not yet.
import { preference } from "./preferences.js";

// Per kind: notes as [hertz, start, length] in seconds; vibration in milliseconds on, off, on …
const TUNES = {
  go: [[784, 0, 0.12], [1175, 0.11, 0.24]],
  pass: [[784, 0, 0.12], [1175, 0.11, 0.12], [784, 0.25, 0.2]],
  look: [[440, 0, 0.16], [440, 0.26, 0.16]],
  stop: [[330, 0, 0.2], [220, 0.22, 0.4]],
};
const PULSES = { go: [70], pass: [70, 60, 70], look: [140, 90, 140], stop: [320] };
const LOUDNESS = 0.5;
let output = null;

/** Browsers let a page sound only after a touch: called at the first one. */
export function prepare() {
  const Context = window.AudioContext ?? window.webkitAudioContext;
  if (!Context) return;
  output ??= new Context();
  if (output.state !== "running") output.resume().catch(() => {});
}

for (const touched of ["pointerdown", "keydown"]) document.addEventListener(touched, prepare, { passive: true });
document.addEventListener("visibilitychange", () => !document.hidden && output && prepare());

/** Let a verdict of this kind be heard and felt. */
export function signal(kind) {
  navigator.vibrate?.(PULSES[kind]);
  if (preference("sound")) play(kind);
}

/** Its sound alone, as the settings let it be tried. */
export function play(kind) {
  if (output?.state !== "running") return;
  for (const [hertz, start, length] of TUNES[kind]) note(hertz, output.currentTime + start, length);
}

function note(hertz, at, length) {
  const tone = output.createOscillator();
  const volume = output.createGain();
  tone.type = "triangle"; // carries through a full hall, and is not shrill
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.01);
  volume.gain.setValueAtTime(LOUDNESS, at + length - 0.04);
  volume.gain.linearRampToValueAtTime(0, at + length);
  tone.connect(volume).connect(output.destination);
  tone.start(at);
  tone.stop(at + length);
}
