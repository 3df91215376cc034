"""Reports on a berkas: the list of contents, the berita acara. Wording: domain dossier 9.8."""

from tools.templates import blocks
from tools.templates.ooxml import cell, p, r, row, section, table
from tools.templates.package import Template


def contents() -> Template:
    """Daftar isi berkas, on its side."""
    left = blocks.labelled(
        (
            ("Nomor berkas", "{{ nomor_berkas }}"),
            ("Judul berkas", "{{ judul }}"),
            ("Kode klasifikasi", "{{ kode_klasifikasi }} {{ nama_klasifikasi }}"),
        ),
        label=3.4,
    )
    right = blocks.labelled(
        (
            ("Unit pengolah", "{{ unit_pengolah }}"),
            ("Kurun waktu", "{{ kurun_waktu }}"),
            ("Retensi", "{{ retensi }}"),
        ),
        label=3.0,
    )
    facts = table((14.0, blocks.LANDSCAPE - 14.0), [row(cell(left), cell(right))], margin=0.02)
    items = blocks.data_table(
        (1.6, 1.4, 2.4, 10.2, 2.8, 2.1, 4.2),
        (
            ("No. berkas", "center", "{{ nomor_berkas }}"),
            ("No. item", "center", "{{ i.nomor }}"),
            ("Kode klasifikasi", "center", "{{ i.kode_klasifikasi }}"),
            ("Uraian informasi", "left", "{{ i.uraian }}"),
            ("Tanggal", "center", "{{ i.tanggal }}"),
            ("Jumlah", "center", "{{ i.jumlah }}"),
            ("Keterangan", "left", "{{ i.keterangan }}"),
        ),
        "i in item",
    )
    # Plain paragraphs: after a table Word wants one more, which might stand on a page of its own.
    aside = blocks.LANDSCAPE - 9.5
    signed = (
        p(
            "Jumlah: {{ n_item }} item.\t{{ tempat }}, {{ tanggal }}",
            keep=True,
            tabs=(("left", aside),),
        )
        + p("{{ penyusun.jabatan }},", left=aside, keep=True, after=28)
        + p(r("{{ penyusun.nama }}", bold=True), left=aside, keep=True)
        + p("NIP. {{ penyusun.nip }}", left=aside)
    )
    body = (
        blocks.letterhead(blocks.LANDSCAPE)
        + blocks.title("Daftar Isi Berkas")
        + facts
        + p("", after=2)
        + items
        + p("", "CatatanKecil", keep=True)
        + signed
        + section(landscape=True)
    )
    return Template(
        name="daftar-isi-berkas", title="Daftar Isi Berkas: {{ judul }}", body=body, signed=False
    )


def berita_acara() -> Template:
    """Berita acara pengarsipan, with two parties and the Sekretaris who knows of it."""
    facts = (
        ("Kode klasifikasi", "{{ kode_klasifikasi }} {{ nama_klasifikasi }}"),
        ("Judul berkas", "{{ judul_berkas }}"),
        ("Nomor berkas", "{{ nomor_berkas }}"),
        ("Jumlah", "{{ n_item }} item ({{ n_halaman }} halaman)"),
        ("Retensi", "aktif {{ aktif }} tahun, inaktif {{ inaktif }} tahun, {{ nasib_akhir }}"),
        ("Lokasi simpan", "{{ lokasi }}"),
        ("Jejak elektronik", r("catatan ke-{{ jejak_urutan }}, SHA-256 {{ jejak }}", size=8)),
    )
    listing = blocks.numbered(facts, label=3.9, left=0.65)
    closing = (
        "Rincian tercantum dalam daftar isi berkas yang menjadi bagian tidak terpisahkan dari "
        "berita acara ini."
    )
    body = (
        blocks.letterhead()
        + blocks.title(
            "Berita Acara", "Nomor {{ nomor }}", "tentang", "Pengarsipan Data Kinerja {{ periode }}"
        )
        + p(
            "Pada hari ini, {{ hari }}, tanggal {{ tanggal_terbilang }}, bulan {{ bulan }}, tahun "
            "{{ tahun_terbilang }}, bertempat di Kantor {{ instansi }} {{ nama_daerah }}, kami "
            "yang bertanda tangan di bawah ini:",
            "Isi",
        )
        + _party(1, "kesatu", "PIHAK KESATU")
        + _party(2, "kedua", "PIHAK KEDUA")
        + p(
            "menyatakan bahwa PIHAK KESATU telah menyerahkan dan PIHAK KEDUA telah memberkaskan "
            "arsip pengumpulan data kinerja {{ periode }} sebagai berikut:",
            "Paragraf",
            before=4,
        )
        + listing
        + p(closing, "Paragraf", before=6)
        + p(
            "Seluruh {{ n_file }} file berkas ini, selain berita acara ini, disebut satu per "
            "satu dalam manifest isi, yang nilai periksanya (SHA-256) ialah:",
            "Isi",
            keep=True,
        )
        + p(r("{{ manifest_isi }}", size=8), "Paragraf", before=2)
        + p(
            "Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana "
            "mestinya.",
            "Isi",
            keep=True,
        )
        + _three_signatures()
        + p("", "CatatanKecil")
        + section()
    )
    return Template(
        name="berita-acara", title="Berita Acara Pengarsipan Data Kinerja {{ periode }}", body=body
    )


def _party(number: int, who: str, called: str) -> str:
    rest = (
        ("NIP", "{{ " + who + ".nip }}"),
        ("Jabatan", "{{ " + who + ".jabatan }}, selanjutnya disebut " + called),
    )
    return (
        p(
            f"{number}.\tNama\t:\t{{{{ {who}.nama }}}}",
            left=3.7,
            hanging=3.05,
            tabs=(("left", 1.3), ("left", 3.3), ("left", 3.7)),
        )
        + blocks.labelled(rest, label=2.0, left=1.3)
        + p("", "CatatanKecil", line=120)
    )


def _three_signatures() -> str:
    def block(who: str, *headings: str) -> str:
        above = "".join(p(heading, keep=True, align="center") for heading in headings)
        return (
            above
            + blocks.stamp_box(
                f"{who}.kolom", blocks.SIGNATURE_BOX, note=f"{who}.catatan", centred=True
            )
            + p(r("{{ " + who + ".nama }}", bold=True), keep=True, align="center")
            + p("NIP. {{ " + who + ".nip }}", align="center")
        )

    pair = row(cell(block("kedua", "PIHAK KEDUA,")), cell(block("kesatu", "PIHAK KESATU,")))
    knows = row(cell(block("mengetahui", "Mengetahui,", "{{ mengetahui.jabatan }},")))
    three = (
        table((8.0, 8.0), [pair], margin=0)
        + p("", "CatatanKecil", before=4)
        + table((blocks.WIDE,), [knows], margin=0)
        + p("", "CatatanKecil", line=-20)
    )
    # One row that never splits: no signature may stand on a page without the others. It has the two
    # columns of the table inside it, since docxtpl itself counts those when it mends a grid.
    return table((8.0, 8.0), [row(cell(three, span=2))], margin=0)
