"""R8: a timestamp says when something existed, by an authority whose word counts in this office.

In a signature it is about that signature (B-T); in a field of its own it is about the whole file so
far, and no person's act: it may come at any time after issue, changes nothing that people see, and
carries its own proof (ETSI EN 319 142-1, 5.4.3).
"""

from collections.abc import Iterator
from datetime import timedelta

from pyhanko.pdf_utils import generic
from pyhanko.sign.validation.generic_cms import message_imprint_checker

from pipeline.adapters.signing.evidence import Parsed, is_timestamp
from pipeline.adapters.signing.revision import entry, names
from pipeline.adapters.signing.timestamp import Timestamp, token_of
from pipeline.errors import Finding

#: Clocks differ; a claim may run ahead of the authority's time by this much.
_TOLERANCE = timedelta(minutes=5)
_DICTIONARY = names("/Type /Filter /SubFilter /Contents /ByteRange /M /Name /V")
_FIELD = names("/Type /Subtype /FT /T /TU /V /F /Ff /Rect /P")
_SUBFILTER = "/ETSI.RFC3161"


def signatures_are_stamped_well(parsed: Parsed) -> Iterator[Finding]:
    """R8: a timestamp in a signature is about it, trusted, and not before the signer's own word."""
    for signature in parsed.signatures:
        token = token_of(signature)
        if token is None:
            continue
        claimed = signature.self_reported_timestamp
        imprint = message_imprint_checker(signature.signer_info)
        if (
            not token.holds(imprint, parsed.time_trust, [parsed.at])
            or token.at > parsed.at + _TOLERANCE
            or (claimed is not None and claimed > token.at + _TOLERANCE)
        ):
            label = parsed.label_of(signature.fq_name)
            yield Finding("P49", {"label": label, "penerbit": token.authority})


def document_timestamps_hold(parsed: Parsed) -> Iterator[Finding]:
    """R8: a timestamp of its own is about the whole file so far, and not before what it seals."""
    last = None
    for stamp in parsed.sealed:
        token = Timestamp(stamp.pkcs7_content) if is_timestamp(stamp) else token_of(stamp)
        if token is None:
            continue
        if not is_timestamp(stamp):
            last = token.at if last is None else max(last, token.at)
            continue
        moments = [parsed.at] if parsed.at > token.at else []
        if not token.holds(stamp.compute_digest, parsed.time_trust, moments) or (
            last is not None and token.at < last - _TOLERANCE
        ):
            yield Finding("P50", {"penerbit": token.authority})
        last = token.at if last is None else max(last, token.at)


def document_timestamps_are_bare(parsed: Parsed) -> Iterator[Finding]:
    """R8: such a field is new, shows nothing, and says nothing but its token."""
    issued = {
        str(entry(one.get_object(), "/T")) for one in parsed.as_issued.root["/AcroForm"]["/Fields"]
    }
    for stamp in parsed.timestamps:
        field, value = stamp.sig_field, stamp.sig_object
        if (
            stamp.fq_name in issued
            or set(field) - _FIELD
            or set(value) - _DICTIONARY
            or entry(value, "/SubFilter") != _SUBFILTER
            or not _has_no_size(field)
        ):
            yield Finding("P35", {"field": stamp.fq_name})


def _has_no_size(field: generic.DictionaryObject) -> bool:
    left, bottom, right, top = (float(edge) for edge in entry(field, "/Rect", (0, 0, 0, 0)))
    return left == right and bottom == top
