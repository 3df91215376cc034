"""The addendum to the laporan rekapitulasi: our own wording, in the order of dossier 9.6."""

from tools.templates import blocks
from tools.templates.ooxml import Row, only, p, r, row, section
from tools.templates.package import Template

_EVIDENCE = (
    "{% for nama in bukti %}{{ nama }}{% if not loop.last %}; {% endif %}"
    "{% else %}tidak ada{% endfor %}"
)


def addendum() -> Template:
    """Addendum to a signed report: what came after it, and what that changes."""
    body = (
        blocks.letterhead()
        + blocks.title(
            "Addendum Ke-{{ ke }}",
            "atas Laporan Rekapitulasi Nomor {{ nomor_laporan }}",
            "Hasil Pengumpulan Data Kinerja {{ periode }}",
        )
        + p("Yth. {{ yth }}", after=6)
        + p(
            "Laporan Rekapitulasi Nomor {{ nomor_laporan }}, yang ditandatangani "
            "oleh {{ ditandatangani }}, tidak diubah dan tetap berlaku sebagaimana ditandatangani. "
            "Addendum ini memberitahukan data kinerja yang diterima sesudahnya dan dibaca bersama "
            "laporan tersebut.",
            "Isi",
        )
        + blocks.chapter("Penyampaian data")
        + _delivery()
        + blocks.chapter("Pengaruh terhadap angka laporan")
        + _changes()
        + blocks.chapter("Capaian kinerja unit")
        + _indicators()
        + blocks.chapter("Realisasi anggaran unit")
        + _budget()
        + blocks.closing("pembuat", opening=p("{{ tempat }}, {{ tanggal }}", keep=True, after=4))
        + section()
    )
    return Template(
        name="addendum-rekapitulasi",
        title="Addendum Ke-{{ ke }} Laporan Rekapitulasi Data Kinerja {{ periode }}",
        body=body,
    )


def _delivery() -> str:
    return blocks.labelled(
        (
            ("Unit", "{{ unit }}"),
            ("Diterima", "{{ diterima }}"),
            ("Batas waktu", "{{ batas }}"),
            ("Status", r("{{ status }}", bold=True)),
            ("Peringatan terakhir", "{{ peringatan }}"),
            ("Nota dinas pengantar", "Nomor {{ nomor_pengantar }}"),
            ("Indikator", "{{ n_terisi }} terisi dari {{ n_indikator }}"),
            ("Bukti dukung", _EVIDENCE),
        ),
        label=4.7,
        left=0.75,
    ) + p("", "CatatanKecil")


def _changes() -> str:
    return (
        p(
            "Kolom “sebelum” memuat angka laporan yang ditandatangani"
            "{% if sebelumnya %} beserta Addendum {{ sebelumnya }}{% endif %}; kolom “sesudah” "
            "memuat angka itu ditambah data {{ unit }}.",
            "Butir",
            left=0.75,
            after=4,
            keep=True,
        )
        + blocks.data_table(
            (6.6, 3.6, 3.6, 2.2),
            (
                ("Uraian", "left", "{{ b.uraian }}"),
                ("Sebelum", "right", "{{ b.sebelum }}"),
                ("Sesudah", "right", "{{ b.sesudah }}"),
                ("Perubahan", "right", "{{ b.perubahan }}"),
            ),
            "b in perubahan",
        )
        + p("{{ catatan_capaian }}", "Butir", left=0.75, before=5, after=8)
    )


def _indicators() -> str:
    mean = row(
        blocks.total_cell("Rata-rata capaian unit", span=4),
        blocks.total_cell("{{ rata_capaian }}", "right"),
        blocks.total_cell("{{ predikat }}", "center"),
        blocks.total_cell(""),
    )
    return blocks.data_table(
        (0.8, 4.6, 1.5, 1.8, 1.5, 1.8, 4.0),
        (
            ("No.", "center", "{{ i.nomor }}"),
            ("Indikator", "left", "{{ i.indikator }} ({{ i.satuan }})"),
            ("Target s.d. triwulan", "right", "{{ i.target }}"),
            ("Realisasi s.d. triwulan", "right", "{{ i.realisasi }}"),
            ("Capaian (%)", "right", "{{ i.capaian }}"),
            ("Predikat", "center", "{{ i.predikat }}"),
            ("Keterangan", "left", "{{ i.keterangan }}"),
        ),
        "i in indikator",
        below=(mean,),
    ) + p("", "CatatanKecil")


def _budget() -> str:
    total: Row = row(
        blocks.total_cell("{{ jumlah_anggaran.program }}", span=2),
        blocks.total_cell("{{ jumlah_anggaran.pagu }}", "right"),
        blocks.total_cell("{{ jumlah_anggaran.realisasi }}", "right"),
        blocks.total_cell("{{ jumlah_anggaran.persen }}", "right"),
    )
    spent = blocks.data_table(
        (1.9, 6.1, 3.2, 3.2, 1.6),
        (
            ("Kode", "left", "{{ a.kode }}"),
            ("Program", "left", "{{ a.program }}"),
            ("Pagu (Rp)", "right", "{{ a.pagu }}"),
            ("Realisasi (Rp)", "right", "{{ a.realisasi }}"),
            ("%", "right", "{{ a.persen }}"),
        ),
        "a in anggaran",
        below=(total,),
    )
    return (
        only("{%p if anggaran %}")
        + spent
        + only("{%p else %}")
        + p("Tidak ada program yang dianggarkan pada unit ini.", left=0.75)
        + only("{%p endif %}")
        + p("", "CatatanKecil", after=8)
    )
