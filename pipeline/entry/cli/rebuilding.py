"""``paraf rebuild``: a database that was lost, or fell behind, built anew from what is proved."""

import contextlib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from pipeline.adapters.archive.receiving import unproven
from pipeline.adapters.archive.room import FolderArchive
from pipeline.adapters.archive.testimony import testimonies
from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.folders.marks import TRAYS
from pipeline.adapters.folders.survey import FolderSurvey
from pipeline.adapters.inspection.jailed import JailedInspector
from pipeline.adapters.jail import Jail
from pipeline.adapters.lock import office_lock
from pipeline.adapters.signing import PdfSigningRoom
from pipeline.adapters.store.looking import memory_in
from pipeline.adapters.store.rebuilt import state_digest
from pipeline.adapters.store.recovery import gather, salvage
from pipeline.adapters.store.swapping import Swap
from pipeline.adapters.word.jailed import JailedWords
from pipeline.config.calendar import load_calendar
from pipeline.config.office import OfficeConfig
from pipeline.domain.events import Issued
from pipeline.domain.sop import Sop
from pipeline.entry.cli.options import JsonOption, OfficeOption, find_office, opened
from pipeline.entry.cli.telling import EXIT_FINE, EXIT_WRONG, err, out, print_json, telling
from pipeline.errors import Misconfigured, NotYet, Refused
from pipeline.office.after_recovery import acknowledge
from pipeline.office.integrity.record import referenced
from pipeline.office.rebuild_account import Account, Sources
from pipeline.office.rebuild_following import file_again, receive_again
from pipeline.office.rebuilding import Plan, Rebuilder, is_needed
from pipeline.office.sightings import Place, Sightings
from pipeline.office.surroundings import Surroundings, roster_of
from pipeline.ports.folders import MARK, PRIVATE
from pipeline.ports.rebuilding import Gathered, Salvage, Testimony
from pipeline.wiring import READING, check_office, clock_of, configured, forget_fixity, rules_digest
from pipeline.wiring.demo import trust_demo_keys
from pipeline.wording.visible import visible

_USED = re.compile(r"(?P<register>[^=]+/\d{4})=(?P<number>[1-9]\d{0,5})")
_DATABASE = "office.db"
#: Larger files are none of ours.
_LARGEST = 50_000_000


def _used(text: str) -> tuple[str, int]:
    found = _USED.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter("write for example surat_keluar/2026=15")
    return found["register"], int(found["number"])


