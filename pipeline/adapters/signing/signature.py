"""Puts one signature into its prepared field.

The first signature of a document certifies it (DocMDP 2: only forms and signatures may follow),
later ones approve. The given bytes stay an exact prefix; the revision holds the signature, its
stamp, the field, and for a certification the catalog, and nothing else.
"""

# mypy: disable-error-code="no-untyped-call"
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
from pipeline.adapters.signing.cms import digest_name, room_needed, sign_digest
from pipeline.adapters.signing.credentials import KeyCredential
from pipeline.adapters.signing.revision import Revision, entry, revise
from pipeline.adapters.signing.surprise import refusing
from pipeline.errors import Finding, Refused
from pipeline.ports.signing import Stamp


def sign(pdf: bytes, *, field: str, credential: KeyCredential, stamp: Stamp) -> bytes:
    """Sign the named empty field.

    Raises:
        Refused: Not a PDF (P01), no such field (P20), or it is signed already (P21).
    """
    revision = revise(pdf)
    with refusing("P01"):
        widget, is_first = _empty_field(revision, field)
        return _embed(revision, widget, is_first, credential, stamp)


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


def _embed(
    revision: Revision,
    widget: generic.DictionaryObject,
    is_first: bool,  # noqa: FBT001 - private, and named at the only call
    credential: KeyCredential,
    stamp: Stamp,
) -> bytes:
    digest = digest_name(credential)
    placeholder = SignatureObject(
        timestamp=stamp.signed_at,
        subfilter=SigSeedSubFilter.PADES,
        reason=reason_words(stamp),
        bytes_reserved=room_needed(credential),
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
    prepared, output = steps.send(SigIOSetup(md_algorithm=digest))
    steps.send(sign_digest(credential, prepared.document_digest))
    return bytes(output.getvalue())


def reason_words(stamp: Stamp) -> str:
    """The reason a PDF reader shows: what was done, in which capacity or under which number."""
    if stamp.kind == "paraf":
        return f"Paraf: {stamp.post}"
    return f"Penandatanganan: {stamp.number}" if stamp.number else "Penandatanganan"
