"""The archive in folders: filing, adding, and picking up after a crash.

A first filing is put together aside and renamed into place: it is there whole or not at all. An
addition cannot be one rename, so its plan is written down first; whoever holds the archive next
carries a written plan through and sweeps away everything else. Nothing here reads a clock.
"""

import os
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path

from pydantic import ValidationError

from pipeline.adapters.archive import lists, upkeep
from pipeline.adapters.archive.behind import lay_mark, sweep_marks
from pipeline.adapters.archive.compose import compose_addition, compose_berkas
from pipeline.adapters.archive.contents import contents_manifest, numbered, place_of
from pipeline.adapters.archive.examine import (
    examine_archive,
    examine_berkas,
    expected_pointers,
)
from pipeline.adapters.archive.holding import (
    Holding,
    berkas_paths,
    entries,
    is_berkas,
    kept_name,
    open_holding,
)
from pipeline.adapters.archive.lock import reading, writing
from pipeline.adapters.archive.manifest import (
    META,
    SHA256_MANIFEST,
    digests_of,
    read_regular,
)
from pipeline.adapters.archive.pointers import lay_pointers, pointers_of
from pipeline.adapters.archive.record import ContentsLine, item_record_name
from pipeline.adapters.archive.stage import (
    FILE_MODE,
    PLAN,
    Plan,
    Stage,
    close_folders,
    leftovers,
    make_durably,
    open_folders,
    sweep,
    sweep_temporaries,
)
from pipeline.adapters.archive.testimony import bear_witness, witness_in
from pipeline.errors import Finding, NotYet, Refused, Tampered
from pipeline.ports.archive import Addition, Berkas, BerkasEntry, Filed, Item
from pipeline.ports.disk import Disk
from pipeline.ports.texts import Texts

#: berkas that are examined side by side
_READERS = 2


