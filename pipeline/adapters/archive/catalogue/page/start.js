// What the person does, and what the address remembers of it.

const FILTERS = ["tahun", "klasifikasi", "unit", "jenis", "penandatangan", "akses", "dari", "sampai"];
const SELECTS = FILTERS.slice(0, 6);
const REMEMBERED_AFTER = 900;
const REDRAWN_AFTER = 150;
const state = { q: "", berkas: "" };
const view = { shown: 0, found: null, terms: [], opener: null, redraw: 0, remember: 0, drawn: "" };
FILTERS.forEach((name) => { state[name] = ""; });

function hashOf(wanted) {
  const parts = new URLSearchParams();
  ["q"].concat(FILTERS, ["berkas"]).forEach((name) => {
    if (wanted[name]) { parts.set(name, wanted[name]); }
  });
  return "#" + parts.toString();
}

function readHash() {
  const parts = new URLSearchParams(window.location.hash.slice(1));
  Object.keys(state).forEach((name) => { state[name] = parts.get(name) || ""; });
  ["dari", "sampai"].forEach((name) => {
    if (!/^\d{4}-(0[1-9]|1[0-2])-\d{2}$/.test(state[name])) { state[name] = ""; }
  });
}

function remember(isNew) {
  window.clearTimeout(view.remember);
  const hash = hashOf(state);
  if (hash === (window.location.hash || "#")) { return; }
  window.history[isNew ? "pushState" : "replaceState"](null, "", hash);
}

function showControls() {
  if (byId("cari").value !== state.q) { byId("cari").value = state.q; }
  FILTERS.forEach((name) => {
    const control = byId(name);
    const isThere = control.tagName !== "SELECT" ||
      Array.from(control.options).some((one) => one.value === state[name]);
    if (!isThere) { control.append(element("option", { value: state[name] }, seen(state[name]))); }
    control.value = state[name];
  });
  const count = FILTERS.filter((name) => state[name]).length;
  byId("hapus").hidden = !count && !state.berkas && !state.q;
  byId("banyak-saringan").textContent = count ? " (" + count + " dipakai)" : "";
}

function fillSelects() {
  const lists = catalogue.directory;
  const years = Array.from(new Set(catalogue.blocks.map((block) => block.line.tahun)));
  const choices = {
    tahun: years.map((year) => [year, year]),
    klasifikasi: lists.klasifikasi.map(([code, name]) => [code, code + " " + name]),
  };
  ["unit", "jenis", "penandatangan", "akses"].forEach((name) => {
    choices[name] = lists[name].map((value) => [value, value]);
  });
  SELECTS.forEach((name) => {
    const all = element("option", { value: "" }, "Semua");
    byId(name).replaceChildren(all, ...choices[name].map(([value, text]) =>
      element("option", { value: value }, seen(text))));
  });
}

function tell() {
  const sums = catalogue.blocks.reduce((sum, { line }) =>
    [sum[0] + line.berkas, sum[1] + line.item, sum[2] + line.tanpa_teks], [0, 0, 0]);
  const newest = catalogue.blocks.map(({ line }) => line.keadaan).sort().pop();
  byId("ringkasan").textContent = amount(sums[0]) + " berkas, " + amount(sums[1]) + " item" +
    (newest ? ", keadaan " + dateInWords(newest.slice(0, 10)) : "");
  byId("tanpa-teks").textContent = sums[2] ? "Isi " + amount(sums[2]) + " naskah tidak dapat dicari " +
    "(pindaian, rahasia, atau bukan dokumen); naskah itu tetap ditemukan dari keterangannya." : "";
}

function isSearching() { return view.terms.length > 0; }

function describe(withWords) {
  const parts = [];
  if (withWords && state.q.trim()) { parts.push("kata “" + seen(state.q.trim()) + "”"); }
  FILTERS.forEach((name) => {
    if (!state[name]) { return; }
    const isDate = name === "dari" || name === "sampai";
    parts.push(byId(name).dataset.nama + " " + (isDate ? dateInWords(state[name]) : seen(state[name])));
  });
  if (state.berkas) { parts.push("berkas " + seen(state.berkas.split("/").pop())); }
  return parts.join(", ");
}

