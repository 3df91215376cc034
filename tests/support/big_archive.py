"""An archive of any size, as its records and its documents' texts would be; nothing is signed.

Letters are the office's own wording with what differs from one to the next: names, dates, sums,
activities. Words are drawn as languages use them, few often and many rarely.
"""

import hashlib
import random
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from pipeline.adapters.archive.record import (
    BERKAS_NAME,
    BerkasRecord,
    ContentsLine,
    DigestRecord,
    FileRecord,
    ItemMetadata,
    ItemRecord,
    SignatureRecord,
    format_record,
    item_record_name,
)
from pipeline.ports.archive import FileRole
from pipeline.wording.indonesian import date_words

CLASSES = (
    ("000.8.6.3", "Akuntabilitas Kinerja Instansi Pemerintah"),
    ("000.1.2.3", "Rapat Koordinasi"),
    ("100.2.4", "Wawasan Kebangsaan"),
    ("200.1.1", "Organisasi Kemasyarakatan"),
    ("400.10.2", "Penanganan Konflik Sosial"),
)
UNITS = (
    "Sekretariat",
    "Bidang Ideologi, Wawasan Kebangsaan, dan Ketahanan Ekonomi, Sosial, Budaya, dan Agama",
    "Bidang Politik Dalam Negeri dan Organisasi Kemasyarakatan",
    "Bidang Kewaspadaan Nasional dan Penanganan Konflik",
)
KINDS = (
    ("surat-permintaan", "Surat Permintaan Data Kinerja"),
    ("data-kinerja", "Data Kinerja"),
    ("nota-dinas-pengantar", "Nota Dinas Pengantar"),
    ("tanda-terima", "Tanda Terima Data Kinerja"),
    ("lembar-disposisi", "Lembar Disposisi"),
    ("laporan-rekapitulasi", "Laporan Rekapitulasi"),
)
SIGNERS = (
    ("Drs. Contoh Pertama, M.Si.", "Kepala Badan Kesatuan Bangsa dan Politik"),
    ("Dra. Contoh Kedua, M.AP.", "Sekretaris Badan"),
    ("Contoh Ketiga, S.Sos.", "Kepala Subbagian Tata Usaha"),
)
LETTER = """PEMERINTAH KOTA PEMATANGSIANTAR BADAN KESATUAN BANGSA DAN POLITIK
Jalan Contoh Nomor 17, Kelurahan Contoh, Kecamatan Contoh, Kode Pos 21100 Telepon (0622) 000000
Nomor : {nomor} Sifat : Segera Lampiran : 1 (satu) berkas Hal : {hal} Yth. {unit} di Tempat.
Sehubungan dengan pelaksanaan pengukuran kinerja dan penyusunan laporan kinerja, dengan hormat kami
mohon Saudara menyampaikan data kinerja beserta bukti dukung paling lambat tanggal {tempo} kepada
Kepala Subbagian Tata Usaha. Data disampaikan melalui formulir terlampir dengan memperhatikan
hal-hal sebagai berikut: a. realisasi setiap indikator diisi menurut satuan yang tercantum dalam
perjanjian kinerja; b. realisasi anggaran sebesar Rp {sum},-; c. kegiatan: {words}. Demikian
disampaikan, atas perhatian dan kerja sama Saudara diucapkan terima kasih. Kode dokumen: {kode}
Dokumen ini ditandatangani secara elektronik."""
_STARTS, _ENDS = "kmrsptlnbdjgwy", ("a", "i", "u", "e", "o", "an", "ang", "ar", "ung")


