"""Several processes that share one job list: for batches that one core takes too long over.

They branch off (``fork``) after the key was opened, so that neither passphrase nor key travels
anywhere: the workers have it in memory because their parent had. They read and write no files and
know no database; a job goes in, bytes or a refusal come out, and what the parent does with them
stays in one place. What comes back is plain bytes and JSON, never a pickle, since the job may have
been a hostile file.

Keys on tokens cannot be used like this: a PKCS#11 session belongs to one process.
"""

import gc
import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, Self, TypeVar

from pipeline.errors import Finding, NotYet, PipelineError, Refused

Job = TypeVar("Job")

#: Below this, starting the others costs more than they save.
WORTH_IT = 16
#: More than this gain little: the parent writes all results.
MOST = 8
_MADE, _REFUSED, _LATER = b"+", b"-", b"?"
_SECONDS_TO_END = 30.0


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    line: Connection
    job: int | None = None


class Crew(Generic[Job]):
    """Processes that do one kind of work; use as a context manager."""

    def __init__(self, work: Callable[[Job], bytes], processes: int) -> None:
        """Branch off the processes; what ``work`` needs is in their memory from now on.

        Args:
            work: Gives the result of a job, or raises ``Refused`` or ``NotYet``.
            processes: How many.
        """
        self._work = work
        gc.freeze()  # what is loaded stays shared; no collector touches it
        self._workers = [self._start() for _ in range(processes)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the processes; each ends with the job in its hands."""
        for worker in self._workers:
            worker.line.close()
        for worker in self._workers:
            worker.process.join(_SECONDS_TO_END)
            worker.process.kill()
            worker.process.join()
        gc.unfreeze()

    def each(self, jobs: Iterable[tuple[int, Job]]) -> Iterator[tuple[int, bytes | PipelineError]]:
        """Do the jobs; gives each one's number and result as they come, in no order.

        One job more than are being done is drawn from the list, so that a process that comes for
        the next need not wait while the last result is being put away. A worker that dies takes
        nothing with it but the job it had, which is told; the others, or in the end this process
        itself, do the rest.
        """
        waiting = iter(jobs)
        ahead = next(waiting, None)
        while True:
            for worker in [each for each in self._workers if each.job is None]:
                if ahead is not None:
                    yield from self._hand_out(worker, ahead)
                    ahead = next(waiting, None)
            busy = {worker.line: worker for worker in self._workers if worker.job is not None}
            if not busy:
                break
            for line in wait(list(busy)):
                worker = busy[line]  # type: ignore[index]
                number, worker.job = worker.job, None
                result = self._received(worker)
                if ahead is not None and worker in self._workers:
                    yield from self._hand_out(worker, ahead)
                    ahead = None
                if number is not None:
                    yield number, result
                ahead = ahead or next(waiting, None)
        while ahead is not None:  # nobody else is left
            number, job = ahead
            yield number, _done(self._work, job)
            ahead = next(waiting, None)

    def _hand_out(
        self, worker: _Worker, following: tuple[int, Job]
    ) -> Iterator[tuple[int, PipelineError]]:
        """Give a worker its next job; gives what to say of it where that fails."""
        number, job = following
        try:
            worker.line.send(job)
        except OSError:
            yield number, self._buried(worker)
        else:
            worker.job = number

    def _received(self, worker: _Worker) -> bytes | PipelineError:
        try:
            return _unpacked(worker.line.recv_bytes())
        except (EOFError, OSError, ValueError, KeyError, TypeError):
            return self._buried(worker)

    def _buried(self, worker: _Worker) -> NotYet:
        """Take a dead worker off the list; says what became of its job."""
        self._workers.remove(worker)
        worker.line.close()
        worker.process.kill()
        worker.process.join()
        code = worker.process.exitcode or 0
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return NotYet(
            f"the process that was signing this paper ended ({how}); nothing was written, try again"
        )

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        inherited = [*(worker.line for worker in getattr(self, "_workers", ())), ours]
        process = context.Process(target=_serve, args=(theirs, inherited, self._work), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process=process, line=ours)


def usual_number(jobs: int) -> int:
    """How many processes a batch of that size is worth; 1 means: no others."""
    if jobs < WORTH_IT:
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), MOST))


def _serve(line: Connection, inherited: list[Connection], work: Callable[[Job], bytes]) -> None:
    """A worker's life: jobs in, results out, until the parent lets go."""
    # Ctrl-C at the terminal reaches all processes; when to stop is the parent's business.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for each in inherited:
        each.close()
    with suppress(EOFError, OSError):
        while True:
            line.send_bytes(_packed(_done(work, line.recv())))


def _done(work: Callable[[Job], bytes], job: Job) -> bytes | PipelineError:
    try:
        return work(job)
    except (Refused, NotYet) as error:
        return error


def _packed(result: bytes | PipelineError) -> bytes:
    match result:
        case Refused():
            found = [{"code": one.code, "facts": dict(one.facts)} for one in result.findings]
            return _REFUSED + json.dumps(found).encode()
        case NotYet():
            return _LATER + json.dumps(result.what).encode()
        case bytes():
            return _MADE + result
        case _:
            raise result


def _unpacked(answer: bytes) -> bytes | PipelineError:
    kind, content = answer[:1], answer[1:]
    if kind == _MADE:
        return content
    value = json.loads(content)
    if kind == _LATER:
        return NotYet(str(value))
    return Refused(
        *(
            Finding(str(one["code"]), {str(k): str(v) for k, v in one["facts"].items()})
            for one in value
        )
    )
