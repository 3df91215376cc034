"""A LibreOffice that was taken over: what it delivers is not taken, and nothing gets out.

The short form; ``make jail`` lets it misbehave in every way, at every level, before the real one.
"""

from datetime import timedelta

import pytest
import rogue_converter
import rogue_trials

from pipeline.adapters.conversion import process as conversion_process
from pipeline.adapters.conversion.scratch import holds_more_than, remove
from pipeline.adapters.jail import Isolation, Jail
from pipeline.errors import NotYet, Refused
from pipeline.wiring import READING

#: One of each kind; those that only try the doors are in ``test_jail`` too, for the readers.
SAMPLE = (
    "ignores_every_signal",
    "exits_with_success",
    "crashes",
    "leaves_half_a_pdf",
    "leaves_a_link",
    "leaves_a_pipe",
    "leaves_a_folder",
    "nests_its_answer",
    "answers_another_question",
    "answers_twice",
    "foresees_names",
    "writes_thousands_of_files",
    "writes_around",
    "calls_out",
    "becomes_a_shell",
)


@pytest.fixture(scope="module")
def scene():
    with rogue_trials.world(deadline=1.5) as made:
        yield made


@pytest.fixture(scope="module")
def reader():
    with Jail(READING) as jail:
        yield jail


def test_there_are_more_than_twenty_ways():
    assert len(rogue_trials.WAYS) > 40
    assert set(SAMPLE) <= set(rogue_trials.WAYS)


@pytest.mark.parametrize("way", SAMPLE)
def test_letter_is_made_by_the_next_worker_and_nothing_is_left(scene, reader, way):
    trial = rogue_trials.run(scene, way, Isolation.JAIL, reader, real=False)
    assert trial.problems == []


@pytest.mark.parametrize("level", [Isolation.NO_NETWORK, Isolation.BARE])
def test_lesser_walls_hold_too(scene, reader, level):
    for way in ("reads_around", "strikes", "leaves_grandchildren"):
        trial = rogue_trials.run(scene, way, level, reader, real=False)
        assert trial.attempts
        assert trial.problems == []


def converter(scene, reader, tmp_path, *ways, honest="honest"):
    return rogue_trials.Infiltrated(
        rogues=[scene.script(way) for way in ways],
        honest=scene.script(honest),
        scratch=tmp_path / "scratch",
        level=Isolation.JAIL,
        reader=reader,
        deadline=timedelta(seconds=1.5),
    )


@pytest.mark.long
@pytest.mark.parametrize("way", ["sleeps", "exits_with_success"])
def test_letter_over_which_two_workers_fall_is_refused_if_another_letter_goes_well(
    scene, reader, tmp_path, way
):
    with converter(scene, reader, tmp_path, way, way) as libreoffice:
        with pytest.raises(Refused) as refused:
            libreoffice.convert(rogue_trials.LETTER)
        assert [finding.code for finding in refused.value.findings] == ["K03"]
        assert libreoffice.convert(rogue_trials.LETTER).pages == 1


def test_letter_is_not_blamed_for_a_libreoffice_that_converts_nothing(scene, reader, tmp_path):
    with (
        converter(scene, reader, tmp_path, honest="exits_with_success") as libreoffice,
        pytest.raises(NotYet, match="converts nothing"),
    ):
        libreoffice.convert(rogue_trials.LETTER)


def test_letter_is_not_blamed_for_a_libreoffice_that_can_open_nothing(scene, reader, tmp_path):
    with (
        converter(scene, reader, tmp_path, honest="calls_everything_unreadable") as libreoffice,
        pytest.raises(NotYet, match="converts nothing"),
    ):
        libreoffice.convert(rogue_trials.LETTER)


def test_machine_that_gives_no_process_blames_no_letter(scene, reader, tmp_path, monkeypatch):
    def full(*_args, **_more):
        raise BlockingIOError(11, "no more processes")

    with converter(scene, reader, tmp_path) as libreoffice:
        with monkeypatch.context() as patch:
            patch.setattr(conversion_process.subprocess, "Popen", full)
            with pytest.raises(NotYet, match="no more processes"):
                libreoffice.convert(rogue_trials.LETTER)
        assert libreoffice.convert(rogue_trials.LETTER).pdf == rogue_converter.PDF


def test_folder_of_any_shape_is_measured_and_removed(tmp_path):
    folder = tmp_path / "worker"
    deep = folder
    for _ in range(60):
        deep /= "d"
    deep.mkdir(parents=True)
    assert holds_more_than(folder, size=10**6, files=10**6)
    deep.chmod(0)
    (folder / "away").symlink_to(tmp_path / "kept")
    (tmp_path / "kept").mkdir()
    remove(folder)
    assert not folder.exists()
    assert (tmp_path / "kept").exists()
    folder.mkdir()
    (folder / "file").write_bytes(b"x" * 10_000)
    assert holds_more_than(folder, size=5_000, files=10)
    assert holds_more_than(folder, size=10**6, files=0)
    assert not holds_more_than(folder, size=10**6, files=10)
