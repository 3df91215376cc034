"""Faults done to a filed archive behind Paraf's back, at random places, and what must be named.

Each fault changes a copy of a sound archive as an administrator, a failing disk or a careless
colleague would, and says which names have to appear in what ``verify`` finds.
"""

import hashlib
import json
import shutil
import unicodedata
from dataclasses import dataclass, field, replace

from archive_samples import FILED_AT, make_addition, make_berkas, make_item, make_items, snapshot

from pipeline.adapters.archive import FolderArchive
from pipeline.adapters.archive.manifest import digests_of_bytes, format_manifest, parse_manifest
from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.store.chain import beginning, canonical, extract_line, line_hash
from pipeline.ports.store import LedgerLine

SHORT, LONG = "_meta/manifest-sha256.txt", "_meta/manifest-sha512.txt"
LEDGER, NAMED = "_meta/buku-kejadian.jsonl", "_meta/manifest-isi-sha256.txt"
_SECOND = {"number": 2, "title": "Pengumpulan Data Kinerja Triwulan IV 2026"}


def digests_in(items):
    return [file.sha256 for item in items for file in item.files]


def ledger_extract(items, also=()):
    """A sound ledger that tells of these items' bytes, and of other digests after them.

    Every third line is of another matter.
    """
    digests = [*digests_in(items), *also]
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
        first = self._sealed()
        of_first = self._archive.file_away(first)
        self.rolled_back = shutil.copytree(self.root / of_first.path, root / "dahulu")
        named = hashlib.sha256(first.contents_manifest).hexdigest()
        also = [named, *digests_in(make_addition().items)]
        more = make_addition(ledger_extract=ledger_extract(first.items, also))
        filed = [self._archive.append(of_first.path, more)]
        second = self._sealed(**_SECOND)
        self.printed = hashlib.sha256(second.contents_manifest).hexdigest()
        filed.append(self._archive.file_away(second))
        self.second = filed[-1].path
        filed.append(self._archive.file_away(self._sealed(year=2025)))
        self.anchors = {one.path: one.manifest_sha256 for one in filed}
        self.added_to = of_first.path
        self.forged = self._forged(root / "palsu")

    def _sealed(self, **over):
        """A berkas whose last item is the berita acara that names the others."""
        letter, *others = make_items()
        items = (replace(letter, cross_references=("000.7.2.8 Laporan Berkala",)), *others)
        berkas = make_berkas(items=items, **over)
        manifest = self._archive.contents_manifest(replace(berkas, items=items[:-1]))
        extract = ledger_extract(items, [hashlib.sha256(manifest).hexdigest()])
        return replace(berkas, contents_manifest=manifest, ledger_extract=extract)

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

    def file_bytes(self, name):
        return (self.folder / name).read_bytes()

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


def manifest_of_contents_and_manifests_rewritten(d):
    """So that it agrees with itself; the ledger knows another one, and so does the paper."""
    lines = parse_manifest((d.folder / NAMED).read_bytes(), 64)
    name = d.chance.choice(sorted(lines))
    lines[name] = lines[name][::-1]
    d.rewrite(NAMED, format_manifest(lines))
    d.bring_in_line(NAMED)
    return d.expect(NAMED, codes=["A22"])


def everything_rewritten_in_line(d):
    """A file, its records, every manifest, and the whole ledger extract: sound in itself."""
    d.berkas, d.folder = d.sound.second, d.root / d.sound.second
    name = d.file("001 *.pdf")
    replaced = {(d.folder / name).read_bytes(): b"%PDF palsu".ljust(len(d.file_bytes(name)))}
    d.rewrite(name, *replaced.values())
    named = d.file_bytes(NAMED)
    for each in ("_meta/001.json", "_meta/berkas.json", NAMED):
        d.rewrite(each, _with_digests(d.file_bytes(each), replaced))
    replaced[named] = d.file_bytes(NAMED)
    d.rewrite(LEDGER, _chained_anew(_with_digests(d.file_bytes(LEDGER), replaced)))
    d.bring_in_line(name, "_meta/001.json", "_meta/berkas.json", NAMED, LEDGER)
    return d.expect(SHORT, codes=["A07"])


def _with_digests(text, replaced):
    """A text that tells of one thing's digests, telling of another's."""
    for old, new in replaced.items():
        for tool in (hashlib.sha256, hashlib.sha512):
            text = text.replace(tool(old).hexdigest().encode(), tool(new).hexdigest().encode())
    return text


def _chained_anew(extract):
    """An extract whose lines were changed, with hashes that fit them."""
    lines, previous = [], None
    for row in extract.splitlines():
        line = json.loads(row)
        line["previous"] = previous or line["previous"]
        sealed = {key: value for key, value in line.items() if key not in {"hash", "body"}}
        if "body" in line:
            sealed["body_sha256"] = hashlib.sha256(line["body"].encode()).hexdigest()
        line["hash"] = previous = hashlib.sha256(canonical(sealed).encode()).hexdigest()
        lines.append(json.dumps(line, sort_keys=True) + "\n")
    return "".join(lines).encode()


def _in_archive_pointer(d):
    return d.chance.choice(sorted(d.root.glob("*/000.7.2.8 Laporan Berkala/*")))


def pointer_deleted(d):
    pointer = _in_archive_pointer(d)
    pointer.unlink()
    return _in_archive(pointer.relative_to(d.root).as_posix(), codes=["A23"])


def pointer_edited(d):
    pointer = _in_archive_pointer(d)
    data = bytearray(pointer.read_bytes())
    data[d.chance.randrange(len(data))] ^= 1 << d.chance.randrange(8)
    pointer.write_bytes(bytes(data))
    return _in_archive(pointer.relative_to(d.root).as_posix(), codes=["A24"])


def pointer_of_nobody(d):
    foreign = _in_archive_pointer(d).with_name("Tunjuk Silang titipan.txt")
    foreign.write_bytes(b"../../lain")
    return _in_archive(foreign.relative_to(d.root).as_posix(), codes=["A16"])


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
    manifest_of_contents_and_manifests_rewritten,
    everything_rewritten_in_line,
    pointer_deleted,
    pointer_edited,
    pointer_of_nobody,
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
