"""Validation data and timestamps under signed papers: ordered, owed, paid, filed late, renewed.

A letter never waits for them. While its berkas is open they become part of the paper; once a berita
acara names its bytes, the prolonged paper is an item of its own: what was named is what is filed.
So is one whose proof is renewed, decades later, before its newest timestamp lapses.
"""

from dataclasses import replace

from pipeline.domain import collection
from pipeline.domain.acts import FileAway, Prolong
from pipeline.domain.cycle import Cycle, Format, LateProof, Paper, PaperState, Status
from pipeline.domain.events import Prolonged, ProlongOwed, ProofFiled, Renewal, Renewed
from pipeline.domain.sop import field_name
from pipeline.domain.turn import Turn


def prolong(turn: Turn, code: str) -> bool:
    """Order it for a paper that everybody has signed; whether that was the case."""
    paper = turn.cycle.paper(code)
    steps = turn.context.sop.signing_steps(turn.step(paper.step))
    fields = {field_name(step) for step in steps}
    given = {signature.field for signature in paper.signatures}
    if not (turn.context.prolongs and given and fields <= given):
        return False
    turn.acts.append(Prolong(code=code, version=paper.version))
    return True


def newest_signed(cycle: Cycle) -> tuple[Paper, ...]:
    """The signed PDFs of a berkas, each as it was last prolonged.

    Without those for which a first answer of the authority is still waited for (``Prolong``).
    """
    proofs = {each.code for each in cycle.late_proofs}
    newest: dict[str, Paper] = {}
    for paper in (*cycle.filed_papers, *cycle.supplements):
        first = paper.about if paper.code in proofs and paper.about else paper.code
        newest[first] = paper
    return tuple(
        paper
        for first, paper in newest.items()
        if paper.signatures and paper.format is Format.PDF and cycle.paper(first).owed_since is None
    )


def renewals_of(cycle: Cycle, paper: Paper) -> int:
    """How often a paper was prolonged after its berkas was closed, whichever version is given."""
    proofs = {each.code for each in cycle.late_proofs}
    first = paper.about if paper.code in proofs else paper.code
    return sum(cycle.paper(code).about == first for code in proofs)


def happened(turn: Turn, event: Prolonged | ProlongOwed | Renewed | ProofFiled) -> None:
    """Take in what came of it."""
    match event:
        case Prolonged():
            _prolonged(turn, event)
        case ProlongOwed():
            _owed(turn, event)
        case Renewed():
            _renewed(turn, event)
        case ProofFiled():
            _filed(turn, event)


def _prolonged(turn: Turn, event: Prolonged) -> None:
    """The paper is worth more now; a copy without is still the same paper."""
    paper = turn.cycle.paper(event.code)
    if event.version != paper.version or event.signed_sha256 != paper.current_sha256:
        return
    if _berkas_is_closed(turn, paper):
        _come_late(turn, paper, event)
        return
    turn.change_paper(
        paper.code,
        signed_sha256=event.signed_sha256,
        current_sha256=event.sha256,
        level=event.level,
        owed_since=None,
    )
    if _is_last_paper(turn, paper):
        turn.acts.append(FileAway())


def _owed(turn: Turn, event: ProlongOwed) -> None:
    """Write the debt down; a berkas that waited for its last paper waits no longer."""
    paper = turn.cycle.paper(event.code)
    if event.version != paper.version or paper.owed_since is not None or paper.level:
        return
    turn.change_paper(paper.code, owed_since=turn.now)
    if _is_last_paper(turn, paper):
        turn.acts.append(FileAway())


def _is_last_paper(turn: Turn, paper: Paper) -> bool:
    """Whether the berkas waits for nothing but this paper's proof."""
    return (
        turn.cycle.status is Status.FILING
        and paper.code == turn.cycle.berkas_record
        and paper.owed_since is None
    )


def _berkas_is_closed(turn: Turn, paper: Paper) -> bool:
    """Whether the berita acara names the bytes as they are, or they are filed (decision 0027)."""
    named = paper.code in turn.cycle.items and paper.code != turn.cycle.berkas_record
    return named or (turn.cycle.status is not Status.RUNNING and not _is_last_paper(turn, paper))


def _come_late(turn: Turn, paper: Paper, event: Prolonged) -> None:
    """The prolonged bytes are a paper of their own, to be added to the berkas."""
    turn.change_paper(paper.code, owed_since=None, level=event.level)
    is_waiting = collection.next_to_append(turn) is not None
    _add_version(turn, paper, event)
    if not is_waiting:  # else it waits for those before it
        collection.append_next(turn)


def _renewed(turn: Turn, event: Renewed) -> None:
    """All of them come to the berkas at once, with one new list; what was renewed twice, once."""
    is_waiting = collection.next_to_append(turn) is not None
    papers = {paper.code: paper for paper in newest_signed(turn.cycle)}
    for renewal in event.papers:
        paper = papers.get(renewal.code)
        if paper is not None and paper.current_sha256 == renewal.signed_sha256:
            _add_version(turn, paper, renewal)
    if not is_waiting:
        collection.append_next(turn)


def _add_version(turn: Turn, paper: Paper, proof: Prolonged | Renewal) -> None:
    """A paper that holds the bytes of another one, and their proof behind them."""
    before = renewals_of(turn.cycle, paper)
    first = turn.cycle.paper(paper.about) if before and paper.about else paper
    words = f"Data Validasi ke-{before + 1}" if before else "Data Validasi"
    late = replace(
        first,
        code=turn.take_code(),
        label=f"{words} {first.label}",
        title=f"{words} {first.title}",
        state=PaperState.RECORDED,
        current_sha256=proof.sha256,
        signed_sha256=proof.signed_sha256,
        level=proof.level,
        owed_since=None,
        source_sha256=None,
        attachments=(),
        about=first.code,
    )
    came = LateProof(code=late.code, after=len(turn.cycle.late_units), came_at=turn.now)
    turn.change(papers=(*turn.cycle.papers, late), late_proofs=(*turn.cycle.late_proofs, came))


def _filed(turn: Turn, event: ProofFiled) -> None:
    """They lie in the berkas; the next ones may come."""
    appended = (event.code, *event.beside)
    turn.change(
        berkas_sha256=event.manifest_sha256,
        late_proofs=tuple(
            replace(each, appended_at=turn.now) if each.code in appended else each
            for each in turn.cycle.late_proofs
        ),
    )
    collection.append_next(turn)
