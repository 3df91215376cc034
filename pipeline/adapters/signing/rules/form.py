"""R6, the form: it lists the fields it was issued with and lends them the same letters.

The form's default resources carry the two typefaces of all stamps. Whoever could change them with
his own signature would decide what the stamp of the next signer says.
"""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.revision import entry
from pipeline.errors import Finding

_STAYS = ("/Fields", "/DR")


def form_stays(parsed: Parsed) -> Iterator[Finding]:
    """R6: fields and default resources are, reference by reference, those of the issue."""
    issued = _kept(parsed.as_issued.root)
    for revision in parsed.new_revisions:
        if _kept(parsed.reader.get_historical_resolver(revision).root) != issued:
            signature = parsed.signed_in(revision)
            label = parsed.label_of(signature.fq_name) if signature is not None else "-"
            yield Finding("P39", {"label": label})


def _kept(root: generic.DictionaryObject) -> dict[str, object]:
    form = entry(root, "/AcroForm", {})
    return {key: _spelled(entry(form, key)) for key in _STAYS}


def _spelled(item: object) -> object:
    """A value in plain Python, its own references unfollowed; equal when the files say the same."""
    if isinstance(item, generic.DictionaryObject):
        return {key: _spelled(item.raw_get(key)) for key in item}
    if isinstance(item, generic.ArrayObject):
        return [_spelled(item.raw_get(place)) for place in range(len(item))]
    if isinstance(item, generic.IndirectObject):
        return ("R", item.idnum, item.generation)
    return item
