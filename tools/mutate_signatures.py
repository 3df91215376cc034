"""Changes signed letters at random and asks the examination about each: none may be accepted.

Run from the repository's root: ``python -m tools.mutate_signatures 20000``. A mutant is a signed
letter of ours or of another program with bytes flipped, cut, spliced, appended, doubled, swapped or
inserted, nearly always behind the issued part, since rule R1 turns the others away by themselves.
Shares of them are examined by all processors at once. The same seed gives the same changes; keys
and letters are new in every run.

A mutant is asked about rule by rule, cheapest first, and is refused by the first that objects or
stumbles; what gets past all rules goes to the whole examination. That is the same judgement as the
office's, which asks all rules of a stage for the sake of the reader. The last line counts; accepted
must be 0.
"""

import argparse
import logging
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT), str(_ROOT / "tests" / "support")]

# ruff: noqa: E402 - the two folders above must be known first
from signing_scene import ROOM

from pipeline.adapters.signing import evidence
from pipeline.adapters.signing.acceptance import look_at_bytes
from pipeline.adapters.signing.evidence import Parsed, parse, span
from pipeline.adapters.signing.revision import spelled
from pipeline.adapters.signing.rules import OF_SIGNATURES, OF_STRUCTURE, difference
from tests.attacks.legitimate import Handed
from tests.attacks.letters import Letter
from tests.attacks.placements import together
from tests.attacks.raw import Signed, by_hand
from tests.attacks.scenes import make_letters
from tests.attacks.services import levels, revised, stamped, store, time_letters

_SHARE_IN_ISSUED = 0.05
#: Mutants a process is given at a time.
_SHARE = 200
#: Lengths that changes have; short ones most.
_LENGTHS = (1, 1, 1, 2, 2, 3, 4, 8, 16, 20, 32, 64, 200, 1000)
#: Bytes kept free for a message; few, since a reader takes them one by one.
_ROOM = 2200
_PIECES = (
    b"%%EOF\n", b"endobj\n", b"\n", b" ", b"\0", b"0", b"<<", b">>", b"/V", b"/AP", b"%", b"()",
    b"startxref\n", b"xref\n", b"trailer\n", b"stream\n", b"endstream\n", b"obj", b"R", b"null",
    b"\xff", b"[", b"]", b"/Type /Page",
)  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """A signed letter to be changed."""

    name: str
    handed: Handed
    others: tuple[bytes, ...]


def subjects() -> list[Subject]:
    """Letters with one and two signatures, by our signer and by other programs."""
    letters = make_letters()
    made = [
        (f"{stage}, {name}", letter, pdf)
        for stage, letter in letters.items()
        for name, pdf in _signed(letter).items()
    ]
    whole = tuple(pdf for _, _, pdf in made)
    return [
        Subject(name, Handed(pdf, letter.issued, letter.expected, letter.at), whole)
        for name, letter, pdf in made
    ]


def lasting_subjects() -> list[Subject]:
    """Letters with timestamps and validation data, by us and by pyHanko, of both signers."""
    letter = time_letters()["ttd"]
    made = {name: levels().letters[name] for name in ("B-T", "B-LT", "B-LTA")}
    made |= {"stamped by hand": stamped(letter), "data": revised(letter.signed, store())}
    whole = tuple(made.values())
    return [
        Subject(
            name,
            Handed(pdf, letter.issued, letter.expected, letter.at, letter.time_trust),
            whole,
        )
        for name, pdf in made.items()
    ]


def _signed(letter: Letter) -> dict[str, bytes]:
    rsa = letter.careless["rsa baik"]
    return {
        "ours": letter.signed,
        "pyHanko": together(letter, lambda _: None),
        "by hand": by_hand(letter, Signed(room=_ROOM)),
        "table in a stream": by_hand(letter, Signed(room=_ROOM, update={"as_stream": True})),
        "RSA": by_hand(letter, Signed(room=_ROOM, key=rsa)),
    }


