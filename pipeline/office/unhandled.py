"""Dropped files that are not handled, for the board: waiting, retried, refused, ignored, why.

However many there are, the board lists the first of them and says how many more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from pipeline.errors import Finding
from pipeline.office.surroundings import Surroundings
from pipeline.office.troubles import Trouble
from pipeline.ports.board import FileList, FileView, ProblemView
from pipeline.ports.folders import Scan
from pipeline.ports.store import Store
from pipeline.wording.moments import short_moment
from pipeline.wording.notes import sentences
from pipeline.wording.visible import visible

_SHOWN = 20
_LATELY = timedelta(days=7)
_A_DAY = timedelta(days=1)
_NO_POST = "di luar folder jabatan"
_IN_TURN = "menunggu giliran"


class Unhandled:
    """What the board says at one moment about files that are not handled."""

    def __init__(self, office: Surroundings, store: Store, now: datetime) -> None:
        self._office = office
        self._store = store
        self._now = now
        config = office.config
        self._titles = {config.folder(post): each for post, each in office.roster.titles.items()}

    def _place(self, folder: str) -> str:
        return self._titles.get(folder, folder or _NO_POST)

    def _since(self, moment: datetime) -> str:
        return short_moment(moment, self._office.calendar.zone)

    def arriving(self, scan: Scan, since: Mapping[str, datetime]) -> FileList:
        """What lies in outboxes and is not taken yet."""
        files = tuple(
            FileView(
                name=_name(each.path),
                place=self._place(each.folder),
                reason=each.reason,
                since=self._since(since.get(each.path, self._now)),
                is_lasting=self._now - since.get(each.path, self._now) >= _A_DAY,
            )
            for each in scan.waiting[:_SHOWN]
        )
        queued = tuple(
            FileView(
                name=f"{count} berkas lain",
                place=self._place(folder),
                reason=_IN_TURN,
                since=self._since(since.get(folder, self._now)),
            )
            for folder, count in sorted(scan.queued.items())[:_SHOWN]
        )
        total = len(scan.waiting) + sum(scan.queued.values())
        return FileList(total=total, files=(*files, *queued))

    def retried(self, troubles: Sequence[Trouble]) -> FileList:
        """What could not be dealt with for now, the standing troubles not counted."""
        patient = [each for each in troubles if not each.is_standing]
        return FileList(
            total=len(patient), files=tuple(self._retried(each) for each in patient[:_SHOWN])
        )

    def _retried(self, trouble: Trouble) -> FileView:
        again = f", berikutnya {self._since(trouble.next_try)}" if trouble.next_try else ""
        what, why, _ = self._sentences(Finding(trouble.code, {}))
        return FileView(
            name=visible(trouble.what),
            place="",
            reason=f"{what} {why} Untuk pengelola: {visible(trouble.why)}",
            since=self._since(trouble.since),
            note=f"{trouble.tries} kali dicoba{again}",
        )

    def refused(self) -> FileList:
        """What went back in the last days, newest first."""
        total, newest = self._store.refusals(self._now - _LATELY, _SHOWN)
        titles = self._office.roster.titles
        return FileList(
            total=total,
            files=tuple(
                FileView(
                    name=visible(each.name),
                    place=titles.get(each.post, each.post),
                    reason=visible(" ".join(self._sentences(each.finding)[:2])),
                    since=self._since(each.at),
                    note=each.finding.code,
                )
                for each in newest
            ),
        )

    def ignored(self, scan: Scan) -> FileList:
        """What is left lying, longest first."""
        found = [each for each in scan.ignored if not each.path.endswith(".gitkeep")]
        found.sort(key=lambda each: -each.age_seconds)
        return FileList(
            total=len(found),
            files=tuple(
                FileView(
                    name=_name(each.path),
                    place=self._place(each.folder),
                    reason="berkas sementara, diabaikan",
                    since=self._since(self._now - timedelta(seconds=each.age_seconds)),
                    is_lasting=each.is_lasting,
                )
                for each in found[:_SHOWN]
            ),
        )

    # -- problems ----------------------------------------------------------------------------

    def problems(self, scan: Scan, troubles: Sequence[Trouble]) -> Iterator[ProblemView]:
        """What does not go on by itself, and files that ended their examination."""
        yield from _first(_closed(scan), "folder lain yang tidak dapat dibuka")
        yield from _first(self._standing(troubles), "pekerjaan lain yang belum dapat diselesaikan")
        yield from _first(self._given_up(), "berkas lain yang menghentikan Paraf")

    def _standing(self, troubles: Iterable[Trouble]) -> Iterator[ProblemView]:
        for each in troubles:
            if each.is_standing:
                what, why, remedy = self._sentences(Finding(each.code, {}))
                yield ProblemView(
                    text=f"Belum dapat diselesaikan: {visible(each.what)}. {what}",
                    advice=f"{why} {remedy} Untuk pengelola: {visible(each.why)}",
                    since=self._since(each.since),
                )

    def _given_up(self) -> Iterator[ProblemView]:
        _, found = self._store.refusals(self._now - _LATELY, _SHOWN + 1, code="B09")
        for each in found:
            what, why, remedy = self._sentences(Finding("T13", each.finding.facts))
            yield ProblemView(
                text=visible(what), advice=f"{why} {remedy}", since=self._since(each.at)
            )

    def _sentences(self, finding: Finding) -> tuple[str, str, str]:
        return sentences(finding, self._office.calendar.zone)


def _closed(scan: Scan) -> Iterator[ProblemView]:
    for each in scan.waiting:
        if each.needs_help:
            yield ProblemView(
                text=f'Folder "{_name(each.path)}" di outbox belum diambil.',
                advice=f"Keadaan: {each.reason}. Pulihkan hak akses Paraf pada folder itu.",
            )


def _first(problems: Iterable[ProblemView], rest: str) -> Iterator[ProblemView]:
    found = list(problems)
    yield from found[:_SHOWN]
    if len(found) > _SHOWN:
        yield ProblemView(text=f"Masih ada {len(found) - _SHOWN} {rest}.")


def _name(path: str) -> str:
    return visible(path.rpartition("/")[2])
