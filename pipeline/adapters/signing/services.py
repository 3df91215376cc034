"""``Timestamps`` by a process of its own: authorities may be slow, silent or hostile.

After a failure the authority is left alone for a while, longer each time, so that neither the many
letters that wait for it nor those that do not are held up by its silence.
"""

import time
from collections.abc import Callable, Sequence

from pipeline.adapters.jail import Jail, Perished, Trade
from pipeline.adapters.signing.errands import ERRAND
from pipeline.adapters.signing.timestamping import PATIENCE
from pipeline.adapters.signing.wire import Errand, pack_errand, unpack_outcome
from pipeline.errors import NotYet, Refused
from pipeline.ports.clock import Clock

#: Seconds for a whole errand: several answers, each with a deadline of its own.
_ERRAND_SECONDS = 3 * PATIENCE
_REST_SECONDS = 30.0
_LONGEST_REST_SECONDS = 600.0
_TRADE = Trade(
    what="the process that asks for timestamps",
    modules=("pipeline.adapters.signing.errands",),
    too_heavy="P47",
    unsound="P47",
    seconds=_ERRAND_SECONDS,
    network=True,
)


class IsolatedTimestamps:
    """Asks one authority, over HTTP."""

    def __init__(
        self,
        url: str,
        time_trust: Callable[[], Sequence[bytes]],
        clock: Clock,
        *,
        digest: str = "sha256",
        rest: float = _REST_SECONDS,
    ) -> None:
        """Prepare; nothing is started until the first question.

        Args:
            url: Where the authority answers.
            time_trust: Gives DER of the certificates that its servers' lead to.
            clock: At whose time the issuers' statements must be fresh.
            digest: The algorithm of the digest that is stamped when a letter is prolonged.
            rest: Seconds to leave the authority alone after a first failure.
        """
        self._url = url
        self._time_trust = time_trust
        self._clock = clock
        self._digest = digest
        self._first_rest = self._rest = rest
        self._jail = Jail(_TRADE)
        self._silent_until = float("-inf")
        self._trouble = ""

    def token(self, digest: bytes, algorithm: str) -> bytes:
        """A timestamp over a digest: DER of an RFC 3161 token, checked before it is given."""
        return self._ask(digest, algorithm=algorithm)

    def prolong(self, pdf: bytes, trust: Sequence[bytes]) -> bytes:
        """The same PDF with validation data for its signatures under a document timestamp."""
        prolonged = self._ask(pdf, trust=tuple(trust))
        if not prolonged.startswith(pdf):
            raise NotYet("prolonging a letter changed it; its bytes are left as they were")
        return prolonged

    def close(self) -> None:
        """End the process."""
        self._jail.close()

    def _ask(self, data: bytes, *, algorithm: str = "", trust: tuple[bytes, ...] = ()) -> bytes:
        if time.monotonic() < self._silent_until:
            raise NotYet(self._trouble, "T07")
        errand = Errand(
            data=data,
            url=self._url,
            time_trust=tuple(self._time_trust()),
            trust=trust,
            algorithm=algorithm,
            digest=self._digest,
            at=self._clock.now(),
        )
        try:
            outcome = self._jail.ask_once(ERRAND, pack_errand(errand), unpack_outcome)
        except Perished as perished:
            raise self._resting(f"{self._url} does not answer in time ({perished})") from perished
        if outcome.findings:
            raise Refused(*outcome.findings)
        if outcome.trouble or not outcome.data:
            raise self._resting(outcome.trouble)
        self._rest = self._first_rest
        return outcome.data

    def _resting(self, trouble: str) -> NotYet:
        """Leave the authority alone, and the process that met it: who knows what it holds now."""
        self._jail.renew()
        self._trouble = trouble
        self._silent_until = time.monotonic() + self._rest
        self._rest = min(2 * self._rest, _LONGEST_REST_SECONDS)
        return NotYet(trouble, "T07")
