"""Says what signatures a PDF holds, ours or not; accepts nothing and refuses nothing but non-PDFs.

Used for facts beside a verdict too, so that both speak of a signature in the same words.
"""

# mypy: disable-error-code="no-untyped-call"
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from pipeline.adapters.signing.credentials import common_name
from pipeline.adapters.signing.evidence import filled_fields, is_timestamp, span
from pipeline.adapters.signing.longevity import endurance
from pipeline.adapters.signing.proof import Proof
from pipeline.adapters.signing.surprise import refusing
from pipeline.errors import Finding, Refused
from pipeline.ports.signing import Anchors, SignatureFact


def describe(pdf: bytes, anchors: Anchors | None = None) -> tuple[SignatureFact, ...]:
    """List the signatures of any PDF in the order of its revisions.

    Args:
        pdf: The file.
        anchors: Whom to trust in judging it by what it holds.

    Raises:
        Refused: It is not a PDF that can be read, not even with repairs (P01), it is
            encrypted (P33), or it holds a signature that cannot be read (P46).
    """
    with refusing("P01"):
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted:
            raise Refused(Finding("P33"))
        reader.root.raw_get("/Pages")
    with refusing("P46"):
        sealed = filled_fields(reader)
        found = endurance(reader, sealed, anchors)
        signatures = [one for one in sealed if not is_timestamp(one)]
        return tuple(
            replace(
                fact,
                held_at=found.moments.get(fact.field),
                proof_until=found.until,
                stamps=found.stamps.get(fact.field, ()),
                is_revoked=fact.field in found.revoked,
                is_followed_well=fact.covers_whole_file
                or (_ends_as_it_should(reader, sealed, pdf) and _is_followed_well(one)),
            )
            for one, fact in zip(signatures, facts_of(sealed, len(pdf)), strict=True)
        )


def _ends_as_it_should(
    reader: PdfFileReader, sealed: Sequence[EmbeddedPdfSignature], pdf: bytes
) -> bool:
    """Whether the last thing in the file is a seal, or a revision with its end mark."""
    if span(sealed[-1])[3] == len(pdf):
        return True
    is_last = sealed[-1].signed_revision == reader.total_revisions - 1
    return not is_last and pdf.rstrip().endswith(b"%%EOF")


def _is_followed_well(signature: EmbeddedPdfSignature) -> bool:
    try:
        with refusing("P46"):
            signature.compute_integrity_info()
            found: object = signature.diff_result
    except Refused:
        return False
    return isinstance(found, DiffResult) and bool(
        found.modification_level <= ModificationLevel.FORM_FILLING
    )


def facts_of(
    sealed: Sequence[EmbeddedPdfSignature],
    size: int,
    intact: Mapping[EmbeddedPdfSignature, bool] | None = None,
) -> tuple[SignatureFact, ...]:
    """The facts of the signatures among what is sealed in a file of that many bytes.

    Args:
        sealed: All filled fields, in the order of their revisions.
        size: Of the file.
        intact: Whether a signature holds, where that is known already.
    """
    proof, known = Proof(sealed), intact or {}
    return tuple(
        _fact_of(one, size, proof, is_intact=known.get(one))
        for one in sealed
        if not is_timestamp(one)
    )


def _fact_of(
    signature: EmbeddedPdfSignature, size: int, proof: Proof, *, is_intact: bool | None
) -> SignatureFact:
    der = signature.signer_cert.dump()
    certificate = load_der_x509_certificate(der)
    start, _, _, end = span(signature)
    return SignatureFact(
        field=str(signature.fq_name),
        certificate_sha256=hashlib.sha256(der).hexdigest(),
        subject=common_name(certificate.subject),
        certificate_until=certificate.not_valid_after_utc,
        signed_at=signature.self_reported_timestamp,
        level=proof.level_of(signature),
        timestamp=proof.time_of(signature),
        covers_whole_file=start == 0 and end == size,
        is_intact=_holds(signature) if is_intact is None else is_intact,
        certificate=der,
    )


def _holds(signature: EmbeddedPdfSignature) -> bool:
    intact, valid = validate_sig_integrity(
        signature.signer_info,
        signature.signer_cert,
        signature.signed_data["encap_content_info"]["content_type"].native,
        signature.compute_digest(),
    )
    return bool(intact and valid)
