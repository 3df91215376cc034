"""Ties the parts of the room to its port."""

from collections.abc import Sequence
from datetime import datetime

from pipeline.adapters.signing import acceptance, credentials, description, profiles, signature
from pipeline.adapters.signing.credentials import KeyCredential
from pipeline.adapters.signing.fields import prepare
from pipeline.errors import Finding
from pipeline.ports.signing import (
    CertificateFacts,
    Credential,
    ExpectedSignature,
    FieldPlan,
    SignatureFact,
    Stamp,
    Verdict,
)


class PdfSigningRoom:
    """The signing room in this very process; files from outside go through ``isolation``."""

    def prepare(self, pdf: bytes, fields: Sequence[FieldPlan]) -> bytes:
        """Check a freshly rendered PDF and add its empty signature fields."""
        return prepare(pdf, fields)

    def sign(self, pdf: bytes, *, field: str, credential: Credential, stamp: Stamp) -> bytes:
        """Sign the named empty field; the given bytes stay an exact prefix of the result."""
        if not isinstance(credential, KeyCredential):
            raise TypeError("this room signs with keys it has opened itself")
        return signature.sign(pdf, field=field, credential=credential, stamp=stamp)

    def open_p12(self, data: bytes, passphrase: bytes, *, at: datetime) -> Credential:
        """Open a PKCS#12 file."""
        return credentials.open_p12(data, passphrase, at=at)

    def enrol(
        self, data: bytes, passphrase: bytes | None = None, *, chain: bytes = b""
    ) -> CertificateFacts:
        """Read the certificate that shall sign for a post; ``chain`` adds its issuers."""
        return credentials.enrol(data, passphrase, chain)

    def examine(
        self, pdf: bytes, *, issued: bytes, expected: Sequence[ExpectedSignature], at: datetime
    ) -> Verdict:
        """Check that ``pdf`` is ``issued`` plus exactly the expected signatures, in order."""
        return acceptance.examine(pdf, issued=issued, expected=expected, at=at)

    def describe(self, pdf: bytes) -> tuple[SignatureFact, ...]:
        """List the signatures of any PDF, ours or not."""
        return description.describe(pdf)

    def rewritten_by(self, pdf: bytes) -> Finding | None:
        """What to say of a program that wrote a whole PDF anew."""
        return profiles.rewritten_by(pdf)
