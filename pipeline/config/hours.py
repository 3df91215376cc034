"""Office hours as ``office.toml`` writes them: ``07.30-12.00, 13.00-16.00``.

Perpres 21/2023 gives the week's sum and the breaks; the head of the institution fixes the details
(domain dossier 6.1), so every day's hours may be written down.
"""

import re
from datetime import time
from typing import Annotated, Any

from pydantic import BeforeValidator

from pipeline.domain.calendar import DayHours

_CLOCK = r"([01]?\d|2[0-3])[.:]([0-5]\d)"
_WRITTEN = re.compile(rf"\s*{_CLOCK}\s*-\s*{_CLOCK}\s*,\s*{_CLOCK}\s*-\s*{_CLOCK}\s*")


def read_hours(text: Any) -> DayHours:
    """The hours before and after the break.

    Raises:
        ValueError: they are not written so, or do not follow one another.
    """
    written = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
    if written is None:
        raise ValueError("write the hours around the break, e.g. '07.30-12.00, 13.00-16.00'")
    numbers = [int(each) for each in written.groups()]
    opens, break_from, break_to, closes = (
        time(hour, minute) for hour, minute in zip(numbers[::2], numbers[1::2], strict=True)
    )
    return DayHours(opens, break_from, break_to, closes)


Hours = Annotated[DayHours, BeforeValidator(read_hours)]
