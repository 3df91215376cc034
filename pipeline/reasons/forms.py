"""Reasons for sending back a data form. Codes begin with F.

F01 to F10 speak of the file (what no file may hold stands in ``inspection``), F11 to F19 of the
form in it, F20 to F39, F41 and F42 of single cells, F40 and F43 of evidence. The gap ``sel`` is
the cell's address, ``baris`` and ``kolom`` are its row and its column's heading.
"""

from pipeline.reasons.reason import Reason

#: Where a cell is.
_AT = "Pada sel {sel} (baris {baris}, kolom {kolom}): "
_TAKE_THE_FORM = "Isi formulir yang kami letakkan di inbox Saudara, simpan, lalu serahkan kembali."

CATALOGUE: tuple[Reason, ...] = (
    Reason(
        code="F01",
        what="Berkas ini bukan buku kerja Excel (.xlsx) biasa.",
        why="Data kinerja hanya dapat dibaca dari formulir Excel yang kami kirimkan.",
        do="Buka formulir, pilih Simpan Sebagai, pilih jenis Buku Kerja Excel (.xlsx), lalu "
        "serahkan kembali.",
    ),
    Reason(
        code="F03",
        what="Berkas ini kosong, terpotong, atau rusak.",
        why="Isinya tidak dapat dibuka seutuhnya; biasanya karena penyalinan belum selesai.",
        do="Buka kembali formulir di komputer Saudara, simpan ulang, lalu serahkan kembali.",
    ),
    Reason(
        code="F10",
        what="Berkas “{nama}” berisi formulir yang disimpan sebagai teks (CSV).",
        why="Simpanan teks membuang rumus, jenis isian, dan kode dokumennya.",
        do="Serahkan buku kerja Excel (.xlsx) yang Saudara isi, atau buka kembali formulirnya dan "
        "pilih Simpan Sebagai .xlsx. Bila hanya ada CSV, salin isinya ke formulir yang kami "
        "letakkan di inbox Saudara.",
    ),
    Reason(
        code="F11",
        what="Lembar “Data Kinerja” dari formulir tidak ditemukan dalam berkas ini.",
        why="Isian hanya dapat dibaca bila susunan lembar, judul kolom, dan barisnya tidak diubah.",
        do=_TAKE_THE_FORM,
    ),
    Reason(
        code="F12",
        what="Pada sel {sel} ({kolom}): tertulis “{isi}”, sedangkan formulir ini untuk "
        "“{seharusnya}”.",
        why="Keterangan unit dan periode menentukan ke mana data dicatat.",
        do="Gunakan formulir milik unit dan periode Saudara tanpa mengubah keterangannya.",
    ),
    Reason(
        code="F13",
        what=_AT + "tertulis “{isi}”, sedangkan Perjanjian Kinerja memuat “{seharusnya}”.",
        why="Indikator, satuan, dan target berasal dari Perjanjian Kinerja dan tidak dapat diubah "
        "melalui formulir ini.",
        do="Kembalikan ke isi semula. Bila Perjanjian Kinerja memang berubah, hubungi Kepala "
        "Subbagian Tata Usaha.",
    ),
    Reason(
        code="F14",
        what="Baris untuk {bagian} tidak ditemukan atau muncul lebih dari satu kali.",
        why="Setiap indikator dan program dalam Perjanjian Kinerja harus ada tepat satu baris.",
        do=_TAKE_THE_FORM,
    ),
    Reason(
        code="F15",
        what="Kolom {kolom} tidak ditemukan pada bagian {bagian}.",
        why="Isian hanya dapat dibaca bila semua kolom formulir masih ada.",
        do=_TAKE_THE_FORM,
    ),
    Reason(
        code="F16",
        what=_AT + "sel digabung dengan sel lain ({rentang}).",
        why="Sel yang digabung hanya menyimpan satu isian, sedangkan setiap baris memerlukan "
        "isiannya sendiri.",
        do="Pilih {rentang}, batalkan penggabungannya (Merge & Center sekali lagi), lalu isi "
        "setiap selnya.",
    ),
    Reason(
        code="F17",
        what="Ada baris isian yang disembunyikan: baris {daftar}.",
        why="Baris yang tidak tampak tidak terbaca oleh pemeriksa sesudah Saudara.",
        do="Hapus saringan (Data, Filter) atau tampilkan kembali barisnya (pilih baris di "
        "sekitarnya, klik kanan, Unhide/Tampilkan), periksa isinya, lalu serahkan kembali.",
    ),
    Reason(
        code="F18",
        what="Urutan baris berubah: indikator pada baris {daftar} bukan indikator baris itu.",
        why="Baris diurutkan atau dipindahkan, sehingga angka dan indikatornya dapat tertukar.",
        do="Batalkan pengurutannya (Undo), atau salin isian ke formulir yang ada di folder inbox "
        "Saudara, lalu serahkan kembali.",
    ),
    Reason(
        code="F19",
        what="Berkas ini memuat lebih dari satu lembar isian: {lembar}.",
        why="Tidak dapat dipastikan lembar mana yang berlaku.",
        do="Hapus lembar yang tidak berlaku sehingga tersisa satu lembar isian, lalu serahkan "
        "kembali.",
    ),
    Reason(
        code="F20",
        what=_AT + "belum diisi ({perihal}).",
        why="Setiap indikator dan program memerlukan jawaban.",
        do="Isi angkanya, tulis “nihil” bila nol, atau tulis “belum ada data” beserta alasannya "
        "pada kolom Keterangan.",
    ),
    Reason(
        code="F21",
        what=_AT + "tertulis “{isi}”, yang bukan angka.",
        why="Capaian hanya dapat dihitung dari angka.",
        do="Tulis angkanya saja, misalnya 75,5. Penjelasan ditulis pada kolom Keterangan.",
    ),
    Reason(
        code="F22",
        what=_AT + "tulisan “{isi}” dapat dibaca dengan dua cara.",
        why="Titik dan koma dapat memisahkan ribuan atau desimal, sehingga tulisan itu dapat "
        "berarti {pertama} atau {kedua}.",
        do="Tulis kembali sebagai angka tanpa pemisah ribuan: {pertama} atau {kedua}.",
    ),
    Reason(
        code="F23",
        what=_AT + "tertulis “{isi}”, padahal satuan {satuan} dihitung dalam bilangan bulat.",
        why="Angka desimal pada satuan ini biasanya berasal dari titik ribuan yang terbaca "
        "sebagai desimal.",
        do="Tulis bilangan bulat tanpa titik dan koma, misalnya 1250.",
    ),
    Reason(
        code="F24",
        what=_AT + "“{isi}” belum jelas maksudnya.",
        why="Tulisan itu dapat berarti nol atau belum ada data, dan keduanya dinilai berbeda.",
        do="Tulis “nihil” bila nol, atau “belum ada data” beserta alasannya pada kolom Keterangan.",
    ),
    Reason(
        code="F25",
        what=_AT + "“belum ada data” belum disertai alasannya ({perihal}).",
        why="Realisasi “belum ada data” hanya dapat diterima bersama alasannya.",
        do="Tulis alasannya pada kolom Keterangan dan, bila ada, kapan data akan disusulkan.",
    ),
    Reason(
        code="F26",
        what=_AT + "rumus menghasilkan kesalahan ({isi}).",
        why="Rumus yang gagal, misalnya karena sel yang dirujuknya sudah dihapus, tidak memberi "
        "isi.",
        do="Perbaiki rumusnya atau tulis isinya langsung.",
    ),
    Reason(
        code="F27",
        what=_AT + "berisi rumus yang hasilnya tidak tersimpan atau mungkin belum dihitung ulang.",
        why="Yang kami baca adalah hasil yang tersimpan di dalam berkas.",
        do="Tulis isinya langsung, atau buka berkas di Excel atau LibreOffice, tunggu hitungannya "
        "selesai, lalu simpan.",
    ),
    Reason(
        code="F28",
        what=_AT + "berisi tanggal, bukan angka.",
        why="Excel mengubah tulisan seperti 3/4 atau 1-2 menjadi tanggal.",
        do="Hapus isi sel, ubah format selnya menjadi angka, lalu tulis angkanya kembali.",
    ),
    Reason(
        code="F29",
        what=_AT + "ditulis dalam persen ({isi}), sedangkan satuannya {satuan}.",
        why="Realisasi harus memakai satuan yang sama dengan targetnya.",
        do="Tulis angkanya dalam satuan {satuan}, tanpa tanda persen.",
    ),
    Reason(
        code="F30",
        what=_AT + "tertulis {isi} dengan target {target} persen.",
        why="Angka sekecil itu dapat berarti {isi} persen, atau {kedua} persen yang tersimpan "
        "sebagai pecahan.",
        do="Tulis {kedua} bila itu yang dimaksud, atau “{isi} persen” (dengan kata persen) bila "
        "memang demikian.",
    ),
    Reason(
        code="F31",
        what=_AT + "{isi} berada di luar rentang yang mungkin ({rentang}).",
        why="Angka di luar rentang biasanya salah ketik.",
        do="Periksa kembali dan perbaiki angkanya.",
    ),
    Reason(
        code="F32",
        what=_AT + "tersimpan {isi} dengan target {target}.",
        why="Titik dan koma mungkin tertukar, sehingga {kedua} yang ditulis dengan pemisah "
        "tersimpan sebagai {isi}.",
        do="Tulis {kedua} tanpa pemisah ribuan bila itu yang dimaksud, atau “{isi} {satuan}” "
        "beserta satuannya bila memang demikian.",
    ),
    Reason(
        code="F33",
        what=_AT + "tertulis {isi} dengan pagu {pagu} rupiah.",
        why="Angka sekecil itu biasanya ditulis dalam ribuan atau jutaan rupiah.",
        do="Tulis jumlahnya dalam rupiah penuh. Bila memang demikian, tambahkan kata rupiah di "
        "belakang angkanya: “{isi} rupiah”.",
    ),
    Reason(
        code="F34",
        what=_AT + "realisasi {isi} melebihi pagu {pagu} rupiah.",
        why="Realisasi di atas pagu hanya dapat diterima bersama penjelasannya.",
        do="Perbaiki angkanya, atau tulis penjelasannya pada kolom Keterangan baris itu. Bila "
        "pagu berubah, hubungi Kepala Subbagian Tata Usaha.",
    ),
    Reason(
        code="F35",
        what=_AT + "tersimpan {isi} dengan target {target}.",
        why="Angka itu sama dengan tanggal {tanggal}; program lembar kerja mengubah tulisan "
        "seperti 3/4 menjadi tanggal.",
        do="Tulis angkanya kembali tanpa garis miring, atau “{isi} {satuan}” beserta satuannya "
        "bila memang demikian.",
    ),
    Reason(
        code="F36",
        what="Ada kolom isian yang disembunyikan: {daftar}.",
        why="Kolom yang tidak tampak tidak terbaca oleh pemeriksa sesudah Saudara.",
        do="Tampilkan kembali kolomnya (pilih kolom di sekitarnya, klik kanan, Unhide/Tampilkan), "
        "periksa isinya, lalu serahkan kembali.",
    ),
    Reason(
        code="F37",
        what=_AT + "tertulis {isi}, sedangkan targetnya {target} {satuan}.",
        why="Angka di atas {batas} pada indikator ini biasanya salah ketik; 75,5 misalnya menjadi "
        "755 pada Excel yang diatur dalam bahasa Inggris.",
        do="Perbaiki angkanya. Bila memang demikian, tulis kata “benar” beserta sebabnya pada "
        "kolom Keterangan baris itu.",
    ),
    Reason(
        code="F38",
        what=_AT + "tertulis {isi}, lebih kecil daripada {lalu} pada {periode}.",
        why="Realisasi adalah angka kumulatif sejak Januari, sehingga tidak berkurang dari "
        "triwulan sebelumnya.",
        do="Tulis jumlah sejak Januari, bukan angka triwulan ini saja. Bila memang berkurang, "
        "tulis sebabnya pada kolom Keterangan baris itu.",
    ),
    Reason(
        code="F39",
        what=_AT + "ditulis dalam rupiah ({isi}), sedangkan satuannya {satuan}.",
        why="Realisasi harus memakai satuan yang sama dengan targetnya.",
        do="Tulis angkanya dalam satuan {satuan}, tanpa tanda rupiah.",
    ),
    Reason(
        code="F41",
        what=_AT + "{isi} kurang dari nol.",
        why="Realisasi anggaran tidak kurang dari nol; “,-” di belakang angka dibaca LibreOffice "
        "sebagai tanda kurang.",
        do="Tulis angkanya tanpa “,-”.",
    ),
    Reason(
        code="F42",
        what=_AT + "tertulis “{isi}”, yang tidak menyebut bukti mana.",
        why="Bukti dicari menurut nama berkasnya, atau menurut sumbernya.",
        do="Tulis nama berkasnya beserta akhirannya, misalnya rekap-peserta.pdf, atau sumbernya "
        "dengan kata-kata, misalnya Laporan kegiatan 3 Agustus. Bila tidak ada, kosongkan.",
    ),
    Reason(
        code="F40",
        what="Bukti yang disebut formulir “{nama}” belum diserahkan: {daftar}.",
        why="Formulir menunggu bukti yang disebutnya sampai jam yang sama pada hari kerja "
        "berikutnya; berkas dengan nama itu tidak ada di folder outbox Saudara.",
        do="Letakkan berkasnya di folder outbox bersama formulir ini. Bila namanya berbeda, "
        "samakan dengan yang tertulis pada kolom Sumber Data/Bukti; bila tidak ada, hapus namanya "
        "dari kolom itu.",
    ),
    Reason(
        code="F43",
        what="Berkas “{nama}” bukan formulir, dan tidak disebut pada kolom Sumber Data/Bukti "
        "formulir Saudara.",
        why="Berkas lain hanya diterima sebagai bukti bila namanya tertulis pada baris indikator "
        "yang dibuktikannya.",
        do="Bila berkas ini bukti, tulis namanya pada kolom Sumber Data/Bukti dan serahkan bersama "
        "formulirnya; bila formulir sudah diserahkan, mintalah Kabid mengembalikannya. Bila berkas "
        "ini naskah dari kami yang disimpan ulang, ambil naskahnya kembali dari folder inbox.",
    ),
)
