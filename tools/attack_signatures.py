"""Hands attacked letters in through the folders of a demo office, and legitimate ones beside them.

Run from the repository's root: ``python -m tools.attack_signatures``. A cycle is played to the desk
of a signer; every attacked file is dropped into that post's outbox, Paraf works as its daemon does,
and the note that comes back is read. Nothing may move on; where something does, the next attack
gets a fresh office. Drafts with a trap in them go in by the clerk's desk. Legitimate letters are
examined against their own issued bytes, a handful of them through folders of their own, ``paraf
sign`` among them.

The last line counts: attacks accepted and legitimate letters refused must both be 0.
"""

import argparse
import logging
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT), str(_ROOT / "tests" / "support")]

# ruff: noqa: E402 - the two folders above must be known first
from office_sim import Stages
from signing_scene import ROOM

from pipeline.reasons.inspection import CATALOGUE as INSPECTION
from pipeline.wiring.demo import demo_keys
from tests.attacks.catalogue import RULES, Attack
from tests.attacks.drafts import all_drafts
from tests.attacks.every import all_attacks, all_of_services
from tests.attacks.examples import Examples
from tests.attacks.in_office import Desk, clerk, desk, of_folders, shelf
from tests.attacks.lasting import all_lasting
from tests.attacks.legitimate import all_variants
from tests.attacks.letters import Letter
from tests.attacks.placements import together
from tests.attacks.raw import Signed, by_hand
from tests.attacks.scenes import make_letters, reasons
from tests.attacks.services import time_letters
from tests.attacks.shadow import is_issued, prepared_bases
from tests.attacks.topics import TOPICS, answers

#: In folders a file that does not begin with our bytes is unknown, or has what the inspector lets
#: nobody open, and an untouched one is unsigned.
_AS_IN_FOLDERS = {
    "P30": {"B01", *(each.code for each in INSPECTION)},
    "P48": {"S06"},
    "P34": {"S06"},
    "P42": {"P40"},
}
#: Families that each signer's own revision is tried with.
_AT_BOTH = ("before", "within", "behind", "certified", "version", "place", "stranger")
_PREPARED = frozenset(("P01", "P04", "P05"))


@dataclass
class Tally:
    """What came of all files so far."""

    examples: Examples
    handed: int = 0
    names: set[str] = field(default_factory=set)
    accepted: list[str] = field(default_factory=list)
    unmade: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    legitimate: int = 0
    refused: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    #: Drafts that were issued, their trap drawn flat or left out.
    plain: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing was accepted, refused or left unmade that should not be."""
        return not (self.accepted or self.unmade or self.refused or self.otherwise)

    def judge(
        self, title: str, name: str, codes: list[str], right: frozenset[str], *, taken: bool
    ) -> None:
        """Count an attack and print its line."""
        self.handed += 1
        self.names.add(name)
        self.reasons.update(codes[:1])
        if taken:
            self.accepted.append(title)
        elif not right.intersection(codes):
            self.otherwise.append(f"{title}: {', '.join(codes)}")
        rules = "/".join(sorted({RULES.get(code, "route") for code in codes}))
        mark = "ACCEPTED" if taken else ""
        print(f"{title:62} {rules:5} {', '.join(dict.fromkeys(codes)):18} {mark}".rstrip())


def main() -> int:
    """Attack, then serve the honest; 0 when nobody got what he must not."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--both", action="store_true", help="every attack at both desks")
    options.add_argument(
        "--family",
        default="",
        help="only titles that begin so; also services, prepared, draft, legitimate",
    )
    options.add_argument("--keep", type=Path, help="keep the files here, a folder a reason code")
    chosen = options.parse_args()
    logging.disable(logging.CRITICAL)
    tally, started = Tally(Examples(chosen.keep)), time.monotonic()
    with TemporaryDirectory(prefix="paraf-attacks-") as place:
        folder = Path(place)
        with shelf(folder) as stages:
            for stage in ("ttd", "paraf"):
                wanted = _wanted(stage, both=chosen.both, family=chosen.family)
                _attack(stages, folder / "kantor", stage, wanted, tally)
            for name, part in {
                "services": lambda: _with_services(tally),
                "prepared": lambda: _prepared(tally),
                "draft": lambda: _drafted(stages, folder / "kantor", tally),
                "legitimate": lambda: _serve_in_memory(tally),
                "folders": lambda: _serve_in_folders(stages, folder, tally),
            }.items():
                if name.startswith(chosen.family):
                    part()
    _report(tally, time.monotonic() - started, whole=not chosen.family)
    return 0 if tally.is_clean else 1


