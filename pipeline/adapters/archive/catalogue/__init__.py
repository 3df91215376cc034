"""The catalogue of the archive: a page that searches without a server, and its terminal twin.

``card`` reads what a berkas says of itself, ``block`` and ``directory`` are the files that the
page loads, ``words`` and ``query`` say what counts as a hit, ``update`` keeps it all up to date,
``search`` looks in it. Everything here is made from the records and documents of the archive and
may be thrown away: ``katalog`` is made anew. Why: ``docs/decisions/0024``.
"""

from pipeline.adapters.archive.catalogue.chunk import FOLDER
from pipeline.adapters.archive.catalogue.page import PAGE
from pipeline.adapters.archive.catalogue.search import (
    Filters,
    Findings,
    Found,
    search,
    snippet_of,
)
from pipeline.adapters.archive.catalogue.update import ENTRANCE, bring_up_to_date, chunks_of

__all__ = [
    "ENTRANCE",
    "FOLDER",
    "PAGE",
    "Filters",
    "Findings",
    "Found",
    "bring_up_to_date",
    "chunks_of",
    "search",
    "snippet_of",
]
