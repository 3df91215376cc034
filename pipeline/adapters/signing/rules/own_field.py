"""R4 for programs that sign in a field of their own: what such a field may be, and no more.

BSrE's applications, and pyHanko or endesive when told no name, add a field instead of filling ours.
Where an office allows it (profile ``kolom-sendiri``), the one new field of a revision stands for
the field that was due at that turn; ours stays empty for good. It is a bare signature field, seen
by nobody or lying wholly inside the place of the field it stands for, and it is the last of the
form's fields and the last on its page, so that it neither hides nor moves anything.

Who signed is not decided here: the certificate must be enrolled for the post whose turn it is, as
for any other signature (``signer``).
"""

# mypy: disable-error-code="no-untyped-call"
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.inspection import page_references
from pipeline.adapters.signing.revision import entry, names, spelled
from pipeline.errors import Finding

#: A field and its one widget in one dictionary, without actions, parents, children or captions.
_KEYS = names("/Type /Subtype /FT /T /TU /Ff /F /Rect /P /V /AP")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
#: Printed, and perhaps locked: what is seen on the screen is seen on paper.
_SHOWN = {4, 132}
#: Any of invisible, hidden, printed and locked: there is nothing to see.
_NOT_SHOWN = {0, 1, 2, 4, 6, 128, 130, 132, 134}
#: Programs round to whole points, or hundredths of them.
_ROUNDING = 0.5

Box = tuple[float, float, float, float]


def own_field_is_bare(parsed: Parsed) -> Iterator[Finding]:
    """R4: nothing but a signature field that nobody has touched since, named unlike any other."""
    taken = [*parsed.issued_fields, *parsed.own_fields]
    alike = {
        name
        for pair in combinations(taken, 2)
        for name in pair
        if pair[0].startswith(pair[1]) or pair[1].startswith(pair[0])
    }
    for signature in _in_own_fields(parsed):
        name, field = signature.fq_name, signature.sig_field
        made = _field_in(parsed, signature)
        if (
            name in alike
            or _PLAIN_NAME.fullmatch(name) is None
            or set(field) - _KEYS
            or (entry(field, "/FT"), entry(field, "/Subtype")) != ("/Sig", "/Widget")
            or entry(field, "/Ff", 0) not in (0, 1)
            or spelled(made) != spelled(field)
        ):
            yield Finding("P76", {"field": shown(name)})


def own_field_lies_in_its_place(parsed: Parsed) -> Iterator[Finding]:
    """R4: without any extent and without a drawing, or inside the place that was meant for it."""
    for signature in _in_own_fields(parsed):
        field, planned = signature.sig_field, parsed.field_of(signature)
        if is_invisible(field):
            fits = entry(field, "/F", 0) in _NOT_SHOWN and _draws_nothing(field)
        else:
            page, place = _place_of(parsed, planned)
            fits = (
                entry(field, "/F", 0) in _SHOWN
                and _is_within(box_of(field), place)
                and _pages_showing(parsed, signature) == [page]
            )
        if not fits:
            facts = {"field": shown(signature.fq_name), "label": parsed.label_of(planned)}
            yield Finding("P74", facts)


def pages_gain_the_own_field_only(parsed: Parsed) -> Iterator[Finding]:
    """R6: a page is what it was, but for the new field as the last of what lies on it."""
    for signature in _in_own_fields(parsed):
        pages = _pages_showing(parsed, signature)
        claimed = signature.sig_field.raw_get("/P") if "/P" in signature.sig_field else None
        leaves = list(page_references(parsed.base))
        right = [leaves[number] for number in pages or ()] or leaves
        if (
            pages is None
            or len(pages) > 1
            or (claimed is not None and spelled(claimed) not in map(spelled, right))
        ):
            yield Finding("P76", {"field": shown(signature.fq_name)})


def is_unseen(parsed: Parsed, signature: EmbeddedPdfSignature) -> bool:
    """Whether a signature stands in a program's own field and takes no room on any page."""
    return signature.fq_name in parsed.own_fields and is_invisible(signature.sig_field)


def is_invisible(field: generic.DictionaryObject) -> bool:
    """Whether a field takes no room on any page."""
    box = box_of(field)
    return box is not None and box[0] == box[2] and box[1] == box[3]


def box_of(field: generic.DictionaryObject) -> Box | None:
    """Left, bottom, right and top of a field; None where it is no rectangle."""
    numbers = [float(number) for number in entry(field, "/Rect", ())]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        return None
    left, right = sorted(numbers[::2])
    bottom, top = sorted(numbers[1::2])
    return left, bottom, right, top


def shown(name: str) -> str:
    """A field's name as a sentence may carry it: somebody else chose it."""
    return re.sub(r"[^\w .-]", "?", name)[:60]


def _in_own_fields(parsed: Parsed) -> list[EmbeddedPdfSignature]:
    return [one for one in parsed.signatures if one.fq_name in parsed.own_fields]


def _field_in(parsed: Parsed, signature: EmbeddedPdfSignature) -> object:
    """The field as it was when it was signed."""
    reference = parsed.own_reference(signature)
    if reference is None:
        return None
    resolver = parsed.reader.get_historical_resolver(signature.signed_revision)
    return resolver(reference.reference)


def _draws_nothing(field: generic.DictionaryObject) -> bool:
    """Whether it has no look, or an empty one: some programs stretch a drawing out of no room."""
    look = entry(field, "/AP", {})
    drawing = entry(look, "/N")
    if drawing is None:
        return not look
    is_alone = set(look) == {"/N"} and isinstance(drawing, generic.StreamObject)
    return is_alone and not drawing.data.strip()


def _place_of(parsed: Parsed, planned: str) -> tuple[int, Box | None]:
    """Page number and box of a field as it was issued."""
    leaves = [spelled(leaf) for leaf in page_references(parsed.base)]
    for reference in parsed.base.root["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if entry(field, "/T") == planned:
            return leaves.index(spelled(field.raw_get("/P"))), box_of(field)
    return -1, None


def _is_within(box: Box | None, place: Box | None) -> bool:
    if box is None or place is None:
        return False
    return (
        box[0] >= place[0] - _ROUNDING
        and box[1] >= place[1] - _ROUNDING
        and box[2] <= place[2] + _ROUNDING
        and box[3] <= place[3] + _ROUNDING
    )


def _pages_showing(parsed: Parsed, signature: EmbeddedPdfSignature) -> list[int] | None:
    """Numbers of the pages that gained the field; None where a page changed in any other way."""
    own = parsed.own_reference(signature)
    before = _pages(parsed.reader.get_historical_resolver(signature.signed_revision - 1))
    after = _pages(parsed.reader.get_historical_resolver(signature.signed_revision))
    if own is None or len(before) != len(after):
        return None
    showing = []
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        if new == old:
            continue
        if new != replace(old, lying=(*old.lying, spelled(own))):
            return None
        showing.append(number)
    return showing


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it is written: which object, what lies on it, and all the rest."""

    reference: object
    lying: tuple[object, ...]
    rest: object


def _pages(resolver: HistoricalResolver) -> list[_Page]:
    pages = []
    for reference in page_references(resolver):
        page = reference.get_object()
        rest = {key: spelled(page.raw_get(key)) for key in page if key != "/Annots"}
        lying = tuple(map(spelled, entry(page, "/Annots", ())))
        pages.append(_Page(spelled(reference), lying, rest))
    return pages
