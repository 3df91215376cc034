"""What the office asks of the signing room, and what it gets back.

No tool is named here: the room behind this port may hold a software key, a token or a remote
service. Whether a PDF is one of *ours* is not decided here either; the caller finds the issued
bytes by their hash and passes them in.

Terminology: *paraf* is the initial of a post below the signer, *ttd* the signature that ends the
chain. *Issued* bytes are a PDF whose signature fields exist and are empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, get_args

from pipeline.errors import Finding

FieldKind = Literal["paraf", "ttd"]
#: Levels of a signature, least first: the older format, then those of PAdES.
LEVELS = ("CMS", "B-B", "B-T", "B-LT", "B-LTA")
#: Kinds of signing programs, as ``office.toml`` names them; ``ketat`` (strict) always applies.
ProgramProfile = Literal["ketat", "endesive", "kolom-sendiri"]
PROGRAM_PROFILES: tuple[ProgramProfile, ...] = get_args(ProgramProfile)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPlan:
    """One signature field to be made at issue, where the bookmark of the same name lies."""

    #: Name of the bookmark and of the field, CamelCase: ``TtdKepalaBadan``.
    name: str
    #: What a PDF reader shows for the field: ``Paraf Sekretaris``.
    label: str
    kind: FieldKind
    #: Points (1/72 inch); the bookmark gives the top left corner.
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What is printed in the field, and the reason written into the signature."""

    kind: FieldKind
    #: Title as printed, an acting holder's "Plt." included.
    post: str
    holder: str
    #: Printed in its groups; empty when there is none.
    nip: str
    #: Nomor surat; stands in the reason of a *ttd*.
    number: str
    #: Aware; the clock of the office, which in a demo may lie in another year.
    signed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What the register keeps of a certificate that may sign for a post."""

    sha256: str
    der: bytes
    subject: str
    #: The issuer's certificate where it came along (it is the trust anchor), else the
    #: certificate itself.
    issuer_der: bytes
    not_before: datetime
    not_after: datetime


class Credential(Protocol):
    """A key that can sign. Its passphrase is gone by the time this exists."""

    @property
    def certificate(self) -> CertificateFacts:
        """The certificate that goes with the key."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedBy:
    """Certificates that need no enrolment one by one: of one issuer, for one person.

    The person is known by the number in the certificate's subject (NIK or NIP); only its seal is
    kept and passed around, never the number.
    """

    ca_der: bytes
    number_seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSignature:
    """One signature that the document must carry by now."""

    field: str
    #: How a sentence names it: ``Sekretaris``, ``Kepala Badan``.
    label: str
    #: SHA-256 (hex) of every certificate enrolled for that post on that day.
    certificates: tuple[str, ...]
    #: DER of the certificates trusted as issuers, or of the certificates themselves.
    trust: tuple[bytes, ...]
    #: Besides ``certificates``: whatever was issued directly by one of these for its person …
    issuers: tuple[IssuedBy, ...] = ()
    #: … but never these (SHA-256, hex).
    revoked: tuple[str, ...] = ()
    #: Other people's programs whose ways are accepted for it, beside the strict ones.
    profiles: tuple[ProgramProfile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """DER of the certificates that a file's own proof must lead to."""

    signers: tuple[bytes, ...]
    times: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StampFact:
    """One timestamp that speaks for a signature, by what the file holds."""

    at: datetime
    #: Name of the server's certificate.
    authority: str
    #: When that certificate, or an authority's above it, runs out.
    until: datetime
    #: What the digest is that it vouches for: ``sha256``.
    digest: str
    #: In the signature itself, and not over the whole file.
    is_own: bool
    #: The moment of the document timestamp that seals it; None for the newest.
    sealed_at: datetime | None
    #: It held at that moment, the newest when it was made.
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureFact:
    """One signature found in a PDF."""

    #: In an examination the planned field, even where a program made its own in its place.
    field: str
    certificate_sha256: str
    #: Common name of the signer's certificate.
    subject: str
    #: As the signer claims; None when it says nothing.
    signed_at: datetime | None
    #: ``B-B``, ``B-T`` … of PAdES, ``CMS`` for the older format.
    level: str
    #: What a timestamping authority says of when it existed; None when none was asked.
    timestamp: datetime | None = None
    #: The moment at which it was judged by what the file itself holds, and held; None when that
    #: does not suffice, or was not asked.
    held_at: datetime | None = None
    #: Until when the file's own proof can be checked against living certificates.
    proof_until: datetime | None = None
    #: What speaks of its time, oldest first; only asked where a file is described.
    stamps: tuple[StampFact, ...] = ()
    #: The file's own data say that the certificate was revoked; likewise.
    is_revoked: bool = False
    #: When the signer's certificate runs out.
    certificate_until: datetime | None = None
    covers_whole_file: bool
    #: What came behind it are signatures, timestamps and validation data at most, as far as
    #: pyHanko can tell; only asked where a file is described.
    is_followed_well: bool = True
    #: The signed bytes still give the digest, and the signature fits the certificate.
    is_intact: bool
    #: DER of the signer's certificate.
    certificate: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the examination of a handed-in PDF found; no findings means accepted."""

    findings: tuple[Finding, ...]
    signatures: tuple[SignatureFact, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether nothing at all speaks against the file."""
        return not self.findings


class Examiner(Protocol):
    """Looks at PDFs that people dropped; may do so in another process."""

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
        """Check that ``pdf`` is ``issued`` plus exactly the expected signatures, in order.

        Never raises for what the file contains: any surprise is a finding.

        Args:
            pdf: What was handed in.
            issued: The bytes we issued, fields empty.
            expected: All signatures due by now, first to last; later fields must be empty.
            at: The moment at which certificates must be valid.
            time_trust: DER of the authorities whose timestamps count.
            renewals: How often its proof was renewed as far as the record knows, and one more
                where it is being renewed; each takes room.
        """
        ...

    def describe(self, pdf: bytes, anchors: Anchors | None = None) -> tuple[SignatureFact, ...]:
        """List the signatures of any PDF, ours or not; says nothing about acceptance.

        Args:
            pdf: The file.
            anchors: Whom to trust in judging it by what it holds; without, nobody in particular.

        Raises:
            Refused: It is not a readable PDF.
        """
        ...

    def rewritten_by(self, pdf: bytes) -> Finding | None:
        """What to say of a program that wrote a whole PDF anew; None where none is known."""
        ...


class SigningRoom(Examiner, Protocol):
    """Prepares documents for signing, signs them, and examines what comes back."""

    def prepare(self, pdf: bytes, fields: Sequence[FieldPlan]) -> bytes:
        """Check a freshly rendered PDF and add its empty signature fields.

        Raises:
            Refused: A bookmark is missing, or the PDF holds what a letter must not hold.
            Misconfigured: The planned field names cannot stand together.
        """
        ...

    def sign(self, pdf: bytes, *, field: str, credential: Credential, stamp: Stamp) -> bytes:
        """Sign the named empty field; the given bytes stay an exact prefix of the result.

        Raises:
            Refused: The field does not exist or is signed already, or the file is damaged.
        """
        ...

    def open_p12(self, data: bytes, passphrase: bytes, *, at: datetime) -> Credential:
        """Open a PKCS#12 file.

        Raises:
            Refused: Wrong passphrase, outdated encryption, no key, weak key, a certificate not
                valid at ``at`` or not meant for signing; each with its own code.
        """
        ...

    def issuer_of(self, der: bytes, issuers: Sequence[IssuedBy]) -> IssuedBy | None:
        """The first of these that has issued a certificate, for the person it is bound to."""
        ...

    def read_certificate(self, der: bytes, issuer_der: bytes) -> CertificateFacts:
        """What the register keeps of a certificate whose issuer is known."""
        ...

    def enrol(self, data: bytes, passphrase: bytes | None = None) -> CertificateFacts:
        """Read the certificate that shall sign for a post.

        Args:
            data: A certificate (PEM or DER), or a PKCS#12 file.
            passphrase: For a PKCS#12 file only.

        Raises:
            Refused: Not readable, a weak key, or not meant for signing.
        """
        ...
