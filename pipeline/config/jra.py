"""``jra.toml``: the office's jadwal retensi arsip, one row a kode klasifikasi.

An office without the file keeps to ``[retensi]`` in ``office.toml`` for everything. Columns:
dossier 8.3. Values nobody decreed for this office are marked ``asal = "usulan"`` and never printed
as law.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from pipeline.config.reading import line_of, read_toml, validated
from pipeline.config.strict import Strict
from pipeline.domain.retention import Fate, Rule

FILE_NAME = "jra.toml"
#: What the sample office of an older Paraf said of its own values.
_SAMPLE_BASIS = "Contoh; sesuaikan dengan JRA yang berlaku"
#: A century is more than any JRA asks for.
Years = Annotated[int, Field(ge=0, le=100)]


class RetentionEntry(Strict):
    """``[retensi]`` in ``office.toml``: what holds where no row of the JRA speaks."""

    aktif: Years
    inaktif: Years
    nasib_akhir: Literal["Musnah", "Permanen", "Dinilai kembali"]
    dasar: str = ""
    asal: Literal["jra", "usulan"] = "jra"

    def rule(self) -> Rule:
        """It as a rule; without a regulation behind it, it is a proposal."""
        basis = "" if self.dasar.strip() == _SAMPLE_BASIS else self.dasar.strip()
        return Rule(
            code="",
            active=self.aktif,
            inactive=self.inaktif,
            fate=Fate(self.nasib_akhir),
            basis=self.dasar.strip(),
            proposed=self.asal == "usulan" or not basis,
        )


class _Row(Strict):
    kode: str = Field(pattern=r"^[0-9]+(\.[0-9]+)*$")
    jenis_arsip: str = Field(min_length=1, max_length=300)
    aktif: Years
    inaktif: Years
    nasib_akhir: Literal["Musnah", "Permanen", "Dinilai kembali"]
    keterangan: str = Field(default="", max_length=300)
    dasar_hukum: str = Field(default="", max_length=300)
    asal: Literal["jra", "usulan"] = "jra"


class _File(Strict):
    dasar_hukum: str = Field(default="", max_length=300)
    jra: tuple[_Row, ...] = ()


def load_rules(root: Path) -> tuple[Rule, ...]:
    """Read the rows of an office's JRA; none where it has no such file.

    Raises:
        Misconfigured: with every problem and its line.
    """
    if not (root / FILE_NAME).exists():
        return ()
    text, raw = read_toml(root / FILE_NAME)
    problems = [
        f"{FILE_NAME}{line_of(text, where)}: {sentence}" for where, sentence in _faults(raw)
    ]
    entry = validated(_File, raw, text, FILE_NAME, problems)
    return tuple(_rule(row, entry.dasar_hukum) for row in entry.jra)


def _rule(row: _Row, basis: str) -> Rule:
    return Rule(
        code=row.kode,
        kind=row.jenis_arsip,
        active=row.aktif,
        inactive=row.inaktif,
        fate=Fate(row.nasib_akhir),
        remark=row.keterangan.strip(),
        basis=(row.dasar_hukum or basis).strip(),
        proposed=row.asal == "usulan",
    )


def _faults(raw: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What does not fit together; looks at the plain tables, so that all is named at once."""
    rows = raw.get("jra")
    tables = [each for each in rows if isinstance(each, dict)] if isinstance(rows, list) else []
    seen: set[str] = set()
    for place, row in enumerate(tables):
        here = ("jra", str(place))
        code = str(row.get("kode", ""))
        if code in seen:
            yield (*here, "kode"), f"kode '{code}' is there twice; keep the row that holds"
        seen.add(code)
        if row.get("asal", "jra") == "jra" and not (row.get("dasar_hukum") or _basis(raw)):
            yield (
                (*here, "kode"),
                (
                    f"kode '{code}' names no dasar_hukum; name the regulation, or write "
                    'asal = "usulan" until there is one'
                ),
            )
        yield from _contradiction(here, row)


def _basis(raw: Mapping[str, Any]) -> str:
    basis = raw.get("dasar_hukum")
    return basis.strip() if isinstance(basis, str) else ""


def _contradiction(
    here: tuple[str, ...], row: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], str]]:
    remark = str(row.get("keterangan", "")).strip().casefold()
    for fate in Fate:
        if remark.startswith(fate.casefold()) and row.get("nasib_akhir") != fate:
            yield (*here, "keterangan"), f"keterangan says '{fate}', nasib_akhir something else"
