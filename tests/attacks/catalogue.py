"""What an attack is, and the list of all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.attacks.letters import Letter

#: The rule that a reason code stands for (decision 0005).
RULES = {
    "B01": "R1", "P30": "R1", "P48": "R4", "P31": "R2", "P32": "R3", "P33": "R3", "P34": "R4",
    "P35": "R4", "P36": "R4", "P37": "R5", "P38": "R5", "P39": "R6", "P40": "R7", "P41": "R7",
    "P49": "R8", "P50": "R8", "P51": "R9", "P52": "R9", "P42": "R7", "P43": "R7", "P44": "R7", "P45": "R7", "P46": "R0", "P47": "R0", "P55": "R6",
    "P56": "R6", "P70": "R4", "P71": "R4", "P72": "R4", "P73": "R4", "P74": "R4", "P75": "R4",
    "P76": "R4",
}  # fmt: skip
BOTH = ("paraf", "ttd")


@dataclass(frozen=True)
class Attack:
    """One way to get a letter accepted that must not be."""

    family: str
    name: str
    #: Any of these reasons is the right answer.
    codes: frozenset[str]
    make: Callable[[Letter], bytes]
    stages: tuple[str, ...] = BOTH
    #: Where the file is dropped, when not in the signer's own outbox.
    drop_at: str = ""

    @property
    def title(self) -> str:
        return f"{self.family}: {self.name}"


def attacks(
    family: str, codes: str, makers: dict[str, Callable[[Letter], bytes]], **more
) -> Iterable[Attack]:
    """Attacks of one family that have the same right answers."""
    right = frozenset(codes.split())
    return [Attack(family, name, right, make, **more) for name, make in makers.items()]
