"""Letters: request, warning, nota dinas with a unit's data (domain dossier 9.2, 9.4, 9.5)."""

from tools.templates import blocks
from tools.templates.ooxml import control, only, p, r, row, section
from tools.templates.package import POINTS, Template


def _body(text: str, *, keep: bool = False) -> str:
    return p(text, "Isi", keep=keep)


def _point(text: str) -> str:
    return p(text, "Butir", number=(POINTS, 0))


def request() -> Template:
    """Surat permintaan pengumpulan data kinerja."""
    addressees = (
        only("{%p for jabatan in penerima %}")
        + p(
            "{% if loop.first %}Yth.{% endif %}\t"
            "{% if loop.length > 1 %}{{ loop.index }}.\t{% endif %}{{ jabatan }}"
            "{% if not loop.last %};{% endif %}",
            left=1.9,
            hanging=1.9,
            tabs=(("left", 1.25), ("left", 1.9)),
        )
        + only("{%p endfor %}")
        + p("di -")
        + p("{{ tempat }}", left=1.25, after=8)
    )
    text = (
        _body(
            "Dalam rangka penyusunan laporan kinerja {{ instansi }} {{ nama_daerah }} serta sesuai "
            "dengan Standar Operasional Prosedur Nomor {{ nomor_sop }} tentang Pengumpulan Data "
            "Kinerja, dengan ini diminta kepada Saudara untuk menyampaikan data kinerja "
            "{{ periode }} dengan ketentuan sebagai berikut:"
        )
        + _point(
            "data disampaikan menurut formulir terlampir, mencakup target, realisasi, capaian, "
            "realisasi anggaran, serta faktor pendukung dan penghambat;"
        )
        + _point("data dilengkapi dengan bukti dukung;")
        + _point("data disetujui oleh Kepala Bidang atau pejabat penanggung jawab unit; dan")
        + p(
            r("data diterima {{ pengumpul }} paling lambat hari ")
            + control("batas", "{{ batas }}")
            + r(", pada jam kerja."),
            "Butir",
            number=(POINTS, 0),
            after=6,
        )
        + _body(
            r("Data yang belum diterima sampai dengan ")
            + control("peringatan", "{{ peringatan }}")
            + r(" akan ditindaklanjuti sesuai dengan prosedur tersebut.")
        )
        + _body(
            "Demikian disampaikan. Atas perhatian dan kerja sama Saudara diucapkan terima kasih.",
            keep=True,
        )
    )
    body = (
        blocks.letterhead()
        + blocks.letter_head_lines("Permintaan Data Kinerja {{ periode }}")
        + addressees
        + text
        + blocks.closing("penandatangan", left=blocks.paraf_box())
        + blocks.copies()
        + section()
    )
    return Template(
        name="surat-permintaan", title="Surat Permintaan Data Kinerja {{ periode }}", body=body
    )


def warning() -> Template:
    """Surat peringatan keterlambatan: administrative, one unit."""
    subject = (
        "Peringatan Keterlambatan Penyampaian Data Kinerja {{ periode }}"
        "{% if peringatan_ke %} (Peringatan Ke-{{ peringatan_ke }}){% endif %}"
    )
    text = (
        _body(
            r(
                "Menindaklanjuti surat kami Nomor {{ nomor_permintaan }} tanggal "
                "{{ tanggal_permintaan }} hal Permintaan Data Kinerja {{ periode }}"
                "{% if nomor_sebelumnya %} dan Surat Peringatan Nomor {{ nomor_sebelumnya }} "
                "tanggal {{ tanggal_sebelumnya }} dengan batas waktu hari "
                "{{ batas_sebelumnya }}{% endif %}, dengan ini disampaikan bahwa sampai dengan "
                "hari "
            )
            + control("diperiksa", "{{ diperiksa }}")
            + r(
                " data kinerja {{ unit }} belum kami terima, sedangkan batas waktu penyampaian "
                "{% if nomor_sebelumnya %}menurut surat permintaan {% endif %}adalah hari "
                "{{ batas }}."
            )
        )
        + _body("Sehubungan dengan hal tersebut, Saudara diminta untuk:")
        + _point(
            r(
                "menyampaikan data kinerja {{ periode }} beserta bukti dukungnya kepada "
                "{{ pengumpul }} paling lambat hari "
            )
            + control("batas_baru", "{{ batas_baru }}")
            + r("; dan")
        )
        + p(
            "menyampaikan penjelasan tertulis apabila terdapat kendala.",
            "Butir",
            number=(POINTS, 0),
            after=6,
        )
        + _body(
            "Keterlambatan tersebut menghambat penyusunan laporan kinerja {{ instansi }}. Apabila "
            "data telah Saudara sampaikan sebelum surat ini diterima, surat ini dapat diabaikan."
        )
        + _body("Demikian untuk menjadi perhatian dan dilaksanakan.", keep=True)
    )
    body = (
        blocks.letterhead()
        + blocks.letter_head_lines(subject)
        + p("Yth.\t{{ penerima }}", left=1.25, hanging=1.25, tabs=(("left", 1.25),))
        + p("di -")
        + p("{{ tempat }}", left=1.25, after=8)
        + text
        + blocks.closing("penandatangan", left=blocks.paraf_box())
        + blocks.copies()
        + section()
    )
    return Template(
        name="surat-peringatan",
        title="Surat Peringatan Keterlambatan Data Kinerja {{ unit }} {{ periode }}",
        body=body,
    )


