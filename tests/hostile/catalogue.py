"""A trick: a hostile file made by code, under the name it would be dropped by, and its code."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trick:
    """One hostile file. ``make`` builds its bytes anew each time."""

    family: str
    title: str
    name: str  #: what it is called when it is dropped
    make: Callable[[], bytes]
    code: str  #: which must be among the reasons it comes back with


class Family:
    """Tricks of one kind; each is a function that says so in front."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.tricks: list[Trick] = []

    def trick(self, code: str, name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
        """The function below makes a file that comes back with this code."""

        def note(make: Callable[[], bytes]) -> Callable[[], bytes]:
            title = make.__name__.strip("_").replace("_", " ")
            self.tricks.append(Trick(self.title, title, name, make, code))
            return make

        return note

    def each(self, code: str, name: str, makers: Iterable[tuple[str, Callable[[], bytes]]]) -> None:
        """The same trick in several spellings."""
        for title, make in makers:
            self.tricks.append(Trick(self.title, title, name, make, code))
