"""Says what signatures a PDF holds, ours or not; accepts nothing and refuses nothing but non-PDFs.

Used for facts beside a verdict too, so that both speak of a signature in the same words.
"""

import hashlib
import io

from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from pipeline.adapters.signing.credentials import common_name
from pipeline.adapters.signing.evidence import span
from pipeline.adapters.signing.revision import entry
from pipeline.adapters.signing.surprise import refusing
from pipeline.errors import Finding, Refused
from pipeline.ports.signing import SignatureFact


def describe(pdf: bytes) -> tuple[SignatureFact, ...]:
    """List the signatures of any PDF in the order of its revisions.

    Raises:
        Refused: It is not a PDF that can be read, not even with repairs (P01), or it is
            encrypted (P33).
    """
    with refusing("P01"):
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted:
            raise Refused(Finding("P33"))
        reader.root.raw_get("/Pages")
        signatures = [
            EmbeddedPdfSignature(reader, field, name)
            for name, value, field in enumerate_sig_fields(reader)
            if value is not None
        ]
        signatures.sort(key=lambda one: one.signed_revision)
        return tuple(fact_of(signature, len(pdf)) for signature in signatures)


def fact_of(
    signature: EmbeddedPdfSignature, size: int, *, is_intact: bool | None = None
) -> SignatureFact:
    """The facts of one signature in a file of that many bytes; whether it holds, unless known."""
    der = signature.signer_cert.dump()
    start, _, _, end = span(signature)
    return SignatureFact(
        field=str(signature.fq_name),
        certificate_sha256=hashlib.sha256(der).hexdigest(),
        subject=common_name(load_der_x509_certificate(der).subject),
        signed_at=signature.self_reported_timestamp,
        level=_level(signature),
        covers_whole_file=start == 0 and end == size,
        is_intact=_holds(signature) if is_intact is None else is_intact,
    )


def _holds(signature: EmbeddedPdfSignature) -> bool:
    intact, valid = validate_sig_integrity(
        signature.signer_info,
        signature.signer_cert,
        signature.signed_data["encap_content_info"]["content_type"].native,
        signature.compute_digest(),
    )
    return bool(intact and valid)


def _level(signature: EmbeddedPdfSignature) -> str:
    if entry(signature.sig_object, "/SubFilter") != SigSeedSubFilter.PADES.value:
        return "CMS"
    unsigned = signature.signer_info["unsigned_attrs"]
    if not any(find_cms_attribute_iter(unsigned, "signature_time_stamp_token")):
        return "B-B"
    return "B-LT" if "/DSS" in signature.reader.root else "B-T"
