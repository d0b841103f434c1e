// Codes for the screens that take them: from the camera and from a plugged-in scanner. From one such screen to the
// next both go on without a break, so that a ticket is read while the answer to the one before still shows.
import { Camera } from "../reading/camera.js";
import { Wedge } from "../reading/wedge.js";

let camera = null;
let wedge = null;
let taker = null;
let ending = null;

/** The camera, made once; its picture lies behind the screens. */
export function lens({ wasm }) {
  if (camera) return camera;
  camera = new Camera(document.getElementById("lens-picture"), { wasm });
  wedge = new Wedge();
  camera.addEventListener("code", (event) => {
    if (!taker?.(event.detail.text, "camera")) event.preventDefault(); // then it is told again while it is in sight
  });
  wedge.addEventListener("code", ({ detail }) => taker?.(detail.text, "scanner"));
  return camera;
}

/** From now on a screen takes codes: `take(text, "camera" | "scanner")` → whether it was taken up. */
export function hear(assets, take) {
  clearTimeout(ending);
  taker = take;
  lens(assets);
  wedge.start();
}

/** The screen is left; whichever comes next may go on where it stops. */
export function stopHearing() {
  taker = null;
  ending = setTimeout(() => {
    wedge.stop();
    camera.stop();
  }, 0);
}

/** Whether the camera may be started without asking anybody. */
export async function mayStart() {
  const right = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  return right?.state === "granted";
}
