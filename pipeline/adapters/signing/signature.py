"""Puts one signature into its prepared field.

The first signature of a document certifies it (DocMDP 2: only forms and signatures may follow),
later ones approve. The given bytes stay an exact prefix; the revision holds the signature, its
stamp, the field, and for a certification the catalog, and nothing else.
"""

# mypy: disable-error-code="no-untyped-call"
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from pipeline.adapters.signing.appearance import draw
from pipeline.adapters.signing.cms import (
    ROOM_FOR_TOKEN,
    StampTime,
    digest_name,
    room_needed,
    sign_digest,
)
from pipeline.adapters.signing.credentials import KeyCredential
from pipeline.adapters.signing.revision import Revision, entry, revise
from pipeline.adapters.signing.surprise import refusing
from pipeline.errors import Finding, Refused
from pipeline.ports.signing import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A PDF with all but the message of its new signature, for which a hole is left."""

    pdf: bytes
    #: The hole: hexadecimal digits of zero between ``<`` at start and ``>`` before end.
    start: int
    end: int
    #: Of everything around the hole, made with ``digest_name``.
    digest: bytes

    @property
    def room(self) -> int:
        """Bytes of a message that fit."""
        return (self.end - self.start - 2) // 2

    def filled(self, message: bytes) -> bytes:
        """The finished PDF.

        Raises:
            ValueError: The message does not fit.
        """
        if len(message) > self.room:
            raise ValueError(f"{len(message)} bytes do not fit into {self.room}")
        digits = message.hex().upper().encode().ljust(2 * self.room, b"0")
        return self.pdf[: self.start + 1] + digits + self.pdf[self.end - 1 :]


def sign(
    pdf: bytes,
    *,
    field: str,
    credential: KeyCredential,
    stamp: Stamp,
    stamp_time: StampTime | None = None,
) -> bytes:
    """Sign the named empty field; with ``stamp_time`` under a timestamp where one is to be had.

    Raises:
        Refused: Not a PDF (P01), no such field (P20), or it is signed already (P21).
    """
    room = room_needed(credential) // 2
    if stamp_time is not None:
        room += ROOM_FOR_TOKEN
    prepared = prepare_signature(pdf, field=field, credential=credential, stamp=stamp, room=room)
    with refusing("P01"):
        return prepared.filled(sign_digest(credential, prepared.digest, stamp_time))


def prepare_signature(
    pdf: bytes, *, field: str, credential: KeyCredential, stamp: Stamp, room: int | None = None
) -> Prepared:
    """Everything of a signature but its message; the key is not used.

    Args:
        pdf: What is to be signed.
        field: Which empty field.
        credential: Whose signature it will be.
        stamp: What the field will show.
        room: Bytes to leave for the message; by default what our own messages need.

    Raises:
        Refused: Not a PDF (P01), no such field (P20), or it is signed already (P21).
    """
    revision = revise(pdf)
    with refusing("P01"):
        widget, is_first = _empty_field(revision, field)
        digits = room_needed(credential) if room is None else 2 * room
        return _prepare(revision, widget, is_first, digest_name(credential), stamp, digits)


def _empty_field(revision: Revision, name: str) -> tuple[generic.DictionaryObject, bool]:
    """The field's dictionary, and whether nobody has signed the document yet."""
    fields = {known: (value, field) for known, value, field in enumerate_sig_fields(revision)}
    if name not in fields:
        raise Refused(Finding("P20", {"field": name}))
    value, reference = fields[name]
    if value is not None:
        raise Refused(Finding("P21", {"field": name}))
    is_first = all(value is None for value, _ in fields.values())
    return reference.get_object(), is_first


def _prepare(  # noqa: PLR0913, PLR0917 - private, and called once
    revision: Revision,
    widget: generic.DictionaryObject,
    is_first: bool,  # noqa: FBT001
    digest: str,
    stamp: Stamp,
    digits: int,
) -> Prepared:
    placeholder = SignatureObject(
        timestamp=stamp.signed_at,
        subfilter=SigSeedSubFilter.PADES,
        reason=reason_words(stamp),
        bytes_reserved=digits,
    )
    lock = entry(widget, "/Lock")
    rules = SigMDPSetup(
        md_algorithm=digest,
        certify=is_first,
        field_lock=FieldMDPSpec.from_pdf_object(lock) if lock is not None else None,
        docmdp_perms=MDPPerm.FILL_FORMS if is_first else None,
    )
    steps = PdfCMSEmbedder().write_cms(
        field_name=str(widget["/T"]), writer=revision, existing_fields_only=True
    )
    next(steps)
    left, bottom, right, top = (float(edge) for edge in widget["/Rect"])
    look = draw(revision, stamp, right - left, top - bottom)
    widget[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): look})
    steps.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=rules))
    for reference in placeholder.get("/Reference", ()):
        # Said by pyHanko for locks only; endesive, signing after us, asks certifications too.
        reference[pdf_name("/DigestMethod")] = pdf_name("/" + digest.upper())
    if is_first:
        revision.update_root()
    found, output = steps.send(SigIOSetup(md_algorithm=digest))
    return Prepared(
        pdf=bytes(output.getvalue()),
        start=found.reserved_region_start,
        end=found.reserved_region_end,
        digest=found.document_digest,
    )


def reason_words(stamp: Stamp) -> str:
    """The reason a PDF reader shows: what was done, in which capacity or under which number."""
    if stamp.kind == "paraf":
        return f"Paraf: {stamp.post}"
    return f"Penandatanganan: {stamp.number}" if stamp.number else "Penandatanganan"
