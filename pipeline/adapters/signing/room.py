"""Ties the parts of the room to its port."""

from collections.abc import Callable, Sequence
from datetime import datetime

from pipeline.adapters.signing import (
    acceptance,
    bound,
    credentials,
    description,
    profiles,
    signature,
)
from pipeline.adapters.signing.credentials import KeyCredential
from pipeline.adapters.signing.fields import prepare
from pipeline.errors import Finding, NotYet
from pipeline.ports.signing import (
    Anchors,
    CertificateFacts,
    Credential,
    ExpectedSignature,
    FieldPlan,
    IssuedBy,
    SignatureFact,
    Stamp,
    Verdict,
)
from pipeline.ports.timestamps import Timestamps


class PdfSigningRoom:
    """The signing room in this very process; files from outside go through ``isolation``."""

    def __init__(
        self, timestamps: Timestamps | None = None, tell: Callable[[str], None] | None = None
    ) -> None:
        """Furnish it.

        Args:
            timestamps: Who stamps the signatures made here; nobody by default.
            tell: Is told why a signature went without a timestamp.
        """
        self._timestamps = timestamps
        self._tell = tell

    def prepare(self, pdf: bytes, fields: Sequence[FieldPlan]) -> bytes:
        """Check a freshly rendered PDF and add its empty signature fields."""
        return prepare(pdf, fields)

    def sign(self, pdf: bytes, *, field: str, credential: Credential, stamp: Stamp) -> bytes:
        """Sign the named empty field; the given bytes stay an exact prefix of the result."""
        if not isinstance(credential, KeyCredential):
            raise TypeError("this room signs with keys it has opened itself")
        stamp_time = self._stamp_time if self._timestamps is not None else None
        return signature.sign(
            pdf, field=field, credential=credential, stamp=stamp, stamp_time=stamp_time
        )

    def _stamp_time(self, digest: bytes, algorithm: str) -> bytes | None:
        """A timestamp; nobody waits for an authority that does not answer."""
        if self._timestamps is None:
            return None
        try:
            return self._timestamps.token(digest, algorithm)
        except NotYet as error:
            if self._tell is not None:
                self._tell(error.what)
            return None

    def open_p12(self, data: bytes, passphrase: bytes, *, at: datetime) -> Credential:
        """Open a PKCS#12 file."""
        return credentials.open_p12(data, passphrase, at=at)

    def enrol(
        self, data: bytes, passphrase: bytes | None = None, *, chain: bytes = b""
    ) -> CertificateFacts:
        """Read the certificate that shall sign for a post; ``chain`` adds its issuers."""
        return credentials.enrol(data, passphrase, chain)

    def issuer_of(self, der: bytes, issuers: Sequence[IssuedBy]) -> IssuedBy | None:
        """The first of these that has issued a certificate, for the person it is bound to."""
        return bound.issuer_of(der, issuers)

    def read_certificate(self, der: bytes, issuer_der: bytes) -> CertificateFacts:
        """What the register keeps of a certificate whose issuer is known."""
        return bound.read_bound(der, issuer_der)

    def recheck(self, der: bytes, issuer_der: bytes) -> list[Finding]:
        """What speaks against an enrolled certificate today: its key, its usage, its issuer."""
        return credentials.recheck(der, issuer_der)

    def examine(  # noqa: PLR0913 - the whole question
        self,
        pdf: bytes,
        *,
        issued: bytes,
        expected: Sequence[ExpectedSignature],
        at: datetime,
        time_trust: Sequence[bytes] = (),
        renewals: int = 0,
    ) -> Verdict:
        """Check that ``pdf`` is ``issued`` plus exactly the expected signatures, in order."""
        return acceptance.examine(
            pdf,
            issued=issued,
            expected=expected,
            at=at,
            time_trust=time_trust,
            renewals=renewals,
        )

    def describe(self, pdf: bytes, anchors: Anchors | None = None) -> tuple[SignatureFact, ...]:
        """List the signatures of any PDF, ours or not."""
        return description.describe(pdf, anchors)

    def rewritten_by(self, pdf: bytes) -> Finding | None:
        """What to say of a program that wrote a whole PDF anew."""
        return profiles.rewritten_by(pdf)
