"""What a file still proves by itself, years later and offline: at which moment it was judged.

Each signature is judged at the moment its own timestamp gives, each timestamp at the moment of the
next one, with the validation data that the next one sealed; the newest stands at its own moment.
Revocation must be answered for by these data wherever a certificate says that it can be asked for.

pyHanko's ``ades_lta_validation`` is not used: its answer depends on the machine's clock and on how
an authority publishes revocation (decision 0010).
"""

# mypy: disable-error-code="no-untyped-call"
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import x509
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import ValidationInfoReadingError
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from pipeline.adapters.signing.credentials import is_authority
from pipeline.adapters.signing.evidence import is_timestamp
from pipeline.adapters.signing.offline import certificate, finish
from pipeline.adapters.signing.plain_cms import is_issued_by_one_of
from pipeline.adapters.signing.revision import entry
from pipeline.adapters.signing.surprise import refusing
from pipeline.adapters.signing.timestamp import Timestamp, token_of
from pipeline.errors import Refused
from pipeline.ports.signing import Anchors, StampFact

_SURPRISE = "P46"
_SLACK = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endurance:
    """How long a file's own proof reaches."""

    #: The moment at which each signature was judged and held, by field.
    moments: dict[str, datetime]
    #: When the certificates under the newest timestamp run out.
    until: datetime | None
    #: What speaks of a signature's time, by field, oldest first.
    stamps: dict[str, tuple[StampFact, ...]]
    #: Fields whose signer's certificate was revoked, by the data in the file.
    revoked: frozenset[str]


def endurance(
    reader: PdfFileReader, sealed: Sequence[EmbeddedPdfSignature], anchors: Anchors | None
) -> Endurance:
    """Judge every signature of a file by what the file holds.

    Args:
        reader: The file.
        sealed: Its filled fields in the order of their revisions.
        anchors: Whom to trust; None for whoever stands at the top of what came along, which shows
            that the file is complete, not that anybody should believe it.
    """
    try:
        with refusing(_SURPRISE):
            return _endurance(reader, sealed, anchors or _own_anchors(reader, sealed))
    except Refused:
        return Endurance(moments={}, until=None, stamps={}, revoked=frozenset())


def _endurance(
    reader: PdfFileReader, sealed: Sequence[EmbeddedPdfSignature], anchors: Anchors
) -> Endurance:
    judge = _Judge(reader, sealed, anchors)
    over_file = {one: judge.fact_of(one) for one in sealed if is_timestamp(one)}
    moments, speaking = {}, {}
    for one in sealed:
        if is_timestamp(one):
            continue
        name = str(one.fq_name)
        later = [
            fact for each, fact in over_file.items() if each.signed_revision > one.signed_revision
        ]
        speaking[name] = (*judge.own_fact_of(one), *later)
        if not all(each.holds for each in later):
            continue
        moment = judge.moment_of(one)
        if moment is not None:
            moments[name] = moment
    newest = list(over_file.values())[-1:]
    return Endurance(
        moments=moments,
        until=newest[0].until if newest else None,
        stamps=speaking,
        revoked=frozenset(judge.revoked),
    )


