"""The calendar of the sample office, and the dossier's dates on it."""

from datetime import datetime
from functools import cache

from walks import JAKARTA, REPOSITORY

from pipeline.config.calendar import load_calendar
from pipeline.config.office import load_office
from pipeline.domain.calendar import Calendar


@cache
def real() -> Calendar:
    return load_calendar(load_office(REPOSITORY))


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=JAKARTA)


#: Dossier 6.4: received, due after four working days, first working day of the next week.
VECTORS = [
    ("2024-01-04", "2024-01-10", "2024-01-15"),
    ("2024-04-03", "2024-04-17", "2024-04-22"),
    ("2025-01-22", "2025-01-31", "2025-02-03"),
    ("2025-03-26", "2025-04-10", "2025-04-14"),
    ("2025-12-22", "2025-12-30", "2026-01-05"),
    ("2026-03-16", "2026-03-27", "2026-03-30"),
    ("2026-04-01", "2026-04-08", "2026-04-13"),
    ("2026-10-01", "2026-10-07", "2026-10-12"),
    ("2027-03-04", "2027-03-18", "2027-03-22"),
]
