"""Sentences about signing: the place to sign, the key, and what was handed in signed."""

from pipeline.reasons.reason import Reason

_ASK_CLERK = "Mohon hubungi Kepala Subbagian Tata Usaha apabila memerlukan bantuan."
_SIGN_AGAIN = (
    "Mohon ambil kembali dokumen aslinya dari folder inbox, bubuhkan paraf atau tanda tangan "
    "pada dokumen tersebut, lalu letakkan kembali di folder outbox."
)
_FROM_TEMPLATE = "Mohon susun ulang surat dari templat yang tersedia, lalu serahkan kembali."
_ASK_CERTIFICATE = "Mohon hubungi pengelola sertifikat elektronik instansi."

#: What is wrong with a PDF before anybody signs it.
_PLACES = (
    Reason(
        "P01",
        "Berkas tidak dapat dibaca sebagai dokumen PDF.",
        "Isi berkas rusak, tidak lengkap, atau bukan dokumen PDF.",
        "Mohon kirim ulang dari dokumen aslinya.",
    ),
    Reason(
        "P02",
        "Tempat tanda tangan {bookmark} tidak ditemukan dalam surat.",
        "Bookmark bernama “{bookmark}” tidak ada dalam dokumen Word, sehingga letak "
        "{label} tidak diketahui.",
        "Mohon tambahkan kembali bookmark “{bookmark}” pada tempat tanda tangan (menu Sisipkan, "
        "Bookmark), atau susun ulang surat dari templat, lalu serahkan kembali.",
    ),
    Reason(
        "P03",
        "Tempat {label} tidak muat pada halaman.",
        "Bookmark “{bookmark}” terlalu dekat dengan tepi halaman {halaman}.",
        "Mohon geser tempat tanda tangan menjauhi tepi halaman, lalu serahkan kembali.",
    ),
    Reason(
        "P04",
        "Surat memuat unsur yang tidak dapat ditandatangani secara elektronik: {unsur}.",
        "Unsur tersebut dapat mengubah tampilan atau isi surat setelah ditandatangani.",
        "Mohon hapus unsur tersebut dari dokumen Word. " + _FROM_TEMPLATE,
    ),
    Reason(
        "P05",
        "Huruf {huruf} tidak tertanam dalam dokumen.",
        "Tanpa huruf yang tertanam, surat dapat tampak berbeda pada komputer lain.",
        "Mohon gunakan jenis huruf dari templat surat, lalu serahkan kembali.",
    ),
)

#: What is wrong with a key or a certificate.
_KEYS = (
    Reason(
        "P10",
        "Berkas kunci tidak dapat dibaca.",
        "Berkas tersebut bukan berkas sertifikat elektronik (.p12 atau .pfx), atau rusak.",
        "Mohon pilih berkas sertifikat elektronik yang benar. " + _ASK_CERTIFICATE,
    ),
    Reason(
        "P11",
        "Passphrase yang dimasukkan tidak sesuai.",
        "Berkas kunci tidak dapat dibuka dengan passphrase tersebut. Dokumen tidak berubah.",
        "Mohon periksa huruf besar dan kecil, lalu ulangi.",
    ),
    Reason(
        "P12",
        "Berkas kunci memakai cara pengamanan lama.",
        "Pengamanan berkas ini ({cara}) sudah tidak dianggap aman dan tidak dapat dibuka.",
        "Mohon minta berkas kunci baru atau konversinya kepada pengelola sertifikat "
        "elektronik instansi.",
    ),
    Reason(
        "P13",
        "Berkas kunci tidak memuat kunci untuk menandatangani.",
        "Berkas hanya memuat sertifikat, atau sertifikatnya tidak berpasangan dengan kunci.",
        _ASK_CERTIFICATE,
    ),
    Reason(
        "P14",
        "Sertifikat elektronik atas nama {nama} sudah habis masa berlakunya.",
        "Sertifikat berlaku sampai dengan {sampai}.",
        "Mohon perbarui sertifikat elektronik. " + _ASK_CERTIFICATE,
    ),
    Reason(
        "P15",
        "Sertifikat elektronik atas nama {nama} belum mulai berlaku.",
        "Sertifikat baru berlaku mulai {mulai}.",
        "Mohon periksa tanggal pada komputer. " + _ASK_CERTIFICATE,
    ),
    Reason(
        "P16",
        "Sertifikat elektronik atas nama {nama} tidak diperuntukkan bagi tanda tangan.",
        "Peruntukan yang tercantum dalam sertifikat tidak mencakup tanda tangan elektronik.",
        _ASK_CERTIFICATE,
    ),
    Reason(
        "P17",
        "Kunci pada sertifikat atas nama {nama} tidak dapat digunakan.",
        "Jenis atau ukuran kunci ({kunci}) tidak memenuhi syarat keamanan.",
        "Mohon minta sertifikat elektronik baru. " + _ASK_CERTIFICATE,
    ),
)

