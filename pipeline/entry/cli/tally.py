"""What came of a batch: a line for each file, in the order of the files, and one exit code."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from rich.text import Text

from pipeline.entry.cli.inputs import Unusable
from pipeline.entry.cli.telling import EXIT_FINE, EXIT_LATER, EXIT_USAGE, EXIT_WRONG, err, out
from pipeline.errors import NotYet, PipelineError, Refused
from pipeline.wording.notes import line
from pipeline.wording.visible import visible


@dataclass(slots=True)
class Tally:
    """Counts results and tells them; they may come in any order."""

    zone: tzinfo
    done: str = "signed"  #: what happens to a file when all goes well
    succeeded: int = 0
    failed: int = 0
    _failures: set[int] = field(default_factory=set)
    _results: dict[int, tuple[Path, Path | PipelineError]] = field(default_factory=dict)
    _next: int = 0

    def add(self, file: Path, work: Callable[[Path], Path]) -> None:
        """Do something to the next file, and tell what came of it."""
        try:
            result: Path | PipelineError = work(file)
        except PipelineError as error:
            result = error
        self.note(self._next, file, result)

    def note(self, number: int, file: Path, result: Path | PipelineError) -> None:
        """Take a file's result; tell it once all before it are told."""
        self._results[number] = (file, result)
        while self._next in self._results:
            self._tell(*self._results.pop(self._next))
            self._next += 1

    def close(self, files: int) -> int:
        """Tell what is left of a batch of so many files; gives the exit code."""
        for number in sorted(self._results):
            self._tell(*self._results.pop(number))
        left = files - self.succeeded - self.failed
        if left:
            self._failures.add(EXIT_LATER)
            err.print(Text(f"! stopped; {left} not begun", style="yellow"))
        if files > 1:
            out.print(f"{self.succeeded} {self.done}, {self.failed + left} not")
        # What is wrong with a file weighs more than a wrong name, that more than bad luck.
        for code in (EXIT_WRONG, EXIT_USAGE, EXIT_LATER):
            if code in self._failures:
                return code
        return max(self._failures, default=EXIT_FINE)

    def _tell(self, file: Path, result: Path | PipelineError) -> None:
        if isinstance(result, PipelineError):
            err.print(Text(visible(f"✗ {file}: {_why(result, self.zone)}"), style="red"))
            self._failures.add(result.exit_code)
            self.failed += 1
        else:
            out.print(Text("✓ ", style="green") + Text(visible(f"{file} → {result}")))
            self.succeeded += 1


def _why(error: PipelineError, zone: tzinfo) -> str:
    """An error about one file in one line."""
    if isinstance(error, Refused):
        return "; ".join(line(each, zone) for each in error.findings)
    return error.what if isinstance(error, NotYet | Unusable) else str(error)
