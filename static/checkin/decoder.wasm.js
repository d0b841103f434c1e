// Reads QR codes off the camera's pictures, away from the page. Only this script may run WebAssembly
// (its name ends in .wasm.js, see core/assets.py).
import { prepareZXingModule, readBarcodes } from "../vendor/zxing-wasm/reader/index.js";

const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext("2d", { willReadFrequently: true });

self.onmessage = async ({ data }) => {
  if (data.wasm) {
    // Without an address of its own the library would load its engine from another host.
    prepareZXingModule({ overrides: { locateFile: () => data.wasm } });
    return;
  }
  const { picture, hard, denoise } = data;
  canvas.width = picture.width;
  canvas.height = picture.height;
  context.drawImage(picture, 0, 0);
  picture.close();
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  try {
    const found = await readBarcodes(pixels, {
      formats: ["QRCode"],
      maxNumberOfSymbols: 1,
      tryHarder: hard,
      tryDenoise: denoise,
      tryInvert: true,
    });
    self.postMessage({ text: found[0]?.isValid ? found[0].text : null });
  } catch (error) {
    self.postMessage({ text: null, failed: String(error) });
  }
};
