"""Re-reading the archive and naming whatever is not as it was filed. Nothing here writes.

Each file is read once for both digests. What is found is told the way it happened where that can
be known: a missing and an extra file with the same content were one renamed file, two changed
files with each other's content were swapped.

Two manifests, the records of the items and the kept earlier manifests all hold the digests, so an
edit in any one of them shows. Who rewrites them all is found only by the digest of the manifest
that the ledger holds (``anchor``): that is why it is handed in.
"""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.archive.catalogue import FOLDER, PAGE
from pipeline.adapters.archive.holding import berkas_paths, is_berkas, kept_name, read_records
from pipeline.adapters.archive.lists import CONTENTS_PDF, CONTENTS_XLSX, year_list_names
from pipeline.adapters.archive.lock import LOCK_NAME
from pipeline.adapters.archive.manifest import (
    CONTENTS_MANIFEST,
    SHA256_MANIFEST,
    SHA512_MANIFEST,
    Digests,
    ManifestBroken,
    NotARegularFile,
    digests_of,
    parse_manifest,
    read_regular,
)
from pipeline.adapters.archive.naming import twins
from pipeline.adapters.archive.pointers import POINTER, pointers_of
from pipeline.adapters.archive.record import (
    BERKAS_NAME,
    ItemRecord,
    RecordBroken,
    item_record_name,
    parse_record,
)
from pipeline.adapters.archive.stage import LISTS, PREFIX
from pipeline.errors import Finding
from pipeline.ports.archive import WITNESS
from pipeline.ports.folders import MARK

#: findings about one file, after which its other traces say nothing new
_OF_A_FILE = frozenset({"A01", "A02", "A03", "A04", "A05", "A13", "A15"})
_ALLOWED_AT_ROOT = frozenset({PAGE, FOLDER, LOCK_NAME, LISTS, ".gitkeep", MARK, WITNESS})


def examine_archive(root: Path) -> list[Finding]:
    """Name what is wrong outside any berkas: unfinished filings, strange things, tunjuk silang."""
    known = set(berkas_paths(root))
    pointers, is_all = expected_pointers(root)
    findings = [
        Finding("A30", {"path": _told(one), "nama_lain": _told(other)})
        for one, other in twins(known)
    ]
    for path in sorted(root.iterdir()):
        if path.name not in _ALLOWED_AT_ROOT:
            findings += _strange(root, path, known | set(pointers))
    if not is_all:  # whose pointers they are cannot be known; the berkas itself is named
        findings = [each for each in findings if f"/{POINTER}" not in each.facts["path"]]
    for name, text in pointers.items():
        findings += _compare_pointer(root, name, text)
    return findings


def expected_pointers(root: Path) -> tuple[dict[str, bytes], bool]:
    """What tunjuk silang the archive should hold; and whether that is all that can be known.

    Only a berkas that stands where its record says is asked: one that was moved, copied, or taken
    over under another number points elsewhere.
    """
    pointers: dict[str, bytes] = {}
    is_all = True
    for path in berkas_paths(root):
        try:
            first, later = read_records(root / path)
        except (RecordBroken, OSError):
            is_all = False
            continue
        if first.lokasi == path:
            pointers |= pointers_of(first, later)
        else:
            is_all = False
    return pointers, is_all


def _compare_pointer(root: Path, name: str, text: bytes) -> Iterator[Finding]:
    try:
        if read_regular(root / name) != text:
            yield Finding("A24", {"path": name})
    except (FileNotFoundError, NotADirectoryError):
        yield Finding("A23", {"path": name})
    except NotARegularFile:
        yield Finding("A13", {"path": name})
    except OSError as error:
        yield Finding("A15", {"path": name, "sebab": error.strerror or ""})


def _strange(root: Path, path: Path, known: set[str]) -> Iterator[Finding]:
    """Walk down to the berkas, naming whatever is neither a berkas nor on the way to one."""
    name = path.relative_to(root).as_posix()
    year, _, below = name.partition("/")
    if name in known or (year.isdigit() and below in year_list_names(int(year))):
        return
    if not _is_on_the_way(name, path) and not _lost_its_pointers(name, path, known):
        yield Finding("A14" if path.name.startswith(PREFIX) else "A16", {"path": _told(name)})
        return
    for one in sorted(path.iterdir()):
        yield from _strange(root, one, known)


def _lost_its_pointers(name: str, path: Path, known: set[str]) -> bool:
    """Tell an empty klasifikasi that should hold tunjuk silang, which are named one by one."""
    is_folder = path.is_dir() and not path.is_symlink()
    return is_folder and any(one.startswith(f"{name}/") for one in known)