_SUMMARY = (
    ("jumlah indikator", "{{ n_indikator }}"),
    ("indikator yang telah terisi", "{{ n_terisi }}"),
    ("rata-rata capaian", "{{ rata_capaian }}\N{NO-BREAK SPACE}% ({{ predikat }})"),
    (
        "realisasi anggaran",
        "{{ realisasi }} dari pagu {{ pagu }} ({{ persen_serapan }}\N{NO-BREAK SPACE}%)",
    ),
)
_INDICATORS = (
    ("No.", "center", "{{ i.nomor }}"),
    ("Indikator", "left", "{{ i.indikator }}"),
    ("Satuan", "center", "{{ i.satuan }}"),
    ("Polaritas", "center", "{{ i.polaritas }}"),
    ("Target tahun", "right", "{{ i.target_tahun }}"),
    ("Target s.d. triwulan", "right", "{{ i.target }}"),
    ("Realisasi s.d. triwulan", "right", "{{ i.realisasi }}"),
    ("Capaian (%)", "right", "{{ i.capaian }}"),
    ("Predikat", "center", "{{ i.predikat }}"),
    ("Keterangan", "left", "{{ i.keterangan }}"),
)
_EXPLANATIONS = (
    ("No.", "center", "{{ i.nomor }}"),
    ("Indikator", "left", "{{ i.indikator }}"),
    ("Faktor pendukung", "left", "{{ i.pendukung }}"),
    ("Faktor penghambat", "left", "{{ i.penghambat }}"),
    ("Tindak lanjut", "left", "{{ i.tindak_lanjut }}"),
    ("Sumber data/bukti", "left", "{{ i.bukti }}"),
)
_BUDGET = (
    ("Kode", "left", "{{ a.kode }}"),
    ("Program", "left", "{{ a.program }}"),
    ("Pagu (Rp)", "right", "{{ a.pagu }}"),
    ("Realisasi (Rp)", "right", "{{ a.realisasi }}"),
    ("Serapan (%)", "right", "{{ a.persen }}"),
    ("Fisik (%)", "right", "{{ a.fisik }}"),
    ("Keterangan", "left", "{{ a.keterangan }}"),
)


