"""Reads ``perjanjian-kinerja/<year>.xlsx``: one sheet a unit, named by the unit's id.

What one sheet must be is ``agreement_sheet``; here the file is opened and its sheets are held
against the office's units. Every mistake is told at once, by sheet and cell: an office mends its
agreement once a year and should not have to try it ten times.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from pipeline.adapters.forms.agreement_customs import USUAL, Customs
from pipeline.adapters.forms.agreement_sheet import read_sheet
from pipeline.adapters.forms.answers import squeeze
from pipeline.adapters.forms.grid import Grid, read_grids
from pipeline.adapters.forms.package import open_package
from pipeline.domain.performance.agreement import Agreement, UnitAgreement
from pipeline.errors import Finding, Misconfigured, Refused
from pipeline.ports.inspection import Inspector

GUIDE_SHEET = "Petunjuk"
#: So many readings are remembered: a year or two, and some versions while one is being mended.
_KEPT = 8
_SAVE_AGAIN = "open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx)"
#: By the code with which an inspection or the opening of the package refuses a file.
_UNFIT = {
    "F03": f"is damaged or cut off; {_SAVE_AGAIN}",
    "H04": f"is in an old format (.xls); {_SAVE_AGAIN}",
    "H05": "is locked with a password; take the password off and save it again",
    "H06": f"is damaged or cut off; {_SAVE_AGAIN}",
    "H08": "grows too large when opened; delete unused rows, sheets and pictures and save it again",
    "H10": "holds macros; save it as an Excel workbook (.xlsx) without macros",
    "H11": "holds commands to other programs (DDE); paste the results as plain values",
    "H12": "fetches from other files; break the links (Data, Edit Links, Break Link)",
    "H13": "holds embedded files or objects; delete them",
    "H14": "holds ActiveX controls or add-ins; delete them",
}


@dataclass(frozen=True, slots=True)
class Agreements:
    """The folder of agreements; the same bytes are read once, as each form asks for them."""

    folder: Path
    inspector: Inspector
    customs: Customs = USUAL
    _read: dict[tuple[str, tuple[str, ...]], Agreement] = field(
        default_factory=dict[tuple[str, tuple[str, ...]], Agreement], repr=False, compare=False
    )

    def of(self, year: int, units: Collection[str]) -> Agreement:
        """The agreement of a year for the office's units; raises as ``read_agreement``."""
        path = self.folder / f"{year}.xlsx"
        content = _bytes(path)
        key = f"{year} {hashlib.sha256(content).hexdigest()}", tuple(units)
        if key not in self._read:
            agreement = _parse(path, content, _Look(self.inspector, self.customs, units))
            if len(self._read) >= _KEPT:
                self._read.clear()
            self._read[key] = agreement
        return self._read[key]


def read_agreement(
    path: Path,
    inspector: Inspector,
    units: Collection[str] | None = None,
    customs: Customs = USUAL,
) -> Agreement:
    """Read the agreement of the year in the file's name.

    It lies in a folder that people write to, so it is inspected as what they drop.

    Args:
        path: the workbook.
        inspector: looks at its bytes before anything is opened.
        units: ids of the office's units, each of which needs its sheet; None takes any.
        customs: what else the sheets are held against.

    Raises:
        Misconfigured: the file is missing, unreadable or has mistakes; all are named by sheet and
            cell.
    """
    return _parse(path, _bytes(path), _Look(inspector, customs, units))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Misconfigured([f"{_named(path)}: does not exist{_making(path)}"]) from error
    except OSError as error:
        what = f"{_named(path)}: cannot be read ({error.strerror})"
        raise Misconfigured([what]) from error


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@dataclass(frozen=True, slots=True)
class _Look:
    """With what a workbook is looked at."""

    inspector: Inspector
    customs: Customs
    units: Collection[str] | None


def _parse(path: Path, content: bytes, look: _Look) -> Agreement:
    named, units = _named(path), look.units
    try:
        grids = tuple(_inspected(content, look.inspector))
    except Refused as error:
        raise Misconfigured([_unfit(named, finding) for finding in error.findings]) from error
    problems: list[str] = []
    parts = list(_parts(grids, path.stem, named, look, problems))
    if not parts and not problems:
        problems.append(f"{named}: has no sheet for any unit; add one named by the unit's id")
    agreement = Agreement(year=int(path.stem), units=tuple(parts))
    problems += [
        f"{named}: has no sheet for unit '{unit}'; add one of that name"
        for unit in agreement.lacking(units or ())
    ]
    if problems:
        raise Misconfigured(problems)
    return agreement


def _inspected(xlsx: bytes, inspector: Inspector) -> Iterator[Grid]:
    findings = inspector.inspect(xlsx).findings
    if findings:
        raise Refused(*findings)
    yield from read_grids(open_package(xlsx))


def _unfit(named: str, finding: Finding) -> str:
    what = _UNFIT.get(finding.code, f"is not a plain .xlsx workbook; {_SAVE_AGAIN}")
    part = finding.facts.get("bagian", "")
    return f"{named}: {what} ({finding.code}{part and f', {part}'})"


def _making(path: Path) -> str:
    """How to come by a workbook that is missing: from what lies there, or from the sample."""
    others = sorted(other.name for other in path.parent.glob(f"{path.stem}.*"))
    if others:
        return f"; there is {', '.join(others)}: save it as {path.name}"
    years = sorted(each.name for each in path.parent.glob("[0-9][0-9][0-9][0-9].xlsx"))
    sample = f"{path.parent.name}/{years[-1]}" if years else "the sample that 'paraf init' lays out"
    return (
        f"; make it: copy {sample} to {path.name}, write {path.stem} beside Tahun on every sheet, "
        f"and the indicators, targets and pagu of that year (its sheet {GUIDE_SHEET} says how); "
        "then run 'paraf doctor'"
    )


def _parts(
    grids: tuple[Grid, ...],
    year: str,
    named: str,
    look: _Look,
    problems: list[str],
) -> Iterator[UnitAgreement]:
    units = look.units
    seen: set[str] = set()
    titles = {squeeze(grid.title).casefold() for grid in grids}
    for grid in grids:
        unit = squeeze(grid.title).casefold()
        if unit == GUIDE_SHEET.casefold():
            continue
        sheet = f"{named}, sheet {grid.title}"
        if unit in seen:
            problems.append(f"{sheet}: the unit has two sheets; delete one")
        elif units is not None and unit not in units:
            problems.append(f"{sheet}: {_unknown(unit, [x for x in units if x not in titles])}")
        else:
            seen.add(unit)
            part, found = read_sheet(grid, unit, year, look.customs)
            problems += [f"{sheet}{each}" for each in found]
            yield part


def _unknown(unit: str, lacking: list[str]) -> str:
    near = get_close_matches(unit, lacking, n=1)
    guess = f" (is it {near[0]}?)" if near else ""
    return (
        f"no unit in office.toml has the id '{unit}'{guess}; rename the sheet, delete it, or add "
        f"the unit. Notes may stand on a sheet named {GUIDE_SHEET}"
    )
