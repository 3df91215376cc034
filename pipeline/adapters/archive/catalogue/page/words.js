// What counts as a word and as a hit: the same rules as words.py and query.py, which explain them.
// tests/support/search_cases.json holds both against each other.

const WORD = /[\p{L}\p{N}]+/gu;
const JOINED = /[\p{L}\p{N}]+(?:(?: ?\/ ?|\.| [-–] |[-–] ?)[\p{L}\p{N}]+)+/gu;
const MONTH_NAMES = ["januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus",
  "september", "oktober", "november", "desember"];
const MONTHS = new Map(MONTH_NAMES.map((name, at) => [name, at + 1]).concat([
  ["jan", 1], ["feb", 2], ["mar", 3], ["apr", 4], ["jun", 6], ["jul", 7], ["agu", 8], ["agt", 8],
  ["ags", 8], ["sep", 9], ["sept", 9], ["okt", 10], ["nov", 11], ["des", 12]]));
const NAMED = Array.from(MONTHS.keys()).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
const LONGEST_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DATE = new RegExp(
  "(?<![0-9a-z])(?:(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})" +
  "|(?<day2>[0-9]{1,2})(?<sign>[/.-])(?<month2>[0-9]{1,2})\\k<sign>(?<year2>[0-9]{4})" +
  "|(?:(?<day3>[0-9]{1,2}) )?(?<name>" + NAMED.join("|") + ") (?<year3>[0-9]{4}))(?![0-9a-z])",
  "g");
const QUOTED = /["“”„]([^"“”„]*)(["“”„]|$)/g;
const NIP = /(?<![\p{L}\p{N}])([0-9]{8}) ([0-9]{6}) ([0-9]) ([0-9]{3})(?![\p{L}\p{N}])/gu;
const BLANKS = /[\s\x1c-\x1f\x85]+/;
const MOST_TERMS = 20;

function fold(text) {
  let plain = text;
  if (/[^\x00-\x7f]/.test(text)) {
    plain = text.normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "");
  }
  return plain.toLowerCase().split(BLANKS).filter(Boolean).join(" ").replace(NIP, "$1$2$3$4");
}

function wordsOf(folded) {
  return folded.match(WORD) || [];
}

function datesOf(folded) {
  const found = [];
  for (const each of folded.matchAll(DATE)) {
    const part = each.groups;
    const month = part.name ? MONTHS.get(part.name) : Number(part.month || part.month2);
    const day = part.day || part.day2 || part.day3;
    const isDay = !day || (Number(day) >= 1 && Number(day) <= LONGEST_DAYS[month - 1]);
    if (month < 1 || month > 12 || !isDay) { continue; }
    const token = (part.year || part.year2 || part.year3) + "-" + String(month).padStart(2, "0") +
      (day ? "-" + String(Number(day)).padStart(2, "0") : "");
    found.push({ start: each.index, end: each.index + each[0].length, token: token });
  }
  return found;
}

// A line to look in: its words, and its dates apart.
const linesKnown = new Map();
function lineOf(text) {
  let line = linesKnown.get(text);
  if (line === undefined) {
    const folded = fold(text);
    line = [wordsOf(folded).join(" "), datesOf(folded).map((each) => each.token).join(" ")];
    linesKnown.set(text, line);
  }
  return line;
}

function lineOfAll(texts) {
  const lines = texts.map(lineOf);
  const dates = lines.map((line) => line[1]).filter(Boolean).join(" ");
  return " " + lines.map((line) => line[0]).concat([dates]).join(" | ") + " ";
}

function term(kind, words, isClosed) {
  const phrase = " " + words.join(" ") + (isClosed ? " " : "");
  return {
    kind: kind, words: words, isClosed: isClosed, phrase: phrase,
    token: kind === "phrase" ? null : words.join("."),
  };
}

function termsOf(query) {
  const terms = [];
  const rest = [];
  let at = 0;
  for (const quoted of query.matchAll(QUOTED)) {
    rest.push(query.slice(at, quoted.index));
    at = quoted.index + quoted[0].length;
    const inside = wordsOf(fold(quoted[1]));
    if (inside.length) { terms.push(term("phrase", inside, quoted[2] !== "")); }
  }
  rest.push(query.slice(at));
  rest.forEach((piece) => { addUnquoted(terms, fold(piece)); });
  const known = new Set();
  return terms.filter((each) => {
    const name = each.kind + each.phrase;
    return !known.has(name) && known.add(name);
  }).slice(0, MOST_TERMS);
}

function addUnquoted(terms, folded) {
  const left = [];
  let at = 0;
  datesOf(folded).forEach((date) => {
    left.push(folded.slice(at, date.start));
    at = date.end;
    terms.push(term("date", [date.token], false));
  });
  left.push(folded.slice(at));
  left.forEach((piece) => { addNumbersAndWords(terms, piece); });
}

function addNumbersAndWords(terms, folded) {
  let at = 0;
  const addWords = (piece) => {
    wordsOf(piece).forEach((word) => { terms.push(term("word", [word], false)); });
  };
  for (const joined of folded.matchAll(JOINED)) {
    if (!/[0-9]/.test(joined[0])) { continue; }
    addWords(folded.slice(at, joined.index));
    terms.push(term("number", wordsOf(joined[0]), false));
    at = joined.index + joined[0].length;
  }
  addWords(folded.slice(at));
}

// The runs of words as which a term may stand in a text, to show where it is.
function spellingsOf(one) {
  if (one.kind !== "date") {
    const nip = /^([0-9]{8})([0-9]{6})([0-9])([0-9]{3})$/.exec(one.words.join(" "));
    return nip ? [one.words, nip.slice(1)] : [one.words];
  }
  const [year, month, day] = one.words[0].split("-");
  const bare = (text) => text.replace(/^0+/, "");
  const names = Array.from(MONTHS.keys()).filter((name) => MONTHS.get(name) === Number(month));
  if (!day) { return names.map((name) => [name, year]); }
  const runs = [];
  new Set([day, bare(day)]).forEach((each) => {
    names.forEach((name) => { runs.push([each, name, year]); });
    new Set([month, bare(month)]).forEach((at) => { runs.push([each, at, year], [year, at, each]); });
  });
  return runs;
}

function placesOf(text, terms, most) {
  const runs = terms.flatMap((one) => spellingsOf(one).map((run) => [run, one.isClosed]));
  const found = [];
  for (const each of text.matchAll(WORD)) {
    found.push([each.index, each.index + each[0].length, fold(each[0])]);
  }
  const places = [];
  let at = 0;
  while (at < found.length && places.length < most) {
    const hit = runs.find(([run, isClosed]) => stands(found, at, run, isClosed));
    const length = hit ? hit[0].length : 0;
    if (length) { places.push([found[at][0], found[at + length - 1][1]]); }
    at += length || 1;
  }
  return places;
}

function stands(found, at, run, isClosed) {
  if (at + run.length > found.length) { return false; }
  return run.every((word, step) => {
    const here = found[at + step][2];
    return step === run.length - 1 && !isClosed ? here.startsWith(word) : here === word;
  });
}
