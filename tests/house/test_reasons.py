"""The catalogue of reasons: each code once, whole sentences, gaps that can be filled."""

import ast
import importlib
import pkgutil
import re
import string
from collections import Counter
from functools import cache
from pathlib import Path

import pipeline.reasons
from pipeline.reasons.catalogue import REASONS
from tools.reason_codes import PAGE, page

PIPELINE = Path(__file__).parents[2] / "pipeline"
ROOMS = [
    importlib.import_module(f"pipeline.reasons.{found.name}")
    for found in pkgutil.iter_modules(pipeline.reasons.__path__)
    if found.name not in ("reason", "catalogue")
]
EVERY = [reason for room in ROOMS for reason in room.CATALOGUE]
SENTENCES = [
    (reason.code, text) for reason in EVERY for text in (reason.what, reason.why, reason.do)
]


def gaps(sentence):
    return [(name, form, how) for _, name, form, how in string.Formatter().parse(sentence) if name]


def test_every_code_is_unique_and_every_room_is_in_the_catalogue():
    counted = Counter(each.code for each in EVERY)
    assert [code for code, count in counted.items() if count > 1] == []
    assert {each.code: each for each in EVERY} == dict(REASONS)


def test_a_code_is_a_letter_and_two_digits():
    assert [each.code for each in EVERY if not re.fullmatch(r"[A-Z]\d{2}", each.code)] == []


def test_every_gap_is_a_plain_name():
    odd = [
        (code, name)
        for code, text in SENTENCES
        for name, form, how in gaps(text)
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or form or how
    ]
    assert odd == []
    nameless = [code for code, text in SENTENCES if "{}" in text]
    assert nameless == []


def test_a_reason_says_what_why_and_what_to_do_in_whole_sentences():
    broken = [
        (code, text)
        for code, text in SENTENCES
        if text != text.strip()
        or not text.endswith((".", ")", '"', "}"))
        or "  " in text
        or "\n" in text
    ]
    assert broken == []


def test_no_reason_speaks_of_the_machine():
    machine = re.compile(r"\b(error|exception|traceback|null|none|stack|database)\b", re.IGNORECASE)
    assert [(code, text) for code, text in SENTENCES if machine.search(text)] == []


@cache
def used_codes():
    """Codes written in calls of ``Finding``, with where."""
    found = []
    for path in PIPELINE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Finding"), args=[ast.Constant(value=code), *_]):
                    found.append((code, f"{path.name} line {node.lineno}", node))
    return found


def test_every_code_that_is_found_is_in_the_catalogue():
    assert [(code, where) for code, where, _ in used_codes() if code not in REASONS] == []


def test_facts_that_are_written_out_fill_every_gap():
    """Where a finding's facts stand in the code as they are, none of its gaps stays a dash."""
    lacking = []
    for code, where, call in used_codes():
        facts = call.args[1] if len(call.args) > 1 else None
        if isinstance(facts, ast.Dict) and all(isinstance(key, ast.Constant) for key in facts.keys):
            given = {key.value for key in facts.keys} | {"nama"}  # the office adds the file's name
            reason = REASONS[code]
            wanted = {
                name
                for sentence in (reason.what, reason.why, reason.do)
                for name, _, _ in gaps(sentence)
            }
            if wanted - given:
                lacking.append((code, where, sorted(wanted - given)))
    assert lacking == []


def test_no_code_stands_in_the_catalogue_for_nothing():
    """Each code is written somewhere in the code that finds things."""
    written = {
        node.value
        for path in PIPELINE.rglob("*.py")
        if path.parent.name != "reasons"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(set(REASONS) - written) == []


def test_the_page_of_codes_is_what_the_catalogue_says():
    assert PAGE.read_text("utf-8") == page(), "run make reasons"


def test_every_room_of_the_catalogue_is_on_the_page():
    assert [each.code for each in EVERY if f"| {each.code} |" not in page()] == []