function draw() {
  window.clearTimeout(view.redraw);
  view.redraw = 0;
  if (!catalogue.directory) { return; }
  view.terms = termsOf(state.q);
  const isOverview = !isSearching() && !state.berkas && FILTERS.every((name) => !state[name]);
  view.found = isOverview ? { told: [], read: [], isWhole: true } : search(view.terms, state);
  const items = view.found.told.concat(view.found.read);
  const drawn = JSON.stringify([hashOf(state), isOverview, view.shown, catalogue.blocks.length,
    items.slice(0, isSearching() ? view.shown : items.length).map((item) => item.id),
    isSearching() ? view.found.told.length : 0]);
  if (drawn !== view.drawn) {
    view.drawn = drawn;
    const focused = document.activeElement && document.activeElement.closest("[data-naskah]");
    byId("daftar").replaceChildren(...(isOverview ? overview() : listed()));
    const again = focused && Array.from(document.querySelectorAll("[data-naskah]"))
      .find((row) => row.dataset.naskah === focused.dataset.naskah);
    if (again) { again.querySelector("a").focus(); }
  }
  byId("judul-hasil").textContent = isOverview ? "Jelajahi menurut tahun dan klasifikasi" :
    isSearching() ? "Hasil pencarian" : "Isi arsip";
  byId("cetak").hidden = isOverview || !items.length;
  announce(isOverview, items.length);
}

function announce(isOverview, count) {
  let text = "";
  if (!isOverview) {
    text = count ? amount(count) + " naskah ditemukan" : "";
    if (isSearching() && view.found.read.length && view.found.told.length) {
      text += ": " + amount(view.found.told.length) + " pada keterangan, " +
        amount(view.found.read.length) + " pada isi dokumen";
    }
    if (!view.found.isWhole && !catalogue.isWhole) {
      text += (text ? "; " : "") + "pencarian masih berlangsung …";
    } else if (!count) {
      text = "Tidak ada naskah yang cocok. Periksa ejaan" +
        (describe(false) ? ", kurangi kata, atau hapus saringan." : " atau kurangi kata.");
    } else { text += "."; }
  }
  const filtered = describe(false);
  if (filtered && !isOverview) { text += " Saringan: " + filtered + "."; }
  if (byId("keadaan").textContent !== text) { byId("keadaan").textContent = text; }
  byId("rusak").hidden = !catalogue.isBroken;
}

function more(left, page) {
  const button = element("button", { type: "button", class: "lagi" },
    "Tampilkan " + amount(Math.min(left, page)) + " berikutnya");
  button.addEventListener("click", () => {
    const last = byId("daftar").querySelectorAll("li.hasil, article").length;
    view.shown += page;
    draw();
    const next = byId("daftar").querySelectorAll("li.hasil, article")[last];
    if (next) { next.querySelector("a").focus(); }
  });
  return button;
}

function listed() {
  if (!isSearching()) { return listedBerkas(); }
  const { told, read } = view.found;
  const parts = [];
  const group = (title, items, from, isRead) => {
    const some = items.slice(0, Math.max(view.shown - from, 0));
    if (!some.length) { return; }
    const list = element("ol", { class: "daftar-hasil", start: from + 1 });
    some.forEach((item) => { list.append(resultOf(item, view.terms, isRead)); });
    parts.push(element("section", {}, element("h3", { class: "kelompok" }, title + " (" +
      amount(items.length) + ")"), list));
  };
  group("Cocok pada keterangan naskah", told, 0, false);
  group("Cocok pada isi dokumen", read, told.length, true);
  const left = told.length + read.length - view.shown;
  if (left > 0) { parts.push(more(left, PAGE_OF_RESULTS)); }
  return parts;
}

function listedBerkas() {
  const groups = new Map();
  view.found.told.forEach((item) => {
    groups.set(item.berkas, (groups.get(item.berkas) || []).concat([item]));
  });
  const all = Array.from(groups.keys()).sort((one, other) =>
    Number(other.year) - Number(one.year) ||
    (one.path.split("/")[1] < other.path.split("/")[1] ? -1 :
      one.path.split("/")[1] > other.path.split("/")[1] ? 1 : one.number - other.number));
  const count = Math.max(Math.floor(view.shown / PAGE_OF_RESULTS), 1) * PAGE_OF_BERKAS;
  const parts = all.slice(0, count).map((berkas) => berkasOf(berkas,
    groups.get(berkas).sort((one, other) => one.number - other.number)));
  if (all.length > count) { parts.push(more(all.length - count, PAGE_OF_BERKAS)); }
  return parts;
}

function changed(isNew) {
  view.shown = PAGE_OF_RESULTS;
  remember(isNew);
  showControls();
  draw();
}

function redrawSoon() {
  if (!view.redraw) { view.redraw = window.setTimeout(draw, REDRAWN_AFTER); }
}

