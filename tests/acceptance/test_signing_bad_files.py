"""Files that shall bring Paraf down, through every door: a sentence each, and nothing changes."""

import time

import pytest
from cli_runs import paraf
from hostile_papers import packed_objects, packed_table, revised, without_range

from pipeline.adapters.signing import bounded_memory
from pipeline.errors import Refused

KEPALA = "kepala-badan"
TEN_GIGABYTES = 10_000_000_000
SECONDS = 40  # with a busy machine; each takes a few


def seen(sim):
    """Everything that people see."""
    return {
        path: path.stat().st_size
        for tray in ("inbox", "outbox", "archive")
        for path in (sim.root / tray).rglob("*")
    }


def within(seconds, work, *argv, **more):
    began = time.monotonic()
    result = work(*argv, **more)
    assert time.monotonic() - began < seconds
    return result


def sign(sim, path):
    key = sim.root / ".paraf" / "demo" / "keys" / f"{KEPALA}.p12"
    order = ("sign", path, "--post", KEPALA, "--key", key)
    return within(SECONDS, paraf, *order, cwd=sim.root, secret="demo")


def hostile(sim, kind):
    """A file, with the codes it gets: signed, verified, verified without an office, handed in."""
    letter = sim.read(KEPALA, "Surat Permintaan", ".pdf")
    signed = sim.signed(letter, KEPALA, "TtdKepalaBadan")
    match kind:
        case "null byte range":
            return without_range(signed, letter), ("P21", "P46", "P46", "P46")
        case "revisions":
            return revised(letter, 10_000), ("P32", "P31", "P66", "P31")
        case "revisions, small":
            return revised(letter, 1_000), ("P32", "P32", "P66", "P32")
        case "packed table":
            return packed_table(TEN_GIGABYTES), ("P01", "P01", "P01", "H22")
        case "packed objects":
            return packed_objects(TEN_GIGABYTES), ("P01", "P01", "P01", "H22")
        case "packed objects behind a letter":
            return letter + packed_objects(TEN_GIGABYTES), ("P01", "P01", "P01", "P31")
    raise AssertionError(kind)


@pytest.mark.parametrize(
    "kind",
    [
        "null byte range",
        pytest.param("revisions", marks=pytest.mark.long),
        "revisions, small",
        "packed table",
        "packed objects",
        "packed objects behind a letter",
    ],
)
def test_hostile_file_is_refused_through_every_door(at, tmp_path, kind):
    sim = at("5")
    data, (signing, verifying, unknown, handing_in) = hostile(sim, kind)
    assert len(data) < 30_000_000
    path = tmp_path / "jahat.pdf"
    path.write_bytes(data)
    before = seen(sim)

    ran = sign(sim, path)
    assert (ran.code, signing in ran.err, len(ran.err.splitlines())) == (1, True, 1), ran
    for folder, code in ((sim.root, verifying), (tmp_path, unknown)):
        ran = within(SECONDS, paraf, "verify", "--json", path, cwd=folder)
        codes = [each["code"] for each in ran.json["reasons"]]
        assert (ran.code, code in codes) == (1, True), ran
        assert ran.json["verdict"] != "valid"
    assert seen(sim) == before

    sim.drop(KEPALA, "jahat.pdf", data)
    within(SECONDS, sim.work)
    assert f"(Kode: {handing_in})" in sim.note(KEPALA, "jahat")
    assert sim.read(KEPALA, "jahat.pdf") == data
    assert sim.cycle.open_tasks[0].step == "5"


def test_two_hundred_megabytes_are_not_even_read(at, tmp_path):
    sim = at("5")
    path = tmp_path / "besar.pdf"
    path.write_bytes(sim.read(KEPALA, "Surat Permintaan", ".pdf"))
    with path.open("r+b") as file:
        file.truncate(200_000_000)
    before = seen(sim)
    ran = sign(sim, path)
    assert (ran.code, "200 MB" in ran.err, "B06" in ran.err) == (1, True, True)
    for folder in (sim.root, tmp_path):
        ran = within(SECONDS, paraf, "verify", "--json", path, cwd=folder)
        assert ran.code == 1
        assert ran.json["verdict"] == "refused"
        assert [each["code"] for each in ran.json["reasons"]] == ["B06"]
    assert seen(sim) == before

    path.rename(sim.root / "outbox" / KEPALA / "besar.pdf")
    within(SECONDS, sim.work)
    assert "(Kode: B06)" in sim.note(KEPALA, "besar")
    assert (sim.root / "inbox" / KEPALA / "besar.pdf").stat().st_size == 200_000_000
    assert sim.cycle.open_tasks[0].step == "5"


def test_memory_of_signing_is_bounded():
    """A file that unpacks in an honest-looking place ends with a sentence, not with the machine."""
    with pytest.raises(Refused) as caught, bounded_memory(100_000_000):
        bytearray(500_000_000)
    assert [each.code for each in caught.value.findings] == ["P47"]
    assert len(bytearray(500_000_000)) == 500_000_000  # and is as it was afterwards
