"""Asks a timestamping authority over HTTP (RFC 3161); runs where a deadline can end it.

What comes back is held to the same rules as a timestamp that somebody hands in: pyHanko's client
compares status and nonce, but not the digest, the authority or the spelling.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms
from pyhanko.sign.timestamps import HTTPTimeStamper
from typing_extensions import override

from pipeline.adapters.signing.timestamp import Timestamp
from pipeline.errors import NotYet

#: Seconds for one answer, all of it. Who asks waits meanwhile, so it is short.
PATIENCE = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeService:
    """An authority: where it answers, and whose word it must be."""

    url: str
    #: DER of certificates that its servers' certificates lead to.
    trust: tuple[bytes, ...]


class Stamper(HTTPTimeStamper):
    """pyHanko's client, whose answers are examined before anybody uses them."""

    def __init__(self, service: TimeService) -> None:
        super().__init__(service.url, timeout=PATIENCE)
        self._trust = service.trust

    @override
    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A token over the digest.

        Raises:
            NotYet: The authority does not answer in time, or answers with something else.
        """
        async with asyncio.timeout(PATIENCE):
            token = await super().async_timestamp(message_digest, md_algorithm)
        if not _is_about(token.dump(), message_digest, md_algorithm, self._trust):
            raise NotYet(f"{self.url} answered with a timestamp that does not hold")
        return token


async def ask(service: TimeService, digest: bytes, algorithm: str) -> bytes:
    """The DER of a token over a digest."""
    token: Any = await Stamper(service).async_timestamp(digest, algorithm)
    return bytes(token.dump())


def _is_about(token: bytes, digest: bytes, algorithm: str, trust: Sequence[bytes]) -> bool:
    def imprint(name: str) -> bytes:
        if name != algorithm or len(digest) != hashlib.new(name).digest_size:
            raise ValueError("another digest")
        return digest

    return Timestamp(token).holds(imprint, trust, [])
