"""An archive to search: ordinary letters, hostile ones, a secret one, a broken one."""

from datetime import date
from pathlib import Path

from archive_samples import PLACE, SIGNED, make_berkas, make_file, make_item

from pipeline.adapters.archive import FolderArchive
from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.texts import jobs
from pipeline.ports.archive import FileRole, Related

LETTER = Path(__file__).with_name("signing_letter.pdf").read_bytes()
HOSTILE = "<script>window.taken = 1</script><img src=x onerror='window.taken = 2'>\"'>&{{7*7}}"
TURNED = "Surat \u202etxt.exe\u202c da\u200bta </script> \u2028 akhir"
#: klasifikasi of one berkas, to which an item of another points
OTHER = "100.2"
RUNS = {"unit": "Bidang Kewaspadaan", "penandatangan": [SIGNED]}


class HereTexts:
    """Reads documents in this process; counts them."""

    def __init__(self):
        self.read = 0

    def text_of(self, data, suffix):
        self.read += 1
        return jobs.text_of(data, suffix)


def letter(title, **over):
    files = over.pop("files", (make_file(LETTER + b"\n" * len(title)),))
    return make_item(title, files=files, **over)


def items():
    return (
        letter("Lembar Disposisi Sekretaris"),
        letter(
            "Surat Permintaan Data Kinerja",
            nomor="000.8.6.3 / 12 / KBL / X / 2026",
            kind="surat-permintaan",
            dated_on=date(2026, 10, 12),
            metadata=RUNS,
        ),
        letter(HOSTILE, kind=HOSTILE, metadata={"unit": HOSTILE}),
        letter(TURNED),
        letter("Judul yang sangat panjang " * 300),
        letter("Élève çà"),
        letter(
            "Data Kinerja Bidang I",
            dated_on=date(2026, 10, 6),
            files=(
                make_file(LETTER, FileRole.RENDITION, ".pdf"),
                make_file(b"\xff\xd8 foto", FileRole.EVIDENCE, "JPG"),
            ),
            cross_references=(f"{OTHER} Wawasan Kebangsaan", "000.7.2.8 Laporan Berkala"),
        ),
    )


def fill(root, texts=None):
    """File some berkas; the last one's record is then broken."""
    archive = FolderArchive(root, LocalDisk(), texts=texts or HereTexts())
    archive.file_away(make_berkas(items=items()))
    archive.file_away(
        make_berkas(
            year=2025,
            classification_code=OTHER,
            classification_name="Wawasan Kebangsaan",
            title="Rapat Koordinasi 2025",
            related=(
                Related(relation="tindak lanjut", title="Contoh", path=PLACE, manifest_sha256="0"),
            ),
            items=(letter("Undangan Rapat", dated_on=date(2025, 8, 5), kind="undangan"),),
        )
    )
    archive.file_away(
        make_berkas(
            number=2,
            title="Laporan Rahasia",
            access="Rahasia",
            items=(letter("Laporan Tertutup"),),
        )
    )
    broken = archive.file_away(make_berkas(number=3, title="Rusak", items=(letter("Hilang"),)))
    record = root / broken.path / "_meta" / "berkas.json"
    record.chmod(0o644)
    record.write_bytes(b"{")
    archive.bring_up_to_date()
    return archive