class FolderArchive:
    """The ``Archive`` of ``pipeline.ports.archive`` under one folder of a plain file system."""

    def __init__(self, root: Path, disk: Disk, *, texts: Texts | None = None) -> None:
        self._root = root
        self._disk = disk
        self._texts = texts

    def contents_manifest(self, berkas: Berkas) -> bytes:
        """Write which files the items of a berkas will be; see the port."""
        return contents_manifest(berkas)

    def file_away(self, berkas: Berkas) -> Filed:
        """File a berkas, complete or not at all; see the port for what is raised."""
        place = place_of(berkas)
        with self._writing(place):
            stage = Stage(self._root, self._disk)
            try:
                compose_berkas(stage, berkas, place)
                stage.seal()
                self._put_in_place(stage, place, berkas.number)
            finally:
                stage.discard()
            return self._pointed_to(place)

    def append(self, path: str, addition: Addition) -> Filed:
        """Add items to a filed berkas; see the port for what is raised."""
        with self._writing(path):
            if not is_berkas(self._root, path):
                raise Refused(Finding("A21", {"path": path}))
            holding = open_holding(self._root, path)
            items = self._new_items(holding, addition)
            if items:
                self._add(holding, addition, items)
            return self._pointed_to(path)

    def verify(
        self,
        path: str | None = None,
        *,
        anchors: Mapping[str, str] | None = None,
        among: Collection[str] | None = None,
    ) -> tuple[Finding, ...]:
        """Re-read one berkas, some, or everything, and name whatever is not as it was filed."""
        known = anchors or {}
        with _translated():
            if path is not None:
                return self._examine(path, known.get(path))
            strange = [] if among is not None else examine_archive(self._root)
            wanted = {*berkas_paths(self._root), *known} if among is None else set(among)
            # hashing lets go of the interpreter, so that threads use both cores
            with ThreadPoolExecutor(_READERS) as readers:
                found = readers.map(lambda one: self._examine(one, known.get(one)), sorted(wanted))
                return (*strange, *chain.from_iterable(found))

    def glance(self, path: str, anchor: str | None) -> tuple[Finding, ...]:
        """Examine one berkas without holding writers off; what is just being added may show."""
        with _translated():
            return tuple(examine_berkas(self._root, path, anchor))

    def places(self) -> tuple[str, ...]:
        """Name every berkas by where it stands, readable or not."""
        with _translated():
            return tuple(berkas_paths(self._root))

    def listing(self) -> tuple[BerkasEntry, ...]:
        """List all readable berkas by year, klasifikasi and number."""
        with _translated():
            return tuple(entries(self._root))

    def witness(self) -> tuple[int, str] | None:
        """Number and hash of the ledger line that the archive remembers."""
        return witness_in(self._root)

    def bear_witness(self, head: tuple[int, str]) -> None:
        """Let the archive remember a ledger line."""
        bear_witness(self._root, self._disk, head)

    def seal(self, path: str) -> None:
        """Take away the right to change a berkas that was laid here from a backup."""
        with _translated():
            close_folders(self._root / path, self._disk)

    def recover(self) -> None:
        """Finish or sweep away what a crash left behind."""
        with self._writing(None):
            pass  # that is all there is to it

    def is_behind(self) -> bool:
        """Whether lists or catalogue are known to lack something."""
        with _translated():
            return upkeep.is_behind(self._root)

    def bring_up_to_date(self, *, everything: bool = False) -> None:
        """Write what the lists and the catalogue lack; see the port for what is raised."""
        with _translated():
            upkeep.bring_up_to_date(self._root, self._disk, self._texts, everything=everything)

    def notice(self) -> None:
        """Mark lists that are not as they were made, and berkas that came without us."""
        with _translated():
            upkeep.notice(self._root, self._disk)

    @contextmanager
    def _writing(self, path: str | None) -> Iterator[None]:
        """Hold the archive alone, with everything a crash left behind out of the way.

        A plan for another berkas that cannot be carried through, because somebody put a file in
        its way, waits there for a person; ``verify`` names it. It must not stop this filing.
        """
        with _translated(), writing(self._root):
            sweep_temporaries(self._root, self._disk)
            sweep_marks(self._root, self._disk)
            for top in leftovers(self._root):
                plan = _plan_of(top)
                if plan is None:
                    sweep(top, self._disk)
                    continue
                with suppress(*(() if path in {None, plan.berkas} else (Tampered,))):
                    self._carry_through(top, plan)
            yield

    def _pointed_to(self, path: str) -> Filed:
        """Lay the tunjuk silang that other klasifikasi hold, and say what is filed."""
        holding = open_holding(self._root, path)
        if holding.first.lokasi == path:  # under another number its pointers would mislead
            lay_pointers(self._root, self._disk, pointers_of(holding.first, holding.later))
        return holding.filed

    def mend_pointers(self, path: str | None = None) -> None:
        """Lay the tunjuk silang that are missing, of a berkas or of all; see the port."""
        with self._writing(path):
            if path is not None:
                self._pointed_to(path)
                return
            lay_pointers(self._root, self._disk, expected_pointers(self._root)[0].items())

    def _examine(self, path: str, anchor: str | None) -> tuple[Finding, ...]:
        with reading(self._root):
            return tuple(examine_berkas(self._root, path, anchor))

    def _put_in_place(self, stage: Stage, place: str, number: int) -> None:
        final = self._root / place
        if not final.exists():
            for folder in (final.parent.parent, final.parent):
                make_durably(folder, stage.top, self._disk)
            wanted = f"{number:03d} "
            names = os.listdir(final.parent)  # noqa: PTH208 - there may be thousands
            taken = [name for name in names if name.startswith(wanted)]
            if taken:
                facts = {"path": f"{place.rpartition('/')[0]}/{taken[0]}"}
                raise Tampered(Finding("A19", facts))
            lay_mark(self._root, self._disk, place)
            self._disk.publish(str(stage.files), str(final))
        elif not _is_same_filing(stage, final):
            raise Tampered(Finding("A19", {"path": place}))
        close_folders(final, self._disk)

    def _new_items(self, holding: Holding, addition: Addition) -> tuple[Item, ...]:
        """Leave out items that already lie there; number the others.

        Raises:
            Refused: A20 a number is taken.
        """
        filed = {(_key(line), line.nomor_item) for line in holding.lines}
        anywhere = {key for key, _ in filed}
        new = tuple(
            item
            for item in addition.items
            if (_wanted_key(item), item.number) not in filed
            and not (item.number == 0 and _wanted_key(item) in anywhere)
        )
        if new and addition.contents_pdf is None and lists.CONTENTS_PDF in holding.sha256:
            message = "the berkas has a daftar isi as PDF; the addition must bring a new one"
            raise ValueError(message)
        items = numbered(new, max(line.nomor_item for line in holding.lines) + 1)
        taken = [
            Finding("A20", {"path": holding.path, "nomor_item": f"{item.number:03d}"})
            for item in items
            if item_record_name(item.number) in holding.sha256
        ]
        if taken:
            raise Refused(*taken)
        return items

    def _add(self, holding: Holding, addition: Addition, items: tuple[Item, ...]) -> None:
        stage = Stage(self._root, self._disk)
        try:
            plan = compose_addition(stage, addition, items, holding)
            stage.seal()
            self._disk.write(str(stage.top / PLAN), plan.model_dump_json().encode())
        except Exception:
            # before the plan is there nothing has happened to the berkas
            if not (stage.top / PLAN).exists():
                stage.discard()
            raise
        self._carry_through(stage.top, plan)

    def _carry_through(self, top: Path, plan: Plan) -> None:
        """Do what a plan says; doing it again from any point in between gives the same."""
        folder, staged = self._root / plan.berkas, top / "berkas"
        lay_mark(self._root, self._disk, plan.berkas)
        self._disk.sync_folder(str(top))
        self._disk.sync_folder(str(self._root))  # a plan that can still vanish must not be begun
        open_folders(folder, self._disk)
        sweep_temporaries(folder / META, self._disk)
        sweep_temporaries(folder, self._disk)
        if (staged / META / "sertifikat").is_dir():
            make_durably(folder / META / "sertifikat", top, self._disk)
        for name, sha256 in plan.new.items():
            try:
                if (staged / name).exists():
                    self._disk.publish(str(staged / name), str(folder / name))
            except FileExistsError as error:
                if digests_of(folder / name).sha256 != sha256:
                    facts = {"path": f"{plan.berkas}/{name}"}
                    raise Tampered(Finding("A19", facts)) from error
        for name in plan.replaced:
            self._disk.write(str(folder / name), read_regular(staged / name), mode=FILE_MODE)
        close_folders(folder, self._disk)
        sweep(top, self._disk)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotYet(f"the archive cannot be used now: {error}") from error


def _plan_of(top: Path) -> Plan | None:
    """Read the plan of a staging folder; without one nothing of it has reached a berkas."""
    try:
        return Plan.model_validate_json(read_regular(top / PLAN))
    except (FileNotFoundError, ValidationError):
        return None


def _is_same_filing(stage: Stage, final: Path) -> bool:
    """Tell whether what stands there is this very filing, perhaps with additions since."""
    wanted = stage.digests[SHA256_MANIFEST].sha256
    kept = final / kept_name(SHA256_MANIFEST, 1)
    first = kept if kept.exists() else final / SHA256_MANIFEST
    return first.is_file() and digests_of(first).sha256 == wanted


def _key(line: ContentsLine) -> tuple[str, frozenset[str]]:
    return line.kode, frozenset(file.digest[0].nilai for file in line.file)


def _wanted_key(item: Item) -> tuple[str, frozenset[str]]:
    return item.code, frozenset(file.sha256.lower() for file in item.files)
