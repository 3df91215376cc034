"""Memeriksa satu berkas arsip tanpa aplikasi pembuatnya: Python 3.8 ke atas, tanpa pustaka lain.

    python3 -I _meta/periksa.py [--manifest NILAI] [--kepala NILAI] [FOLDER-BERKAS]

Kedua NILAI tercetak pada berita acara (--kepala: jejak elektronik). Memeriksa tiap file terhadap
kedua manifest, manifest terhadap yang terdahulu dan manifest isi, keterangan tiap item, dan rantai
buku kejadian. Tidak mengubah apa pun. Kode keluar: 0 utuh, 1 ada temuan, 2 salah pakai.

Rantai: hash sebuah baris ialah SHA-256 dari JSON kanonik (kunci urut, tanpa spasi, UTF-8) yang
memuat at, body_sha256 (SHA-256 dari body), cycle, key, previous, seq, dan type. Baris perkara lain
hanya memuat body_sha256. Baris lama dihitung dengan body sendiri sebagai ganti body_sha256.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

SHORT, LONG = "_meta/manifest-sha256.txt", "_meta/manifest-sha512.txt"
NAMED = "_meta/manifest-isi-sha256.txt"
LINE = re.compile(r"([0-9a-f]{64}|[0-9a-f]{128}) [ *]([^\\\n\r]+)")
BERKAS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REPLACED = ("000 Daftar Isi Berkas.pdf", "000 Daftar Isi Berkas.xlsx", LONG)


def _digests(path: str) -> tuple[str, str]:
    if os.path.islink(path) or not os.path.isfile(path):
        raise OSError(0, "bukan file biasa")
    short, long = hashlib.sha256(), hashlib.sha512()
    with open(path, "rb") as file:
        for chunk in iter(lambda: file.read(1 << 20), b""):
            short.update(chunk)
            long.update(chunk)
    return short.hexdigest(), long.hexdigest()


def _names_in(folder: str) -> Iterator[str]:
    for top, folders, files in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(top, name))]
        for name in files + links or [""] * (not folders):
            yield os.path.relpath(os.path.join(top, name), folder).replace(os.sep, "/")


def _hash_of(line: dict[str, Any]) -> str:
    text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _kept(name: str, version: int) -> str:
    stem, dot, suffix = name.rpartition("/")[2].rpartition(".")
    return f"_meta/{stem}.v{version}{dot}{suffix}"


class Check:
    """One check of one berkas; ``found`` holds a sentence for each finding."""

    def __init__(self, folder: str, head: str) -> None:
        self.folder = folder
        self.found: list[str] = []
        self.remarks: list[str] = []
        self.heads: dict[int, str] = {}
        self.rows: dict[int, str] = {}
        self.present = {name: self._look_at(name) for name in sorted(_names_in(folder))}
        self.short, self.long = self._manifest(SHORT, 64), self._manifest(LONG, 128)
        self._compare()
        self._follow_ledger(self._records(), head)

    def _look_at(self, name: str) -> tuple[str, str]:
        try:
            return _digests(os.path.join(self.folder, name))
        except OSError as error:
            self.found.append(f"TIDAK TERBACA: {name} ({error.strerror})")
            return "", ""

    def _read(self, name: str) -> str:
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read().decode("utf-8")

    def _manifest(self, name: str, width: int) -> dict[str, str]:
        """Read a manifest: name to digest; empty, and told, if it is none."""
        try:
            *lines, rest = self._read(name).split("\n")
        except (OSError, ValueError):
            lines, rest = [], ""
        read = {m[2]: m[1] for m in map(LINE.fullmatch, lines) if m and len(m[1]) == width}
        if rest or not lines or len(read) != len(lines):
            self.found.append(f"MANIFEST HILANG ATAU RUSAK: {name}")
        return read

    def _compare(self) -> None:
        listed = set(self.short) | set(self.long)
        extra = sorted(set(self.present) - listed - {SHORT, LONG})
        fold = {name: normalize("NFC", name).casefold() for name in {*listed, *extra}}
        for name in sorted((set(self.short) - {LONG}) ^ set(self.long)):
            self.found.append(f"KEDUA MANIFEST TIDAK SAMA mengenai: {name}")
        for name in sorted(listed & set(self.present)):
            pairs = zip(self.present[name], (self.short.get(name), self.long.get(name)))
            if any(here and wanted and here != wanted for here, wanted in pairs):
                self.found.append(f"BERUBAH: {name}")
        for name in sorted(listed - set(self.present)):
            same = [one for one in extra if self.present[one][0] == self.short.get(name)]
            same += [one for one in extra if fold[one] == fold[name]]
            extra = [one for one in extra if one not in same[:1]]
            what = f"BERGANTI NAMA: {name} kini {same[0]}" if same else f"HILANG: {name}"
            self.found.append(what)
        self.found += [f"TAMBAHAN, bukan bagian berkas: {n}" for n in extra if self.present[n][0]]
        version = 1
        while _kept(SHORT, version) in self.present:
            for name, digest in self._manifest(_kept(SHORT, version), 64).items():
                now = _kept(name, version) if name in REPLACED else name
                if self.short.get(now) != digest:
                    self.found.append(f"BERUBAH sejak manifest versi {version}: {now}")
            version += 1

    def _records(self) -> dict[str, str]:
        known = {}
        for name in [one for one in self.short if re.fullmatch(r"_meta/[0-9]{3,}\.json", one)]:
            try:
                for file in json.loads(self._read(name))["isi"]["file"]:
                    told = {each["algoritma"]: each["nilai"] for each in file["digest"]}
                    known[file["nama"]] = told["SHA-256"]
                    here = self.short.get(file["nama"]), self.long.get(file["nama"])
                    if here != (told["SHA-256"], told["SHA-512"]):
                        self.found.append(f"KETERANGAN {name} TIDAK SAMA: {file['nama']}")
            except (OSError, ValueError, KeyError, TypeError):
                self.found.append(f"KETERANGAN HILANG ATAU RUSAK: {name}")
        return known

    def _follow_ledger(self, known: dict[str, str], head: str) -> None:
        """Walk the ledger, which must know each item, best before the printed head."""
        for name in [one for one in self.short if re.fullmatch(r"_meta/buku-kejadian.*", one)]:
            try:
                self._chain(name, self._read(name).splitlines())
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                self.found.append(f"BUKU KEJADIAN HILANG ATAU RUSAK: {name}")
        printed = [seq for seq, told in self.heads.items() if told == head]
        if head and not printed:
            self.found.append(f"JEJAK ELEKTRONIK TIDAK ADA dalam buku kejadian: {head}")
        here = {**known, **({NAMED: self.present[NAMED][0]} if NAMED in self.present else {})}
        named = self._manifest(NAMED, 64) if NAMED in self.present else {}
        wrong = [name for name, digest in named.items() if self.short.get(name) != digest]
        self.found += [f"BUKAN YANG DISEBUT BERITA ACARA: {name}" for name in wrong]
        for name, digest in here.items():
            first = min((seq for seq, row in self.rows.items() if digest in row), default=0)
            if not first:
                self.found.append(f"TIDAK DIKENAL OLEH BUKU KEJADIAN: {name}")
            if named and name not in {*named, NAMED}:
                self.remarks.append(f"Tidak termasuk manifest isi: {name}")
            if printed and first > printed[0] and name != NAMED:
                self.remarks.append(f"Tercatat setelah jejak elektronik: {name}")

    def _chain(self, name: str, rows: list[str]) -> None:
        before = None
        for row in rows:
            line = json.loads(row)
            told, seq, sealed = line.pop("hash"), int(line["seq"]), dict(line)
            if "body" in line:
                sealed["body_sha256"] = hashlib.sha256(sealed.pop("body").encode()).hexdigest()
            if told not in {_hash_of(sealed), _hash_of(line)}:
                self.found.append(f"BUKU KEJADIAN BERUBAH: {name}, baris {seq}")
            leaps = line["type"] == "LedgerRebuilt" and before and seq > before[0]
            if before and before != (before[0] if leaps else seq - 1, line["previous"]):
                self.found.append(f"RANTAI TERPUTUS: {name}, sebelum baris {seq}")
            if self.heads.setdefault(seq, told) != told:
                self.found.append(f"DUA KUTIPAN BERBEDA: {name}, baris {seq}")
            before, self.rows[seq] = (seq, told), row


def _main() -> int:
    parser = argparse.ArgumentParser(prog="periksa.py", add_help=False)
    parser.add_argument("folder", nargs="?", default=BERKAS)
    parser.add_argument("--manifest")
    parser.add_argument("--kepala", default="")
    given, unknown = parser.parse_known_args()
    if unknown:
        print(__doc__)
        return 0 if unknown in (["-h"], ["--help"]) else 2
    check = Check(given.folder, given.kepala.lower())
    own, named = (check.present.get(name, ("tidak ada",))[0] for name in (SHORT, NAMED))
    if (given.manifest or own).lower() not in {own, named}:
        check.found.append(f"MANIFEST BUKAN YANG DICATAT: {SHORT}, {NAMED}")
    last = max(check.heads, default=0)
    told = [*check.remarks, f"Nilai manifest isi: {named}", f"Nilai manifest: {own}"]
    told.append(f"Buku kejadian baris {last}: {check.heads.get(last, 'tidak ada')}")
    told.append(f"ADA {len(check.found)} TEMUAN." if check.found else "BERKAS UTUH.")
    coded = "\n".join(check.found + told).encode(sys.stdout.encoding, "backslashreplace")
    print(coded.decode(sys.stdout.encoding))
    return 1 if check.found else 0


if __name__ == "__main__":
    sys.exit(_main())
