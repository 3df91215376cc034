"""Faults done to a filed archive behind Paraf's back, at random places, and what must be named.

Each fault changes a copy of a sound archive as an administrator, a failing disk or a careless
colleague would, and says which names have to appear in what ``verify`` finds.
"""

import json
import shutil
import unicodedata
from dataclasses import dataclass, field

from archive_samples import FILED_AT, make_addition, make_berkas, make_item, make_items, snapshot

from pipeline.adapters.archive import FolderArchive
from pipeline.adapters.archive.manifest import digests_of_bytes, format_manifest, parse_manifest
from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.store.chain import beginning, canonical, extract_line, line_hash
from pipeline.ports.store import LedgerLine

SHORT, LONG = "_meta/manifest-sha256.txt", "_meta/manifest-sha512.txt"
LEDGER = "_meta/buku-kejadian.jsonl"
_SECOND = {"number": 2, "title": "Pengumpulan Data Kinerja Triwulan IV 2026"}


def ledger_extract(items):
    """A sound ledger that tells of these items' bytes; every third line is of another matter."""
    digests = [file.sha256 for item in items for file in item.files]
    lines, previous, at = [], beginning("contoh"), FILED_AT.isoformat()
    while digests:
        seq = len(lines) + 1
        own = seq % 3 != 0
        facts = {
            "cycle": "2026-tw3" if own else None,
            "key": f"claim:{seq}",
            "type": "HandedIn",
            "body": canonical({"sha256": digests.pop(0) if own else "lain"}),
        }
        digest = line_hash(previous, seq, at, facts)
        line = LedgerLine(seq=seq, at=at, previous=previous, hash=digest, **facts)
        lines.append(extract_line(line, "2026-tw3"))
        previous = digest
    return "".join(json.dumps(line, sort_keys=True) + "\n" for line in lines).encode()


class SoundArchive:
    """Three berkas, one of them with an addition; ``anchors`` are the ledger's digests."""

    def __init__(self, root):
        self.root = root / "utuh"
        self.root.mkdir()
        self._archive = FolderArchive(self.root, LocalDisk())
        items, late = make_items(), make_addition().items
        extract = ledger_extract(items)
        first = self._archive.file_away(make_berkas(ledger_extract=extract))
        self.rolled_back = shutil.copytree(self.root / first.path, root / "dahulu")
        more = make_addition(ledger_extract=ledger_extract([*items, *late]))
        filed = [self._archive.append(first.path, more)]
        filed.append(self._archive.file_away(make_berkas(ledger_extract=extract, **_SECOND)))
        older = make_berkas(year=2025, ledger_extract=extract)
        filed.append(self._archive.file_away(older))
        self.anchors = {one.path: one.manifest_sha256 for one in filed}
        self.added_to = first.path
        self.forged = self._forged(root / "palsu")

    def _forged(self, root):
        """The second berkas, filed anew with another letter; sound in itself."""
        root.mkdir()
        items = (make_item("Lembar Disposisi Palsu"), *make_items()[1:])
        forged = make_berkas(items=items, ledger_extract=ledger_extract(items), **_SECOND)
        return root / FolderArchive(root, LocalDisk()).file_away(forged).path


@dataclass(kw_only=True)
class Expected:
    """What must be named."""

    names: set[str]  #: below the berkas, or below the archive where ``berkas`` is empty
    berkas: str = ""
    codes: set[str] = field(default_factory=set)
    alone: bool = True  #: whether the checker that needs no Paraf can see it, and names it too
    unnamed: bool = False  #: the checker sees that something is wrong, but not what


