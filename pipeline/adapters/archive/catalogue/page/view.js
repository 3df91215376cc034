// Puts things on the page. Whatever the archive holds is set as text, never as markup.

const PAGE_OF_RESULTS = 30;
const PAGE_OF_BERKAS = 10;
const MOST_PRINTED = 2000;
const BEFORE = 60;
const AFTER = 110;
const LONGEST_SHOWN = 400;
const PREVIEWED = /\.(pdf|png|jpe?g)$/i;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu;

const byId = (name) => document.getElementById(name);

function seen(text) {
  const shown = text.replace(UNSEEN, "\ufffd");
  return shown.length > LONGEST_SHOWN ? shown.slice(0, LONGEST_SHOWN) + " …" : shown;
}

function element(name, properties, ...children) {
  const made = document.createElement(name);
  Object.entries(properties || {}).forEach(([key, value]) => {
    if (key === "class") { made.className = value; } else if (key in made) { made[key] = value; } else {
      made.setAttribute(key, value);
    }
  });
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

function marked(text, terms) {
  const whole = document.createElement("bdi");
  let at = 0;
  placesOf(text, terms, 200).forEach(([start, end]) => {
    whole.append(text.slice(at, start), element("mark", {}, text.slice(start, end)));
    at = end;
  });
  whole.append(text.slice(at));
  return whole;
}

function addressOf(path) { return path.split("/").map(encodeURIComponent).join("/"); }

function amount(number) { return number.toLocaleString("id-ID"); }

function mainFileOf(item) {
  return item.files.find((file) => file.role === "naskah" && /\.pdf$/i.test(file.name)) ||
    item.files.find((file) => file.role === "naskah") || item.files[0];
}

function fileLink(item, file, content) {
  const link = element("a", { href: addressOf(item.berkas.path + "/" + file.name) }, content);
  if (PREVIEWED.test(file.name)) { link.dataset.pratinjau = item.hal; }
  return link;
}

function otherFiles(item) {
  const main = mainFileOf(item);
  const others = item.files.filter((file) => file !== main);
  if (!others.length) { return null; }
  const list = element("span", { class: "lampiran" }, "File lain: ");
  others.forEach((file, at) => {
    const suffix = file.name.slice(file.name.lastIndexOf(".") + 1).toUpperCase();
    const link = fileLink(item, file, file.role + " (" + suffix + ")");
    link.title = seen(file.name);
    list.append(at ? ", " : "", link);
  });
  return list;
}

function joined(parts) {
  const line = document.createDocumentFragment();
  parts.filter(Boolean).forEach((part, at) => {
    if (at) { line.append(element("span", { class: "titik", ariaHidden: "true" }, " · ")); }
    line.append(part);
  });
  return line;
}

function pointersOf(item) {
  return item.pointers.length ? element("span", { class: "lampiran" }, "Tunjuk silang: " +
    seen(item.pointers.join("; "))) : null;
}

function resultOf(item, terms, isRead) {
  const berkas = item.berkas;
  const row = element("li", { class: "hasil" });
  row.dataset.naskah = item.id;
  const title = fileLink(item, mainFileOf(item), marked(seen(item.hal), terms));
  title.className = "judul";
  const berkasLink = element("a", { href: hashOf({ berkas: berkas.path }) },
    "Berkas " + String(berkas.number).padStart(3, "0") + " ", marked(seen(berkas.title), terms));
  row.append(
    element("h3", {}, title),
    element("p", { class: "data" }, joined([
      marked(dateInWords(item.date), terms),
      item.nomor ? element("span", {}, "Nomor ", marked(seen(item.nomor), terms)) : null,
      marked(seen(item.jenis), terms),
    ])),
    element("p", { class: "data" }, joined([
      marked(seen(item.unit), terms),
      item.signers.length ? element("span", {}, "Paraf dan tanda tangan: ",
        marked(seen(item.signers.map((one) => one.replace(/ \([^)]*\)$/, "")).join("; ")), terms)) : null,
    ])),
  );
  if (isRead) { row.append(snippetOf(item, terms)); }
  row.append(element("p", { class: "data" },
    joined([berkasLink, otherFiles(item), pointersOf(item)])));
  const names = matchedIn(item, terms, isRead).map((name) => FIELD_NAMES[name]);
  if (names.some((name) => name !== FIELD_NAMES.isi)) { // that alone the heading says already
    row.append(element("p", { class: "cocok" }, "Cocok pada: " + names.join(", ")));
  }
  return row;
}

function snippetOf(item, terms) {
  const line = element("p", { class: "cuplikan" }, "…");
  textOf(item).then((text) => {
    // what the description does not have already is what the reader wants to see
    const lacking = terms.filter((one) => !item.line.includes(one.phrase));
    const [first] = placesOf(text, lacking, 1);
    if (!first) { line.remove(); return; }
    const start = Math.max(first[0] - BEFORE, 0);
    const end = first[1] + AFTER;
    const piece = (start ? "… " : "") + text.slice(start, end).trim() +
      (end < text.length ? " …" : "");
    line.replaceChildren(marked(seen(piece), terms));
  });
  return line;
}

