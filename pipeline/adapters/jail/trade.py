"""What the children of one jail can do, and what they may take."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """What a jail's children can do, and what for."""

    #: For error texts, English: "the process that reads dropped files".
    what: str
    #: Modules with ``JOBS``, loaded in the child only.
    modules: tuple[str, ...]
    #: Codes of the catalogue: the file took too long or too much; it cannot be read safely.
    too_heavy: str
    unsound: str
    #: Bytes of address space.
    memory: int = 1024**3
    #: Deadline of one question, in seconds.
    seconds: float = 20.0
    #: The longest answer, in bytes.
    answer: int = 128 * 1024**2
    #: A child is replaced after so many questions, so that no slow leak grows for ever.
    questions: int = 500
    network: bool = False
    #: Folders besides Paraf's own from which modules are loaded.
    paths: tuple[Path, ...] = ()
