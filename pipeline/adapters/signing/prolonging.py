"""Adds to a signed PDF what its signatures need to be judged in thirty years (PAdES B-LTA).

One revision: the certificates up to the trusted ones, what their issuers say of revocation now, and
under it a timestamp over the whole file, all of it covered by that timestamp. Nothing that was
there is touched. Runs where a deadline can end it, since it asks services elsewhere.
"""

# mypy: disable-error-code="no-untyped-call"
import io
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import cms, x509
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import ExpiredError, RevokedError
from pyhanko_certvalidator.path import ValidationPath

from pipeline.adapters.signing.evidence import filled_fields, is_timestamp
from pipeline.adapters.signing.offline import certificate
from pipeline.adapters.signing.plain_cms import is_issued_by_one_of
from pipeline.adapters.signing.revision import Revision, revision_of
from pipeline.adapters.signing.timestamp import Timestamp, token_of
from pipeline.adapters.signing.timestamping import Stamper, TimeService
from pipeline.errors import Finding, Refused

_TOLERANCE = timedelta(minutes=5)
_FIELD, _LABEL = "StempelWaktu", "Stempel waktu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a PDF is prolonged by."""

    #: DER of the certificates that the signers' lead to.
    trust: Sequence[bytes]
    #: At which the issuers' statements must be fresh.
    now: datetime
    #: The algorithm of the digest that is stamped.
    digest: str = "sha256"


async def prolong(pdf: bytes, service: TimeService, order: Order) -> bytes:
    """The PDF with validation data and a document timestamp behind it.

    Done again, it renews: data about the timestamp before, and one more over all that
    (ETSI EN 319 142-1, 5.4.3 and 6.3, level B-LTA).

    Raises:
        Refused: It can never be done: a signer's certificate is revoked (P52) or ran out (P53), or
            that of whoever stamped before is revoked (P54).
        NotYet: The authority's answer does not hold. Whatever else the libraries raise means that
            a service did not answer as it should.
    """
    stamper = Stamper(service)
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    async with (
        _fetching(_tops(order.trust, filled_fields(reader)), order.now) as of_signers,
        _fetching(service.trust, order.now) as of_stamps,
    ):
        fresh = Timestamp((await stamper.async_dummy_response(order.digest)).dump())
        revision = await _with_validation_data(reader, fresh, of_signers, of_stamps)
    number = sum(map(is_timestamp, filled_fields(revision.prev))) + 1
    out = await PdfTimeStamper(
        stamper, field_name=f"{_FIELD}{number}", readable_field_name=f"{_LABEL} {number}"
    ).async_timestamp_pdf(revision, order.digest)
    return bytes(out.getvalue())


async def _with_validation_data(
    reader: PdfFileReader,
    fresh: Timestamp,
    of_signers: ValidationContext,
    of_stamps: ValidationContext,
) -> Revision:
    """One more revision with all that can be said of the certificates in the file.

    The authority's server for the timestamp that comes under it is known by a ``fresh`` answer.
    """
    paths, stamps = [], []
    for sealed in _not_sealed_yet(filled_fields(reader)):
        if is_timestamp(sealed):
            stamps.append(Timestamp(sealed.pkcs7_content))
            continue
        paths.append(await _signer_path(sealed.signed_data, of_signers))
        token = token_of(sealed)
        stamps += [token] if token is not None else []
    stamp_paths = [await _stamp_path(each, of_stamps) for each in stamps]
    stamp_paths.append(await _path(fresh.certificate, fresh.others, of_stamps))
    revision = revision_of(reader)
    for found, context in ((paths, of_signers), (stamp_paths, of_stamps)):
        DocumentSecurityStore.supply_dss_in_writer(
            revision, None, paths=found, validation_context=context
        )
    return revision


def _not_sealed_yet(sealed: Sequence[EmbeddedPdfSignature]) -> Sequence[EmbeddedPdfSignature]:
    """The newest timestamp and what came after it.

    What lies under a timestamp has its data there, from when they were to be had; a certificate
    that has run out since needs none of today.
    """
    stamps = [place for place, one in enumerate(sealed) if is_timestamp(one)]
    return sealed[stamps[-1] :] if stamps else sealed


def _tops(trust: Iterable[bytes], sealed: Iterable[EmbeddedPdfSignature]) -> list[bytes]:
    """The trusted certificates, or those above them that came along.

    The office trusts whoever issued its signers' certificates. Others will trust a root, and ask
    what it says of that issuer; so the data reach as far up as the certificates do.
    """
    people = [one for one in sealed if not is_timestamp(one)]
    above = {cert.dump() for one in people for cert in one.other_embedded_certs}
    return [_top(der, above) for der in trust]


def _top(der: bytes, above: Collection[bytes]) -> bytes:
    for _ in above:
        own = load_der_x509_certificate(der)
        issuers = [one for one in above if one != der]
        higher = (
            one for one in issuers if is_issued_by_one_of(own, [load_der_x509_certificate(one)])
        )
        der = next(higher, der)
    return der


@asynccontextmanager
async def _fetching(trust: Sequence[bytes], now: datetime) -> AsyncIterator[ValidationContext]:
    """What a certificate says can be asked about it must be asked, and answered."""
    context = ValidationContext(
        trust_roots=[certificate(der) for der in trust],
        moment=now,
        allow_fetching=True,
        revocation_mode="hard-fail",
        # The answers are made after this moment, by other clocks.
        time_tolerance=_TOLERANCE,
    )
    try:
        yield context
    finally:
        await context.aclose()


async def _signer_path(content: cms.SignedData, context: ValidationContext) -> ValidationPath:
    found = extract_certs_for_validation(content)
    name = str(found.signer_cert.subject.native.get("common_name", "-"))
    try:
        return await _path(found.signer_cert, list(found.other_certs), context)
    except RevokedError as error:
        raise Refused(Finding("P52", {"label": name})) from error
    except ExpiredError as error:
        raise Refused(Finding("P53", {"label": name})) from error


async def _stamp_path(stamp: Timestamp, context: ValidationContext) -> ValidationPath:
    try:
        return await _path(stamp.certificate, stamp.others, context)
    except RevokedError as error:
        raise Refused(Finding("P54", {"penerbit": stamp.authority})) from error


async def _path(
    own: x509.Certificate, others: list[x509.Certificate], context: ValidationContext
) -> ValidationPath:
    validator = CertificateValidator(own, intermediate_certs=others, validation_context=context)
    path: ValidationPath = await validator.async_validate_usage(key_usage=set())
    return path
