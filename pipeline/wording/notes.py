"""The notes laid in an inbox: why a file came back, what is asked, what was received.

Plain text for Notepad: CRLF and UTF-8 with a byte order mark (design, section 6). The sentences
come from the fixed catalogue and nowhere else, so that no note can leak a path or a stack trace.
"""

import string
from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from pipeline.errors import Finding
from pipeline.reasons.catalogue import REASONS
from pipeline.wording.indonesian import date_words
from pipeline.wording.moments import moment_words
from pipeline.wording.visible import visible

#: Facts that carry a moment or a day as ISO text and are read as words.
_MOMENTS = frozenset({"batas_waktu", "diterima_pada"})
_DAYS = frozenset({"tanggal_surat"})


#: What is refused by its content alone is never opened (codes H), so nothing else is known of it.
_UNOPENED = (
    "Isi berkas ini belum dibaca, karena berkas seperti itu tidak dibuka; bila masih ada yang "
    "perlu diperbaiki di dalamnya, hal itu disebutkan setelah berkas diserahkan ulang.\n"
)


class _Gaps(dict[str, str]):
    """Facts for a sentence; a fact that nobody gave reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "-"


def sentences(finding: Finding, zone: tzinfo) -> tuple[str, str, str]:
    """What happened, why, and what to do, with the finding's facts filled in."""
    reason = REASONS[finding.code]
    facts = _Gaps({key: _readable(key, value, zone) for key, value in finding.facts.items()})
    fill = string.Formatter().vformat
    return fill(reason.what, (), facts), fill(reason.why, (), facts), fill(reason.do, (), facts)


def line(finding: Finding, zone: tzinfo) -> str:
    """A finding in one line, for the board and the command line."""
    what, why, _ = sentences(finding, zone)
    return f"{what} {why} ({finding.code})"


def note(findings: Iterable[Finding], zone: tzinfo) -> bytes:
    """The bytes of a note: every finding with what, why, what to do, and its code at the end."""
    told = dict.fromkeys((each.code, *sentences(each, zone)) for each in findings)
    unopened = next((each for each in reversed(told) if each[0].startswith("H")), None)
    parts = []
    for each in told:
        code, what, why, do = each
        more = _UNOPENED if each is unopened else ""
        parts.append(f"{what}\n{why}\n{do}\n{more}(Kode: {code})")
    text = "\n\n".join(parts) + "\n"
    return ("\ufeff" + text.replace("\n", "\r\n")).encode()


def _readable(key: str, value: str, zone: tzinfo) -> str:
    if key in _MOMENTS:
        return moment_words(datetime.fromisoformat(value), zone)
    if key in _DAYS and value:
        return date_words(date.fromisoformat(value))
    return visible(value)
