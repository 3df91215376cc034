"""R6, the form: it lists the fields it was issued with and lends them the same letters.

The form's default resources carry the two typefaces of all stamps. Whoever could change them with
his own signature would decide what the stamp of the next signer says.
"""

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from pipeline.adapters.signing.evidence import Parsed, is_timestamp
from pipeline.adapters.signing.revision import entry, spelled
from pipeline.errors import Finding

_STAYS = ("/Fields", "/DR")


def form_stays(parsed: Parsed) -> Iterator[Finding]:
    """R6: fields and default resources are, reference by reference, those of the issue.

    Timestamps bring fields of their own, one each, behind those that were there.
    """
    kept = _kept(parsed.as_issued.root)
    for revision in parsed.new_revisions:
        sealed = parsed.sealed_in(revision)
        if sealed is not None and is_timestamp(sealed):
            kept = {**kept, "/Fields": [*kept["/Fields"], _place_of(sealed)]}
        if _kept(parsed.reader.get_historical_resolver(revision).root) != kept:
            signature = parsed.signed_in(revision)
            label = parsed.label_of(signature.fq_name) if signature is not None else "-"
            yield Finding("P39", {"label": label})


def _place_of(sealed: EmbeddedPdfSignature) -> tuple[str, int, int]:
    """The field as the form refers to it, spelled."""
    reference: Any = sealed.sig_field.get_container_ref()
    return ("R", reference.idnum, reference.generation)


def _kept(root: generic.DictionaryObject) -> dict[str, Any]:
    form = entry(root, "/AcroForm", {})
    return {key: spelled(entry(form, key)) for key in _STAYS}
