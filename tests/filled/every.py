"""Every variant of a hand-in, and how the real reader and a real office judge one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from calc import Sitting, sit_down

from pipeline.adapters.forms import layout as lay
from pipeline.adapters.forms.reading import is_text_of_form, read_form
from pipeline.adapters.inspection import inspect
from pipeline.domain.performance.data import UnitData
from pipeline.errors import Finding, Refused
from pipeline.wording.notes import REASONS
from tests.filled.catalogue import Base, Variant
from tests.filled.figures import FIGURES, MONEY, WORDS
from tests.filled.foreign import FOREIGN
from tests.filled.programs import CALC, OTHERS
from tests.filled.sheets import SHEETS, TEXTS

VARIANTS: tuple[Variant, ...] = tuple(
    variant
    for family in (FIGURES, WORDS, MONEY, TEXTS, SHEETS, CALC, OTHERS, FOREIGN)
    for variant in family.variants
)


@dataclass(frozen=True)
class Judged:
    """What became of a hand-in: the data that were read, or the findings."""

    data: UnitData | None
    findings: tuple[Finding, ...]


def made(variants: Sequence[Variant], base: Base, folder: Path) -> Mapping[Variant, bytes]:
    """The files of variants; all that Calc has to do is done in one session."""
    found = {variant: variant.make(base) for variant in variants}
    sittings = {
        f"{number}": each for number, each in enumerate(found.values()) if isinstance(each, Sitting)
    }
    saved = sit_down(folder, sittings) if sittings else {}
    return {
        variant: saved[f"{number}"] if isinstance(each, Sitting) else each
        for number, (variant, each) in enumerate(found.items())
    }


def judge(data: bytes, name: str, base: Base) -> Judged:
    """As the office looks at a form: inspected, then read."""
    if not data:
        return Judged(None, (Finding("B02"),))
    inspected = inspect(data, name)
    if found := inspected.findings or inspected.misnamed:
        return Judged(None, tuple(found))
    if is_text_of_form(data):
        return Judged(None, (Finding("F10"),))
    try:
        return Judged(read_form(data, base.plan), ())
    except Refused as refusal:
        return Judged(None, refusal.findings)


def wrong_with(variant: Variant, judged: Judged, base: Base) -> str:
    """What is not as the variant's verdict says; nothing where all is well."""
    codes = tuple(dict.fromkeys(each.code for each in judged.findings))
    if codes != variant.codes:
        return f"{' '.join(codes) or 'taken'} instead of {' '.join(variant.codes) or 'taken'}"
    if not codes:
        same = judged.data == variant.expect(base.data)
        return "" if same else f"read otherwise: {judged.data}"
    for each in judged.findings:
        reason = REASONS[each.code]
        facts = {"nama": variant.name, **each.facts}
        if any("{" in text.format(**facts) for text in (reason.what, reason.why, reason.do)):
            return f"{each.code} has a gap that nobody filled"
    return _wrong_place(variant, judged, base) if variant.at else ""


def _wrong_place(variant: Variant, judged: Judged, base: Base) -> str:
    """Whether a finding names the cell that it is about, or at least its row."""
    if variant.codes[0].startswith("H"):
        cell, parts = base.cell(variant.at), [each.facts["bagian"] for each in judged.findings]
        named = any(f"sel {cell} pada" in each for each in parts)
        return "" if named else f"names {parts}, not {cell}"
    kind, _, number = variant.at.rpartition("_")
    is_budget = kind in lay.BUDGET and kind not in lay.INDICATOR
    row = base.row(f"{'anggaran_realisasi' if is_budget else 'realisasi'}_{number}")
    label = (lay.BUDGET if is_budget else lay.INDICATOR)[kind].label
    if kind == "target":
        label = f"Target s.d. TW {base.plan.period.roman}"
    told = [(each.facts.get("baris"), each.facts.get("kolom", label)) for each in judged.findings]
    return "" if (str(row), label) in told else f"names {told}, not row {row}, {label}"
