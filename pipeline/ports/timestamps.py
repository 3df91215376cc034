"""What the office needs of a timestamping authority and of those who issued its certificates.

Both are services elsewhere: slow, down, or wrong at times. So everything here may say ``NotYet``,
and nothing waits for it: a letter goes on without, and what is owed is paid later.
"""

from collections.abc import Sequence
from typing import Protocol


class Timestamps(Protocol):
    """Asks for timestamps and validation data."""

    def token(self, digest: bytes, algorithm: str) -> bytes:
        """A timestamp over a digest: DER of an RFC 3161 token, checked before it is given.

        Raises:
            NotYet: The authority does not answer, or answers with something else.
        """
        ...

    def prolong(self, pdf: bytes, trust: Sequence[bytes]) -> bytes:
        """The same PDF with validation data for its signatures under a document timestamp.

        The given bytes stay an exact prefix of the result (PAdES B-LTA). A PDF that has such a
        timestamp gets data about that one, and another timestamp over both.

        Args:
            pdf: A signed PDF that was accepted.
            trust: DER of the certificates that the signers' certificates lead to.

        Raises:
            NotYet: A service does not answer, or answers with something else.
            Refused: It can never be done: a signer's certificate was revoked (P52) or ran out
                (P53), or that of whoever stamped before was revoked (P54).
        """
        ...
