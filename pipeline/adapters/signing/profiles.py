"""Other people's signing programs, as data: what each may do beyond the strict rules, and how.

The rules are written for a program that fills our field and touches nothing else; ``STRICT`` is
that. A further profile names precisely what one program does differently and may do here. None of
them touches what makes a signature safe: the issued bytes come first, the whole file is covered,
the certificate is enrolled for the post whose turn it is, and nothing else changes.

What a program writes about itself is nobody's proof. It only picks a profile, so a profile must be
harmless in the hands of someone who lies about his program; ``tests/attacks/programs.py`` tries.

Programs whose work cannot be accepted are data as well: how they are known, and the code of the
sentence that names them and the way out (``pipeline/reasons/signing.py``).
"""

import re
from dataclasses import dataclass

from pipeline.errors import Finding
from pipeline.ports.signing import ProgramProfile

_PADES = frozenset({"/ETSI.CAdES.detached"})
_LEGACY = frozenset({"/adbe.pkcs7.detached"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one kind of program may do."""

    #: As it stands in office.toml.
    name: ProgramProfile
    #: How a sentence names it.
    program: str
    #: What it calls itself in the signature (``/Prop_Build``, ``/App``); none: whoever does it.
    applications: frozenset[str] = frozenset()
    #: It signs in a field of its own, made in the same revision, instead of ours.
    makes_field: bool = False
    #: Formats of the message; its content is held to the same rules in all of them.
    formats: frozenset[str] = _PADES
    #: Keys of the signature dictionary that say something harmless and are in no standard.
    more_keys: frozenset[str] = frozenset()
    #: It writes pages again that it has not changed.
    repeats_pages: bool = False


STRICT = Profile(name="ketat", program="paraf sign, pyHanko")
#: ``signform=True`` fills our field; the format is the older one, the message that of PAdES.
ENDESIVE = Profile(
    name="endesive",
    program="endesive",
    applications=frozenset({"/endesive"}),
    formats=_PADES | _LEGACY,
    more_keys=frozenset({"/Contact"}),
    repeats_pages=True,
)
#: As BSrE's applications do; ``rules/own_field.py`` says what such a field may be.
OWN_FIELD = Profile(
    name="kolom-sendiri",
    program="program yang membuat kolom tanda tangan sendiri",
    makes_field=True,
)
_MORE = (ENDESIVE, OWN_FIELD)
PROFILES = (STRICT, *_MORE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How a program is known by what it leaves in a file, and the sentence for its work."""

    pattern: re.Pattern[bytes]
    code: str
    #: The profile under which its work may pass; None where there is none.
    profile: Profile | None = None


def _app(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"/App\s*<<\s*/Name\s*/" + name)


_TRACES = (
    Trace(pattern=_app(rb"endesive\b"), code="P71", profile=ENDESIVE),
    Trace(pattern=_app(rb"pyHanko\b"), code="P73"),
    # poppler writes a signature on one line and says nothing of itself; the order is its own.
    Trace(
        pattern=re.compile(rb"<</Type /Sig /Filter /Adobe\.PPKLite /SubFilter /\S+ /Name \("),
        code="P72",
    ),
    # placeholder-plain and placeholder-pdf-lib name the filter and no application.
    Trace(
        pattern=re.compile(rb"/Prop_Build\s*<<\s*/Filter\s*<<\s*/Name\s*/Adobe\.PPKLite\s*>>\s*>>"),
        code="P70",
    ),
)
#: The producer that pdf-lib writes into a file, as UTF-16 in digits.
_PDF_LIB = "pdf-lib (https".encode("utf-16-be").hex().upper().encode()


def applicable(
    allowed: tuple[ProgramProfile, ...], *, application: str, in_own_field: bool
) -> Profile:
    """The profile by which one signature is judged; the strict one where no other is meant for it.

    Args:
        allowed: What the office allows for this signature, beside the strict profile.
        application: What the signing program calls itself.
        in_own_field: Whether the signature stands in a field that we did not issue.
    """
    for profile in _MORE:
        if profile.name not in allowed or profile.makes_field != in_own_field:
            continue
        if not profile.applications or application in profile.applications:
            return profile
    return STRICT


def way_out(added: bytes, allowed: tuple[ProgramProfile, ...]) -> Finding | None:
    """The sentence that names the program whose signature was refused; None when it is unknown.

    Args:
        added: What was added to the issued bytes.
        allowed: What the office allows, beside the strict profile.
    """
    for trace in _TRACES:
        if trace.pattern.search(added) is not None:
            if trace.profile is not None and trace.profile.name not in allowed:
                return Finding("P75", facts_of(trace.profile))
            return Finding(trace.code)
    return None


def rewritten_by(pdf: bytes) -> Finding | None:
    """The sentence that names the program which wrote a whole PDF anew; None when it is unknown."""
    return Finding("P70") if _PDF_LIB in pdf.upper() else None


def facts_of(profile: Profile) -> dict[str, str]:
    """What a sentence about a profile tells."""
    return {"program": profile.program, "profil": profile.name}
