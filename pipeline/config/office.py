"""``office.toml``: names, letterhead, units, posts and who holds them, numbering, calendar.

Nothing is done with the values here. Unknown keys are refused and every problem is named together
with its line, since whoever set up the office should have to look only once (design, section 3).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from pipeline.config.achievement import AchievementEntry
from pipeline.config.hours import Hours
from pipeline.config.jra import RetentionEntry, load_rules
from pipeline.config.reading import line_of, read_toml, validated
from pipeline.config.strict import Strict
from pipeline.domain.calendar import FRIDAY, MONDAY_TO_THURSDAY, RAMADAN, RAMADAN_FRIDAY
from pipeline.domain.performance.achievement import USUAL, Rules
from pipeline.domain.retention import Schedule
from pipeline.errors import Misconfigured
from pipeline.ports.signing import ProgramProfile
from pipeline.ports.store import TIME_AUTHORITY
from pipeline.wording.sentences import speaks_of_bsre

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


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone '{name}'; write Asia/Jakarta") from None
    return name


def _folder_name(name: str) -> str:
    """A folder below ``inbox`` and ``outbox``, legal on every system."""
    if not re.fullmatch(r"[^\W_](?:[\w .-]*[\w-])?", name):
        raise ValueError("a folder name has letters, digits, '-', '_', '.' and blanks only")
    return name


def _own_words(text: str) -> str:
    """The sentence for internal certificates; the one about BSrE is Paraf's to choose."""
    if speaks_of_bsre(text):
        raise ValueError(
            "must not speak of BSrE: that sentence is printed by itself where the certificates "
            "are BSrE's ([tanda_tangan] penerbit_bsre); remove the line"
        )
    return text


def _whole_path(text: str) -> str:
    if not Path(text).is_absolute():
        raise ValueError("write the whole path, from / on")
    return text


Nip = Annotated[str, AfterValidator(_read_nip)]
Text = Annotated[str, Field(min_length=1, max_length=300)]


class _Span(Strict):
    """The days from one to another, both included."""

    dari: date
    sampai: date

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.sampai < self.dari:
            raise ValueError("'sampai' lies before 'dari'")
        return self


class ActingHolder(_Span):
    """Somebody who holds a post for a while, as ``Plt.`` or ``Plh.``."""

    sebagai: Literal["Plt.", "Plh."]
    nama: Text
    pangkat: str = ""
    nip: Nip


class PostEntry(Strict):
    """One post as written under ``[jabatan.<id>]``."""

    sebutan: Text
    nama: Text
    pangkat: str = ""
    nip: Nip
    folder: Annotated[str, AfterValidator(_folder_name)] | None = None
    agen_tanda_tangan: bool = False
    pelaksana_sementara: tuple[ActingHolder, ...] = ()

    @model_validator(mode="after")
    def _one_at_a_time(self) -> Self:
        spans = sorted((each.dari, each.sampai) for each in self.pelaksana_sementara)
        if any(later[0] <= earlier[1] for earlier, later in pairwise(spans)):
            raise ValueError("two acting holders (pelaksana_sementara) share a day")
        return self


class UnitEntry(Strict):
    """One unit as written under ``[[unit]]``."""

    id: Text
    nama: Text
    singkat: str = ""
    kepala: Text
    staf: Text


class _DayOff(Strict):
    tanggal: date
    nama: Text


class WorkingHoursEntry(Strict):
    """When the office is open, under ``[kalender.jam_kerja]``; defaults: dossier 6.1."""

    senin_kamis: Hours = MONDAY_TO_THURSDAY
    jumat: Hours = FRIDAY
    ramadan: Hours = RAMADAN
    ramadan_jumat: Hours = RAMADAN_FRIDAY


class CalendarEntry(Strict):
    """What the office adds to or takes from the library's calendar."""

    libur: tuple[_DayOff, ...] = ()
    masuk: tuple[date, ...] = ()
    ramadan: tuple[_Span, ...] = ()
    cuti_bersama_libur: bool = True
    jam_kerja: WorkingHoursEntry = WorkingHoursEntry()


