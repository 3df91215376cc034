"""From a cycle to its berkas: which papers are items, what is said of each, what goes with them.

Everything handed to the archive is fixed by the cycle as it was when filing was decided, so that
filing again after a crash gives the same berkas. Sources: domain dossier 8.2 (lists), 8.4 (tree
and names), 8.5 (metadata); design section 12.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

from pipeline.domain.cycle import Cycle, Paper, PaperState
from pipeline.domain.sop import Sop, strictest
from pipeline.errors import NotYet
from pipeline.office.itemising import Items, addendum_words
from pipeline.office.reports import FilingFacts, berkas_title, filing_unit
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.ports.archive import Addition, Berkas, Filed, Related
from pipeline.ports.store import TIME_AUTHORITY
from pipeline.wording.indonesian import date_words
from pipeline.wording.papers import ItemArsip
from pipeline.wording.retention import basis_words, retention_words
from pipeline.wording.visible import visible_json


class Filing:
    """Files berkas away for one office."""

    def __init__(self, office: Surroundings, tools: Tools) -> None:
        self._office = office
        self._tools = tools
        self._items = Items(office, tools)

    def facts(self, cycle: Cycle, sop: Sop, record: Paper) -> FilingFacts:
        """What the berita acara says of the berkas it closes."""
        papers = _named(cycle)
        seq, head = self._tools.store.head()
        contents = self.contents(cycle, sop)
        return FilingFacts(
            items=self.listed(cycle, sop, [*papers, record]),
            pages=sum(paper.pages for paper in papers),
            place=f"archive/{self._year(cycle)}/{sop.classification} {sop.classification_name}",
            ledger_seq=seq,
            ledger_hash=head,
            files=contents.count(b"\n"),
            contents_sha256=hashlib.sha256(contents).hexdigest(),
        )

    def contents(self, cycle: Cycle, sop: Sop) -> bytes:
        """The manifest of contents: every file that the berita acara speaks for, as it will lie.

        The cycle fixed them when it ordered the berita acara, so it is the same at any time.
        """
        named = self._berkas(
            cycle, sop, _named(cycle), filed_at=cycle.opened_at, ledger_extract=b""
        )
        return self._tools.archive.contents_manifest(named)

    def listed(self, cycle: Cycle, sop: Sop, papers: list[Paper]) -> tuple[ItemArsip, ...]:
        """The rows of the daftar isi berkas, numbered from 1."""
        return tuple(
            ItemArsip(
                nomor=str(place),
                kode_klasifikasi=sop.classification,
                uraian=paper.label + (f", Nomor {paper.nomor}" if paper.nomor else ""),
                tanggal=date_words(self._items.dated(cycle, paper)),
                jumlah=f"{paper.pages} halaman" if paper.pages else "1 naskah",
                keterangan=self._items.remark(cycle, paper),
            )
            for place, paper in enumerate(papers, start=1)
        )

    def file_away(self, cycle: Cycle, sop: Sop) -> Filed:
        """Write the berkas into the archive."""
        record = next(
            task for task in reversed(cycle.tasks) if task.paper and task.step == sop.steps[-1].no
        )
        papers = list(cycle.filed_papers)
        manifest = cycle.paper(record.paper).contents_sha256
        berkas = self._berkas(
            cycle,
            sop,
            papers,
            filed_at=record.closed_at or record.opened_at,
            ledger_extract=self._extract(cycle, record.paper),
        )
        berkas = replace(
            berkas,
            certificates=self._certificates(papers),
            contents_pdf=self._bytes_of(cycle, cycle.contents),
            contents_manifest=self._tools.folders.object(manifest) if manifest else None,
            related=tuple(self._neighbours(cycle, record.paper)),
        )
        return self._tools.archive.file_away(berkas)

    def _berkas(
        self,
        cycle: Cycle,
        sop: Sop,
        papers: Sequence[Paper],
        *,
        filed_at: datetime,
        ledger_extract: bytes,
    ) -> Berkas:
        identity = self._office.config.identity
        rule = self._office.config.retention.rule(sop.classification)
        codes = {paper.code for paper in papers}
        return Berkas(
            year=self._year(cycle),
            classification_code=sop.classification,
            classification_name=sop.classification_name,
            number=cycle.berkas_number or 1,
            title=berkas_title(cycle),
            creator=f"{identity.badan} {identity.nama_daerah}",
            unit=filing_unit(self._office, sop),
            retention=retention_words(rule),
            retention_basis=basis_words(rule),
            retention_rule=rule,
            closed_on=self._office.today(filed_at),
            access=strictest(sop.papers[paper.kind].access for paper in papers),
            items=tuple(
                self._items.item(cycle, sop, paper, place, codes)
                for place, paper in enumerate(papers, start=1)
            ),
            filed_at=filed_at,
            ledger_extract=ledger_extract,
            metadata={"sop": sop.number, "periode": cycle.period.long, "siklus": cycle.id},
        )

    def append(self, cycle: Cycle, sop: Sop, unit: str) -> Filed:
        """Add a late unit's data to a filed berkas."""
        progress = cycle.unit(unit)
        name = self._office.roster.unit(unit).name
        return self._add(
            cycle,
            sop,
            list(cycle.supplement_of(unit)),
            reason=f"{addendum_words(cycle, unit)}: data susulan {name}.",
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
        codes = {paper.code for paper in (*cycle.filed_papers, *papers)}
        addition = Addition(
            items=tuple(self._items.item(cycle, sop, paper, 0, codes) for paper in papers),
            reason=reason,
            filed_at=at,
            ledger_extract=extract,
            certificates=self._certificates(papers),
            contents_pdf=self._bytes_of(cycle, cycle.contents),
        )
        return self._tools.archive.append(cycle.berkas_path or "", addition)

    def _neighbours(self, cycle: Cycle, last_code: str) -> Iterator[Related]:
        """The berkas of the quarters around that were filed before this one was closed.

        Asked by the ledger's order, so that filing again tells the same, whatever came since.
        """
        until = self._hand_in_of(cycle, last_code) or 0
        for what, period in (
            ("triwulan sebelumnya", cycle.period.preceding),
            ("triwulan berikutnya", cycle.period.following),
        ):
            for each in self._tools.store.ledger(period.id, "Filed"):
                if each.seq < until:
                    event = json.loads(each.body)["event"]
                    yield Related(
                        relation=what,
                        title=PurePosixPath(event["path"]).name,
                        path=event["path"],
                        manifest_sha256=event["manifest_sha256"],
                    )

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
        return self._lines(cycle, self._hand_in_of(cycle, last_code))

    def _hand_in_of(self, cycle: Cycle, code: str) -> int | None:
        """The ledger line of a paper's last hand-in."""
        ends = [
            line.seq
            for line in self._tools.store.ledger(cycle.id, "HandedIn")
            if f'"code":"{code}"' in line.body
        ]
        return ends[-1] if ends else None

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


def _named(cycle: Cycle) -> list[Paper]:
    """What a berita acara speaks for: all items but itself."""
    return [paper for paper in cycle.filed_papers if paper.code != cycle.berkas_record]
