"""Bags for tests: a sound one, taken apart, changed, put together as a folder or a zip."""

import hashlib
import stat
import zipfile
from datetime import date

from archive_faults import ledger_extract
from archive_samples import make_addition, make_berkas, make_items, snapshot

from pipeline.adapters.archive import FolderArchive, HandOver, Reception, Sender
from pipeline.adapters.archive.contents import place_of
from pipeline.adapters.disk import LocalDisk
from pipeline.ports.archive import BerkasEntry

NAME = "000.8.6.3-2026-001"
SENDER = Sender(
    organization="Badan Contoh",
    address="Jalan Contoh 1",
    contact="Kepala Subbagian Tata Usaha",
    bagged_on=date(2026, 11, 26),
    agent="Paraf",
)


def make_entry(**over):
    """A berkas as the catalogue shows it, by what would be filed."""
    berkas = make_berkas(
        **{key: value for key, value in over.items() if key not in {"version", "items"}}
    )
    return BerkasEntry(
        path=place_of(berkas),
        year=berkas.year,
        classification_code=berkas.classification_code,
        classification_name=berkas.classification_name,
        number=berkas.number,
        title=berkas.title,
        creator=berkas.creator,
        unit=berkas.unit,
        retention=berkas.retention,
        access=berkas.access,
        filed_at=berkas.filed_at,
        changed_at=berkas.filed_at,
        version=over.get("version", 1),
        items=(),
    )


class Sending:
    """An archive with one berkas whose ledger tells of it, and where its bags go."""

    def __init__(self, top, disk=None):
        self.root, self.output = top / "arsip", top / "keluar"
        for folder in (self.root, self.output):
            folder.mkdir()
        self.disk = disk or LocalDisk()
        self.archive = FolderArchive(self.root, LocalDisk())
        items = make_items()
        self.filed = self.archive.file_away(make_berkas(ledger_extract=ledger_extract(items)))

    @property
    def entry(self):
        """The berkas filed last."""
        (entry,) = [each for each in self.archive.listing() if each.path == self.filed.path]
        return entry

    def add(self):
        late = make_addition().items
        more = ledger_extract([*make_items(), *late])
        self.filed = self.archive.append(self.filed.path, make_addition(ledger_extract=more))

    def export(self, *, packed=False, disk=None):
        hand_over = HandOver(self.root, self.output, disk or self.disk)
        anchor = self.filed.manifest_sha256
        return hand_over.export(self.entry, anchor, SENDER, packed=packed).bag


class Receiving:
    """An archive that takes bags in."""

    def __init__(self, top, disk=None):
        self.root, self.room = top / "penerima", top / "ruang"
        self.root.mkdir()
        self.archive = FolderArchive(self.root, LocalDisk())
        self.reception = Reception(self.root, self.room, disk or LocalDisk())
        self.recorded = []

    def take(self, source, number=None):
        """Receive and place; gives where it stands."""
        with self.reception.received(source) as received:
            place = self.reception.place_for(received, number or received.entry.number)
            self.reception.place(received, place, lambda: self.recorded.append(place))
        return place

    def is_untouched(self):
        return (
            snapshot(self.root).keys() <= {".paraf-lock", "index.html"}
            and not self.recorded
            and not (self.room.exists() and any(self.room.iterdir()))
        )


class Parts:
    """A bag as names and bytes, to be changed."""

    def __init__(self, bag):
        self.files = snapshot(bag)

    def again(self):
        """Bring every manifest of the bag in line with what is there now, as a forger would."""
        payload = {name: data for name, data in self.files.items() if name.startswith("data/")}
        self._info(payload)
        for kind in ("sha256", "sha512"):
            self.files[f"manifest-{kind}.txt"] = _manifest(payload, kind)
        tags = {
            name: data
            for name, data in self.files.items()
            if not name.startswith(("data/", "tagmanifest"))
        }
        for kind in ("sha256", "sha512"):
            self.files[f"tagmanifest-{kind}.txt"] = _manifest(tags, kind)

    def _info(self, payload):
        total = sum(map(len, payload.values()))
        self.info("Payload-Oxum", f"{total}.{len(payload)}")

    def info(self, key, value):
        lines = self.files["bag-info.txt"].decode().splitlines()
        kept = [line for line in lines if not line.startswith(f"{key}:")]
        self.files["bag-info.txt"] = "\n".join([*kept, f"{key}: {value}", ""]).encode()

    def folder(self, place):
        for name, data in self.files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return place

    def zip(self, place, top=NAME, extra=()):
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as target:
            for name, data in self.files.items():
                target.writestr(f"{top}/{name}" if top else name, data)
            for entry, data in extra:
                target.writestr(entry, data)
        return place


def _manifest(files, kind):
    lines = [f"{hashlib.new(kind, data).hexdigest()}  {name}\n" for name, data in files.items()]
    return "".join(sorted(lines)).encode()


def link_entry(name, target):
    """A zip's entry that is a symbolic link."""
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry, target
