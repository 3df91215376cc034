"""The office's hands: one of each port. ``wiring`` fills it, nobody else knows what is behind."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pipeline.ports.agents import Agents
from pipeline.ports.archive import Archive
from pipeline.ports.aside import Aside
from pipeline.ports.board import Board
from pipeline.ports.charts import Charts
from pipeline.ports.clock import Clock
from pipeline.ports.conversion import Converter
from pipeline.ports.fixity import FixityMemory, Rereader
from pipeline.ports.folders import Folders
from pipeline.ports.forms import Forms
from pipeline.ports.inspection import Inspector
from pipeline.ports.qr import QrCodes
from pipeline.ports.rehearsal import Rehearsals
from pipeline.ports.signing import Examiner, SigningRoom
from pipeline.ports.store import Store
from pipeline.ports.timestamps import Timestamps
from pipeline.ports.upkeep import ListWriter
from pipeline.ports.watch import Unwatched, Watch
from pipeline.ports.word import Words
from pipeline.ports.yearbook import YearBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the office works with."""

    clock: Clock
    store: Store
    folders: Folders
    inspector: Inspector
    words: Words
    converter: Converter
    signing: SigningRoom
    timestamps: Timestamps | None
    #: The same authority, asked aside: whoever renews holds up nobody's letter.
    renewing: Timestamps | None
    examiner: Examiner
    agents: Agents
    forms: Forms
    charts: Charts
    qr: QrCodes
    archive: Archive
    rereader: Rereader
    fixity: FixityMemory
    list_writer: ListWriter
    rehearsals: Rehearsals
    render_board: Callable[[Board], str]
    year_workbook: Callable[[YearBook], bytes]
    aside: Aside[Any]
    watch: Watch = field(default_factory=Unwatched)
