"""R6, the form: it lists the fields it was issued with and lends them the same letters.

The form's default resources carry the two typefaces of all stamps. Whoever could change them with
his own signature would decide what the stamp of the next signer says.
"""

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.revision import entry
from pipeline.adapters.signing.rules.own_field import references_by, spelled
from pipeline.errors import Finding

_STAYS = ("/Fields", "/DR")


def form_stays(parsed: Parsed) -> Iterator[Finding]:
    """R6: fields and default resources are, reference by reference, those of the issue."""
    issued = _kept(parsed.base.root)
    for revision in parsed.new_revisions:
        due = {**issued, "/Fields": [*issued["/Fields"], *references_by(parsed, revision)]}
        if _kept(parsed.reader.get_historical_resolver(revision).root) != due:
            signature = parsed.signed_in(revision)
            field = parsed.field_of(signature) if signature is not None else "-"
            label = parsed.label_of(field)
            yield Finding("P39", {"label": label})


def _kept(root: generic.DictionaryObject) -> dict[str, Any]:
    form = entry(root, "/AcroForm", {})
    return {key: spelled(entry(form, key)) for key in _STAYS}
