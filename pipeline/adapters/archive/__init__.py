"""The archive room: filed berkas in plain folders that prove themselves without Paraf.

``room`` files, adds and recovers; ``compose`` says what a berkas consists of; ``holding`` and
``examine`` read it back; ``naming``, ``manifest``, ``record``, ``sheet`` and ``lists`` are the
formats; ``stage`` and ``lock`` keep half-done work out of sight; ``second`` keeps a copy elsewhere;
``catalogue`` finds what is filed.
``periksa.py`` is filed with each berkas and runs alone.
"""

from pipeline.adapters.archive.room import FolderArchive
from pipeline.adapters.archive.second import SecondCopy

__all__ = ["FolderArchive", "SecondCopy"]
