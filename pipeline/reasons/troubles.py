"""What keeps Paraf from its work for now, and what the office can do about it.

These stand on the board, not in notes: nobody's file is at fault. A trouble goes by itself once
its cause is gone.
"""

from pipeline.reasons.reason import Reason

CATALOGUE: tuple[Reason, ...] = (
    Reason(
        "T01",
        "Catatan kantor sedang tidak dapat ditulis.",
        "Program lain sedang memakainya, atau penyimpanannya bermasalah.",
        "Tutup program pencadangan atau pemindai yang sedang membuka folder .paraf.",
    ),
    Reason(
        "T02",
        "Penyimpanan penuh.",
        "Tidak ada ruang lagi untuk menulis berkas.",
        "Kosongkan ruang penyimpanan; pekerjaan dilanjutkan dengan sendirinya.",
    ),
    Reason(
        "T03",
        "Folder kantor tidak dapat dijangkau.",
        "Folder bersama terputus, terhapus, atau penyimpanannya rusak.",
        "Periksa sambungan ke folder bersama dan pastikan foldernya masih ada.",
    ),
    Reason(
        "T04",
        "Folder kantor tidak dapat ditulis.",
        "Hak akses berubah, atau penyimpanan hanya dapat dibaca.",
        "Pulihkan hak tulis Paraf pada folder kantor.",
    ),
    Reason(
        "T05",
        "Pengubah naskah menjadi PDF tidak bekerja.",
        "LibreOffice tidak menjawab atau terhenti.",
        "Jalankan paraf doctor, lalu pasang ulang atau perbarui LibreOffice bila diminta.",
    ),
    Reason(
        "T06",
        "Komputer kehabisan kemampuan untuk membuka berkas.",
        "Terlalu banyak berkas atau program yang terbuka, atau memori tidak mencukupi.",
        "Tutup program lain di komputer Paraf atau tambah memorinya.",
    ),
    Reason(
        "T07",
        "Layanan stempel waktu atau data validasi belum menjawab.",
        "Layanan di luar kantor sedang tidak tersedia.",
        "Naskah tetap berjalan; periksa sambungan internet bila berlangsung lebih dari satu hari.",
    ),
    Reason(
        "T08",
        "Bukti dukung yang disebut formulir masih ditulis.",
        "Penyalinan ke folder outbox belum selesai.",
        "Tunggu sampai penyalinan selesai, atau salin ulang berkas buktinya.",
    ),
    Reason(
        "T09",
        "Pengaturan kantor tidak lengkap.",
        "Ada bagian office.toml, SOP, atau templat yang tidak dapat dipakai.",
        "Jalankan paraf doctor dan perbaiki baris yang disebutnya.",
    ),
    Reason(
        "T10",
        "Catatan kantor tidak cocok dengan isinya.",
        "Sebuah berkas di dalam catatan hilang atau berubah.",
        "Jangan mengubah apa pun; jalankan paraf check dan hubungi pengelola aplikasi.",
    ),
    Reason(
        "T11",
        "Paraf menemui keadaan yang tidak dikenalnya.",
        "Ini kesalahan program, bukan kesalahan Saudara.",
        "Laporkan kepada pengelola aplikasi dengan menyertakan catatan kerja Paraf.",
    ),
    Reason(
        "T12",
        "Pekerjaan belum dapat diselesaikan.",
        "Sesuatu di luar Paraf sedang sibuk atau tidak tersedia.",
        "Pekerjaan diulang dengan sendirinya; hubungi pengelola aplikasi bila tidak selesai.",
    ),
    Reason(
        "T13",
        "Berkas “{nama}” dikembalikan karena menghentikan Paraf.",
        "Setiap kali berkas ini diperiksa, pemeriksaan terhenti; percobaan: {kali} kali.",
        "Simpan salinannya, lalu laporkan kepada pengelola aplikasi agar penyebabnya diperbaiki.",
    ),
    Reason(
        "T14",
        "Jam komputer berubah mendadak.",
        "Jam komputer maju jauh dalam sekejap; mungkin salah disetel.",
        "Periksa tanggal dan jam komputer; batas waktu ditahan sampai jamnya terbukti benar.",
    ),
    Reason(
        "T15",
        "Papan status tidak dapat ditulis.",
        "PAPAN STATUS.html sedang dikunci program lain, tempatnya dipakai sebuah folder, "
        "atau folder kantor tidak dapat ditulis.",
        "Tutup program yang membukanya atau singkirkan foldernya; pekerjaan lain tetap berjalan.",
    ),
    Reason(
        "T16",
        "Isi arsip tidak lagi seperti pada saat diberkaskan.",
        "Pemeriksaan berkala menemukan file yang berubah, hilang, atau bukan bagian dari berkas, "
        "atau berkas yang tidak tercatat dalam buku kejadian.",
        "Jangan mengubah isi berkas. Mintalah pengelola aplikasi menjalankan paraf archive verify, "
        "lalu memulihkannya dengan paraf archive restore atau dari salinan cadangan.",
    ),
    Reason(
        "T17",
        "Arsip sudah tersimpan, tetapi salinan keduanya belum ada.",
        "Tempat salinan kedua tidak tersambung, penuh, atau tidak dapat ditulis.",
        "Periksa sambungan ke tempat yang disebut [archive] mirror; penyalinan dilanjutkan dengan "
        "sendirinya.",
    ),
    Reason(
        "T18",
        "Stempel waktu pada arsip belum diperpanjang.",
        "Layanan stempel waktu atau penerbit sertifikat tidak menjawab sebagaimana mestinya.",
        "Pekerjaan diulang dengan sendirinya. Mintalah pengelola aplikasi memeriksa "
        "[stempel_waktu] dengan paraf doctor bila tidak selesai sebelum stempel waktunya berakhir.",
    ),
    Reason(
        "T19",
        "Stempel waktu pada arsip berakhir sebelum diperpanjang.",
        "Paraf tidak dijalankan, atau layanannya tidak menjawab, sampai waktunya habis.",
        "Isi berkas tetap terbukti oleh manifest dan buku kejadiannya. Apa yang masih berlaku "
        "disebutkan oleh paraf archive verify BERKAS --signatures.",
    ),
    Reason(
        "T20",
        "Catatan kantor lebih tua daripada arsipnya.",
        "Basis data dipulihkan dari cadangan yang dibuat sebelum pemberkasan terakhir; bila "
        "dilanjutkan, nomor yang sama dapat terbit dua kali.",
        "Hentikan Paraf, lalu jalankan paraf rebuild. Sampai saat itu tidak ada naskah yang "
        "diterbitkan dan tidak ada berkas yang diambil dari outbox.",
    ),
    Reason(
        "T21",
        "Catatan kantor pernah dibangun ulang; sebagian tidak dapat diketahui lagi.",
        "Basis data hilang atau lebih tua daripada arsip, dan dibangun ulang sejauh yang dapat "
        "dibuktikan.",
        "Baca laporannya, cocokkan nomor surat dengan buku agenda, mulai kembali periode yang "
        "disebut, lalu jalankan paraf rebuild --acknowledge.",
    ),
)