class IdentityEntry(Strict):
    """The office itself, under ``[kantor]``."""

    pemerintah: Text
    badan: Text
    nama_daerah: Text
    alamat: tuple[Text, ...]
    tempat: Text
    kode_unit: Text
    zona: Annotated[str, AfterValidator(_known_zone)] = "Asia/Jakarta"
    sop: Text
    juru_berkas: str = "kasubbag-tu"
    footer_tte: Annotated[str, AfterValidator(_own_words)] = ""


def _fingerprint(text: str) -> str:
    """A certificate's SHA-256 as openssl prints it, with or without colons."""
    digits = re.sub(r"[: ]", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise ValueError(
            "a SHA-256 fingerprint has 64 hex digits; "
            "openssl x509 -in penerbit.pem -noout -fingerprint -sha256 prints it"
        )
    return digits


class SigningEntry(Strict):
    """What the office says about electronic signatures, under ``[tanda_tangan]``."""

    #: Certificates of BSrE's issuing authorities; only theirs make the footer speak of BSrE.
    penerbit_bsre: tuple[Annotated[str, AfterValidator(_fingerprint)], ...] = ()
    #: Other people's programs that are accepted; none named: the strict rules only.
    profil: tuple[ProgramProfile, ...] = ("ketat",)


StampDigest = Literal["sha256", "sha384", "sha512"]
STAMP_DIGESTS: tuple[StampDigest, ...] = get_args(StampDigest)


class TimestampEntry(Strict):
    """The timestamping authority, under ``[stempel_waktu]``; without it nothing is stamped."""

    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=300)]
    #: Days before a filed paper's newest timestamp lapses from which it is renewed.
    perpanjang_sebelum: Annotated[int, Field(ge=1, le=3650)] = 180
    #: Digests that still count; the first is asked for. What rests on another is renewed.
    digest: Annotated[tuple[StampDigest, ...], Field(min_length=1)] = STAMP_DIGESTS


class ArchiveEntry(Strict):
    """What the office says about its archive, under ``[archive]``."""

    #: A folder, best on another machine or disk, that gets a second copy of every berkas.
    mirror: Annotated[str, AfterValidator(_whole_path)] | None = None


def _shape(written: str) -> str:
    if not re.fullmatch(r"0+([.\-/]0+)*", written):
        raise ValueError('write the shape with 0 for each digit, e.g. "0.00.00"')
    return written


class AgreementEntry(Strict):
    """How the office writes its perjanjian kinerja, under ``[perjanjian_kinerja]``."""

    #: A programme, and an activity of one; none: any code is taken. Not from the SOP.
    kode_program: tuple[Annotated[str, AfterValidator(_shape)], ...] = ("0.00.00", "0.00.00.0.00")


class _File(Strict):
    demo: bool = False
    kantor: IdentityEntry
    nomor: dict[str, Text]
    retensi: RetentionEntry
    jabatan: dict[str, PostEntry]
    unit: tuple[UnitEntry, ...] = Field(min_length=1)
    kalender: CalendarEntry = CalendarEntry()
    archive: ArchiveEntry = ArchiveEntry()
    perjanjian_kinerja: AgreementEntry = AgreementEntry()
    capaian: AchievementEntry = AchievementEntry()
    stempel_waktu: TimestampEntry | None = None
    tanda_tangan: SigningEntry = SigningEntry()


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
    retention: Schedule  #: the office's JRA
    posts: Mapping[str, PostEntry]
    units: tuple[UnitEntry, ...]
    calendar: CalendarEntry
    judging: Rules = USUAL  #: how an achievement is judged
    code_shapes: tuple[str, ...] = ()  #: of a programme code, ``0`` for each digit; none: any
    timestamps: TimestampEntry | None = None
    signing: SigningEntry = field(default_factory=SigningEntry)
    mirror: Path | None = None  #: the archive's second copy, absolute

    @property
    def bsre_issuers(self) -> frozenset[str]:
        """SHA-256 of the certificates of BSrE's issuing authorities."""
        return frozenset(self.signing.penerbit_bsre)

    @property
    def profiles(self) -> tuple[ProgramProfile, ...]:
        """Programs whose signatures are accepted beside those that keep to the strict rules."""
        return self.signing.profil

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
    """Read an office folder's configuration: ``office.toml`` and ``jra.toml``.

    Raises:
        Misconfigured: with every problem and its line.
    """
    text, raw = read_toml(root / FILE_NAME)
    problems = [
        f"{FILE_NAME}{line_of(text, where)}: {sentence}" for where, sentence in _cross_checks(raw)
    ]
    try:
        rules = load_rules(root)
    except Misconfigured as error:
        rules, problems = (), [*problems, *error.problems]
    entry = validated(_File, raw, text, FILE_NAME, problems)
    return OfficeConfig(
        root=root,
        demo=entry.demo,
        identity=entry.kantor,
        number_formats=entry.nomor,
        retention=Schedule(rules=rules, fallback=entry.retensi.rule()),
        posts=entry.jabatan,
        units=entry.unit,
        calendar=entry.kalender,
        judging=entry.capaian.rules(),
        code_shapes=entry.perjanjian_kinerja.kode_program,
        timestamps=entry.stempel_waktu,
        signing=entry.tanda_tangan,
        mirror=Path(entry.archive.mirror) if entry.archive.mirror else None,
    )