class Mutator:
    """Changes of bytes; each takes a letter and gives another."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - any places will do, the same each time
        self._ways: dict[str, Callable[[bytearray, int, Subject], None]] = {
            "flip": self._flip,
            "digit": self._digit,
            "cut": self._cut,
            "splice": self._splice,
            "append": self._append,
            "duplicate": self._duplicate,
            "swap": self._swap,
            "insert": self._insert,
        }

    def mutant(self, subject: Subject) -> tuple[str, bytes]:
        """The way it was changed, and the changed letter."""
        way = self._dice.choice(list(self._ways))
        pdf = bytearray(subject.handed.pdf)
        self._ways[way](pdf, self._place(subject, pdf), subject)
        return way, bytes(pdf)

    def choose(self, subjects_: list[Subject]) -> Subject:
        """One of the letters."""
        return self._dice.choice(subjects_)

    def _place(self, subject: Subject, pdf: bytearray) -> int:
        if self._dice.random() < _SHARE_IN_ISSUED:
            return self._dice.randrange(len(subject.handed.issued))
        return self._dice.randrange(len(subject.handed.issued), len(pdf))

    def _length(self) -> int:
        return self._dice.choice(_LENGTHS)

    def _flip(self, pdf: bytearray, place: int, _: Subject) -> None:
        for _again in range(self._dice.choice((1, 1, 1, 2, 5))):
            pdf[place] ^= 1 << self._dice.randrange(8)
            place = min(len(pdf) - 1, place + self._length())

    def _digit(self, pdf: bytearray, place: int, _: Subject) -> None:
        """A number of the file becomes another one."""
        digits = [at for at in range(place, min(place + 400, len(pdf))) if 48 <= pdf[at] <= 57]
        if digits:
            pdf[self._dice.choice(digits)] = self._dice.randrange(48, 58)

    def _cut(self, pdf: bytearray, place: int, _: Subject) -> None:
        del pdf[place : place + self._length()]

    def _splice(self, pdf: bytearray, place: int, subject: Subject) -> None:
        """Bytes of another signed letter, or of another place of this one, over these."""
        other = self._dice.choice(subject.others)
        length = self._length()
        start = self._dice.randrange(max(1, len(other) - length))
        if self._dice.random() < 0.5:
            start = min(place, len(other) - 1)  # the same place of the other letter
        pdf[place : place + length] = other[start : start + length]

    def _append(self, pdf: bytearray, _place: int, subject: Subject) -> None:
        other = self._dice.choice(subject.others)
        start = self._dice.randrange(len(other))
        piece = self._dice.choice((*_PIECES, other[start : start + self._length()]))
        pdf += piece

    def _duplicate(self, pdf: bytearray, place: int, _: Subject) -> None:
        length = self._length()
        pdf[place:place] = pdf[place : place + length]

    def _swap(self, pdf: bytearray, place: int, subject: Subject) -> None:
        length = self._length()
        other = self._place(subject, pdf)
        first, second = sorted((place, other))
        if second - first < length or second + length > len(pdf):
            return
        one, two = pdf[first : first + length], pdf[second : second + length]
        pdf[first : first + length], pdf[second : second + length] = two, one

    def _insert(self, pdf: bytearray, place: int, _: Subject) -> None:
        pdf[place:place] = self._dice.choice(_PIECES)


@dataclass
class Tally:
    """What came of some mutants."""

    examined: int = 0
    same: int = 0
    #: Accepted, and every object reads as it did.
    equivalent: int = 0
    accepted: list[str] = field(default_factory=list)
    ways: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")

    def add(self, other: "Tally") -> None:
        """Count another share of them as well."""
        self.examined += other.examined
        self.same += other.same
        self.equivalent += other.equivalent
        self.accepted += other.accepted
        self.ways += other.ways
        self.first += other.first
        self.slowest = max(self.slowest, other.slowest)


def main() -> int:
    """Mutate, examine, count; 0 when nothing was accepted."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("count", nargs="?", type=int, default=20_000)
    options.add_argument("--lasting", action="store_true", help="timestamps and data only")
    options.add_argument("--seed", type=int, default=20261012)
    options.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    chosen = options.parse_args()
    logging.disable(logging.CRITICAL)
    letters = lasting_subjects() if chosen.lasting else [*subjects(), *lasting_subjects()]
    for subject in letters:
        codes = _reasons(subject, subject.handed.pdf)
        if codes:
            print(f"{subject.name} is refused before it is changed: {codes}")
            return 1
    started = time.monotonic()
    tally = _in_shares(letters, chosen.count, chosen.seed, chosen.processes)
    seconds = time.monotonic() - started
    print("ways:", ", ".join(f"{way} {count}" for way, count in tally.ways.most_common()))
    print("refused by:", ", ".join(f"{rule} {count}" for rule, count in tally.first.most_common()))
    print(*tally.accepted, sep="\n")
    print(
        f"slowest {tally.slowest[0]:.2f} s ({tally.slowest[1]}); "
        f"{tally.examined / max(seconds, 1e-9):.0f} a second, {seconds:.0f} s in all"
    )
    print(
        f"mutants: {tally.examined} examined, {tally.same} came out unchanged, "
        f"{tally.equivalent} equivalent behind the last seal, "
        f"{len(tally.accepted)} accepted"
    )
    return 1 if tally.accepted else 0


