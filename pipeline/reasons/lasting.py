"""Sentences about signatures over the years: what still holds, why, and what nobody can know."""

from pipeline.reasons.reason import Reason

_NOTHING = "Tidak ada yang perlu dilakukan."
_BY_ARCHIVE = (
    "Yang tetap membuktikan ialah berkasnya: file tidak berubah sejak diberkaskan apabila cocok "
    "dengan manifest, dan manifest itu tercatat dalam buku kejadian (paraf archive verify)."
)

CATALOGUE = (
    Reason(
        "W01",
        "Tanda tangan {label} terbukti sah pada {saat}.",
        "Stempel waktu dari “{penerbit}” membuktikan bahwa tanda tangan sudah ada pada saat itu, "
        "ketika sertifikatnya (berakhir {sertifikat_sampai}) berlaku dan tidak dicabut menurut "
        "keterangan penerbit di dalam file. Berakhirnya sertifikat sesudah itu tidak mengubahnya.",
        _NOTHING,
    ),
    Reason(
        "W02",
        "Stempel waktu sudah diperpanjang {kali} kali tanpa terputus.",
        "Dibubuhkan pada {tanggal}. Setiap stempel waktu menyegel semua yang ada sebelumnya selagi "
        "yang lama masih berlaku.",
        _NOTHING,
    ),
    Reason(
        "W03",
        "Stempel waktu terakhir berlaku sampai {sampai}.",
        "Dibubuhkan pada {saat} oleh “{penerbit}” atas seluruh isi file.",
        "Sebelum tanggal itu Paraf memperpanjangnya dengan sendirinya, apabila [stempel_waktu] "
        "diatur dalam office.toml.",
    ),
    Reason(
        "W04",
        "File tidak membuktikan kapan tanda tangan {label} dibubuhkan.",
        "Tidak ada stempel waktu di dalamnya. Tanda tangan cocok dengan isi file, tetapi bahwa "
        "sertifikatnya (berakhir {sertifikat_sampai}) masih berlaku saat itu hanya diketahui dari "
        "catatan penerimaan di kantor ini.",
        _BY_ARCHIVE,
    ),
    Reason(
        "W05",
        "Tanda tangan {label} sudah ada pada {saat}, tetapi keadaan sertifikatnya saat itu tidak "
        "tersimpan di dalam file.",
        "Stempel waktu dari “{penerbit}” membuktikan waktunya; keterangan pencabutan dari penerbit "
        "sertifikat (berakhir {sertifikat_sampai}) tidak ada, atau tidak lengkap.",
        _BY_ARCHIVE,
    ),
    Reason(
        "W06",
        "Stempel waktu terakhir sudah berakhir pada {sampai} dan tidak diperpanjang.",
        "Dibubuhkan pada {saat} oleh “{penerbit}”. Sejak sertifikat penerbit itu berakhir tidak "
        "ada lagi yang menjamin kuncinya, sehingga dari file ini saja tidak dapat diketahui apakah "
        "bukti di dalamnya dibuat sebelum atau sesudah tanggal itu.",
        _BY_ARCHIVE,
    ),
    Reason(
        "W07",
        "Sertifikat {label} sudah dicabut menurut keterangan di dalam file.",
        "Keterangan penerbit yang disegel bersama tanda tangan menyebut sertifikat itu dicabut.",
        "Bandingkan waktu pencabutan dengan waktu penerimaan menurut buku kejadian.",
    ),
    Reason(
        "W08",
        "Rantai stempel waktu terputus: yang dari {saat} berakhir pada {sampai}, sedangkan yang "
        "berikutnya baru dibubuhkan pada {berikutnya}.",
        "Di antara kedua tanggal itu tidak ada yang menjamin isi file selain arsip sendiri.",
        _BY_ARCHIVE,
    ),
    Reason(
        "W09",
        "Stempel waktu dari “{penerbit}” ({saat}) tidak dapat dipercaya.",
        "Sertifikatnya dicabut, penerbitnya tidak terdaftar di kantor ini, atau keterangan "
        "tentangnya tidak ada di dalam file.",
        _BY_ARCHIVE,
    ),
    Reason(
        "W10",
        "Isi berkas sama dengan pada saat diberkaskan.",
        "Semua file cocok dengan manifest SHA-256 dan SHA-512, dan manifest itu tercatat dalam "
        "buku kejadian, yang hash-nya tercetak pada berita acara.",
        _NOTHING,
    ),
    Reason(
        "W11",
        "Stempel waktu terakhir memakai {cara}, yang tidak diandalkan lagi oleh kantor ini.",
        "Cara hitung itu tidak tercantum dalam [stempel_waktu] digest pada office.toml.",
        "Paraf memperpanjangnya dengan cara hitung yang pertama disebut di sana.",
    ),
    Reason(
        "W12",
        "Yang diterangkan di sini hanya menurut isi file itu sendiri.",
        "Penerbit sertifikat dan stempel waktunya tidak dicocokkan dengan daftar kantor mana pun.",
        "Cocokkan penerbitnya dengan sertifikat dalam folder _meta/sertifikat pada berkasnya.",
    ),
)
