"""``sop/<id>.toml``: the SOP's own table plus machine keys, into the definition that runs."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from pipeline.config.reading import describe, read_toml
from pipeline.config.strict import Strict
from pipeline.domain.faults import faults
from pipeline.domain.sop import Access, Cutoff, Kind, PaperKind, Sop, Standard, Step, TimeUnit
from pipeline.errors import Misconfigured

_TIME = re.compile(r"\s*([1-9]\d{0,3})\s*(menit|jam|hari kalender|hari)(?:\s+kerja)?\s*")


class _Time(Strict):
    waktu: str
    asal: Literal["sop", "usulan"] = "sop"

    def standard(self) -> Standard | None:
        if not self.waktu.strip():
            return None
        written = _TIME.fullmatch(self.waktu)
        if not written:
            raise ValueError(f"'{self.waktu}' is no time; write for example '10 menit' or '4 hari'")
        return Standard(
            amount=int(written[1]), unit=TimeUnit(written[2]), proposed=self.asal == "usulan"
        )


def _as_time(value: Any) -> Any:
    return {"waktu": value} if isinstance(value, str) else value


def _checked(value: _Time) -> _Time:
    value.standard()
    return value


def _in_days(value: _Time) -> _Time:
    standard = value.standard()
    if standard is None or standard.unit is not TimeUnit.WORKING_DAYS:
        raise ValueError("write the new date's distance in days, for example '2 hari'")
    return value


_Written = Annotated[_Time, BeforeValidator(_as_time), AfterValidator(_checked)]
_Days = Annotated[_Time, BeforeValidator(_as_time), AfterValidator(_in_days)]


class _Machine(Strict):
    kind: Kind
    post: str
    per_unit: bool = False
    paper: str | None = None
    incoming: bool = False
    order: str = ""
    form: str | None = None
    contents: str | None = None
    receipt: str | None = None
    addendum: str | None = None
    warning: str | None = None
    closing: str | None = None
    cutoff: Cutoff | None = None
    next: str | None = None
    back: str | None = None


class _Row(Strict):
    no: str = Field(min_length=1)
    kegiatan: str
    pelaksana: str
    kelengkapan: tuple[str, ...] = ()
    waktu: _Written = _Time(waktu="")
    output: tuple[str, ...] = ()
    keterangan: str = ""
    asal: Literal["sop", "usulan"] = "sop"
    mesin: _Machine


class _Identity(Strict):
    id: str
    nomor: str
    nama: str
    unit: str
    tanggal_pembuatan: str
    tanggal_revisi: str = ""
    tanggal_efektif: str = ""
    dasar_hukum: tuple[str, ...] = ()
    kualifikasi_pelaksana: tuple[str, ...] = ()
    keterkaitan: tuple[str, ...] = ()
    peralatan: tuple[str, ...] = ()
    peringatan: tuple[str, ...] = ()
    pencatatan: tuple[str, ...] = ()
    klasifikasi: str
    nama_klasifikasi: str
    perpanjangan: _Days = _Time(waktu="2 hari", asal="usulan")


def _classification(text: str) -> str:
    """Another klasifikasi, as its folder is called."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)* \S.*", text):
        raise ValueError(f"'{text}' is no klasifikasi; write \"000.7.2.8 Laporan Berkala\"")
    return text


class _Paper(Strict):
    judul: str
    konsep: str = ""
    template: str = ""
    register_: str | None = Field(default=None, alias="register")
    akses: Access = Access.LIMITED
    tunjuk_silang: tuple[Annotated[str, AfterValidator(_classification)], ...] = ()


class _File(Strict):
    sop: _Identity
    langkah: tuple[_Row, ...]
    naskah: dict[str, _Paper]


def load_sop(
    path: Path, posts: frozenset[str], templates: frozenset[str], registers: frozenset[str]
) -> Sop:
    """Read a definition and make sure that it can work in this office.

    Args:
        path: the TOML file.
        posts: ids of the posts that somebody holds.
        templates: names of the Word templates at hand, without ending.
        registers: names of the number registers of ``office.toml``.

    Raises:
        Misconfigured: with every problem, each naming its row.
    """
    text, raw = read_toml(path)
    try:
        sop = _definition(_File.model_validate(raw))
    except ValidationError as error:
        rows = raw.get("langkah", [])
        raise Misconfigured(describe(error, text, path.name, rows=rows)) from None
    problems = [
        f"{path.name}: {f'row {fault.row}: ' if fault.row else ''}{fault.text}"
        for fault in faults(sop, posts, templates)
    ]
    problems += [
        f"{path.name}: paper '{paper.id}' draws from register '{paper.register}', "
        "which has no format under [nomor] in office.toml"
        for paper in sop.papers.values()
        if paper.register and paper.register not in registers
    ]
    problems += [
        f"{path.name}: paper '{paper.id}': tunjuk_silang '{each}' is the SOP's own klasifikasi, "
        "where the paper itself is filed; remove it"
        for paper in sop.papers.values()
        for each in paper.cross_references
        if each.partition(" ")[0] == sop.classification
    ]
    if problems:
        raise Misconfigured(problems)
    return sop


def _definition(entry: _File) -> Sop:
    extension = entry.sop.perpanjangan.standard()
    return Sop(
        id=entry.sop.id,
        number=entry.sop.nomor,
        name=entry.sop.nama,
        unit_name=entry.sop.unit,
        created=entry.sop.tanggal_pembuatan,
        revised=entry.sop.tanggal_revisi,
        effective=entry.sop.tanggal_efektif,
        legal_basis=entry.sop.dasar_hukum,
        qualifications=entry.sop.kualifikasi_pelaksana,
        related=entry.sop.keterkaitan,
        equipment=entry.sop.peralatan,
        warnings=entry.sop.peringatan,
        records=entry.sop.pencatatan,
        classification=entry.sop.klasifikasi,
        classification_name=entry.sop.nama_klasifikasi,
        extension_days=extension.amount if extension else 2,
        steps=tuple(_step(row) for row in entry.langkah),
        papers={name: _paper(name, paper) for name, paper in entry.naskah.items()},
    )


def _step(row: _Row) -> Step:
    return Step(
        no=row.no,
        activity=row.kegiatan,
        actor=row.pelaksana,
        requirements=row.kelengkapan,
        standard=row.waktu.standard(),
        output=row.output,
        remark=row.keterangan,
        proposed=row.asal == "usulan",
        **row.mesin.model_dump(),
    )


def _paper(name: str, paper: _Paper) -> PaperKind:
    return PaperKind(
        id=name,
        title=paper.judul,
        draft_title=paper.konsep,
        template=paper.template,
        register=paper.register_,
        access=paper.akses,
        cross_references=paper.tunjuk_silang,
    )
