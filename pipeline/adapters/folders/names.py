"""Names for files that are laid into an inbox: short enough, and free.

A number is put before the ending of a name that is taken.
"""

import os
from collections.abc import Callable

_NAME_BYTES = 255
#: So many letters at the end of a name that is too long are kept: `` (99).pdf - ALASAN.txt``.
_TAIL_LETTERS = 30


def free_name(name: str, is_taken: Callable[[str], bool]) -> tuple[str, str]:
    """The last name in use before a free one, empty if none is, and that free name.

    The name itself, else ``name (2)`` and so on before its ending. A free number is found by
    doubling and halving, so that the thousandth file of one name costs no more than the tenth; of
    numbers that were freed in between it may take any.
    """

    def numbered(number: int) -> str:
        stem, dot, ending = name.rpartition(".")
        if number == 1:
            return fitting(name)
        return fitting(f"{stem} ({number}).{ending}" if dot else f"{name} ({number})")

    taken, free = 0, 1
    while is_taken(numbered(free)):
        taken, free = free, 2 * free
    while free - taken > 1:
        middle = (taken + free) // 2
        taken, free = (middle, free) if is_taken(numbered(middle)) else (taken, middle)
    return numbered(taken) if taken else "", numbered(free)


def fitting(name: str) -> str:
    """A name that the file system takes: what is too much is left out before its last part."""
    if len(os.fsencode(name)) <= _NAME_BYTES:
        return name
    head, tail = name[:-_TAIL_LETTERS], "…" + name[-_TAIL_LETTERS:]
    while len(os.fsencode(head + tail)) > _NAME_BYTES:
        head = head[:-1]
    return head + tail
