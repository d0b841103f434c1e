// A photograph of a ticket: read on the phone, else by the server if there is a network.
//
//   await textOfPhoto(file, camera, device)   // → text, or null if no code is found anywhere
const LARGEST = 2048; // pixels: more costs memory and finds no more

export async function textOfPhoto(file, camera, device) {
  const picture = await pictureOf(file);
  const text = picture && (await camera.read(picture));
  if (text != null || !device?.state.online) return text ?? null;
  const body = new FormData();
  body.append("photo", file);
  const response = await device.api("/photo", { method: "POST", body }).catch(() => null);
  return response?.ok ? ((await response.json()).code ?? null) : null;
}

// A browser cannot open every kind of picture (HEIC): then null, and the server may try.
async function pictureOf(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = LARGEST / Math.max(picture.width, picture.height);
    if (scale >= 1) return picture;
    const [resizeWidth, resizeHeight] = [picture.width, picture.height].map((side) => Math.round(side * scale));
    return await createImageBitmap(picture, { resizeWidth, resizeHeight, resizeQuality: "high" });
  } catch {
    return null;
  }
}
