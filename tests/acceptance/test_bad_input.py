"""What does not belong comes back to who handed it in, unchanged, with a note; and work goes on."""

import os
import shutil
import zipfile
from io import BytesIO

import openpyxl
import pypdf
import pytest
from office_sim import naming_evidence, reconfigure, without_part

from pipeline.adapters.disk import local
from pipeline.domain.period import Period

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def code_in(note: str) -> str:
    return note.splitlines()[-1].removeprefix("(Kode: ").removesuffix(")")


def refused(sim, post, name, data, code, *, back=False):
    """Drop a file that must come back to a post as it was, with a note that ends in a code."""
    sim.drop(post, name, data, back=back)
    sim.work()
    assert (sim.root / "inbox" / post / name).read_bytes() == data
    note = sim.note(post, name)
    assert code_in(note) == code, note
    assert sim.outbox() == []
    assert sim.claimed() == []
    return note


def no_agent(post):
    """The same office, where that post signs for himself."""

    def change(root):
        reconfigure(root, "agen_tanda_tangan = true\n", "", after=f"[jabatan.{post}]")

    return change


def renamed_bookmark(docx):
    return without_part(docx, rb'<w:bookmarkStart[^>]*w:name="ParafSekretaris"[^>]*/>')


def without_controls(docx):
    return without_part(docx, rb"</?w:sdtContent>|</?w:sdt>|<w:sdtPr>.*?</w:sdtPr>")


# -- letters -------------------------------------------------------------------------------------


def test_letter_signed_with_another_post_s_key_comes_back(at):
    sim = at("5")
    name, data = sim.take("kepala-badan", "Surat Permintaan")
    forged = sim.signed(data, "kepala-badan", "TtdKepalaBadan", key_of="sekretaris")
    note = refused(sim, "kepala-badan", name, forged, "P40")
    assert "sertifikat atas nama" in note
    assert sim.cycle.open_tasks[0].step == "5"
    sim.drop("kepala-badan", name, sim.signed(data, "kepala-badan", "TtdKepalaBadan"))
    sim.work()
    assert sim.cycle.open_tasks[0].step == "6"
    assert sim.inbox("kepala-badan") == []  # the forged copy and its note are gone as well


def test_unsigned_letter_comes_back_where_no_agent_signs(at):
    sim = at("5", before=no_agent("kepala-badan"))
    name, data = sim.take("kepala-badan", "Surat Permintaan")
    refused(sim, "kepala-badan", name, data, "S06")
    sim.sign_and_hand_in("kepala-badan", "TtdKepalaBadan", "Surat Permintaan")
    assert sim.inbox("kepala-badan") == []
    assert len(sim.inbox("kasubbag-tu")) == 1


def test_letter_without_paraf_comes_back_where_no_agent_gives_it(at):
    sim = at("4", before=no_agent("sekretaris"))
    name, data = sim.take("sekretaris", "Surat Permintaan")
    refused(sim, "sekretaris", name, data, "S06")


def test_letter_saved_anew_by_another_program_comes_back(at):
    sim = at("5")
    name, data = sim.take("kepala-badan", "Surat Permintaan")
    out = BytesIO()
    pypdf.PdfWriter(clone_from=BytesIO(data)).write(out)
    refused(sim, "kepala-badan", name, out.getvalue(), "B01")
    sim.drop("kepala-badan", name, sim.signed(data, "kepala-badan", "TtdKepalaBadan"))
    sim.work()
    assert sim.cycle.open_tasks[0].step == "6"


def test_signed_letter_changed_afterwards_comes_back(at):
    sim = at("5")
    name, data = sim.take("kepala-badan", "Surat Permintaan")
    signed = sim.signed(data, "kepala-badan", "TtdKepalaBadan")
    sim.drop("kepala-badan", name, signed + b"\n% dan lagi\n")
    sim.work()
    assert sim.cycle.open_tasks[0].step == "5"
    assert sim.read("kepala-badan", "Surat Permintaan", ".pdf") == signed + b"\n% dan lagi\n"
    sim.note("kepala-badan", name)


