// Looks in what is loaded; search.py is its twin in the terminal.

const MONTHS_WRITTEN = MONTH_NAMES.map((name) => name[0].toUpperCase() + name.slice(1));
const FIELD_NAMES = {
  hal: "hal", nomor: "nomor", kode: "kode dokumen", jenis: "jenis naskah", unit: "unit",
  penandatangan: "penandatangan", tanggal: "tanggal", berkas: "judul berkas",
  klasifikasi: "klasifikasi", isi: "isi dokumen",
};

function dateInWords(date) {
  const [year, month, day] = date.split("-").map(Number);
  return day + " " + MONTHS_WRITTEN[month - 1] + " " + year;
}

function fieldsOf(item) {
  return {
    hal: [item.hal], nomor: [item.nomor], kode: [item.kode], jenis: [item.jenis],
    unit: [item.unit], penandatangan: item.signers, tanggal: [dateInWords(item.date)],
    berkas: [item.berkas.title], klasifikasi: [item.berkas.classification].concat(item.pointers),
  };
}

// Which items of a block have a word that begins so: one byte each.
function beginningWith(block, start) {
  const found = new Uint8Array(block.items.length);
  let low = 0;
  let high = block.words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (block.words[middle] < start) { low = middle + 1; } else { high = middle; }
  }
  for (; low < block.words.length && block.words[low].startsWith(start); low += 1) {
    mark(block.places[low], found);
  }
  return found;
}

// Reads places as block.py writes them: steps to the base 36, and after "~" how many more in a row.
// Letter by letter, since a short beginning has thousands of words.
function mark(places, found) {
  let at = -1;
  let number = 0;
  let isRun = false;
  for (let letter = 0; letter <= places.length; letter += 1) {
    const code = places.charCodeAt(letter);
    if (code >= 97) {
      if (code !== 126) { number = number * 36 + code - 87; continue; }
    } else if (code >= 48) { number = number * 36 + code - 48; continue; }
    if (isRun) {
      for (; number > 0; number -= 1) { at += 1; found[at] = 1; }
    } else { at += number; found[at] = 1; }
    number = 0;
    isRun = code === 126;
  }
}

function mayHold(block, filters) {
  const lists = catalogue.directory;
  const holds = (name) => !filters[name] ||
    block.line.saring[name].some((at) => lists[name][at] === filters[name]);
  return (!filters.tahun || block.line.tahun === filters.tahun) &&
    (!filters.klasifikasi || block.classification[0] === filters.klasifikasi ||
      block.line.tunjuk.some(([at]) => lists.klasifikasi[at][0] === filters.klasifikasi)) &&
    ["unit", "jenis", "penandatangan", "akses"].every(holds);
}

function passes(item, filters) {
  return (!filters.klasifikasi || item.block.classification[0] === filters.klasifikasi ||
      item.pointers.some((one) => one.split(" ")[0] === filters.klasifikasi)) &&
    (!filters.unit || item.unit === filters.unit) &&
    (!filters.jenis || item.jenis === filters.jenis) &&
    (!filters.penandatangan || item.signers.includes(filters.penandatangan)) &&
    (!filters.akses || item.access === filters.akses) &&
    (!filters.dari || item.date >= filters.dari) &&
    (!filters.sampai || item.date <= filters.sampai) &&
    (!filters.berkas || item.berkas.path === filters.berkas);
}

function newestFirst(one, other) {
  if (one.rank >= 0 && other.rank >= 0) { return one.rank - other.rank; }
  if (one.date !== other.date) { return one.date < other.date ? 1 : -1; }
  if (one.berkas.path !== other.berkas.path) { return one.berkas.path < other.berkas.path ? -1 : 1; }
  return one.number - other.number;
}

// Once everything is there, the order is reckoned once and for all.
function rank() {
  catalogue.blocks.flatMap((block) => block.items || []).sort(newestFirst)
    .forEach((item, at) => { item.rank = at; });
}

// Gives {told, read, isWhole}: items whose own description has every term; items of which a term is
// only in the document; whether everything that may hold one was looked at.
function search(terms, filters) {
  const told = [];
  const read = [];
  let isWhole = true;
  catalogue.blocks.filter((block) => mayHold(block, filters)).forEach((block) => {
    if (!block.items) { isWhole = false; return; }
    if (terms.length && !block.words) { isWhole = false; }
    const hasWords = terms.length > 0 && block.words !== null;
    const inText = [];
    const isInText = (which, at) => {
      const token = terms[which].token;
      if (token === null) { return false; }
      if (!inText[which]) { inText[which] = beginningWith(block, token); }
      return inText[which][at] === 1;
    };
    block.items.forEach((item, at) => {
      if (!passes(item, filters)) { return; }
      let isTold = true;
      let isRead = hasWords;
      terms.forEach((one, which) => {
        if (item.line.includes(one.phrase)) { return; }
        isTold = false;
        isRead = isRead && isInText(which, at);
      });
      if (isTold) { told.push(item); } else if (isRead) { read.push(item); }
    });
  });
  return { told: told.sort(newestFirst), read: read.sort(newestFirst), isWhole: isWhole };
}

function matchedIn(item, terms, isRead) {
  const fields = fieldsOf(item);
  const names = Object.keys(fields).filter((name) => {
    const line = lineOfAll(fields[name]);
    return terms.some((one) => line.includes(one.phrase));
  });
  return isRead ? names.concat(["isi"]) : names;
}
