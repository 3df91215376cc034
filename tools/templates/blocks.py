"""Blocks that papers share: letterhead, number and date, signature, paraf box, title, data table.

Custom of Indonesian letters: domain dossier 3.3-3.5.
"""

from collections.abc import Sequence

from tools.templates.ooxml import (
    Cell,
    Row,
    cell,
    control,
    field,
    only,
    p,
    picture,
    r,
    row,
    table,
    tag_row,
)
from tools.templates.package import CHAPTERS

#: Width of the text: A4 less margins of 3 and 2 cm; turned on its side 29,7 - 3 - 2.
WIDE, LANDSCAPE = 16.0, 24.7
#: Empty boxes for the stamps, in points.
SIGNATURE_BOX, PARAF_BOX = (220, 75), (100, 32)
_POINT = 2.54 / 72


def letterhead(width: float = WIDE) -> str:
    """The kop: emblem at the left, three sizes of text, a thick and a thin rule."""
    names = (
        p("{{ kop.pemerintah }}", "KopPemerintah")
        + p("{{ kop.badan }}", "KopBadan")
        + only("{%p for baris in kop.alamat %}")
        + p("{{ baris }}", "KopAlamat")
        + only("{%p endfor %}")
    )
    emblem = p(picture("lambang", "lambang", 1.78, 2.15, "Lambang daerah (contoh)"), align="left")
    head = table(
        (2.1, width - 2.1),
        [row(cell(emblem, valign="center"), cell(names, valign="center"))],
        margin=0.02,
    )
    rule = '<w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="1" w:color="auto"/>'
    return head + p("", "CatatanKecil", border=rule, after=8, line=120)


def letter_head_lines(subject: str) -> str:
    """Nomor, Sifat, Lampiran, Hal; the place and date at the right, level with Nomor."""
    place = p(r("{{ tempat }}, ") + control("tanggal", "{{ tanggal }}"), align="right")
    number = p(control("nomor", "{{ nomor }}"))
    lines = [
        row(cell("Nomor"), cell(":"), cell(number), cell(place)),
        row(cell("Sifat"), cell(":"), cell("{{ sifat }}", span=2)),
        row(cell("Lampiran"), cell(":"), cell("{{ lampiran }}", span=2)),
        row(cell("Hal"), cell(":"), cell(subject, span=2)),
    ]
    return table((2.2, 0.4, 6.4, 7.0), lines, margin=0.02) + p("", "CatatanKecil")


def labelled(lines: Sequence[tuple[str, str]], *, label: float = 3.0, left: float = 0) -> str:
    """Lines of ``label : value`` on tab stops; a value that starts with ``<w:`` is runs already."""
    at = left + label
    stops = (("left", at), ("left", at + 0.4))
    return "".join(
        p(
            r(f"{name}\t:\t") + (value if value.startswith("<w:") else r(value)),
            left=at + 0.4,
            hanging=label + 0.4,
            tabs=stops,
        )
        for name, value in lines
    )


def numbered(lines: Sequence[tuple[str, str]], *, label: float, left: float) -> str:
    """Lines of ``1. label : value``."""
    first, second = left + 0.65, left + 0.65 + label
    return "".join(
        p(
            r(f"{place}.\t{name}\t:\t") + (value if value.startswith("<w:") else r(value)),
            left=second + 0.4,
            hanging=second + 0.4 - left,
            tabs=(("left", first), ("left", second), ("left", second + 0.4)),
        )
        for place, (name, value) in enumerate(lines, start=1)
    )


def title(*lines: str, after: float = 12) -> str:
    """A centred title of several lines."""
    return "".join(
        p(line, "Judul", keep=True, after=after if line == lines[-1] else 0) for line in lines
    )


def stamp_box(
    bookmarked: str, size: tuple[int, int], *, note: str = "", centred: bool = False
) -> str:
    """An empty box of a known size whose bookmark lies in its top left corner."""
    wide, high = size
    content = p(field(bookmarked), keep=True)
    if note:
        content += (
            only("{%p if " + note + " %}")
            + p(r("{{ " + note + " }}", italic=True, size=8), before=6)
            + only("{%p endif %}")
        )
    box = row(cell(content, bare=True), height=high)
    return table((wide * _POINT,), [box], margin=0, centred=centred)