class Writer:
    """Writes berkas after berkas below a folder; ``texts`` reads what it wrote."""

    def __init__(self, root, seed=2026):
        self._root = root
        self._chance = random.Random(seed)  # noqa: S311 - the same archive each time
        self._vocabulary = sorted({self._word() for _ in range(12_000)})
        self._chance.shuffle(self._vocabulary)
        self._often = list(accumulate(1 / at for at in range(1, len(self._vocabulary) + 1)))

    def _word(self):
        length = self._chance.choice((2, 3, 3, 4, 5))
        return "".join(
            self._chance.choice(_STARTS) + self._chance.choice(_ENDS) for _ in range(length)
        )

    def words(self, count):
        return self._chance.choices(self._vocabulary, cum_weights=self._often, k=count)

    def berkas(self, year, kind, number, items=20):
        code, name = CLASSES[kind]
        title = f"Pengumpulan Data Kinerja Triwulan {('I', 'II', 'III', 'IV')[number % 4]} {year}"
        path = f"{year}/{code} {name}/{number:03d} {title}"
        folder = self._root / path
        (folder / "_meta").mkdir(parents=True)
        filed_at = datetime(year, 12, 20, 2, tzinfo=UTC)
        common = {
            "kode_klasifikasi": code,
            "lokasi": path,
            "pencipta": "Badan Kesatuan Bangsa dan Politik Kota Contoh",
            "unit_pengolah": "Sekretariat",
            "retensi": "aktif 2 tahun, inaktif 3 tahun, musnah",
            "dasar_retensi": "JRA",
            "akses": "Terbatas",
            "diberkaskan_pada": filed_at,
        }
        lines = []
        for at in range(1, items + 1):
            line, record = self._item(folder, common, title, number, at)
            lines.append(line)
            (folder / item_record_name(at)).write_bytes(format_record(record))
        first = BerkasRecord(
            tahun=year,
            nama_klasifikasi=name,
            nomor_berkas=number,
            judul=title,
            isi=tuple(lines),
            metadata={},
            **common,
        )
        (folder / BERKAS_NAME).write_bytes(format_record(first))
        return path

    def _item(self, folder, common, title, number, at):
        kind, hal = KINDS[at % len(KINDS)]
        year = common["diberkaskan_pada"].year
        unit = UNITS[at % len(UNITS)]
        dated = date(year, 1, 2) + timedelta(days=self._chance.randrange(350))
        nomor = f"{common['kode_klasifikasi']} / {number * 20 + at} / KBL / X / {year}"
        kode = f"{self._chance.randrange(36**4):04X}"[:4] + f"-{at:04d}"
        text = LETTER.format(
            nomor=nomor,
            hal=hal,
            unit=unit,
            tempo=date_words(dated + timedelta(days=4)),
            sum=f"{self._chance.randrange(10**9):,}".replace(",", "."),
            words=" ".join(self.words(120)),
            kode=kode,
        ).encode()
        name = f"{at:03d} {dated} {hal} ({nomor.replace(' / ', '-')}).pdf"
        (folder / name).write_bytes(text)
        line = ContentsLine(
            nomor_item=at,
            tanggal=dated,
            uraian=f"{hal} {unit[:40]}",
            nomor_naskah=nomor,
            kode=kode,
            jenis_naskah=kind,
            halaman=1,
            keterangan="asli; elektronik (PDF)",
            file=(
                FileRecord(
                    nama=name,
                    peran=FileRole.RENDITION,
                    format="application/pdf",
                    ukuran=len(text),
                    nama_asal="",
                    digest=(
                        DigestRecord(algoritma="SHA-256", nilai=hashlib.sha256(text).hexdigest()),
                    ),
                ),
            ),
        )
        signer, post = SIGNERS[at % len(SIGNERS)]
        signature = SignatureRecord(
            kolom="Ttd",
            jabatan=post,
            nama=signer,
            nip=None,
            sertifikat_sha256="0" * 64,
            waktu=common["diberkaskan_pada"],
            jenis="PAdES B-B",
            hasil_verifikasi="sah",
        )
        record = ItemRecord(
            isi=line,
            indeks=title,
            versi_berkas=1,
            metadata=ItemMetadata(unit=unit, penandatangan=(signature,)),
            **common,
        )
        return line, record


class PlainTexts:
    """Reads documents that are their own text."""

    def __init__(self):
        self.read = 0

    def text_of(self, data, suffix):
        self.read += 1
        return " ".join(data.decode("utf-8", "replace").split())


def fill(root, items, years=10, since=0):
    """Write about so many items over some years; the first ones may be there already."""
    writer = Writer(root, seed=2026 + since)
    for at in range(since // 20, items // 20):
        kind = (at // years) % len(CLASSES)
        writer.berkas(2026 - at % years, kind, 1 + at // years // len(CLASSES))
