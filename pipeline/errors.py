"""The verdicts an error can carry: what happens to the file now, and who must act.

Nothing else lives here. The sentences staff read are in ``pipeline.reasons``; an error names them
by code and carries the facts that fill their gaps, never a formatted string.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found wrong: a code of the catalogue and the facts for its sentence."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


class PipelineError(Exception):
    """The root of every error that Paraf raises on purpose."""

    exit_code: ClassVar[int] = 70


class Refused(PipelineError):
    """What was handed in cannot be accepted; the sender must act. Carries every finding at once."""

    exit_code = 1

    def __init__(self, *findings: Finding) -> None:
        super().__init__(", ".join(finding.code for finding in findings))
        self.findings = findings


class NotYet(PipelineError):
    """Something outside is busy or down; trying again later may work.

    ``what`` is English; ``code`` names the kind of trouble in the catalogue (``T..``) where whoever
    raises it knows that, and is empty where the cause tells.
    """

    exit_code = 3

    def __init__(self, what: str, code: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.code = code


class Misconfigured(PipelineError):
    """The office is set up wrongly; the operator must act. Carries every problem at once.

    Each problem is one English sentence that says which line to fix and how.
    """

    exit_code = 4

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Tampered(PipelineError):
    """Our own record no longer agrees with itself; nothing is altered, someone must look."""

    exit_code = 1

    def __init__(self, *findings: Finding) -> None:
        super().__init__(", ".join(finding.code for finding in findings))
        self.findings = findings
