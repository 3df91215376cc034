"""One paper as an item of a berkas: its files, and what an archivist asks of it (dossier 8.5).

Everything told is fixed once the berkas is closed, so that filing again gives the same bytes.
"""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import PurePosixPath

from pipeline.domain.cycle import Attachment, Cycle, Format, Paper, PaperState, Signature
from pipeline.domain.sop import Sop
from pipeline.office.relations import relations
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.ports.archive import FileRole, Item, ItemFile, Json


class Items:
    """Turns papers into items for one office."""

    def __init__(self, office: Surroundings, tools: Tools) -> None:
        self._office = office
        self._tools = tools

    def item(
        self, cycle: Cycle, sop: Sop, paper: Paper, place: int, beside: Collection[str]
    ) -> Item:
        """An item; ``beside`` are the codes of what it is filed with, whose relation it tells."""
        return Item(
            number=place,
            dated_on=self.dated(cycle, paper),
            title=paper.label,
            nomor=paper.nomor,
            code=paper.code,
            kind=paper.kind,
            files=tuple(self._files(paper)),
            cross_references=sop.papers[paper.kind].cross_references,
            metadata=self._metadata(cycle, sop, paper)
            | {"hubungan": self._relations(cycle, paper, beside)},
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
            "register_naskah": self._register(sop, paper),
            "akses": sop.papers[paper.kind].access.value,
            "keadaan": paper.state.value,
            "tingkat_perkembangan": "asli",
            "catatan_item": self._note(cycle, paper) or None,
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

    def remark(self, cycle: Cycle, paper: Paper) -> str:
        """Tingkat perkembangan, media, and what else a reader of the list must know (8.2)."""
        suffixes = {each.suffix.removeprefix(".").upper() for each in self._files(paper)}
        words = f"Asli; elektronik ({', '.join(sorted(suffixes))})"
        return "; ".join(filter(None, (words, self._note(cycle, paper))))

    @staticmethod
    def _note(cycle: Cycle, paper: Paper) -> str:
        if any(paper.code == cycle.unit(unit).data_paper for unit in cycle.addenda):
            return addendum_words(cycle, paper.unit or "")
        return "ditarik, nomor batal" if paper.state is PaperState.WITHDRAWN else ""

    def _register(self, sop: Sop, paper: Paper) -> str | None:
        """The register that a paper's nomor was drawn from, which runs by the year."""
        register = sop.papers[paper.kind].register
        return (
            f"{register}/{paper.dated.year}" if register and paper.nomor and paper.dated else None
        )

    @staticmethod
    def _relations(cycle: Cycle, paper: Paper, beside: Collection[str]) -> list[Json]:
        places = {each.code: at for at, each in enumerate(cycle.filed_papers, start=1)}
        return [
            {
                "hubungan": each.what,
                "kode": each.to,
                "nomor_item": places.get(each.to),
                "uraian": cycle.paper(each.to).label,
                "nomor_naskah": cycle.paper(each.to).nomor,
            }
            for each in relations(cycle, paper, beside)
        ]

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
            "penerbit_sertifikat": self._issuer(signature),
            "waktu": signature.signed_at.isoformat(),
            # of the bytes that are filed here: a late proof is an item of its own
            "jenis": f"PAdES {paper.level if paper.signed_sha256 else 'B-B'}",
            "hasil_verifikasi": "sah, menurut aturan penerimaan pada saat diserahkan",
        }

    def _issuer(self, signature: Signature) -> str | None:
        """Who issued a signer's certificate, as that authority calls itself."""
        for enrolled in self._tools.store.certificates(signature.post):
            if enrolled.sha256 == signature.certificate_sha256:
                der = enrolled.issuer_der
                return self._tools.signing.read_certificate(der, der).subject
        return None

    def dated(self, cycle: Cycle, paper: Paper) -> date:
        """The date on the paper, else the day its step was done."""
        if paper.dated:
            return paper.dated
        done = [task.closed_at for task in cycle.tasks if task.paper == paper.code]
        moment: datetime = next((each for each in reversed(done) if each), cycle.opened_at)
        return self._office.today(moment)


def addendum_words(cycle: Cycle, unit: str) -> str:
    """Which addendum to which report a unit's data are, for whoever holds the report."""
    nomor = cycle.paper(cycle.report).nomor if cycle.report else None
    report = f"Laporan Rekapitulasi Nomor {nomor}" if nomor else "laporan rekapitulasi"
    return f"Addendum ke-{cycle.addendum_number(unit)} atas {report}"
