"""``office.toml``: names, letterhead, units, posts and who holds them, numbering, calendar.

Nothing is done with the values here. Unknown keys are refused and every problem is named together
with its line, since whoever set up the office should have to look only once (design, section 3).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import Misconfigured

FILE_NAME = "office.toml"
_NUMBER_GAPS = "{klasifikasi} {urut:02d} {unit} {romawi} {bulan} {tahun}"
_POST_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def _read_nip(text: str) -> str:
    """18 digits that begin with a birth date (dossier 5)."""
    digits = text.replace(" ", "")
    if not (len(digits) == 18 and digits.isascii() and digits.isdigit()):
        raise ValueError("NIP must have 18 digits, e.g. 19670923 199303 1 004")
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise ValueError("the first 8 digits of a NIP are a birth date; these are none") from None
    return digits


Nip = Annotated[str, AfterValidator(_read_nip)]
Text = Annotated[str, Field(min_length=1, max_length=300)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ActingHolder(_Strict):
    """Somebody who holds a post for a while, as ``Plt.`` or ``Plh.``."""

    sebagai: Literal["Plt.", "Plh."]
    nama: Text
    pangkat: str = ""
    nip: Nip
    dari: date
    sampai: date


class PostEntry(_Strict):
    """One post as written under ``[jabatan.<id>]``."""

    sebutan: Text
    nama: Text
    pangkat: str = ""
    nip: Nip
    folder: str | None = None
    agen_tanda_tangan: bool = False
    pelaksana_sementara: tuple[ActingHolder, ...] = ()


class UnitEntry(_Strict):
    """One unit as written under ``[[unit]]``."""

    id: Text
    nama: Text
    singkat: str = ""
    kepala: Text
    staf: Text


class _DayOff(_Strict):
    tanggal: date
    nama: Text


class _Span(_Strict):
    dari: date
    sampai: date


class CalendarEntry(_Strict):
    """What the office adds to or takes from the library's calendar."""

    libur: tuple[_DayOff, ...] = ()
    masuk: tuple[date, ...] = ()
    ramadan: tuple[_Span, ...] = ()
    cuti_bersama_libur: bool = True


class IdentityEntry(_Strict):
    """The office itself, under ``[kantor]``."""

    pemerintah: Text
    badan: Text
    nama_daerah: Text
    alamat: tuple[Text, ...]
    tempat: Text
    kode_unit: Text
    zona: str = "Asia/Jakarta"
    sop: Text
    juru_berkas: str = "kasubbag-tu"
    footer_tte: str = ""


class RetentionEntry(_Strict):
    """How long a berkas is kept, from the office's own JRA."""

    aktif: int = Field(ge=0, le=100)
    inaktif: int = Field(ge=0, le=100)
    nasib_akhir: Literal["Musnah", "Permanen", "Dinilai kembali"]
    dasar: str = ""


class _File(_Strict):
    demo: bool = False
    kantor: IdentityEntry
    nomor: dict[str, Text]
    retensi: RetentionEntry
    jabatan: dict[str, PostEntry]
    unit: tuple[UnitEntry, ...] = Field(min_length=1)
    kalender: CalendarEntry = CalendarEntry()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who acts for a post on a day, and under which title."""

    name: str
    rank: str
    nip: str  #: 18 digits
    title: str  #: as printed, e.g. ``Plh. Kepala Badan ...``


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeConfig:
    """An office folder and what its ``office.toml`` says."""

    root: Path
    demo: bool
    identity: IdentityEntry
    number_formats: Mapping[str, str]
    retention: RetentionEntry
    posts: Mapping[str, PostEntry]
    units: tuple[UnitEntry, ...]
    calendar: CalendarEntry

    def folder(self, post: str) -> str:
        """The name of a post's folder below ``inbox`` and ``outbox``."""
        return self.posts[post].folder or post

    def holder(self, post: str, on: date) -> Holder:
        """Who acts for a post on a day: an acting holder if one is appointed, else its own."""
        entry = self.posts[post]
        for acting in entry.pelaksana_sementara:
            if acting.dari <= on <= acting.sampai:
                return Holder(
                    name=acting.nama,
                    rank=acting.pangkat,
                    nip=acting.nip,
                    title=f"{acting.sebagai} {entry.sebutan}",
                )
        return Holder(name=entry.nama, rank=entry.pangkat, nip=entry.nip, title=entry.sebutan)


