"""How the papers of a cycle belong together: what an archivist follows as *tunjuk silang*.

Request, data, warnings, recap (dossier 8.5). Told from both ends where both are filed together; of
something added later only the later one tells, since nothing filed is rewritten.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pipeline.domain.cycle import Cycle, Paper, UnitProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One paper's relation to another."""

    what: str  #: in Indonesian, read after the first paper: ``menjawab``
    to: str  #: code of the other paper


#: One paper, what it is to the other, the other, and what that is to the first.
_Edge = tuple[str | None, str, str | None, str]


def relations(cycle: Cycle, paper: Paper, among: Collection[str]) -> tuple[Relation, ...]:
    """What a paper is to the papers with these codes, in the order of the flow."""
    found = []
    for one, what, other, back in _edges(cycle):
        if one == paper.code and other in among:
            found.append(Relation(what=what, to=other or ""))
        elif other == paper.code and one in among:
            found.append(Relation(what=back, to=one or ""))
    if paper.about in among and paper.about not in {each.to for each in found}:
        found.append(Relation(what="berkaitan dengan", to=paper.about or ""))
    return tuple(dict.fromkeys(found))


def _edges(cycle: Cycle) -> Iterator[_Edge]:
    report, request = cycle.report, cycle.request
    for unit in cycle.units:
        yield from _of_unit(unit, request)
        if unit.data_paper and not unit.supplement:
            yield report, "merekapitulasi", unit.data_paper, "direkapitulasi dalam"
        yield unit.addendum, "addendum atas", report, "ditambah dengan"
        yield unit.addendum, "memuat", unit.data_paper, "dimuat dalam"
    yield report, "melaporkan hasil", request, "dilaporkan dalam"
    for late in cycle.late_proofs:
        about = cycle.paper(late.code).about
        yield late.code, "data validasi untuk", about, "divalidasi dengan"


def _of_unit(unit: UnitProgress, request: str | None) -> Iterator[_Edge]:
    yield unit.form, "menjawab", request, "dijawab dengan"
    yield unit.data_paper, "pengantar dari", unit.form, "diantar dengan"
    yield unit.data_paper, "menjawab", request, "dijawab dengan"
    yield unit.receipt, "tanda terima atas", unit.data_paper, "diterima dengan"
    for warned in unit.warnings:
        yield warned.paper, "peringatan atas", request, "disusul dengan"
        if warned.delivered_at and not warned.withdrawn_at:
            yield unit.data_paper, "memenuhi", warned.paper, "dipenuhi dengan"
