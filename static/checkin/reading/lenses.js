// Which lens of a phone reads codes best: the main one at the back. The ultra-wide often has a fixed focus, the
// telephoto cannot come near. Pure; `cameras` are {deviceId, label} as enumerateDevices gives them.
const BACK = /back|rear|environment|sau|arrière|rück/i; // an iPhone names its lenses in its own language
const SPECIAL = /ultra|tele|macro|depth|infrared|góc siêu rộng/i;
const NUMBER = /camera\d? (\d+)/i; // Android: "camera2 0, facing back"; the lowest at the back is the main one

// The lens to change to from the one the browser chose, or null to stay.
export function betterLens(cameras, current) {
  const back = rearLenses(cameras);
  const now = back.find((camera) => camera.deviceId === current);
  const [best] = back;
  if (!best || best === now) return null;
  if (now && !isWorse(now, best)) return null;
  return best.deviceId;
}

// The lenses at the back, the one to try first at the head; all lenses where none says where it looks.
export function rearLenses(cameras) {
  const back = cameras.filter(({ label }) => BACK.test(label));
  return [...(back.length ? back : cameras)].sort((a, b) => rank(a) - rank(b));
}

function isWorse(now, best) {
  return SPECIAL.test(now.label) || (NUMBER.test(now.label) && rank(best) < rank(now));
}

function rank({ label }) {
  return (SPECIAL.test(label) ? 1000 : 0) + Number(label.match(NUMBER)?.[1] ?? 0);
}