function onType() {
  state.q = byId("cari").value;
  view.shown = PAGE_OF_RESULTS;
  draw();
  showControls();
  window.clearTimeout(view.remember);
  view.remember = window.setTimeout(() => { remember(true); }, REMEMBERED_AFTER);
}

function openPreview(link) {
  view.opener = link;
  byId("pratinjau").hidden = false;
  document.body.classList.add("berpratinjau");
  byId("judul-pratinjau").textContent = seen(link.dataset.pratinjau);
  byId("tab-baru").href = link.href;
  const isPdf = /\.pdf$/i.test(link.pathname);
  // A new frame each time: a frame that goes from file to file would fill the back button.
  byId("bingkai").replaceChildren(element("iframe", {
    title: "Pratinjau: " + seen(link.dataset.pratinjau),
    src: link.href + (isPdf ? "#view=FitH&navpanes=0" : ""),
  }));
  document.querySelectorAll(".dibuka").forEach((row) => { row.classList.remove("dibuka"); });
  const row = link.closest("li.hasil, tr");
  if (row) { row.classList.add("dibuka"); }
  byId("tutup").focus();
}

function closePreview() {
  if (byId("pratinjau").hidden) { return; }
  byId("pratinjau").hidden = true;
  document.body.classList.remove("berpratinjau");
  byId("bingkai").replaceChildren();
  if (view.opener && view.opener.isConnected) { view.opener.focus(); } else { byId("cari").focus(); }
}

function onClick(event) {
  const link = event.target.closest("a[data-pratinjau]");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (link && isPlain) { event.preventDefault(); openPreview(link); }
}

function onKey(event) {
  const isTyping = ["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName);
  if (event.key === "Escape" && !byId("pratinjau").hidden) { closePreview(); return; }
  if (event.key === "Escape" && event.target === byId("cari") && state.q) {
    byId("cari").value = "";
    onType();
  } else if (event.key === "/" && !isTyping && !event.ctrlKey) {
    event.preventDefault();
    byId("cari").focus();
  } else if (["ArrowDown", "ArrowUp"].includes(event.key)) { moveAmongResults(event); }
}

function moveAmongResults(event) {
  const links = Array.from(byId("daftar").querySelectorAll("li.hasil .judul"));
  const at = links.indexOf(document.activeElement);
  const isFromBox = document.activeElement === byId("cari");
  if (!links.length || (at < 0 && !(isFromBox && event.key === "ArrowDown"))) { return; }
  event.preventDefault();
  const next = event.key === "ArrowDown" ? at + 1 : at - 1;
  if (next < 0) { byId("cari").focus(); } else if (next < links.length) { links[next].focus(); }
}

function beforePrint() {
  const isOverview = byId("cetak").hidden;
  const items = isOverview ? [] : view.found.told.concat(view.found.read);
  document.body.classList.toggle("mencetak-daftar", items.length > 0);
  byId("cetakan").replaceChildren(...(items.length ? printedList(
    amount(items.length) + " naskah untuk " + describe(true) + ".", items) : []));
}

function begin() {
  byId("tanpa-skrip").hidden = true;
  byId("alat").hidden = false;
  byId("penyaring").hidden = false;
  byId("saringan").open = !window.matchMedia("(max-width: 62rem)").matches;
  readHash();
  view.shown = PAGE_OF_RESULTS;
  byId("cari").value = state.q;
  byId("cari").addEventListener("input", onType);
  byId("formulir").addEventListener("submit", (event) => { event.preventDefault(); remember(true); });
  FILTERS.forEach((name) => {
    byId(name).addEventListener("change", () => { state[name] = byId(name).value; changed(true); });
  });
  byId("hapus").addEventListener("click", () => {
    Object.keys(state).forEach((name) => { state[name] = ""; });
    changed(true);
    byId("cari").focus();
  });
  byId("cetak").addEventListener("click", () => { window.print(); });
  byId("tutup").addEventListener("click", closePreview);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  window.addEventListener("beforeprint", beforePrint);
  window.addEventListener("afterprint", () => { byId("cetakan").replaceChildren(); });
  window.addEventListener("popstate", () => { readHash(); changed(false); });
  if (!state.q) { byId("cari").focus(); }
  let hasSelects = false;
  loadEverything(() => {
    if (catalogue.directory && !hasSelects) {
      hasSelects = true;
      fillSelects();
      showControls();
      tell();
      draw();
    } else if (catalogue.isWhole) { rank(); draw(); } else { redrawSoon(); }
    document.body.dataset.lengkap = catalogue.isWhole ? "ya" : "";
  });
}

begin();
