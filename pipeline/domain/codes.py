"""Document codes: short, unambiguous, with a check character.

Eight characters of a 31-letter alphabet without 0/O, 1/I/L; the last one is a weighted checksum
modulo the prime 31, which catches every single wrong character and every swap of two. A code is a
bijection of the document's running number, so codes never collide and need no randomness.
"""

import re

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_BASE = len(_ALPHABET)
_BODY = 7
_SPACE = _BASE**_BODY
#: Coprime to the space (not a multiple of 31): the map is one-to-one; neighbours look apart.
_STEP = 17_318_960_927
_SHIFT = 9_876_543_210
_BACK = int(pow(_STEP, -1, _SPACE))
#: What people and their programs put between letters: blanks, hyphens, dashes.
_BETWEEN = re.compile(r"[\s\u00ad\u2010-\u2015\u2212-]+")


def document_code(number: int) -> str:
    """The code of the ``number``-th document of an office, written ``XXXX-XXXX``."""
    if not 0 <= number < _SPACE:
        raise ValueError("document number out of range")
    value = (number * _STEP + _SHIFT) % _SPACE
    body = ""
    for _ in range(_BODY):
        value, digit = divmod(value, _BASE)
        body += _ALPHABET[digit]
    code = body + _check(body)
    return f"{code[:4]}-{code[4:]}"


def document_number(code: str) -> int:
    """The running number behind a code as ``document_code`` writes it."""
    value = 0
    for letter in code.replace("-", "")[:_BODY][::-1]:
        value = value * _BASE + _ALPHABET.index(letter)
    number: int = (value - _SHIFT) * _BACK % _SPACE
    return number


def read_code(text: str) -> str | None:
    """The code in ``text`` in its printed form, or None when it is not one (check included)."""
    plain = _BETWEEN.sub("", text).upper()
    if len(plain) != _BODY + 1 or any(letter not in _ALPHABET for letter in plain):
        return None
    if _check(plain[:_BODY]) != plain[_BODY]:
        return None
    return f"{plain[:4]}-{plain[4:]}"


def _check(body: str) -> str:
    total = sum((place + 2) * _ALPHABET.index(letter) for place, letter in enumerate(body))
    return _ALPHABET[total % _BASE]
