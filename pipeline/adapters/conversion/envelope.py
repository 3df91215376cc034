"""The first look at what is to be converted: is it a whole Word package at all?

LibreOffice opens anything (a plain text named .docx becomes a PDF of that text), so its word is
not enough. What a package contains is the inspector's business, not looked at here.
"""

import zipfile
import zlib
from io import BytesIO

from pipeline.errors import Finding, Refused

WORD_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES_BYTES = 1024**2  #: more than any list of parts needs
_PACKAGE_BYTES = 256 * 1024**2  #: unpacked; a letter has about one million


def require_word_package(docx: bytes) -> None:
    """Check that these bytes are an undamaged ZIP that calls itself a Word document.

    Raises:
        Refused: They are not (K02).
    """
    try:
        with zipfile.ZipFile(BytesIO(docx)) as package:
            sound = _is_word(package) and _is_whole(package)
    # What zipfile raises for a damaged or password-protected package.
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):
        sound = False
    if not sound:
        raise Refused(Finding("K02"))


def _is_word(package: zipfile.ZipFile) -> bool:
    if "[Content_Types].xml" not in package.namelist():
        return False
    with package.open("[Content_Types].xml") as types:
        return WORD_DOCUMENT in types.read(_TYPES_BYTES)


def _is_whole(package: zipfile.ZipFile) -> bool:
    # zipfile reads no part further than its stated size, so the statement bounds the work.
    stated = sum(part.file_size for part in package.infolist())
    return stated <= _PACKAGE_BYTES and package.testzip() is None
