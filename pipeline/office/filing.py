"""From a cycle to its berkas: which papers are items, what is said of each, what goes with them.

Everything handed to the archive is fixed by the cycle as it was when filing was decided, so that
filing again after a crash gives the same berkas. Sources: domain dossier 8.2 (lists), 8.4 (tree
and names), 8.5 (metadata); design section 12.
"""

import base64
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import PurePosixPath

from pipeline.domain.cycle import Attachment, Cycle, Format, Paper, PaperState, Signature
from pipeline.domain.sop import Sop
from pipeline.errors import NotYet
from pipeline.office.reports import FilingFacts, berkas_title, retention_words
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.ports.archive import Addition, Berkas, Filed, FileRole, Item, ItemFile, Json
from pipeline.ports.store import TIME_AUTHORITY
from pipeline.wording.indonesian import counted, date_words
from pipeline.wording.papers import ItemArsip
from pipeline.wording.visible import visible_json


class Filing:
    """Files berkas away for one office."""

    def __init__(self, office: Surroundings, tools: Tools) -> None:
        self._office = office
        self._tools = tools

    def facts(self, cycle: Cycle, sop: Sop, record: Paper) -> FilingFacts:
        """What the berita acara says of the berkas it closes."""
        papers = [paper for paper in cycle.filed_papers if paper.code != record.code]
        seq, head = self._tools.store.head()
        return FilingFacts(
            items=self.listed(cycle, sop, [*papers, record]),
            pages=sum(paper.pages for paper in papers),
            place=f"archive/{self._year(cycle)}/{sop.classification} {sop.classification_name}",
            ledger_seq=seq,
            ledger_hash=head,
        )

    def listed(self, cycle: Cycle, sop: Sop, papers: list[Paper]) -> tuple[ItemArsip, ...]:
        """The rows of the daftar isi berkas, numbered from 1."""
        return tuple(
            ItemArsip(
                nomor=str(place),
                kode_klasifikasi=sop.classification,
                uraian=paper.label + (f", Nomor {paper.nomor}" if paper.nomor else ""),
                tanggal=date_words(self._dated(cycle, paper)),
                jumlah=f"{counted(1)} berkas",
                keterangan=self._remark(cycle, paper),
            )
            for place, paper in enumerate(papers, start=1)
        )

    def _remark(self, cycle: Cycle, paper: Paper) -> str:
        if any(paper.code == cycle.unit(unit).data_paper for unit in cycle.addenda):
            return _addendum(cycle, paper.unit or "")
        if paper.state is PaperState.WITHDRAWN:
            return "Ditarik; nomor batal"
        return "Asli elektronik" if paper.signatures else "Asli"

    def file_away(self, cycle: Cycle, sop: Sop) -> Filed:
        """Write the berkas into the archive."""
        identity = self._office.config.identity
        record = next(
            task for task in reversed(cycle.tasks) if task.paper and task.step == sop.steps[-1].no
        )
        papers = list(cycle.filed_papers)
        berkas = Berkas(
            year=self._year(cycle),
            classification_code=sop.classification,
            classification_name=sop.classification_name,
            number=cycle.berkas_number or 1,
            title=berkas_title(cycle),
            creator=f"{identity.badan} {identity.nama_daerah}",
            unit=sop.unit_name,
            retention=retention_words(self._office),
            retention_basis=self._office.config.retention.dasar,
            access="Terbatas",
            items=tuple(
                self._item(cycle, sop, paper, place) for place, paper in enumerate(papers, start=1)
            ),
            filed_at=record.closed_at or record.opened_at,
            ledger_extract=self._extract(cycle, record.paper),
            certificates=self._certificates(papers),
            contents_pdf=self._bytes_of(cycle, cycle.contents),
            metadata={"sop": sop.number, "periode": cycle.period.long, "siklus": cycle.id},
        )
        return self._tools.archive.file_away(berkas)

    def append(self, cycle: Cycle, sop: Sop, unit: str) -> Filed:
        """Add a late unit's data to a filed berkas."""
        progress = cycle.unit(unit)
        name = self._office.roster.unit(unit).name
        return self._add(
            cycle,
            sop,
            list(cycle.supplement_of(unit)),
            reason=f"{_addendum(cycle, unit)}: data susulan {name}.",
            at=progress.received_at or cycle.opened_at,
            extract=self._extract(cycle, progress.data_paper or ""),
        )

    def append_proof(self, cycle: Cycle, sop: Sop, codes: Sequence[str]) -> Filed:
        """Add papers whose validation data came, or were renewed, after the berkas was closed."""
        papers = [cycle.paper(code) for code in codes]
        what = papers[0].nomor or papers[0].label if len(codes) == 1 else f"{len(codes)} naskah"
        return self._add(
            cycle,
            sop,
            papers,
            reason=f"Data validasi tanda tangan pada {what} diperoleh atau diperpanjang setelah "
            "pemberkasan.",
            at=max(each.came_at for each in cycle.late_proofs if each.code in codes),
            extract=self._lines(cycle),
        )

    def _add(  # noqa: PLR0913 - what an addition is made of
        self,
        cycle: Cycle,
        sop: Sop,
        papers: list[Paper],
        *,
        reason: str,
        at: datetime,
        extract: bytes,
    ) -> Filed:
        if cycle.contents and cycle.paper(cycle.contents).state is PaperState.ORDERED:
            raise NotYet("the list of contents is being made anew")
        addition = Addition(
            items=tuple(self._item(cycle, sop, paper, 0) for paper in papers),
            reason=reason,
            filed_at=at,
            ledger_extract=extract,
            certificates=self._certificates(papers),
            contents_pdf=self._bytes_of(cycle, cycle.contents),
        )
        return self._tools.archive.append(cycle.berkas_path or "", addition)

    def _item(self, cycle: Cycle, sop: Sop, paper: Paper, place: int) -> Item:
        return Item(
            number=place,
            dated_on=self._dated(cycle, paper),
            title=paper.label,
            nomor=paper.nomor,
            code=paper.code,
            kind=paper.kind,
            files=tuple(self._files(paper)),
            metadata=self._metadata(cycle, sop, paper),
        )

    def _files(self, paper: Paper) -> list[ItemFile]:
        """The readable rendition first, then what it was made from, then evidence."""
        current = paper.current_sha256 or ""
        files = []
        if paper.format is Format.PDF:
            files.append(self._file(FileRole.RENDITION, "pdf", current))
            if paper.source_sha256:
                files.append(self._file(FileRole.SOURCE, "docx", paper.source_sha256))
        else:
            if paper.rendition_sha256:
                files.append(self._file(FileRole.RENDITION, "pdf", paper.rendition_sha256))
            files.append(self._file(FileRole.SOURCE, paper.format.value, current))
        # What came with a data form is evidence; what lies by a paper of ours was made with it.
        is_form = paper.format is Format.EXCEL
        role = FileRole.EVIDENCE if is_form else FileRole.ATTACHMENT
        return files + [self._attached(role, each) for each in paper.attachments]

    def _file(self, role: FileRole, suffix: str, sha256: str) -> ItemFile:
        path = self._tools.folders.object_path(sha256)
        return ItemFile(role=role, suffix=suffix, content=path, sha256=sha256)

    def _attached(self, role: FileRole, attached: Attachment) -> ItemFile:
        return ItemFile(
            role=role,
            suffix=PurePosixPath(attached.name).suffix,
            content=self._tools.folders.object_path(attached.sha256),
            sha256=attached.sha256,
            original_name=attached.name,
        )

    def _metadata(self, cycle: Cycle, sop: Sop, paper: Paper) -> dict[str, Json]:
        """What an archivist asks of an item besides its files (dossier 8.5)."""
        tasks = [task for task in cycle.tasks if task.paper == paper.code]
        unit = self._office.roster.unit(paper.unit).name if paper.unit else None
        return {
            "langkah_sop": paper.step,
            "unit": unit,
            "keadaan": paper.state.value,
            "tingkat_perkembangan": "asli",
            "halaman": paper.pages or None,
            "penandatangan": [self._signature(paper, each) for each in paper.signatures],
            "berkaitan_dengan": paper.about,
            "riwayat": [
                {
                    "langkah": task.step,
                    "kegiatan": sop.step(task.step).activity,
                    "jabatan": task.post,
                    "diterima": task.laid_at.isoformat() if task.laid_at else None,
                    "selesai": task.closed_at.isoformat() if task.closed_at else None,
                    "hasil": task.outcome.value,
                }
                for task in tasks
            ],
        }

    def _signature(self, paper: Paper, signature: Signature) -> dict[str, Json]:
        day = self._office.today(signature.signed_at)
        post = self._office.config.posts.get(signature.post)
        holder = self._office.config.holder(signature.post, day) if post else None
        return {
            "kolom": signature.field,
            "jabatan": signature.capacity,
            "nama": signature.holder,
            "nip": holder.nip if holder and holder.name == signature.holder else None,
            "sertifikat_sha256": signature.certificate_sha256,
            "waktu": signature.signed_at.isoformat(),
            "jenis": f"PAdES {paper.level or 'B-B'}",
            "hasil_verifikasi": "sah, menurut aturan penerimaan pada saat diserahkan",
        }

    def _dated(self, cycle: Cycle, paper: Paper) -> date:
        """The date on the paper, else the day its step was done."""
        if paper.dated:
            return paper.dated
        done = [task.closed_at for task in cycle.tasks if task.paper == paper.code]
        moment: datetime = next((each for each in reversed(done) if each), cycle.opened_at)
        return self._office.today(moment)

    def _year(self, cycle: Cycle) -> int:
        return self._office.today(cycle.opened_at).year

    def _bytes_of(self, cycle: Cycle, code: str | None) -> bytes | None:
        sha256 = cycle.paper(code).current_sha256 if code else None
        return self._tools.folders.object(sha256) if sha256 else None

    def _extract(self, cycle: Cycle, last_code: str) -> bytes:
        """The ledger over the cycle's time as JSON lines, up to the last hand-in of a paper.

        The chain of the extract has no gap, so that anybody can walk it to the head that the
        berita acara prints.
        """
        ends = [
            line.seq
            for line in self._tools.store.ledger(cycle.id, "HandedIn")
            if f'"code":"{last_code}"' in line.body
        ]
        return self._lines(cycle, ends[-1] if ends else None)

    def _lines(self, cycle: Cycle, until: int | None = None) -> bytes:
        return "".join(
            visible_json(json.dumps(row, ensure_ascii=False, sort_keys=True)) + "\n"
            for row in self._tools.store.extract(cycle.id, until)
        ).encode()

    def _certificates(self, papers: list[Paper]) -> dict[str, bytes]:
        """The certificates behind signatures and timestamps in the berkas, as PEM by file name."""
        used = {each.certificate_sha256 for paper in papers for each in paper.signatures}
        found = {}
        for enrolled in self._tools.store.certificates():
            if enrolled.sha256 in used:
                found[f"{enrolled.post}-{enrolled.sha256[:8]}.pem"] = _pem(enrolled.der)
                found[f"penerbit-{enrolled.post}-{enrolled.sha256[:8]}.pem"] = _pem(
                    enrolled.issuer_der
                )
            elif enrolled.post == TIME_AUTHORITY and any(paper.level for paper in papers):
                found[f"{TIME_AUTHORITY}-{enrolled.sha256[:8]}.pem"] = _pem(enrolled.der)
        return found


def _pem(der: bytes) -> bytes:
    """A certificate in the text form every tool reads (RFC 7468)."""
    text = base64.encodebytes(der).decode()
    flat = text.replace("\n", "")
    rows = "\n".join(flat[start : start + 64] for start in range(0, len(flat), 64))
    return f"-----BEGIN CERTIFICATE-----\n{rows}\n-----END CERTIFICATE-----\n".encode()


def _addendum(cycle: Cycle, unit: str) -> str:
    """Which addendum to which report a unit's data are, for whoever holds the report."""
    nomor = cycle.paper(cycle.report).nomor if cycle.report else None
    report = f"Laporan Rekapitulasi Nomor {nomor}" if nomor else "laporan rekapitulasi"
    return f"Addendum ke-{cycle.addendum_number(unit)} atas {report}"
