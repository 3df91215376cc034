"""The ledger: a line that was changed, deleted, added or moved is found, whichever it is."""

import hashlib
import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.store.chain import beginning, breaks, canonical, extract_line, line_hash
from pipeline.ports.store import LedgerLine

OFFICE = "0f0f"


def chain(length, office=OFFICE):
    """A sound ledger; every third line belongs to no cycle."""
    lines, previous = [], beginning(office)
    for seq in range(1, length + 1):
        facts = {
            "cycle": None if seq % 3 == 0 else "2026-tw3",
            "key": f"claim:{seq}",
            "type": "HandedIn",
            "body": canonical({"name": f"Surat {seq}.pdf", "catatan": "é – ”"}),
        }
        at = f"2026-10-{seq:02d}T07:30:00+07:00"
        digest = line_hash(previous, seq, at, facts)
        lines.append(LedgerLine(seq=seq, at=at, previous=previous, hash=digest, **facts))
        previous = digest
    return lines


SOUND = chain(9)


def test_a_sound_ledger_and_an_empty_one_have_no_breaks():
    assert breaks(SOUND, OFFICE) == []
    assert breaks([], OFFICE) == []


def test_another_offices_ledger_does_not_pass_for_ours():
    assert breaks(SOUND, "another office") == ["ledger line 1 does not follow the line before it"]


@pytest.mark.parametrize("place", range(len(SOUND)))
@pytest.mark.parametrize("field", [each.name for each in fields(LedgerLine)])
def test_every_field_of_every_line_is_covered(place, field):
    lines = list(SOUND)
    old = getattr(lines[place], field)
    for new in _others(old):
        lines[place] = replace(SOUND[place], **{field: new})
        assert breaks(lines, OFFICE), (place, field, new)


def _others(value):
    """Values that differ as little as they can."""
    if isinstance(value, int):
        return [value + 1, value - 1, 0]
    if value is None:
        return ["", "2026-tw3"]
    return [value + " ", value[:-1], value.swapcase(), value[::-1], ""]


@pytest.mark.parametrize("place", range(len(SOUND) - 1))
def test_a_deleted_line_is_missed(place):
    lines = SOUND[:place] + SOUND[place + 1 :]
    assert f"ledger line {place + 1} is missing" in breaks(lines, OFFICE)


def test_a_ledger_cut_short_needs_the_head_hash_that_is_printed_elsewhere():
    """The chain alone cannot know; the berita acara and the counts of the cycles do."""
    assert breaks(SOUND[:-1], OFFICE) == []
    assert SOUND[-2].hash != SOUND[-1].hash


@pytest.mark.parametrize("first", range(len(SOUND)))
@pytest.mark.parametrize("second", range(len(SOUND)))
def test_moved_lines_are_noticed(first, second):
    lines = list(SOUND)
    lines[first], lines[second] = lines[second], lines[first]
    assert bool(breaks(lines, OFFICE)) == (first != second)


@pytest.mark.parametrize("first", range(len(SOUND)))
@pytest.mark.parametrize("second", range(len(SOUND)))
def test_lines_that_changed_places_under_their_old_numbers_are_noticed(first, second):
    lines = list(SOUND)
    lines[first] = replace(SOUND[second], seq=first + 1)
    lines[second] = replace(SOUND[first], seq=second + 1)
    assert bool(breaks(lines, OFFICE)) == (first != second)


@pytest.mark.parametrize("place", range(len(SOUND)))
def test_an_inserted_line_is_noticed(place):
    lines = [*SOUND[: place + 1], SOUND[place], *SOUND[place + 1 :]]
    assert breaks(lines, OFFICE)


@given(place=st.integers(0, 8), body=st.text(min_size=1, max_size=30))
def test_a_line_whose_own_hash_was_made_again_breaks_the_next(place, body):
    line = SOUND[place]
    facts = {"cycle": line.cycle, "key": line.key, "type": line.type, "body": body}
    digest = line_hash(line.previous, line.seq, line.at, facts)
    forged = replace(line, body=body, hash=digest)
    found = breaks([*SOUND[:place], forged, *SOUND[place + 1 :]], OFFICE)
    if body != line.body and place + 1 < len(SOUND):
        assert found == [f"ledger line {place + 2} does not follow the line before it"]


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def by_hand(line, **body):
    facts = {
        "at": line.at,
        "cycle": line.cycle,
        "key": line.key,
        "previous": line.previous,
        "seq": line.seq,
        "type": line.type,
        **body,
    }
    return sha256(json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True))


def test_a_hash_can_be_made_with_nothing_but_json_and_sha256():
    """What the archive's how-to-verify text says, done by hand."""
    assert by_hand(SOUND[4], body_sha256=sha256(SOUND[4].body)) == SOUND[4].hash
    first = hashlib.sha256(f"paraf ledger of {OFFICE}".encode()).hexdigest()
    assert SOUND[0].previous == first


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(values)
def test_canonical_json_has_one_way_to_write_a_value(value):
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@given(st.dictionaries(st.text(max_size=4), st.integers(), max_size=5))
def test_the_order_of_keys_does_not_matter(facts):
    assert canonical(dict(reversed(facts.items()))) == canonical(facts)


def older_chain(length):
    """A ledger as an older Paraf wrote it, which hashed the body itself."""
    lines, previous = [], beginning(OFFICE)
    for line in chain(length):
        old = replace(line, previous=previous)
        previous = by_hand(old, body=old.body)
        lines.append(replace(old, hash=previous))
    return lines


def test_a_ledger_begun_by_an_older_paraf_still_holds():
    older = older_chain(4)
    facts = {"cycle": None, "key": "k", "type": "T", "body": "{}"}
    digest = line_hash(older[-1].hash, 5, "2026", facts)
    newer = LedgerLine(seq=5, at="2026", previous=older[-1].hash, hash=digest, **facts)
    assert breaks([*older, newer], OFFICE) == []
    assert breaks([*older[:3], replace(older[3], body="{ }"), newer], OFFICE)


def test_an_extract_shows_other_matters_without_their_body_where_the_chain_allows():
    shown = [extract_line(line, "2026-tw3") for line in SOUND]
    assert ["body" in line for line in shown] == [line.cycle == "2026-tw3" for line in SOUND]
    assert all("body" in extract_line(line, "another") for line in older_chain(3))
    facts = {key: value for key, value in shown[2].items() if key != "hash"}
    assert sha256(canonical(facts)) == SOUND[2].hash
