// What whoever holds this phone likes: kept on the phone, tells nothing about anybody.
const KEY = "showcase-door-preferences";
const DEFAULTS = {
  sound: true,
  closesAfter: 5, // seconds until a plain welcome goes away by itself; 0: it stays
};

/** One preference, or its default where none was chosen or what is kept cannot be read. */
export function preference(name) {
  const kept = all()[name];
  return typeof kept === typeof DEFAULTS[name] ? kept : DEFAULTS[name];
}

export function prefer(name, value) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...all(), [name]: value }));
  } catch {
    // Private browsing may keep nothing: then it holds until the page is closed.
  }
  unkept[name] = value;
}

const unkept = {};

function all() {
  try {
    return { ...JSON.parse(localStorage.getItem(KEY) ?? "{}"), ...unkept };
  } catch {
    return unkept;
  }
}
