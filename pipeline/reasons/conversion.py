"""Why a Word document could not be turned into a PDF (K)."""

from pipeline.reasons.reason import Reason

CATALOGUE: tuple[Reason, ...] = (
    Reason(
        code="K01",
        what="Dokumen Word ini tidak dapat dibuka.",
        why="Isi dokumen rusak, belum tersimpan dengan lengkap, atau dilindungi kata sandi.",
        do=(
            "Mohon buka dokumen di Word, hapus kata sandinya bila ada, simpan ulang sebagai"
            " Dokumen Word (.docx), lalu serahkan kembali."
        ),
    ),
    Reason(
        code="K02",
        what="Berkas ini bukan dokumen Word yang utuh.",
        why=(
            "Isinya bukan Dokumen Word (.docx), meskipun namanya mungkin demikian, atau"
            " terpotong ketika disalin."
        ),
        do=(
            "Mohon ambil kembali dokumen dari kotak masuk, kerjakan di Word, simpan sebagai"
            " Dokumen Word (.docx), lalu serahkan kembali."
        ),
    ),
)
