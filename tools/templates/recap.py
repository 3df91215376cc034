"""The laporan rekapitulasi. Wording: domain dossier 9.6."""

from tools.templates import blocks
from tools.templates.ooxml import Row, only, p, picture, r, row, section
from tools.templates.package import CHAPTERS, Template


def _part(text: str, *, keep: bool = False) -> str:
    return p(text, "Butir", number=(CHAPTERS, 1), keep=keep)


def _under(text: str) -> str:
    return p(text, "Butir", left=1.4, after=6)


def recap() -> Template:
    """Laporan rekapitulasi hasil pengumpulan data kinerja."""
    first_half = (
        blocks.chapter("PENDAHULUAN")
        + _part("Umum", keep=True)
        + _under(
            "Pengumpulan data kinerja {{ periode }} dilaksanakan untuk menyediakan bahan "
            "penyusunan laporan kinerja {{ instansi }} {{ nama_daerah }}."
        )
        + _part("Dasar", keep=True)
        + p(
            "Standar Operasional Prosedur Nomor {{ nomor_sop }} tentang Pengumpulan Data Kinerja;",
            "Butir",
            number=(CHAPTERS, 2),
        )
        + p(
            "surat Kepala Badan Nomor {{ nomor_permintaan }} tanggal {{ tanggal_permintaan }}.",
            "Butir",
            number=(CHAPTERS, 2),
            after=6,
        )
        + _part("Maksud dan Tujuan", keep=True)
        + _under(
            "Menyampaikan hasil pengumpulan data kinerja dari masing-masing bidang dan Sekretariat."
        )
        + blocks.chapter("KEGIATAN YANG DILAKSANAKAN")
        + p(
            "Permintaan data disampaikan kepada {{ n_unit }} unit pada tanggal "
            "{{ tanggal_distribusi }} dengan batas waktu {{ tanggal_batas }}.",
            "Butir",
            left=0.75,
            after=6,
        )
    )
    last_half = (
        blocks.chapter("SIMPULAN DAN SARAN")
        + _part("{{ simpulan }}")
        + _part("{{ saran }}")
        + blocks.chapter("PENUTUP")
        + p(
            "Demikian laporan ini disampaikan. Rincian data kinerja terlampir.",
            "Butir",
            left=0.75,
            after=10,
            keep=True,
        )
        + blocks.closing("penandatangan", opening=_made_at())
        + only("{%p if lampiran %}")
        + p("Lampiran:", before=8, keep=True)
        + only("{%p for nama in lampiran %}")
        + p("{{ loop.index }}.\t{{ nama }}", left=0.65, hanging=0.65, tabs=(("left", 0.65),))
        + only("{%p endfor %}")
        + only("{%p endif %}")
    )
    body = (
        blocks.letterhead()
        + blocks.title(
            "Laporan",
            "tentang",
            "Rekapitulasi Hasil Pengumpulan Data Kinerja",
            "{{ periode }}",
            "Nomor {{ nomor }}",
        )
        + p("Yth. {{ yth }}", after=6)
        + first_half
        + _results()
        + last_half
        + section()
    )
    return Template(
        name="laporan-rekapitulasi",
        title="Laporan Rekapitulasi Data Kinerja {{ periode }}",
        body=body,
    )


def _made_at() -> str:
    return p("Dibuat di {{ tempat }}", keep=True) + p(
        "pada tanggal {{ tanggal }}", keep=True, after=4
    )


def _results() -> str:
    return (
        blocks.chapter("HASIL YANG DICAPAI")
        + _part("Penyampaian data", keep=True)
        + _delivery()
        + p(
            "Tepat waktu {{ n_tepat }} unit; terlambat {{ n_terlambat }} unit; belum menyampaikan "
            "{{ n_belum }} unit.",
            "Butir",
            left=1.4,
            before=5,
            after=8,
        )
        + _part("Capaian kinerja", keep=True)
        + _scores()
        + p("{{ catatan_capaian }}", "Butir", left=1.4, before=5, after=6)
        + _chart("judul_grafik", "grafik-capaian", "grafik", 7.75, "Grafik capaian kinerja")
        + _part(
            "Realisasi anggaran: {{ total_realisasi }} dari {{ total_pagu }} "
            "({{ persen }}\N{NO-BREAK SPACE}%).",
            keep=True,
        )
        + _budget()
        + only("{%p if catatan_anggaran %}")
        + p("{{ catatan_anggaran }}", "Butir", left=1.4, before=5, after=6)
        + only("{%p endif %}")
        + p("", "CatatanKecil")
        + _part("Indikator dengan capaian terendah", keep=True)
        + _listed("rendah", _lowest(), "Tidak ada indikator yang capaiannya di bawah target.")
        + _part("Indikator yang belum terisi", keep=True)
        + _listed("belum_terisi", _missing(), "Tidak ada.")
        + _part("Perkembangan terhadap periode sebelumnya", keep=True)
        + _listed("tren", _course(), "Data periode sebelumnya belum tersedia.")
        + _chart("judul_grafik_tren", "grafik-tren", "tren", 5.425, "Grafik perkembangan capaian")
    )


def _listed(condition: str, table_of: str, otherwise: str) -> str:
    """A table where there are rows for it, a sentence where there are none."""
    return (
        only("{%p if " + condition + " %}")
        + table_of
        + only("{%p else %}")
        + _under(otherwise)
        + only("{%p endif %}")
        + p("", "CatatanKecil")
    )


