"""The folders against the ledger: what is in our keeping, half written, and in the inboxes."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator

from pipeline.domain.acts import SendBack
from pipeline.domain.cycle import Cycle
from pipeline.errors import Refused
from pipeline.office.integrity.findings import CheckFinding
from pipeline.office.integrity.scene import Scene
from pipeline.office.presence import belongs
from pipeline.office.recognition import Recognition
from pipeline.ports.store import DocumentVersion, LaidFile
from pipeline.ports.survey import Held, Lying
from pipeline.wording.notes import note

_REASON = " - ALASAN.txt"


def half_written(scene: Scene) -> Iterator[CheckFinding]:
    """Temporary names (I3)."""
    for path in scene.half_written:
        yield CheckFinding(code="C11", text="half written", path=path)


def claims(scene: Scene) -> Iterator[CheckFinding]:
    """What is in our keeping waits for a decision, or for being let go (I1)."""
    for held in scene.held:
        fault = _fault_of(held)
        if fault:
            yield CheckFinding(code="C08", text=fault, path=held.path)
        elif held.id in scene.moving_claims or not held.has_file:
            text = f"{held.facts['name']} is on its way out"
            yield CheckFinding(code="I03", text=text, path=held.path)
        elif held.id in scene.handed_in:
            text = f"{held.facts['name']} was decided, and nothing will let it go"
            yield CheckFinding(code="C09", text=text, path=held.path)
        else:
            text = f"{held.facts['name']}, taken at {held.facts['at']}"
            yield CheckFinding(code="I03", text=text, path=held.path)


def _fault_of(held: Held) -> str:
    if not held.readable:
        return "its claim.json is missing or broken"
    if held.written_for not in ("", held.id):
        return f"it is a copy of claim {held.written_for}"
    if not held.has_file and not held.has_returned:
        return "it has no file"
    return ""


class Inboxes:
    """The inboxes of one look, file by file."""

    def __init__(self, scene: Scene, recognition: Recognition) -> None:
        self._scene = scene
        self._recognition = recognition
        config = scene.office.config
        self._posts = {config.folder(post): post for post in config.posts}
        self._laid = {(each.post, each.name): each for each in scene.memory.laid}
        self._names = {(each.folder, each.name) for each in scene.lying}
        self._own_names = dict(self._expected())
        self._shas = {(self._posts[each.folder], _sha256(each)) for each in scene.lying}
        self._shas |= {(each.post, each.sha256) for each in scene.memory.laid}
        self._returned: dict[tuple[str, str], list[SendBack]] = defaultdict(list)
        for claim, act in scene.replay.sent_back.items():
            self._returned[act.post, scene.handed_in[claim]].append(act)
        self._found: dict[tuple[str, str], list[Lying]] = defaultdict(list)

    def _expected(self) -> Iterator[tuple[tuple[str, str], str]]:
        """The names under which papers that wait were laid, with the papers' codes."""
        for cycle in self._cycles():
            for task in cycle.open_tasks:
                paper = cycle.paper(task.paper)
                if task.laid_at:
                    yield (task.post, f"{paper.title}.{paper.format.value}"), paper.code

    def _cycles(self) -> Iterator[Cycle]:
        return (row.cycle for row in self._scene.memory.cycles if row.cycle)

    def check(self) -> Iterator[CheckFinding]:
        """Every file, then the papers that are missing or doubled."""
        for lying in self._scene.lying:
            yield from self._file(lying, self._posts[lying.folder])
        for (_, code), found in sorted(self._found.items()):
            if len(found) > 1:
                text = f"paper {code} lies {len(found)} times in this inbox"
                yield CheckFinding(code="C16", text=text, path=found[-1].path)
        for cycle in self._cycles():
            for task in cycle.open_tasks:
                if task.laid_at and (task.post, task.paper) not in self._found:
                    title = cycle.paper(task.paper).title
                    path = f"inbox/{self._scene.office.config.folder(task.post)}"
                    text = f"{title} waits for this post and is not in its inbox"
                    yield CheckFinding(code="I01", text=text, path=path)

    def _file(self, lying: Lying, post: str) -> Iterator[CheckFinding]:
        laid = self._laid.get((post, lying.name))
        known = self._known(lying)
        if laid and known is None:
            yield from self._laid_file(lying, laid)
        elif (post, _sha256(lying)) in self._returned:
            if self._has_its_reason(lying, post):
                return
            if known and self._belongs(post, known.code, known.cycle):
                yield from self._paper(lying, post, known)  # laid here again since
            else:
                text = "it was sent back, and no reason was laid beside it"
                yield CheckFinding(code="C15", text=text, path=lying.path)
        elif (lying.folder, f"{lying.name}{_REASON}") in self._names:
            return  # decided under another configuration, or by another Paraf
        elif known:
            yield from self._paper(lying, post, known)
        elif (post, lying.name) in self._own_names:
            text = "it bears the name of a paper that waits here, and is not that paper"
            yield CheckFinding(code="C12", text=text, path=lying.path)
        else:
            yield CheckFinding(code="I02", text="none of Paraf's", path=lying.path)

    def _has_its_reason(self, lying: Lying, post: str) -> bool:
        """Whether a returned file has its note, had one that people took away, or gets it now.

        A long name's note has a shortened name: its text tells it too.
        """
        if post in self._scene.moving_to:
            return True
        if (post, f"{lying.name}{_REASON}") in self._laid:
            return True
        zone = self._scene.office.calendar.zone
        reasons = (note(act.findings, zone) for act in self._returned[post, _sha256(lying)])
        return any((post, hashlib.sha256(text).hexdigest()) in self._shas for text in reasons)

    def _known(self, lying: Lying) -> DocumentVersion | None:
        try:
            return self._recognition.recognise(lying.data)
        except Refused:
            return None

    def _laid_file(self, lying: Lying, laid: LaidFile) -> Iterator[CheckFinding]:
        """A note, or what lies beside a paper to be read."""
        if _sha256(lying) != laid.sha256:
            text = "it is not what Paraf laid there under this name"
            yield CheckFinding(code="C14", text=text, path=lying.path)
        elif laid.code and laid.cycle and not lying.name.endswith(".txt"):
            yield from self._wanted(lying, laid.post, laid.code, laid.cycle)

    def _paper(self, lying: Lying, post: str, known: DocumentVersion) -> Iterator[CheckFinding]:
        self._found[post, known.code].append(lying)
        row = self._scene.cycles.get(known.cycle)
        paper = row.cycle.paper(known.code) if row and row.cycle else None
        if self._scene.is_moving(post, known.code, known.cycle):
            return
        if paper and paper.version != known.version:
            text = f"version {known.version} of {paper.title}; it is at version {paper.version}"
            yield CheckFinding(code="C13", text=text, path=lying.path)
        else:
            yield from self._wanted(lying, post, known.code, known.cycle)

    def _wanted(self, lying: Lying, post: str, code: str, cycle_id: str) -> Iterator[CheckFinding]:
        row = self._scene.cycles.get(cycle_id)
        if row is None or row.cycle is None or self._scene.is_moving(post, code, cycle_id):
            return
        if not self._belongs(post, code, cycle_id):
            text = f"paper {code} does not wait here"
            yield CheckFinding(code="C13", text=text, path=lying.path)

    def _belongs(self, post: str, code: str, cycle_id: str) -> bool:
        """Whether a paper waits in this inbox, or lies there to be read."""
        row = self._scene.cycles.get(cycle_id)
        if row is None or row.cycle is None:
            return False
        return belongs(row.cycle, self._scene.office.roster, post, code)


def _sha256(lying: Lying) -> str:
    return hashlib.sha256(lying.data).hexdigest()
