"""The yearly report as a workbook: every single measurement, and sheets that add them up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from pipeline.domain.yearly import YearFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class YearBook:
    """What the workbook is written from."""

    title: str
    office: str
    source: str  #: in words: when it was computed, and from which line of the ledger
    figures: YearFigures
    unit_names: Mapping[str, str]  #: unit id -> name as printed
    post_titles: Mapping[str, str]  #: post id -> title as printed
    zone: tzinfo