function berkasOf(berkas, items) {
  const folder = addressOf(berkas.path) + "/";
  const number = String(berkas.number).padStart(3, "0");
  const body = element("tbody", {});
  items.forEach((item) => {
    body.append(element("tr", {},
      element("td", { class: "nomor" }, String(item.number).padStart(3, "0")),
      element("td", { class: "tanggal" }, dateInWords(item.date)),
      element("td", {},
        fileLink(item, mainFileOf(item), marked(seen(item.hal), [])),
        item.nomor ? element("span", { class: "data" }, "Nomor ", marked(seen(item.nomor), [])) : "",
        otherFiles(item), pointersOf(item))));
  });
  const head = (name) => element("th", { scope: "col" }, name);
  return element("article", {},
    element("h3", {}, element("a", { href: hashOf({ berkas: berkas.path }) },
      number + " ", marked(seen(berkas.title), []))),
    element("p", { class: "data" }, joined([
      seen(berkas.classification), "tahun " + berkas.year, seen(berkas.unit),
      amount(berkas.items.length) + " item", "akses " + seen(berkas.access),
      "retensi: " + seen(berkas.retention)])),
    element("p", { class: "data" }, joined([
      element("a", { href: folder }, "Buka folder berkas"),
      berkas.contents ? fileLink({ berkas: berkas, hal: "Daftar isi berkas " + number },
        { name: berkas.contents }, "Daftar isi berkas") : null])),
    berkas.related.length ? element("p", { class: "data" }, "Berkas berkaitan: ", joined(
      berkas.related.map(([title, how, path]) => element("span", {},
        element("a", { href: hashOf({ berkas: path }) }, seen(title)), " (" + seen(how) + ")")))) : "",
    element("table", {},
      element("caption", { class: "samar" }, "Isi berkas " + number + " " + seen(berkas.title)),
      element("thead", {}, element("tr", {}, head("No."), head("Tanggal"), head("Hal"))), body));
}

// The start: years and klasifikasi, from the directory alone.
function overview() {
  const years = new Map();
  const sumOf = (year, classification) => {
    const classes = years.get(year) || new Map();
    const name = classification.join(" ");
    const sum = classes.get(name) || { code: classification[0], berkas: 0, item: 0, pointed: 0 };
    years.set(year, classes.set(name, sum));
    return sum;
  };
  catalogue.blocks.forEach((block) => {
    const sum = sumOf(block.line.tahun, block.classification);
    sum.berkas += block.line.berkas;
    sum.item += block.line.item;
    block.line.tunjuk.forEach(([at, count]) => {
      sumOf(block.line.tahun, catalogue.directory.klasifikasi[at]).pointed += count;
    });
  });
  return Array.from(years, ([year, classes]) => {
    const list = element("ul", { class: "klasifikasi" });
    Array.from(classes).sort(([one], [other]) => (one < other ? -1 : 1)).forEach(([name, sum]) => {
      const counts = [[sum.berkas, "berkas"], [sum.item, "item"], [sum.pointed, "tunjuk silang"]];
      list.append(element("li", {},
        element("a", { href: hashOf({ tahun: year, klasifikasi: sum.code }) }, seen(name)),
        element("span", { class: "jumlah" }, counts.filter(([count]) => count)
          .map(([count, what]) => amount(count) + " " + what).join(", "))));
    });
    // those of the page for readers without scripts, which knows what lies there
    const lists = Array.from(document.querySelectorAll("[data-daftar='" + year + "']"),
      (own) => element("a", { class: "daftar", href: own.getAttribute("href") }, own.textContent));
    return element("section", { class: "tahun" },
      element("div", { class: "kepala" }, element("h3", {},
        element("a", { href: hashOf({ tahun: year }) }, "Tahun " + year)),
      element("span", {}, joined(lists))), list);
  });
}

function printedList(title, items) {
  const body = element("tbody", {});
  items.slice(0, MOST_PRINTED).forEach((item, at) => {
    body.append(element("tr", {},
      ...[String(at + 1), dateInWords(item.date), seen(item.nomor) || "–", seen(item.hal),
        seen(item.unit), item.block.classification[0] + " / " +
          String(item.berkas.number).padStart(3, "0") + " " + seen(item.berkas.title),
        item.berkas.year + " / " + String(item.number).padStart(3, "0")]
        .map((text) => element("td", {}, text))));
  });
  const heads = ["No.", "Tanggal", "Nomor", "Hal", "Unit", "Berkas", "Tahun / item"]
    .map((name) => element("th", { scope: "col" }, name));
  return [
    element("h2", {}, "Daftar hasil pencarian arsip"),
    element("p", {}, title),
    items.length > MOST_PRINTED ? element("p", {}, "Hanya " + amount(MOST_PRINTED) +
      " naskah pertama yang dicetak. Persempit pencarian untuk mencetak sisanya.") : "",
    element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body),
  ];
}
