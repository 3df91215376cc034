"""R6, the form: it lists the fields it was issued with and lends them the same letters.

The form's default resources carry the two typefaces of all stamps. Whoever could change them with
his own signature would decide what the stamp of the next signer says.
"""

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic

from pipeline.adapters.signing.evidence import Parsed, is_timestamp
from pipeline.adapters.signing.revision import entry, spelled
from pipeline.errors import Finding

_STAYS = ("/Fields", "/DR")


def form_stays(parsed: Parsed) -> Iterator[Finding]:
    """R6: fields and default resources are, reference by reference, those of the issue.

    A timestamp brings a field of its own, and so does a program that may; each stands behind those
    that were there.
    """
    kept = _kept(parsed.as_issued.root)
    for revision in parsed.new_revisions:
        sealed = parsed.sealed_in(revision)
        if sealed is not None and (is_timestamp(sealed) or sealed.fq_name in parsed.own_fields):
            kept = {**kept, "/Fields": [*kept["/Fields"], spelled(parsed.own_reference(sealed))]}
        if _kept(parsed.reader.get_historical_resolver(revision).root) != kept:
            signature = parsed.signed_in(revision)
            field = parsed.field_of(signature) if signature is not None else "-"
            yield Finding("P39", {"label": parsed.label_of(field)})


def _kept(root: generic.DictionaryObject) -> dict[str, Any]:
    form = entry(root, "/AcroForm", {})
    return {key: spelled(entry(form, key)) for key in _STAYS}