def _told(name: str) -> str:
    """A name as text that can be written anywhere; bytes that are no text become marks."""
    return os.fsencode(name).decode("utf-8", "replace")


def _is_on_the_way(name: str, path: Path) -> bool:
    """Tell a year, or a klasifikasi that is not empty, from what does not belong there."""
    if path.is_symlink() or not path.is_dir() or path.name.startswith(PREFIX):
        return False
    is_year = re.fullmatch(r"[0-9]{4}", name) is not None
    return is_year or (name.count("/") == 1 and any(path.iterdir()))


def examine_berkas(root: Path, path: str, anchor: str | None) -> list[Finding]:
    """Re-read one berkas.

    Args:
        root: The archive.
        path: The berkas, relative to the archive.
        anchor: SHA-256 of its manifest as the ledger holds it, if known.
    """
    if not is_berkas(root, path):
        return [Finding("A12", {"path": path})]
    return _Examination(root, path).findings(anchor)


@dataclass(frozen=True, slots=True)
class _Manifests:
    sha256: Mapping[str, str]
    sha512: Mapping[str, str]


class _Examination:
    """One pass over one berkas."""

    def __init__(self, root: Path, path: str) -> None:
        self._path = path
        self._folder = root / path
        self._present: dict[str, Digests] = {}
        self._found: list[Finding] = []

    def findings(self, anchor: str | None) -> list[Finding]:
        self._read_everything()
        manifests = _Manifests(
            self._manifest(SHA256_MANIFEST, 64), self._manifest(SHA512_MANIFEST, 128)
        )
        if manifests.sha256 or manifests.sha512:
            self._compare(manifests)
        self._compare_history(manifests)
        self._compare_contents(manifests)
        own = self._present.get(SHA256_MANIFEST)
        is_anchored = anchor is not None and own is not None and own.sha256 == anchor
        self._compare_records(is_anchored=is_anchored)
        if anchor is not None and own is not None and not is_anchored:
            self._add("A07", SHA256_MANIFEST)
        return self._found

    def _add(self, code: str, name: str, **facts: str) -> None:
        named = {"path": f"{self._path}/{name}", **facts}
        self._found.append(Finding(code, {key: _told(fact) for key, fact in named.items()}))

    def _read_everything(self) -> None:
        for path in sorted(self._folder.rglob("*")):
            name = path.relative_to(self._folder).as_posix()
            if stat.S_ISDIR(path.lstat().st_mode):
                if not any(path.iterdir()):
                    self._add("A03", f"{name}/")
                continue
            try:
                self._present[name] = digests_of(path)
            except NotARegularFile:
                self._add("A13", name)
            except OSError as error:
                self._add("A15", name, sebab=error.strerror or "")

    def _manifest(self, name: str, width: int) -> dict[str, str]:
        try:
            return parse_manifest(read_regular(self._folder / name), width)
        except ManifestBroken as error:
            self._add("A06", name, sebab=str(error))
        except OSError:
            self._add("A01", name)
        return {}

    def _compare(self, manifests: _Manifests) -> None:
        listed = self._listed(manifests)
        missing = [name for name in listed if name not in self._present]
        missing = [name for name in missing if not self._is_told(name)]
        extra = sorted(set(self._present) - set(listed) - {SHA256_MANIFEST, SHA512_MANIFEST})
        changed = [
            name for name in listed if name in self._present and not self._agrees(name, manifests)
        ]
        self._tell_renamed(missing, extra, manifests)
        self._tell_swapped(changed, manifests)
        for name in missing:
            self._add("A01", name)
        for name in extra:
            unfinished = name.rpartition("/")[2].startswith(PREFIX)
            self._add("A14" if unfinished else "A03", name)
        for name in changed:
            self._add("A02", name)

    def _listed(self, manifests: _Manifests) -> list[str]:
        """Name every listed file, and tell where the two manifests do not list the same ones."""
        short, long = set(manifests.sha256) - {SHA512_MANIFEST}, set(manifests.sha512)
        if short and long:
            for name in sorted(short ^ long):
                lists_it, other = (
                    (SHA256_MANIFEST, SHA512_MANIFEST)
                    if name in short
                    else (SHA512_MANIFEST, SHA256_MANIFEST)
                )
                # a line for what is there was lost in one; a line for nothing is a spoilt one
                self._add("A09", other if name in self._present else lists_it, nama=name)
        if short and SHA512_MANIFEST not in manifests.sha256:
            self._add("A09", SHA256_MANIFEST, nama=SHA512_MANIFEST)
        return sorted(set(manifests.sha256) | long)

    def _agrees(self, name: str, manifests: _Manifests) -> bool:
        found = self._present[name]
        short, long = manifests.sha256.get(name), manifests.sha512.get(name)
        if (short == found.sha256) is not (long == found.sha512) and short and long:
            # one manifest agrees with the file: not the file was changed but the other manifest
            edited = SHA512_MANIFEST if short == found.sha256 else SHA256_MANIFEST
            self._add("A09", edited, nama=name)
            return True
        return short in {None, found.sha256} and long in {None, found.sha512}

    def _tell_renamed(self, missing: list[str], extra: list[str], manifests: _Manifests) -> None:
        for name in list(missing):
            wanted = manifests.sha256.get(name)
            now = next((one for one in extra if self._present[one].sha256 == wanted), None)
            if now is not None:
                self._add("A04", now, nama_semula=name)
                missing.remove(name)
                extra.remove(now)

    def _tell_swapped(self, changed: list[str], manifests: _Manifests) -> None:
        for name in list(changed):
            other = next((one for one in changed if self._holds_other(name, one, manifests)), None)
            if other is not None and name in changed:
                self._add("A05", name, nama_lain=other)
                changed.remove(name)
                changed.remove(other)

    def _holds_other(self, name: str, other: str, manifests: _Manifests) -> bool:
        return (
            name != other
            and self._present[name].sha256 == manifests.sha256.get(other)
            and self._present[other].sha256 == manifests.sha256.get(name)
        )

    def _compare_history(self, manifests: _Manifests) -> None:
        """Hold the current manifest against every earlier one: nothing may have left or changed."""
        version = 1
        while (kept := kept_name(SHA256_MANIFEST, version)) in self._present:
            try:
                earlier = parse_manifest(read_regular(self._folder / kept), 64)
            except (ManifestBroken, OSError) as error:
                self._add("A06", kept, sebab=str(error))
                earlier = {}
            for name, digest in earlier.items():
                replaced = name in {CONTENTS_PDF, CONTENTS_XLSX, SHA512_MANIFEST}
                now = kept_name(name, version) if replaced else name
                if manifests.sha256 and manifests.sha256.get(now) != digest:
                    self._add("A11", now)
            version += 1

    def _compare_contents(self, manifests: _Manifests) -> None:
        """Hold the manifest whose digest the berita acara prints against the one of now."""
        if CONTENTS_MANIFEST not in self._present:
            return
        for name, digest in self._manifest(CONTENTS_MANIFEST, 64).items():
            if manifests.sha256 and manifests.sha256.get(name) != digest:
                self._add("A22", CONTENTS_MANIFEST, nama=name)

    def _compare_records(self, *, is_anchored: bool) -> None:
        """Read every record and hold its digests against what lies there.

        Args:
            is_anchored: The ledger knows this very berkas at this place; one that came from another
                office may have been given another number here than its record tells.
        """
        try:
            first, later = read_records(self._folder)
        except (RecordBroken, OSError):
            self._add("A08", BERKAS_NAME)
            return
        if first.lokasi != self._path and not is_anchored:
            self._add("A10", BERKAS_NAME, lokasi=first.lokasi)
        lines = first.isi + tuple(line for record in later for line in record.isi)
        for line in lines:
            name = item_record_name(line.nomor_item)
            try:
                record = parse_record(ItemRecord, read_regular(self._folder / name))
            except (RecordBroken, OSError):
                self._add("A08", name)
                continue
            if record.isi != line:
                self._add("A08", name)
            self._compare_files(record)

    def _compare_files(self, record: ItemRecord) -> None:
        for file in record.isi.file:
            found = self._present.get(file.nama)
            told = {digest.algoritma: digest.nilai for digest in file.digest}
            if found is None or self._is_told(file.nama):
                continue
            if told != {"SHA-256": found.sha256, "SHA-512": found.sha512}:
                self._add("A17", item_record_name(record.isi.nomor_item), nama=file.nama)

    def _is_told(self, name: str) -> bool:
        """Tell whether the state of a file itself was already reported."""
        path = f"{self._path}/{name}"
        return any(
            finding.code in _OF_A_FILE
            and (path == finding.facts["path"] or name == finding.facts.get("nama_lain"))
            for finding in self._found
        )
