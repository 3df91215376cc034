"""The archive room: filed berkas in plain folders that prove themselves without Paraf.

``room`` files, adds and recovers; ``compose`` says what a berkas consists of; ``holding`` and
``examine`` read it back; ``naming``, ``manifest``, ``record``, ``sheet`` and ``lists`` are the
formats; ``stage`` and ``lock`` keep half-done work out of sight.
"""

from pipeline.adapters.archive.room import FolderArchive

__all__ = ["FolderArchive"]
