"""The power fails before every change to store, folders, converter or archive; the end is one."""

import tempfile
from pathlib import Path

import pytest
from office_sim import OfficeSim
from power_cut import cut_everywhere

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def hand_in(post, *words):
    return lambda sim: sim.hand_in(post, *words)


def hand_in_two_that_do_not_belong(sim: OfficeSim) -> None:
    sim.drop("sekretaris", "undangan.pdf", PDF)
    sim.drop("kabid-bidang-1", "surat.pdf", sim.read("sekretaris", "Surat Permintaan"))


def hand_in_twice_with_a_companion(sim: OfficeSim) -> None:
    for path in sorted((sim.root / "inbox" / "japel-tu").iterdir()):
        sim.drop("japel-tu", path.name, path.read_bytes())
        if "Konsep" in path.name:
            sim.drop("japel-tu", "salinan.docx", path.read_bytes())
            path.unlink()


def return_with_a_note(sim: OfficeSim) -> None:
    sim.send_back("sekretaris", "Surat Permintaan", note="Salah alamat.")


def hand_in_a_note_of_ours(sim: OfficeSim) -> None:
    sim.drop("sekretaris", "undangan.pdf", PDF)
    sim.work()
    sim.hand_in("sekretaris", "undangan.pdf", "ALASAN")


def hand_in_form_with_evidence(sim: OfficeSim) -> None:
    name, data = sim.take("japel-bidang-1", "Formulir Data Kinerja", ".xlsx")
    sim.drop("japel-bidang-1", "bukti foto.pdf", PDF)
    sim.drop("japel-bidang-1", name, sim.filled(data, evidence="bukti foto.pdf"))


def let_the_week_pass(sim: OfficeSim) -> None:
    sim.wait(days=6)


@pytest.fixture
def place(tmp_path):
    """In memory where there is any: disks are not what is tried here, so syncing says nothing."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own inside
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as name:
        yield Path(name)


def long(*values):
    """A scene of ``make test-long``."""
    return pytest.param(*values, marks=pytest.mark.long)


@pytest.mark.parametrize(
    ("stage", "gesture"),
    [
        long("3", hand_in_twice_with_a_companion),
        long("4", hand_in("sekretaris", "Surat Permintaan")),
        long("4", return_with_a_note),
        long("4", hand_in_two_that_do_not_belong),
        long("4", hand_in_a_note_of_ours),
        long("6", hand_in("kasubbag-tu", "Surat Permintaan")),
        long("8", hand_in_form_with_evidence),
        long("8a", hand_in("kabid-bidang-1", "Data Kinerja", "ND-", ".pdf")),
        long("9", let_the_week_pass),
        long("13", hand_in("japel-tu", "Berita Acara")),
    ],
    ids=[
        "draft twice",
        "paraf",
        "return",
        "refuse",
        "note",
        "distribute",
        "evidence",
        "data",
        "timers",
        "filing",
    ],
)
def test_power_cut_at_any_call_changes_nothing(stages, warm, place, stage, gesture):
    cuts, problems = cut_everywhere(stages.kept(stage), place, warm, gesture)
    assert problems == []
    assert cuts > 5


@pytest.mark.parametrize(
    ("stage", "gesture"),
    [("3", hand_in_twice_with_a_companion), ("4", return_with_a_note)],
    ids=["draft twice", "return"],
)
def test_power_cut_at_every_fourth_call_changes_nothing(stages, warm, place, stage, gesture):
    cuts, problems = cut_everywhere(stages.kept(stage), place, warm, gesture, every=4)
    assert problems == []
    assert cuts > 5
