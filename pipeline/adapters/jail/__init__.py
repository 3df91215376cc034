"""Jailed child processes: for whatever opens bytes that people dropped.

``Jail`` keeps a few of them warm and asks them questions; a ``Job`` is one kind of question, with
its types. What a child can do is its ``Trade``: modules of other rooms, named here by nobody. The
walls (``walls``, ``launch``) and the ``Pool`` are also those of LibreOffice. Why:
``docs/decisions/0013``.
"""

from pipeline.adapters.jail.frames import read_finding
from pipeline.adapters.jail.job import Job
from pipeline.adapters.jail.pool import Place, Pool
from pipeline.adapters.jail.process import Perished
from pipeline.adapters.jail.room import Jail
from pipeline.adapters.jail.trade import Trade
from pipeline.adapters.jail.walls import (
    Cell,
    Confinement,
    Isolation,
    Limits,
    command_line,
    confinement,
    isolation,
    python_here,
    surroundings,
)

__all__ = [
    "Cell",
    "Confinement",
    "Isolation",
    "Jail",
    "Job",
    "Limits",
    "Perished",
    "Place",
    "Pool",
    "Trade",
    "command_line",
    "confinement",
    "isolation",
    "python_here",
    "read_finding",
    "surroundings",
]