def rebuild(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before it is done.")] = False,
    used: Annotated[
        list[str] | None,
        typer.Option(help="The highest number that was given, e.g. surat_keluar/2026=15."),
    ] = None,
    acknowledged: Annotated[
        bool, typer.Option("--acknowledge", help="Say that the last report was read; no more.")
    ] = False,
    office: OfficeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Build a lost, torn or outdated database anew, from archive and folders, as far as they prove.

    Says what is established and what cannot be known, and asks before it does anything. Paraf must
    not be running. The old database is kept beside. A report lies in .paraf/before-rebuild-...
    """
    numbers = dict(map(_used, used or ()))
    with telling():
        if acknowledged:
            raise typer.Exit(_acknowledge(office))
        raise typer.Exit(
            _Rebuild(find_office(office), numbers).run(may_ask=not yes, as_json=as_json)
        )


def _acknowledge(office: Path | None) -> int:
    with opened(office) as workplace:
        fresh = acknowledge(workplace.store, workplace.office.tools.clock.now())
    out.print("Noted in the ledger." if fresh else "There is nothing to acknowledge.")
    return EXIT_FINE


class _Rebuild:
    """One run of the command."""

    def __init__(self, root: Path, used: Mapping[str, int]) -> None:
        self._root = root
        self._used = used
        self._private = root / PRIVATE
        self._database = self._private / _DATABASE
        self._disk = LocalDisk()
        config, sop = configured(root)
        self._config: OfficeConfig = config
        self._sop: Sop = sop
        self._archive = FolderArchive(root / "archive", self._disk)
        known = {f"{each}/" for each in config.number_formats}
        for register in used:
            if not any(register.startswith(each) for each in known):
                raise typer.BadParameter(f"no register {register!r}; there are: {sorted(known)}")

    def run(self, *, may_ask: bool, as_json: bool) -> int:
        """Plan, tell, ask, do, check; returns the exit code."""
        with office_lock(self._root):
            reader = Jail(READING)
            try:
                plan = self._plan(reader)
            finally:
                reader.close()
            if plan is None:
                self._say_nothing_to_do(as_json=as_json)
                return EXIT_FINE
            if not as_json:
                tell(plan.account)
            if may_ask and not typer.confirm("Build the database anew?", default=False, err=True):
                return EXIT_WRONG
            self._do(plan)
        findings = check_office(self._root).findings
        if as_json:
            found = [asdict(each) for each in findings]
            print_json(
                {"ok": not findings, "rebuilt": True, **asdict(plan.account), "findings": found}
            )
            return EXIT_WRONG if findings else EXIT_FINE
        for each in findings:
            err.print(
                Text("✗ ", style="red") + Text(visible(f"{each.code} {each.path}: {each.text}"))
            )
        out.print(Text("✓ ", style="green") + Text(f"ledger goes on at line {plan.order.seq}"))
        return EXIT_WRONG if findings else EXIT_FINE

    @staticmethod
    def _say_nothing_to_do(*, as_json: bool) -> None:
        if as_json:
            print_json({"ok": True, "rebuilt": False})
        else:
            out.print(
                "[green]✓[/green] the database is sound and knows all that the archive proves"
            )

    # -- sources -----------------------------------------------------------------------------

    def _plan(self, reader: Jail) -> Plan | None:
        found = salvage(self._database)
        office_id = self._office_id(found)
        memory = memory_in(self._database, lambda: False) if found.is_sound else None
        told = tuple(testimonies(self._root / "archive"))
        gathered = gather(found, told, office_id, self._surroundings(office_id).creator)
        survey = FolderSurvey(
            self._root, frozenset(self._config.folder(post) for post in self._config.posts)
        )
        objects = frozenset(each.name for each in self._objects())
        sightings = Sightings(
            JailedInspector(reader),
            JailedWords(self._root / "templates_docx", reader),
            office_id,
            objects,
        )
        known = _known(gathered)
        sources = Sources(
            salvage=found,
            memory=memory,
            gathered=gathered,
            testimonies=told,
            sightings=tuple(sightings.among(self._places(survey, known), known)),
            names=tuple(
                path.name for tray in ("inbox", "outbox") for path in (self._root / tray).rglob("*")
            ),
            witness=self._archive.witness(),
            used=self._used,
            objects=objects,
            unproven=self._unproven(told, gathered),
            held=frozenset(each.id for each in survey.claims()),
            subject_of=_subject_of,
        )
        if not (is_needed(sources) or self._used):
            return None
        clock = clock_of(self._config, None)
        now = clock.now()
        office = self._surroundings(office_id)
        rebuilder = Rebuilder(
            office, sources, now=now, digest=state_digest, report=f"{self._keep(now)}/laporan.txt"
        )
        return rebuilder.plan()

    def _unproven(self, told: Iterable[Testimony], gathered: Gathered) -> dict[str, str]:
        """What speaks against berkas of other offices, which no ledger line of ours proves."""
        root = self._root / "archive"
        found = {
            each.path: unproven(root, each.path, each.manifest_sha256)
            for each in told
            if each.path in gathered.foreign
        }
        return {path: why for path, why in found.items() if why}

    def _surroundings(self, office_id: str) -> Surroundings:
        return Surroundings(
            config=self._config,
            sop=self._sop,
            calendar=load_calendar(self._config),
            roster=roster_of(self._config),
            office_id=office_id,
            rules=rules_digest(),
        )

    @staticmethod
    def _keep(now: datetime) -> str:
        return f"{PRIVATE}/before-rebuild-{now:%Y-%m-%dT%H%M%S}"

    def _office_id(self, found: Salvage) -> str:
        """As the database says, else as the trays' marks say with one voice."""
        marks = {tray: self._mark(tray) for tray in TRAYS}
        told = {each for each in (found.office_id, *marks.values()) if each}
        if len(told) > 1:
            raise Misconfigured(
                [f"these are of different offices: database and {', '.join(TRAYS)} ({MARK})"]
            )
        if not told:
            problem = (
                f"nothing here says which office this was: no database, and no {MARK} in "
                f"{', '.join(TRAYS)}. Mount the shares, or restore a backup: paraf restore"
            )
            raise Misconfigured([problem])
        if not marks["archive"]:
            raise NotYet(f"{self._root / 'archive'} lacks its mark {MARK}; is the share mounted?")
        return told.pop()

    def _mark(self, tray: str) -> str:
        with contextlib.suppress(OSError):
            return (self._root / tray / MARK).read_text("ascii", "replace").strip()
        return ""

    def _objects(self) -> Iterator[Path]:
        yield from (each for each in (self._private / "objects").glob("??/*") if each.is_file())

    def _places(self, survey: FolderSurvey, known: frozenset[str]) -> Iterator[Place]:
        """Every file in which a paper of ours may be found."""
        for lying in survey.inboxes():
            yield Place(path=lying.path, folder=lying.folder, name=lying.name, data=lying.data)
        dropped = (self._root / "outbox").rglob("*")
        claimed = (self._private / "claimed").glob("*/file")
        unknown = (each for each in self._objects() if each.name not in known)
        for path in (*dropped, *claimed, *unknown):
            with contextlib.suppress(OSError):
                if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
                    continue
                shown = str(path.relative_to(self._root))
                yield Place(path=shown, folder="", name=path.name, data=path.read_bytes())

    # -- doing -------------------------------------------------------------------------------

    def _do(self, plan: Plan) -> None:
        keep = self._root / self._keep(plan.order.at)
        swap = Swap(self._database, self._private / "rebuilding", keep, self._disk)
        office = self._surroundings(plan.order.office_id)
        from_old = plan.order.body["database"] in {"sound", "behind the archive"}
        with swap.built(plan.order.office_id, from_old=from_old) as store:
            store.rebuild(plan.order)
            file_again(store, plan, office, prolongs=self._config.timestamps is not None)
            receive_again(store, plan)
            for act in plan.notes:
                store.order_act(act, plan.order.at)
            if self._config.demo:
                trust_demo_keys(self._config, store, plan.order.at)
            head = store.head()
        self._bring(plan.bring)
        forget_fixity(self._private)  # what it remembers is of another ledger
        self._disk.make_folder(str(keep), mode=0o700)
        facts = {"ledger": head, **asdict(plan.account)}
        text = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
        self._disk.write(str(keep / "laporan.json"), text.encode())
        self._disk.write(str(keep / "laporan.txt"), "\r\n".join(lines(plan.account)).encode())
        swap.swap()
        with contextlib.suppress(NotYet):  # told again by the next start
            self._archive.bear_witness(head)

    def _bring(self, wanted: Mapping[str, tuple[str, int | None]]) -> None:
        """Put bytes that only the archive has back into the record; wrong ones are left there."""
        for sha256, (path, size) in wanted.items():
            data = (self._root / "archive" / path).read_bytes()[:size]
            if hashlib.sha256(data).hexdigest() == sha256:
                final = self._private / "objects" / sha256[:2] / sha256
                self._disk.make_folder(str(final.parent))
                self._disk.write(str(final), data)


def _known(gathered: Gathered) -> frozenset[str]:
    """Codes and digests of the papers of which events tell."""
    events = [each.event for each in gathered.happened]
    codes = {each.code for each in events if isinstance(each, Issued)}
    return frozenset(codes | referenced(events, ()))


def _subject_of(der: bytes) -> str:
    try:
        return PdfSigningRoom(None).read_certificate(der, der).subject
    except (Refused, ValueError):
        return ""


def lines(account: Account) -> list[str]:
    """A report as lines."""
    found = ["What is established:"]
    found += [f"  + {each}" for each in account.established]
    found += ["What cannot be known:"]
    found += [f"  - {each}" for each in account.unknown] or ["  (nothing)"]
    found += ["What to do:"]
    return [*found, *(f"  {at}. {each}" for at, each in enumerate(account.todo, 1)), ""]


def tell(account: Account) -> None:
    """Print a report."""
    for each in lines(account):
        out.print(Text(visible(each)))
