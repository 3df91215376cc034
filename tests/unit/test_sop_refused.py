"""A definition that cannot work is refused when it is read, and the row is named."""

import re

import pytest
from sop_copies import SAMPLE, VARIANTS
from walks import TEMPLATES, read_sop

from pipeline.config.sop import load_sop
from pipeline.errors import Misconfigured

NAME = "pengumpulan-data-kinerja.toml"
PARAF = {"kind": '"paraf"', "per_unit": "true", "post": '"unit.kepala"'}


def problems(text, tmp_path):
    with pytest.raises(Misconfigured) as caught:
        read_sop(text.write(tmp_path))
    assert all(problem.startswith(NAME) for problem in caught.value.problems)
    return [problem.removeprefix(NAME).lstrip(": ") for problem in caught.value.problems]


def swapped(first, second):
    """Two rows of a chain in the other order."""
    return SAMPLE.row("3", next=f'"{first}"').row(first, next=f'"{second}"', back='"3"')


CASES = {
    "a post nobody holds": (
        SAMPLE.row("4", post='"wali-kota"'),
        "row 4: post 'wali-kota' is held by nobody in office.toml",
    ),
    "the unit's head outside a unit": (
        SAMPLE.row("4", post='"unit.kepala"'),
        "row 4: post 'unit.kepala' needs per_unit = true",
    ),
    "nothing follows": (SAMPLE.row("3", next=None), "row 3: says nothing of what follows"),
    "next to nowhere": (
        SAMPLE.row("3", next='"44"'),
        "row 3: is followed by row '44', which does not exist",
    ),
    "back to nowhere": (
        SAMPLE.row("5", back='"33"'),
        "row 5: returns to row '33', which does not exist",
    ),
    "back forwards": (
        SAMPLE.row("3", back='"4"'),
        "row 3: returns to row '4', which does not come before it",
    ),
    "back to itself": (
        SAMPLE.row("3", back='"3"'),
        "row 3: returns to row '3', which does not come before it",
    ),
    "back to a row that makes nothing": (
        SAMPLE.row("6", back='"4"'),
        "row 6: returns to row '4', which makes no paper to correct",
    ),
    "back to a letter that was only passed on": (
        SAMPLE.row("8", back='"7"'),
        "row 8: returns to row '7', which makes no paper to correct",
    ),
    "a unit calls the letter back": (
        SAMPLE.row("7", back='"3"'),
        "row 7: returns to row '3', from which units have gone on",
    ),
    "the report calls a unit's data back": (
        SAMPLE.row("11", back='"8"'),
        "row 11: returns to row '8', from which units have gone on",
    ),
    "a warning calls the request back": (
        SAMPLE.row("9b", back='"3"'),
        "row 9b: returns to row '3', which does not come before it",
    ),
    "warnings lead to nowhere": (
        SAMPLE.row("9", warning='"99"'),
        "row 9: warns through row '99', which does not exist",
    ),
    "a row nobody reaches": (SAMPLE.row("1", next='"3"'), "row 2: nothing leads to this row"),
    "a circle": (SAMPLE.row("13", next='"12"'), "row 13: goes round in a circle and never ends"),
    "a circle of warnings": (
        SAMPLE.row("9d", next='"9a"'),
        "row 9d: goes round in a circle and never ends",
    ),
    "it does not end with filing": (
        SAMPLE.without("13").row("12", next='"selesai"'),
        "row 12: a cycle must end with a step of kind 'file'",
    ),
    "filing in the middle": (
        SAMPLE.row("13", next='"14"').insert(
            "13", "14", kind='"acknowledge"', post='"sekretaris"', next='"selesai"'
        ),
        "row 13: a step of kind 'file' ends the cycle; no row can follow it",
    ),
    "a kind without its paper": (
        SAMPLE.row("3", paper=None),
        "row 3: a step of kind 'draft' needs its paper",
    ),
    "gathering without its paper": (
        SAMPLE.row("8", paper=None),
        "row 8: a step of kind 'gather' needs its paper",
    ),
    "a paper nobody described": (
        SAMPLE.row("3", paper='"surat-lain"'),
        "row 3: uses the paper 'surat-lain', which is not under [naskah]",
    ),
    "a template that is missing": (
        SAMPLE.other('template = "surat-permintaan"', 'template = "surat-hilang"'),
        "row 3: needs templates_docx/surat-hilang.docx, which is missing",
    ),
    "a paper without a template": (
        SAMPLE.other('template = "tanda-terima"\n', ""),
        "row 8a: the paper 'tanda-terima' has no template",
    ),
    "the unit's readable data without a template": (
        SAMPLE.other('template = "nota-dinas-pengantar"\n', ""),
        "row 8: the paper 'nota-dinas-pengantar' has no template",
    ),
    "a draft without a register": (
        SAMPLE.other('konsep = "Konsep Surat Permintaan"\ntemplate = "surat-permintaan"\n'
                     'register = "surat_keluar"', 'template = "surat-permintaan"'),
        "row 3: drafts 'surat-permintaan', which has no register for its number",
    ),
    "a register office.toml does not know": (
        SAMPLE.other('register = "laporan"', 'register = "laporan_lain"'),
        "paper 'laporan-rekapitulasi' draws from register 'laporan_lain', which has no format",
    ),
    "signature before paraf": (
        swapped("5", "4").row("4", next='"6"'),
        "row 4: a step of kind 'paraf' follows the signature",
    ),
    "a paraf without a draft": (
        SAMPLE.row("2", kind='"paraf"', paper=None, order=None),
        "row 2: a step of kind 'paraf' has no draft before it",
    ),
    "one post parafs twice": (
        SAMPLE.row("4", next='"4b"').insert(
            "4", "4b", kind='"paraf"', post='"sekretaris"', next='"5"'
        ),
        "row 4b: post 'sekretaris' already has this field in the letter",
    ),
    "a letter goes out unsigned": (
        SAMPLE.without("5").row("4", next='"6"'),
        "row 6: distributes a letter that nobody has signed",
    ),
    "no form to fill": (
        SAMPLE.row("6", form=None),
        "row 6: distributes to units without the form they should fill",
    ),
    "no list of contents": (
        SAMPLE.row("13", contents=None),
        "row 13: files a berkas without the list of its contents",
    ),
    "a number twice": (SAMPLE.row("9", no='"8"'), "row 8: two rows carry this number"),
    "per unit before the fork": (
        SAMPLE.row("4", per_unit="true"),
        "row 4: per_unit rows stand between distribution and the join only",
    ),
    "not per unit behind the fork": (
        SAMPLE.row("7", per_unit="false", post='"sekretaris"'),
        "row 7: per_unit rows stand between distribution and the join only",
    ),
    "no join": (
        SAMPLE.without("9", "9a", "9b", "9c", "9d").row("8a", next='"10"'),
        "a cycle needs one 'distribute' and one 'receive' that is not per unit",
    ),
    "a warning that is not per unit": (
        SAMPLE.row("9c", per_unit="false"),
        "row 9c: a row of the warning branch needs per_unit = true",
    ),
    "a warning that nobody delivers": (
        SAMPLE.without("9d").row("9c", next='"selesai"'),
        "row 9c: the warning branch must end by distributing the letter",
    ),
    "a warning that begins with an order": (
        SAMPLE.row("9", warning='"9y"').insert(
            "9", "9y", kind='"instruct"', post='"kasubbag-tu"', paper='"disposisi-arsip"',
            per_unit="true", next='"9a"',
        ),
        "row 9y: the warning branch drafts one letter, then parafs and signs it",
    ),
    "a warning that goes on after delivery": (
        SAMPLE.row("9d", next='"9e"').insert(
            "9d", "9e", kind='"distribute"', post='"kasubbag-tu"', per_unit="true",
            next='"selesai"',
        ),
        "row 9d: the warning branch ends when the letter is distributed",
    ),
    "nobody gathers": (
        SAMPLE.without("8").row("7", next='"8a"').row("8a", back=None),
        "row 6: units are asked, but no row of kind 'gather' follows",
    ),
    "nobody passes the data on": (
        SAMPLE.without("8a").row("8", next='"9"'),
        "row 8: no row of kind 'receive' per unit passes the data on",
    ),
    "data are passed on before they are gathered": (
        SAMPLE.row("7", next='"8a"').row("8a", next='"8"', back=None).row("8", next='"9"'),
        "row 8a: a unit's data are received last, after they were gathered",
    ),
    "gathering after the join": (
        SAMPLE.row("12", next='"12x"').insert(
            "12", "12x", kind='"gather"', post='"japel-tu"', paper='"nota-dinas-pengantar"',
            next='"13"',
        ),
        "row 12x: units gather their data once, between distribution and the join",
    ),
    "a paraf inside the units": (
        SAMPLE.row("7", next='"7x"').insert("7", "7x", **PARAF, next='"8"'),
        "row 7x: a step of kind 'paraf' cannot be per unit here",
    ),
    "an order after the data": (
        SAMPLE.row("8", next='"8x"').insert(
            "8", "8x", kind='"instruct"', post='"unit.kepala"', per_unit="true",
            paper='"disposisi-bidang"', next='"8a"',
        ),
        "row 8x: orders to a unit come before its data are gathered",
    ),
    "the report before the data": (
        SAMPLE.row("2", kind='"report"', paper='"laporan-rekapitulasi"', order=None),
        "row 2: reports on data that are gathered only later",
    ),
    "the first row has no paper": (
        SAMPLE.row("1", kind='"acknowledge"', order=None),
        "row 1: a step of kind 'acknowledge' cannot begin without a paper",
    ),
    "the row after the join has no paper": (
        SAMPLE.without("10").row("9", next='"11"').row("11", back=None),
        "row 11: a step of kind 'acknowledge' cannot begin without a paper",
    ),
    "time to gather that is not in days": (
        SAMPLE.row("8", waktu='"20 jam"'),
        "row 8: gives units a time that is not in days; write for example '4 hari'",
    ),
    "a key where it does nothing": (
        SAMPLE.row("10", receipt='"tanda-terima"'),
        "row 10: 'receipt' does nothing in a step of kind 'report'",
    ),
    "an addendum to something that is no report": (
        SAMPLE.row("11", addendum='"addendum-rekapitulasi"'),
        "row 11: 'addendum' does nothing in a step of kind 'acknowledge'",
    ),
    "an addendum that is nowhere described": (
        SAMPLE.row("10", addendum='"lampiran-susulan"'),
        "row 10: uses the paper 'lampiran-susulan', which is not under [naskah]",
    ),
    "a receipt given by the join": (
        SAMPLE.row("9", receipt='"tanda-terima"'),
        "row 9: 'receipt' does nothing in a 'receive' that waits for all units",
    ),
    "closing in a unit's row": (
        SAMPLE.row("8a", closing='"lembar-penutupan"'),
        "row 8a: 'closing' does nothing in a 'receive' of a unit",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(CASES))
def test_what_cannot_work_is_refused_with_its_row(case, tmp_path):
    text, expected = CASES[case]
    found = problems(text, tmp_path)
    assert [problem for problem in found if problem.startswith(expected)], found


# -- what is not even a table of an SOP ----------------------------------------------------------

SHAPES = {
    "an unknown kind": (SAMPLE.row("4", kind='"stempel"'), "row 4: 'kind': Input should be"),
    "an unknown key": (
        SAMPLE.row("4", kembali='"3"'),
        "row 4: unknown key 'kembali'; remove it or correct its spelling",
    ),
    "a time that is no time": (
        SAMPLE.row("4", waktu='"sebentar"'),
        "row 4: 'waktu': 'sebentar' is no time; write for example '10 menit' or '4 hari'",
    ),
    "no time at all": (SAMPLE.row("4", waktu='"0 menit"'), "row 4: 'waktu': '0 menit' is no time"),
    "a proposed time that is no time": (
        SAMPLE.row("10", waktu='{ waktu = "1 minggu", asal = "usulan" }'),
        "row 10: 'waktu': '1 minggu' is no time",
    ),
    "a source nobody knows": (
        SAMPLE.row("10", waktu='{ waktu = "1 hari", asal = "kira-kira" }'),
        "row 10: 'asal': Input should be 'sop' or 'usulan'",
    ),
    "no post": (SAMPLE.row("4", post=None), "row 4: 'post' is missing"),
    "an extension in minutes": (
        SAMPLE.other('perpanjangan = { waktu = "2 hari"', 'perpanjangan = { waktu = "2 jam"'),
        "[sop] 'perpanjangan': write the new date's distance in days",
    ),
    "no classification": (
        SAMPLE.other('klasifikasi = "000.8.6.3"\n', ""),
        "[sop] 'klasifikasi' is missing",
    ),
    "a number that is no text": (SAMPLE.row("4", no="4"), "row 4: 'no': Input should be a valid"),
}


@pytest.mark.parametrize("case", sorted(SHAPES))
def test_what_is_no_sop_at_all_is_refused_with_row_and_line(case, tmp_path):
    text, expected = SHAPES[case]
    (found,) = problems(text, tmp_path)
    line, _, rest = found.partition(": ")
    assert rest.startswith(expected)
    written = text.text().splitlines()[int(line.removeprefix("line ")) - 1]
    key = rest.split("'")[1]
    assert key in written or "missing" in rest


def test_every_problem_is_named_at_once(tmp_path):
    text = SAMPLE.row("4", post='"wali-kota"').row("3", back='"9"').row("10", paper='"x"')
    text = text.other('register = "berita_acara"', 'register = "lain"')
    found = problems(text, tmp_path)
    assert [re.split(r":| \[nomor\]", problem)[0] for problem in found] == [
        "row 4",
        "row 10",
        "row 3",
        "paper 'berita-acara' draws from register 'lain', which has no format under",
    ]
    text = SAMPLE.row("4", kind='"stempel"').row("5", waktu='"lama"').row("8", kelengkap="[]")
    assert [problem.split(": ")[1] for problem in problems(text, tmp_path)] == [
        "row 4",
        "row 5",
        "row 8",
    ]


def test_an_empty_table_has_no_rows(tmp_path):
    assert "langkah" in problems(SAMPLE.without(*dict(SAMPLE.rows)), tmp_path)[0]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"[sop\n", "cannot be read as TOML"),
        (b'[sop]\nid = "\xff"\n', "is not UTF-8 text"),
        (b"", "'sop' is missing"),
    ],
)
def test_what_is_no_toml_is_refused(data, expected, tmp_path):
    path = tmp_path / NAME
    path.write_bytes(data)
    with pytest.raises(Misconfigured, match=expected):
        read_sop(path)
    with pytest.raises(Misconfigured, match="is missing in"):
        read_sop(tmp_path / "lain.toml")


def test_an_office_without_the_sops_posts_is_told_each_row(tmp_path):
    with pytest.raises(Misconfigured) as caught:
        load_sop(SAMPLE.write(tmp_path), frozenset({"sekretaris"}), TEMPLATES, frozenset())
    rows = {problem.split(":")[1].strip() for problem in caught.value.problems}
    assert {"row 2", "row 3", "row 5", "row 13"} <= rows


def test_none_of_the_offices_own_variants_is_refused(tmp_path):
    for text in VARIANTS.values():
        read_sop(text.write(tmp_path))
