"""People at work and at play: what lies in an inbox is done, and much else is dropped beside it.

What they do depends on the seed and on the paper alone, never on when it came: a disturbed office
and an undisturbed one see the same gestures. Every byte sequence that is dropped is remembered.
"""

import hashlib
import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.config.office import load_office
from pipeline.entry.demo.staff import Staff
from pipeline.wiring import demo_clock
from pipeline.wiring.demo import demo_keys
from pipeline.wording.indonesian import nip_grouped

_PAUSE = 0.05
_MISCHIEF = (
    "copy",
    "copy later",
    "wrong post",
    "foreign",
    "poison",
    "empty",
    "folder",
    "bad return",
    "nothing",
)
_GARBAGE = {
    "rusak.docx": b"PK\x03\x04 bukan Word",
    "potong.pdf": b"%PDF-1.7\n1 0 obj <<",
    "gambar.png": b"\x89PNG\r\n\x1a\n",
    "rusak.xlsx": b"PK\x05\x06" + bytes(18),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """One file that somebody put into an outbox."""

    post: str
    name: str
    sha256: str
    kind: str


class People:
    """Everybody in the office, one gesture after another."""

    def __init__(self, root: Path, seed: int) -> None:
        self._root = root
        self._seed = seed
        self._config = load_office(root)
        self._staff = Staff(root, demo_keys(root))
        self._table = root / ".meja"
        self._table.mkdir(exist_ok=True)
        self._seen: set[tuple[str, str]] = set()
        self._times: Counter[tuple[str, str]] = Counter()
        self._later: list[tuple[str, str, bytes]] = []
        self.dropped: list[Dropped] = []
        self.at_rest = threading.Lock()  #: held during a gesture
        self.gestures: Counter[str] = Counter()
        self.error = ""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def go_home(self) -> None:
        """Stop, and clear the tables."""
        self._over.set()
        self._thread.join()
        self._staff.go_home()
        shutil.rmtree(self._table, ignore_errors=True)

    def _work(self) -> None:
        try:
            while not self._over.is_set():
                for post, path in list(self._waiting()):
                    with self.at_rest:
                        self._deal_with(post, path)
                    self._over.wait(_PAUSE)
                with self.at_rest:
                    if self._later:
                        self._put(*self._later.pop(0), kind="copy")
                self._over.wait(_PAUSE)
        except Exception as error:  # noqa: BLE001 - told by whoever waits for the people
            self.error = repr(error)

    def _waiting(self) -> Iterator[tuple[str, Path]]:
        """Papers that somebody should deal with, and has not."""
        for post in self._config.posts:
            for path in sorted((self._root / "inbox" / self._config.folder(post)).iterdir()):
                if not path.name.startswith(".") and self._verb(post, path.name):
                    yield post, path

    def _verb(self, post: str, name: str) -> str:
        """What a post does with a paper of this name; empty for what is only read."""
        if name.endswith(".txt"):
            return ""
        if name.startswith("Formulir Data Kinerja") and post.startswith("japel"):
            return "fill" if name.endswith(".xlsx") else ""
        if name.startswith("Surat Permintaan") and not post.startswith("japel"):
            return "sign" if post == "kepala-badan" else "pass"
        heads = {unit.kepala for unit in self._config.units}
        main = {
            "Lembar Disposisi Sekretaris": {"sekretaris"},
            "Lembar Disposisi Kasubbag TU": {"kasubbag-tu"},
            "Lembar Disposisi Pengarsipan": {"kasubbag-tu"},
            "Konsep Surat Permintaan": {"japel-tu"},
            "Laporan Rekapitulasi": {"kasubbag-tu", "sekretaris"},
            "Berita Acara": {"japel-tu"},
            "Data Kinerja": heads,
        }
        for start, posts in main.items():
            right_kind = name.endswith(".docx" if "Disposisi" in start else (".pdf", ".docx"))
            if name.startswith(start) and post in posts and right_kind:
                return "pass"
        return ""

    def _deal_with(self, post: str, path: Path) -> None:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return
        if (post, _sha256(data)) in self._seen or not data:
            return
        subject = path.name.split(" (")[0]
        self._times[post, subject] += 1
        chance = self._chance(post, subject, self._times[post, subject])
        first = self._times[post, subject] == 1
        taken = self._table / path.name
        try:
            path.rename(taken)
        except FileNotFoundError:
            return
        # After a kill the same paper may be laid once more; who did it already knows it again.
        self._seen.add((post, _sha256(data)))
        returns = ("Surat Permintaan", "Data Kinerja")
        if first and subject.startswith(returns) and self._may_return(post, subject, chance):
            self._return(post, taken, chance)
            return  # a copy handed in beside it would be a race between two wishes
        self._do(post, taken)
        data = taken.read_bytes()
        self._hand_in(post, taken, chance)
        self._seen.add((post, _sha256(data)))
        for _ in range(2):
            self._mischief(post, path.name, data, chance)

    def _chance(self, *key: object) -> random.Random:
        return random.Random(f"{self._seed} {key}")  # noqa: S311 - chance, not secrecy

    def _may_return(self, post: str, subject: str, chance: random.Random) -> bool:
        """Sekretaris may return the letter at its paraf, a head the unit's data."""
        if subject.startswith("Surat Permintaan") and post != "sekretaris":
            return False
        return chance.random() < 0.5

    def _do(self, post: str, paper: Path) -> None:
        match self._verb(post, paper.name):
            case "fill":
                self._staff.fill_form(paper)
            case "sign":
                now = demo_clock(self._root).now()
                holder = self._config.holder(post, now.date())
                stamp = {
                    "kind": "ttd",
                    "post": holder.title,
                    "holder": holder.name,
                    "nip": nip_grouped(holder.nip),
                    "number": paper.stem,
                    "signed_at": now,
                }
                self._staff.sign(paper, post, "TtdKepalaBadan", stamp)
            case _:
                pass

    def _hand_in(self, post: str, paper: Path, chance: random.Random) -> None:
        """Mostly by a move; now and then by a program that writes in two parts."""
        data = paper.read_bytes()
        target = _free(self._root / "outbox" / post / paper.name)
        if chance.random() < 0.2:
            self._remember(post, paper.name, data, "hand-in")
            with target.open("wb") as file:
                file.write(data[: len(data) // 2])
                file.flush()
                time.sleep(0.15)
                file.write(data[len(data) // 2 :])
            paper.unlink()
        else:
            self._put(post, paper.name, data, kind="hand-in")
            paper.unlink()

    def _return(self, post: str, paper: Path, chance: random.Random) -> None:
        note = f"Mohon diperbaiki, nomor {chance.randrange(10**9)}.".encode()
        data = paper.read_bytes()
        place = f"{post}/kembalikan"
        self._put(place, f"{paper.stem}.txt", note, kind="note")
        self._put(place, paper.name, data, kind="return")
        paper.unlink()

    def _mischief(self, post: str, name: str, data: bytes, chance: random.Random) -> None:
        number = chance.randrange(10**9)
        match chance.choice(_MISCHIEF):
            case "copy":
                self._put(post, f"Salinan {number} {name}", data, kind="copy")
            case "copy later":
                self._later.append((post, f"Susulan {number} {name}", data))
            case "wrong post":
                other = "japel-bidang-1" if name.startswith("Surat") else "kepala-badan"
                self._put(other, f"Salah {number} {name}", data, kind="wrong post")
            case "foreign":
                self._put(post, f"titipan {number}.txt", f"{number}".encode(), kind="foreign")
            case "poison":
                kind = chance.choice(sorted(_GARBAGE))
                bad = _GARBAGE[kind] + f" {number}".encode()
                self._put(post, f"{number} {kind}", bad, kind="poison")
            case "empty":
                self._put(post, f"kosong {number}.docx", b"", kind="empty")
            case "folder":
                place, inside = f"{post}/map {number}", b"isi %d" % number
                self._put(place, f"isi {number}.txt", inside, kind="foreign")
            case "bad return":
                place = f"{post}/kembalikan"
                self._put(place, f"asing {number}.bin", b"asing %d" % number, kind="foreign")
            case _:
                pass

    def _put(self, place: str, name: str, data: bytes, kind: str) -> None:
        """Drop a file whole, as a move on one disk does."""
        folder = self._root / "outbox" / place
        built = self._table / "jatuh"
        built.write_bytes(data)
        self._remember(place.split("/", maxsplit=1)[0], name, data, kind)
        while True:
            folder.mkdir(parents=True, exist_ok=True)
            try:
                built.rename(_free(folder / name))
            except FileNotFoundError:
                continue  # the folder was swept away in between
            return

    def _remember(self, post: str, name: str, data: bytes, kind: str) -> None:
        self.gestures[kind] += 1
        self.dropped.append(Dropped(post=post, name=name, sha256=_sha256(data), kind=kind))


def _free(path: Path) -> Path:
    """A name beside what still lies there, as a file manager proposes: nobody overwrites."""
    number = 2
    free = path
    while free.exists():
        free = path.with_stem(f"{path.stem} ({number})")
        number += 1
    return free


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