def load_office(root: Path) -> OfficeConfig:
    """Read an office folder's configuration.

    Raises:
        Misconfigured: with every problem and its line.
    """
    text, raw = read_toml(root / FILE_NAME)
    try:
        entry = _File.model_validate(raw)
    except ValidationError as error:
        raise Misconfigured(describe(error, text, FILE_NAME)) from None
    problems = [
        f"{FILE_NAME}{_line(text, where)}: {sentence}" for where, sentence in _cross_checks(entry)
    ]
    if problems:
        raise Misconfigured(problems)
    return OfficeConfig(
        root=root,
        demo=entry.demo,
        identity=entry.kantor,
        number_formats=entry.nomor,
        retention=entry.retensi,
        posts=entry.jabatan,
        units=entry.unit,
        calendar=entry.kalender,
    )


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """A TOML file's text and content.

    Raises:
        Misconfigured: it is missing, not UTF-8 or not TOML.
    """
    try:
        text = path.read_text("utf-8-sig")
        return text, tomllib.loads(text)
    except FileNotFoundError:
        raise Misconfigured([f"{path.name} is missing in {path.parent}"]) from None
    except UnicodeDecodeError:
        raise Misconfigured([f"{path.name} is not UTF-8 text; save it as UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured([f"{path.name} cannot be read as TOML: {error}"]) from None


def describe(error: ValidationError, text: str, name: str) -> list[str]:
    """Each validation error as one English sentence with its line."""
    sentences = []
    for detail in error.errors():
        where = tuple(str(part) for part in detail["loc"])
        match detail["type"]:
            case "extra_forbidden":
                what = f"unknown key '{where[-1]}'; remove it or correct its spelling"
            case "missing":
                what = f"'{where[-1]}' is missing"
            case _:
                what = f"'{where[-1]}': {detail['msg'].removeprefix('Value error, ')}"
        table = ".".join(where[:-1])
        sentences.append(f"{name}{_line(text, where)}: {f'[{table}] ' if table else ''}{what}")
    return sentences


def _line(text: str, where: tuple[str, ...]) -> str:
    """`` line N`` of the deepest part of a key path that can be found in the file."""
    lines = text.splitlines()
    start = _table_line(lines, where)
    key = where[-1] if where else ""
    for number in range(start, len(lines)):
        if number > start and lines[number].startswith("["):
            break
        if re.match(rf'\s*"?{re.escape(key)}"?\s*=', lines[number]):
            return f" line {number + 1}"
    return f" line {start + 1}" if start else ""


def _table_line(lines: list[str], where: tuple[str, ...]) -> int:
    """The index of the table header that best matches a key path; 0 when there is none."""
    best, depth = 0, 0
    seen: dict[str, int] = {}
    for number, line in enumerate(lines):
        header = re.match(r"\s*\[{1,2}\s*([^\]]+?)\s*\]", line)
        if not header:
            continue
        name = header[1].replace('"', "")
        path = name.split(".")
        if line.lstrip().startswith("[["):
            path.append(str(seen.get(name, 0)))
            seen[name] = seen.get(name, 0) + 1
        if tuple(path) == where[: len(path)] and len(path) > depth:
            best, depth = number, len(path)
    return best


def _cross_checks(entry: _File) -> list[tuple[tuple[str, ...], str]]:
    found: list[tuple[tuple[str, ...], str]] = []
    found += [
        (("jabatan", post, ""), f"post id '{post}': use small letters, digits and '-'")
        for post in entry.jabatan
        if not _POST_ID.fullmatch(post)
    ]
    for number, unit in enumerate(entry.unit):
        for key, post in (("kepala", unit.kepala), ("staf", unit.staf)):
            if post not in entry.jabatan:
                found.append((("unit", str(number), key), f"post '{post}' has no [jabatan.{post}]"))
    if entry.kantor.juru_berkas not in entry.jabatan:
        clerk = entry.kantor.juru_berkas
        found.append((("kantor", "juru_berkas"), f"post '{clerk}' has no [jabatan.{clerk}]"))
    ids = [unit.id for unit in entry.unit]
    found += [
        (("unit", str(ids.index(each)), "id"), f"unit '{each}' is there twice")
        for each in {each for each in ids if ids.count(each) > 1}
    ]
    folders = [(post, each.folder or post) for post, each in entry.jabatan.items()]
    names = [name.casefold() for _, name in folders]
    found += [
        (("jabatan", post, "folder"), f"folder '{name}' belongs to two posts")
        for post, name in folders
        if names.count(name.casefold()) > 1
    ]
    return found + _format_faults(entry)


def _format_faults(entry: _File) -> list[tuple[tuple[str, ...], str]]:
    found: list[tuple[tuple[str, ...], str]] = []
    for register, pattern in entry.nomor.items():
        try:
            pattern.format(klasifikasi="0", urut=1, unit="X", romawi="I", bulan=1, tahun=2026)
        except (KeyError, ValueError, IndexError) as error:
            found.append(
                (
                    ("nomor", register),
                    f"format of '{register}': {error}; use {_NUMBER_GAPS}",
                )
            )
            continue
        if "{urut" not in pattern or "{tahun" not in pattern:
            found.append(
                (("nomor", register), f"format of '{register}' needs {{urut}} and {{tahun}}")
            )
    return found
