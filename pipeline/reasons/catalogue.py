"""The whole catalogue: every room of it, and every reason by its code."""

from collections.abc import Mapping

from pipeline.reasons import (
    archive,
    conversion,
    folders,
    forms,
    inspection,
    keys,
    lasting,
    remote,
    routing,
    signing,
    troubles,
    word,
)
from pipeline.reasons.reason import Reason

#: Each room of the catalogue as staff would call it, in the order a file meets them.
ROOMS: tuple[tuple[str, tuple[Reason, ...]], ...] = (
    ("Berkas yang diletakkan", folders.CATALOGUE),
    ("Pemeriksaan isi berkas", inspection.CATALOGUE),
    ("Alur kegiatan", routing.CATALOGUE),
    ("Dokumen Word", word.CATALOGUE),
    ("Formulir data kinerja", forms.CATALOGUE),
    ("Pembuatan PDF", conversion.CATALOGUE),
    ("Paraf dan tanda tangan", signing.CATALOGUE),
    ("Kunci dan sertifikat", keys.CATALOGUE),
    ("Tanda tangan dari perangkat lain", remote.CATALOGUE),
    ("Tanda tangan setelah bertahun-tahun", lasting.CATALOGUE),
    ("Arsip dan catatan", archive.CATALOGUE),
    ("Gangguan pada papan status", troubles.CATALOGUE),
)
REASONS: Mapping[str, Reason] = {reason.code: reason for _, room in ROOMS for reason in room}
