// Loads chunks: scripts beside the page that hand over one value each, since a page that was opened
// from a folder may load nothing else.

const FORM = 2;
const AT_ONCE = 6;
const given = new Map();

window.terima = function (key, value) { given.set(key, value); };

function loadChunk(key, isAgain) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = "katalog/" + key.split("/").map(encodeURIComponent).join("/") + ".js" +
      (isAgain ? "?" + Date.now() : "");
    script.onload = () => {
      script.remove();
      const value = given.get(key);
      given.delete(key);
      if (value === undefined) { failed(new Error(key)); } else { done(value); }
    };
    script.onerror = () => { script.remove(); failed(new Error(key)); };
    document.head.append(script);
  });
}

const catalogue = { directory: null, blocks: [], isWhole: false, isBroken: false };

function blockOf(line, directory) {
  return {
    line: line,
    classification: directory.klasifikasi[line.klasifikasi],
    items: null, words: null, places: null,
  };
}

async function loadDirectory(isAgain) {
  const directory = await loadChunk("daftar", isAgain);
  if (directory.bentuk !== FORM) { throw new Error("daftar"); }
  const known = new Map(catalogue.blocks.map((block) => [block.line.butir + block.line.kata, block]));
  catalogue.directory = directory;
  catalogue.blocks = directory.blok.map((line) =>
    known.get(line.butir + line.kata) || blockOf(line, directory));
}

// The rows are those of items_chunk in block.py.
function fillItems(block, chunk) {
  const [berkas, rows] = chunk;
  const classification = block.classification.join(" ");
  block.berkas = berkas.map((row) => ({
    path: row[0], number: row[1], title: row[2], unit: row[3], retention: row[4], access: row[5],
    version: row[6], contents: row[7], card: row[8], related: row[9], year: block.line.tahun,
    classification: classification, items: [],
  }));
  block.items = rows.map((row, at) => {
    const item = {
      block: block, at: at, rank: -1, berkas: block.berkas[row[0]], number: row[1], date: row[2], hal: row[3],
      nomor: row[4], kode: row[5], jenis: row[6], unit: row[7], signers: row[8], access: row[9],
      pages: row[10], files: row[12].map(([rest, role]) => ({ name: row[11] + rest, role: role })),
      pointers: row[13],
    };
    item.id = item.berkas.path + "/" + item.number;
    item.line = lineOfAll(Object.values(fieldsOf(item)).flat());
    item.berkas.items.push(item);
    return item;
  });
}

function fillWords(block, chunk) {
  block.words = chunk[0] ? chunk[0].split(" ") : [];
  block.places = chunk[1] ? chunk[1].split(" ") : [];
}

// First what items say of themselves, newest year first; then the words of their documents.
async function loadBlocks(told) {
  const jobs = [];
  catalogue.blocks.forEach((block) => { if (!block.items) { jobs.push([block, "butir", fillItems]); } });
  catalogue.blocks.forEach((block) => { if (!block.words) { jobs.push([block, "kata", fillWords]); } });
  let failed = 0;
  async function work() {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      const [block, part, fill] = job;
      try { fill(block, await loadChunk(block.line[part], false)); } catch (error) { failed += 1; }
      told();
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return failed;
}

async function loadEverything(told) {
  let failed = 1;
  try {
    await loadDirectory(false);
    told();
    failed = await loadBlocks(told);
    if (failed) {
      // The catalogue was written anew in the meantime: its directory names other chunks now.
      await loadDirectory(true);
      failed = await loadBlocks(told);
    }
  } catch (error) { failed = 1; }
  catalogue.isBroken = failed > 0;
  catalogue.isWhole = true;
  told();
}

const cardsKnown = new Map();
function textOf(item) {
  const path = item.berkas.path;
  if (!cardsKnown.has(path)) {
    cardsKnown.set(path, loadChunk(item.berkas.card, false).catch(() => null));
  }
  return cardsKnown.get(path).then((card) => {
    const text = card && card.teks.find((each) => each.nomor_item === item.number);
    return (text && text.teks) || "";
  });
}
