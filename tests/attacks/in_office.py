"""The same letters in a demo office, whose folders the attacked files go through.

The office is the sample office; only the signing agents are sent home, so that an unsigned letter
stays unsigned. Its register is a careless one: keys with something wrong are enrolled beside the
good one.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from unittest import mock

from office_sim import OfficeSim, Stages, WarmTools, copy_office

from pipeline.adapters.folders import outbox
from pipeline.ports.signing import FieldPlan, Stamp
from pipeline.ports.store import Enrolled
from pipeline.wiring.demo import demo_keys
from tests.attacks.catalogue import Attack
from tests.attacks.letters import (
    FAR_AHEAD,
    LONG_AGO,
    Key,
    Letter,
    authority,
    enrolled_badly,
    never_enrolled,
    reissued,
)
from tests.attacks.raw import reader_of
from tests.attacks.scenes import expecting, key_from_p12, sign_with_room

_KIND = "surat-permintaan"
_CLERK = "japel-tu"
_CODES = re.compile(r"Kode: ([A-Z]\d\d)")
#: Stage of the sample cycle, post, field and what is given there.
DESKS = {
    "paraf": ("4 lagi", "sekretaris", "ParafSekretaris"),
    "ttd": ("5", "kepala-badan", "TtdKepalaBadan"),
}
NAME = "Surat bertanda tangan.pdf"


@contextmanager
def shelf(folder: Path) -> Iterator[Stages]:
    """Offices at any stage, with LibreOffice and the examiner kept warm; files settle at once."""
    (folder / "libreoffice").mkdir(parents=True)
    warm = WarmTools(folder / "libreoffice")
    times = {"SETTLE_SECONDS": 0.0, "NOTE_SECONDS": 0.0, "PATIENCE_SECONDS": 0.1}
    with mock.patch.multiple(outbox, **times):
        try:
            yield Stages(folder / "stages", warm)
        finally:
            warm.close()


@dataclass
class Desk:
    """One signer's desk in one office."""

    sim: OfficeSim
    stage: str
    post: str
    letter: Letter

    def hand_in(self, pdf: bytes, *, at: str = "") -> tuple[list[str], bool]:
        """Drop a file: the codes of the notes that come back, and whether anything moved on."""
        before = self._standing()
        post = at or self.post
        self.sim.drop(post, NAME, pdf)
        self.sim.work()
        codes = []
        inbox = self.sim.root / "inbox" / post
        for path in sorted(inbox.iterdir()):
            if "ALASAN" in path.name:
                codes += _CODES.findall(path.read_text("utf-8-sig"))
                path.unlink()
            elif path.name.startswith(NAME.removesuffix(".pdf")):
                path.unlink()
        return codes, self._standing() != before

    def _standing(self) -> list[object]:
        """What a letter that was taken would change."""
        return [
            (
                [(task.id, task.outcome, task.handed_sha256) for task in cycle.tasks],
                [
                    (paper.code, paper.version, paper.state, paper.current_sha256, paper.signatures)
                    for paper in cycle.papers
                ],
            )
            for cycle in self.sim.store.cycles()
        ]


@dataclass
class Clerk:
    """The desk where Word drafts are handed in: shadow content has to come in by here."""

    sim: OfficeSim
    draft: bytes
    name: str

    def hand_in(self, docx: bytes) -> tuple[list[str], list[str]]:
        """Drop a draft: the reasons against it, and the traps in what was issued for it."""
        inbox = self.sim.root / "inbox" / _CLERK
        for path in inbox.iterdir():
            path.unlink()  # the note of the one who sent the draft back, above all
        self.sim.drop(_CLERK, self.name, docx)
        self.sim.work()
        notes = [path for path in inbox.iterdir() if "ALASAN" in path.name]
        codes = [code for path in notes for code in _CODES.findall(path.read_text("utf-8-sig"))]
        if codes:
            return codes, []
        paper = next(each for each in self.sim.cycle.papers if each.kind == _KIND)
        folders = self.sim.workplace.office.tools.folders
        return [], traps_in(folders.object(paper.issued_sha256))


def _resolved(item):
    return item.get_object()


def traps_in(issued: bytes) -> list[str]:
    """What in an issued letter is more than pages, our empty fields and links to the web."""
    found = []
    for reference in reader_of(issued).root["/Pages"]["/Kids"]:
        page = reference.get_object()
        for one in map(_resolved, page["/Annots"] if "/Annots" in page else ()):
            kind = str(one["/Subtype"])
            address = str(one["/A"]["/URI"]) if "/A" in one and "/URI" in one["/A"] else ""
            if kind == "/Widget" and one["/FT"] == "/Sig" and "/V" not in one:
                continue
            if kind != "/Link" or not address.startswith(("http://", "https://", "mailto:")):
                found.append(f"{kind} {address}".strip())
    return found


@contextmanager
def clerk(stages: Stages, folder: Path) -> Iterator[Clerk]:
    """A fresh copy of the office, with the letter sent back to the clerk's desk."""
    shutil.rmtree(folder, ignore_errors=True)
    copy_office(stages.kept("3 lagi"), folder)
    sim = OfficeSim(folder, stages._warm)
    try:
        name, draft = sim.take(_CLERK, "Konsep Surat Permintaan")
        yield Clerk(sim, draft, name)
    finally:
        sim.close()


@contextmanager
def desk(stages: Stages, folder: Path, stage: str) -> Iterator[Desk]:
    """A fresh copy of the office, with the letter on that signer's desk."""
    name, post, field = DESKS[stage]
    shutil.rmtree(folder, ignore_errors=True)
    copy_office(stages.kept(name), folder)
    _send_agents_home(folder / "office.toml")
    sim = OfficeSim(folder, stages._warm)
    try:
        yield Desk(sim, stage, post, _letter(sim, stage, post, field))
    finally:
        sim.close()


