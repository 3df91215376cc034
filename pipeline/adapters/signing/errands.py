"""What the child does that asks timestamping authorities; its jail has a door to the network.

``services`` asks; no file that anybody dropped goes in here but letters that were accepted.
"""

import asyncio
from collections.abc import Sequence

from pipeline.adapters.signing.prolonging import Order, prolong
from pipeline.adapters.signing.timestamping import TimeService, ask
from pipeline.adapters.signing.wire import Errand, Outcome, pack_outcome, unpack_errand
from pipeline.errors import Refused

ERRAND = "signing.errand"
_LONGEST_TROUBLE = 300


def _run(question: Sequence[bytes]) -> list[bytes]:
    return pack_outcome(_outcome(unpack_errand(question)))


def _outcome(errand: Errand) -> Outcome:
    """Ask the authority. Whatever goes wrong out there is trouble, and never an end of this."""
    service = TimeService(url=errand.url, trust=errand.time_trust)
    try:
        if errand.algorithm:
            return Outcome(data=asyncio.run(ask(service, errand.data, errand.algorithm)))
        order = Order(trust=errand.trust, now=errand.at, digest=errand.digest)
        return Outcome(data=asyncio.run(prolong(errand.data, service, order)))
    except Refused as refused:
        return Outcome(findings=refused.findings)
    except Exception as error:  # noqa: BLE001 - said, and tried again later
        return Outcome(trouble=f"{errand.url}: {type(error).__name__}: {error}"[:_LONGEST_TROUBLE])


JOBS = {ERRAND: _run}
