// Reads QR codes off pictures, away from the page: pixels are taken and searched here. Only this script may run
// WebAssembly (its name ends in .wasm.js, see core/assets.py).
//
// Asked {wasm: address} once, it answers {ready: true} or {failed: text}.
// Asked {id, picture, whole, denoise}, it answers {id, text} where text is null if no code was found; `picture` is
// an ImageBitmap or a VideoFrame, handed over and closed here. The middle of the picture is looked at first, since
// there the code is held; `whole` looks at all of it after that, `denoise` once more with the noise taken out.
import { prepareZXingModule, readBarcodes } from "../../vendor/zxing-wasm/reader/index.js";

const MIDDLE = 480; // pixels a side: small enough for an old phone at every tick, large enough for 37 modules
const LARGEST = 2048; // a photo is made no larger than this

const canvas = new OffscreenCanvas(MIDDLE, MIDDLE);
const context = canvas.getContext("2d", { willReadFrequently: true });

self.onmessage = ({ data }) => (data.wasm ? prepare(data.wasm) : answer(data));

async function prepare(address) {
  try {
    // Without an address of its own the library would load its engine from another host.
    await prepareZXingModule({ overrides: { locateFile: () => address }, fireImmediately: true });
    // The first search makes the engine's tables and is slow; it is spent before a guest stands there.
    await search(new ImageData(MIDDLE, MIDDLE), {});
    self.postMessage({ ready: true });
  } catch (error) {
    self.postMessage({ failed: String(error) });
  }
}

async function answer({ id, picture, whole = false, denoise = false }) {
  try {
    self.postMessage({ id, text: await textIn(picture, whole, denoise) });
  } catch (error) {
    self.postMessage({ id, text: null, failed: String(error) });
  } finally {
    picture.close();
  }
}

async function textIn(picture, whole, denoise) {
  const width = picture.displayWidth ?? picture.width;
  const height = picture.displayHeight ?? picture.height;
  const side = Math.min(width, height);
  const middle = pixels(picture, (width - side) / 2, (height - side) / 2, side, side, MIDDLE);
  const found = await search(middle, {});
  if (found !== null || !(whole || denoise)) return found;
  const all = whole ? pixels(picture, 0, 0, width, height, LARGEST) : middle;
  return search(all, { tryHarder: true, tryDenoise: denoise });
}

function pixels(picture, left, top, width, height, most) {
  const scale = Math.min(1, most / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.drawImage(picture, left, top, width, height, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

async function search(image, { tryHarder = false, tryDenoise = false }) {
  const [code] = await readBarcodes(image, {
    formats: ["QRCode"],
    maxNumberOfSymbols: 1,
    tryHarder,
    tryDenoise,
    tryInvert: true,
  });
  return code?.isValid ? code.text : null;
}
