"""Reads ``perjanjian-kinerja/<year>.xlsx``: one sheet a unit, named by the unit's id.

What one sheet must be is ``agreement_sheet``; here the file is opened and its sheets are held
against the office's units. Every mistake is told at once, by sheet and cell: an office mends its
agreement once a year and should not have to try it ten times. Told in Indonesian: it is staff who
write and mend this file.
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
_SAVE_AGAIN = "buka di Excel atau LibreOffice, lalu simpan sebagai buku kerja Excel (.xlsx)"
#: By the code with which an inspection or the opening of the package refuses a file.
_UNFIT = {
    "F03": f"rusak atau terpotong; {_SAVE_AGAIN}",
    "H04": f"berformat lama (.xls); {_SAVE_AGAIN}",
    "H05": "terkunci kata sandi; hapus kata sandinya, lalu simpan lagi",
    "H06": f"rusak atau terpotong; {_SAVE_AGAIN}",
    "H08": "terlalu besar bila dibuka; hapus baris, lembar, dan gambar yang tidak dipakai, lalu "
    "simpan lagi",
    "H10": "memuat makro; simpan sebagai buku kerja Excel (.xlsx) tanpa makro",
    "H11": "memuat perintah kepada program lain (DDE); tempelkan hasilnya sebagai nilai",
    "H12": "mengambil isi berkas lain; putuskan tautannya (Data, Edit Links, Break Link)",
    "H13": "memuat berkas atau objek sisipan; hapus",
    "H14": "memuat kontrol ActiveX atau add-in; hapus",
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
        raise Misconfigured([f"{_named(path)}: belum ada{_making(path)}"]) from error
    except OSError as error:
        what = f"{_named(path)}: tidak dapat dibaca ({error.strerror})"
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
        problems.append(
            f"{named}: tidak ada lembar untuk satu unit pun; tambahkan lembar yang bernama id unit"
        )
    agreement = Agreement(year=int(path.stem), units=tuple(parts))
    problems += [
        f"{named}: tidak ada lembar untuk unit '{unit}'; tambahkan lembar dengan nama itu"
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
    what = _UNFIT.get(finding.code, f"bukan buku kerja .xlsx biasa; {_SAVE_AGAIN}")
    part = finding.facts.get("bagian", "")
    return f"{named}: {what} ({finding.code}{part and f', {part}'})"


def _making(path: Path) -> str:
    """How to come by a workbook that is missing: from what lies there, or from the sample."""
    others = sorted(other.name for other in path.parent.glob(f"{path.stem}.*"))
    if others:
        return f"; yang ada {', '.join(others)}: simpan sebagai {path.name}"
    years = [each.name for each in path.parent.glob("[0-9][0-9][0-9][0-9].xlsx")]
    # The year before is the likest; a later one only where there is none.
    before = [name for name in years if name < path.name]
    nearest = max(before) if before else min(years, default="")
    sample = f"{path.parent.name}/{nearest}" if nearest else "contoh dari 'paraf init FOLDER'"
    return (
        f"; salin {sample} menjadi {path.name}, tulis {path.stem} di samping Tahun pada setiap "
        f"lembar, lalu isi indikator, target, dan pagu tahun itu (caranya pada lembar "
        f"{GUIDE_SHEET}); sesudah itu jalankan 'paraf doctor'"
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
        sheet = f"{named}, lembar {grid.title}"
        if unit in seen:
            problems.append(f"{sheet}: unit ini mempunyai dua lembar; hapus salah satu")
        elif units is not None and unit not in units:
            problems.append(f"{sheet}: {_unknown(unit, [x for x in units if x not in titles])}")
        else:
            seen.add(unit)
            part, found = read_sheet(grid, unit, year, look.customs)
            problems += [f"{sheet}{each}" for each in found]
            yield part


def _unknown(unit: str, lacking: list[str]) -> str:
    near = get_close_matches(unit, lacking, n=1)
    guess = f" (maksudnya {near[0]}?)" if near else ""
    return (
        f"tidak ada unit dengan id '{unit}' di office.toml{guess}; ubah nama lembar, hapus lembar, "
        f"atau tambahkan unitnya. Catatan boleh ditulis pada lembar bernama {GUIDE_SHEET}"
    )
