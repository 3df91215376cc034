"""Text that strangers wrote, made safe to look at."""


def visible(text: str) -> str:
    """The text with what cannot be seen replaced by a mark.

    Names in certificates and names of files may hold commands to a terminal, or signs that turn
    the reading direction around and so make one name look like another.
    """
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
