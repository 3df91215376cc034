"""A board as a working office would have it on a busy day. All people and units are invented."""

from pipeline.ports.board import (
    Board,
    CycleView,
    FileList,
    FileView,
    ProblemView,
    RecentView,
    StandardView,
    StepState,
    StepView,
    UnitState,
    UnitView,
    WaitingView,
)

DONE, WAITING, LATE, COMING = (
    StepState.DONE,
    StepState.WAITING,
    StepState.LATE,
    StepState.COMING,
)
ROWS = (
    ("1", "Memerintahkan pembuatan surat permintaan", "Sekretaris", DONE, "10 menit"),
    ("2", "Memerintahkan penyiapan surat", "Kasubbag TU", DONE, "10 menit"),
    ("3", "Membuat surat permintaan", "Pelaksana TU", DONE, "45 menit"),
    ("4", "Memaraf surat", "Sekretaris", DONE, "10 menit"),
    ("5", "Menandatangani surat", "Kepala Badan", DONE, "10 menit"),
    ("6", "Mendistribusikan surat", "Kasubbag TU", DONE, "20 menit"),
    ("7", "Memerintahkan penghimpunan data", "Kepala Bidang", DONE, "30 menit"),
    ("8", "Menghimpun data kinerja", "Pelaksana bidang", LATE, "4 hari"),
    ("8a", "Menyerahkan data kinerja", "Kepala Bidang", WAITING, ""),
    ("9", "Menerima data, memperingatkan yang terlambat", "Kasubbag TU", WAITING, ""),
    ("10", "Menyampaikan laporan rekapitulasi", "Kasubbag TU", COMING, ""),
    ("11", "Menerima laporan", "Sekretaris", COMING, ""),
    ("12", "Memerintahkan pengarsipan", "Kasubbag TU", COMING, ""),
    ("13", "Mengarsipkan", "Pelaksana TU", COMING, ""),
)
DETAILS = {
    "8": {"since": "Jumat, 2 Okt 08.05", "elapsed": "6 hari 2 jam", "note": "1 dari 4 unit belum"},
    "8a": {"since": "Kamis, 8 Okt 14.20", "elapsed": "35 menit"},
    "9": {"since": "Senin, 12 Okt 07.30", "elapsed": "1 jam 45 menit"},
}


def make_steps(state=None):
    return tuple(
        StepView(
            no=no,
            label=label,
            post_title=post,
            state=state or own,
            standard=StandardView(text=time or "30 menit", is_proposed=not time),
            done_at="Kamis, 1 Okt 10.12" if (state or own) is DONE else "",
            **({"elapsed": "8 menit"} if (state or own) is DONE else DETAILS.get(no, {})),
        )
        for no, label, post, own, time in ROWS
    )


def make_units():
    due = "Kamis, 8 Oktober 2026 pukul 16.00 WIB"
    return (
        UnitView(
            name="Sekretariat",
            state=UnitState.RECEIVED,
            due=due,
            reckoning="4 hari kerja sejak 2 Oktober; 3-4 Oktober akhir pekan",
            received_at="Selasa, 6 Oktober 2026 pukul 11.02 WIB",
        ),
        UnitView(
            name="Bidang Ideologi, Wawasan Kebangsaan, dan Ketahanan Ekonomi",
            state=UnitState.RECEIVED_LATE,
            due=due,
            received_at="Jumat, 9 Oktober 2026 pukul 09.40 WIB",
            note="Terlambat 1 hari kerja",
        ),
        UnitView(
            name="Bidang Politik Dalam Negeri",
            state=UnitState.COLLECTING,
            due=due,
            note="Menunggu penyerahan Kepala Bidang",
        ),
        UnitView(
            name="Bidang Kewaspadaan Nasional",
            state=UnitState.WARNED,
            due=due,
            note="Surat peringatan ke-1 disampaikan Senin, 12 Oktober 2026",
        ),
    )


