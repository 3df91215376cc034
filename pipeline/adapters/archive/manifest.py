"""Digests of files, and the manifests that list them in the format of coreutils.

``cd <berkas> && sha256sum -c _meta/manifest-sha256.txt`` is all that is needed to check a berkas.
The SHA-256 manifest lists every other file, the SHA-512 manifest among them, so its own digest
stands for the whole berkas.
"""

import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

META = "_meta"
SHA256_MANIFEST = f"{META}/manifest-sha256.txt"
SHA512_MANIFEST = f"{META}/manifest-sha512.txt"
#: of the items as the berita acara names them; it prints this file's SHA-256 (decision 0027)
CONTENTS_MANIFEST = f"{META}/manifest-isi-sha256.txt"
CHUNK = 1 << 20

_LINE = re.compile(r"([0-9a-f]{64}|[0-9a-f]{128}) [ *]([^\\\n\r]+)")


class ManifestBroken(ValueError):
    """A manifest that is not one; says which line."""


class NotARegularFile(OSError):
    """A symlink, device or pipe lies where a file should."""


@dataclass(frozen=True, slots=True)
class Digests:
    """What one reading of a file gives."""

    sha256: str
    sha512: str
    size: int


def digests_of_bytes(data: bytes) -> Digests:
    """Digest bytes in hand."""
    return Digests(hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest(), len(data))


def digests_of(path: Path, *, from_disk: bool = False) -> Digests:
    """Digest a file in one reading, without following a symlink.

    Args:
        path: The file.
        from_disk: Ask the kernel to forget its copy first, so that what is read is what the
            disk holds. Only useful after an fsync.

    Raises:
        NotARegularFile: It is a symlink, a device, a pipe.
        OSError: It cannot be read.
    """
    descriptor = open_regular(path)
    try:
        if from_disk:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        short, long, size = hashlib.sha256(), hashlib.sha512(), 0
        while chunk := os.read(descriptor, CHUNK):
            short.update(chunk)
            long.update(chunk)
            size += len(chunk)
    finally:
        os.close(descriptor)
    return Digests(short.hexdigest(), long.hexdigest(), size)


def open_regular(path: Path) -> int:
    """Open a regular file for reading, never through a symlink; gives the descriptor.

    Raises:
        NotARegularFile: It is a symlink, a device, a pipe.
        OSError: It cannot be opened.
    """
    if path.is_symlink():
        raise NotARegularFile(str(path))
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotARegularFile(str(path))
    return descriptor


def read_regular(path: Path) -> bytes:
    """Read a whole regular file, never through a symlink.

    Raises:
        OSError: As ``open_regular``.
    """
    with os.fdopen(open_regular(path), "rb") as file:
        return file.read()


def format_manifest(digests: Mapping[str, str]) -> bytes:
    """Write a manifest: name to hex digest, sorted by name."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def parse_manifest(data: bytes, width: int) -> dict[str, str]:
    """Read a manifest back: name to hex digest.

    Args:
        data: The file.
        width: Length of a digest in hex, 64 or 128.

    Raises:
        ManifestBroken: Anything that ``format_manifest`` would not have written: another
            encoding, a name twice, a name that leaves the berkas, a last line cut short, no line.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ManifestBroken("bukan teks UTF-8") from error
    if not text.endswith("\n"):
        raise ManifestBroken("baris terakhir terpotong")
    digests: dict[str, str] = {}
    for at, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        found = _LINE.fullmatch(line)
        if not found or len(found[1]) != width or not _stays_inside(found[2]):
            raise ManifestBroken(f"baris {at}")
        if found[2] in digests:
            raise ManifestBroken(f"baris {at}: nama ditulis dua kali")
        digests[found[2]] = found[1]
    return digests


def _stays_inside(name: str) -> bool:
    parts = name.split("/")
    return all(part not in {"", ".", ".."} for part in parts) and "\0" not in name
