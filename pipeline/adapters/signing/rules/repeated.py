"""R6 for programs that write a page again with their signature, though nothing on it changed."""

# mypy: disable-error-code="no-untyped-call"
from collections.abc import Iterable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis.rules_api import ReferenceUpdate, WhitelistRule
from typing_extensions import override

from pipeline.adapters.signing.revision import entry, spelled


class RepeatedPages(WhitelistRule):
    """Explains an object that was a page and is, entry by entry, the same page again."""

    @override
    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        for reference in new.explicit_refs_in_revision():
            if old.reader.xrefs.get_historical_ref(reference, old.revision) is None:
                continue
            before, after = old(reference), new(reference)
            is_page = isinstance(before, generic.DictionaryObject) and (
                entry(before, "/Type") == "/Page"
            )
            if is_page and spelled(before) == spelled(after):
                yield ReferenceUpdate(reference)
