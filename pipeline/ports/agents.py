"""The signing agent: keys that the daemon may use for a post, only where configured."""

from datetime import datetime
from typing import Protocol

from pipeline.ports.signing import Credential


class Agents(Protocol):
    """Which posts the daemon may sign for. Without an agent it holds no private key at all."""

    def credential(self, post: str, at: datetime) -> Credential | None:
        """The post's key, or None where no agent is configured for it.

        Raises:
            Misconfigured: an agent is configured and its key cannot be used.
        """
        ...
