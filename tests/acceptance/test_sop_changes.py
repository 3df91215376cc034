"""The SOP is the program: an office that edits its table works by the edited one."""

from office_sim import OPENING

_ANOTHER_PARAF = """
[[langkah]]
no = "3a"
kegiatan = "Memaraf surat permintaan pengumpulan data kinerja"
pelaksana = "Kasubbag TU"
kelengkapan = ["ATK"]
waktu = { waktu = "10 menit", asal = "usulan" }
output = ["Surat"]
keterangan = ""
asal = "usulan"
[langkah.mesin]
kind = "paraf"
post = "kasubbag-tu"
next = "4"
back = "3"

[[langkah]]
no = "4"
"""


def _edit(root, *changes: tuple[str, str]) -> None:
    path = root / "sop" / "pengumpulan-data-kinerja.toml"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def _with_another_paraf(root) -> None:
    _edit(
        root,
        ('paper = "surat-permintaan"\nnext = "4"', 'paper = "surat-permintaan"\nnext = "3a"'),
        ('\n[[langkah]]\nno = "4"\n', _ANOTHER_PARAF),
    )


def _begin(sim) -> None:
    sim.set_clock(OPENING)
    sim.store.fact("began", OPENING.date().isoformat())
    sim.work()


def test_another_paraf_in_the_chain_is_asked_for_and_signed_into_the_letter(at):
    sim = at(None, before=_with_another_paraf)
    _begin(sim)
    sim.pass_on("sekretaris", "Lembar Disposisi")
    sim.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    sim.pass_on("japel-tu", "Konsep Surat Permintaan")
    assert sim.inbox("sekretaris") == []
    sim.pass_on("kasubbag-tu", "Surat Permintaan")
    sim.pass_on("sekretaris", "Surat Permintaan")
    sim.sign_and_hand_in("kepala-badan", "TtdKepalaBadan", "Surat Permintaan")
    letter = next(paper for paper in sim.cycle.papers if paper.kind == "surat-permintaan")
    assert [each.field for each in letter.signatures] == [
        "ParafKasubbagTu",
        "ParafSekretaris",
        "TtdKepalaBadan",
    ]
    sim.assert_sound()


def test_a_step_less_is_not_waited_for(at):
    def without_step_two(root) -> None:
        path = root / "sop" / "pengumpulan-data-kinerja.toml"
        text = path.read_text("utf-8")
        start, end = text.index('[[langkah]]\nno = "2"'), text.index('[[langkah]]\nno = "3"')
        text = text[:start] + text[end:]
        text = text.replace('diparaf."\nnext = "2"', 'diparaf."\nnext = "3"')
        path.write_text(text.replace('next = "4"\nback = "2"', 'next = "4"\nback = "1"'), "utf-8")

    sim = at(None, before=without_step_two)
    _begin(sim)
    sim.pass_on("sekretaris", "Lembar Disposisi")
    assert sim.inbox("kasubbag-tu") == []
    assert any("Konsep Surat Permintaan" in name for name in sim.inbox("japel-tu"))


def test_a_running_cycle_keeps_the_table_it_was_opened_with(at):
    sim = at("3")
    sim.close()
    _with_another_paraf(sim.root)
    sim.pass_on("japel-tu", "Konsep Surat Permintaan")
    assert sim.inbox("kasubbag-tu") == []
    assert any("Surat Permintaan" in name for name in sim.inbox("sekretaris"))
