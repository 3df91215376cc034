"""Copies of the sample SOP's text, changed the way an office would change them: in the file."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from walks import SOP_FILE

_ROW = re.compile(r'^\[\[langkah\]\]\nno = "([^"]+)"$', re.MULTILINE)
_PAPERS = "# Naskah yang dihasilkan"


@dataclass(frozen=True)
class SopText:
    """A definition as text: what comes before its rows, the rows, what comes after."""

    head: str
    rows: tuple[tuple[str, str], ...]
    papers: str

    @classmethod
    def sample(cls) -> Self:
        """The definition of the sample office."""
        body, papers = SOP_FILE.read_text("utf-8").split(_PAPERS)
        starts = [found.start() for found in _ROW.finditer(body)]
        ends = [*starts[1:], len(body)]
        blocks = [body[start:end] for start, end in zip(starts, ends, strict=True)]
        rows = tuple((_ROW.findall(block)[0], block) for block in blocks)
        return cls(head=body[: starts[0]], rows=rows, papers=_PAPERS + papers)

    def text(self) -> str:
        """The whole file."""
        return self.head + "".join(block for _, block in self.rows) + self.papers

    def write(self, folder: Path) -> Path:
        """Lay the copy down and say where."""
        path = folder / SOP_FILE.name
        path.write_text(self.text(), "utf-8")
        return path

    def row(self, no: str, /, **values: str | None) -> Self:
        """Give keys of a row other values, as TOML text; None takes a key away."""
        assert no in dict(self.rows), no
        return replace(
            self, rows=tuple((n, _edited(b, values) if n == no else b) for n, b in self.rows)
        )

    def without(self, *numbers: str) -> Self:
        """Take rows away; what led to them is the caller's to mend."""
        assert set(numbers) <= {no for no, _ in self.rows}, numbers
        return replace(self, rows=tuple((n, b) for n, b in self.rows if n not in numbers))

    def insert(self, after: str, no: str, /, **machine: str) -> Self:
        """Put a row of ours after another, with these machine keys."""
        keys = "".join(f"{key} = {value}\n" for key, value in machine.items())
        block = (
            f'[[langkah]]\nno = "{no}"\nkegiatan = "Langkah tambahan"\npelaksana = "Staf"\n'
            f"[langkah.mesin]\n{keys}\n"
        )
        rows: list[tuple[str, str]] = []
        for each in self.rows:
            rows.append(each)
            if each[0] == after:
                rows.append((no, block))
        return replace(self, rows=tuple(rows))

    def other(self, old: str, new: str) -> Self:
        """Replace words in the file's head or under its papers."""
        assert old in self.head + self.papers, old
        return replace(self, head=self.head.replace(old, new), papers=self.papers.replace(old, new))


def _edited(block: str, values: dict[str, str | None]) -> str:
    for key, value in values.items():
        line = re.compile(rf"^{key} = .*\n", re.MULTILINE)
        if value is None:
            assert line.search(block), key
            block = line.sub("", block)
        elif line.search(block):
            block = line.sub(lambda _, key=key, value=value: f"{key} = {value}\n", block)
        else:
            block = block.rstrip() + f"\n{key} = {value}\n\n"
    return block


SAMPLE = SopText.sample()

#: Ways in which an office may want its own SOP; each is only a change of the file.
VARIANTS: dict[str, SopText] = {
    "as it is": SAMPLE,
    "another paraf in the chain": SAMPLE.row("3", next='"3a"').insert(
        "3", "3a", kind='"paraf"', post='"kasubbag-tu"', next='"4"', back='"3"'
    ),
    "two days to gather": SAMPLE.row("8", waktu='"2 hari"'),
    "without step 2": SAMPLE.without("2").row("1", next='"3"').row("3", back='"1"'),
    "without step 11": SAMPLE.without("11").row("10", next='"12"').row("12", back='"10"'),
    "a warning with one paraf less": SAMPLE.without("9b").row("9a", next='"9c"'),
    "without warnings": SAMPLE.without("9a", "9b", "9c", "9d").row("9", warning=None),
    "without receipts": SAMPLE.row("8a", receipt=None),
    "without addenda": SAMPLE.row("10", addendum=None),
    "an order before the recap": SAMPLE.row("9", next='"9z"').insert(
        "9d",
        "9z",
        kind='"instruct"',
        post='"kasubbag-tu"',
        paper='"disposisi-arsip"',
        order='"Agar direkap."',
        next='"10"',
    ),
    "a check of each unit's data": SAMPLE.row("8", next='"8x"').insert(
        "8", "8x", kind='"acknowledge"', post='"kasubbag-tu"', per_unit="true", next='"8a"',
        back='"8"',
    ),
    "returns far back": SAMPLE.row("4", back='"2"').row("6", back='"1"').row("13", back='"10"'),
    "without the archiving order": SAMPLE.without("12")
    .row("11", next='"13"')
    .row("13", back='"10"'),
}  # fmt: skip
