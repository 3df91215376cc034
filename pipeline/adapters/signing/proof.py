"""How much a file proves of its own signatures: their PAdES levels, and when they existed.

Read from what is there; whether any of it is trusted is for the rules to say (R8, R9).

Levels (ETSI EN 319 142-1, 6.3): B-B as signed; B-T with a time that an authority vouches for; B-LT
with what its issuer says of the certificate; B-LTA when a document timestamp covers all that.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from cryptography import x509
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from pipeline.adapters.signing.evidence import is_timestamp
from pipeline.adapters.signing.revision import entry
from pipeline.adapters.signing.timestamp import Timestamp, token_of
from pipeline.adapters.signing.validation_data import ValidationData, issuer_of


class Proof:
    """What a file holds beside its signatures."""

    def __init__(self, sealed: Sequence[EmbeddedPdfSignature]) -> None:
        """Take all filled fields of one file, in the order of its revisions."""
        self._stamps = [one for one in sealed if is_timestamp(one)]
        self._reader = sealed[0].reader if sealed else None

    def time_of(self, signature: EmbeddedPdfSignature) -> datetime | None:
        """The earliest moment at which an authority says that the signature was there."""
        own = token_of(signature)
        moments = [own.at] if own is not None else []
        moments += [Timestamp(one.pkcs7_content).at for one in self._after(signature)]
        return min(moments, default=None)

    def level_of(self, signature: EmbeddedPdfSignature) -> str:
        """``CMS`` for the older format, else ``B-B`` to ``B-LTA``."""
        if entry(signature.sig_object, "/SubFilter") != SigSeedSubFilter.PADES.value:
            return "CMS"
        if self.time_of(signature) is None:
            return "B-B"
        if not self._is_spoken_of(signature, self._newest):
            return "B-T"
        covered = (self._data_at(one.signed_revision) for one in self._after(signature))
        return "B-LTA" if any(self._is_spoken_of(signature, one) for one in covered) else "B-LT"

    def _after(self, signature: EmbeddedPdfSignature) -> list[EmbeddedPdfSignature]:
        return [one for one in self._stamps if one.signed_revision > signature.signed_revision]

    @cached_property
    def _newest(self) -> ValidationData | None:
        return self._data_at(self._reader.total_revisions - 1) if self._reader else None

    def _data_at(self, revision: int) -> ValidationData | None:
        if self._reader is None:
            return None
        store = entry(self._reader.get_historical_resolver(revision).root, "/DSS")
        return ValidationData(store) if store is not None else None

    @staticmethod
    def _is_spoken_of(signature: EmbeddedPdfSignature, data: ValidationData | None) -> bool:
        """Whether the data say something of the signer's certificate."""
        if data is None:
            return False
        own = x509.load_der_x509_certificate(signature.signer_cert.dump())
        issuer = issuer_of(own, data.certificates)
        return issuer is not None and data.speaks_of(own, issuer)
