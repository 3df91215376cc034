"""office.toml: the sample loads, every problem is named at once with its line, who acts when."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from walks import REPOSITORY

from pipeline.config.office import Holder, load_office
from pipeline.domain.performance.achievement import Rules
from pipeline.errors import Misconfigured
from pipeline.wording import sentences

GAPS = "{klasifikasi} {urut:02d} {unit} {romawi} {bulan} {tahun}"
SAMPLE = (REPOSITORY / "office.toml").read_text("utf-8")


@pytest.fixture
def office(tmp_path):
    """Write the sample with changes and say what is wrong with it."""

    def problems(*changes, text=SAMPLE):
        for old, new in changes:
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        (tmp_path / "office.toml").write_text(text, "utf-8")
        try:
            load_office(tmp_path)
        except Misconfigured as error:
            return [_with_lines(each, text) for each in error.problems]
        return []

    return problems


def _with_lines(problem, text):
    """The problem, and the text of the line it names."""
    assert problem.startswith("office.toml")
    where, _, what = problem.removeprefix("office.toml").partition(": ")
    number = where.removeprefix(" line ")
    return what, text.splitlines()[int(number) - 1] if number else ""


def test_the_sample_office_loads():
    office = load_office(REPOSITORY)
    assert office.demo
    assert office.identity.juru_berkas == "kasubbag-tu"
    assert [unit.id for unit in office.units] == ["sekretariat", "bidang-1", "bidang-2", "bidang-3"]
    assert len(office.posts) == 10
    assert office.posts["kepala-badan"].nip == "196908171994031001"
    assert office.folder("kabid-bidang-1") == "kabid-bidang-1"
    assert set(office.number_formats) == {"surat_keluar", "nota_dinas", "laporan", "berita_acara"}


def test_the_shape_of_a_programme_code_is_the_office_s_own(office, tmp_path):
    assert load_office(REPOSITORY).code_shapes == ("0.00.00", "0.00.00.0.00")
    given = '#kode_program = ["0.00.00", "0.00.00.0.00"]'
    section = ("#[perjanjian_kinerja]", "[perjanjian_kinerja]")
    assert office(section, (given, "kode_program = []")) == []
    assert load_office(tmp_path).code_shapes == ()
    ((what, _),) = office(section, (given, 'kode_program = ["8.01.xx"]'))
    assert 'write the shape with 0 for each digit, e.g. "0.00.00"' in what


def test_every_problem_is_named_at_once_with_its_line(office):
    found = office(
        ('tempat = "Pematangsiantar"', 'tempat = "Pematangsiantar"\nkodepos = "21100"'),
        ("19720305 199703 2 002", "19720305 199703 2 00"),
        ('nama = "Contoh Ketiga, S.Sos."\n', ""),
        ('kepala = "kabid-bidang-3"', 'kepala = "kabid-bidang-9"'),
        ('sebutan = "Pelaksana Bidang I"', 'folder = "SEKRETARIS"\nsebutan = "Pelaksana Bidang I"'),
        ("ND-{urut:02d}", "ND-{nomor}"),
    )
    assert found == [
        ("[kantor] unknown key 'kodepos'; remove it or correct its spelling", 'kodepos = "21100"'),
        (
            "[jabatan.sekretaris] 'nip': NIP must have 18 digits, e.g. 19670923 199303 1 004",
            'nip = "19720305 199703 2 00"',
        ),
        ("[jabatan.kasubbag-tu] 'nama' is missing", "[jabatan.kasubbag-tu]"),
        (
            "post 'kabid-bidang-9' has no [jabatan.kabid-bidang-9]",
            'kepala = "kabid-bidang-9"',
        ),
        ("folder 'sekretaris' belongs to two posts", "[jabatan.sekretaris]"),
        ("folder 'SEKRETARIS' belongs to two posts", 'folder = "SEKRETARIS"'),
        (
            f"format of 'nota_dinas': 'nomor'; use {GAPS}",
            'nota_dinas = "{klasifikasi} / ND-{nomor} / {unit} / {romawi} / {tahun}"',
        ),
    ]


CASES = {
    "a misspelt table": (
        "[retensi]", "[retensii]", "'retensi' is missing", ""
    ),
    "a top key": ("demo = true ", "demoo = true ", "unknown key 'demoo'", "demoo = true"),
    "an empty name": ('nama = "Contoh Keenam, S.Kom."', 'nama = ""', "'nama': String should have",
                      'nama = ""'),
    "letters in a NIP": ('nip = "19780521 200312 1 003"', 'nip = "19780521 200312 1 OO3"',
                         "NIP must have 18 digits", "1 OO3"),
    "a zone nobody knows": ('zona = "Asia/Jakarta"', 'zona = "Asia/Siantar"',
                            "there is no time zone 'Asia/Siantar'", "Asia/Siantar"),
    "a zone that is a path": ('zona = "Asia/Jakarta"', 'zona = "../etc/localtime"',
                              "there is no time zone", "localtime"),
    "a clerk post nobody holds": ('juru_berkas = "kasubbag-tu"', 'juru_berkas = "arsiparis"',
                                  "post 'arsiparis' has no [jabatan.arsiparis]", "arsiparis"),
    "a unit's staff nobody holds": ('staf = "japel-bidang-2"', 'staf = "japel-x"',
                                    "post 'japel-x' has no [jabatan.japel-x]", "japel-x"),
    "a unit twice": ('id = "bidang-3"', 'id = "bidang-2"', "unit 'bidang-2' is there twice",
                     'id = "bidang-2"'),
    "an odd post id": ("[jabatan.japel-bidang-1]", '[jabatan."Japel Satu"]',
                       "post id 'Japel Satu': use small letters", '[jabatan."Japel Satu"]'),
    "a folder that leaves the office": ("agen_tanda_tangan = true", 'folder = "../luar"',
                                        "'folder': a folder name has letters", "../luar"),
    "a folder with a backslash": ("agen_tanda_tangan = true", "folder = 'a\\b'",
                                  "'folder': a folder name has letters", "a\\b"),
    "a folder that ends with a dot": ("agen_tanda_tangan = true", 'folder = "tu."',
                                      "'folder': a folder name has letters", "tu."),
    "a number without its place": (" / {urut:02d} / ", " / ",
                                   "format of 'surat_keluar' needs {urut} and {tahun}", "surat"),
    "a number without its year": ("{romawi} / {tahun}", "{romawi}",
                                  "format of 'surat_keluar' needs {urut} and {tahun}", "surat"),
    "a number only in looks": ("{urut:02d}", "{{urut}}",
                               "format of 'surat_keluar' needs {urut} and {tahun}", "surat"),
    "a number that is no number": ("{urut:02d}", "{urut:zz}", "format of 'surat_keluar'", "surat"),
    "a number with a part": ("{urut:02d}", "{urut.satu}", "format of 'surat_keluar'", "surat"),
    "a number with an index": ("{urut:02d}", "{urut[0]}", "format of 'surat_keluar'", "surat"),
    "a number with a nameless gap": ("{urut:02d}", "{}", "format of 'surat_keluar'", "surat"),
    "a brace left open": ("{urut:02d}", "{urut", "format of 'surat_keluar'", "surat"),
    "two registers alike": ("ND-", "", "registers 'surat_keluar' and 'nota_dinas' give the same",
                            "nota_dinas"),
    "an end no archive knows": ('nasib_akhir = "Dinilai kembali"', 'nasib_akhir = "Dibakar"',
                                "[retensi] 'nasib_akhir': Input should be", "Dibakar"),
    "a negative retention": ("aktif = 2", "aktif = -2", "[retensi] 'aktif'", "aktif = -2"),
    "a holiday without a name": ("libur = []", "libur = [{ tanggal = 2026-04-24 }]",
                                 "'nama' is missing", "libur ="),
    "hours without a break": ("cuti_bersama_libur = true",
                              'jam_kerja = { jumat = "07.30-16.30" }',
                              "write the hours around the break", "jam_kerja"),
    "hours out of order": ("cuti_bersama_libur = true",
                           'jam_kerja = { jumat = "07.30-12.00, 11.00-16.30" }',
                           "office hours run from opening over the break", "jam_kerja"),
    "an hour that no clock shows": ("cuti_bersama_libur = true",
                                    'jam_kerja = { jumat = "07.30-12.00, 13.00-24.30" }',
                                    "write the hours around the break", "jam_kerja"),
    "hours of a day that is none": ("cuti_bersama_libur = true",
                                    'jam_kerja = { sabtu = "07.30-10.00, 10.30-12.00" }',
                                    "sabtu", "jam_kerja"),
    "Ramadan backwards": ("ramadan = []", "ramadan = [{ dari = 2026-03-19, sampai = 2026-02-18 }]",
                          "'sampai' lies before 'dari'", "ramadan ="),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(CASES))
def test_what_is_wrong_is_named_with_its_line(case, office):
    old, new, expected, line = CASES[case]
    found = office((old, new))
    hits = [written for what, written in found if expected in what]
    assert hits, found
    assert line in hits[0]


@pytest.mark.parametrize(
    "nip",
    ["1969081719940310010", "19690817199403100", "19691317 199403 1 001", "19690230 199403 1 001"],
)
def test_a_nip_is_18_digits_that_begin_with_a_birth_date(nip, office):
    ((what, line),) = office(("19690817 199403 1 001", nip))
    assert "'nip'" in what
    assert nip in line


def test_an_office_without_units_is_none(office):
    start, end = SAMPLE.index("[[unit]]"), SAMPLE.index("[kalender]")
    found = office(text=SAMPLE[:start] + SAMPLE[end:])
    assert found == [("'unit' is missing", "")]


def test_tables_of_the_wrong_shape_are_problems_and_no_crash(office):
    for old, new in (
        ("[[unit]]", "[[unit_lama]]"),
        ("[nomor]", "[[nomor]]"),
        ("[kantor]", "[[kantor]]"),
        ("[kalender]", "[[kalender]]"),
    ):
        assert office((old, new))
    assert office(text="jabatan = 1\nunit = 5\nnomor = 'x'\nkantor = []\n")
    assert office(text="unit = ['a']\n[jabatan]\nsekretaris = 'Dra. Contoh'\n")


def test_a_missing_file_a_broken_one_and_one_in_another_encoding(tmp_path):
    with pytest.raises(Misconfigured) as caught:
        load_office(tmp_path)
    assert caught.value.problems == (f"office.toml is missing in {tmp_path}",)
    path = tmp_path / "office.toml"
    path.write_text(SAMPLE.replace("[kantor]", "[kantor"), "utf-8")
    with pytest.raises(Misconfigured, match=r"office\.toml cannot be read as TOML: .*line \d+"):
        load_office(tmp_path)
    path.write_bytes(SAMPLE.replace("Contoh", "Conto\u00e9").encode("latin-1"))
    with pytest.raises(Misconfigured, match="is not UTF-8 text; save it as UTF-8"):
        load_office(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(Misconfigured, match="cannot be read"):
        load_office(tmp_path)


def test_notepads_mark_and_line_ends_do_no_harm(tmp_path):
    data = b"\xef\xbb\xbf" + SAMPLE.replace("\n", "\r\n").encode()
    (tmp_path / "office.toml").write_bytes(data)
    assert load_office(tmp_path).posts == load_office(REPOSITORY).posts


def test_a_problem_exits_as_misconfigured(tmp_path):
    with pytest.raises(Misconfigured) as caught:
        load_office(tmp_path)
    assert caught.value.exit_code == 4


# -- who acts for a post -------------------------------------------------------------------------

PLH = """[[jabatan.sekretaris.pelaksana_sementara]]
sebagai = "Plh."
nama = "Contoh Pengganti"
pangkat = "Pembina"
nip = "19700101 199503 1 001"
dari = 2026-10-05
sampai = 2026-10-07

