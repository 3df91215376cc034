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
    berkas: [item.berkas.title], klasifikasi: [item.berkas.classification],
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
    let at = -1;
    block.places[low].split(",").forEach((part) => {
      const [step, run] = part.split("~");
      at += parseInt(step, 36);
      found[at] = 1;
      for (let left = run ? parseInt(run, 36) : 0; left > 0; left -= 1) { at += 1; found[at] = 1; }
    });
  }
  return found;
}

function mayHold(block, filters) {
  const lists = catalogue.directory;
  const holds = (name) => !filters[name] ||
    block.line.saring[name].some((at) => lists[name][at] === filters[name]);
  return (!filters.tahun || block.line.tahun === filters.tahun) &&
    (!filters.klasifikasi || block.classification[0] === filters.klasifikasi) &&
    ["unit", "jenis", "penandatangan", "akses"].every(holds);
}

function passes(item, filters) {
  return (!filters.unit || item.unit === filters.unit) &&
    (!filters.jenis || item.jenis === filters.jenis) &&
    (!filters.penandatangan || item.signers.includes(filters.penandatangan)) &&
    (!filters.akses || item.access === filters.akses) &&
    (!filters.dari || item.date >= filters.dari) &&
    (!filters.sampai || item.date <= filters.sampai) &&
    (!filters.berkas || item.berkas.path === filters.berkas);
}

function newestFirst(one, other) {
  if (one.date !== other.date) { return one.date < other.date ? 1 : -1; }
  if (one.berkas.path !== other.berkas.path) { return one.berkas.path < other.berkas.path ? -1 : 1; }
  return one.number - other.number;
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
    const inText = hasWords ?
      terms.map((one) => one.token === null ? null : beginningWith(block, one.token)) : [];
    block.items.forEach((item, at) => {
      if (!passes(item, filters)) { return; }
      let isTold = true;
      let isRead = hasWords;
      terms.forEach((one, which) => {
        if (item.line.includes(one.phrase)) { return; }
        isTold = false;
        isRead = isRead && inText[which] !== null && inText[which][at] === 1;
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