def _send_agents_home(path: Path) -> None:
    text = path.read_text("utf-8")
    path.write_text(text.replace("agen_tanda_tangan = true\n", ""), "utf-8")


def _letter(sim: OfficeSim, stage: str, post: str, field: str) -> Letter:
    paper = next(each for each in sim.cycle.papers if each.kind == _KIND)
    folders = sim.workplace.office.tools.folders
    issued = folders.object(paper.issued_sha256)
    before = sim.read(post, "Surat Permintaan")
    base = issued[: issued.index(b"%%EOF") + 6]
    plans = _plans(issued)
    keys = {
        name: key_from_p12((demo_keys(sim.root) / f"{name}.p12").read_bytes())
        for name in ("sekretaris", "kepala-badan", "kasubbag-tu")
    }
    own = keys[post]
    colleague = keys["sekretaris" if post == "kepala-badan" else "kepala-badan"]
    outsider = authority("CA Lain")
    careless = enrolled_badly(own.certificate, outsider, sim.now)
    for name, key in careless.items():
        _enrol(sim, post, key)
        if name == "dicabut":
            sim.store.revoke(key.sha256, sim.now - timedelta(minutes=1))
    stamp = Stamp(
        kind=plans[[plan.name for plan in plans].index(field)].kind,
        post="Jabatan",
        holder="Nama Pejabat",
        nip="",
        number=paper.nomor or "",
        signed_at=sim.now,
    )
    other = reissued(base, plans)
    if stage == "ttd":
        other = sign_with_room(pdf=other, field=plans[0].name, key=colleague, stamp=stamp)
    given = [expecting(plans[0].name, plans[0].label, colleague)] if stage == "ttd" else []
    return Letter(
        stage=stage,
        issued=issued,
        before=before,
        field=field,
        expected=(*given, expecting(field, field, own)),
        at=sim.now,
        stamp=stamp,
        key=own,
        colleague=colleague,
        careless=careless,
        strangers={
            **never_enrolled(own.certificate, None, outsider),
            "jabatan lain": keys["kasubbag-tu"],
        },
        base=base,
        plans=plans,
        signed=sign_with_room(pdf=before, field=field, key=own, stamp=stamp),
        others={"terbitan lain": other, **_older(sim, paper.code, paper.version)},
        sign=sign_with_room,
    )


def _plans(issued: bytes) -> tuple[FieldPlan, ...]:
    plans = []
    for reference in reader_of(issued).root["/AcroForm"]["/Fields"]:
        widget = reference.get_object()
        left, bottom, right, top = (float(edge) for edge in widget["/Rect"])
        name = str(widget["/T"])
        kind = "paraf" if name.startswith("Paraf") else "ttd"
        plans.append(
            FieldPlan(
                name=name,
                label=str(widget["/TU"]),
                kind=kind,
                width=right - left,
                height=top - bottom,
            )
        )
    return tuple(plans)


def _enrol(sim: OfficeSim, post: str, key: Key) -> None:
    """As a register would that asks nothing, for any time."""
    sim.store.enrol(
        Enrolled(
            sha256=key.sha256,
            post=post,
            holder=sim.workplace.config.posts[post].nama,
            subject=str(key.certificate.subject.rfc4514_string()),
            der=key.ders[0],
            issuer_der=key.ders[-1],
            valid_from=LONG_AGO,
            valid_to=FAR_AHEAD,
            enrolled_at=sim.now - timedelta(hours=1),
        )
    )


def _older(sim: OfficeSim, code: str, newest: int) -> dict[str, bytes]:
    """PDFs of this letter that were issued before it was sent back."""
    found = {}
    for version in sim.store.documents(code):
        if version.version < newest:
            data = sim.workplace.office.tools.folders.object(version.sha256)
            if data.startswith(b"%PDF-"):
                found[f"versi {version.version}"] = data
    return found


#: Posts that have no business with the letter now.
ELSEWHERE = ("kasubbag-tu", "japel-tu", "kabid-bidang-1")


def of_folders(letter: Letter) -> list[Attack]:
    """Attacks that only an office can tell: dropped in the wrong place, or out of date."""
    wrong = [
        Attack(
            "place",
            f"signed well, dropped at {post}",
            frozenset(("S01", "S02", "S03", "S20", "S21", "S22", "S23", "S24")),
            lambda one: one.signed,
            drop_at=post,
        )
        for post in ELSEWHERE
    ]
    old = [
        Attack(
            "version", f"{name}, {title}", right, lambda one, name=name, make=make: make(one, name)
        )
        for name in letter.others
        if name.startswith("versi")
        for title, right, make in (
            ("signed well", frozenset(("S01", "S02", "S03")), signed_version),
            ("its signature here", frozenset(("P32", "P37", "P41", "P46")), replayed_version),
        )
    ]
    return wrong + old


def signed_version(letter: Letter, name: str) -> bytes:
    """An older version of the letter, signed by all who are due by now."""
    return letter.again(pdf=_as_far_as(letter, letter.others[name]))


def replayed_version(letter: Letter, name: str) -> bytes:
    """What was signed on the older version, put behind the newest one."""
    older = _as_far_as(letter, letter.others[name])
    return letter.before + letter.again(pdf=older)[len(older) :]


def _as_far_as(letter: Letter, pdf: bytes) -> bytes:
    """With the signatures that come before this desk's."""
    if letter.stage == "paraf":
        return pdf
    return letter.again(pdf=pdf, field=letter.plans[0].name, key=letter.colleague)
