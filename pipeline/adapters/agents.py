"""Keys of the demo office, opened when first needed and kept in memory."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pipeline.errors import Misconfigured, Refused
from pipeline.ports.signing import Credential

DEMO_PASSPHRASE = b"demo"


class DemoAgents:
    """``Agents`` from ``<keys>/<post>.p12`` with the demo's well-known passphrase."""

    def __init__(
        self,
        keys: Path,
        posts: frozenset[str],
        open_p12: Callable[[bytes, bytes, datetime], Credential],
    ) -> None:
        self._keys = keys
        self._posts = posts
        self._open = open_p12
        self._opened: dict[str, Credential] = {}

    def credential(self, post: str, at: datetime) -> Credential | None:
        """The post's key, or None where no agent is configured for it."""
        if post not in self._posts:
            return None
        if post not in self._opened:
            path = self._keys / f"{post}.p12"
            try:
                self._opened[post] = self._open(path.read_bytes(), DEMO_PASSPHRASE, at)
            except (OSError, Refused) as error:
                problem = f"the signing agent of '{post}' cannot open {path.name}: {error}"
                raise Misconfigured([problem]) from error
        return self._opened[post]
