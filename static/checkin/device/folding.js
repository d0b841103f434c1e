// Folding names for the search, sign by sign like core/search.py: tests/core/folding.json proves both.
const WHOLE_LETTERS = { đ: "d", ð: "d", ø: "o", ł: "l", ß: "ss", æ: "ae", œ: "oe", þ: "th", ı: "i", ς: "σ" };
const WHOLE = new RegExp(`[${Object.keys(WHOLE_LETTERS).join("")}]`, "g");
const JOINERS = /['’‘ʼ`\-‐‑–.,]/g;
const BREAKS = /[()[\]{}<>«»“”„"*#/:;!?…·•|។៕៖]/g;
const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const MARK = /\p{M}/u;
const KHMER = /[\u1780-\u17ff]/;
const ASCII = /^[\x20-\x7e]*$/;
const FEWEST_LETTERS = 3;
const combines = new Map();

// Lower case, no marks, đ as d, hyphens and apostrophes as spaces.
export function fold(text) {
  let letters = text.replaceAll("\u200b", "").toLowerCase().replace(WHOLE, (letter) => WHOLE_LETTERS[letter]);
  letters = letters.replace(JOINERS, " ");
  if (!ASCII.test(letters)) {
    letters = Array.from(letters.normalize("NFKD"), (sign) => (isMark(sign) ? "" : sign)).join("");
  }
  return letters.split(SPACES).filter(Boolean).join(" ");
}

export function words(text) {
  return fold(text).replace(BREAKS, " ").split(SPACES).filter(Boolean);
}

// A text in which `matches` finds words by their beginning: a space before each word.
export function searchable(...texts) {
  return ` ${words(texts.join(" ")).join(" ")}`;
}

// Whether every word of a query (as `words` gives them) begins a word of a searchable text, in any order.
export function matches(text, asked) {
  return asked.every((word) => text.includes(isUnspaced(word) ? word : ` ${word}`));
}

// Khmer writes no spaces, so its words may begin anywhere.
function isUnspaced(word) {
  return KHMER.test(word);
}

// Whether so much of a name is typed that people may be shown: three letters, or a word of a script that writes more in
// one sign.
export function isEnough(text) {
  const asked = words(text);
  if (asked.length && asked.every(isUnspaced)) return true;
  return (asked.join("").match(/\p{L}/gu)?.length ?? 0) >= FEWEST_LETTERS;
}

// Unicode's combining classes, which no regular expression tells: a mark has one if another changes places with it.
function isMark(sign) {
  if (!MARK.test(sign) || KHMER.test(sign)) return false;
  let combining = combines.get(sign);
  if (combining === undefined) {
    const before = `\u0345${sign}`;
    const after = `${sign}\u0334`;
    combining = before.normalize("NFD") !== before || after.normalize("NFD") !== after || sign === "\u0345";
    combines.set(sign, combining);
  }
  return combining;
}
