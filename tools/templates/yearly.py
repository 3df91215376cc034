"""Laporan tahunan: a year of the SOP against its own standards, on its side."""

from tools.templates import blocks
from tools.templates.ooxml import Cell, cell, only, p, row, section, table, tag_row
from tools.templates.package import CHAPTERS, Template

_QUARTERS = (
    ("Triwulan I", "center", "{{ u.tw1 }}"),
    ("Triwulan II", "center", "{{ u.tw2 }}"),
    ("Triwulan III", "center", "{{ u.tw3 }}"),
    ("Triwulan IV", "center", "{{ u.tw4 }}"),
)


def yearly() -> Template:
    """Laporan tahunan pengumpulan data kinerja."""
    body = (
        blocks.letterhead(blocks.LANDSCAPE)
        + blocks.title("Laporan Tahunan", "Pengumpulan Data Kinerja", "Tahun {{ tahun }}")
        + p(
            "Laporan ini memuat data kinerja yang dikumpulkan melalui {{ n_siklus }} siklus tahun "
            "{{ tahun }}, ketepatan waktu penyampaiannya, dan waktu setiap langkah dibandingkan "
            "dengan standar waktu pada Standar Operasional Prosedur Nomor {{ nomor_sop }}. Waktu "
            "dihitung dalam jam kerja.",
            "Paragraf",
        )
        + blocks.chapter("RINGKASAN")
        + only("{%p for kalimat in ringkasan %}")
        + p("{{ kalimat }}", "Butir", number=(CHAPTERS, 1))
        + only("{%p endfor %}")
        + blocks.chapter("PENYAMPAIAN DATA MENURUT UNIT")
        + _deliveries()
        + blocks.chapter("DATA YANG DIKUMPULKAN")
        + _collected()
        + p(
            "Terisi: indikator yang ada angkanya, dari seluruh indikator unit. Capaian: rata-rata "
            "capaian indikator yang dinilai. Serapan: realisasi dibandingkan pagu.",
            "CatatanKecil",
            before=3,
        )
        + blocks.chapter("WAKTU SETIAP LANGKAH TERHADAP STANDAR SOP")
        + _steps()
        + p(
            "Standar waktu hanya yang tercantum dalam SOP. Langkah 8 diukur terhadap batas waktu "
            "yang diberikan kepada unit; langkah tanpa standar tidak dinilai.",
            "CatatanKecil",
            before=3,
        )
        + blocks.chapter("WAKTU MENURUT JABATAN")
        + _posts()
        + blocks.chapter("PERJALANAN SIKLUS")
        + _courses()
        + p(
            "{{ tempat }}, {{ tanggal }}. Laporan ini disusun oleh sistem dan tidak "
            "ditandatangani.",
            "CatatanKecil",
            before=6,
        )
        + section(landscape=True)
    )
    return Template(
        name="laporan-tahunan",
        title="Laporan Tahunan Pengumpulan Data Kinerja {{ tahun }}",
        body=body,
        signed=False,
        code_label="",
        landscape=True,
    )


def _deliveries() -> str:
    return blocks.data_table(
        (0.9, 6.3, 2.5, 2.5, 2.5, 2.5, 1.5, 1.7, 2.0, 2.3),
        (
            ("No.", "center", "{{ loop.index }}"),
            ("Unit", "left", "{{ u.unit }}"),
            *_QUARTERS,
            ("Tepat waktu", "center", "{{ u.tepat }}"),
            ("Lambat (hari kerja)", "center", "{{ u.hari }}"),
            ("Peringatan", "center", "{{ u.peringatan }}"),
            ("Dikembalikan", "center", "{{ u.pengembalian }}"),
        ),
        "u in penyampaian",
    )


def _collected() -> str:
    """Two rows of heads: the quarters, and what stands below each of them."""
    parts = (("Terisi", "terisi"), ("Bukti", "bukti"), ("Capaian (%)", "capaian"))
    parts += (("Serapan (%)", "serapan"),)
    quarters = ("tw1", "tw2", "tw3", "tw4")
    heads = row(
        _head("", span=2),
        *(_head(f"Triwulan {roman}", span=len(parts)) for roman in ("I", "II", "III", "IV")),
        header=True,
    )
    below = row(
        _head("No."), _head("Unit"), *(_head(name) for _ in quarters for name, _ in parts),
        header=True,
    )  # fmt: skip
    figures = (
        cell(p(f"{{{{ u.{quarter}.{part} }}}}", "Sel", align="center"))
        for quarter in quarters
        for _, part in parts
    )
    columns = 2 + len(quarters) * len(parts)
    return table(
        (0.8, 4.1, *(1.05, 0.95, 1.45, 1.5) * len(quarters)),
        [
            heads,
            below,
            tag_row("{%tr for u in terkumpul %}", columns),
            row(
                cell(p("{{ loop.index }}", "Sel", align="center")),
                cell(p("{{ u.unit }}", "Sel")),
                *figures,
            ),
            tag_row("{%tr endfor %}", columns),
        ],
        borders=True,
        margin=0.05,
    )


def _head(text: str, span: int = 1) -> Cell:
    return cell(p(text, "KepalaTabel"), span=span, shade="E7ECF2", valign="center")


def _steps() -> str:
    return blocks.data_table(
        (1.1, 9.2, 2.2, 2.5, 2.2, 2.7, 2.7, 2.1),
        (
            ("No.", "center", "{{ l.no }}"),
            ("Kegiatan", "left", "{{ l.kegiatan }}"),
            ("Pelaksana", "left", "{{ l.pelaksana }}"),
            ("Standar waktu SOP", "center", "{{ l.standar }}"),
            ("Pekerjaan", "center", "{{ l.kali }}"),
            ("Nilai tengah", "center", "{{ l.tengah }}"),
            ("Terlama", "center", "{{ l.terlama }}"),
            ("Dalam standar", "center", "{{ l.dalam }}"),
        ),
        "l in langkah",
    )


def _posts() -> str:
    return blocks.data_table(
        (1.0, 11.1, 2.4, 2.4, 2.8, 2.8, 2.2),
        (
            ("No.", "center", "{{ loop.index }}"),
            ("Jabatan", "left", "{{ j.jabatan }}"),
            ("Pekerjaan", "center", "{{ j.kali }}"),
            ("Dikembalikan", "center", "{{ j.dikembalikan }}"),
            ("Nilai tengah", "center", "{{ j.tengah }}"),
            ("Terlama", "center", "{{ j.terlama }}"),
            ("Dalam standar", "center", "{{ j.dalam }}"),
        ),
        "j in jabatan",
        whole=True,
    )


def _courses() -> str:
    return blocks.data_table(
        (3.4, 2.9, 3.1, 3.9, 3.1, 2.9, 3.0, 2.4),
        (
            ("Siklus", "left", "{{ s.periode }}"),
            ("Dibuka", "center", "{{ s.dibuka }}"),
            ("Surat didistribusikan", "center", "{{ s.didistribusikan }}"),
            ("Data lengkap", "center", "{{ s.lengkap }}"),
            ("Laporan diterima", "center", "{{ s.diterima }}"),
            ("Diberkaskan", "center", "{{ s.diberkaskan }}"),
            ("Lama", "center", "{{ s.lama }}"),
            ("Dalam standar", "center", "{{ s.dalam }}"),
        ),
        "s in siklus",
        whole=True,
    )
