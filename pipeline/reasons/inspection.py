"""Why a file was not even opened (H): what it is, or what it hides, by its content alone.

The gap ``bagian`` is the name of the part that holds it, as it stands inside the file.
"""

from pipeline.reasons.reason import Reason

_RESAVE = (
    "Mohon buka berkas aslinya, simpan kembali sebagai .docx, .xlsx, atau PDF biasa, lalu "
    "serahkan ulang."
)
_PRINT = (
    "Mohon buka berkas aslinya, cetak ke PDF (Print, Microsoft Print to PDF atau Simpan sebagai "
    "PDF), lalu serahkan hasilnya."
)
_REPORT = (
    "Apabila Saudara tidak merasa membuatnya, jangan membuka berkas ini dan mohon hubungi "
    "pengelola sistem."
)

CATALOGUE: tuple[Reason, ...] = (
    Reason(
        "H01",
        "Berkas “{nama}” tidak diterima karena berupa program, skrip, atau pintasan ({jenis}).",
        "Berkas seperti ini dapat menjalankan perintah di komputer siapa pun yang membukanya.",
        "Mohon serahkan dokumennya saja (.docx, .xlsx, PDF, atau gambar). " + _REPORT,
    ),
    Reason(
        "H02",
        "Nama berkas “{nama}” berakhiran {akhiran}, sedangkan isinya {jenis}.",
        "Berkas yang namanya tidak sesuai dengan isinya tidak dapat dibuka oleh penerimanya.",
        "Mohon buka berkas aslinya, simpan kembali dengan jenis yang benar, lalu serahkan ulang.",
    ),
    Reason(
        "H03",
        "Berkas “{nama}” belum dapat diterima karena jenisnya tidak diarsipkan: {jenis}.",
        "Isi berkas jenis ini tidak dapat diperiksa satu per satu, atau belum tentu dapat dibuka "
        "lagi bertahun-tahun kemudian.",
        "Mohon serahkan isinya satu per satu sebagai .docx, .xlsx, PDF, gambar (JPG atau PNG), "
        "atau teks. Folder dapat diletakkan utuh di outbox.",
    ),
    Reason(
        "H04",
        "Berkas “{nama}” belum dapat diterima karena tersimpan dalam format lama: {jenis}.",
        "Format lama tidak dapat diperiksa isinya dan tidak menyimpan dokumen dengan utuh.",
        "Mohon buka berkas aslinya, pilih Simpan Sebagai .docx atau .xlsx, lalu serahkan ulang.",
    ),
    Reason(
        "H05",
        "Berkas “{nama}” belum dapat diterima karena terlindung kata sandi atau dikunci.",
        "Isi berkas yang terkunci tidak dapat diperiksa, dan kata sandi tidak boleh dikirimkan.",
        "Mohon hapus kata sandi atau kuncinya terlebih dahulu, simpan, lalu serahkan ulang.",
    ),
    Reason(
        "H06",
        "Berkas “{nama}” belum dapat diterima karena rusak atau terpotong (pada {bagian}).",
        "Berkas mungkin belum selesai disalin atau diunduh.",
        "Mohon buka berkas aslinya. Apabila dapat dibuka, simpan ulang dan serahkan kembali; "
        "apabila tidak, salin ulang dari asalnya.",
    ),
    Reason(
        "H07",
        "Berkas “{nama}” tidak diterima karena memuat data lain di luar dokumennya (pada "
        "{bagian}).",
        "Program yang berbeda akan membaca isi yang berbeda dari berkas yang sama.",
        _RESAVE + " " + _REPORT,
    ),
    Reason(
        "H08",
        "Berkas “{nama}” tidak diterima karena menjadi terlalu besar setelah dibuka ({bagian}).",
        "Berkas yang sangat dimampatkan dapat memenuhi komputer yang membukanya.",
        "Mohon kecilkan gambar atau hapus baris dan lembar yang tidak terpakai, simpan, lalu "
        "serahkan ulang.",
    ),
    Reason(
        "H09",
        "Berkas “{nama}” tidak diterima karena susunan di dalamnya tidak lazim (pada {bagian}).",
        "Berkas yang disimpan oleh Word, Excel, atau LibreOffice tidak tersusun demikian.",
        _RESAVE,
    ),
    Reason(
        "H10",
        "Berkas “{nama}” tidak diterima karena memuat makro ({bagian}).",
        "Makro dapat menjalankan perintah di komputer penerima.",
        "Mohon simpan sebagai Dokumen Word (.docx) atau Buku Kerja Excel (.xlsx) tanpa makro, "
        "lalu serahkan ulang.",
    ),
    Reason(
        "H11",
        "Berkas “{nama}” tidak diterima karena memuat perintah kepada program lain (DDE, pada "
        "{bagian}).",
        "Perintah itu dijalankan oleh komputer yang membuka berkas.",
        "Mohon hapus bidang atau rumus tersebut, tempel hasilnya sebagai nilai biasa, lalu "
        "serahkan ulang. " + _REPORT,
    ),
    Reason(
        "H12",
        "Berkas “{nama}” belum dapat diterima karena mengambil isi dari luar berkas: {bagian}.",
        "Isi yang berada di luar dapat berubah setelah diserahkan, dan pembukaan berkas diketahui "
        "oleh pihak lain.",
        "Mohon sisipkan gambar atau isinya langsung ke dalam berkas, atau putuskan tautannya "
        "(di Excel: Data, Edit Tautan, Putuskan Tautan), lalu serahkan ulang. Tautan web biasa "
        "tidak perlu dihapus.",
    ),
    Reason(
        "H13",
        "Berkas “{nama}” belum dapat diterima karena memuat dokumen atau objek lain ({bagian}).",
        "Berkas di dalam berkas tidak ikut tercetak dan tidak terbaca oleh penandatangan.",
        "Mohon hapus objek tersebut; apabila diperlukan, serahkan sebagai berkas tersendiri.",
    ),
    Reason(
        "H14",
        "Berkas “{nama}” tidak diterima karena memuat kontrol atau tambahan program ({bagian}).",
        "Kontrol ActiveX dan tambahan program menjalankan perintah ketika berkas dibuka.",
        "Mohon hapus kontrol tersebut, simpan, lalu serahkan ulang.",
    ),
    Reason(
        "H15",
        "Berkas “{nama}” tidak diterima karena bagian {bagian} memuat definisi jenis dokumen "
        "atau pengodean yang tidak lazim.",
        "Word, Excel, dan LibreOffice tidak pernah menulisnya; definisi seperti itu dapat membaca "
        "berkas lain dari komputer penerima.",
        _RESAVE,
    ),
    Reason(
        "H16",
        "Berkas “{nama}” tidak diterima karena memuat gambar yang terlalu besar untuk dibuka: "
        "{ukuran} piksel.",
        "Gambar sebesar itu dapat menghabiskan memori komputer yang membukanya.",
        "Mohon perkecil ukuran gambarnya, lalu serahkan ulang.",
    ),
    Reason(
        "H17",
        "Berkas “{nama}” tidak diterima karena memuat gambar SVG yang menjalankan perintah atau "
        "mengambil isi dari luar ({bagian}).",
        "Gambar seperti itu dijalankan oleh program yang menampilkannya.",
        "Mohon simpan gambarnya sebagai PNG atau JPG, lalu serahkan ulang.",
    ),
    Reason(
        "H18",
        "Dokumen PDF “{nama}” tidak diterima karena memuat skrip JavaScript ({bagian}).",
        "Skrip dijalankan oleh program yang membuka dokumen.",
        _PRINT,
    ),
    Reason(
        "H19",
        "Dokumen PDF “{nama}” tidak diterima karena memuat tindakan otomatis atau keluar dokumen "
        "({bagian}).",
        "Tindakan itu dapat membuka program, berkas, atau alamat lain tanpa diminta pembacanya.",
        _PRINT,
    ),
    Reason(
        "H20",
        "Dokumen PDF “{nama}” belum dapat diterima karena memuat lampiran berkas, suara, atau "
        "video ({bagian}).",
        "Lampiran di dalam PDF tidak ikut tercetak dan tidak dapat diperiksa.",
        "Mohon serahkan lampirannya sebagai berkas tersendiri, dan cetak dokumennya ke PDF biasa.",
    ),
    Reason(
        "H21",
        "Dokumen PDF “{nama}” belum dapat diterima karena berupa formulir dinamis ({bagian}).",
        "Isi formulir XFA dibuat oleh program pembacanya, sehingga tidak selalu tampil sama.",
        _PRINT,
    ),
    Reason(
        "H22",
        "Dokumen PDF “{nama}” tidak diterima karena susunan di dalamnya tidak wajar ({bagian}).",
        "Susunan yang melingkar, bertingkat terlalu dalam, atau membesar tanpa batas dapat "
        "menghentikan program pembacanya.",
        _PRINT,
    ),
    Reason(
        "H23",
        "Berkas “{nama}” belum dapat diterima karena tersimpan dalam format OpenDocument "
        "({jenis}).",
        "Naskah dan formulir dibaca dari format Word dan Excel, yang juga dapat disimpan oleh "
        "LibreOffice.",
        "Mohon buka berkasnya di LibreOffice, pilih Simpan Sebagai, pilih jenis Excel (.xlsx) "
        "untuk lembar kerja atau Word (.docx) untuk naskah, lalu serahkan ulang.",
    ),
)
