"""Which files a unit names as its evidence (bukti dukung), as people write names.

The column *Sumber Data/Bukti* is free text: a source, a web address, file names with or without
their ending, several in one cell. A file is named where its whole name stands, or where a part of
the list says its name without the ending. What is missing can only be told of names that carry one.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from pipeline.domain.performance.data import UnitData

_ENDING = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|csv|txt|jpe?g|png|gif|tiff?|bmp|webp|heic|svg"
    r"|od[tsp]|rtf|zip|rar|7z|mp[34]|mov|eml|msg)(?![\w.-])"
)
#: What stands between the names of a list.
_BETWEEN = re.compile(r"[\n;,:()\[\]“”\"'•|]|\s(?:dan|serta|dengan|&)\s|(?<=\s)-\s")
_BULLET = re.compile(r"^\s*(?:\d{1,2}[.)]\s+|[-*]\s*)")
_WEB = re.compile(r"\w://|^www\.|@|^[\w-]+(?:\.[\w-]+)*\.(?:id|com|org|net|gl|ly)/")


def named_texts(data: UnitData) -> tuple[str, ...]:
    """What a unit wrote into the evidence column, a text for each indicator that has any."""
    return tuple(row.evidence for row in data.rows if row.evidence)


def is_named(name: str, texts: Iterable[str]) -> bool:
    """Whether a file of this name is what one of these texts speaks of."""
    wanted = folded(name)
    stem = wanted.rpartition(".")[0]
    for text in map(folded, texts):
        if any(_is_whole(text, end, wanted) for end in _ends_of(text, wanted)):
            return True
        if stem and any(part == stem for part in _parts(text)):
            return True
    return False


def missing(texts: Iterable[str], present: Collection[str]) -> tuple[str, ...]:
    """The file names that these texts say and that none of the files ``present`` has.

    In their order, as they are written; a name that holds a comma may come out without what stands
    before it.
    """
    names = [folded(each) for each in present]
    found: dict[str, str] = {}
    for text in texts:
        plain, said = unicodedata.normalize("NFC", text), folded(text)
        here = [
            range(end - len(each), end)
            for each in names
            for end in _ends_of(said, each)
            if _is_whole(said, end, each)
        ]
        for end in (match.end() for match in _ENDING.finditer(said)):
            name = _name_before(plain, end)
            # A name may hold what looks like the end of a shorter one.
            if name and not any(end - 1 in each for each in here):
                found.setdefault(folded(name), name)
    return tuple(found.values())


def folded(text: str) -> str:
    """Neither case, nor accents' spelling, nor the kind of a space tells names apart.

    A Mac spells accents otherwise; a spreadsheet gives odd spaces back as common ones.
    """
    return "".join(map(_folded_letter, unicodedata.normalize("NFC", text)))


def _folded_letter(letter: str) -> str:
    """One letter for one: places in a text stay the same; ends of lines part names."""
    if letter.isspace() and letter != "\n":
        return " "
    low = letter.casefold()
    return low if len(low) == 1 else letter


def _ends_of(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at + len(name)
        at = text.find(name, at + 1)


def _is_whole(text: str, end: int, name: str) -> bool:
    """Whether ``name`` ends there and is no mere part of a longer word."""
    start = end - len(name)
    if start < 0 or text[start:end] != name:
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or before == "_" or after.isalnum())


def _parts(text: str) -> Iterator[str]:
    for part in _BETWEEN.split(text):
        yield _BULLET.sub("", part).strip(" .")


def _name_before(text: str, end: int) -> str:
    """The name that ends there, back to what separates it from the one before."""
    part = _BETWEEN.split(text[:end])[-1]
    name = _BULLET.sub("", part).strip()
    word = re.split(r"\s", text[:end])[-1]
    return "" if _WEB.search(word.lower()) else re.split(r"[\\/]", name)[-1].strip()