#: Why a signature could not be made.
_SIGNING = (
    Reason(
        "P20",
        "Dokumen ini tidak memiliki tempat tanda tangan {field}.",
        "Dokumen yang dipilih bukan dokumen yang menunggu tanda tangan tersebut.",
        "Mohon pilih dokumen dari folder inbox jabatan yang bersangkutan.",
    ),
    Reason(
        "P21",
        "Tempat tanda tangan {field} sudah terisi.",
        "Dokumen ini sudah ditandatangani sebelumnya pada tempat yang sama.",
        "Tidak perlu ditandatangani lagi; mohon letakkan dokumen di folder outbox.",
    ),
)

#: Why a signed document that was handed in is not accepted.
_ACCEPTANCE = (
    Reason(
        "P30",
        "Dokumen yang diserahkan bukan dokumen yang diterbitkan.",
        "Isi dokumen berbeda dari yang diterbitkan, misalnya karena disimpan ulang, dicetak ke "
        "PDF, atau dikompres dengan program lain.",
        _SIGN_AGAIN,
    ),
    Reason(
        "P31",
        "Dokumen menjadi jauh lebih besar daripada yang diterbitkan.",
        "Tambahan sebesar {ukuran} melebihi batas {batas} untuk paraf dan tanda tangan.",
        _SIGN_AGAIN,
    ),
    Reason(
        "P32",
        "Susunan dokumen tidak lazim sehingga tidak dapat diperiksa dengan pasti.",
        "Bagian yang ditambahkan pada dokumen tidak tersusun sebagaimana mestinya.",
        _SIGN_AGAIN,
    ),
    Reason(
        "P33",
        "Dokumen dilindungi dengan kata sandi.",
        "Dokumen yang dilindungi tidak dapat diperiksa.",
        _SIGN_AGAIN,
    ),
    Reason(
        "P34",
        "Dokumen belum memuat paraf atau tanda tangan {label}.",
        "Tempat tanda tangan {label} masih kosong.",
        "Mohon bubuhkan paraf atau tanda tangan pada dokumen, lalu letakkan kembali di folder "
        "outbox.",
    ),
    Reason(
        "P35",
        "Dokumen memuat tanda tangan atau isian yang tidak semestinya: {field}.",
        "Pada tahap ini hanya paraf dan tanda tangan yang diminta yang boleh ada.",
        _SIGN_AGAIN,
    ),
    Reason(
        "P36",
        "Urutan paraf dan tanda tangan tidak sesuai.",
        "Seharusnya {urutan}, tetapi dokumen memuat {ditemukan}.",
        _SIGN_AGAIN,
    ),
    Reason(
        "P37",
        "Tanda tangan {label} tidak mencakup seluruh dokumen.",
        "Bagian dokumen yang dilindungi tanda tangan tidak utuh.",
        _SIGN_AGAIN,
    ),
    Reason(
        "P38",
        "Terdapat tambahan setelah tanda tangan terakhir.",
        "Dokumen berubah setelah tanda tangan {label} dibubuhkan.",
        _SIGN_AGAIN,
    ),
    Reason(
        "P39",
        "Isi dokumen berubah bersamaan dengan tanda tangan {label}.",
        "Selain tanda tangan, ada bagian lain yang ditambah atau diubah. Kemungkinan dokumen "
        "disunting, diberi catatan, atau disimpan ulang oleh program yang dipakai.",
        _SIGN_AGAIN,
    ),
    Reason(
        "P40",
        "Tanda tangan {label} dibubuhkan dengan sertifikat atas nama “{nama}”.",
        "Sertifikat tersebut tidak terdaftar untuk {label} pada tanggal ini.",
        "Mohon ditandatangani oleh pejabat yang berwenang. Apabila sertifikatnya baru, mohon "
        "didaftarkan lebih dahulu melalui Kepala Subbagian Tata Usaha.",
    ),
    Reason(
        "P41",
        "Tanda tangan {label} tidak sah.",
        "Tanda tangan tidak cocok dengan isi dokumen.",
        _SIGN_AGAIN,
    ),
    Reason(
        "P42",
        "Sertifikat {label} tidak dapat dipercaya atau tidak sedang berlaku.",
        "Penerbit sertifikat tidak dikenal, atau masa berlakunya tidak mencakup saat "
        "penandatanganan.",
        _ASK_CERTIFICATE,
    ),
    Reason(
        "P43",
        "Tanda tangan {label} memakai cara pengamanan yang lemah.",
        "Kunci atau cara penyandian ({cara}) sudah tidak memenuhi syarat keamanan.",
        _ASK_CERTIFICATE,
    ),
    Reason(
        "P44",
        "Sertifikat {label} tidak diperuntukkan bagi tanda tangan.",
        "Peruntukan yang tercantum dalam sertifikat tidak mencakup tanda tangan elektronik.",
        _ASK_CERTIFICATE,
    ),
    Reason(
        "P45",
        "Bentuk tanda tangan {label} tidak dikenal.",
        "Keterangan dalam tanda tangan tidak sesuai dengan bentuk PAdES yang diminta.",
        "Mohon gunakan program tanda tangan yang dianjurkan. " + _ASK_CLERK,
    ),
    Reason(
        "P46",
        "Dokumen tidak dapat diperiksa.",
        "Ada keadaan yang tidak terduga pada dokumen, sehingga dokumen tidak diterima.",
        _SIGN_AGAIN + " " + _ASK_CLERK,
    ),
    Reason(
        "P47",
        "Pemeriksaan dokumen dihentikan karena terlalu lama atau terlalu berat.",
        "Dokumen yang wajar selesai diperiksa dalam waktu kurang dari satu detik.",
        _SIGN_AGAIN + " " + _ASK_CLERK,
    ),
    Reason(
        "P48",
        "Dokumen belum ditandatangani.",
        "Dokumen yang diserahkan sama dengan yang diterbitkan; belum ada paraf atau tanda "
        "tangan {label} di dalamnya.",
        "Mohon bubuhkan paraf atau tanda tangan pada dokumen, lalu letakkan kembali di folder "
        "outbox.",
    ),
    Reason(
        "P49",
        "Stempel waktu pada tanda tangan {label} tidak dapat diterima.",
        "Stempel waktu dari “{penerbit}” tidak cocok dengan tanda tangannya, waktunya tidak "
        "sesuai, atau penerbitnya belum terdaftar di kantor ini.",
        "Mohon tanda tangani tanpa stempel waktu, atau mintalah Kepala Subbagian Tata Usaha "
        "mendaftarkan penerbit stempel waktu tersebut (paraf keys trust).",
    ),
    Reason(
        "P50",
        "Stempel waktu dokumen dari “{penerbit}” tidak dapat diterima.",
        "Stempel waktu tersebut tidak cocok dengan isi dokumen, urutannya tidak sesuai, atau "
        "penerbitnya belum terdaftar di kantor ini.",
        "Mohon serahkan dokumen tanpa stempel waktu tersebut, atau mintalah Kepala Subbagian Tata "
        "Usaha mendaftarkan penerbitnya (paraf keys trust).",
    ),
    Reason(
        "P51",
        "Data validasi di dalam dokumen tidak dapat diterima.",
        "Data validasi hanya boleh memuat sertifikat dan keterangan pencabutan yang sah dari "
        "penerbit sertifikat penanda tangan.",
        _SIGN_AGAIN,
    ),
    Reason(
        "P52",
        "Sertifikat {label} sudah dicabut oleh penerbitnya.",
        "Menurut keterangan penerbit di dalam dokumen, sertifikat tersebut dicabut sebelum tanda "
        "tangan dibubuhkan.",
        _ASK_CERTIFICATE,
    ),
    Reason(
        "P53",
        "Sertifikat {label} sudah berakhir sebelum data validasinya diperoleh.",
        "Penerbit sertifikat hanya memberi keterangan tentang sertifikat yang masih berlaku; "
        "data validasinya tidak dapat ditambahkan lagi.",
        "Dokumen tetap dapat diperiksa dengan buku kejadian dan manifest berkasnya.",
    ),
    Reason(
        "P54",
        "Stempel waktu yang lama dari “{penerbit}” tidak dapat diperpanjang.",
        "Sertifikat penerbit stempel waktu tersebut sudah dicabut.",
        "Dokumen tetap dapat diperiksa dengan buku kejadian dan manifest berkasnya.",
    ),
    Reason(
        "P91",
        "Konsep menyebut sertifikat BSrE, padahal {label} tidak menandatangani dengan sertifikat "
        "BSrE.",
        "Kalimat tentang BSrE hanya boleh tercantum apabila semua sertifikat yang terdaftar untuk "
        "{label} diterbitkan oleh BSrE.",
        "Mohon hapus kalimat tersebut dari konsep, lalu serahkan kembali; kalimat pada kaki surat "
        "diisi dengan sendirinya.",
    ),
    Reason(
        "P92",
        "Surat menyebut sertifikat BSrE, tetapi {label} menandatangani dengan sertifikat lain.",
        "Kalimat pada kaki surat sudah tercetak dan menjadi tidak benar dengan tanda tangan ini.",
        "Mohon tandatangani surat dari folder inbox dengan sertifikat BSrE, atau kembalikan surat "
        "melalui folder kembalikan agar konsepnya disusun ulang.",
    ),
    Reason(
        "P55",
        "Gambar pada tanda tangan {label} tidak dapat diterima.",
        "Gambar tersebut terlalu besar, tidak memiliki ukuran yang wajar, atau dibuat dengan cara "
        "yang tidak dapat dibaca oleh semua program.",
        "Mohon gunakan gambar tanda tangan yang lebih sederhana, atau tanpa gambar. " + _SIGN_AGAIN,
    ),
    Reason(
        "P56",
        "Tampilan surat berubah di luar tempat tanda tangan.",
        "Halaman {halaman} tampak berbeda dari yang diterbitkan.",
        _SIGN_AGAIN + " " + _ASK_CLERK,
    ),
)