def _wanted(stage: str, *, both: bool, family: str) -> Callable[[Letter], list[Attack]]:
    """Each attack once, at the last desk it fits; changes of content at every signer's desk."""

    def choose(letter: Letter) -> list[Attack]:
        return [
            attack
            for attack in [*all_attacks(), *of_folders(letter)]
            if stage in attack.stages
            and attack.title.startswith(family)
            and (both or stage == "ttd" or "ttd" not in attack.stages or attack.family in _AT_BOTH)
        ]

    return choose


def _attack(
    stages: Stages,
    folder: Path,
    stage: str,
    wanted: Callable[[Letter], list[Attack]],
    tally: Tally,
) -> None:
    """Hand in one after the other; where one is taken, go on in a fresh office."""
    waiting: list[str] | None = None
    while waiting is None or waiting:
        with desk(stages, folder, stage) as at:
            attacks = {attack.title: attack for attack in wanted(at.letter)}
            if waiting is None:
                waiting = list(attacks)
                print(f"\n== {at.post}: attacked letters ==")
                print(f"{'attack':62} {'rule':5} {'found':18}")
            while waiting and not _hand_in(at, attacks[waiting.pop(0)], tally):
                pass


def _hand_in(at: Desk, attack: Attack, tally: Tally) -> bool:
    """Try one attack; True when the office took it and has moved on."""
    title = f"{at.stage}, {attack.title}"
    try:
        pdf = attack.make(at.letter)
    except Exception as error:  # noqa: BLE001 - a broken generator must not pass for a refusal
        tally.unmade.append(f"{title}: {error!r}")
        return False
    began = time.monotonic()
    codes, moved = at.hand_in(pdf, at=attack.drop_at)
    tally.slowest = max(tally.slowest, (time.monotonic() - began, title))
    taken = moved or not codes
    right = attack.codes.union(*(_AS_IN_FOLDERS.get(code, ()) for code in attack.codes))
    tally.judge(title, attack.title, codes, right, taken=taken)
    where = "" if at.stage == "ttd" else " (paraf)"
    tally.examples.keep(codes[0] if codes else "", attack.title + where, pdf)
    return moved


def _prepared(tally: Tally) -> None:
    print("\n== letters with a trap in them, before issue ==")
    letter = make_letters()["ttd"]
    for name, base in prepared_bases(letter).items():
        codes = is_issued(letter, base)
        tally.judge(f"prepared: {name}", f"prepared: {name}", codes, _PREPARED, taken=not codes)
        tally.examples.keep(codes[0] if codes else "", f"prepared - {name}", base)


def _with_services(tally: Tally) -> None:
    """In memory: these letters need signers whom the authority of the services has certified."""
    print("\n== timestamps and validation data, in memory ==")
    for attack in all_of_services():
        for stage in attack.stages:
            letter, title = time_letters()[stage], f"{stage}, {attack.title}"
            try:
                pdf = attack.make(letter)
            except Exception as error:  # noqa: BLE001 - as in _hand_in
                tally.unmade.append(f"{title}: {error!r}")
                continue
            codes = reasons(letter, pdf)
            tally.judge(title, attack.title, codes, attack.codes, taken=not codes)
            tally.examples.keep(codes[0] if codes else "", f"{attack.title} ({stage})", pdf)


def _drafted(stages: Stages, folder: Path, tally: Tally) -> None:
    """The same through the front door: a draft LibreOffice would make such a letter of."""
    print("\n== Word drafts with a trap in them, handed in by the clerk ==")
    drafts = all_drafts(make_letters()["ttd"].signed)
    while drafts:
        with clerk(stages, folder) as at:
            moved = False
            while drafts and not moved:
                draft = drafts.pop(0)
                title = f"draft: {draft.name}"
                try:
                    docx = draft.make(at.draft)
                except Exception as error:  # noqa: BLE001 - as above
                    tally.unmade.append(f"{title}: {error!r}")
                    continue
                codes, traps = at.hand_in(docx)
                moved = not codes
                tally.examples.keep(codes[0] if codes else "", title, docx, ".docx")
                if codes or traps or not draft.plainly:
                    tally.judge(title, title, codes, draft.codes, taken=moved)
                else:
                    tally.plain += 1
                    print(f"{title:62} issued without the trap: {draft.plainly}")


