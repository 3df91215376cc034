"""What an office's perjanjian kinerja is held against, beside the ids of its units."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

#: How alike a name on a sheet must be to that of a unit to mean it, and how long for that.
_LIKE, _LONG = 0.85, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Customs:
    """An office's names and shapes."""

    #: Unit id -> what the unit is called; without any, the unit's name on a sheet is not looked at.
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    code_shapes: tuple[str, ...] = ()  #: of a programme code, ``0`` for each digit; none: any

    def owner(self, written: str) -> str | None:
        """The unit that a name means, as far as it can be told."""
        owners = {name.casefold(): unit for unit, names in self.names.items() for name in names}
        if written.casefold() in owners:
            return owners[written.casefold()]
        # Short names are too much alike: "Bidang IV" is not "Bidang I" mistyped.
        long = [name for name in owners if len(name) >= _LONG]
        near = get_close_matches(written.casefold(), long, n=1, cutoff=_LIKE)
        return owners[near[0]] if near else None

    def is_shaped(self, code: str) -> bool:
        """Whether a programme code is written as the office writes them."""
        shape = re.sub("[0-9]", "0", code)
        return not self.code_shapes or shape in self.code_shapes


USUAL = Customs()
