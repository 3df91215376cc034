"""What is asked for: the terms of a search, and whether a text fits one.

Terms are told apart in this order: what stands in quotes; dates; numbers; words. A hit on every
term is needed. The last word of a term may be the beginning of one, except in closed quotes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pipeline.adapters.archive.catalogue.words import JOINED, MONTHS, WORD, dates, fold, words
from pipeline.wording.indonesian import nip_grouped

_QUOTED = re.compile('["“”„]([^"“”„]*)(["“”„]|$)')
_HAS_DIGIT = re.compile("[0-9]")
#: more would only be a text pasted by mistake
_MOST_TERMS = 20


class Kind(StrEnum):
    """How a term is looked for."""

    WORD = "word"
    NUMBER = "number"
    DATE = "date"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a result must have."""

    kind: Kind
    #: the words in their order; of a date its one token
    words: tuple[str, ...]
    #: whether the last word must end where it ends here
    is_closed: bool = False

    @property
    def token(self) -> str | None:
        """With what a token of a document's text must begin; a phrase is not looked for there."""
        return None if self.kind is Kind.PHRASE else ".".join(self.words)

    @property
    def spellings(self) -> list[tuple[str, ...]]:
        """The runs of words as which it may stand in a text, to show where it is."""
        if self.kind is not Kind.DATE:
            alone = len(self.words) == 1
            printed = tuple(nip_grouped(self.words[0]).split()) if alone else self.words
            return list(dict.fromkeys((self.words, printed)))
        year, month, *day = self.words[0].split("-")
        named = [name for name, at in MONTHS.items() if at == int(month)]
        days = {day[0], day[0].lstrip("0")} if day else set()
        months = {month, month.lstrip("0")}
        return [
            *[(one, name, year) for one in sorted(days) for name in named],
            *[(name, year) for name in named if not day],
            *[(one, each, year) for one in sorted(days) for each in sorted(months)],
            *[(year, each, one) for each in sorted(months) for one in sorted(days)],
        ]

    def is_in(self, line: str) -> bool:
        """Tell whether the term is in a line of words or dates, as ``line_of`` writes it."""
        return f" {' '.join(self.words)}{' ' if self.is_closed else ''}" in line


def line_of(*texts: str) -> str:
    """Write texts as a line to look in; no term reaches from one text into the next."""
    lines = [_line(text) for text in texts]
    found = " ".join(tokens for _, tokens in lines if tokens)
    return " " + " | ".join([*(line for line, _ in lines), found]) + " "


@lru_cache(maxsize=1 << 16)
def _line(text: str) -> tuple[str, str]:
    """The words and the dates of one text; most texts of an archive are there many times."""
    folded = fold(text)
    return " ".join(words(folded)), " ".join(date.token for date in dates(folded))


def terms_of(query: str) -> list[Term]:
    """Read what somebody typed."""
    terms: list[Term] = []
    rest, at = [], 0
    for quoted in _QUOTED.finditer(query):
        rest.append(query[at : quoted.start()])
        at = quoted.end()
        inside = tuple(words(fold(quoted[1])))
        if inside:
            terms.append(Term(Kind.PHRASE, inside, is_closed=quoted[2] != ""))
    rest.append(query[at:])
    for piece in rest:
        terms += _unquoted(fold(piece))
    return list(dict.fromkeys(terms))[:_MOST_TERMS]


def _unquoted(folded: str) -> list[Term]:
    terms: list[Term] = []
    left, at = [], 0
    for date in dates(folded):
        left.append(folded[at : date.start])
        at = date.end
        terms.append(Term(Kind.DATE, (date.token,)))
    left.append(folded[at:])
    for piece in left:
        terms += _numbers_and_words(piece)
    return terms


def _numbers_and_words(folded: str) -> list[Term]:
    terms: list[Term] = []
    at = 0
    for joined in JOINED.finditer(folded):
        if _HAS_DIGIT.search(joined[0]):
            terms += [Term(Kind.WORD, (word,)) for word in words(folded[at : joined.start()])]
            terms.append(Term(Kind.NUMBER, tuple(words(joined[0]))))
            at = joined.end()
    return terms + [Term(Kind.WORD, (word,)) for word in words(folded[at:])]


def places_of(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Find where terms stand in a text as people wrote it: from and to, in order."""
    found = [(each.start(), each.end(), fold(each[0])) for each in WORD.finditer(text)]
    runs = [(run, term.is_closed) for term in terms for run in term.spellings]
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(found):
        length = next(
            (len(run) for run, closed in runs if _stands(found, at, run, is_closed=closed)), 0
        )
        if length:
            places.append((found[at][0], found[at + length - 1][1]))
        at += length or 1
    return places


def _stands(
    found: Sequence[tuple[int, int, str]], at: int, run: Sequence[str], *, is_closed: bool
) -> bool:
    if at + len(run) > len(found):
        return False
    *others, last = (word for _, _, word in found[at : at + len(run)])
    is_last = last == run[-1] if is_closed else last.startswith(run[-1])
    return is_last and others == list(run[:-1])
