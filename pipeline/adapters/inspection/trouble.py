"""What an inspection finds, gathered: each code a few times at most, names made fit to print."""

from pipeline.errors import Finding
from pipeline.wording.indonesian import listed

#: The same danger in more places than this is told by the first ones.
_MOST_OF_A_CODE = 3
_SHOWN = 80


class Troubles:
    """The findings of one file, in the order they were met."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Finding] = {}

    def add(self, code: str, part: str, **facts: str) -> None:
        """Note a danger and the part that holds it."""
        if sum(1 for known, _ in self._found if known == code) < _MOST_OF_A_CODE:
            shown = printable(part)
            self._found.setdefault((code, shown), Finding(code, {**facts, "bagian": shown}))

    def take(self, findings: tuple[Finding, ...]) -> None:
        """Add what was found elsewhere."""
        for each in findings:
            self._found.setdefault((each.code, each.facts.get("bagian", "")), each)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything noted so far, a finding for each code: its parts in one sentence."""
        parts: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = {}
        for finding in self._found.values():
            others = {key: fact for key, fact in finding.facts.items() if key != "bagian"}
            kind = finding.code, tuple(sorted(others.items()))
            parts.setdefault(kind, []).extend(filter(None, [finding.facts.get("bagian")]))
        return tuple(
            Finding(code, {**dict(others), **({"bagian": listed(found)} if found else {})})
            for (code, others), found in parts.items()
        )


def printable(text: str) -> str:
    """A name from inside a file as a note may show it: one short line, nothing invisible."""
    shown = "".join(each if each.isprintable() else "?" for each in text)
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
