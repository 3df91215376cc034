"""``paraf remote``: prepared here, signed by openssl as the key elsewhere, finished here."""

import json
import shutil
from pathlib import Path

import pytest
from cli_runs import paraf
from far_keys import content_of, far_key_of
from signing_scene import make_scene

KEPALA, SEKRETARIS = "kepala-badan", "sekretaris"


def far(sim, post, folder):
    return far_key_of(folder / f"jauh-{post}", (keys(sim) / f"{post}.p12").read_bytes())


def keys(sim) -> Path:
    return sim.root / ".paraf" / "demo" / "keys"


def prepare(sim, key, into, *papers, post=KEPALA, **more):
    order = ("--certificate", key.certificate, "--chain", key.chain, "--into", into)
    return paraf("remote", "prepare", *papers, "--post", post, *order, cwd=sim.root, **more)


def finish(sim, folder, *options):
    return paraf("remote", "finish", folder, *options, cwd=sim.root)


def letter_in(sim, post):
    return sim.paper(post, "Surat Permintaan", ".pdf")


def contents(*folders: Path) -> dict[Path, bytes]:
    return {
        path: path.read_bytes() for each in folders for path in each.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("kind", ["raw", "message"])
def test_letter_signed_elsewhere_goes_on_its_way(at, tmp_path, kind):
    sim = at("5")
    key, desk = far(sim, KEPALA, tmp_path), tmp_path / "permintaan"
    letter = letter_in(sim, KEPALA)
    ran = prepare(sim, key, desk, letter)
    assert (ran.code, ran.err) == (0, "")
    assert "→" in ran.out
    assert desk.stat().st_mode & 0o077 == 0
    request = desk / f"{letter.stem}.json"
    value = json.loads(request.read_bytes())
    assert sim.cycle.has_paper(value["document"])
    assert (value["file"], value["post"], value["field"]) == (letter.name, KEPALA, "TtdKepalaBadan")

    early = finish(sim, desk)
    assert (early.code, "no answer yet" in early.err) == (3, True)

    if kind == "raw":
        answer = key.sign(request.with_suffix(".tbs").read_bytes())
        request.with_suffix(".sig").write_bytes(answer)
    else:
        request.with_suffix(".p7s").write_bytes(key.message(content_of(request), form="PEM"))
    ran = finish(sim, desk)
    assert (ran.code, ran.err) == (0, "")
    assert sim.outbox(KEPALA) == [letter.name]
    before = contents(desk, sim.root / "outbox")
    again = finish(sim, desk)
    assert (again.code, "P87" in again.err) == (1, True)
    assert contents(desk, sim.root / "outbox") == before
    sim.work()
    assert sim.cycle.open_tasks[0].step == "6"
    ran = paraf("verify", "--json", letter_in(sim, "kasubbag-tu"), cwd=sim.root)
    assert ran.json["verdict"] == "valid"


def test_several_papers_get_a_result_each(at, tmp_path):
    sim = at("5")
    key, desk = far(sim, KEPALA, tmp_path), tmp_path / "permintaan"
    letter = letter_in(sim, KEPALA)
    other = tmp_path / "lain" / letter.name
    other.parent.mkdir()
    shutil.copyfile(letter, other)
    (tmp_path / "kosong.pdf").touch()
    (tmp_path / "asing.pdf").write_bytes(make_scene().base)
    missing = tmp_path / "tak-ada.pdf"
    papers = (letter, tmp_path / "kosong.pdf", other, tmp_path / "asing.pdf", missing, letter)
    ran = prepare(sim, key, desk, *papers)
    assert (ran.code, ran.out.count("✓")) == (1, 2)
    assert "2 prepared, 3 not" in ran.out
    for word, told in zip(("B02", "P20", "No such"), ran.err.splitlines(), strict=True):
        assert word in told
    requests = sorted(desk.glob("*.json"), key=lambda path: path.stem)
    assert [path.stem for path in requests] == [letter.stem, f"{letter.stem} (2)"]

    first, second = requests
    first.with_suffix(".sig").write_bytes(b"bukan tanda tangan")
    answer = key.sign(second.with_suffix(".tbs").read_bytes())
    second.with_suffix(".sig").write_bytes(answer)
    ran = finish(sim, desk)
    assert (ran.code, "P83" in ran.err, ran.out.count("✓")) == (1, True, 1)
    assert sim.outbox(KEPALA) == [letter.name]

    first.with_suffix(".sig").write_bytes(key.sign(first.with_suffix(".tbs").read_bytes()))
    target = tmp_path / "hasil.pdf"
    ran = finish(sim, desk, "--output", target)
    assert (ran.code, ran.err) == (0, "")
    assert target.read_bytes().startswith(letter.read_bytes())


def test_finishing_anew_after_a_crash_makes_no_second_copy(at, tmp_path):
    sim = at("5")
    key, desk = far(sim, KEPALA, tmp_path), tmp_path / "permintaan"
    prepare(sim, key, desk, letter_in(sim, KEPALA))
    (request,) = desk.glob("*.json")
    waiting = request.read_bytes()
    request.with_suffix(".sig").write_bytes(key.sign(request.with_suffix(".tbs").read_bytes()))
    assert finish(sim, desk).code == 0
    request.write_bytes(waiting)  # as if it had stopped just before it wrote this down
    assert finish(sim, desk).code == 0
    assert len(sim.outbox(KEPALA)) == 1


@pytest.mark.long
def test_whatever_is_wrong_gets_a_sentence_and_changes_nothing(at, tmp_path):
    sim = at("5")
    key, desk = far(sim, KEPALA, tmp_path), tmp_path / "permintaan"
    stranger = far(sim, SEKRETARIS, tmp_path)
    letter = letter_in(sim, KEPALA)
    prepare(sim, key, desk, letter)
    (request,) = desk.glob("*.json")
    tbs, content = request.with_suffix(".tbs").read_bytes(), content_of(request)
    prepared, packed = request.with_suffix(".pdf").read_bytes(), request.read_bytes()

    def tried(answer, *, suffix=".sig", pdf=prepared, json_bytes=packed):
        request.with_suffix(".pdf").write_bytes(pdf)
        request.write_bytes(json_bytes)
        path = request.with_suffix(suffix)
        path.write_bytes(answer)
        before = contents(desk, sim.root / "outbox", sim.root / "inbox")
        ran = finish(sim, desk)
        assert contents(desk, sim.root / "outbox", sim.root / "inbox") == before
        path.unlink()
        assert len(ran.err.splitlines()) == 1, ran.err
        return ran.code, ran.err.rstrip()[-5:].strip("()")

    good = key.sign(tbs)
    assert tried(b"") == (1, "P83")
    assert tried(stranger.sign(tbs)) == (1, "P83")
    assert tried(key.sign(content)) == (1, "P83")
    assert tried(b"-----BEGIN CMS-----\nrusak") == (1, "P82")
    assert tried(stranger.message(content), suffix=".p7s") == (1, "P84")
    assert tried(key.message(content + b"x"), suffix=".p7s") == (1, "P85")
    assert tried(key.message(content, "-nodetach"), suffix=".p7s") == (1, "P86")
    assert tried(key.message(content, cades=False), suffix=".p7s") == (1, "P45")
    assert tried(good, pdf=prepared + b"\n") == (1, "P81")
    assert tried(good, pdf=b"") == (1, "P81")
    assert tried(good, json_bytes=packed[:-9]) == (1, "P80")

    request.with_suffix(".sig").write_bytes(good)
    request.with_suffix(".p7s").write_bytes(good)
    request.write_bytes(packed)
    ran = finish(sim, desk)
    assert (ran.code, "several answers" in ran.err) == (2, True)
    request.with_suffix(".p7s").unlink()
    request.with_suffix(".pdf").unlink()
    assert finish(sim, desk).code == 2
    assert sim.outbox(KEPALA) == []

    request.with_suffix(".pdf").write_bytes(prepared)
    late = paraf("remote", "finish", desk, "--now", "2041-01-01T08:00+07:00", cwd=sim.root)
    assert (late.code, "P14" in late.err) == (1, True)
    assert sim.outbox(KEPALA) == []
    assert finish(sim, desk).code == 0


def test_wrong_orders_are_a_matter_of_usage(at, tmp_path):
    sim = at("5")
    key, desk = far(sim, KEPALA, tmp_path), tmp_path / "permintaan"
    letter = letter_in(sim, KEPALA)
    assert prepare(sim, key, desk, letter, post="lurah").code == 2
    assert prepare(sim, key, tmp_path / "tak" / "ada", letter).code == 2
    assert prepare(sim, key, letter, letter).code == 2
    assert finish(sim, tmp_path / "tak-ada").code == 2
    assert finish(sim, tmp_path).code == 2
    (tmp_path / "rusak.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n")
    order = ("remote", "prepare", letter, "--post", KEPALA, "--into", desk, "--certificate")
    assert paraf(*order, tmp_path / "rusak.pem", cwd=sim.root).code == 1
    assert paraf(*order, keys(sim) / "ca.pem", cwd=sim.root).code == 1  # an authority's own
    assert not desk.exists()
    other = far(sim, SEKRETARIS, tmp_path)
    ran = prepare(sim, other, desk, letter)
    assert (ran.code, "not enrolled" in ran.err) == (0, True)


def test_it_works_without_a_register(at, tmp_path):
    sim = at("5")
    key, desk = far(sim, KEPALA, tmp_path), tmp_path / "permintaan"
    (tmp_path / "surat.pdf").write_bytes(make_scene().issued)
    shutil.copyfile(sim.root / "office.toml", tmp_path / "office.toml")
    order = ("--certificate", key.certificate, "--chain", key.chain, "--into", desk)
    ran = paraf(
        "remote", "prepare", "surat.pdf", "--post", KEPALA, *order,
        "--now", "2026-10-12T08:00+07:00", cwd=tmp_path,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    request = desk / "surat.json"
    assert json.loads(request.read_bytes())["document"] == ""
    request.with_suffix(".sig").write_bytes(key.sign(request.with_suffix(".tbs").read_bytes()))
    ran = paraf(
        "remote", "finish", desk, "--output", "hasil.pdf",
        "--now", "2026-10-12T09:00+07:00", cwd=tmp_path,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert (tmp_path / "hasil.pdf").read_bytes().startswith(make_scene().issued)
