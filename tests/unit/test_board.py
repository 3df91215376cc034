"""The status board: problems first, text for text, nothing from outside."""

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from html.parser import HTMLParser

import pytest
from board_samples import make_board, make_steps, make_units

from pipeline.adapters.board import render
from pipeline.ports.board import Board, CycleView, StandardView, StepState, UnitState

HOSTILE = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>&{{7*7}}"


class Page(HTMLParser):
    """What a browser would see: elements, and the text between them."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.text = ""
        self._is_style = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._is_style = tag == "style"

    def handle_endtag(self, tag):
        self._is_style = False

    def handle_data(self, data):
        if not self._is_style:
            self.text += data


def shown(board):
    return re.sub(r"\s+", " ", Page(render(board)).text)


def with_text(value, text):
    """The same view with every text in it replaced."""
    if isinstance(value, tuple):
        return tuple(with_text(one, text) for one in value)
    if is_dataclass(value):
        changed = {one.name: with_text(getattr(value, one.name), text) for one in fields(value)}
        return replace(value, **changed)
    return text if isinstance(value, str) and value and not isinstance(value, Enum) else value


def test_problems_come_first():
    text = shown(make_board())
    assert text.index("Stempel waktu untuk 2 surat") < text.index("Siklus Triwulan III 2026")
    assert text.index("Siklus Triwulan III 2026") < text.index("Menunggu siapa")


def test_without_problems_it_says_so():
    text = shown(make_board(problems=()))
    assert "Tidak ada yang perlu perhatian khusus" in text
    assert "0 perlu perhatian" in text


def test_every_text_of_the_view_is_on_the_page():
    texts = []

    def collect(value):
        if isinstance(value, tuple):
            for one in value:
                collect(one)
        elif is_dataclass(value):
            for one in fields(value):
                collect(getattr(value, one.name))
        elif isinstance(value, str):
            texts.append(str(value))

    board = make_board()
    collect(board)
    page = shown(board)
    assert [text for text in texts if text not in page] == []


def test_whatever_the_texts_are_the_page_has_the_same_elements():
    plain = Page(render(with_text(make_board(), "teks")))
    hostile = Page(render(with_text(make_board(), HOSTILE)))
    assert [(tag, sorted(attrs)) for tag, attrs in hostile.elements] == [
        (tag, sorted(attrs)) for tag, attrs in plain.elements
    ]
    assert HOSTILE in hostile.text


def test_nothing_comes_from_outside_and_nothing_runs():
    html = render(make_board())
    page = Page(html)
    assert "://" not in html
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.elements}
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert '<meta http-equiv="refresh" content="60">' in html
    assert "default-src 'none'" in html
    assert html.startswith("<!DOCTYPE html>")
    assert '<html lang="id">' in html


@pytest.mark.parametrize("state", StepState)
def test_a_step_tells_its_state_by_word_and_sign(state):
    signs = {
        StepState.DONE: "✓",
        StepState.WAITING: "●",
        StepState.LATE: "!",
        StepState.RETURNED: "↩",
        StepState.COMING: "○",
        StepState.SKIPPED: "–",
    }
    cycle = CycleView(period="X", state="Dibuka", is_closed=False, steps=make_steps(state)[:1])
    assert f"1{signs[state]} {state.value}" in shown(
        Board(office_name="K", generated_at="kini", cycles=(cycle,))
    )


def test_a_unit_tells_its_state_by_word_and_sign():
    unit = make_units()[0]
    seen = set()
    for state in UnitState:
        cycle = CycleView(
            period="X",
            state="Dibuka",
            is_closed=False,
            steps=(),
            units=(replace(unit, state=state),),
        )
        text = shown(Board(office_name="K", generated_at="kini", cycles=(cycle,)))
        seen.add(re.search(rf"(\S) {state.value} ", text)[1])
    assert seen == {"○", "●", "↩", "✓", "!", "‼"}


def test_a_proposed_standard_is_never_shown_as_one():
    paper = make_board().waiting[1]
    assert paper.standard.is_proposed
    text = shown(make_board(waiting=(paper,)))
    assert "belum ditetapkan (usulan: 30 menit)" in text
    assert "dalam standar" not in text
    proposed = replace(make_steps()[0], standard=StandardView(text="77 menit", is_proposed=True))
    cycle = replace(make_board().cycles[0], steps=(proposed,))
    assert "77 menit" not in shown(make_board(cycles=(cycle,)))


def test_a_paper_beyond_its_standard_stands_out():
    text = shown(make_board())
    assert "1 melewati standar waktu" in text
    assert "! melewati standar" in text
    assert "● dalam standar" in text


def test_a_quiet_office_has_a_page_too():
    text = shown(Board(office_name="Kantor", generated_at="kini"))
    assert "Tidak ada naskah yang menunggu" in text
    assert "Siklus yang sudah selesai" not in text


def test_closed_cycles_lie_folded_away_below():
    page = Page(render(make_board()))
    assert [tag for tag, _ in page.elements].count("details") == 1
    assert page.text.index("Siklus yang sudah selesai") > page.text.index("Menunggu siapa")


@pytest.mark.parametrize("count", [3, 14, 15, 17, 18])
def test_no_step_stands_alone_in_the_last_row(count):
    steps = (make_steps() * 2)[:count]
    (cycle, *_) = make_board().cycles
    page = Page(render(make_board(cycles=(replace(cycle, steps=steps),))))
    (style,) = (each["style"] for tag, each in page.elements if tag == "ol")
    columns = int(style.removeprefix("--kolom:"))
    assert columns <= 8
    assert count % columns != 1
