"""Berkas for tests: defaults with overrides."""

import hashlib
from datetime import UTC, date, datetime

from pipeline.ports.archive import Addition, Berkas, FileRole, Item, ItemFile
from pipeline.reasons.archive import CATALOGUE

FILED_AT = datetime(2026, 10, 16, 2, 0, tzinfo=UTC)
PLACE = (
    "2026/000.8.6.3 Akuntabilitas Kinerja Instansi Pemerintah/"
    "001 Pengumpulan Data Kinerja Triwulan III 2026"
)
SIGNED = {
    "kolom": "TtdKepalaBadan",
    "jabatan": "Kepala Badan",
    "nama": "Contoh Pertama",
    "nip": None,
    "sertifikat_sha256": "0" * 64,
    "waktu": "2026-10-01T09:00:00+07:00",
    "jenis": "PAdES B-B",
    "hasil_verifikasi": "sah",
}


def make_file(data, role=FileRole.RENDITION, suffix=".pdf", **over):
    values = {
        "role": role,
        "suffix": suffix,
        "content": lambda: data,
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    return ItemFile(**(values | over))


def make_item(title="Lembar Disposisi Sekretaris", **over):
    values = {
        "dated_on": date(2026, 10, 1),
        "title": title,
        "code": f"K-{title}",
        "kind": "Lembar Disposisi",
        "files": (make_file(f"%PDF {title}".encode("utf-8", "replace")),),
    }
    return Item(**(values | over))


def make_items():
    data = (
        make_file(b"foto pertama", FileRole.EVIDENCE, "JPG", original_name="IMG_001.JPG"),
        make_file(b"foto kedua", FileRole.EVIDENCE, "JPG"),
        make_file(b"PK formulir", FileRole.SOURCE, ".xlsx"),
        make_file(b"%PDF data", FileRole.RENDITION, ".pdf"),
    )
    return (
        make_item(metadata={"halaman": 1}),
        make_item(
            "Surat Permintaan Data Kinerja",
            nomor="000.8.6.3 / 12 / KBL / X / 2026",
            metadata={"penandatangan": [SIGNED], "catatan": ["apa pun"]},
        ),
        make_item("Data Kinerja Bidang I", dated_on=date(2026, 10, 6), files=data),
    )


def make_berkas(**over):
    values = {
        "year": 2026,
        "classification_code": "000.8.6.3",
        "classification_name": "Akuntabilitas Kinerja Instansi Pemerintah",
        "number": 1,
        "title": "Pengumpulan Data Kinerja Triwulan III 2026",
        "creator": "Badan Kesatuan Bangsa dan Politik Kota Contoh",
        "unit": "Sekretariat",
        "retention": "aktif 2 tahun, inaktif 3 tahun, musnah",
        "access": "terbatas",
        "items": make_items(),
        "filed_at": FILED_AT,
        "ledger_extract": b'{"urut": 1}\n',
        "certificates": {"sekretaris.pem": b"-----BEGIN CERTIFICATE-----\n"},
        "contents_pdf": b"%PDF daftar isi",
    }
    return Berkas(**(values | over))


def make_addition(**over):
    values = {
        "items": (make_item("Data Kinerja Bidang III (susulan)", dated_on=date(2026, 10, 20)),),
        "reason": "Data Bidang III diterima sesudah rekapitulasi.",
        "filed_at": datetime(2026, 10, 21, 2, 0, tzinfo=UTC),
        "ledger_extract": b'{"urut": 1}\n{"urut": 2}\n',
        "contents_pdf": b"%PDF daftar isi, versi 2",
    }
    return Addition(**(values | over))


def codes(findings):
    assert all(sentence(finding) for finding in findings)
    return sorted(finding.code for finding in findings)


def sentence(finding):
    """What staff read; fails when a fact is missing."""
    (reason,) = [one for one in CATALOGUE if one.code == finding.code]
    return " ".join(text.format(**finding.facts) for text in (reason.what, reason.why, reason.do))


def snapshot(top):
    """Every file below a folder with its bytes."""
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file()
    }
