"""The Word room: templates filled, drafts inspected, controls written and read back.

The only door to docxtpl. A Word file is converted to PDF elsewhere; nothing is signed here.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

from jinja2 import TemplateError

from pipeline.adapters.word import jobs, lint
from pipeline.adapters.word.template import CompiledTemplate
from pipeline.errors import Misconfigured, Refused
from pipeline.wording.papers import PAPERS, Paper


class WordDocuments:
    """Word papers of one office, from the templates in its folder, all in this process.

    For files that people dropped the office has ``jailed``.
    """

    def __init__(self, templates: Path) -> None:
        """Use the templates in ``templates``; each is compiled again when its file changes."""
        self._templates = templates
        self._compiled: dict[str, tuple[tuple[int, int], CompiledTemplate]] = {}

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
        if type(paper) is not PAPERS[template]:
            raise TypeError(f"{template} is filled with {PAPERS[template].__name__}")
        given = dict(pictures or {})
        if qr_png is not None:
            given["qr"] = qr_png
        try:
            return self._template(template).fill(paper, properties, given)
        except TemplateError as error:
            raise Misconfigured([f"{self._path(template)}: {error.message}"]) from error

    def properties(self, package: bytes) -> Mapping[str, str]:
        """See ``pipeline.ports.word.Words``."""
        return jobs.properties(package)

    def inspect(self, docx: bytes, *, bookmarks: frozenset[str], controls: frozenset[str]) -> None:
        """See ``pipeline.ports.word.Words``."""
        jobs.inspect(docx, jobs.Demands(bookmarks=bookmarks, controls=controls))

    def write_controls(
        self,
        docx: bytes,
        values: Mapping[str, str],
        properties: Mapping[str, str] | None = None,
    ) -> bytes:
        """See ``pipeline.ports.word.Words``."""
        return jobs.write_controls(docx, jobs.Changes(values=values, properties=properties))

    def read_controls(self, docx: bytes) -> Mapping[str, str]:
        """See ``pipeline.ports.word.Words``."""
        return jobs.read_controls(docx)

    def text(self, docx: bytes) -> str:
        """See ``pipeline.ports.word.Words``."""
        return jobs.text(docx)

    def reword(self, docx: bytes, old: Collection[str], new: str) -> bytes:
        """See ``pipeline.ports.word.Words``."""
        return jobs.reword(docx, jobs.Rewording(old=tuple(old), new=new))

    def lint(self, unneeded: Collection[str] = ()) -> list[str]:
        """See ``pipeline.ports.word.Words``."""
        return lint.lint(self._templates, unneeded)

    def _path(self, template: str) -> Path:
        return self._templates / f"{template}.docx"

    def _template(self, template: str) -> CompiledTemplate:
        path = self._path(template)
        try:
            state = path.stat()
            version = (state.st_mtime_ns, state.st_size)
            known = self._compiled.get(template)
            if known is not None and known[0] == version:
                return known[1]
            compiled = CompiledTemplate(path.read_bytes())
        except OSError as error:
            raise Misconfigured([f"{path}: {error.strerror}"]) from error
        except Refused as error:
            raise Misconfigured([f"{path}: not a readable Word file ({error})"]) from error
        self._compiled[template] = (version, compiled)
        return compiled
