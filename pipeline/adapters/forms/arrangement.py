"""What people did to the rows and cells of a form besides filling it.

A row that is hidden is filled by one person and overlooked by the next; a merged cell keeps one
value of two; rows that were sorted without their hidden keys answer for one another. None of it is
put right here: the person is told where it is.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from pipeline.adapters.forms.answers import Place, squeeze
from pipeline.adapters.forms.book import at
from pipeline.adapters.forms.grid import Grid, Range, swallows
from pipeline.errors import Finding
from pipeline.wording.indonesian import listed


def hidden_rows(grid: Grid, rows: Collection[int]) -> Iterator[Finding]:
    """One finding that names every one of ``rows`` that nobody sees."""
    hidden = sorted(grid.hidden_rows.intersection(rows))
    if hidden:
        rest = listed([str(row) for row in hidden])
        yield Finding("F17", {"baris": str(hidden[0]), "daftar": rest})


def hidden_columns(grid: Grid, inputs: Mapping[tuple[int, int], Place]) -> Iterator[Finding]:
    """One finding that names every column to be filled that nobody sees."""
    hidden = {place.column for (_, each), place in inputs.items() if each in grid.hidden_columns}
    if hidden:
        yield Finding("F36", {"daftar": listed(sorted(hidden))})


def beneath(
    grid: Grid, inputs: Mapping[tuple[int, int], Place]
) -> Mapping[tuple[int, int], Finding]:
    """The cells to be filled under a merged one, each with the one finding of its range."""
    by_row: dict[int, list[int]] = {}
    for row, column in inputs:
        by_row.setdefault(row, []).append(column)
    found = {}
    for area in grid.merged:
        _, top, _, bottom = area
        told: Finding | None = None
        # Files may hold ranges by the ten thousand, and a form a few dozen rows.
        rows = by_row if bottom - top > len(by_row) else range(top, bottom + 1)
        for row in rows:
            for column in by_row.get(row, ()):
                if swallows(area, row, column):
                    place = inputs[row, column]
                    told = told or place.finding("F16", rentang=written(area))
                    found[row, column] = told
    return found


def written(area: Range) -> str:
    """A range as people name it: ``C6:C8``."""
    left, top, right, bottom = area
    return f"{at(left, top)}:{at(right, bottom)}"


def shuffled(expected: Sequence[str], found: Mapping[int, str]) -> Finding | None:
    """A finding where rows hold each other's indicators: sorted, or moved.

    Args:
        expected: The indicators in their order.
        found: What stands in their rows, by row, in the same order.
    """
    promised, stands = [squeeze(each) for each in expected], [*map(squeeze, found.values())]
    moved = [row for row, one, other in zip(found, promised, stands, strict=True) if one != other]
    if not moved or sorted(promised) != sorted(stands) or len(set(promised)) < len(promised):
        return None
    return Finding("F18", {"baris": str(min(moved)), "daftar": listed([str(r) for r in moved])})
