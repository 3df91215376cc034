"""Why a Word document is sent back. What it may not hold at all stands in ``inspection``."""

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
)
