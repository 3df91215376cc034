"""The rolling check of the archive: every berkas is read again within thirty days.

The work is spread evenly, so that it is never noticed; what lay unread while Paraf was off is
caught up with first. What is damaged stands on the board and in the ledger until a later reading
finds it whole again (faults.md F18; domain 8.4).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import PurePath

from pipeline.errors import Finding
from pipeline.office.integrity.archived import is_awaited
from pipeline.office.surroundings import Surroundings
from pipeline.office.troubles import Trouble
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
#: findings: it does not stand there; the ledger does not know it
_GONE, _UNKNOWN = "A12", "A50"
#: So often somebody looks which berkas stand in the archive; what we file we know without.
_CENSUS_SECONDS = 86_400.0


class RollingCheck:
    """Has an office's archive read again, a little at a time."""

    def __init__(  # noqa: PLR0913 - one of each port that it needs
        self,
        office: Surroundings,
        *,
        store: Store,
        clock: Clock,
        watch: Watch,
        rereader: Rereader,
        memory: FixityMemory,
    ) -> None:
        self._office = office
        self._store = store
        self._clock = clock
        self._watch = watch
        self._rereader = rereader
        self._memory = memory
        #: the fact that tells whether anything was ever copied to where the second copy is
        mirror = office.config.mirror
        self._mirror = copied_fact(mirror) if mirror else None
        self._looked: float | None = None  #: steady clock, when we last looked what is due
        self._counted: float | None = None  #: steady clock, when the last census was taken in
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
        now = self._clock.now()
        self._catch_up(now)
        chosen = self._uncopied(now) or due(self._memory, now)
        if chosen:
            self._given = {path: fixity.anchor for path, fixity in chosen.items()}
            is_first_copy = self._mirror is None or self._store.fact(self._mirror) is None
            self._rereader.begin(self._given, is_first_copy=is_first_copy)
        elif self._is_time_for_census():
            self._rereader.begin_census()

    def _catch_up(self, now: datetime) -> None:
        """Take in what was filed since the last look, and what the last census found."""
        seen, head = self._memory.seen(), self._store.head()
        if seen[0] and self._store.hash_at(seen[0]) != seen[1]:
            self._memory.forget_everything()  # the database is another one than before
            seen = 0, ""
        if head[0] > seen[0]:
            self._memory.note_filings(head, self._store.filings(seen[0], head[0]), now)
        if (places := self._rereader.census()) is not None:
            self._counted = self._clock.steady()
            self._memory.note_places(places, now)

    def _is_time_for_census(self) -> bool:
        return self._counted is None or self._clock.steady() - self._counted >= _CENSUS_SECONDS

    def forget(self) -> None:
        """Drop what was just read: the archive was not there. It stays due."""
        self._rereader.results()
        self._rereader.census()

    def _is_time_to_look(self) -> bool:
        steady = self._clock.steady()
        if self._looked is not None and steady - self._looked < _LOOK_SECONDS:
            return False
        self._looked = steady
        return True

    def _uncopied(self, now: datetime) -> Mapping[str, Fixity]:
        """What has no second copy as it stands, where there is to be one."""
        if self._mirror is None:
            return {}
        return self._memory.uncopied(now - _COPY_AGAIN, _BATCH)

    def _take_in(self, fresh: Sequence[Reread]) -> None:
        if not fresh:
            return
        now = self._clock.now()
        self._catch_up(now)
        known: dict[str, Fixity] = {}
        for reread in fresh:
            before = self._memory.of(reread.path) or Fixity(seen_at=now)
            each = reread if before.anchor else self._doubted(reread)
            given = self._given.get(each.path, before.anchor)
            if each.findings and before.anchor != given:
                continue  # something was added while it was read; it stays due
            known[each.path] = after(before, each, now, given or "")
            self._tell(each, before, now)
            self._tell_copy(each, now)
        self._memory.remember(known)

    def _doubted(self, reread: Reread) -> Reread:
        """A berkas that the ledger does not know: nobody vouches for it, however whole it is."""
        cycles = [self._store.cycle(each.id) for each in self._store.cycles(closed=False)]
        is_gone = _GONE in {each.code for each in reread.findings}
        if is_gone or is_awaited(reread.path, cycles, self._office):
            return reread
        unknown = Finding(_UNKNOWN, {"path": reread.path})
        return replace(reread, findings=(unknown, *reread.findings))

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
        known = self._memory.troubled()
        yield from self._copy_trouble([each for each in known.values() if each.copy_trouble])
        for path, fixity in sorted(known.items()):
            if not fixity.findings:
                continue
            found = _short(Reread(path=path, findings=fixity.findings))
            more = f"; and {len(found) - _TOLD} more" if len(found) > _TOLD else ""
            yield Trouble(
                what=_what(path, fixity, zone),
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


def _what(path: str, fixity: Fixity, zone: tzinfo) -> str:
    if _UNKNOWN in {each.code for each in fixity.findings}:
        return f'arsip "{path}" tidak tercatat dalam buku kejadian'
    good = moment_words(fixity.good_at, zone) if fixity.good_at else "pada saat diberkaskan"
    number = len(fixity.findings)
    return f'arsip "{path}" rusak ({number} temuan), terakhir diketahui utuh {good}'


def copied_fact(mirror: PurePath | None) -> str:
    """The lasting fact that something was copied to a place."""
    return f"mirrored:{mirror}"


def due(memory: FixityMemory, now: datetime) -> Mapping[str, Fixity]:
    """The berkas to be read now, those unread for longest first.

    Of what is not late a share is due in proportion to the time since anything was read.
    """
    if late := _late(memory, now):
        return late
    count, latest = memory.count(), memory.last_read()
    if not count or latest is None:
        return {}
    share = int((now - latest) / (_SPREAD / count))
    return memory.longest_unread(max(0, min(share, _BATCH)))


def _late(memory: FixityMemory, now: datetime) -> Mapping[str, Fixity]:
    """Those unread for too long, or read by a clock that was far ahead."""
    unread = memory.longest_unread(_BATCH)
    late = {path: each for path, each in unread.items() if now - last(each) >= _AIM}
    late |= memory.damaged_unread_since(now - _AGAIN, _BATCH)
    late |= memory.read_after(now + _AGAIN, _BATCH)
    return dict(sorted(late.items(), key=lambda each: (last(each[1]), each[0]))[:_BATCH])


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


def last(fixity: Fixity) -> datetime:
    """When a berkas was read last, or noticed where it never was."""
    return fixity.read_at or fixity.seen_at


def _short(reread: Reread) -> list[str]:
    """Findings as an administrator reads them: code, and where below the berkas."""
    return [
        f"{each.code} {each.facts.get('path', '').removeprefix(f'{reread.path}/')}"
        for each in reread.findings
    ]
