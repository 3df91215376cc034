"""``paraf sign``: a paraf or signature on this machine, with a key that stays here.

One result per file, told in the order in which they were named; each is whole or not there. A
large batch with a key file is signed by several processes, all else by this one. Whoever presses
Ctrl-C gets what is finished: the paper in hand is completed, the rest is not begun.
"""

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typer

from pipeline.adapters.signing import (
    Crew,
    IsolatedTimestamps,
    PdfSigningRoom,
    TokenChoice,
    bounded_memory,
    open_token,
    usual_number,
)
from pipeline.config.office import Holder
from pipeline.entry.cli.desk import (
    Desk,
    Places,
    add,
    desk_of,
    each_once,
    in_first_empty,
    read_paper,
    register_of,
    replace,
)
from pipeline.entry.cli.inputs import ask_pin, ask_secret, read_file
from pipeline.entry.cli.stamping import Once, tell_unstamped, timestamps_for
from pipeline.entry.cli.tally import Tally
from pipeline.errors import PipelineError
from pipeline.office.verification import Verification
from pipeline.ports.signing import Credential, Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedKey:
    """A key as named on the command line, and the post it is for."""

    post: str
    key: Path | TokenChoice
    passphrase_fd: int | None

    @contextmanager
    def open(self, at: datetime) -> Iterator[Credential]:
        """The key, ready to sign; a token's session lasts as long as the context.

        Raises:
            typer.BadParameter: no passphrase.
            PipelineError: it cannot be used.
        """
        if isinstance(self.key, TokenChoice):
            with open_token(self.key, lambda: ask_pin(self.passphrase_fd), at=at) as key:
                yield key
            return
        data = read_file(self.key)
        yield PdfSigningRoom().open_p12(data, ask_secret("Passphrase", self.passphrase_fd), at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningOrder(NamedKey):
    """As whom to sign, with what, and where to."""

    output: Path | None
    #: None: as many as the batch is worth.
    processes: int | None = None


def key_source(
    key: Path | None, library: Path | None, token: str | None, key_label: str | None
) -> Path | TokenChoice:
    """A key file or a key on a token, one of the two.

    Raises:
        typer.BadParameter: neither, both, or half of one.
    """
    if (key is None) == (library is None):
        raise typer.BadParameter("name a key file (--key) or a token (--pkcs11 and --token)")
    if key is not None:
        if token is not None or key_label is not None:
            raise typer.BadParameter("--token and --key-label go with --pkcs11")
        return key
    if token is None:
        raise typer.BadParameter("--pkcs11 needs --token, the token's label or serial number")
    return TokenChoice(library=str(library), token=token, key_label=key_label)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One paper, ready to be signed."""

    data: bytes
    places: Places


def sign(root: Path, files: list[Path], order: SigningOrder, now: datetime | None) -> int:
    """Sign files and print a result for each; returns the exit code.

    Raises:
        typer.BadParameter: no such post, or no passphrase.
        PipelineError: the key cannot be used.
    """
    desk = desk_of(root, order.post, now)
    papers = each_once(files)
    with ExitStack() as open_things:
        key = open_things.enter_context(order.open(desk.at))
        # The others branch off now: before the register's database is open, which they must not
        # share, and after the key is.
        stamps = timestamps_for(root, now)
        do = open_things.enter_context(_hands(order, key, stamps, len(papers)))
        register = open_things.enter_context(register_of(root, now))
        holder = desk.holder(register, key.certificate)
        batch = _Batch(
            desk=desk, order=order, register=register, holder=holder, tally=Tally(zone=desk.zone)
        )
        batch.run(papers, do)
        return batch.tally.close(len(papers))


Results = Iterator[tuple[int, bytes | PipelineError]]


@contextmanager
def _hands(
    order: SigningOrder, key: Credential, stamps: IsolatedTimestamps | None, papers: int
) -> Iterator[Callable[[Iterable[tuple[int, _Job]]], Results]]:
    """Who signs: other processes where there is enough to do, else this one."""
    room = PdfSigningRoom(stamps, tell=Once(tell_unstamped))

    def work(job: _Job) -> bytes:
        def fill(name: str, stamp: Stamp) -> bytes:
            return room.sign(job.data, field=name, credential=key, stamp=stamp)

        with bounded_memory():
            return in_first_empty(job.places, fill)

    number = usual_number(papers) if order.processes is None else min(order.processes, papers)
    try:
        if isinstance(order.key, TokenChoice) or number < 2:
            yield lambda jobs: _one_by_one(work, jobs)
            return
        with Crew(work, number) as crew:
            yield crew.each
    finally:
        if stamps is not None:
            stamps.close()


def _one_by_one(work: Callable[[_Job], bytes], jobs: Iterable[tuple[int, _Job]]) -> Results:
    for number, job in jobs:
        try:
            yield number, work(job)
        except PipelineError as error:
            yield number, error


@dataclass(slots=True, kw_only=True)
class _Batch:
    """Reads the papers, has them signed, and writes what comes of it."""

    desk: Desk
    order: SigningOrder
    register: Verification | None
    holder: Holder
    tally: Tally
    _is_stopped: bool = False

    def run(self, papers: list[Path], do: Callable[[Iterable[tuple[int, _Job]]], Results]) -> None:
        """Sign them all; each result goes to the tally."""
        with self._stopping_gently():
            for number, result in do(self._jobs(papers)):
                self.tally.note(number, papers[number], self._kept(papers[number], result))

    def _jobs(self, papers: list[Path]) -> Iterator[tuple[int, _Job]]:
        for number, paper in enumerate(papers):
            if self._is_stopped:
                return
            try:
                data = read_paper(paper)
                job = _Job(data=data, places=self.desk.places(self.register, data, self.holder))
            except PipelineError as error:
                self.tally.note(number, paper, error)
            else:
                yield number, job

    def _kept(self, paper: Path, result: bytes | PipelineError) -> Path | PipelineError:
        if isinstance(result, PipelineError):
            return result
        try:
            if self.order.output is not None:
                return replace(self.order.output, result)
            return add(self.desk.outbox, paper, result)
        except PipelineError as error:
            return error

    @contextmanager
    def _stopping_gently(self) -> Iterator[None]:
        """Ctrl-C means: begin no other paper; a second one breaks off at once."""

        def stop(*_: object) -> None:
            self._is_stopped = True
            signal.signal(signal.SIGINT, before)

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
