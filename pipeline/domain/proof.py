"""Validation data and timestamps under signed papers: ordered, owed, paid, filed late.

A letter never waits for them. While its berkas is open they become part of the paper; once a berita
acara names its bytes, the prolonged paper is an item of its own: what was named is what is filed.
"""

from dataclasses import replace

from pipeline.domain import collection
from pipeline.domain.acts import FileAway, Prolong
from pipeline.domain.cycle import LateProof, Paper, PaperState, Status
from pipeline.domain.events import Prolonged, ProlongOwed, ProofFiled
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


def happened(turn: Turn, event: Prolonged | ProlongOwed | ProofFiled) -> None:
    """Take in what came of it."""
    match event:
        case Prolonged():
            _prolonged(turn, event)
        case ProlongOwed():
            _owed(turn, event)
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
    late = replace(
        paper,
        code=turn.take_code(),
        label=f"Data Validasi {paper.label}",
        title=f"Data Validasi {paper.title}",
        state=PaperState.RECORDED,
        current_sha256=event.sha256,
        signed_sha256=event.signed_sha256,
        level=event.level,
        owed_since=None,
        source_sha256=None,
        attachments=(),
        about=paper.code,
    )
    turn.change_paper(paper.code, owed_since=None, level=event.level)
    proof = LateProof(code=late.code, after=len(turn.cycle.late_units), came_at=turn.now)
    turn.change(papers=(*turn.cycle.papers, late), late_proofs=(*turn.cycle.late_proofs, proof))
    if collection.next_to_append(turn) == proof:  # else it waits for those before it
        collection.append_next(turn)


def _filed(turn: Turn, event: ProofFiled) -> None:
    """It lies in the berkas; the next one may come."""
    turn.change(
        berkas_sha256=event.manifest_sha256,
        late_proofs=tuple(
            replace(each, appended_at=turn.now) if each.code == event.code else each
            for each in turn.cycle.late_proofs
        ),
    )
    collection.append_next(turn)
