"""Which PDF/A profile a file says it keeps to. What it says, not whether it does."""

import mmap
import os
import re
from pathlib import Path

from pipeline.adapters.archive.manifest import open_regular

#: XMP writes both as elements and as attributes; PDF/A wants its packet uncompressed (ISO 19005).
_NAME = b"pdfaid:part"
_PART = re.compile(rb"pdfaid:part(?:>|=[\"'])\s*([1-9])")
_CONFORMANCE = re.compile(rb"pdfaid:conformance(?:>|=[\"'])\s*([A-Za-z])")
#: bytes around the newest one, in which the other stands
_NEAR = 400


def pdf_profile(path: Path) -> str | None:
    """Say ``PDF/A-2B`` as the newest metadata of a PDF do; None where they name no profile.

    Raises:
        OSError: The file cannot be read.
    """
    with os.fdopen(open_regular(path), "rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return None
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            at = data.rfind(_NAME)
            near = data[max(0, at - _NEAR) : at + _NEAR] if at >= 0 else b""
    part, conformance = _PART.search(near), _CONFORMANCE.search(near)
    if part is None:
        return None
    letter = conformance[1].decode().upper() if conformance else ""
    return f"PDF/A-{part[1].decode()}{letter}"
