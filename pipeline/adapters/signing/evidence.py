"""What the rules look at: the handed-in bytes, and the same parsed once.

Not handled here: any judgement. Gathering may raise whatever the libraries raise; the caller
treats every exception as a refusal.
"""

# mypy: disable-error-code="no-untyped-call"
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from pipeline.adapters.signing.digits import read_digits
from pipeline.adapters.signing.profiles import OWN_FIELD, Profile, applicable
from pipeline.adapters.signing.revision import entry
from pipeline.ports.signing import ExpectedSignature

_END = re.compile(rb"%%EOF(?:\r\n|\r|\n)?")


@dataclass(frozen=True)
class Handed:
    """The question as it was put: bytes only, nothing parsed yet."""

    pdf: bytes
    issued: bytes
    expected: tuple[ExpectedSignature, ...]
    at: datetime
    #: DER of the authorities whose timestamps count.
    time_trust: tuple[bytes, ...] = ()
    #: How often its proof was renewed; asked for before anything is parsed.
    renewals: int = 0

    def label_of(self, field: str) -> str:
        """How a sentence names the field."""
        return next((one.label for one in self.expected if one.field == field), field)


@dataclass(frozen=True, kw_only=True)
class Parsed(Handed):
    """The same with both files read strictly, once for all rules."""

    reader: PdfFileReader
    base: PdfFileReader
    #: Whether a signature holds; noted by the rule that asks, for those who ask again.
    intact: dict[EmbeddedPdfSignature, bool] = field(default_factory=dict)

    @cached_property
    def sealed(self) -> tuple[EmbeddedPdfSignature, ...]:
        """Every filled signature field, document timestamps too, in the order of the revisions."""
        return filled_fields(self.reader)

    @cached_property
    def signatures(self) -> tuple[EmbeddedPdfSignature, ...]:
        """What people signed, in the order of the revisions."""
        return tuple(one for one in self.sealed if not is_timestamp(one))

    @cached_property
    def timestamps(self) -> tuple[EmbeddedPdfSignature, ...]:
        """Document timestamps (ISO 32000-2, 12.8.5), in the order of the revisions."""
        return tuple(one for one in self.sealed if is_timestamp(one))

    @cached_property
    def issued_fields(self) -> tuple[str, ...]:
        """Names of the fields that the letter was issued with."""
        return tuple(name for name, _, _ in enumerate_sig_fields(self.base))

    @cached_property
    def own_fields(self) -> dict[str, str]:
        """Fields that programs made for themselves, each with the planned one it stands for.

        Only where the program of that turn may do so; the planned field is then never filled.
        """
        filled = {one.fq_name for one in self.signatures}
        return {
            signature.fq_name: due.field
            for signature, due in zip(self.signatures, self.expected, strict=False)
            if OWN_FIELD.name in due.profiles
            and signature.fq_name not in self.issued_fields
            and due.field not in filled
        }

    def field_of(self, signature: EmbeddedPdfSignature) -> str:
        """The planned field that a signature fills or stands for."""
        return self.own_fields.get(signature.fq_name, str(signature.fq_name))

    def own_reference(self, signature: EmbeddedPdfSignature) -> generic.IndirectObject | None:
        """Where in the file a field lies that a program made for itself; None if it is inline."""
        for one in entry(entry(self.reader.root, "/AcroForm", {}), "/Fields", ()):
            if not isinstance(one, generic.IndirectObject):
                continue
            if str(entry(one.get_object(), "/T")) == signature.fq_name:
                return one
        return None

    def profile_of(self, signature: EmbeddedPdfSignature) -> Profile:
        """By which profile a signature is judged."""
        planned = self.field_of(signature)
        allowed = next((one.profiles for one in self.expected if one.field == planned), ())
        return applicable(
            allowed,
            application=application_of(signature),
            in_own_field=signature.fq_name in self.own_fields,
        )

    @property
    def first_revision(self) -> int:
        """Number of the first revision that is not ours."""
        return int(self.base.total_revisions)

    @property
    def as_issued(self) -> HistoricalResolver:
        """The letter as it was issued, read from the handed-in file.

        Once ``structure`` has found that the file continues ours, the same as ``base``, with the
        work on both files done only once.
        """
        return self.reader.get_historical_resolver(self.first_revision - 1)

    @property
    def new_revisions(self) -> range:
        """Numbers of the revisions added after issue."""
        return range(self.first_revision, self.reader.total_revisions)

    def sealed_in(self, revision: int) -> EmbeddedPdfSignature | None:
        """The signature or document timestamp that a revision adds, if it adds one."""
        return next((one for one in self.sealed if one.signed_revision == revision), None)

    def signed_in(self, revision: int) -> EmbeddedPdfSignature | None:
        """The signature that a revision adds, if it adds one."""
        return next((one for one in self.signatures if one.signed_revision == revision), None)

    def end_of(self, revision: int) -> int:
        """Where a revision's bytes end: with what it seals, else with its end mark."""
        if revision < self.first_revision:
            return len(self.issued)
        sealed = self.sealed_in(revision)
        if sealed is not None:
            return span(sealed)[3]
        if revision == self.reader.total_revisions - 1:
            return len(self.pdf)
        table = self.reader.xrefs.get_xref_container_info(revision)
        end = _END.search(self.pdf, table.end_location)
        if end is None:
            raise ValueError("revision does not end")
        return end.end()


def parse(
    pdf: bytes,
    issued: bytes,
    expected: Sequence[ExpectedSignature],
    at: datetime,
    time_trust: Sequence[bytes] = (),
) -> Parsed:
    """Read both files strictly."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    base = PdfFileReader(io.BytesIO(issued), strict=True)
    read_digits(reader, pdf, base.total_revisions)
    return Parsed(
        pdf=pdf,
        issued=issued,
        expected=tuple(expected),
        at=at,
        time_trust=tuple(time_trust),
        reader=reader,
        base=base,
    )


def filled_fields(reader: PdfFileReader) -> tuple[EmbeddedPdfSignature, ...]:
    """Every filled signature field of a file, in the order of the revisions."""
    filled = [
        EmbeddedPdfSignature(reader, field, name)
        for name, value, field in enumerate_sig_fields(reader)
        if value is not None
    ]
    return tuple(sorted(filled, key=lambda one: one.signed_revision))


def is_timestamp(sealed: EmbeddedPdfSignature) -> bool:
    """Whether a filled field holds a timestamp over the document, nobody's signature."""
    return bool(sealed.sig_object_type == "/DocTimeStamp")


def application_of(signature: EmbeddedPdfSignature) -> str:
    """What the signing program calls itself; nobody vouches for it."""
    build = entry(signature.sig_object, "/Prop_Build", {})
    return str(entry(entry(build, "/App", {}), "/Name", ""))


def span(signature: EmbeddedPdfSignature) -> tuple[int, int, int, int]:
    """Start, gap start, gap end and end of the signed bytes, as offsets into the file.

    Raises:
        ValueError: The byte range is not four whole numbers.
    """
    numbers = list(signature.byte_range)
    if len(numbers) != 4 or not all(isinstance(one, generic.NumberObject) for one in numbers):
        raise ValueError("byte range is not four numbers")
    start, length, second, rest = (int(one) for one in numbers)
    return start, start + length, second, second + rest
