"""What the archive has to say. Facts: ``path`` always; others as named in the gaps."""

from pipeline.reasons.reason import Reason

_REPORT = (
    "Jangan mengubah isi berkas. Laporkan kepada Kepala Subbagian Tata Usaha agar salinan "
    "cadangannya dipulihkan."
)

CATALOGUE: tuple[Reason, ...] = (
    Reason(
        "A01",
        "Arsip “{path}” tidak ditemukan.",
        "Arsip ini tercatat dalam manifest berkasnya, tetapi tidak ada lagi di tempatnya.",
        _REPORT,
    ),
    Reason(
        "A02",
        "Isi arsip “{path}” berubah sejak diberkaskan.",
        "Nilai periksanya tidak lagi sama dengan yang dicatat pada saat pemberkasan.",
        _REPORT,
    ),
    Reason(
        "A03",
        "“{path}” bukan bagian dari berkas.",
        "Berkas yang sudah diarsipkan hanya memuat yang tercatat dalam manifestnya.",
        "Pindahkan ke luar folder arsip. Apabila memang termasuk berkas ini, ajukan sebagai item "
        "tambahan.",
    ),
    Reason(
        "A04",
        "Arsip “{nama_semula}” kini bernama “{path}”.",
        "Isinya utuh, tetapi namanya tidak lagi sama dengan yang tercatat dalam manifest.",
        "Kembalikan ke nama semula.",
    ),
    Reason(
        "A05",
        "Isi arsip “{path}” tertukar dengan isi arsip “{nama_lain}”.",
        "Isi keduanya utuh, tetapi masing-masing berada pada nama yang lain.",
        "Kembalikan keduanya ke nama semula, lalu jalankan pemeriksaan arsip sekali lagi.",
    ),
    Reason(
        "A06",
        "Manifest “{path}” tidak dapat dibaca ({sebab}).",
        "Manifest memuat nilai periksa setiap arsip dalam berkas; bentuknya tidak lagi seperti "
        "yang ditulis pada saat pemberkasan.",
        _REPORT,
    ),
    Reason(
        "A07",
        "Manifest “{path}” bukan yang dicatat pada saat pemberkasan.",
        "Nilai periksanya berbeda dari yang tercatat dalam buku kejadian, sehingga keutuhan "
        "berkas ini belum dapat dipastikan.",
        _REPORT,
    ),
    Reason(
        "A08",
        "Keterangan arsip “{path}” rusak, hilang, atau tidak sesuai dengan berkasnya.",
        "Keterangan ini dibuat pada saat pemberkasan dan tidak boleh berubah sesudahnya.",
        _REPORT,
    ),
    Reason(
        "A09",
        "Manifest “{path}” tidak sesuai mengenai “{nama}”.",
        "Kedua manifest berkas memuat keterangan yang sama; salah satunya telah berubah.",
        _REPORT,
    ),
    Reason(
        "A10",
        "Berkas “{path}” tidak berada pada tempatnya.",
        "Pada saat pemberkasan, tempatnya adalah “{lokasi}”.",
        "Kembalikan folder berkas ke tempat semula dengan nama semula.",
    ),
    Reason(
        "A11",
        "Arsip “{path}” tidak lagi sama dengan yang tercatat dalam manifest terdahulu.",
        "Penambahan item tidak pernah mengubah atau menghapus arsip yang sudah ada.",
        _REPORT,
    ),
    Reason(
        "A12",
        "Berkas “{path}” tidak ditemukan dalam arsip.",
        "Berkas ini dicari menurut catatan, tetapi foldernya tidak ada pada tempatnya.",
        "Periksa apakah foldernya berpindah atau berganti nama. Apabila tidak ditemukan, laporkan "
        "kepada Kepala Subbagian Tata Usaha agar salinan cadangannya dipulihkan.",
    ),
    Reason(
        "A13",
        "“{path}” bukan file biasa.",
        "Arsip hanya memuat file dan folder biasa; tautan tidak dibuka.",
        "Keluarkan tautan tersebut, lalu pulihkan arsip aslinya dari salinan cadangan.",
    ),
    Reason(
        "A14",
        "Pemberkasan yang belum selesai ditemukan pada “{path}”.",
        "Pekerjaan terhenti di tengah jalan. Arsip yang sudah ada tidak terpengaruh.",
        "Biasanya tidak perlu tindakan: pekerjaan dilanjutkan dengan sendirinya. Apabila "
        "keterangan ini tetap muncul keesokan harinya, hubungi pengelola aplikasi.",
    ),
    Reason(
        "A15",
        "Arsip “{path}” tidak dapat dibaca ({sebab}).",
        "Media penyimpanan menolak atau gagal membacanya, sehingga keutuhannya belum diketahui.",
        "Mintalah pengelola server memeriksa hak akses dan media penyimpanan, lalu jalankan "
        "pemeriksaan arsip sekali lagi.",
    ),
    Reason(
        "A16",
        "“{path}” tidak termasuk berkas mana pun.",
        "Folder arsip hanya memuat berkas yang sudah diberkaskan beserta daftarnya.",
        "Pindahkan ke luar folder arsip. Apabila perlu diarsipkan, serahkan melalui alur yang "
        "biasa.",
    ),
    Reason(
        "A17",
        "Keterangan arsip “{path}” tidak sesuai dengan isi “{nama}”.",
        "Nilai periksa yang dicatat dalam keterangan berbeda dari nilai periksa isinya.",
        _REPORT,
    ),
    Reason(
        "A18",
        "Dokumen “{path}” belum dapat diberkaskan.",
        "Isinya hilang atau tidak lagi sama dengan yang tercatat dalam buku kejadian, padahal "
        "yang diberkaskan harus persis yang tercatat.",
        "Dokumen tidak diubah. Laporkan kepada Kepala Subbagian Tata Usaha; pengelola aplikasi "
        "perlu memeriksa catatan dan salinan cadangan.",
    ),
    Reason(
        "A19",
        "Tempat “{path}” sudah dipakai untuk arsip lain.",
        "Arsip yang sudah ada tidak pernah ditimpa.",
        "Periksa nomor berkas dan isi folder tersebut. Yang bukan bagian dari arsip dipindahkan "
        "ke luar; sesudah itu pemberkasan dilanjutkan dengan sendirinya.",
    ),
    Reason(
        "A20",
        "Nomor item {nomor_item} pada berkas “{path}” sudah dipakai.",
        "Item yang sudah diberkaskan tidak dapat diubah atau diganti.",
        "Untuk koreksi, tambahkan dokumen perbaikan sebagai item baru dengan nomor berikutnya.",
    ),
    Reason(
        "A21",
        "Berkas “{path}” tidak ditemukan, sehingga item belum dapat ditambahkan.",
        "Item tambahan hanya dapat dimasukkan ke dalam berkas yang sudah diarsipkan.",
        "Periksa tahun, klasifikasi, dan nomor berkas yang dituju.",
    ),
    Reason(
        "A22",
        "“{nama}” tidak sama dengan yang disebut dalam “{path}”.",
        "Manifest isi memuat nilai periksa setiap file yang dinyatakan dalam berita acara "
        "pengarsipan; nilainya tercetak pada berita acara yang ditandatangani.",
        "Jangan mengubah isi berkas. Laporkan kepada Kepala Subbagian Tata Usaha; pengelola "
        "aplikasi perlu membandingkan dengan catatan dan salinan cadangan.",
    ),
    Reason(
        "A23",
        "Tunjuk silang “{path}” hilang.",
        "Catatan kecil ini menunjukkan tempat naskah yang disimpan pada klasifikasi lain; "
        "naskahnya sendiri tidak terpengaruh.",
        "Pengelola aplikasi dapat membuatnya kembali dengan perintah: paraf archive restore.",
    ),
    Reason(
        "A24",
        "Tunjuk silang “{path}” berubah.",
        "Isinya tidak lagi seperti yang dibuat dari keterangan berkas yang ditunjuknya.",
        "Pindahkan catatan yang berubah itu ke luar folder arsip; pengelola aplikasi kemudian "
        "membuatnya kembali dengan perintah: paraf archive restore.",
    ),
    Reason(
        "A30",
        "“{path}” dan “{nama_lain}” hanya berbeda huruf besar-kecil atau penulisan aksennya.",
        "Pada Windows dan macOS keduanya dianggap folder yang sama, sehingga isinya dapat "
        "bercampur atau saling menutupi.",
        "Periksa mana yang tercatat dalam daftar berkas, lalu pindahkan folder yang lain ke luar "
        "arsip.",
    ),
    Reason(
        "A31",
        "Berkas “{path}” belum dapat diserahkan.",
        "Pemeriksaan ulang menemukan {jumlah} temuan.",
        "Pulihkan dahulu dari salinan kedua dengan perintah paraf archive restore, atau dari "
        "salinan cadangan, lalu ulangi penyerahan.",
    ),
    Reason(
        "A32",
        "Berkas “{path}” belum dapat diserahkan.",
        "Buku kejadian kantor ini tidak mencatat pemberkasannya, sehingga tidak dapat dinyatakan "
        "bahwa isinya masih seperti semula.",
        "Periksa dari mana folder itu berasal. Berkas dari kantor lain diterima dengan perintah "
        "paraf archive import.",
    ),
    Reason(
        "A33",
        "“{path}” sudah ada.",
        "Hasil penyerahan yang sudah ada tidak pernah ditimpa.",
        "Pilih folder lain dengan --output, atau pindahkan yang lama terlebih dahulu.",
    ),
    Reason(
        "A34",
        "Nama “{path}” tidak dapat dibawa dalam paket BagIt.",
        "Nama itu memuat %0A, %0D, atau %25, yang oleh penerima dibaca sebagai tanda lain.",
        "Serahkan salinan folder berkas apa adanya; folder itu membawa manifestnya sendiri.",
    ),
    Reason(
        "A40",
        "“{nama}” tidak dapat dibaca sebagai paket BagIt.",
        "Sebabnya: {sebab}.",
        "Mintalah pengirim membuat paketnya kembali (BagIt 1.0 atau 0.97, UTF-8). Tidak ada yang "
        "dimasukkan ke dalam arsip.",
    ),
    Reason(
        "A41",
        "“{path}” di dalam paket tidak dapat diterima.",
        "Sebabnya: {sebab}.",
        "Mintalah pengirim membuat paketnya kembali dari berkas yang asli. Tidak ada yang "
        "dimasukkan ke dalam arsip.",
    ),
    Reason(
        "A42",
        "Paket “{nama}” tidak utuh.",
        "Pemeriksaan BagIt menemukan: {sebab}.",
        "Salin kembali paketnya dari media pengirim. Apabila temuan tetap sama, mintalah pengirim "
        "membuat paket baru. Tidak ada yang dimasukkan ke dalam arsip.",
    ),
    Reason(
        "A43",
        "Paket “{nama}” belum lengkap.",
        "Sebagian isinya masih harus diunduh (fetch.txt), padahal yang diterima harus lengkap.",
        "Mintalah pengirim membuat paket yang memuat seluruh isinya.",
    ),
    Reason(
        "A44",
        "Paket “{nama}” terlalu besar untuk diterima.",
        "Sebabnya: {sebab}.",
        "Periksa asal paketnya. Apabila memang sebesar itu, mintalah pengelola server menyalin "
        "berkasnya bersama pengirim.",
    ),
    Reason(
        "A45",
        "Isi paket “{nama}” bukan berkas Paraf.",
        "Sebabnya: {sebab}.",
        "Paket dari aplikasi lain disimpan di luar arsip ini. Tidak ada yang dimasukkan ke dalam "
        "arsip.",
    ),
    Reason(
        "A46",
        "Berkas dalam paket “{nama}” tidak terbukti keutuhannya.",
        "Pemeriksaan menemukan: {sebab}.",
        "Mintalah pengirim memeriksa berkas aslinya, lalu membuat paket baru. Tidak ada yang "
        "dimasukkan ke dalam arsip.",
    ),
    Reason(
        "A47",
        "Berkas ini sudah ada dalam arsip pada “{path}”.",
        "Isinya persis sama; berkas yang sama tidak disimpan dua kali.",
        "Tidak perlu tindakan. Apabila yang di arsip dilaporkan rusak, pulihkan dengan perintah "
        "paraf archive restore.",
    ),
    Reason(
        "A48",
        "Nomor berkas {nomor} pada “{path}” sudah dipakai.",
        "Setiap nomor berkas dalam satu tahun dan satu klasifikasi hanya dipakai satu kali.",
        "Ulangi dengan --number {bebas}. Nama foldernya mengikuti nomor itu; isinya tidak berubah.",
    ),
    Reason(
        "A49",
        "Berkas ini sudah ada dalam arsip pada “{path}”, dalam versi {versi_arsip}.",
        "Paket ini memuat versi {versi_paket}. Arsip yang sudah ada tidak pernah ditimpa.",
        "Apabila keduanya perlu disimpan, ulangi dengan --number {bebas}.",
    ),
    Reason(
        "A50",
        "Berkas “{path}” tidak tercatat dalam buku kejadian kantor ini.",
        "Foldernya berada di dalam arsip, tetapi pemberkasan ataupun penerimaannya tidak pernah "
        "dicatat, sehingga tidak ada yang menjamin isinya.",
        "Periksa dari mana folder itu berasal, lalu pindahkan ke luar arsip. Berkas dari kantor "
        "lain diterima dari paketnya dengan perintah paraf archive import.",
    ),
)