def make_board(**over):
    values = {
        "office_name": "Badan Kesatuan Bangsa dan Politik Kota Contoh",
        "generated_at": "Senin, 12 Oktober 2026 pukul 09.15 WIB",
        "problems": (
            ProblemView(
                text="Data kinerja Bidang Kewaspadaan Nasional belum diterima.",
                advice="Batas waktunya Kamis, 8 Oktober 2026. Surat peringatan sudah disampaikan.",
            ),
            ProblemView(
                text="Stempel waktu untuk 2 surat belum diperoleh.",
                advice="Layanannya belum menjawab; permintaan diulang dengan sendirinya.",
                since="Jumat, 9 Oktober 2026 pukul 15.10 WIB",
            ),
        ),
        "waiting": (
            WaitingView(
                post_title="Pelaksana Bidang Kewaspadaan Nasional",
                file="Formulir Data Kinerja Bidang III.xlsx",
                document="D3-7KQX",
                step="8 Menghimpun data kinerja",
                period="Triwulan III 2026",
                since="Jumat, 2 Oktober 2026 pukul 08.05 WIB",
                elapsed="6 hari 2 jam kerja",
                standard=StandardView(text="4 hari"),
                is_overdue=True,
            ),
            WaitingView(
                post_title="Kepala Bidang Politik Dalam Negeri",
                file="Data Kinerja Bidang II.pdf",
                document="D2-M4TA",
                step="8a Menyerahkan data kinerja",
                period="Triwulan III 2026",
                since="Senin, 12 Oktober 2026 pukul 08.40 WIB",
                elapsed="35 menit",
                standard=StandardView(text="30 menit", is_proposed=True),
            ),
            WaitingView(
                post_title="Sekretaris",
                file="Surat Tugas Pendataan.pdf",
                document="S9-2HHF",
                step="4 Memaraf surat",
                period="Triwulan III 2026",
                since="Senin, 12 Oktober 2026 pukul 09.10 WIB",
                elapsed="5 menit",
                standard=StandardView(text="10 menit"),
            ),
        ),
        "cycles": (
            CycleView(
                period="Triwulan III 2026",
                state="Pengumpulan",
                is_closed=False,
                steps=make_steps(),
                units=make_units(),
            ),
            CycleView(
                period="Triwulan II 2026",
                state="Selesai, diarsipkan 17 Juli 2026",
                is_closed=True,
                steps=make_steps(DONE),
            ),
        ),
        "arriving": FileList(
            total=9_412,
            files=(
                FileView(
                    name="Laporan Kegiatan.pdf",
                    place="Pelaksana Bidang I",
                    reason="sedang ditulis",
                    since="12-10-2026 09.14",
                ),
                FileView(
                    name="9411 berkas lain",
                    place="Kepala Bidang Politik Dalam Negeri",
                    reason="menunggu giliran",
                    since="12-10-2026 09.15",
                ),
            ),
        ),
        "retried": FileList(
            total=1,
            files=(
                FileView(
                    name='berkas "Lembar Disposisi.docx"',
                    place="",
                    reason="Pengubah naskah menjadi PDF tidak bekerja.",
                    since="12-10-2026 08.58",
                    note="4 kali dicoba, berikutnya 12-10-2026 09.16",
                ),
            ),
        ),
        "refused": FileList(
            total=1,
            files=(
                FileView(
                    name="undangan rapat.pdf",
                    place="Sekretaris",
                    reason="Berkas “undangan rapat.pdf” tidak dikenali.",
                    since="09-10-2026 10.20",
                    note="B01",
                ),
            ),
        ),
        "ignored": FileList(
            total=1,
            files=(
                FileView(
                    name="~$Konsep Surat.docx",
                    place="Kepala Subbagian Tata Usaha",
                    reason="Berkas kunci Word; tutup dokumennya.",
                    since="08-10-2026 16.00",
                    is_lasting=True,
                ),
            ),
        ),
        "recent": (
            RecentView(
                at="Senin, 12 Okt 08.31", text="Surat peringatan disampaikan kepada Kabid III."
            ),
            RecentView(at="Jumat, 9 Okt 09.40", text="Data Bidang I diterima, terlambat 1 hari."),
            RecentView(at="Selasa, 6 Okt 11.02", text="Data Sekretariat diterima."),
        ),
    }
    return Board(**(values | over))
