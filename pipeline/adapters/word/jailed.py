"""``Words`` of an office: people's files are opened in a jailed child, templates here."""

from collections.abc import Collection, Mapping
from pathlib import Path

from pipeline.adapters.jail import Jail
from pipeline.adapters.word import WordDocuments, jobs
from pipeline.wording.papers import Paper


class JailedWords:
    """Word papers of one office, from the templates in its folder."""

    def __init__(self, templates: Path, jail: Jail) -> None:
        """Use the templates in ``templates``; ``jail`` has ``word.jobs`` among its modules."""
        self._own = WordDocuments(templates)
        self._jail = jail

    def fill(
        self,
        template: str,
        paper: Paper,
        *,
        properties: Mapping[str, str],
        qr_png: bytes | None,
        pictures: Mapping[str, bytes] | None = None,
    ) -> bytes:
        """See ``pipeline.ports.word.Words``."""
        return self._own.fill(
            template, paper, properties=properties, qr_png=qr_png, pictures=pictures
        )

    def properties(self, package: bytes) -> Mapping[str, str]:
        """See ``pipeline.ports.word.Words``."""
        return jobs.PROPERTIES.ask(self._jail, package, None)

    def inspect(self, docx: bytes, *, bookmarks: frozenset[str], controls: frozenset[str]) -> None:
        """See ``pipeline.ports.word.Words``."""
        jobs.INSPECT.ask(self._jail, docx, jobs.Demands(bookmarks=bookmarks, controls=controls))

    def write_controls(
        self,
        docx: bytes,
        values: Mapping[str, str],
        properties: Mapping[str, str] | None = None,
    ) -> bytes:
        """See ``pipeline.ports.word.Words``."""
        return jobs.WRITE.ask(self._jail, docx, jobs.Changes(values=values, properties=properties))

    def read_controls(self, docx: bytes) -> Mapping[str, str]:
        """See ``pipeline.ports.word.Words``."""
        return jobs.READ.ask(self._jail, docx, None)

    def text(self, docx: bytes) -> str:
        """See ``pipeline.ports.word.Words``."""
        return jobs.TEXT.ask(self._jail, docx, None)

    def reword(self, docx: bytes, old: Collection[str], new: str) -> bytes:
        """See ``pipeline.ports.word.Words``."""
        return jobs.REWORD.ask(self._jail, docx, jobs.Rewording(old=tuple(old), new=new))

    def lint(self, unneeded: Collection[str] = ()) -> list[str]:
        """See ``pipeline.ports.word.Words``."""
        return self._own.lint(unneeded)