def test_stale_version_comes_back(at):
    old = at("4").read("sekretaris", "Surat Permintaan")
    sim = at("4 lagi")
    name = sim.inbox("sekretaris")[0]
    (sim.root / "inbox" / "sekretaris" / name).unlink()
    refused(sim, "sekretaris", name, old, "S02")


def test_paper_of_another_post_comes_back(at):
    sim = at("4")
    data = sim.read("sekretaris", "Surat Permintaan")
    note = refused(sim, "kasubbag-tu", "surat.pdf", data, "S01")
    assert "Sekretaris" in note
    assert sim.cycle.open_tasks[0].step == "4"


# -- files that are no papers --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("undangan.pdf", PDF, "B01"),
        ("catatan.txt", b"halo", "B01"),
        ("foto.jpg", b"\xff\xd8\xff\xe0" + bytes(100), "H06"),
        ("kosong.docx", b"", "B02"),
        ("kosong tanpa akhiran", b"", "B02"),
        ("bohong.docx", b"PK\x03\x04" + bytes(200), "H06"),
        ("acak.xlsx", b"\0" + os.urandom(3000), "H02"),
        ("acak.bin", b"\0" + os.urandom(3000), "B01"),
    ],
)
def test_foreign_file_comes_back(at, name, data, code):
    sim = at("2")
    before = sim.inbox("kasubbag-tu")
    refused(sim, "sekretaris", name, data, code)
    assert sim.inbox("kasubbag-tu") == before
    sim.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    assert sim.cycle.open_tasks[0].step == "3"


def test_any_word_or_excel_file_comes_back_as_unknown(at):
    sim = at("2")
    template = (sim.root / "templates_docx" / "surat-permintaan.docx").read_bytes()
    refused(sim, "sekretaris", "templat.docx", template, "B01")
    agreement = (sim.root / "perjanjian-kinerja" / "2026.xlsx").read_bytes()
    refused(sim, "sekretaris", "perjanjian.xlsx", agreement, "B01")


def test_paper_of_another_office_comes_back(at):
    sim, other = at("3"), at(None)
    other.set_clock(sim.now)
    other.store.fact("began", "2026-10-01")
    other.work()
    name, data = other.take("sekretaris", "Lembar Disposisi")
    refused(sim, "sekretaris", name, data, "B05")


