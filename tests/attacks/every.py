"""All attacks that work on any letter."""

from tests.attacks.catalogue import Attack
from tests.attacks.heavy import all_heavy
from tests.attacks.identity import all_identities
from tests.attacks.messages import all_messages
from tests.attacks.outside import all_outside
from tests.attacks.placements import all_placed
from tests.attacks.programs import all_programs
from tests.attacks.ranges import all_ranges
from tests.attacks.renewals import all_renewals
from tests.attacks.shadow import all_shadows
from tests.attacks.stores import all_stores
from tests.attacks.structure import all_structures
from tests.attacks.times import all_times


def all_attacks() -> list[Attack]:
    """Each once; names are unique within a family."""
    return [
        *all_identities(),
        *all_ranges(),
        *all_messages(),
        *all_structures(),
        *all_outside(),
        *all_heavy(),
        *all_shadows(),
        *all_placed(),
        *all_programs(),
    ]


def all_of_services() -> list[Attack]:
    """Attacks on timestamps and validation data: for letters of ``services.time_letters``."""
    return [*all_times(), *all_stores(), *all_renewals()]