def _serve_in_memory(tally: Tally) -> None:
    print("\n== legitimate letters ==")
    for variant in (*all_variants(), *all_lasting()):
        handed = variant.make()
        verdict = ROOM.examine(
            handed.pdf,
            issued=handed.issued,
            expected=handed.expected,
            at=handed.at,
            time_trust=handed.time_trust,
        )
        codes = ", ".join(one.code for one in verdict.findings)
        tally.examples.keep("", f"legitimate - {variant.name}", handed.pdf)
        _served(tally, variant.name, codes)


def _served(tally: Tally, name: str, codes: str) -> None:
    tally.legitimate += 1
    if codes:
        tally.refused.append(f"{name}: {codes}")
    print(f"{name:58} {codes or 'accepted'}")


def _serve_in_folders(stages: Stages, folder: Path, tally: Tally) -> None:
    """Each in a fresh copy of the office, since an accepted letter moves the cycle on."""
    ways: dict[str, Callable[[Desk], bytes]] = {
        "our own signer": lambda at: at.letter.signed,
        "pyHanko's signer": lambda at: together(at.letter, lambda _: None),
        "by hand": lambda at: by_hand(at.letter),
        "by hand, table in a stream": lambda at: by_hand(
            at.letter, Signed(update={"as_stream": True})
        ),
        "RSA": lambda at: by_hand(at.letter, Signed(key=at.letter.careless["rsa baik"])),
        "paraf sign": _by_command,
    }
    for stage in ("paraf", "ttd"):
        for name, make in ways.items():
            with desk(stages, folder / "kantor", stage) as at:
                codes, moved = at.hand_in(make(at))
                _served(
                    tally,
                    f"folders, {stage}, {name}",
                    ", ".join(codes) or ("" if moved else "stayed"),
                )


def _by_command(at: Desk) -> bytes:
    """The command line, with the passphrase through a descriptor."""
    source = at.sim.root.parent / "surat.pdf"
    target = source.with_name("surat bertanda tangan.pdf")
    source.write_bytes(at.letter.before)
    target.unlink(missing_ok=True)
    reading, writing = os.pipe()
    os.write(writing, b"demo\n")
    os.close(writing)
    key = demo_keys(at.sim.root) / f"{at.post}.p12"
    command = [sys.executable, "-m", "pipeline", "sign", str(source), "--office", str(at.sim.root)]
    command += ["--post", at.post, "--key", str(key), "--output", str(target)]
    command += ["--passphrase-fd", str(reading)]
    ran = subprocess.run(
        command, pass_fds=[reading], capture_output=True, text=True, check=False, cwd=_ROOT
    )
    os.close(reading)
    if ran.returncode:
        raise SystemExit(f"paraf sign: {ran.stdout}{ran.stderr}")
    return target.read_bytes()


def _report(tally: Tally, seconds: float, *, whole: bool) -> None:
    if whole:
        print("\n== what the issue asks for ==")
        for topic in TOPICS:
            found = answers(topic, tally.names)
            print(f"{topic:62} {len(found):4} attacks")
            if not found:
                tally.unmade.append(f"nothing tried for: {topic}")
    print("\nfirst reason given:", ", ".join(f"{c} {n}" for c, n in tally.reasons.most_common()))
    for title, lines in (
        ("refused for another reason than expected", tally.otherwise),
        ("could not be made", tally.unmade),
        ("ACCEPTED", tally.accepted),
        ("REFUSED THOUGH LEGITIMATE", tally.refused),
    ):
        if lines:
            print(f"\n{title}:", *lines, sep="\n  ")
    print(f"slowest hand-in {tally.slowest[0]:.1f} s ({tally.slowest[1]}); {seconds:.0f} s in all")
    print(
        f"attacks: {len(tally.names)} different, {tally.handed} handed in, "
        f"{len(tally.accepted)} accepted, {len(tally.unmade)} not made, "
        f"{len(tally.otherwise)} refused for another reason, {tally.plain} drafts issued without "
        f"their trap; legitimate: {tally.legitimate}, {len(tally.refused)} refused"
    )


if __name__ == "__main__":
    sys.exit(main())