def covering_note() -> Template:
    """Nota dinas pengantar; the data follow on a page of their own, turned on its side."""
    heads = blocks.labelled(
        (
            ("Yth.", "{{ yth }}"),
            ("Dari", "{{ dari }}"),
            ("Tembusan", "{{ tembusan }}"),
            ("Tanggal", "{{ tanggal }}"),
            ("Nomor", "{{ nomor }}"),
            ("Sifat", "{{ sifat }}"),
            ("Lampiran", "{{ lampiran }}"),
            ("Hal", "Penyampaian Data Kinerja {{ unit }} {{ periode }}"),
        ),
        label=2.4,
    )
    rule = '<w:bottom w:val="single" w:sz="8" w:space="1" w:color="auto"/>'
    summary = blocks.numbered(_SUMMARY, label=5.2, left=1.25)
    body = (
        blocks.letterhead()
        + blocks.title("Nota Dinas")
        + heads
        + p("", "CatatanKecil", border=rule, after=10)
        + _body(
            "Menindaklanjuti surat Kepala Badan Nomor {{ nomor_permintaan }} tanggal "
            "{{ tanggal_permintaan }} hal Permintaan Data Kinerja {{ periode }}, bersama ini "
            "disampaikan data kinerja {{ unit }} dengan ringkasan sebagai berikut:"
        )
        + summary
        + p("", "CatatanKecil")
        + only("{%p if catatan_belum %}")
        + _body(
            "Data berikut belum dapat disampaikan: {{ catatan_belum }}. Data dimaksud akan "
            "disusulkan paling lambat {{ tanggal_susulan }}."
        )
        + only("{%p endif %}")
        + _body(
            "Data tersebut telah diperiksa dan dapat dipertanggungjawabkan kebenarannya. Demikian "
            "disampaikan untuk menjadi bahan selanjutnya.",
            keep=True,
        )
        + blocks.closing("penandatangan")
        + section(last=False)
        + _data_pages()
        + section(landscape=True, first_page=False)
    )
    return Template(
        name="nota-dinas-pengantar", title="Data Kinerja {{ unit }} {{ periode }}", body=body
    )


def _data_pages() -> str:
    total = row(
        blocks.total_cell("{{ jumlah_anggaran.program }}", span=2),
        blocks.total_cell("{{ jumlah_anggaran.pagu }}", "right"),
        blocks.total_cell("{{ jumlah_anggaran.realisasi }}", "right"),
        blocks.total_cell("{{ jumlah_anggaran.persen }}", "right"),
        blocks.total_cell("{{ jumlah_anggaran.fisik }}", "right"),
        blocks.total_cell("{{ jumlah_anggaran.keterangan }}"),
    )
    return (
        p("Lampiran Nota Dinas Nomor {{ nomor }} tanggal {{ tanggal }}", "CatatanKecil", after=8)
        + blocks.title("Data Kinerja {{ unit }}", "{{ periode }}", after=6)
        + blocks.chapter("Capaian kinerja")
        + blocks.data_table(
            (0.9, 6.5, 1.7, 1.6, 1.5, 2.0, 2.1, 1.5, 2.5, 4.4),
            _INDICATORS,
            "i in indikator",
            group="i.sasaran",
        )
        + p(
            "Polaritas positif: makin tinggi realisasi makin baik; capaian = realisasi : target × "
            "100. Polaritas negatif: makin rendah realisasi makin baik; capaian = (2 × target − "
            "realisasi) : target × 100.",
            "CatatanKecil",
            before=3,
            after=0,
        )
        + blocks.chapter("Penjelasan menurut indikator")
        + _told(
            "penjelasan",
            blocks.data_table((0.9, 5.2, 4.7, 4.7, 4.7, 4.5), _EXPLANATIONS, "i in penjelasan"),
            "Tidak ada penjelasan tambahan.",
        )
        + blocks.chapter("Realisasi anggaran")
        + _told(
            "anggaran",
            blocks.data_table(
                (2.2, 8.4, 3.1, 3.1, 2.2, 1.8, 3.9), _BUDGET, "a in anggaran", below=(total,)
            ),
            "Tidak ada program yang dianggarkan pada unit ini.",
        )
        + blocks.chapter("Bukti dukung")
        + _told("bukti", _evidence(), "Tidak ada berkas bukti dukung.")
    )


def _told(condition: str, content: str, otherwise: str) -> str:
    """The content where there is any, a sentence where there is none."""
    return (
        only("{%p if " + condition + " %}")
        + content
        + only("{%p else %}")
        + p(r(otherwise, size=10), left=0.75)
        + only("{%p endif %}")
    )


def _evidence() -> str:
    line = r("{{ loop.index }}.\t{{ nama }}", size=10)
    return (
        only("{%p for nama in bukti %}")
        + p(line, left=1.4, hanging=0.65, tabs=(("left", 1.4),))
        + only("{%p endfor %}")
    )
