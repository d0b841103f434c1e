// Names as they are written and spoken: each in its own language, whatever that of the page.
const KHMER = /[\u1780-\u17ff]/;
const VIETNAMESE = /[ăâđêôơưĂÂĐÊÔƠƯàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵ\u1ea0-\u1ef9]/i;
const UNSTORABLE = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

/** Whether the site can keep what was typed: no control signs, none that turn the direction of writing. */
export function isStorable(text) {
  return !UNSTORABLE.test(text);
}

export function hasALetter(text) {
  return /\p{L}/u.test(text);
}

/** As the site counts: by letters, not by what JavaScript keeps them in. */
export function isLonger(text, most) {
  return [...text].length > most;
}

/** The language of a name, "" where its letters do not tell. */
function languageOf(name) {
  if (KHMER.test(name)) return "km";
  return VIETNAMESE.test(name.normalize("NFC")) ? "vi" : "";
}

/** For a slot of a template: the name, marked with its language; null takes the slot away. */
export function named(name) {
  if (!name) return null;
  return (slot) => {
    slot.textContent = name;
    slot.lang = languageOf(name);
  };
}
