"""The notes that tell a post which evidence its form waits for.

A note lies in the inbox for exactly as long as the form waits: it is renewed when some of the
evidence has come, and taken out when the form went on, came back, or was taken away again.
"""

import contextlib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.errors import Finding, NotYet
from pipeline.office.intake import own_note
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.ports.store import LaidFile
from pipeline.wording.indonesian import listed
from pipeline.wording.notes import note

_TITLE = "MENUNGGU BUKTI"


@dataclass(frozen=True, slots=True)
class Missing:
    """A form that waits, and the names it waits for."""

    cycle: str
    code: str
    title: str
    folder: str
    names: tuple[str, ...]


class Awaiting:
    """Keeps the notes about waiting forms as they should be."""

    def __init__(self, office: Surroundings, tools: Tools) -> None:
        self._office = office
        self._tools = tools
        self._posts = {office.config.folder(post): post for post in office.config.posts}
        self._told: frozenset[Missing] | None = None  #: None: what an earlier run told is unknown

    def tell(self, waiting: Iterable[Missing]) -> None:
        """Lay, renew and take out notes; an inbox that is away is tried again the next time."""
        wanted = frozenset(waiting)
        if wanted == self._told:
            return
        self._told = None
        with contextlib.suppress(NotYet):
            texts = {self._place(each): self._text(each) for each in wanted}
            for laid in self._tools.store.laid():
                if _TITLE in laid.name and texts.get((laid.post, laid.code)) != laid.sha256:
                    self._take_out(laid)
            for each in wanted:
                self._lay(each)
            self._told = wanted

    def _place(self, missing: Missing) -> tuple[str, str | None]:
        return self._posts[missing.folder], missing.code

    def _note(self, missing: Missing) -> bytes:
        facts = {"judul": missing.title, "daftar": listed(missing.names)}
        return note([Finding("N05", facts)], self._office.calendar.zone)

    def _text(self, missing: Missing) -> str:
        return hashlib.sha256(self._note(missing)).hexdigest()

    def _lay(self, missing: Missing) -> None:
        data, post = self._note(missing), self._posts[missing.folder]
        sha256 = hashlib.sha256(data).hexdigest()
        name = f"{missing.title} - {_TITLE}.txt"
        used = self._tools.folders.deliver(missing.folder, name, data)
        laid = LaidFile(post=post, name=used, cycle=missing.cycle, code=missing.code, sha256=sha256)
        self._tools.store.lay(laid, own_note(post, sha256))

    def _take_out(self, laid: LaidFile) -> None:
        self._tools.folders.take_out(self._office.config.folder(laid.post), laid.name)
        self._tools.store.forget_laid(laid.post, laid.name)