_Problem = tuple[tuple[str, ...], str]


def _cross_checks(raw: Mapping[str, Any]) -> Iterator[_Problem]:
    """What does not fit together, as far as the file can be read; looks at the plain tables.

    Done beside validation, not after it, so that every problem is named at once.
    """
    jabatan = raw.get("jabatan")
    posts = dict(_tables(jabatan.items() if isinstance(jabatan, dict) else ()))
    unit = raw.get("unit")
    units = dict(_tables(enumerate(unit) if isinstance(unit, list) else ()))
    for post in posts:
        if not _POST_ID.fullmatch(post):
            yield ("jabatan", post), f"post id '{post}': use small letters, digits and '-'"
        if post == TIME_AUTHORITY:
            yield ("jabatan", post), f"post id '{post}' is the register's own; use another"
    for where, post in _named_posts(raw, units):
        if isinstance(post, str) and post not in posts:
            yield where, f"post '{post}' has no [jabatan.{post}]"
    ids = [each.get("id") for each in units.values()]
    for place, name in enumerate(ids):
        if name is not None and name in ids[:place]:
            yield ("unit", str(place), "id"), f"unit '{name}' is there twice"
    folders = {post: str(entry.get("folder") or post) for post, entry in posts.items()}
    names = [name.casefold() for name in folders.values()]
    for post, name in folders.items():
        if names.count(name.casefold()) > 1:
            yield ("jabatan", post, "folder"), f"folder '{name}' belongs to two posts"
    registers = raw.get("nomor")
    yield from _format_faults(registers if isinstance(registers, dict) else {})


def _tables(entries: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, dict[str, Any]]]:
    return ((key, each) for key, each in entries if isinstance(each, dict))


def _named_posts(
    raw: Mapping[str, Any], units: Mapping[int, Mapping[str, Any]]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for place, unit in units.items():
        for key in ("kepala", "staf"):
            yield ("unit", str(place), key), unit.get(key)
    office = raw.get("kantor")
    if isinstance(office, dict):
        clerk = office.get("juru_berkas", IdentityEntry.model_fields["juru_berkas"].default)
        yield ("kantor", "juru_berkas"), clerk


def _format_faults(registers: Mapping[str, Any]) -> Iterator[_Problem]:
    printed: dict[str, str] = {}
    for register, pattern in registers.items():
        if not isinstance(pattern, str):
            continue
        try:
            first, second, next_year = (
                pattern.format(
                    klasifikasi="0", urut=number, unit="X", romawi="I", bulan=1, tahun=year
                )
                for number, year in ((1, 2026), (2, 2026), (1, 2027))
            )
        except (KeyError, ValueError, IndexError, AttributeError, TypeError) as error:
            sentence = (
                f"format of '{register}': {error}; use "
                "{klasifikasi} {urut:02d} {unit} {romawi} {bulan} {tahun}"
            )
            yield ("nomor", register), sentence
            continue
        if first in (second, next_year):
            yield ("nomor", register), f"format of '{register}' needs {{urut}} and {{tahun}}"
        if first in printed:
            other = printed[first]
            yield ("nomor", register), f"registers '{other}' and '{register}' give the same nomor"
        printed.setdefault(first, register)
