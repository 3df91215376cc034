"""What the office needs of QR codes: a picture for the footer."""

from typing import Protocol


class QrCodes(Protocol):
    """Draws QR codes."""

    def png(self, text: str) -> bytes:
        """A black-on-white QR code of ``text``, quiet zone included, error correction M."""
        ...