def _in_shares(letters: list[Subject], count: int, seed: int, processes: int) -> Tally:
    """Shares of some hundred mutants, each with a seed of its own, handed to all processes."""
    whole = Tally()
    sizes = [_SHARE] * (count // _SHARE) + ([count % _SHARE] if count % _SHARE else [])
    with ProcessPoolExecutor(processes, initializer=_remember, initargs=(letters,)) as pool:
        shares = pool.map(_share, range(seed, seed + len(sizes)), sizes)
        for number, share in enumerate(shares, 1):
            whole.add(share)
            if number % 5 == 0 and number < len(sizes):
                done = whole.examined + whole.same
                print(f"{done} of {count}: {len(whole.accepted)} accepted", flush=True)
    return whole


_letters: list[Subject] = []


def _remember(letters: list[Subject]) -> None:
    """All processes change the same letters; keys are made only once."""
    logging.disable(logging.CRITICAL)
    _letters[:] = letters


def _share(seed: int, count: int) -> Tally:
    mutator, tally = Mutator(seed), Tally()
    for number in range(count):
        subject = mutator.choose(_letters)
        way, pdf = mutator.mutant(subject)
        if pdf == subject.handed.pdf:
            tally.same += 1
            continue
        title = f"seed {seed}, mutant {number}, {subject.name}, {way}"
        began = time.monotonic()
        reason = objection(subject, pdf) or ("equivalent" if says_the_same(subject, pdf) else "")
        tally.slowest = max(tally.slowest, (time.monotonic() - began, title))
        tally.examined += 1
        tally.ways[way] += 1
        tally.first[reason or "ACCEPTED"] += 1
        tally.equivalent += reason == "equivalent"
        if not reason:
            tally.accepted.append(title + _difference(subject, pdf))
    return tally


def _reasons(subject: Subject, pdf: bytes) -> list[str]:
    handed = subject.handed
    verdict = ROOM.examine(
        pdf,
        issued=handed.issued,
        expected=handed.expected,
        at=handed.at,
        time_trust=handed.time_trust,
    )
    return [one.code for one in verdict.findings]


#: pyHanko's difference analysis takes longer than all the others together.
_LAST = difference.changes_are_only_signatures
_RULES = [*OF_STRUCTURE, *(rule for rule in OF_SIGNATURES if rule is not _LAST), _LAST]


def objection(subject: Subject, pdf: bytes) -> str:
    """The first rule that objects, or the reasons of the whole examination; none is acceptance."""
    handed = subject.handed
    early = look_at_bytes(evidence.Handed(pdf, handed.issued, tuple(handed.expected), handed.at))
    if early is not None:
        return "issued_bytes_come_first"
    try:
        parsed = parse(pdf, handed.issued, handed.expected, handed.at, handed.time_trust)
        for rule in _RULES:
            if next(iter(rule(parsed)), None) is not None:
                return rule.__name__
    except Exception:  # noqa: BLE001 - rule R0: any surprise is a refusal
        return "a surprise"
    return ", ".join(_reasons(subject, pdf))


def says_the_same(subject: Subject, pdf: bytes) -> bool:
    """Whether a mutant differs only in how a revision that nothing seals is written.

    All that is sealed must be the same bytes; behind it every object must read the same.
    """
    original, handed = subject.handed.pdf, subject.handed
    one, two = (parse(each, handed.issued, handed.expected, handed.at) for each in (original, pdf))
    end = max((span(each)[3] for each in one.sealed), default=0)
    return end < len(original) and pdf[:end] == original[:end] and _read(one) == _read(two)


def _read(parsed: Parsed) -> list[object]:
    """Every object of every new revision, by number."""
    found: list[object] = []
    for revision in parsed.new_revisions:
        resolver = parsed.reader.get_historical_resolver(revision)
        references = sorted(
            resolver.explicit_refs_in_revision(), key=lambda each: (each.idnum, each.generation)
        )
        found.append(
            [(each.idnum, each.generation, spelled(resolver(each))) for each in references]
        )
    return found


def _difference(subject: Subject, pdf: bytes) -> str:
    """Where a mutant first differs, for whoever has to find out why."""
    original = subject.handed.pdf
    place = next(
        (at for at, (one, two) in enumerate(zip(original, pdf, strict=False)) if one != two),
        min(len(original), len(pdf)),
    )
    around = slice(max(0, place - 20), place + 20)
    return f", at {place}: {original[around]!r} became {pdf[around]!r}"


if __name__ == "__main__":
    sys.exit(main())
