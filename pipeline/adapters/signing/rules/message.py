"""R7, the CMS message around the signature: nothing in it speaks that the signature does not cover.

What "one way" and "no more" mean stands in ``plain_cms``; a timestamp inside is judged by
``timestamps``.
"""

from collections.abc import Iterator

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.plain_cms import holds_no_more, is_written_one_way
from pipeline.adapters.signing.rules.signer import pairs
from pipeline.adapters.signing.timestamp import ATTRIBUTE
from pipeline.errors import Finding

_UNSIGNED = {ATTRIBUTE}


def message_is_written_one_way(parsed: Parsed) -> Iterator[Finding]:
    """R7: distinguished encoding, lengths that fit, versions that agree with the content."""
    for signature, expected in pairs(parsed):
        if not is_written_one_way(
            signature.pkcs7_content, signature.signed_data, signature.signer_info
        ):
            yield Finding("P45", {"label": expected.label})


def message_holds_no_more(parsed: Parsed) -> Iterator[Finding]:
    """R7: one digest, vouched-for certificates, and nothing unsigned but a timestamp."""
    for signature, expected in pairs(parsed):
        unsigned = {one["type"].native for one in signature.signer_info["unsigned_attrs"] or ()}
        if (
            unsigned - _UNSIGNED
            or signature.embedded_attr_certs
            or not holds_no_more(
                signature.signed_data,
                signature.signer_info,
                signature.signer_cert,
                expected.trust,
            )
        ):
            yield Finding("P45", {"label": expected.label})
