"""Text that strangers wrote, made safe to look at."""

import json
import re

_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def unturned(text: str) -> str:
    """The text without the signs that turn the reading direction around.

    Nobody types them on purpose in an Indonesian office; one pasted along makes ``12`` read ``21``.
    """
    return _TURNING.sub("", text)


def visible(text: str) -> str:
    """The text with what cannot be seen replaced by a mark.

    Names in certificates and names of files may hold commands to a terminal, or signs that turn
    the reading direction around and so make one name look like another.
    """
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def visible_json(text: str) -> str:
    """JSON with what a terminal or an editor would obey or hide as JSON's own escapes.

    It still stands for the same value, and no program takes an odd letter for the end of a line.
    """
    return "".join(
        letter if letter.isprintable() or letter == "\n" else json.dumps(letter)[1:-1]
        for letter in text
    )
