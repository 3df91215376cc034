"""The rolling check of the archive: every berkas is read again within thirty days.

The work is spread evenly, so that it is never noticed; what lay unread while Paraf was off is
caught up with first. What is damaged stands on the board and in the ledger until a later reading
finds it whole again (faults.md F18; domain 8.4).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import PurePath

from pipeline.office.integrity.archived import anchors
from pipeline.office.surroundings import Surroundings
from pipeline.office.troubles import Trouble
from pipeline.ports.archive import Archive
from pipeline.ports.clock import Clock
from pipeline.ports.fixity import Fixity, FixityMemory, Reread, Rereader
from pipeline.ports.store import Store
from pipeline.ports.watch import Deed, DeedKind, Watch
from pipeline.wording.moments import moment_words

#: Everything is read again within this time, also when a machine is off for some days of it.
LONGEST = timedelta(days=30)
_AIM = timedelta(days=25)
#: Spread over less than that, since a look comes a moment late now and then.
_SPREAD = timedelta(days=18)
#: What is damaged is read again sooner: somebody may have mended it.
_AGAIN = timedelta(days=1)
_BATCH = 50
_LOOK_SECONDS = 60.0
#: A second copy that could not be made is tried again after this.
_COPY_AGAIN = timedelta(hours=1)
_TOLD = 3


class RollingCheck:
    """Has an office's archive read again, a little at a time."""

    def __init__(  # noqa: PLR0913 - one of each port that it needs
        self,
        office: Surroundings,
        *,
        archive: Archive,
        store: Store,
        clock: Clock,
        watch: Watch,
        rereader: Rereader,
        memory: FixityMemory,
    ) -> None:
        self._office = office
        self._archive = archive
        self._store = store
        self._clock = clock
        self._watch = watch
        self._rereader = rereader
        self._memory = memory
        #: the fact that tells whether anything was ever copied to where the second copy is
        mirror = office.config.mirror
        self._mirror = copied_fact(mirror) if mirror else None
        self._looked: float | None = None  #: steady clock, when we last looked what is due
        self._given: Mapping[str, str | None] = {}

    def turn(self) -> None:
        """Take in what was read, and begin the next batch when one is due. Nobody waits.

        Raises:
            NotYet: The archive or the database cannot be used now.
            OSError: What is known cannot be written down, or no program started.
        """
        self._take_in(self._rereader.results())
        if self._rereader.is_busy() or not self._is_time_to_look():
            return
        filed = self._filed()
        now = self._clock.now()
        known = noticed(self._memory.load(), {*self._archive.places(), *filed}, now)
        self._memory.save(known)
        uncopied = self._uncopied(known, filed, now)
        chosen = uncopied[:_BATCH] or due(known, now)
        if chosen:
            self._given = {path: filed.get(path) for path in chosen}
            is_first_copy = self._mirror is None or self._store.fact(self._mirror) is None
            self._rereader.begin(self._given, is_first_copy=is_first_copy)

    def _filed(self) -> dict[str, str]:
        return anchors(self._store.cycles(), self._store.received())

    def forget(self) -> None:
        """Drop what was just read: the archive was not there. It stays due."""
        self._rereader.results()

    def _is_time_to_look(self) -> bool:
        steady = self._clock.steady()
        if self._looked is not None and steady - self._looked < _LOOK_SECONDS:
            return False
        self._looked = steady
        return True

    def _uncopied(
        self, known: Mapping[str, Fixity], filed: Mapping[str, str], now: datetime
    ) -> tuple[str, ...]:
        """What has no second copy as it stands, where there is to be one."""
        if self._mirror is None:
            return ()
        return tuple(
            path
            for path, fixity in known.items()
            if filed.get(path, fixity.copied) != fixity.copied
            and not (fixity.copy_tried_at and now - fixity.copy_tried_at < _COPY_AGAIN)
        )

    def _take_in(self, fresh: Sequence[Reread]) -> None:
        if not fresh:
            return
        known = dict(self._memory.load())
        now = self._clock.now()
        filed = self._filed() if any(each.findings for each in fresh) else {}
        for each in fresh:
            if each.findings and filed.get(each.path) != self._given.get(each.path):
                continue  # something was added while it was read; it stays due
            before = known.get(each.path, Fixity(seen_at=now))
            known[each.path] = after(before, each, now, self._given.get(each.path) or "")
            self._tell(each, before, now)
            self._tell_copy(each, now)
        self._memory.save(known)

    def _tell(self, reread: Reread, before: Fixity, now: datetime) -> None:
        """Write into the ledger and the log what became damaged, or whole again."""
        if reread.findings == before.findings:
            return
        kind = "ArchiveDamaged" if reread.findings else "ArchiveWhole"
        facts = {
            "path": reread.path,
            "findings": "; ".join(_short(reread)),
            "good_at": before.good_at.isoformat() if before.good_at else "",
        }
        self._store.note(f"fixity:{now.isoformat()}:{reread.path}", now, kind, facts)
        if reread.findings:
            self._watch.tell(
                Deed(kind=DeedKind.DAMAGED, what=reread.path, why="; ".join(_short(reread)[:_TOLD]))
            )

    def _tell_copy(self, reread: Reread, now: datetime) -> None:
        """Write into the ledger what was written into the second copy."""
        if not (reread.copied and self._mirror):
            return
        self._store.fact(self._mirror, now.isoformat())
        if reread.written:
            facts = {
                "path": reread.path,
                "manifest": self._given.get(reread.path) or "",
                "files": str(reread.written),
            }
            key = f"mirrored:{now.isoformat()}:{reread.path}"
            self._store.note(key, now, "ArchiveMirrored", facts)

    def hear(self, reread: Reread) -> None:
        """Somebody else read a berkas again: it stands on the board no longer, or does now.

        Raises:
            OSError: That cannot be written down.
        """
        self._take_in([reread])

    def troubles(self) -> Iterator[Trouble]:
        """What is damaged, for the board: which berkas, since when it was last good."""
        zone = self._office.calendar.zone
        known = self._memory.load()
        yield from self._copy_trouble([each for each in known.values() if each.copy_trouble])
        for path, fixity in sorted(known.items()):
            if not fixity.findings:
                continue
            good = moment_words(fixity.good_at, zone) if fixity.good_at else "pada saat diberkaskan"
            found = _short(Reread(path=path, findings=fixity.findings))
            more = f"; and {len(found) - _TOLD} more" if len(found) > _TOLD else ""
            yield Trouble(
                what=f'arsip "{path}" rusak ({len(found)} temuan), terakhir diketahui utuh {good}',
                why="; ".join(found[:_TOLD]) + more,
                since=fixity.bad_since or fixity.seen_at,
                code="T16",
                tries=0,
                needs_help=True,
            )

    def _copy_trouble(self, lacking: list[Fixity]) -> Iterator[Trouble]:
        if lacking and self._mirror:
            yield Trouble(
                what=f"salinan kedua dari {len(lacking)} berkas arsip",
                why=lacking[0].copy_trouble,
                since=min(each.copy_tried_at or each.seen_at for each in lacking),
                code="T17",
                tries=0,
                needs_help=True,
            )


