"""Chains of a PDF that lead back to themselves: pages, outlines, revisions (faults.md S7)."""

import re
from collections import defaultdict

from pipeline.adapters.inspection.limits import MAX_PDF_REVISIONS
from pipeline.adapters.inspection.pdf_tokens import PdfObject

#: Keys that lead from one object to others of its kind, and never back in a sound file.
_CHAINS = (b"/Kids", b"/Next", b"/Extends", b"/Length")
_START = re.compile(rb"startxref\s+(\d{1,12})")
_PREVIOUS = re.compile(rb"/Prev\s+(\d{1,12})(?!\s+\d+\s+R)")
_REACH = 4096


class Chains:
    """Gathers who leads to whom."""

    def __init__(self) -> None:
        self._next: dict[bytes, dict[int, set[int]]] = {key: defaultdict(set) for key in _CHAINS}
        self._lists: dict[int, set[int]] = {}

    def note(self, found: PdfObject) -> None:
        """Take the references of one object."""
        if found.number < 0:
            return
        if found.tokens[:1] == [b"["]:
            self._lists[found.number] = {_number(each) for each in found.tokens if _is_ref(each)}
        for key in _CHAINS:
            if key in found.tokens:
                targets = _after(found.tokens, key)
                self._next[key][found.number].update(targets)

    def has_loop(self) -> bool:
        """Whether any chain comes back to where it was."""
        for number, targets in self._lists.items():
            self._next[b"/Kids"][number].update(targets)
        return any(_comes_back(graph) for graph in self._next.values())


def _is_ref(token: bytes) -> bool:
    return token.endswith(b"R") and token[:1].isdigit()


def _number(token: bytes) -> int:
    return int(token.split()[0])


def _after(tokens: list[bytes], key: bytes) -> set[int]:
    found, at = set(), tokens.index(key) + 1
    while at < len(tokens) and tokens[at] != b"]":
        if _is_ref(tokens[at]):
            found.add(_number(tokens[at]))
        if tokens[at] != b"[" and tokens[at - 1] == key:
            break
        at += 1
    return found


def _comes_back(graph: dict[int, set[int]]) -> bool:
    """A walk in depth, without recursion: a file may nest deeper than Python does."""
    done: set[int] = set()
    for root in list(graph):
        path, on_path = [(root, iter(graph[root]))] if root not in done else [], {root}
        while path:
            node, rest = path[-1]
            child = next(rest, None)
            if child is None:
                path.pop()
                on_path.discard(node)
                done.add(node)
            elif child in on_path:
                return True
            elif child not in done and child in graph:
                path.append((child, iter(graph[child])))
                on_path.add(child)
    return False


def revisions_loop(data: bytes) -> bool:
    """Whether the chain of cross-reference tables comes back, or never seems to end."""
    starts = _START.findall(data, max(0, len(data) - 2 * _REACH))
    seen: set[int] = set()
    at = int(starts[-1]) if starts else -1
    while 0 <= at < len(data):
        if at in seen or len(seen) > MAX_PDF_REVISIONS:
            return True
        seen.add(at)
        begin = data.find(b"trailer", at) if data[at : at + 4] == b"xref" else at
        if begin < 0:
            return False
        end = data.find(b"startxref", begin, begin + _REACH)
        previous = _PREVIOUS.search(data, begin, end if end > 0 else begin + _REACH)
        at = int(previous[1]) if previous else -1
    return False
