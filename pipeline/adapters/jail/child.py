"""The life of a jailed child: one question after the other, until its parent lets go.

``launch`` has taken everything away before this is loaded. How long a file may take is the
parent's business, who kills it.
"""

import gc
import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import IO

from pipeline.adapters.jail.frames import pack_findings, receive, send
from pipeline.errors import NotYet, Refused

Work = Callable[[Sequence[bytes]], list[bytes]]

#: Said once the libraries are loaded, so that a slow start is not blamed on a file.
READY = b"ready"
ANSWER, REFUSED, LATER = b"answer", b"refused", b"later"
#: It wanted more memory than it may have; it met what nobody had foreseen.
HEAVY, STUMBLED = b"heavy", b"stumbled"
_MOST_BYTES = 2**40  # the parent is trusted


def serve(modules: Sequence[str]) -> None:
    """Answer questions on the standard streams.

    Args:
        modules: Names of modules with a ``JOBS`` each: what to do, by name.
    """
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)  # what a library prints is no answer
    jobs: dict[str, Work] = {}
    for name in modules:
        jobs |= importlib.import_module(name).JOBS
    gc.freeze()  # what the libraries loaded stays; no need to look through it for each file
    send(answers, [READY])
    _converse(questions, answers, jobs)


def _converse(questions: IO[bytes], answers: IO[bytes], jobs: Mapping[str, Work]) -> None:
    while True:
        try:
            name, *question = receive(questions, _MOST_BYTES)
        except EOFError:
            sys.exit(0)
        send(answers, _answered(jobs[name.decode()], question))


def _answered(work: Work, question: Sequence[bytes]) -> list[bytes]:
    try:
        return [ANSWER, *work(question)]
    except Refused as refused:
        if isinstance(refused.__cause__, MemoryError):
            return [HEAVY]
        return [REFUSED, pack_findings(refused.findings)]
    except NotYet as later:
        return [LATER, later.what.encode()]
    except (MemoryError, RecursionError):
        return [HEAVY]
    except Exception as error:  # noqa: BLE001 - the parent decides what it means
        return [STUMBLED, type(error).__name__.encode()]
