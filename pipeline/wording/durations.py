"""Office time in words, and the SOP's standards as its table prints them."""

from pipeline.domain.pace import DAY_MINUTES
from pipeline.domain.sop import Standard, TimeUnit


def duration_words(minutes: int) -> str:
    """Minutes, hours, or working days of 7,5 hours."""
    if minutes < 120:
        return f"{minutes} menit"
    if minutes < DAY_MINUTES:
        hours, rest = divmod(minutes, 60)
        return f"{hours} jam {rest} menit" if rest else f"{hours} jam"
    days, rest = divmod(minutes, DAY_MINUTES)
    return f"{days} hari {rest // 60} jam kerja" if rest >= 60 else f"{days} hari kerja"


def amount_words(standard: Standard) -> str:
    """``10 menit``, ``4 hari kerja``; the caller says whether it is the SOP's or a proposal."""
    unit = "hari kerja" if standard.unit is TimeUnit.WORKING_DAYS else standard.unit.value
    return f"{standard.amount} {unit}"


def standard_words(standard: Standard | None) -> str:
    """A standard as a table shows it: a proposal is never shown as the SOP's own."""
    if standard is None:
        return "belum ditetapkan"
    if standard.proposed:
        return f"belum ditetapkan (usulan: {amount_words(standard)})"
    return amount_words(standard)
