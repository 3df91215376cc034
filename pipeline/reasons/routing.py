"""Why a hand-in does not fit the SOP's course (S), and what Paraf tells without being asked (N)."""

from pipeline.reasons.reason import Reason

CATALOGUE: tuple[Reason, ...] = (
    Reason(
        "S00",
        "Berkas “{nama}” belum dapat diterima.",
        "Berkas ini tidak dikenali sebagai naskah yang diterbitkan untuk kegiatan ini.",
        "Ambil naskah dari folder inbox Saudara, kerjakan, lalu letakkan di folder outbox. "
        "Berkas yang bukan bagian dari kegiatan ini mohon disimpan di tempat lain.",
    ),
    Reason(
        "S01",
        "Naskah “{judul}” belum dapat diterima dari {jabatan}.",
        "Naskah ini sedang menunggu {di}, bukan {jabatan}.",
        "Tidak ada yang perlu dilakukan. Naskah yang menjadi giliran Saudara selalu diletakkan di "
        "folder inbox Saudara.",
    ),
    Reason(
        "S02",
        "Naskah “{nama}” adalah versi lama.",
        "Versi yang berlaku sekarang adalah versi {versi}.",
        "Bila naskah itu menunggu Saudara, versi terbarunya ada di folder inbox: gunakan yang itu. "
        "Bila tidak, tidak ada yang perlu dilakukan.",
    ),
    Reason(
        "S03",
        "Naskah “{judul}” tidak dapat dikembalikan oleh {jabatan}.",
        "Naskah ini tidak sedang menunggu di folder inbox Saudara.",
        "Hubungi Kepala Subbagian Tata Usaha apabila naskah ini perlu diperbaiki.",
    ),
    Reason(
        "S04",
        "Naskah “{judul}” tidak dapat dikembalikan pada langkah ini.",
        "Menurut SOP, langkah ini tidak memiliki langkah pengembalian.",
        "Letakkan naskah di folder outbox (bukan kembalikan). Untuk keberatan atas isinya, "
        "hubungi Kepala Subbagian Tata Usaha.",
    ),
    Reason(
        "S05",
        "Naskah “{judul}” adalah lampiran.",
        "Yang ditunggu pada langkah ini adalah “{utama}”.",
        "Letakkan “{utama}” di folder outbox. Lampiran cukup dibaca.",
    ),
    Reason(
        "S06",
        "Naskah “{judul}” belum dapat diteruskan.",
        "Paraf atau tanda tangan elektronik {jabatan} belum ada pada naskah ini.",
        "Bubuhkan paraf atau tanda tangan pada kolom yang tersedia, lalu letakkan kembali di "
        "folder outbox.",
    ),
    Reason(
        "S07",
        "“{judul}” belum dapat diterima.",
        "Isi formulir tidak terbaca.",
        "Isi formulir yang ada di folder inbox, simpan sebagai .xlsx, lalu letakkan kembali di "
        "folder outbox.",
    ),
    Reason(
        "S08",
        "Naskah “{judul}” sudah ditarik.",
        "Naskah ini tidak diperlukan lagi.",
        "Tidak ada yang perlu dilakukan.",
    ),
    Reason(
        "S09",
        "Naskah “{judul}” belum dapat diterima dari {jabatan}.",
        "Pada saat ini tidak ada langkah yang menunggu naskah tersebut dari Saudara, atau langkah "
        "tersebut sudah selesai dengan isi yang berbeda.",
        "Periksa PAPAN STATUS. Apabila isi naskah perlu diperbaiki, mintalah penerima "
        "mengembalikannya.",
    ),
    Reason(
        "S10",
        "Naskah ini dikembalikan oleh {jabatan} untuk diperbaiki.",
        "Catatan: “{catatan}”.",
        "Perbaiki naskah, lalu letakkan di folder outbox. Nomor {nomor} tetap berlaku.",
    ),
    Reason(
        "S11",
        "Isi naskah “{judul}” berubah.",
        "Naskah pada langkah ini diteruskan apa adanya, sedangkan berkas yang diserahkan tidak "
        "sama dengan yang diterbitkan.",
        "Salin kembali naskah aslinya dari folder inbox, lalu letakkan di folder outbox tanpa "
        "disimpan ulang.",
    ),
    Reason(
        "S12",
        "Surat “{judul}” belum dapat dibatalkan.",
        "Catatan pembatalan tidak memuat alasan.",
        "Tulis kata BATAL diikuti alasannya di dalam catatan, misalnya: BATAL: kegiatan ditunda. "
        "Letakkan surat dan catatan itu bersama-sama di folder kembalikan.",
    ),
    Reason(
        "S13",
        "Surat “{judul}” dibatalkan oleh {jabatan}.",
        "Alasan: “{catatan}”. Nomor {nomor} tetap tercatat sebagai nomor batal.",
        "Periksa konsep baru ini, lalu letakkan di folder outbox. Surat baru memperoleh nomor "
        "baru.",
    ),
    Reason(
        "S14",
        "Naskah ini dikembalikan oleh {jabatan} untuk diperbaiki.",
        "Catatan: “{catatan}”.",
        "Perbaiki naskah, lalu letakkan di folder outbox.",
    ),
    Reason(
        "S15",
        "“{judul}” bukan formulir yang ditunggu sekarang.",
        "Berkas “{nama}” adalah formulir {unit} untuk {periode}, sedangkan yang menunggu di folder "
        "inbox Saudara adalah “{ditunggu}”.",
        "Isi “{ditunggu}”, lalu letakkan di folder outbox; mengganti nama berkas lama tidak "
        "mengubah periodenya. Salinan ini boleh dibuang. Apabila data {periode} yang hendak "
        "diperbaiki, hubungi Kepala Subbagian Tata Usaha.",
    ),
    Reason(
        "S16",
        "“{judul}” bukan formulir {jabatan}.",
        "Berkas “{nama}” adalah formulir {unit} untuk {periode}, sedangkan yang menunggu di folder "
        "inbox Saudara adalah “{ditunggu}”.",
        "Isi “{ditunggu}”, lalu letakkan di folder outbox. Salinan ini boleh dibuang; formulir "
        "{unit} diserahkan lewat folder outbox {pengisi}.",
    ),
    Reason(
        "S17",
        "“{judul}” bukan formulir {jabatan}.",
        "Berkas “{nama}” adalah formulir {unit} untuk {periode}. Pada saat ini tidak ada formulir "
        "yang menunggu di folder inbox Saudara.",
        "Tidak ada yang perlu diisi. Apabila isinya belum diserahkan, serahkan kepada {pengisi} "
        "untuk diletakkan di folder outbox-nya; bila tidak, salinan ini boleh dibuang.",
    ),
    Reason(
        "N01",
        "Pengingat: data kinerja {unit} {periode} ditunggu.",
        "Batas waktu penyampaian adalah {batas_waktu}. Tersisa {sisa} hari kerja.",
        "Mohon formulir data kinerja diisi dan diserahkan sebelum batas waktu tersebut.",
    ),
    Reason(
        "N02",
        "Yth. {jabatan}. Bersama ini kami minta langsung data kinerja {unit} {periode} yang "
        "sampai saat ini belum kami terima.",
        "Terlampir surat peringatan Kepala Badan Nomor {nomor} tanggal {tanggal_surat}.",
        "Mohon data diserahkan paling lambat {batas_waktu}, dihitung sejak surat itu disampaikan. "
        "({dari})",
    ),
    Reason(
        "N03",
        "Naskah “{judul}” sudah diterima sebelumnya.",
        "Naskah yang sama telah diterima pada {diterima_pada}.",
        "Tidak ada yang perlu dilakukan.",
    ),
    Reason(
        "N04",
        "Surat “{judul}” dibatalkan oleh {jabatan}.",
        "Alasan: “{catatan}”. Nomor {nomor} tetap tercatat sebagai nomor batal.",
        "Tidak ada yang perlu dilakukan. Apabila data tetap belum diterima sesudah batas waktu "
        "baru, konsep surat peringatan disiapkan kembali.",
    ),
    Reason(
        "N05",
        "“{judul}” menunggu bukti yang disebutnya.",
        "Belum ada di folder outbox Saudara: {daftar}. Selama itu data belum diterima, dan batas "
        "waktunya tetap {batas_waktu}.",
        "Letakkan berkas tersebut di folder outbox yang sama; formulir lalu diteruskan dengan "
        "sendirinya. Bila nama berkasnya berbeda atau buktinya tidak ada, ambil kembali formulir "
        "dari outbox, perbaiki kolom Sumber Data/Bukti, lalu serahkan lagi. Bila pada jam yang "
        "sama di hari kerja berikutnya bukti itu belum ada, formulir dikembalikan.",
    ),
    Reason(
        "N06",
        "Surat “{judul}” tidak jadi disampaikan.",
        "Data kinerja {unit} {periode} telah diterima pada {diterima_pada}, sebelum surat itu "
        "disampaikan. Nomor {nomor} tetap tercatat sebagai nomor batal.",
        "Tidak ada yang perlu dilakukan.",
    ),
    Reason(
        "N07",
        "Formulir data kinerja {unit} {periode} sudah diisi dan menunggu bukti yang disebutnya.",
        "Formulir itu ada di folder outbox {jabatan}; belum ada di sana: {daftar}. Data belum "
        "diterima, dan batas waktunya tetap {batas_waktu}.",
        "Ingatkan {jabatan} akan bukti itu; formulir diteruskan dengan sendirinya begitu buktinya "
        "ada. Surat peringatan yang belum disampaikan ditarik bila data diterima lebih dahulu.",
    ),
    Reason(
        "N08",
        "“{judul}” sudah diterima sebelumnya.",
        "Formulir yang sama telah diterima pada {diterima_pada}. Yang menunggu di folder inbox "
        "Saudara sekarang adalah “{ditunggu}”.",
        "Isi “{ditunggu}”, lalu letakkan di folder outbox; mengganti nama berkas lama tidak "
        "mengubah periode atau unitnya.",
    ),
)
