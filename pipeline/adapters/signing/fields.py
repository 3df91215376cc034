"""Adds the empty signature fields at issue, each where its bookmark lies.

All fields are made at once, with the flags and locks they will need: a later signer then changes
nothing but the value and the look of his own field, and a strict difference can demand exactly
that. Names must not begin with one another (pyHanko#633: field locks match prefixes).
"""

# mypy: disable-error-code="no-untyped-call"
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    SigFieldSpec,
    SigSeedSubFilter,
    SigSeedValFlags,
    SigSeedValueSpec,
    append_signature_field,
    ensure_sig_flags,
)
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1

from pipeline.adapters.signing.appearance import stamp_fonts
from pipeline.adapters.signing.inspection import inspect, page_references
from pipeline.adapters.signing.revision import Revision, entry, read_strictly, revision_of, written
from pipeline.adapters.signing.surprise import refusing
from pipeline.errors import Finding, Misconfigured, Refused
from pipeline.ports.signing import FieldPlan

#: Digests a signing program may choose from.
DIGESTS = ("sha256", "sha384", "sha512")


#: Left, bottom, right, top in points. (pyHanko declares whole numbers and takes any.)
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Place:
    page: int
    left: float
    top: float


def prepare(pdf: bytes, fields: Sequence[FieldPlan]) -> bytes:
    """Check a freshly rendered PDF and add its empty signature fields.

    Raises:
        Refused: Not a PDF (P01), a bookmark is missing (P02) or too near the edge (P03), or the
            PDF holds what a letter must not hold (P04, P05).
        Misconfigured: Two field names begin alike or the plan is empty.
    """
    _check_names(fields)
    reader = read_strictly(pdf)
    inspect(reader)
    with refusing("P01"):
        boxes = _boxes(reader, fields)
        revision = revision_of(reader)
        last_signature = _last_signature(fields)
        for field, (page, box) in zip(fields, boxes, strict=True):
            append_signature_field(
                revision, _field_spec(field, page, box, locks=field is last_signature)
            )
        ensure_sig_flags(revision, lock_sig_flags=True)
        _keep_fonts(revision)
        # What PAdES wants in the catalog is put there now, so that no signature has to.
        revision.ensure_output_version((1, 7))
        if revision.output_version < (2, 0):
            revision.register_extension(ESIC_EXTENSION_1)
            revision.update_root()
        return written(revision)


def _check_names(fields: Sequence[FieldPlan]) -> None:
    problems = [
        f"signature fields {one.name} and {other.name}: one name must not begin with the other; "
        "rename one of the two bookmarks in the template and in the SOP"
        for place, one in enumerate(fields)
        for other in fields[place + 1 :]
        if one.name.startswith(other.name) or other.name.startswith(one.name)
    ]
    problems += [
        f"signature field {field.name!r}: use letters and digits only, as in TtdKepalaBadan"
        for field in fields
        if not (field.name.isascii() and field.name.isalnum())
    ]
    if not fields:
        problems.append("a document to be signed needs at least one signature field")
    if problems:
        raise Misconfigured(problems)


def _last_signature(fields: Sequence[FieldPlan]) -> FieldPlan | None:
    signatures = [field for field in fields if field.kind == "ttd"]
    return signatures[-1] if signatures else None


def _boxes(reader: PdfFileReader, fields: Sequence[FieldPlan]) -> list[tuple[int, _Box]]:
    """Page index and box (left, bottom, right, top) of each field, or all refusals at once."""
    places = _bookmarks(reader)
    pages = list(page_references(reader))
    boxes, findings = [], []
    for field in fields:
        place = places.get(field.name)
        if place is None:
            findings.append(Finding("P02", {"bookmark": field.name, "label": field.label}))
            continue
        box = (place.left, place.top - field.height, place.left + field.width, place.top)
        if not _fits(pages[place.page].get_object(), box):
            findings.append(
                Finding(
                    "P03",
                    {
                        "bookmark": field.name,
                        "label": field.label,
                        "halaman": str(place.page + 1),
                    },
                )
            )
        boxes.append((place.page, box))
    if findings:
        raise Refused(*findings)
    return boxes


def _fits(page: generic.DictionaryObject, box: _Box) -> bool:
    left, bottom, right, top = (float(value) for value in _inherited(page, "/MediaBox"))
    return left <= box[0] and bottom <= box[1] and box[2] <= right and box[3] <= top


def _inherited(node: generic.DictionaryObject, key: str) -> Any:
    while key not in node:
        node = node["/Parent"]
    return node[key]


def _bookmarks(reader: PdfFileReader) -> dict[str, _Place]:
    """Named destinations that give a corner, by name."""
    numbers = {
        reference.reference: number for number, reference in enumerate(page_references(reader))
    }
    places = {}
    for name, target in _destinations(reader):
        if isinstance(target, generic.DictionaryObject):
            target = target["/D"]  # noqa: PLW2901 - the wrapped form of the same thing
        if len(target) < 4 or target[1] != "/XYZ":
            continue
        page = target.raw_get(0)
        if isinstance(page, generic.IndirectObject) and page.reference in numbers:
            places[name] = _Place(numbers[page.reference], float(target[2]), float(target[3]))
    return places


def _destinations(reader: PdfFileReader) -> Iterator[tuple[str, Any]]:
    """Name and target, from the old dictionary (LibreOffice) and from the name tree."""
    for name, target in entry(reader.root, "/Dests", {}).items():
        yield name[1:], target.get_object()
    waiting = [entry(entry(reader.root, "/Names", {}), "/Dests", {})]
    for _ in range(10_000):  # more nodes than any letter has; a circle ends here
        if not waiting:
            return
        node = waiting.pop()
        entries = list(entry(node, "/Names", ()))
        for name, target in zip(entries[::2], entries[1::2], strict=True):
            yield str(name), target.get_object()
        waiting += [kid.get_object() for kid in entry(node, "/Kids", ())]
    raise ValueError("name tree runs in a circle")


def _field_spec(field: FieldPlan, page: int, box: _Box, *, locks: bool) -> SigFieldSpec:
    return SigFieldSpec(
        field.name,
        on_page=page,
        box=box,  # type: ignore[arg-type]
        readable_field_name=field.label,
        seed_value_dict=SigSeedValueSpec(
            flags=SigSeedValFlags.SUBFILTER | SigSeedValFlags.DIGEST_METHOD,
            subfilters=[SigSeedSubFilter.PADES],
            digest_methods=list(DIGESTS),
        ),
        # A lock of the fields, not DocMDP P=1: Acrobat would refuse validation data added later
        # (pdf-association/pdf-issues#766).
        field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL) if locks else None,
    )


def _keep_fonts(revision: Revision) -> None:
    form = revision.root["/AcroForm"]
    form[pdf_name("/DR")] = generic.DictionaryObject({pdf_name("/Font"): stamp_fonts(revision)})
    revision.update_container(form)