# -- drafts and forms ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bend", "code", "says"),
    [
        (lambda docx: docx[: len(docx) // 2], "H06", ""),
        (renamed_bookmark, "D10", "ParafSekretaris"),
        (without_controls, "D11", "nomor"),
    ],
    ids=["truncated", "no bookmark", "no content control"],
)
def test_broken_draft_comes_back_and_a_good_one_is_taken(at, bend, code, says):
    sim = at("3")
    name, data = sim.take("japel-tu", "Konsep Surat Permintaan")
    note = refused(sim, "japel-tu", name, bend(data), code)
    assert says in note
    sim.drop("japel-tu", "perbaikan.docx", data)
    sim.work()
    assert sim.cycle.open_tasks[0].step == "4"
    papers = [each for each in sim.inbox("japel-tu") if not each.startswith(name)]
    assert papers == []


def test_form_with_a_forgotten_figure_names_the_cell(at):
    sim = at("8")
    post = "japel-bidang-1"
    name, data = sim.take(post, "Formulir Data Kinerja", ".xlsx")
    sim.drop(post, name, sim.filled(data, forget_one=True))
    sim.work()
    note = sim.note(post, name)
    assert "baris" in note
    assert "Realisasi" in note
    sim.drop(post, name, sim.filled(data))
    sim.work()
    assert sim.inbox(post) == []
    assert any("Data Kinerja" in each for each in sim.inbox("kabid-bidang-1"))


def test_unfilled_form_comes_back(at):
    sim = at("8")
    name, data = sim.take("japel-bidang-1", "Formulir Data Kinerja", ".xlsx")
    sim.drop("japel-bidang-1", name, data)
    sim.work()
    assert sim.read("japel-bidang-1", "Formulir", ".xlsx") == data
    sim.note("japel-bidang-1", name)


def test_form_whose_marks_a_program_dropped_finds_its_case(at):
    sim = at("8")
    post = "japel-bidang-1"
    name, data = sim.take(post, "Formulir Data Kinerja", ".xlsx")
    book = openpyxl.load_workbook(BytesIO(sim.filled(data)))
    for each in list(book.custom_doc_props.names):
        del book.custom_doc_props[each]
    saved = BytesIO()
    book.save(saved)
    sim.drop(post, "Salinan dari Google.xlsx", saved.getvalue())
    sim.work()
    assert sim.inbox(post) == []
    assert any("Data Kinerja" in each for each in sim.inbox("kabid-bidang-1"))
    assert name not in sim.outbox()


def test_form_saved_as_text_comes_back_at_once(at):
    sim = at("8")
    data = sim.read("japel-bidang-1", "Formulir Data Kinerja", ".xlsx")
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    text = "\r\n".join(";".join(row) for row in rows).encode()
    refused(sim, "japel-bidang-1", "isian.csv", text, "F10")


def test_last_quarters_form_under_another_name_is_known_for_what_it_is(at):
    sim = at("8a")
    form = sim.cycle.paper(sim.cycle.unit("bidang-1").form)
    data = sim.workplace.office.tools.folders.object(form.current_sha256)
    edited = naming_evidence(data, "isian baru")
    note = refused(sim, "japel-bidang-1", "Data Kinerja Triwulan IV.xlsx", edited, "S09")
    assert "Triwulan III 2026" in note


def test_another_units_form_is_told_from_the_one_that_waits(at):
    sim = at("8")
    own = "Formulir Data Kinerja - Bidang II - Triwulan III 2026.xlsx"
    data = sim.filled(sim.read("japel-bidang-1", "Formulir", ".xlsx"))
    note = refused(sim, "japel-bidang-2", "isian.xlsx", data, "S16")
    assert f"yang menunggu di folder inbox Saudara adalah “{own}”" in note
    assert "adalah formulir Bidang Ideologi" in note
    assert own in sim.inbox("japel-bidang-2")
    note = refused(sim, "kabid-bidang-2", "isian.xlsx", data, "S17")
    assert "tidak ada formulir yang menunggu di folder inbox Saudara" in note


@pytest.mark.long
def test_last_quarters_form_is_told_from_the_one_that_waits_now(at):
    sim = at("9")
    sim.workplace.office.open_cycle(Period(2026, 4), "uji")
    sim.work()
    now = "Triwulan IV 2026"
    for post, word in (
        ("sekretaris", "Lembar Disposisi"),
        ("kasubbag-tu", "Kasubbag TU"),
        ("japel-tu", "Konsep Surat Permintaan"),
        ("sekretaris", "Surat Permintaan"),
    ):
        sim.pass_on(post, word, now)
    sim.sign_and_hand_in("kepala-badan", "TtdKepalaBadan", "Surat Permintaan", now)
    sim.work()
    sim.pass_on("kasubbag-tu", "Surat Permintaan", now)
    sim.pass_on("kabid-bidang-1", "Surat Permintaan", now)
    form = f"Formulir Data Kinerja - Bidang I - {now}.xlsx"
    assert form in sim.inbox("japel-bidang-1")

    before = sim.store.cycles()[0]
    paper = before.paper(before.unit("bidang-1").form)
    data = sim.workplace.office.tools.folders.object(paper.current_sha256)
    edited = naming_evidence(data, "isian baru")
    note = refused(sim, "japel-bidang-1", "Data TW IV.xlsx", edited, "S15")
    assert "untuk Triwulan III Tahun 2026" in note
    assert f"yang menunggu di folder inbox Saudara adalah “{form}”" in note

    sim.drop("japel-bidang-1", form, data)
    sim.work()
    told = next(each for each in sim.inbox("japel-bidang-1") if "SUDAH DITERIMA" in each)
    text = (sim.root / "inbox" / "japel-bidang-1" / told).read_text("utf-8-sig")
    assert "(Kode: N08)" in text
    assert f"Isi “{form}”" in text


# -- where things lie ----------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["", "jabatan-asing", "jabatan-asing/dalam"])
def test_file_where_no_post_owns_the_place_goes_to_the_clerk(at, place):
    sim = at("2")
    waiting = sim.inbox("kasubbag-tu")
    sim.drop(place, "titipan.docx", b"apa saja")
    sim.work()
    assert sim.read("kasubbag-tu", "titipan.docx") == b"apa saja"
    assert code_in(sim.note("kasubbag-tu", "titipan.docx")) == "B04"
    assert sim.outbox() == []
    assert set(waiting) < set(sim.inbox("kasubbag-tu"))


def test_paper_of_ours_in_a_strange_place_goes_to_the_clerk_too(at):
    sim = at("4")
    name, data = sim.take("sekretaris", "Surat Permintaan")
    sim.drop("", name, data)
    sim.work()
    assert sim.read("kasubbag-tu", name) == data
    assert code_in(sim.note("kasubbag-tu", name)) == "B04"
    assert sim.cycle.open_tasks[0].step == "4"


def test_symbolic_link_is_never_followed(at, tmp_path):
    sim = at("2")
    secret = tmp_path / "rahasia.docx"
    secret.write_bytes(sim.read("kasubbag-tu", "Lembar Disposisi Kasubbag TU"))
    (sim.root / "outbox" / "kasubbag-tu" / "pintasan.docx").symlink_to(secret)
    sim.work()
    back = sim.root / "inbox" / "kasubbag-tu" / "pintasan.docx"
    assert back.is_symlink()
    assert code_in(sim.note("kasubbag-tu", "pintasan.docx")) == "B03"
    assert sim.cycle.open_tasks[0].step == "2"
    assert sim.outbox() == []


def test_dangling_link_and_link_to_a_folder_come_back(at, tmp_path):
    sim = at("2")
    outbox = sim.root / "outbox" / "kasubbag-tu"
    (outbox / "putus.docx").symlink_to(tmp_path / "tidak ada")
    (outbox / "folder").symlink_to(sim.root / "archive")
    sim.work()
    for name in ("putus.docx", "folder"):
        assert (sim.root / "inbox" / "kasubbag-tu" / name).is_symlink()
        assert code_in(sim.note("kasubbag-tu", name)) == "B03"
    assert list(outbox.iterdir()) == [outbox / "kembalikan"]


def test_hard_link_is_never_taken(at):
    sim = at("2")
    paper = sim.paper("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    os.link(paper, sim.root / "outbox" / "kasubbag-tu" / "tautan.docx")
    sim.work()
    assert code_in(sim.note("kasubbag-tu", "tautan.docx")) == "B03"
    assert sim.cycle.open_tasks[0].step == "2"


def test_pipe_is_never_opened(at):
    sim = at("2")
    os.mkfifo(sim.root / "outbox" / "kasubbag-tu" / "pipa.docx")
    sim.work()
    assert code_in(sim.note("kasubbag-tu", "pipa.docx")) == "B03"
    assert sim.outbox() == []


def test_folder_dropped_whole_is_walked(at):
    sim = at("2")
    name, data = sim.take("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    folder = sim.root / "outbox" / "kasubbag-tu" / "Untuk Paraf" / "hari ini"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(data)
    (folder / "lain.txt").write_bytes(b"lain")
    sim.work()
    assert sim.cycle.open_tasks[0].step == "3"
    assert sim.read("kasubbag-tu", "lain.txt") == b"lain"


def test_returned_folder_is_walked(at):
    sim = at("4")
    name, data = sim.take("sekretaris", "Surat Permintaan")
    folder = sim.root / "outbox" / "sekretaris" / "kembalikan" / "map"
    folder.mkdir()
    (folder / name).write_bytes(data)
    (folder / "alasan.txt").write_text("Salah alamat", "utf-8")
    sim.work()
    assert sim.cycle.open_tasks[0].step == "3"
    assert "Salah alamat" in sim.note("japel-tu", "Konsep Surat Permintaan")
    assert sim.outbox() == []


# -- the same paper by other names, twice, left behind --------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["1.docx", "Salinan dari disposisi (2).docx", "DISPOSISI.DOCX", "tanpa akhiran", "a.pdf"],
)
def test_renamed_paper_finds_its_case(at, name):
    sim = at("2")
    _, data = sim.take("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    sim.drop("kasubbag-tu", name, data)
    sim.work()
    assert sim.cycle.open_tasks[0].step == "3"


def test_renamed_letter_and_form_find_their_case(at):
    sim = at("6")
    _, data = sim.take("kasubbag-tu", "Surat Permintaan")
    sim.drop("kasubbag-tu", "scan0001.PDF", data)
    sim.work()
    assert len(sim.cycle.units) == 4


def test_same_file_twice_counts_once(at):
    sim = at("2")
    name, data = sim.take("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    sim.drop("kasubbag-tu", name, data)
    sim.drop("kasubbag-tu", "salinan.docx", data)
    sim.work()
    assert [task.step for task in sim.cycle.open_tasks] == ["3"]
    (note,) = sim.inbox("kasubbag-tu")
    assert "SUDAH DITERIMA" in note
    text = (sim.root / "inbox" / "kasubbag-tu" / note).read_bytes().decode("utf-8-sig")
    assert code_in(text) == "N03"
    sim.drop("kasubbag-tu", "sekali lagi.docx", data)
    sim.work()
    assert [task.step for task in sim.cycle.tasks].count("3") == 1


def test_copy_left_in_the_inbox_is_cleared(at):
    sim = at("2")
    path = sim.paper("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    shutil.copyfile(path, path.with_name("cadangan.docx"))
    sim.drop("kasubbag-tu", path.name, path.read_bytes())  # copied, not moved
    sim.work()
    assert sim.inbox("kasubbag-tu") == []
    assert sim.cycle.open_tasks[0].step == "3"


def test_own_file_left_in_the_inbox_stays(at):
    sim = at("2")
    own = sim.root / "inbox" / "kasubbag-tu" / "catatan saya.txt"
    own.write_text("jangan dihapus", "utf-8")
    sim.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    assert own.read_text("utf-8") == "jangan dihapus"


def test_lock_files_and_partial_downloads_are_ignored_and_stay(at):
    sim = at("2")
    names = [
        "~$disposisi.docx",
        ".~lock.disposisi.docx#",
        "~WRL0001.tmp",
        "surat.pdf.part",
        "surat.pdf.crdownload",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "._disposisi.docx",
    ]
    outbox = sim.root / "outbox" / "kasubbag-tu"
    for name in names:
        (outbox / name).write_bytes(b"x")
    last = sim.work()
    assert (last.handled, last.waiting) == (0, 0)
    assert {path.name for path in outbox.iterdir()} == {*names, "kembalikan"}
    assert sim.inbox("kasubbag-tu") == at("2").inbox("kasubbag-tu")


# -- companions and notes ------------------------------------------------------------------------


def test_companion_alone_comes_back_and_names_the_paper_that_is_awaited(at):
    sim = at("3")
    main = "Konsep Surat Permintaan - Triwulan III 2026"
    companion = next(each for each in sim.inbox("japel-tu") if "Konsep" not in each)
    data = (sim.root / "inbox" / "japel-tu" / companion).read_bytes()
    (sim.root / "inbox" / "japel-tu" / companion).unlink()
    note = refused(sim, "japel-tu", companion, data, "S05")
    assert main in note


@pytest.mark.parametrize("gesture", ["handed in alone", "copied within the inbox"])
def test_renamed_reading_copy_leaves_the_inbox_once_the_step_is_done(at, gesture):
    sim = at("3")
    inbox = sim.root / "inbox" / "japel-tu"
    (name,) = [each for each in sim.inbox("japel-tu") if "Konsep" not in each]
    data = (inbox / name).read_bytes()
    if gesture == "handed in alone":
        (inbox / name).unlink()
        refused(sim, "japel-tu", "bahan saya.pdf", data, "S05")
        assert "bahan saya.pdf" in sim.inbox("japel-tu")
    else:
        (inbox / "bahan saya.pdf").write_bytes(data)
    sim.pass_on("japel-tu", "Konsep Surat Permintaan")
    assert sim.cycle.open_tasks[0].step == "4"
    assert sim.inbox("japel-tu") == []
    sim.assert_sound()


@pytest.mark.long
@pytest.mark.parametrize("stage", ["2", "3", "7", "8", "8a", "13"])
def test_everything_in_the_inbox_handed_in_at_once(at, stage):
    sim = at(stage)
    task = next(each for each in sim.cycle.open_tasks if each.step == stage)
    post = task.post
    inbox, outbox = sim.root / "inbox" / post, sim.root / "outbox" / post
    for path in list(inbox.iterdir()):
        data = path.read_bytes()
        if stage == "8" and path.suffix == ".xlsx":
            path.write_bytes(sim.filled(data))
        path.rename(outbox / path.name)
    sim.work()
    done = next(each for each in sim.cycle.tasks if each.id == task.id)
    assert not done.is_open
    assert [name for name in sim.inbox(post) if "ALASAN" in name or "SUDAH" in name] == []
    assert sim.claimed() == []
    assert sim.outbox() == []


def test_everything_including_notes_handed_in_at_once(at):
    sim = at("3")
    name, data = sim.take("japel-tu", "Konsep Surat Permintaan")
    refused(sim, "japel-tu", name, renamed_bookmark(data), "D10")
    (sim.root / "inbox" / "japel-tu" / name).write_bytes(data)  # repaired in place
    for path in list((sim.root / "inbox" / "japel-tu").iterdir()):
        path.rename(sim.root / "outbox" / "japel-tu" / path.name)
    sim.work()
    assert sim.cycle.open_tasks[0].step == "4"
    assert sim.inbox("japel-tu") == []
    assert sim.claimed() == []
    assert sim.outbox() == []


def test_our_own_note_handed_in_is_silently_accepted(at):
    sim = at("2")
    refused(sim, "sekretaris", "undangan.pdf", PDF, "B01")
    sim.hand_in("sekretaris", "undangan.pdf", "ALASAN")
    sim.work()
    assert sim.inbox("sekretaris") == ["undangan.pdf"]
    assert sim.claimed() == []
    assert sim.outbox() == []


def test_refused_file_and_its_note_removed_by_hand_are_forgotten(at):
    sim = at("2")
    refused(sim, "sekretaris", "undangan.pdf", PDF, "B01")
    for path in (sim.root / "inbox" / "sekretaris").iterdir():
        path.unlink()
    assert sim.work().handled == 0
    assert sim.inbox("sekretaris") == []


def test_same_name_refused_twice_overwrites_nothing(at):
    sim = at("2")
    refused(sim, "sekretaris", "undangan.pdf", PDF, "B01")
    sim.drop("sekretaris", "undangan.pdf", PDF + b"lain")
    sim.work()
    contents = {
        path.name: path.read_bytes()
        for path in (sim.root / "inbox" / "sekretaris").iterdir()
        if "ALASAN" not in path.name
    }
    assert contents == {"undangan.pdf": PDF, "undangan (2).pdf": PDF + b"lain"}
    assert "undangan (2).pdf - ALASAN.txt" in sim.inbox("sekretaris")


# -- kembalikan ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "says"),
    [
        (b"Nomor rujukan keliru.\r\nMohon dicek.", "Nomor rujukan keliru. Mohon dicek."),
        ("\ufeffPakai kertas F4.".encode(), "Pakai kertas F4."),
        ("Salah tanggal – perbaiki.".encode("utf-16"), "Salah tanggal – perbaiki."),
        ("Kop surat “lama”".encode("cp1252"), "Kop surat “lama”"),
        (None, "tanpa catatan"),
    ],
    ids=["utf-8", "BOM", "utf-16", "cp1252", "none"],
)
def test_returned_letter_goes_to_its_drafter_with_the_reason(at, note, says):
    sim = at("4")
    (before,) = (paper for paper in sim.cycle.papers if paper.kind == "surat-permintaan")
    name, data = sim.take("sekretaris", "Surat Permintaan")
    if note is not None:
        sim.drop("sekretaris", "alasan saya.txt", note, back=True)
    sim.drop("sekretaris", name, data, back=True)
    sim.work()
    assert says in sim.note("japel-tu", "Konsep Surat Permintaan")
    assert sim.inbox("sekretaris") == []
    assert sim.outbox() == []
    assert sim.claimed() == []
    (after,) = (paper for paper in sim.cycle.papers if paper.kind == "surat-permintaan")
    assert (after.nomor, after.signatures) == (before.nomor, ())


def test_returned_letter_loses_its_paraf(at):
    sim = at("5")
    sim.send_back("kepala-badan", "Surat Permintaan", note="Ganti.")
    sim.work()
    (paper,) = (paper for paper in sim.cycle.papers if paper.kind == "surat-permintaan")
    assert paper.signatures == ()
    sim.pass_on("japel-tu", "Konsep Surat Permintaan", ".docx")
    sim.pass_on("sekretaris", "Surat Permintaan")
    sim.sign_and_hand_in("kepala-badan", "TtdKepalaBadan", "Surat Permintaan")
    assert sim.cycle.open_tasks[0].step == "6"
    sim.assert_sound()


def test_returned_data_reopen_that_unit_only(at):
    sim = at("8a")
    before = {task.post for task in sim.cycle.open_tasks if task.step == "8a"}
    sim.send_back("kabid-bidang-1", "Data Kinerja", ".pdf", note="Angka baris 2.")
    sim.work()
    reopened = [task for task in sim.cycle.open_tasks if task.post == "japel-bidang-1"]
    assert [task.step for task in reopened] == ["8"]
    assert "Angka baris 2." in sim.note("japel-bidang-1", "Formulir")
    assert {task.post for task in sim.cycle.open_tasks if task.step == "8a"} == before - {
        "kabid-bidang-1"
    }
    sim.hand_in("japel-bidang-1", "Formulir", ".xlsx")  # what was filled before is still in it
    sim.work()
    sim.pass_on("kabid-bidang-1", "Data Kinerja", "ND-", ".pdf")
    assert next(each for each in sim.cycle.units if each.unit == "bidang-1").has_delivered


def test_return_where_the_sop_knows_none_comes_back(at):
    sim = at("7")
    name, data = sim.take("kabid-bidang-1", "Surat Permintaan")
    refused(sim, "kabid-bidang-1", name, data, "S04", back=True)


def test_paper_that_does_not_wait_here_cannot_be_returned(at):
    sim = at("4")
    data = sim.read("sekretaris", "Surat Permintaan")
    refused(sim, "kasubbag-tu", "surat.pdf", data, "S03", back=True)
    assert sim.cycle.open_tasks[0].step == "4"


def test_foreign_file_in_kembalikan_comes_back(at):
    sim = at("4")
    refused(sim, "sekretaris", "lain.pdf", PDF, "B01", back=True)


def test_lone_note_waits_for_its_paper_then_comes_back(at, monkeypatch):
    sim = at("4")
    sim.drop("sekretaris", "catatan.txt", b"Perbaiki.", back=True)
    sim.work()
    assert sim.outbox("sekretaris") == ["kembalikan/catatan.txt"]
    monkeypatch.setattr("pipeline.adapters.folders.outbox.LONE_NOTE_SECONDS", 0.0)
    sim.work()
    assert sim.read("sekretaris", "catatan.txt") == b"Perbaiki."
    assert code_in(sim.note("sekretaris", "catatan.txt")) == "B07"
    assert sim.outbox() == []


@pytest.mark.parametrize("size", ["inside", "outside"])
def test_too_large_file_comes_back(at, size):
    sim = at("3")
    _, data = sim.take("japel-tu", "Konsep Surat Permintaan")
    if size == "inside":
        bomb = BytesIO(data)
        with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as package:
            package.writestr("word/media/nol.bin", bytes(300_000_000))
        refused(sim, "japel-tu", "besar.docx", bomb.getvalue(), "H08")
    else:
        refused(sim, "japel-tu", "besar.docx", data + bytes(51_000_000), "B06")


def test_bug_in_one_note_does_not_stop_the_office(at, monkeypatch):
    sim = at("2")

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("pipeline.office.runner.note", broken)
    sim.drop("kabid-bidang-1", "undangan.pdf", PDF)
    sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    with pytest.raises(ZeroDivisionError):
        sim.work()
    assert sim.cycle.open_tasks[0].step == "3"
    (trouble,) = sim.workplace.office.troubles()
    assert "ZeroDivisionError" in trouble.why
    monkeypatch.undo()
    sim.wait(minutes=1)
    sim.work()
    assert code_in(sim.note("kabid-bidang-1", "undangan.pdf")) == "B01"
    sim.assert_sound()


def test_bug_in_examining_one_file_does_not_stop_the_others(at, monkeypatch):
    sim = at("2")
    usual = type(sim.workplace.office.intake).receive

    def broken(intake, claim, now):
        if claim.name == "aneh.pdf":
            raise ZeroDivisionError
        return usual(intake, claim, now)

    monkeypatch.setattr("pipeline.office.intake.Intake.receive", broken)
    sim.drop("kabid-bidang-1", "aneh.pdf", PDF)
    sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    with pytest.raises(ZeroDivisionError):
        sim.work()
    assert sim.cycle.open_tasks[0].step == "3"
    assert len(sim.claimed()) == 1  # kept, and tried again later
    monkeypatch.undo()
    sim.wait(minutes=1)
    sim.work()
    assert code_in(sim.note("kabid-bidang-1", "aneh.pdf")) == "B01"
    sim.assert_sound()


def test_file_that_will_not_move_stops_nobody(at, monkeypatch):
    sim = at("2")
    usual = local.rename_new

    def stuck(source, target, hook):
        if source.endswith("macet.pdf"):
            raise PermissionError(1, "Operation not permitted", source)
        usual(source, target, hook)

    monkeypatch.setattr(local, "rename_new", stuck)
    sim.drop("kabid-bidang-1", "macet.pdf", PDF)  # comes before kasubbag-tu's in every order
    sim.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    assert sim.cycle.open_tasks[0].step == "3"
    assert sim.claimed() == []
    (trouble,) = sim.workplace.office.troubles()
    assert "macet.pdf" in trouble.what
    (sim.root / "outbox" / "kabid-bidang-1" / "macet.pdf").unlink()
    sim.work()
    assert sim.workplace.office.troubles() == ()


def test_inbox_that_is_away_is_waited_for_and_costs_nothing(at):
    sim = at("2")
    inbox = sim.root / "inbox" / "sekretaris"
    sim.workplace.office.round()
    inbox.rmdir()
    inbox.write_bytes(b"a file where a folder was")
    sim.drop("sekretaris", "undangan.pdf", PDF)
    sim.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    assert sim.cycle.open_tasks[0].step == "3"
    assert sim.workplace.office.round().handled == 0  # it does not spin on what cannot be done
    assert len(sim.workplace.office.troubles()) == 1
    inbox.unlink()
    inbox.mkdir()
    sim.wait(minutes=1)
    sim.work()
    assert code_in(sim.note("sekretaris", "undangan.pdf")) == "B01"
    sim.assert_sound()


# -- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "x" * 240 + ".pdf",
        "é" * 120 + ".pdf",
        "baris\nbaru.pdf",
        "{nama} {0} [red]%s.pdf",
        "-rf --help.pdf",
        "kanan\u202ekiri.pdf",
        "CON.pdf",
        "titik.. .pdf",
        "'; DROP TABLE act; --.pdf",
    ],
)
def test_strange_name_comes_back_under_that_name(at, name):
    sim = at("2")
    sim.drop("sekretaris", name, PDF)
    sim.work()
    assert (sim.root / "inbox" / "sekretaris" / name).read_bytes() == PDF
    (note,) = (each for each in sim.inbox("sekretaris") if each.endswith("ALASAN.txt"))
    assert note.startswith(name[:100])
    assert sim.claimed() == []
    assert sim.outbox() == []
    sim.assert_sound()


def test_name_that_is_no_text_comes_back(at):
    sim = at("2")
    name = os.fsdecode(b"rusak-\xff\xfe.pdf")
    sim.drop("sekretaris", name, PDF)
    sim.work()
    assert (sim.root / "inbox" / "sekretaris" / name).read_bytes() == PDF
    assert sim.claimed() == []
    sim.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    assert sim.cycle.open_tasks[0].step == "3"
    sim.assert_sound()