_OR_PARAF = 'Cara lain: perintah "paraf sign", yang selalu diterima.'
_FROM_INBOX = "Mohon ambil kembali dokumen aslinya dari folder inbox, lalu "

#: What is said of other people's programs, before the reasons that speak of the file.
_PROGRAMS = (
    Reason(
        "P70",
        "Dokumen ditandatangani dengan @signpdf atau pdf-lib, yang hasilnya tidak dapat diterima.",
        "Program tersebut menulis ulang dokumen atau daftar kolom tanda tangannya, sehingga paraf "
        "dan kolom pejabat lain hilang.",
        _FROM_INBOX + "tandatangani dengan pyHanko, endesive, atau aplikasi BSrE. " + _OR_PARAF,
    ),
    Reason(
        "P71",
        "Tanda tangan dibuat dengan endesive dengan cara yang tidak dapat diterima.",
        "endesive diterima hanya apabila mengisi kolom yang tersedia, tanpa sertifikasi, dengan "
        "kunci RSA.",
        _FROM_INBOX + "tandatangani dengan signform=True, sigfield berisi nama kolom yang "
        "tersedia, dan sigandcertify=False. " + _OR_PARAF,
    ),
    Reason(
        "P72",
        "Dokumen ditandatangani dengan Okular atau pdfsig (poppler), yang hasilnya tidak dapat "
        "diterima.",
        "Program tersebut menulis ulang bagian lain dari dokumen bersama tanda tangannya.",
        _FROM_INBOX + "tandatangani dengan pyHanko, endesive, atau aplikasi BSrE. " + _OR_PARAF,
    ),
    Reason(
        "P73",
        "Tanda tangan dibuat dengan pyHanko dengan cara yang tidak dapat diterima.",
        "pyHanko diterima apabila mengisi kolom yang tersedia dengan bentuk PAdES.",
        _FROM_INBOX + "tandatangani dengan pilihan --use-pades --existing-only dan --field berisi "
        "nama kolom yang tersedia. " + _OR_PARAF,
    ),
    Reason(
        "P74",
        "Kolom tanda tangan {field} yang dibuat oleh program tidak berada di tempat {label}.",
        "Kolom buatan program harus tidak tampak, atau seluruhnya berada di dalam kotak yang "
        "disediakan untuk {label} agar tidak menutupi isi surat.",
        _FROM_INBOX + "bubuhkan tanda tangan tidak tampak (invisible), atau letakkan gambarnya "
        "sepenuhnya di dalam kotak tersebut pada halaman yang sama.",
    ),
    Reason(
        "P75",
        "Cara penandatanganan ini belum diizinkan oleh kantor: {program}.",
        'Daftar "profil" pada bagian [tanda_tangan] di office.toml tidak memuat “{profil}”.',
        _FROM_INBOX + "tandatangani pada kolom yang tersedia dengan program lain, atau mohon "
        "Kepala Subbagian Tata Usaha menambahkan profil tersebut. " + _OR_PARAF,
    ),
    Reason(
        "P76",
        "Kolom tanda tangan {field} yang dibuat oleh program tidak dapat diterima.",
        "Kolom tersebut memuat atau mengubah hal lain selain tanda tangan, atau namanya serupa "
        "dengan nama kolom lain.",
        _FROM_INBOX + "tandatangani pada kolom yang tersedia. " + _OR_PARAF,
    ),
)

CATALOGUE: tuple[Reason, ...] = _PLACES + _KEYS + _SIGNING + _ACCEPTANCE + _PROGRAMS
