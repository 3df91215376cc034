"""Puts the sentence about the signing program before the reasons that its work was refused for.

A reason says what is wrong with the file; who signs with a program that always does it so needs to
hear the program's name and the way out.
"""

from pipeline.adapters.signing.evidence import Handed, Parsed
from pipeline.adapters.signing.profiles import OWN_FIELD, facts_of, rewritten_by, way_out
from pipeline.adapters.signing.surprise import refusing
from pipeline.errors import Finding, Refused

#: Said of work that was made as asked, and is merely not complete.
_NOT_THE_PROGRAM = frozenset({"P48", "P40"})
_END = b"%%EOF"


def with_program(findings: tuple[Finding, ...], handed: Handed) -> tuple[Finding, ...]:
    """The findings, and before them the one that names the program if it is known."""
    if not findings or {one.code for one in findings} <= _NOT_THE_PROGRAM:
        return findings
    program = _program(handed)
    return (program, *findings) if program is not None else findings


def _program(handed: Handed) -> Finding | None:
    if not handed.pdf.startswith(handed.issued):
        return rewritten_by(handed.pdf)
    newest = handed.expected[-1].profiles if handed.expected else ()
    known = way_out(_newest_part(handed), newest)
    if known is None and OWN_FIELD.name not in newest and _is_signed_in_new_field(handed):
        return Finding("P75", facts_of(OWN_FIELD))
    return known


def _newest_part(handed: Handed) -> bytes:
    """What lies behind the signatures given before: their programs were accepted already."""
    position = len(handed.issued)
    for _ in handed.expected[:-1]:
        end = handed.pdf.find(_END, position)
        if end < 0:
            return b""
        position = end + len(_END)
    return handed.pdf[position:]


def _is_signed_in_new_field(handed: Handed) -> bool:
    if not isinstance(handed, Parsed):
        return False
    try:
        with refusing("P46"):  # it is refused already, perhaps since this cannot be read
            given = max(len(handed.expected) - 1, 0)
            newest = handed.signatures[given:]
            return any(one.fq_name not in handed.issued_fields for one in newest)
    except Refused:
        return False
