(function () {
  "use strict";
  var box = document.getElementById("cari");
  var told = document.getElementById("hasil");
  var rows = Array.prototype.slice.call(document.querySelectorAll("tr[data-teks]"));
  var groups = ["article", "section.klasifikasi", "section.tahun"].map(function (name) {
    return Array.prototype.slice.call(document.querySelectorAll(name));
  });
  function plain(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  }
  var texts = rows.map(function (row) { return plain(row.getAttribute("data-teks")); });
  function filter() {
    var words = plain(box.value).split(/\s+/).filter(Boolean);
    var seen = 0;
    rows.forEach(function (row, at) {
      var fits = words.every(function (word) { return texts[at].indexOf(word) >= 0; });
      row.hidden = !fits;
      if (fits) { seen += 1; }
    });
    groups.forEach(function (some) {
      some.forEach(function (one) {
        one.hidden = words.length > 0 && !one.querySelector("tr[data-teks]:not([hidden])");
      });
    });
    told.textContent = !words.length ? "" :
      seen ? seen + " item ditemukan" : "Tidak ada item yang cocok. Periksa ejaan atau kurangi kata.";
  }
  document.getElementById("pencarian").hidden = false;
  box.addEventListener("input", filter);
  box.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { box.value = ""; filter(); }
  });
  filter();
}());
