"""Why a dropped file could not be taken as a paper at all."""

from pipeline.reasons.reason import Reason

CATALOGUE: tuple[Reason, ...] = (
    Reason(
        "B01",
        "Berkas “{nama}” tidak dikenali.",
        "Berkas ini bukan naskah yang diterbitkan untuk kegiatan ini, atau isinya sudah dibuat "
        "ulang oleh program lain sehingga tidak sama lagi dengan yang diterbitkan.",
        "Ambil naskah dari folder inbox Saudara, kerjakan, lalu letakkan di folder outbox.",
    ),
    Reason(
        "B02",
        "Berkas “{nama}” belum dapat diterima karena kosong.",
        "Ukuran berkas 0 bita; penyalinan mungkin terputus.",
        "Mohon salin ulang dari dokumen aslinya ke folder outbox.",
    ),
    Reason(
        "B03",
        "“{nama}” belum dapat diterima karena bukan berkas biasa.",
        "Yang diletakkan adalah pintasan, tautan, atau berkas khusus.",
        "Letakkan berkas aslinya, bukan pintasannya. Apabila ragu, salin isinya sebagai berkas "
        "baru.",
    ),
    Reason(
        "B04",
        "Berkas “{nama}” diletakkan di folder yang bukan milik suatu jabatan.",
        "Setiap jabatan memiliki foldernya sendiri di dalam outbox.",
        "Periksa berkas ini, lalu letakkan di folder outbox jabatan yang bersangkutan.",
    ),
    Reason(
        "B05",
        "Berkas “{nama}” berasal dari kantor lain.",
        "Kode naskahnya diterbitkan oleh kantor yang berbeda.",
        "Kembalikan berkas ini kepada pengirimnya.",
    ),
    Reason(
        "B06",
        "Berkas “{nama}” belum dapat diterima karena terlalu besar.",
        "Ukurannya {ukuran} MB, sedangkan batasnya {batas} MB.",
        "Mohon perkecil atau bagi berkas tersebut.",
    ),
    Reason(
        "B07",
        "Catatan “{nama}” belum dapat diterima.",
        "Catatan pengembalian diletakkan tanpa naskah yang dikembalikan.",
        "Letakkan naskah dan catatannya bersama-sama di folder kembalikan.",
    ),
    Reason(
        "B08",
        "Berkas “{nama}” belum lengkap.",
        "Ruangnya sudah disediakan, isinya belum tertulis; penyalinannya mungkin terputus.",
        "Mohon salin ulang sampai selesai, lalu letakkan kembali di folder outbox.",
    ),
    Reason(
        "B09",
        "Berkas “{nama}” tidak dapat diperiksa.",
        "Pemeriksaan terhenti setiap kali berkas ini dibuka; percobaan: {kali} kali.",
        "Mohon buat ulang dari dokumen aslinya; bila terulang, hubungi pengelola aplikasi.",
    ),
    Reason(
        "B10",
        "Naskah “{nama}” tidak lagi tercatat.",
        "Naskah ini diterbitkan pada masa yang catatannya hilang ketika kantor dipulihkan, "
        "sehingga tidak dapat diteruskan.",
        "Simpan sebagai acuan; isinya dapat disalin ke naskah baru yang akan dikirim ke inbox "
        "Saudara. Nomor pada naskah ini tidak akan dipakai lagi.",
    ),
    Reason(
        "B20",
        "Isi sebuah naskah tidak ditemukan di dalam catatan.",
        "Sidik digital {sha256} seharusnya ada.",
        "Hubungi pengelola sistem; jangan mengubah apa pun.",
    ),
    Reason(
        "B21",
        "Isi sebuah naskah di dalam catatan berubah.",
        "Sidik digital {sha256} tidak sesuai dengan isinya.",
        "Hubungi pengelola sistem; jangan mengubah apa pun.",
    ),
)
