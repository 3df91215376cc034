"""The files that the page loads: scripts that hand one JSON value to the page, and do nothing else.

A page that was opened from a folder may load scripts but no other files. What stands in a chunk is
data alone; texts of strangers are escaped so that neither a script's reader nor an editor obeys
them.
"""

import hashlib
import json
from pathlib import Path

from pipeline.adapters.archive.manifest import read_regular
from pipeline.wording.visible import visible_json

FOLDER = "katalog"
_OPEN, _CLOSE = "terima(", ");\n"
_DIGEST_LENGTH = 16


class ChunkBroken(ValueError):
    """A chunk that is not what was written."""


def format_chunk(key: str, value: object) -> bytes:
    """Write a chunk that calls the page's function with its key and value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    shown = text if text.isprintable() else visible_json(text)
    return f"{_OPEN}{json.dumps(key)},{shown}{_CLOSE}".encode()


def parse_chunk(data: bytes, key: str) -> object:
    """Read the value of a chunk.

    Raises:
        ChunkBroken: It is none, or another one.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ChunkBroken(key) from error
    begin = f"{_OPEN}{json.dumps(key)},"
    if not text.startswith(begin) or not text.endswith(_CLOSE):
        raise ChunkBroken(key)
    try:
        value: object = json.loads(text[len(begin) : -len(_CLOSE)])
    except (ValueError, RecursionError) as error:
        raise ChunkBroken(key) from error
    return value


def chunk_name(key: str) -> str:
    """Name the file of a chunk, relative to the archive."""
    return f"{FOLDER}/{key}.js"


def named_by_content(stem: str, value: object) -> tuple[str, bytes]:
    """Give a chunk a key that stands for this very content; it never has to be overwritten."""
    content = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    key = f"{stem}-{hashlib.sha256(content).hexdigest()[:_DIGEST_LENGTH]}"
    return key, format_chunk(key, value)


def read_chunk(root: Path, key: str) -> object:
    """Read the value of a chunk of an archive.

    Raises:
        ChunkBroken: It is none, or another one.
        OSError: It cannot be read, or is not there.
    """
    return parse_chunk(read_regular(root / chunk_name(key)), key)