[[jabatan.sekretaris.pelaksana_sementara]]
sebagai = "Plt."
nama = "Contoh Pelaksana"
nip = "19710202 199603 2 001"
dari = 2026-11-01
sampai = 2026-12-31

"""


def with_acting(tmp_path, acting=PLH):
    text = SAMPLE.replace("[jabatan.kasubbag-tu]", f"{acting}[jabatan.kasubbag-tu]")
    (tmp_path / "office.toml").write_text(text, "utf-8")
    return load_office(tmp_path)


@pytest.mark.parametrize(
    ("day", "who"),
    [
        (date(2026, 10, 4), "Dra. Contoh Kedua, M.AP."),
        (date(2026, 10, 5), "Contoh Pengganti"),
        (date(2026, 10, 7), "Contoh Pengganti"),
        (date(2026, 10, 8), "Dra. Contoh Kedua, M.AP."),
        (date(2026, 11, 1), "Contoh Pelaksana"),
        (date(2026, 12, 31), "Contoh Pelaksana"),
        (date(2027, 1, 1), "Dra. Contoh Kedua, M.AP."),
    ],
)
def test_an_acting_holder_acts_on_his_days_only(tmp_path, day, who):
    assert with_acting(tmp_path).holder("sekretaris", day).name == who


def test_an_acting_holder_signs_under_plh_or_plt(tmp_path):
    office = with_acting(tmp_path)
    title = "Sekretaris Badan Kesatuan Bangsa dan Politik"
    assert office.holder("sekretaris", date(2026, 10, 6)) == Holder(
        name="Contoh Pengganti", rank="Pembina", nip="197001011995031001", title=f"Plh. {title}"
    )
    assert office.holder("sekretaris", date(2026, 11, 6)).title == f"Plt. {title}"
    assert office.holder("sekretaris", date(2026, 10, 9)).title == title
    assert office.holder("kepala-badan", date(2026, 10, 6)).title.startswith("Kepala Badan")


SUBTABLE = "[[jabatan.sekretaris.pelaksana_sementara]]"


@pytest.mark.parametrize(
    ("old", "new", "expected", "line"),
    [
        ("sampai = 2026-10-07", "sampai = 2026-10-04", "'sampai' lies before 'dari'", SUBTABLE),
        ("dari = 2026-11-01", "dari = 2026-10-07", "two acting", "[jabatan.sekretaris]"),
        ('"Plh."', '"Pj."', "'sebagai': Input should be 'Plt.' or 'Plh.'", 'sebagai = "Pj."'),
        ('"19710202 199603 2 001"', '"123"', "'nip': NIP must have 18 digits", 'nip = "123"'),
        ('nama = "Contoh Pelaksana"\n', "", "'nama' is missing", SUBTABLE),
    ],
)
def test_an_acting_holder_is_checked_too(tmp_path, old, new, expected, line):
    assert old in PLH
    with pytest.raises(Misconfigured) as caught:
        with_acting(tmp_path, PLH.replace(old, new))
    (problem,) = caught.value.problems
    what, written = _with_lines(problem, (tmp_path / "office.toml").read_text("utf-8"))
    assert expected in what
    assert written == line


def test_an_acting_holder_written_in_one_line_is_found_in_that_line(office):
    inline = (
        'pelaksana_sementara = [{ sebagai = "Plh.", nama = "X", nip = "12", '
        "dari = 2026-10-05, sampai = 2026-10-07 }]"
    )
    ((what, line),) = office(("[jabatan.sekretaris]\n", f"[jabatan.sekretaris]\n{inline}\n"))
    assert "NIP must have 18 digits" in what
    assert line == inline


PRINT = "AB" * 32


def test_bsre_s_issuers_are_named_by_fingerprint(office, tmp_path):
    empty = "penerbit_bsre = []"
    assert office((empty, f'penerbit_bsre = ["{":".join(["AB"] * 32)}"]')) == []
    assert load_office(tmp_path).bsre_issuers == {PRINT.lower()}
    ((what, line),) = office((empty, 'penerbit_bsre = ["OSD LU Kelas 2"]'))
    assert "64 hex digits" in what
    assert "penerbit_bsre" in line


@pytest.mark.parametrize(
    "words",
    ["diterbitkan BSrE", "Balai Sertifikasi Elektronik", "balai besar sertifikasi elektronik"],
)
def test_the_office_s_own_footer_never_speaks_of_bsre(office, words):
    changed = f'tempat = "Pematangsiantar"\nfooter_tte = "Sertifikat {words}."'
    ((what, line),) = office(('tempat = "Pematangsiantar"', changed))
    assert "must not speak of BSrE" in what
    assert line.startswith("footer_tte")


def test_the_usual_claims_of_bsre_are_recognised():
    for claim in (
        sentences.FOOTER_BSRE,
        "menggunakan sertifikat elektronik yang diterbitkan BSrE.",
        "sertifikat elektronik yang diterbitkan oleh\nBalai Sertifikasi Elektronik (BSrE)",
    ):
        assert sentences.claims_bsre(claim)
    internal = sentences.footer_internal("Badan Kesatuan Bangsa dan Politik")
    assert not sentences.claims_bsre(internal)
    assert not sentences.speaks_of_bsre(internal)
    assert not sentences.claims_bsre("Sosialisasi BSrE pada hari Senin")


def test_without_a_word_on_programs_only_the_strict_profile_holds(tmp_path):
    (tmp_path / "office.toml").write_text(_without_programs(), "utf-8")
    assert load_office(tmp_path).profiles == ("ketat",)


def test_the_sample_office_allows_the_programs_that_were_tried():
    assert load_office(REPOSITORY).profiles == ("endesive", "kolom-sendiri")


def test_a_program_that_nobody_knows_is_named(office):
    ((what, line),) = office(('"endesive"', '"Acrobat"'))
    assert "ketat" in what
    assert "endesive" in what
    assert "Acrobat" in line


def test_a_wrong_key_beside_the_programs_is_named(office):
    ((what, line),) = office(("profil =", "profile ="))
    assert "profile" in what + line


def _without_programs() -> str:
    lines = SAMPLE.splitlines(keepends=True)
    return "".join(each for each in lines if not each.startswith("profil ="))


def test_the_sample_office_judges_as_the_dossier_does(office, tmp_path):
    assert load_office(REPOSITORY).judging == Rules()
    assert office((SAMPLE[SAMPLE.index("[capaian]") : SAMPLE.index("[retensi]")], "")) == []
    assert load_office(tmp_path).judging == Rules()


def test_an_office_judges_by_its_own_scale_and_rules(office, tmp_path):
    assert not office(
        ("batas_rata_rata = 100", 'batas_rata_rata = "tidak ada"'),
        ("batas_bawah = 0", "batas_bawah = -12.5"),
        ('target_nol_positif = "tidak dinilai"', "target_nol_positif = 100"),
        (
            '{ di_atas = 90, sebutan = "Sangat Tinggi" },',
            '{ di_atas = 85, sebutan = "Memuaskan" },',
        ),
    )
    rules = load_office(tmp_path).judging
    assert (rules.cap, rules.floor, rules.zero_positive) == (None, Decimal("-12.5"), Decimal(100))
    assert rules.scale.predicate(Decimal("85.01")) == "Memuaskan"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rata_rata = 100", 'rata_rata = "seratus"', 'e.g. 100, or "tidak ada"'),
        ("rata_rata = 100", "rata_rata = true", 'e.g. 100, or "tidak ada"'),
        ("batas_bawah = 0", "batas_bawah = nan", 'e.g. 100, or "tidak ada"'),
        ("nihil = 100", 'nihil = "tidak ada"', 'e.g. 100, or "tidak dinilai"'),
        ("di_atas = 75", "di_atas = 95", "must fall from first to last"),
        ('sebutan = "Tinggi"', 'sebutan = "Rendah"', "have the same word"),
        ("di_atas = 75,", "di_atas = 75, warna = 1,", "unknown key 'warna'"),
        ("batas_bawah = 0", "batas_bawh = 0", "unknown key 'batas_bawh'"),
    ],
)
def test_what_is_wrong_with_the_rules_is_named(office, old, new, said):
    (problem,) = office((old, new))
    assert said in problem[0]


def test_the_second_copy_of_the_archive_is_named_by_its_whole_path(office, tmp_path):
    line = '[archive]\nmirror = "{}"\n\n[retensi]'
    assert office(("[retensi]", line.format("/mnt/arsip-kedua"))) == []
    assert load_office(tmp_path).mirror == Path("/mnt/arsip-kedua")
    ((what, named),) = office(("[retensi]", line.format("salinan")))
    assert "write the whole path" in what
    assert named == 'mirror = "salinan"'
    assert load_office(REPOSITORY).mirror is None
