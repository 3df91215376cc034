"""Why a Word document is sent back."""

from pipeline.reasons.reason import Reason

_RESAVE = (
    "Mohon buka dokumen aslinya di Word, simpan kembali sebagai Dokumen Word (.docx), lalu "
    "serahkan ulang."
)
_REDO = (
    "Mohon gunakan kembali konsep yang ada di folder inbox Saudara, sunting isinya tanpa "
    "menghapus bagian tersebut, lalu serahkan ulang."
)

CATALOGUE: tuple[Reason, ...] = (
    Reason(
        code="D01",
        what="Berkas ini belum dapat diterima karena bukan dokumen Word (.docx).",
        why="Langkah ini memerlukan konsep dalam bentuk dokumen Word.",
        do="Mohon serahkan dokumen Word yang diterima di folder inbox Saudara.",
    ),
    Reason(
        code="D02",
        what="Dokumen ini belum dapat diterima karena isinya rusak atau tidak lengkap.",
        why="Berkas mungkin belum selesai disalin atau terpotong pada saat dikirim.",
        do=_RESAVE,
    ),
    Reason(
        code="D03",
        what="Dokumen ini belum dapat diterima karena dilindungi kata sandi.",
        why="Isi dokumen yang terkunci tidak dapat dibaca untuk diproses.",
        do="Mohon hapus kata sandinya terlebih dahulu, simpan, lalu serahkan ulang.",
    ),
    Reason(
        code="D04",
        what="Dokumen ini belum dapat diterima karena tersimpan dalam format Word lama (.doc).",
        why="Format lama tidak menyimpan nomor, tanggal, dan tempat tanda tangan dengan utuh.",
        do="Mohon simpan sebagai Dokumen Word (.docx), lalu serahkan ulang.",
    ),
    Reason(
        code="D05",
        what="Dokumen ini belum dapat diterima karena memuat makro.",
        why="Makro dapat menjalankan perintah di komputer penerima.",
        do="Mohon simpan sebagai Dokumen Word biasa (.docx) tanpa makro, lalu serahkan ulang.",
    ),
    Reason(
        code="D06",
        what="Dokumen ini belum dapat diterima karena mengambil isi dari luar: {target}.",
        why="Isi surat dinas harus seluruhnya berada di dalam dokumen agar tidak berubah.",
        do="Mohon sisipkan isi atau gambar tersebut langsung ke dalam dokumen, atau hapus "
        "tautannya, lalu serahkan ulang.",
    ),
    Reason(
        code="D07",
        what="Dokumen ini belum dapat diterima karena memuat dokumen atau objek lain: {bagian}.",
        why="Objek yang disisipkan tidak terbaca dalam surat yang akan ditandatangani.",
        do="Mohon hapus objek tersebut. Apabila diperlukan, serahkan sebagai lampiran tersendiri.",
    ),
    Reason(
        code="D08",
        what="Dokumen ini belum dapat diterima karena susunan berkasnya tidak lazim.",
        why="Dokumen yang disimpan oleh Word atau LibreOffice tidak tersusun demikian.",
        do=_RESAVE,
    ),
    Reason(
        code="D09",
        what="Dokumen ini belum dapat diterima karena isinya terlalu besar.",
        why="Ukuran isi setelah dibuka adalah {ukuran} MB, sedangkan batasnya {batas} MB.",
        do="Mohon kecilkan gambar di dalam dokumen, simpan, lalu serahkan ulang.",
    ),
    Reason(
        code="D10",
        what="Konsep ini belum dapat diterima karena tempat tanda tangan atau paraf "
        "“{nama}” tidak ditemukan.",
        why="Tempat tersebut (markah buku Word) menentukan letak tanda tangan atau paraf, dan "
        "mungkin terhapus pada saat penyuntingan.",
        do=_REDO,
    ),
    Reason(
        code="D11",
        what="Konsep ini belum dapat diterima karena kotak isian “{nama}” tidak ditemukan.",
        why="Kotak isian tersebut diperlukan untuk mencatat isinya, dan mungkin terhapus pada "
        "saat penyuntingan.",
        do=_REDO,
    ),
    Reason(
        code="D12",
        what="Konsep ini belum dapat diterima karena masih memuat tanda isian “{teks}”.",
        why="Tanda isian menunjukkan bagian surat yang belum terisi.",
        do="Mohon ganti tanda tersebut dengan isi yang sebenarnya, lalu serahkan ulang.",
    ),
    Reason(
        code="D13",
        what="Konsep ini belum dapat diterima karena masih memuat {jumlah} perubahan yang "
        "dilacak (Track Changes).",
        why="Coretan perubahan akan ikut tercetak pada surat yang ditandatangani.",
        do="Mohon pilih Tinjau (Review) > Terima Semua Perubahan (Accept All Changes) di Word, "
        "simpan, lalu serahkan ulang.",
    ),
    Reason(
        code="D14",
        what="Berkas ini belum dapat diterima karena bukan dokumen Word atau Excel.",
        why="Isi berkas tidak sesuai dengan nama berkasnya.",
        do="Mohon serahkan dokumen yang diterima di folder inbox Saudara.",
    ),
)
