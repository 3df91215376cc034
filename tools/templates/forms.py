"""Forms: disposisi, receipt of data, closing sheet (domain dossier 9.1, 9.7; reading A5)."""

from tools.templates import blocks
from tools.templates.ooxml import cell, control, only, p, r, row, section, table
from tools.templates.package import Template

_TICK = "{% if pilihan.dipilih %}☒{% else %}☐{% endif %} {{ pilihan.teks }}"


def disposisi() -> Template:
    """Lembar disposisi: a form of half a page, with the places staff may type in."""
    origin = blocks.labelled(
        (
            ("Surat dari", "{{ surat_dari }}"),
            ("Nomor surat", "{{ nomor_surat }}"),
            ("Tanggal surat", "{{ tanggal_surat }}"),
        ),
        label=2.9,
    )
    levels = (
        "{% for pilihan in sifat %}" + _TICK + "{% if not loop.last %}   {% endif %}{% endfor %}"
    )
    arrival = blocks.labelled(
        (
            ("Diterima tanggal", "{{ tanggal_terima }}"),
            ("Nomor agenda", "{{ nomor_agenda }}"),
        ),
        label=3.4,
    )
    subject = blocks.labelled(
        (("Sifat", levels), ("Hal", "{{ hal }}"), ("Dasar", "{{ dasar }}")), label=2.9
    )
    sender = p("{{ jabatan_pemberi }},", after=6) + blocks.labelled(
        (
            ("Paraf", control("paraf", "{{ paraf }}")),
            ("Tanggal", control("tanggal-paraf", "{{ tanggal_paraf }}")),
        ),
        label=1.8,
    )
    rows = (
        row(cell(_gap() + origin + _gap()), cell(_gap() + arrival + _gap())),
        row(cell(_gap() + subject + _gap(), span=2)),
        row(
            cell(p(r("Diteruskan kepada Sdr.", bold=True), before=3, after=3) + _ticks("tujuan")),
            cell(p(r("Dengan hormat harap", bold=True), before=3, after=3) + _ticks("harapan")),
        ),
        row(
            cell(
                p(r("Isi disposisi", bold=True), before=3, after=3)
                + p(
                    control("isi-disposisi", "{{ isi_disposisi }}", many_lines=True),
                    after=6,
                    align="both",
                ),
                span=2,
            ),
            at_least=90,
        ),
        row(
            cell(
                p(r("Catatan", bold=True), before=3, after=3)
                + p(control("catatan", "{{ catatan }}", many_lines=True), after=6)
            ),
            cell(
                p(r("Batas waktu", bold=True), before=3, after=3)
                + p(control("batas-waktu", "{{ batas_waktu }}"), after=6)
            ),
            at_least=48,
        ),
        row(cell(), cell(_gap() + sender + _gap())),
    )
    body = (
        blocks.letterhead()
        + blocks.title("Lembar Disposisi", after=8)
        + table((8.0, 8.0), rows, borders=True, margin=0.15)
        + p("", "CatatanKecil")
        + section()
    )
    return Template(
        name="lembar-disposisi", title="Lembar Disposisi: {{ hal }}", body=body, signed=False
    )


def _gap() -> str:
    return p("", "CatatanKecil", line=80)


def _ticks(of: str) -> str:
    return (
        only("{%p for pilihan in " + of + " %}")
        + p(_TICK, left=0.55, hanging=0.55, after=2)
        + only("{%p endfor %}")
        + _gap()
    )


