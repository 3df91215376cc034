"""The archive room: filed berkas in plain folders that prove themselves without Paraf.

``room`` files, adds and recovers; ``compose`` says what a berkas consists of; ``holding`` and
``examine`` read it back; ``naming``, ``manifest``, ``record``, ``sheet``, ``list_csv``, ``lists``
are the formats; ``pointers`` are the tunjuk silang; ``behind``, ``upkeep``, ``yearly`` and
``printed`` let the lists follow; ``stage`` and ``lock`` keep half-done work out of sight;
``second`` keeps a copy elsewhere; ``handover`` gives a berkas to another office in a ``bag``,
``receiving`` takes one in; ``csv_lists`` are the lists for other systems; ``catalogue`` finds
what is filed. ``periksa.py`` is filed with each berkas and runs alone.
"""

from pipeline.adapters.archive.bag import Sender
from pipeline.adapters.archive.handover import Exported, HandOver
from pipeline.adapters.archive.list_csv import csv_of
from pipeline.adapters.archive.naming import twins
from pipeline.adapters.archive.receiving import Received, Reception
from pipeline.adapters.archive.room import FolderArchive
from pipeline.adapters.archive.second import SecondCopy
from pipeline.adapters.archive.sheet import Sheet, write_sheet

__all__ = [
    "Exported",
    "FolderArchive",
    "HandOver",
    "Received",
    "Reception",
    "SecondCopy",
    "Sender",
    "Sheet",
    "csv_of",
    "twins",
    "write_sheet",
]