def signature(who: str, *, opening: str = "") -> str:
    """A signature block: post, empty box, name, rank, NIP; ``opening`` stands above it."""
    return (
        opening
        + p("{{ " + who + ".jabatan }},", keep=True, after=2)
        + stamp_box(f"{who}.kolom", SIGNATURE_BOX, note=f"{who}.catatan")
        + p(r("{{ " + who + ".nama }}", bold=True), keep=True)
        + only("{%p if " + who + ".pangkat %}")
        + p("{{ " + who + ".pangkat }}", keep=True)
        + only("{%p endif %}")
        + p("NIP. {{ " + who + ".nip }}")
    )


def paraf_box() -> str:
    """The small box "Paraf Hierarki": a row for each paraf giver."""
    wide, high = PARAF_BOX
    rows = [
        row(
            cell(
                p(r("Paraf Hierarki", bold=True, size=9), align="center", before=1, after=1), span=2
            )
        ),
        tag_row("{%tr for pemberi in paraf %}", 2),
        row(
            cell(p(r("{{ pemberi.jabatan }}", size=9)), valign="center"),
            cell(p(field("pemberi.kolom")), bare=True),
            height=high,
        ),
        tag_row("{%tr endfor %}", 2),
    ]
    return table((3.1, wide * _POINT), rows, borders=True, margin=0.1)


def closing(who: str, *, left: str = "", opening: str = "") -> str:
    """The foot of a letter in one row that never splits: something at the left, the signer."""
    parts = row(
        cell(left + p("", "CatatanKecil"), valign="bottom"), cell(signature(who, opening=opening))
    )
    # Word wants a paragraph behind the last table of a page; one point high, it is not seen.
    return table((WIDE - 8.7, 8.7), [parts], margin=0) + p("", "CatatanKecil", line=-20)


def copies() -> str:
    """Tembusan, numbered when there is more than one."""
    numbered = "{% if tembusan|length > 1 %}{{ loop.index }}.\t{% endif %}{{ tujuan }}"
    ending = "{% if loop.last %}.{% elif loop.revindex0 == 1 %}; dan{% else %};{% endif %}"
    return (
        only("{%p if tembusan %}")
        + p("Tembusan:", keep=True, before=4)
        + only("{%p for tujuan in tembusan %}")
        + p(numbered + ending, left=0.65, hanging=0.65, tabs=(("left", 0.65),))
        + only("{%p endfor %}")
        + only("{%p endif %}")
    )


def chapter(text: str) -> str:
    """A numbered heading, kept with what follows it."""
    return p(text, "Bagian", keep=True, number=(CHAPTERS, 0))


def data_table(  # noqa: PLR0913 - a table has these dials
    widths: Sequence[float],
    columns: Sequence[tuple[str, str, str]],
    loop: str,
    *,
    group: str = "",
    below: Sequence[Row] = (),
    whole: bool = False,
) -> str:
    """A table with a repeated head; ``columns`` are (heading, alignment, cell text).

    ``group`` is the expression of a heading across the table, printed before a row where it is not
    empty; the rows ``below`` (totals) stand after the last one. A ``whole`` table stays on one
    page with what follows it, rather than leave its last rows there alone.
    """
    heads = (p(name, "KepalaTabel", keep=whole) for name, _, _ in columns)
    head = row(
        *(cell(content, shade="E7ECF2", valign="center") for content in heads),
        header=True,
    )
    body: list[Row] = [
        head,
        tag_row("{%tr for " + loop + " %}", len(columns)),
        *_group(group, len(columns)),
        row(*(cell(p(text, "Sel", align=align, keep=whole)) for _, align, text in columns)),
        tag_row("{%tr endfor %}", len(columns)),
    ]
    return table(widths, [*body, *below], borders=True, margin=0.12)


def _group(heading: str, columns: int) -> tuple[Row, ...]:
    if not heading:
        return ()
    # A heading at the foot of a page would name nothing: it keeps with the row below it.
    text = p(r("{{ " + heading + " }}", bold=True), "Sel", keep=True)
    return (
        tag_row("{%tr if " + heading + " %}", columns),
        row(cell(text, span=columns, shade="F5F7FA")),
        tag_row("{%tr endif %}", columns),
    )


def total_cell(text: str, align: str = "left", span: int = 1) -> Cell:
    """A bold cell of a total row."""
    return cell(p(r(text, bold=True), "Sel", align=align), span=span)
