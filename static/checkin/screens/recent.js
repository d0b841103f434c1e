// What has just happened at this desk: the last answers, so that a mistake can still be taken back, and where the
// office sees a scan otherwise than this phone did. In memory only: it names people.
const MOST = 40;
const heard = new EventTarget();
let answers = [];
let words = [];

/** An answer as it was shown: {verdicts, direction, practice}; the newest first. `before`: what it takes the place of. */
export function remember(answer, before = answer) {
  answers = [answer, ...answers.filter((one) => one !== before)].slice(0, MOST);
  changed();
}

function rememberWord(verdict) {
  words = [verdict, ...words.filter((one) => one.scanId !== verdict.scanId)];
  changed();
}

export function lastAnswers(practice) {
  return answers.filter((one) => Boolean(one.practice) === practice);
}

export function otherWords() {
  return words;
}

export function clearWord(scanId) {
  words = words.filter((one) => one.scanId !== scanId);
  changed();
}

/** Hear what the office says otherwise; names go when the list is closed. */
export function watch(device) {
  device.addEventListener("word", ({ detail }) => rememberWord(detail));
  device.addEventListener("state", () => !device.state.unlocked && forget());
}

function forget() {
  const pretended = answers.filter(({ practice }) => practice);
  if (pretended.length === answers.length && !words.length) return;
  [answers, words] = [pretended, []];
  changed();
}

export function onChange(listener) {
  heard.addEventListener("change", listener);
}

function changed() {
  heard.dispatchEvent(new Event("change"));
}
