"""Reading TOML so that every problem can be named with its line and, in an SOP, its row."""

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.errors import Misconfigured

_Model = TypeVar("_Model", bound=BaseModel)


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """A TOML file's text and content.

    Raises:
        Misconfigured: it is missing, not UTF-8 or not TOML.
    """
    try:
        text = path.read_text("utf-8-sig")
        return text, tomllib.loads(text)
    except FileNotFoundError:
        raise Misconfigured([f"{path.name} is missing in {path.parent}"]) from None
    except UnicodeDecodeError:
        raise Misconfigured([f"{path.name} is not UTF-8 text; save it as UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured([f"{path.name} cannot be read as TOML: {error}"]) from None
    except OSError as error:
        raise Misconfigured([f"{path.name} cannot be read: {error.strerror}"]) from None


def validated(
    model: type[_Model], raw: dict[str, Any], text: str, name: str, problems: list[str]
) -> _Model:
    """A file's content as its model, if nothing else was found wrong either.

    Args:
        model: what the file has to be.
        raw: the file's content.
        text: the file's text.
        name: the file's name.
        problems: what was found already, to be told in one go.

    Raises:
        Misconfigured: with every problem.
    """
    try:
        entry = model.model_validate(raw)
    except ValidationError as error:
        raise Misconfigured(describe(error, text, name) + problems) from None
    if problems:
        raise Misconfigured(problems)
    return entry


def describe(error: ValidationError, text: str, name: str, *, rows: object = None) -> list[str]:
    """Each validation error as one English sentence with its line.

    Args:
        error: what pydantic found.
        text: the file's text.
        name: the file's name.
        rows: an SOP's rows as read, to name a row by its number.
    """
    sentences = []
    for detail in error.errors():
        where = tuple(str(part) for part in detail["loc"])
        key = where[-1] if where else name
        match detail["type"]:
            case "extra_forbidden":
                what = f"unknown key '{key}'; remove it or correct its spelling"
            case "missing":
                what = f"'{key}' is missing"
            case _:
                what = f"'{key}': {detail['msg'].removeprefix('Value error, ')}"
        sentences.append(f"{name}{line_of(text, where)}: {_table(where, rows)}{what}")
    return sentences


def _table(where: tuple[str, ...], rows: object) -> str:
    """Where a key stands, in the file's own words."""
    if where[:1] == ("langkah",) and len(where) > 1 and isinstance(rows, list):
        row = rows[int(where[1])]
        return f"row {row.get('no', where[1]) if isinstance(row, dict) else where[1]}: "
    table = ".".join(where[:-1])
    return f"[{table}] " if table else ""


def line_of(text: str, where: tuple[str, ...]) -> str:
    """`` line N`` of the key in its table, or of the table when the key is not there."""
    lines = text.splitlines()
    start, depth = _table_line(lines, where)
    key = where[depth] if depth < len(where) else ""
    for number in range(start + (depth > 0), len(lines)):
        if re.match(r"\s*\[", lines[number]):
            break
        if key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", lines[number]):
            return f" line {number + 1}"
    return f" line {start + 1}" if depth else ""


def _table_line(lines: list[str], where: tuple[str, ...]) -> tuple[int, int]:
    """The index of the table header that best matches a key path, and how much of it it covers."""
    best, depth = 0, 0
    arrays: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(lines):
        header = re.match(r"\s*(\[\[?)\s*([\w.\"' -]+?)\s*\]", line)
        if not header:
            continue
        path: tuple[str, ...] = ()
        parts = [part.strip(" \"'") for part in header[2].split(".")]
        for place, part in enumerate(parts, start=1):
            path = (*path, part)
            if place == len(parts) and header[1] == "[[":
                arrays[path] = arrays.get(path, -1) + 1
            if path in arrays:
                path = (*path, str(arrays[path]))
        if path == where[: len(path)] and len(path) > depth:
            best, depth = number, len(path)
    return best, depth