def receipt() -> Template:
    """Tanda terima of a unit's data."""
    facts = blocks.labelled(
        (
            ("Telah diterima dari", "{{ penyerah }}"),
            ("Dokumen", "Data Kinerja {{ unit }} {{ periode }}"),
            ("Jumlah berkas", "{{ n_berkas }} berkas"),
            ("Diterima hari/tanggal", "{{ hari }}, {{ tanggal }} pukul {{ jam }} WIB"),
            ("Status", r("{{ status }}", bold=True)),
            ("Kode pemeriksaan", "SHA-256 {{ kode_pemeriksaan }}"),
        ),
        label=4.8,
    )
    files = blocks.data_table(
        (1.0, 8.4, 2.2, 4.4),
        (
            ("No.", "center", "{{ b.nomor }}"),
            ("Nama berkas", "left", "{{ b.nama }}"),
            ("Ukuran", "right", "{{ b.ukuran }}"),
            ("SHA-256 (awal)", "center", "{{ b.sha256 }}"),
        ),
        "b in berkas",
    )
    body = (
        blocks.letterhead()
        + blocks.title("Tanda Terima", "Data Kinerja {{ periode }}")
        + facts
        + p("", after=2)
        + files
        + p("", after=6, keep=True)
        + blocks.closing("penerima")
        + section()
    )
    return Template(
        name="tanda-terima", title="Tanda Terima Data Kinerja {{ unit }} {{ periode }}", body=body
    )


def closing_sheet() -> Template:
    """Lembar penutupan: handing it in closes the collection with units missing."""
    missing = blocks.data_table(
        (1.0, 5.3, 3.8, 2.4, 3.5),
        (
            ("No.", "center", "{{ b.nomor }}"),
            ("Unit", "left", "{{ b.unit }}"),
            ("Penanggung jawab", "left", "{{ b.penanggung_jawab }}"),
            ("Batas waktu", "center", "{{ b.batas_waktu }}"),
            ("Surat peringatan", "left", "{{ b.peringatan }}"),
        ),
        "b in belum",
    )
    reason = table(
        (16.0,),
        [
            row(
                cell(
                    p(
                        r(
                            "Alasan penutupan (diisi oleh {{ jabatan_penutup }})",
                            bold=True,
                            size=10,
                        ),
                        before=3,
                        after=3,
                    )
                    + p(control("alasan", "{{ alasan }}", many_lines=True), after=6)
                ),
                at_least=62,
            )
        ],
        borders=True,
        margin=0.15,
    )
    holder = (
        p("{{ jabatan_penutup }},", keep=True, before=8, after=34)
        + p(r("{{ nama_penutup }}", bold=True), keep=True)
        + p("NIP. {{ nip_penutup }}")
    )
    body = (
        blocks.letterhead()
        + blocks.title("Lembar Penutupan", "Pengumpulan Data Kinerja {{ periode }}")
        + p(
            "Sampai dengan hari {{ hari }}, {{ tanggal }} pukul {{ jam }} WIB, dari {{ n_unit }} "
            "unit yang diminta, {{ n_masuk }} unit telah menyampaikan data kinerja dan "
            "{{ n_belum }} unit berikut belum menyampaikannya:",
            "Paragraf",
        )
        + missing
        + p("", "CatatanKecil", after=2)
        + p(
            "Dengan menyerahkan lembar ini, {{ jabatan_penutup }} menyatakan pengumpulan data "
            "kinerja {{ periode }} ditutup. Laporan rekapitulasi disusun berdasarkan data yang "
            "telah diterima dan menyebutkan unit tersebut dengan status “belum menyampaikan”. "
            "Data yang diterima setelah penutupan dicatat sebagai tambahan laporan rekapitulasi "
            "dan tidak mengubah laporan yang telah disampaikan kepada {{ penerima_laporan }}.",
            "Paragraf",
        )
        + p(
            "Apabila data unit tersebut masih akan ditunggu, lembar ini tidak perlu diserahkan; "
            "lembar ini ditarik dengan sendirinya setelah seluruh data diterima.",
            "Paragraf",
            after=8,
        )
        + reason
        + p("", "CatatanKecil", keep=True)
        + table((7.9, 8.1), [row(cell(), cell(holder))], margin=0)
        + p("", "CatatanKecil")
        + section()
    )
    return Template(
        name="lembar-penutupan",
        title="Lembar Penutupan Pengumpulan Data Kinerja {{ periode }}",
        body=body,
        signed=False,
    )
