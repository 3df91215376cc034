"""Sentences about signatures whose key lies elsewhere: the request that went out, the answer."""

from pipeline.reasons.reason import Reason

_PREPARE_AGAIN = "Mohon siapkan kembali dari dokumen aslinya dengan perintah paraf remote prepare."
_ANSWER_AGAIN = (
    "Dokumen tidak berubah. Mohon minta kembali tanda tangan untuk permintaan ini, lalu ulangi."
)

CATALOGUE: tuple[Reason, ...] = (
    Reason(
        "P80",
        "Permintaan tanda tangan “{nama}” tidak dapat dibaca.",
        "Isinya rusak, atau dibuat oleh versi aplikasi yang lain.",
        _PREPARE_AGAIN,
    ),
    Reason(
        "P81",
        "Dokumen “{nama}” yang disiapkan tidak lagi sesuai dengan permintaan tanda tangannya.",
        "Dokumen atau permintaannya berubah sesudah disiapkan, sehingga tanda tangan yang diminta "
        "bukan lagi untuk dokumen ini.",
        _PREPARE_AGAIN,
    ),
    Reason(
        "P82",
        "Jawaban atas permintaan tanda tangan “{nama}” tidak dapat dibaca.",
        "Isinya bukan tanda tangan dan bukan pesan CMS yang utuh.",
        _ANSWER_AGAIN,
    ),
    Reason(
        "P83",
        "Tanda tangan yang diterima untuk “{nama}” tidak cocok.",
        "Tanda tangan itu dibuat dengan kunci lain, atau untuk isi yang lain.",
        _ANSWER_AGAIN,
    ),
    Reason(
        "P84",
        "Pesan CMS yang diterima untuk “{nama}” memakai sertifikat lain.",
        "Sertifikat di dalamnya bukan sertifikat yang disebut ketika dokumen disiapkan.",
        _ANSWER_AGAIN,
    ),
    Reason(
        "P85",
        "Pesan CMS yang diterima untuk “{nama}” dibuat untuk dokumen lain.",
        "Nilai periksa dokumen di dalamnya berbeda dari yang diminta.",
        _ANSWER_AGAIN,
    ),
    Reason(
        "P86",
        "Pesan CMS yang diterima untuk “{nama}” terlalu besar.",
        "Ukurannya {ukuran} bita, sedangkan tempat yang disediakan {batas} bita.",
        "Mohon minta pesan yang hanya memuat sertifikat penanda tangan dan penerbitnya. "
        "Dokumen tidak berubah.",
    ),
    Reason(
        "P87",
        "Dokumen “{nama}” sudah diselesaikan pada {pada}.",
        "Satu permintaan hanya diselesaikan satu kali; hasilnya tidak dibuat ulang.",
        "Gunakan dokumen yang sudah ditandatangani. Apabila hilang, siapkan kembali dari dokumen "
        "aslinya.",
    ),
)