class _Judge:
    """Asks pyHanko about one signature at one moment; any surprise is a no."""

    def __init__(
        self, reader: PdfFileReader, sealed: Sequence[EmbeddedPdfSignature], anchors: Anchors
    ) -> None:
        self._reader = reader
        self._stamps = [one for one in sealed if is_timestamp(one)]
        self._anchors = anchors
        self.revoked: set[str] = set()  #: fields whose signer was found revoked

    def fact_of(self, stamp: EmbeddedPdfSignature) -> StampFact:
        """What a document timestamp says, and whether it held."""
        following = self._following(stamp)
        return self._fact(
            Timestamp(stamp.pkcs7_content),
            following,
            is_own=False,
            holds=self.stamp_holds(stamp),
        )

    def own_fact_of(self, signature: EmbeddedPdfSignature) -> tuple[StampFact, ...]:
        """What the timestamp in a signature says; whether it held is the signature's own matter."""
        token = token_of(signature)
        if token is None:
            return ()
        following = self._following(signature)
        return (self._fact(token, following, is_own=True, holds=True),)

    def _fact(
        self,
        token: Timestamp,
        following: EmbeddedPdfSignature | None,
        *,
        is_own: bool,
        holds: bool,
    ) -> StampFact:
        return StampFact(
            at=token.at,
            authority=token.authority,
            until=_end_of(token, self._anchors.times),
            digest=token.info["message_imprint"]["hash_algorithm"]["algorithm"].native,
            is_own=is_own,
            sealed_at=Timestamp(following.pkcs7_content).at if following is not None else None,
            holds=holds,
        )

    def moment_of(self, signature: EmbeddedPdfSignature) -> datetime | None:
        """When a signature held: at its timestamp, else at the one that sealed its data."""
        following = self._following(signature)
        token = token_of(signature)
        moments = [token.at] if token is not None else []
        moments += [Timestamp(following.pkcs7_content).at] if following is not None else []
        for moment in moments:
            if self._signature_holds(signature, moment):
                return moment
        return None

    def stamp_holds(self, stamp: EmbeddedPdfSignature) -> bool:
        """Whether a timestamp held when the next one sealed it; the newest, when it was made."""
        following = self._following(stamp) or stamp
        at = Timestamp(following.pkcs7_content).at + _SLACK
        try:
            with refusing(_SURPRISE):
                status = finish(
                    async_validate_pdf_timestamp(
                        stamp, self._context(stamp, self._anchors.times, at), skip_diff=True
                    )
                )
        except Refused:
            return False
        return bool(status.intact and status.valid and status.trusted) and _is_covered(stamp)

    def _signature_holds(self, signature: EmbeddedPdfSignature, moment: datetime) -> bool:
        at = moment + _SLACK
        try:
            with refusing(_SURPRISE):
                status = finish(
                    async_validate_pdf_signature(
                        signature,
                        self._context(signature, self._anchors.signers, at),
                        self._context(signature, self._anchors.times, at),
                        skip_diff=True,
                    )
                )
        except Refused:
            return False
        if status.revoked:
            self.revoked.add(str(signature.fq_name))
        return bool(status.bottom_line) and _is_covered(signature)

    def _following(self, one: EmbeddedPdfSignature) -> EmbeddedPdfSignature | None:
        later = (each for each in self._stamps if each.signed_revision > one.signed_revision)
        return next(later, None)

    def _context(
        self, one: EmbeddedPdfSignature, roots: Iterable[bytes], at: datetime
    ) -> ValidationContext:
        """With the data that the next timestamp sealed, or all there are."""
        following = self._following(one)
        view = (
            self._reader.get_historical_resolver(following.signed_revision)
            if following is not None
            else self._reader
        )
        settings: dict[str, Any] = {
            "trust_roots": [certificate(der) for der in roots],
            "moment": at,
            "allow_fetching": False,
            "revocation_mode": "hard-fail",
        }
        try:
            store = DocumentSecurityStore.read_dss(view)
        except ValidationInfoReadingError:
            return ValidationContext(**settings, crls=[], ocsps=[])
        return store.as_validation_context(settings)


def _is_covered(one: EmbeddedPdfSignature) -> bool:
    return bool(one.evaluate_signature_coverage() >= SignatureCoverageLevel.ENTIRE_REVISION)


def _end_of(token: Timestamp, trust: Iterable[bytes]) -> datetime:
    """When the first certificate from the server's up to a trusted one runs out.

    The trusted one itself counts for as long as the office trusts it.
    """
    current = load_der_x509_certificate(token.certificate.dump())
    end = current.not_valid_after_utc
    above = [load_der_x509_certificate(one.dump()) for one in token.others]
    anchors = [load_der_x509_certificate(der) for der in trust]
    for _ in above:
        issuer = next((one for one in above if is_issued_by_one_of(current, [one])), None)
        if issuer is None or issuer == current or issuer in anchors:
            break
        current = issuer
        end = min(end, current.not_valid_after_utc)
    return end


def _own_anchors(reader: PdfFileReader, sealed: Sequence[EmbeddedPdfSignature]) -> Anchors:
    """The authorities at the top of what came along, for people and for times alike."""
    found = [der for one in sealed for der in _embedded(one)]
    store = entry(reader.root, "/DSS")
    if store is not None:
        found += [each.get_object().data for each in entry(store, "/Certs", ())]
    loaded = {der: load_der_x509_certificate(der) for der in found}
    tops = tuple(
        der
        for der, one in loaded.items()
        if is_authority(one)
        and not any(is_issued_by_one_of(one, [each]) for each in loaded.values() if each != one)
    )
    return Anchors(signers=tops, times=tops)


def _embedded(one: EmbeddedPdfSignature) -> list[bytes]:
    if is_timestamp(one):
        token: Timestamp | None = Timestamp(one.pkcs7_content)
        people: list[x509.Certificate] = []
    else:
        token, people = token_of(one), [one.signer_cert, *one.other_embedded_certs]
    times = [token.certificate, *token.others] if token is not None else []
    return [each.dump() for each in (*people, *times)]
