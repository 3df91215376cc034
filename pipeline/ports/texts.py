"""What the catalogue needs from whoever reads the words of a filed document."""

from typing import Protocol


class Texts(Protocol):
    """Reads the words of documents that anybody may have made."""

    def text_of(self, data: bytes, suffix: str) -> str | None:
        """Give the text of a document as one line of words and single spaces.

        Args:
            data: The document.
            suffix: Extension of its name, in small letters and without the dot.

        Returns:
            The text, cut at a length of which nobody searches the rest; empty for a scanned
            page. None where a document of this kind cannot be read, or this one is broken.

        Raises:
            NotYet: Nobody can be started who reads it.
        """
        ...