def _chart(caption: str, name: str, relation: str, height: float, description: str) -> str:
    return (
        only("{%p if " + caption + " %}")
        + p("{{ " + caption + " }}", "KepalaTabel", keep=True, before=4)
        + p(picture(name, relation, 15.5, height, description), align="center", after=6)
        + only("{%p endif %}")
    )


def _delivery() -> str:
    return blocks.data_table(
        (1.0, 5.4, 2.9, 2.9, 3.8),
        (
            ("No.", "center", "{{ loop.index }}"),
            ("Unit", "left", "{{ u.nama }}"),
            ("Tanggal diterima", "center", "{{ u.tanggal }}"),
            ("Status", "left", "{{ u.status }}"),
            ("Keterangan", "left", "{{ u.keterangan }}"),
        ),
        "u in units",
    )


def _scores() -> str:
    return blocks.data_table(
        (1.0, 6.5, 1.9, 1.7, 2.3, 2.6),
        (
            ("No.", "center", "{{ loop.index }}"),
            ("Unit", "left", "{{ u.nama }}"),
            ("Jumlah indikator", "right", "{{ u.n_indikator }}"),
            ("Terisi", "right", "{{ u.n_terisi }}"),
            ("Rata-rata capaian (%)", "right", "{{ u.rata_capaian }}"),
            ("Predikat", "center", "{{ u.predikat }}"),
        ),
        "u in units",
        below=(
            row(
                blocks.total_cell("{{ badan.nama }}", span=2),
                blocks.total_cell("{{ badan.n_indikator }}", "right"),
                blocks.total_cell("{{ badan.n_terisi }}", "right"),
                blocks.total_cell("{{ badan.rata_capaian }}", "right"),
                blocks.total_cell("{{ badan.predikat }}", "center"),
            ),
        ),
    )


def _budget() -> str:
    return blocks.data_table(
        (1.0, 6.6, 3.3, 3.3, 1.8),
        (
            ("No.", "center", "{{ loop.index }}"),
            ("Unit", "left", "{{ u.nama }}"),
            ("Pagu (Rp)", "right", "{{ u.pagu }}"),
            ("Realisasi (Rp)", "right", "{{ u.realisasi }}"),
            ("%", "right", "{{ u.persen }}"),
        ),
        "u in units",
        below=(
            row(
                blocks.total_cell("{{ badan.nama }}", span=2),
                blocks.total_cell("{{ badan.pagu }}", "right"),
                blocks.total_cell("{{ badan.realisasi }}", "right"),
                blocks.total_cell("{{ badan.persen }}", "right"),
            ),
        ),
    )


def _lowest() -> str:
    return blocks.data_table(
        (0.8, 1.8, 4.2, 1.35, 1.7, 2.35, 3.8),
        (
            ("No.", "center", "{{ loop.index }}"),
            ("Unit", "left", "{{ i.unit }}"),
            ("Indikator", "left", "{{ i.indikator }} ({{ i.satuan }})"),
            ("Target", "right", "{{ i.target }}"),
            ("Realisasi", "right", "{{ i.realisasi }}"),
            ("Capaian (%), predikat", "right", _over("{{ i.capaian }}", "{{ i.predikat }}")),
            ("Sebab", "left", "{{ i.keterangan }}"),
        ),
        "i in rendah",
        whole=True,
    )


def _over(above: str, below: str) -> str:
    """Two lines of one cell."""
    return r(above) + "<w:r><w:br/></w:r>" + r(below)


def _missing() -> str:
    return blocks.data_table(
        (0.9, 2.0, 7.3, 1.6, 4.2),
        (
            ("No.", "center", "{{ loop.index }}"),
            ("Unit", "left", "{{ i.unit }}"),
            ("Indikator", "left", "{{ i.indikator }} ({{ i.satuan }})"),
            ("Target", "right", "{{ i.target }}"),
            ("Alasan", "left", "{{ i.alasan }}"),
        ),
        "i in belum_terisi",
    )


_QUARTERS = ("lalu_4", "lalu_3", "lalu_2", "lalu_1", "kini", "perubahan")


def _course() -> str:
    """Mean achievement over five quarters; their names are values, not words of the template."""

    def total(line: str) -> Row:
        name = blocks.total_cell("{{ " + line + ".nama }}", span=2)
        rest = (blocks.total_cell("{{ " + f"{line}.{each}" + " }}", "right") for each in _QUARTERS)
        return row(name, *rest)

    return (
        blocks.data_table(
            (0.9, 4.9, 1.6, 1.6, 1.6, 1.6, 1.6, 2.2),
            (
                ("No.", "center", "{{ loop.index }}"),
                ("{{ tren_periode.nama }}", "left", "{{ t.nama }}"),
                *(
                    ("{{ tren_periode." + each + " }}", "right", "{{ t." + each + " }}")
                    for each in _QUARTERS
                ),
            ),
            "t in tren",
            below=(total("tren_badan"), total("tren_serapan")),
            whole=True,
        )
        + p(
            "Angka dalam persen. Periode yang lalu dihitung dari data yang diterima sampai laporan "
            "ini dibuat, termasuk data susulan; perubahan terhadap triwulan sebelumnya.",
            "CatatanKecil",
            before=3,
            after=4,
        )
        + only("{%p if catatan_tren %}")
        + p("{{ catatan_tren }}", "CatatanKecil", after=4)
        + only("{%p endif %}")
    )
