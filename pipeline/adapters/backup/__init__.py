"""Backups of a whole office in a folder elsewhere, and laying one out again.

A backup folder holds the bytes of all its backups once, by their digest (``isi/``), and one dated
folder for each backup: two lists in the format of coreutils, what it is in JSON, and a page that
tells how to restore it, without Paraf too. ``saving`` makes one, ``laying`` examines one and lays
it out; ``pool`` keeps the bytes; ``lists`` are the formats.
"""

from pipeline.adapters.backup.laying import Backup, Laying, find_backup
from pipeline.adapters.backup.saving import BackupFolder

__all__ = ["Backup", "BackupFolder", "Laying", "find_backup"]
