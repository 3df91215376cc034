"""What the office needs from Word: papers filled from templates, drafts read back.

Terminology
    template: a Word file of the office's templates folder, named as in ``wording.papers.PAPERS``.
    paper: the values for one template; its dataclass says which placeholders exist.
    control: a content control with a tag, a named place whose text can be written and read.
    bookmark: the named place of a signature or paraf field.
    properties: custom document properties, where a paper carries its code.
"""

from collections.abc import Collection, Mapping
from typing import Protocol

from pipeline.wording.papers import Paper


class Words(Protocol):
    """Fills templates and reads what staff made of the drafts."""

    def fill(
        self,
        template: str,
        paper: Paper,
        *,
        properties: Mapping[str, str],
        qr_png: bytes | None,
        pictures: Mapping[str, bytes] | None = None,
    ) -> bytes:
        """The template filled with the paper's values: the same input gives the same bytes.

        Args:
            template: its name in ``PAPERS``.
            paper: an instance of exactly the class that ``PAPERS`` names.
            properties: custom document properties to write, such as the document's code.
            qr_png: the footer's QR; None leaves its place blank.
            pictures: PNG bytes for further named pictures, such as ``lambang``; a chart
                (``grafik-…``) keeps its width and takes the height of its picture.

        Raises:
            Misconfigured: the template is missing, broken, or asks for what the paper lacks.
        """
        ...

    def properties(self, package: bytes) -> Mapping[str, str]:
        """The custom properties of a Word or Excel file; empty when it has none.

        Raises:
            Refused: not a Word or Excel file, or one that cannot be read safely.
        """
        ...

    def inspect(self, docx: bytes, *, bookmarks: frozenset[str], controls: frozenset[str]) -> None:
        """Check a draft before it becomes a PDF.

        Args:
            docx: what was handed in.
            bookmarks: names of the fields it must still carry.
            controls: tags of the content controls it must still carry.

        Raises:
            Refused: with everything that is wrong at once.
        """
        ...

    def write_controls(
        self,
        docx: bytes,
        values: Mapping[str, str],
        properties: Mapping[str, str] | None = None,
    ) -> bytes:
        """The draft with new text in its controls, and updated custom properties.

        Raises:
            Refused: the file cannot be read, or a control is missing.
        """
        ...

    def read_controls(self, docx: bytes) -> Mapping[str, str]:
        """The text of every tagged control; lines are separated by a newline.

        Raises:
            Refused: the file cannot be read.
        """
        ...

    def text(self, docx: bytes) -> str:
        """Everything that is printed, headers and footers included, a paragraph a line.

        Raises:
            Refused: the file cannot be read.
        """
        ...

    def reword(self, docx: bytes, old: Collection[str], new: str) -> bytes:
        """The file with each paragraph that says one of ``old`` saying ``new``.

        Raises:
            Refused: the file cannot be read.
        """
        ...

    def lint(self, unneeded: Collection[str] = ()) -> list[str]:
        """Everything wrong with the templates, one English sentence each, for ``paraf doctor``.

        Args:
            unneeded: templates that nothing is filled from in this office; these may be missing.
        """
        ...
