"""Sentences about where a key lies and whom it belongs to: tokens, issuers.

What is wrong with a key file or a certificate by itself stands in ``signing`` (P10 to P17).
"""

from pipeline.reasons.reason import Reason

_ASK_CERTIFICATE = "Mohon hubungi pengelola sertifikat elektronik instansi."

CATALOGUE: tuple[Reason, ...] = (
    Reason(
        "P18",
        "Sertifikat elektronik atas nama {nama} tidak cocok dengan sertifikat penerbitnya.",
        "Sertifikat penerbit yang disertakan tidak menerbitkan sertifikat ini, atau tidak berhak "
        "menerbitkan sertifikat.",
        "Mohon sertakan sertifikat penerbit yang benar. " + _ASK_CERTIFICATE,
    ),
    Reason(
        "P90",
        "Sertifikat atas nama “{nama}” bukan sertifikat penerbit.",
        "Sertifikat tersebut tidak berhak menerbitkan sertifikat lain.",
        "Mohon sertakan sertifikat penerbit yang langsung menerbitkan sertifikat pejabat. "
        + _ASK_CERTIFICATE,
    ),
    Reason(
        "P60",
        "PIN token yang dimasukkan tidak sesuai.",
        "Token “{token}” tidak dapat dibuka dengan PIN tersebut. {sisa}Dokumen tidak berubah.",
        "Mohon periksa PIN sebelum mengulangi; token terkunci bila PIN salah berkali-kali.",
    ),
    Reason(
        "P61",
        "PIN token “{token}” terkunci.",
        "PIN yang salah telah dimasukkan terlalu sering. Dokumen tidak berubah.",
        "Mohon minta pembukaan kunci token. " + _ASK_CERTIFICATE,
    ),
    Reason(
        "P62",
        "Token “{token}” tidak memuat kunci tanda tangan yang diminta.",
        "{rincian}",
        "Mohon periksa nama kunci (--key-label) atau gunakan token yang benar. " + _ASK_CERTIFICATE,
    ),
    Reason(
        "P63",
        "Token “{token}” memuat beberapa kunci tanda tangan.",
        "Kunci yang ada: {kunci}.",
        "Mohon pilih salah satu dengan --key-label.",
    ),
    Reason(
        "P64",
        "Token “{token}” tidak memuat sertifikat untuk kunci tanda tangannya.",
        "Tanpa sertifikat, penanda tangan tidak dapat dikenali.",
        "Mohon pasang sertifikat elektronik ke dalam token. " + _ASK_CERTIFICATE,
    ),
    Reason(
        "P65",
        "Token “{token}” menolak menandatangani.",
        "Keterangan dari token: {sebab}.",
        "Mohon ulangi; apabila tetap ditolak, token perlu diperiksa. " + _ASK_CERTIFICATE,
    ),
    Reason(
        "P66",
        "Berkas ini belum dicocokkan dengan register kantor mana pun.",
        "Pemeriksaan dilakukan tanpa folder kantor, sehingga hanya tanda tangannya yang dapat "
        "diterangkan.",
        "Mohon periksa dengan perintah paraf verify di folder kantor penerbitnya.",
    ),
)
