"""Why a file could not be read safely, or not be turned into a PDF (K)."""

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
    Reason(
        code="K03",
        what="Berkas “{nama}” terlalu besar atau terlalu rumit untuk dibaca dengan aman.",
        why=(
            "Pembacaannya dihentikan karena memakan waktu atau memori jauh di atas kewajaran, dan"
            " percobaan ulang memberikan hasil yang sama."
        ),
        do=(
            "Mohon ambil kembali dokumen dari kotak masuk, kerjakan tanpa menyalin gambar besar,"
            " tabel besar, atau isi dari dokumen lain, lalu serahkan kembali. Bila terulang, mohon"
            " sampaikan kode ini kepada pengelola."
        ),
    ),
    Reason(
        code="K04",
        what="Berkas “{nama}” tidak dapat dibaca dengan aman.",
        why=(
            "Isinya tidak tersusun sebagaimana mestinya, sehingga pembacaannya terhenti; percobaan"
            " ulang memberikan hasil yang sama."
        ),
        do=(
            "Mohon buka berkas di Word atau Excel, simpan ulang sebagai berkas baru, lalu serahkan"
            " kembali. Bila terulang, mohon sampaikan kode ini kepada pengelola."
        ),
    ),
)
