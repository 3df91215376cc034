"""What a jailed child does to learn the words of a filed document."""

import io
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from lxml import etree
from pydantic import TypeAdapter
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from pipeline.adapters.jail import Job

#: Characters of one document; a letter has two thousand, a thick report two hundred thousand.
LONGEST = 200_000
_MOST_PAGES = 300
#: Bytes of one part of a package, unpacked.
_LARGEST_PART = 32 * 1024**2
_WORD_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_WORD_PARAGRAPH = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def text_of(data: bytes, suffix: str) -> str | None:
    """See ``pipeline.ports.texts.Texts``."""
    read = _READERS.get(suffix)
    if read is None:
        return None
    try:
        return _one_line(_up_to(read(data)))
    except (PyPdfError, zipfile.BadZipFile, etree.LxmlError, OSError):
        return None
    # what a parser stumbles over in a broken document has many names
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError):
        return None


def _up_to(pieces: Iterator[str]) -> str:
    """Join pieces until there is enough."""
    taken: list[str] = []
    length = 0
    for piece in pieces:
        taken.append(piece)
        length += len(piece)
        if length > LONGEST:
            break
    return " ".join(taken)


def _one_line(text: str) -> str:
    """Leave out what cannot be seen, and make each run of blanks one space."""
    seen = "".join(
        " "
        if category in ("Cc", "Zl", "Zp")
        else ""
        if category in ("Cf", "Cs", "Cn", "Co")
        else each
        for each, category in ((each, unicodedata.category(each)) for each in text)
    )
    return unicodedata.normalize("NFC", " ".join(seen.split())[:LONGEST])


def _pdf(data: bytes) -> Iterator[str]:
    reader = PdfReader(io.BytesIO(data))
    for page in reader.pages[:_MOST_PAGES]:
        yield page.extract_text()


def _word(data: bytes) -> Iterator[str]:
    part = _part(zipfile.ZipFile(io.BytesIO(data)), "word/document.xml")
    for paragraph in part.iter(_WORD_PARAGRAPH):
        yield "".join(each.text or "" for each in paragraph.iter(_WORD_TEXT))


def _excel(data: bytes) -> Iterator[str]:
    """Give the texts that cells share, and those that stand in cells themselves."""
    package = zipfile.ZipFile(io.BytesIO(data))
    names = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    if "xl/sharedStrings.xml" in package.namelist():
        names = ["xl/sharedStrings.xml", *names]
    parts = (_part(package, name) for name in names)
    texts = chain.from_iterable(part.iter(f"{_SHEET}t") for part in parts)
    return (each.text or "" for each in texts)


def _part(package: zipfile.ZipFile, name: str) -> etree._Element:
    """Read one part, without entities and network.

    Raises:
        ValueError: It is larger than any paper's.
    """
    with package.open(name) as file:
        content = file.read(_LARGEST_PART + 1)
    if len(content) > _LARGEST_PART:
        raise ValueError(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(content, parser)


_READERS: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    "pdf": _pdf,
    "docx": _word,
    "xlsx": _excel,
}

TEXT = Job(name="texts.text", given=TypeAdapter(str), answer=TypeAdapter(str | None), work=text_of)

JOBS = {TEXT.name: TEXT.serve}
