"""What a jailed child does for the converter: opens what LibreOffice gets, and what it leaves.

The converter asks; ``JOBS`` is what the child loads. A PDF that came out of a LibreOffice which
had a hostile letter in it is as foreign as the letter.
"""

from io import BytesIO

from pydantic import TypeAdapter
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from pipeline.adapters.conversion.comments import without_comments
from pipeline.adapters.conversion.envelope import require_word_package
from pipeline.adapters.jail import Job

_NOTHING: TypeAdapter[None] = TypeAdapter(None)


def prepare(docx: bytes, _: None = None) -> bytes:
    """The document as it is laid out.

    Raises:
        Refused: It is no Word document (K02).
    """
    require_word_package(docx)
    return without_comments(docx)


def count_pages(pdf: bytes, _: None = None) -> int:
    """How many pages a PDF has; 0 for what is none."""
    try:
        return len(PdfReader(BytesIO(pdf)).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError):
        return 0


PREPARE = Job(name="conversion.prepare", given=_NOTHING, answer=None, work=prepare)
COUNT = Job(name="conversion.pages", given=_NOTHING, answer=TypeAdapter(int), work=count_pages)

JOBS = {each.name: each.serve for each in (PREPARE, COUNT)}
