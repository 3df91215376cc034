"""What the check can find: one table of codes, errors and information kept apart.

The table is what ``docs/check-findings.md`` prints; a test compares the two.
"""

from dataclasses import dataclass
from types import MappingProxyType

DATABASE = ".paraf/office.db"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class CheckFinding:
    """Something that does not hold in the office's own record, or that is worth knowing."""

    code: str
    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """A code of the check."""

    what: str
    todo: str


_RESTORE = "Stop Paraf, keep this office as it is, restore the newest backup and compare."
_REPORT = "Keep this office as it is and report it: Paraf never leaves this behind by itself."
_RESTART = "Start Paraf; if it is still named while Paraf runs, report it."

#: Findings: something is wrong.
ERRORS = MappingProxyType(
    {
        "C01": Meaning("The ledger's chain is broken, or a register is not as it says", _RESTORE),
        "C02": Meaning("A register of numbers has a gap, or is not as the ledger says", _RESTORE),
        "C03": Meaning("Bytes that the record refers to are missing or changed", _RESTORE),
        "C04": Meaning(
            "A file lies in the record under a name that is not its digest",
            "Nothing refers to it; find out who put it there, then remove it.",
        ),
        "C05": Meaning("A cycle's state is not what its events made of it", _RESTORE),
        "C06": Meaning("The register of documents is not as the ledger says", _RESTORE),
        "C07": Meaning("A hand-in had two effects, or none", _REPORT),
        "C08": Meaning(
            "A claim in Paraf's keeping is broken or copied",
            "Move the folder out of .paraf/claimed; its file, if any, can be handed in again.",
        ),
        "C09": Meaning("A decided hand-in is still in Paraf's keeping", _RESTART),
        "C10": Meaning("Something was decided and nothing will do it", _RESTORE),
        "C11": Meaning("A half-written file was left", _RESTART),
        "C12": Meaning(
            "A file in an inbox bears a paper's name and is not that paper",
            "Ask that post what became of it; the paper as issued is in the record.",
        ),
        "C13": Meaning(
            "An inbox holds a paper that does not wait there any more",
            "Ask that post whether the copy is wanted, then remove it from the inbox.",
        ),
        "C14": Meaning(
            "What Paraf laid beside a paper was changed",
            "Ask that post; what was laid is told by the ledger.",
        ),
        "C15": Meaning(
            "A returned file lies in an inbox without its reason",
            "Tell that post why it came back; the ledger says so.",
        ),
        "C16": Meaning(
            "A paper lies more than once in an inbox",
            "Ask that post which copy is theirs and remove the others; either counts once.",
        ),
        "C17": Meaning(
            "The database is older than the archive",
            "Stop Paraf and run paraf rebuild; until then nothing is issued or taken.",
        ),
    }
)
#: Information: nothing is wrong.
NOTES = MappingProxyType(
    {
        "I01": Meaning("A paper that waits was taken out of its inbox", "Its post has it."),
        "I02": Meaning("A file in an inbox is none of Paraf's", "Somebody put it there."),
        "I03": Meaning("A dropped file is in Paraf's keeping", "It is dealt with next."),
        "I04": Meaning(
            "Bytes of the record that nothing refers to",
            "A crash leaves such, and whatever Paraf cleared out of an inbox is kept like this.",
        ),
        "I05": Meaning(
            "A cycle cannot be decided again from its events",
            "It was decided under another configuration, or by another Paraf; the ledger still "
            "proves its state.",
        ),
        "I06": Meaning(
            "Comparisons with the ledger were left out", "The ledger itself does not hold (C01)."
        ),
        "I07": Meaning(
            "Bytes were lost before the database was built anew",
            "The ledger says so where it tells of the rebuilding; what the archive holds was put "
            "back.",
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check came to."""

    findings: tuple[CheckFinding, ...]
    notes: tuple[CheckFinding, ...]  #: information; nothing is wrong for it
    head: tuple[int, str]  #: number and hash of the newest ledger line