class Damage:
    """One fault in a copy of a sound archive."""

    def __init__(self, sound, copy, chance):
        self.sound, self.root, self.chance = sound, copy, chance
        shutil.copytree(sound.root, copy)
        for path in [copy, *copy.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        self.berkas = chance.choice(sorted(sound.anchors))
        self.folder = copy / self.berkas

    def file(self, pattern="*"):
        """Any file of the berkas but its manifests."""
        names = [name for name in sorted(snapshot(self.folder)) if name not in {SHORT, LONG}]
        found = [name for name in names if (self.folder / name).match(pattern)]
        return self.chance.choice(found)

    def two(self):
        """Two files with different bytes."""
        files = snapshot(self.folder)
        one = self.file()
        names = [n for n in sorted(files) if files[n] != files[one] and n not in {SHORT, LONG}]
        return one, self.chance.choice(names)

    def expect(self, *names, codes=(), **more):
        return Expected(names=set(names), berkas=self.berkas, codes=set(codes), **more)

    def rewrite(self, name, data):
        (self.folder / name).write_bytes(data)

    def bring_in_line(self, *names):
        """Rewrite both manifests as a forger would who knows them."""
        long = parse_manifest((self.folder / LONG).read_bytes(), 128)
        short = parse_manifest((self.folder / SHORT).read_bytes(), 64)
        for name in names:
            digests = digests_of_bytes((self.folder / name).read_bytes())
            long[name], short[name] = digests.sha512, digests.sha256
        self.rewrite(LONG, format_manifest(long))
        short[LONG] = digests_of_bytes(format_manifest(long)).sha256
        self.rewrite(SHORT, format_manifest(short))


def flipped_bit(d):
    """A single bit of a file, or of a manifest."""
    name = d.chance.choice([*sorted(snapshot(d.folder))])
    data = bytearray((d.folder / name).read_bytes())
    data[d.chance.randrange(len(data))] ^= 1 << d.chance.randrange(8)
    d.rewrite(name, bytes(data))
    return d.expect(name, unnamed=name in {SHORT, LONG})


def swapped_pair(d):
    one, two = d.two()
    first, second = ((d.folder / name).read_bytes() for name in (one, two))
    d.rewrite(one, second)
    d.rewrite(two, first)
    return d.expect(one, two, codes=["A05", "A08", "A02", "A11"])


def deleted_file(d):
    name = d.chance.choice(sorted(snapshot(d.folder)))
    (d.folder / name).unlink()
    return d.expect(name, codes=["A01"])


def added_file(d):
    name = d.chance.choice(["099 Titipan.pdf", "_meta/099.json", "_meta/sertifikat/lain.pem"])
    (d.folder / name).write_bytes(b"%PDF titipan")
    return d.expect(name, codes=["A03"])


def added_empty_folder(d):
    (d.folder / "_meta/kosong").mkdir()
    return d.expect("_meta/kosong", codes=["A03"])


def renamed_file(d):
    name = d.file()
    new = f"{name.rpartition('/')[0]}/098 lain.bin".lstrip("/")
    (d.folder / name).rename(d.folder / new)
    return d.expect(name, new, codes=["A04"])


def name_in_another_case(d):
    name = d.file()
    folder, slash, last = name.rpartition("/")
    new = folder + slash + last.swapcase()
    (d.folder / name).rename(d.folder / new)
    return d.expect(name, new, codes=["A04"])


def name_decomposed(d):
    """With an accent taken apart, as some systems store it; one that our names do not have."""
    name = d.file()
    new = name + unicodedata.normalize("NFD", "é")
    (d.folder / name).rename(d.folder / new)
    return d.expect(name, new, codes=["A04"])


def link_in_place_of_a_file(d):
    name = d.file()
    (d.folder / name).unlink()
    (d.folder / name).symlink_to("/etc/hostname")
    return d.expect(name, codes=["A13"])


def folder_in_place_of_a_file(d):
    name = d.file()
    (d.folder / name).unlink()
    (d.folder / name).mkdir()
    return d.expect(name, codes=["A01", "A03"])


def truncated_tail(d):
    name = d.file()
    data = (d.folder / name).read_bytes()
    d.rewrite(name, data[: d.chance.randrange(len(data))])
    return d.expect(name, codes=["A02"])


def edited_manifest(d):
    """One digest of one manifest, so that it reads well and says something else."""
    manifest, width = d.chance.choice([(SHORT, 64), (LONG, 128)])
    lines = parse_manifest((d.folder / manifest).read_bytes(), width)
    name = d.chance.choice(sorted(set(lines) - {LONG}))
    lines[name] = lines[name][::-1]
    d.rewrite(manifest, format_manifest(lines))
    return d.expect(manifest, codes=["A09", "A02"], unnamed=True)


def line_taken_from_a_manifest(d):
    manifest = d.chance.choice([SHORT, LONG])
    lines = (d.folder / manifest).read_bytes().splitlines(keepends=True)
    lines.pop(d.chance.randrange(len(lines)))
    d.rewrite(manifest, b"".join(lines))
    return d.expect(manifest, unnamed=True)


def manifest_cut_short(d):
    manifest = d.chance.choice([SHORT, LONG])
    data = (d.folder / manifest).read_bytes()
    d.rewrite(manifest, data[: d.chance.randrange(len(data))])
    return d.expect(manifest, unnamed=True)


def _with_ledger(d, change):
    lines = (d.folder / LEDGER).read_text("utf-8").splitlines(keepends=True)
    change(lines)
    d.rewrite(LEDGER, "".join(lines).encode())


def edited_ledger_line(d):
    def change(lines):
        at = d.chance.randrange(len(lines))
        lines[at] = lines[at].replace("HandedIn", "HandedOn")

    _with_ledger(d, change)
    return d.expect(LEDGER, codes=["A02"])


def ledger_line_moved_and_manifests_in_line(d):
    """The forger rewrites both manifests; the chain still tells, and the ledger's digest does."""

    def change(lines):
        at = d.chance.randrange(1, len(lines))
        lines[at - 1], lines[at] = lines[at], lines[at - 1]

    _with_ledger(d, change)
    d.bring_in_line(LEDGER)
    return d.expect(SHORT, codes=["A07"])


def ledger_line_deleted_and_manifests_in_line(d):
    def change(lines):
        lines.pop(d.chance.randrange(len(lines)))

    _with_ledger(d, change)
    d.bring_in_line(LEDGER)
    return d.expect(SHORT, codes=["A07"])


def file_and_manifests_rewritten(d):
    name = d.file("[0-9]*.pdf")
    d.rewrite(name, b"%PDF palsu")
    d.bring_in_line(name)
    return d.expect(SHORT, codes=["A07"])


def ledger_truncated(d):
    def change(lines):
        del lines[d.chance.randrange(len(lines)) :]

    _with_ledger(d, change)
    return d.expect(LEDGER, codes=["A02"])


def half_copied(d):
    """The copy broke off: the last file is short, and what came after it is not there."""
    names = sorted(snapshot(d.folder))
    at = d.chance.randrange(1, len(names))
    data = (d.folder / names[at - 1]).read_bytes()
    d.rewrite(names[at - 1], data[: len(data) // 2])
    for name in names[at:]:
        (d.folder / name).unlink()
    gone = set(names[at:])
    # without a manifest nobody can know what else is not there
    told = gone if {SHORT, LONG} & set(names[: at - 1]) else {SHORT, LONG}
    return d.expect(*told, codes=["A01"], unnamed=True)


def _in_archive(*names, codes):
    return Expected(names=set(names), codes=set(codes), alone=False)


def berkas_deleted(d):
    shutil.rmtree(d.folder)
    return _in_archive(d.berkas, codes=["A12"])


def berkas_moved(d):
    moved = d.folder.with_name("007 Dipindahkan")
    d.folder.rename(moved)
    return _in_archive(d.berkas, moved.relative_to(d.root).as_posix(), codes=["A10", "A12"])


def berkas_in_another_case(d):
    moved = d.folder.with_name(d.folder.name.upper())
    d.folder.rename(moved)
    return _in_archive(d.berkas, moved.relative_to(d.root).as_posix(), codes=["A10", "A12"])


def berkas_copied(d):
    copy = d.folder.with_name("008 Salinan")
    shutil.copytree(d.folder, copy)
    return _in_archive(copy.relative_to(d.root).as_posix(), codes=["A10"])


def twin_in_another_case(d):
    """A second folder that Windows takes for the first."""
    twin = d.folder.with_name(d.folder.name.upper())
    shutil.copytree(d.folder, twin)
    return _in_archive(d.berkas, twin.relative_to(d.root).as_posix(), codes=["A30"])


def klasifikasi_in_another_case(d):
    klass = d.folder.parent.with_name(d.folder.parent.name.upper())
    klass.mkdir()
    shutil.copytree(d.folder, klass / "009 Titipan")
    return _in_archive(klass.relative_to(d.root).as_posix(), codes=["A30"])


def berkas_rolled_back(d):
    """As it was before its addition: whole, and behind what the ledger holds."""
    d.berkas, d.folder = d.sound.added_to, d.root / d.sound.added_to
    shutil.rmtree(d.folder)
    shutil.copytree(d.sound.rolled_back, d.folder)
    return d.expect(SHORT, codes=["A07"])


def berkas_forged(d):
    """Filed anew with another letter: sound in itself, and not what the ledger holds."""
    place = next(one for one in sorted(d.sound.anchors) if one.rpartition("/")[2][:3] == "002")
    d.berkas, d.folder = place, d.root / place
    shutil.rmtree(d.folder)
    shutil.copytree(d.sound.forged, d.folder)
    return d.expect(SHORT, codes=["A07"])


def file_beside_the_berkas(d):
    name = d.chance.choice(["titipan.pdf", "2026/titipan.pdf", f"{d.berkas}.zip"])
    (d.root / name).write_bytes(b"%PDF titipan")
    return _in_archive(name, codes=["A16"])


FAULTS = (
    flipped_bit,
    swapped_pair,
    deleted_file,
    added_file,
    added_empty_folder,
    renamed_file,
    name_in_another_case,
    name_decomposed,
    link_in_place_of_a_file,
    folder_in_place_of_a_file,
    truncated_tail,
    edited_manifest,
    line_taken_from_a_manifest,
    manifest_cut_short,
    edited_ledger_line,
    ledger_line_moved_and_manifests_in_line,
    ledger_line_deleted_and_manifests_in_line,
    file_and_manifests_rewritten,
    ledger_truncated,
    half_copied,
    berkas_deleted,
    berkas_moved,
    berkas_in_another_case,
    berkas_copied,
    twin_in_another_case,
    klasifikasi_in_another_case,
    berkas_rolled_back,
    berkas_forged,
    file_beside_the_berkas,
)


def not_named(findings, expected):
    """The names that no finding tells, and whether none of the expected codes is there."""
    told = {
        str(value)
        for finding in findings
        for key, value in finding.facts.items()
        if key in {"path", "nama", "nama_lain", "nama_semula"}
    }
    told |= {name.rstrip("/") for name in told}
    lacking = {
        name
        for name in expected.names
        if name not in told
        and f"{expected.berkas}/{name}".lstrip("/") not in told
        and not any(one.startswith(f"{name}/") for one in told)
    }
    if expected.codes and not expected.codes & {finding.code for finding in findings}:
        lacking |= expected.codes
    return lacking
