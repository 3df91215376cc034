"""How papers and berkas belong together."""

import json
from types import SimpleNamespace

from walks import Walk

from pipeline.office.filing import Filing
from pipeline.office.relations import relations
from pipeline.ports.store import LedgerLine


def finished():
    walk = Walk()
    walk.until("13")
    walk.do("13")
    return walk.cycle


def of(cycle, kind, unit=None):
    return next(each for each in cycle.papers if each.kind == kind and each.unit == unit)


def told(cycle, paper, among=None):
    codes = {each.code for each in cycle.papers} if among is None else among
    return {(each.what, each.to) for each in relations(cycle, paper, codes)}


def test_request_data_and_recap_know_each_other_from_both_ends():
    cycle = finished()
    unit = cycle.units[0]
    request, report = cycle.paper(cycle.request), cycle.paper(cycle.report)
    data, form = cycle.paper(unit.data_paper), cycle.paper(unit.form)
    assert ("dijawab dengan", data.code) in told(cycle, request)
    assert ("menjawab", request.code) in told(cycle, data)
    assert ("pengantar dari", form.code) in told(cycle, data)
    assert ("diantar dengan", data.code) in told(cycle, form)
    assert ("merekapitulasi", data.code) in told(cycle, report)
    assert ("direkapitulasi dalam", report.code) in told(cycle, data)
    assert ("tanda terima atas", data.code) in told(cycle, cycle.paper(unit.receipt))


def test_nothing_is_told_of_what_is_not_filed_with_it():
    cycle = finished()
    request = cycle.paper(cycle.request)
    assert told(cycle, request, among=set()) == set()
    assert told(cycle, request, among={cycle.report}) == {("dilaporkan dalam", cycle.report)}


class Ledger:
    """A store's ledger of three quarters, filed out of order."""

    def __init__(self, lines):
        self._lines = lines

    def ledger(self, cycle=None, kind=None):
        return [each for each in self._lines if (each.cycle, each.type) == (cycle, kind)]


def line(seq, cycle, kind, **event):
    body = json.dumps({"event": event}, separators=(",", ":"))
    return LedgerLine(
        seq=seq, at="", cycle=cycle, key=str(seq), type=kind, body=body, previous="", hash=""
    )


def test_only_berkas_that_were_filed_before_this_one_was_closed_are_told():
    cycle = finished()
    before, after = cycle.period.preceding.id, cycle.period.following.id
    code = cycle.berkas_record
    lines = [
        line(3, before, "Filed", path="2026/a b/002 Sebelumnya", manifest_sha256="x"),
        line(7, cycle.id, "HandedIn", code=code),
        line(9, after, "Filed", path="2026/a b/003 Berikutnya", manifest_sha256="y"),
    ]
    filing = Filing(None, SimpleNamespace(store=Ledger(lines)))
    (only,) = filing._neighbours(cycle, code)
    assert (only.relation, only.title) == ("triwulan sebelumnya", "002 Sebelumnya")