def copied_fact(mirror: PurePath | None) -> str:
    """The lasting fact that something was copied to a place."""
    return f"mirrored:{mirror}"


def noticed(known: Mapping[str, Fixity], places: set[str], now: datetime) -> dict[str, Fixity]:
    """What is known, with berkas that are new and without those that nothing refers to any more."""
    return {path: known.get(path, Fixity(seen_at=now)) for path in sorted(places)}


def due(known: Mapping[str, Fixity], now: datetime) -> tuple[str, ...]:
    """The berkas to be read now, those unread for longest first.

    Of what is not late a share is due in proportion to the time since anything was read.
    """
    waiting = sorted(known, key=lambda path: (_last(known[path]), path))
    late = [path for path in waiting if _is_late(known[path], now)]
    if late:
        return tuple(late[:_BATCH])
    if not waiting:
        return ()
    reads = [each.read_at for each in known.values() if each.read_at]
    latest = max(reads, default=min(each.seen_at for each in known.values()))
    share = int((now - latest) / (_SPREAD / len(waiting)))
    return tuple(waiting[: max(0, min(share, _BATCH))])


def after(before: Fixity, reread: Reread, now: datetime, anchor: str = "") -> Fixity:
    """How a berkas stands after it was read again; ``anchor`` is its manifest's digest."""
    if reread.findings:
        bad_since = before.bad_since or now
        return replace(
            before,
            read_at=now,
            bad_since=bad_since,
            findings=reread.findings,
            copy_tried_at=now,  # not copied, and not looked at for that again at once
        )
    return replace(
        before,
        read_at=now,
        good_at=now,
        bad_since=None,
        findings=(),
        copied=anchor if reread.copied else before.copied,
        copy_tried_at=now if reread.copied or reread.copy_trouble else before.copy_tried_at,
        copy_trouble=reread.copy_trouble,
    )


def _last(fixity: Fixity) -> datetime:
    return fixity.read_at or fixity.seen_at


def _is_late(fixity: Fixity, now: datetime) -> bool:
    """Unread for too long, or read by a clock that was far ahead."""
    unread = now - _last(fixity)
    return unread >= (_AGAIN if fixity.findings else _AIM) or unread < -_AGAIN


def _short(reread: Reread) -> list[str]:
    """Findings as an administrator reads them: code, and where below the berkas."""
    return [
        f"{each.code} {each.facts.get('path', '').removeprefix(f'{reread.path}/')}"
        for each in reread.findings
    ]
