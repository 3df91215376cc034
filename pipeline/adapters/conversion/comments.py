"""Takes reviewers' comments out of a letter before it is laid out.

They are not printed anyway. But LibreOfficeKit opens a window per comment even without a
screen, and ``libreoffice-writer-nogui`` does not bring that window's description
(``annotation.ui``; LibreOffice 7.4): the whole document then counts as unreadable.
"""

import re
import zipfile
from io import BytesIO

_REFERENCE = re.compile(rb"<(?P<tag>(?:\w+:)?commentReference)\b[^>]*?(?:/>|>\s*</(?P=tag)\s*>)")
_COMMENTS_PART = re.compile(r"word/comments\w*\.xml")
_TEXT_PARTS = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")


def without_comments(docx: bytes) -> bytes:
    """Return the package without references to comments; the same bytes if it has none.

    Args:
        docx: A sound Word package.
    """
    with zipfile.ZipFile(BytesIO(docx)) as package:
        if not any(map(_COMMENTS_PART.fullmatch, package.namelist())):
            return docx
        cleaned = BytesIO()
        with zipfile.ZipFile(cleaned, "w", zipfile.ZIP_DEFLATED) as copy:
            for part in package.infolist():
                content = package.read(part)
                if _TEXT_PARTS.fullmatch(part.filename):
                    content = _REFERENCE.sub(b"", content)
                copy.writestr(part.filename, content)
    return cleaned.getvalue()
