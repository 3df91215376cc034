"""R3, the letters: what was added is written so that no two programs read it differently.

Comments may hide things from one reader and not from another, and a lone carriage return after
``stream`` shifts the content by one byte in some. A signing program needs neither.
"""

from collections.abc import Iterator

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.tokens import tokens
from pipeline.errors import Finding


def nothing_is_commented(parsed: Parsed) -> Iterator[Finding]:
    """R3: no comment inside an object, and streams begin with a whole line break."""
    for revision in parsed.new_revisions:
        data = parsed.reader.xrefs.get_xref_data(revision)
        table = parsed.reader.xrefs.get_xref_container_info(revision)
        places = [offset for _, offset in data.standard_xrefs.values()]
        if table.stream_ref is None:
            places.append(table.end_location)  # the trailer
        if not all(_is_plain(parsed.pdf, place) for place in places):
            yield Finding("P32")


def _is_plain(pdf: bytes, position: int) -> bool:
    for token, following in tokens(pdf, position):
        if token == b"%":
            return False
        if token in (b"endobj", b"startxref"):
            return True
        if token == b"stream":
            behind = pdf[following : following + 2]
            return behind[:1] == b"\n" or behind == b"\r\n"
    return False
