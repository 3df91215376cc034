"""Compound files (OLE2): Office before 2007, encrypted Office files, mail, installers.

None of them is read here; a look at the names of the streams inside tells which it is, so that the
note can say what to do.
"""

from pipeline.errors import Finding
from pipeline.ports.inspection import FileKind

_MACROS = ("_VBA_PROJECT", "_VBA_PROJECT_CUR")
_ENCRYPTED = ("EncryptedPackage", "EncryptionInfo")
_LABELS = (
    ("WordDocument", "dokumen Word lama (.doc)"),
    ("Workbook", "buku kerja Excel lama (.xls)"),
    ("Book", "buku kerja Excel lama (.xls)"),
    ("PowerPoint Document", "presentasi lama (.ppt)"),
)
_MAIL = "__substg1.0_"
_SECTOR_SHIFT = 30
_DIRECTORY_START = 48
_ENTRY = 128
_MOST_ENTRIES = 4_000


def inspect_compound(data: bytes) -> tuple[FileKind, str, tuple[Finding, ...]]:
    """The kind of a compound file is always ``OTHER``; its findings say which it is."""
    names = _names(data)
    if any(_holds(data, names, each) for each in _ENCRYPTED):
        return FileKind.OTHER, "dokumen Office terkunci", (Finding("H05"),)
    if any(name.startswith(_MAIL) for name in names):
        return FileKind.OTHER, "surat elektronik", (Finding("H03", {"jenis": "surat elektronik"}),)
    label = next((text for name, text in _LABELS if _holds(data, names, name)), "Office lama")
    findings = [Finding("H04", {"jenis": label})]
    if any(_holds(data, names, each) for each in _MACROS):
        findings.append(Finding("H10", {"bagian": "VBA"}))
    return FileKind.OTHER, label, tuple(findings)


def _holds(data: bytes, names: list[str], name: str) -> bool:
    # A directory in several places is read only in part; its names still stand somewhere.
    return name in names or name.encode("utf-16-le") in data


def _names(data: bytes) -> list[str]:
    """The names in the directory's first chain of sectors that lie side by side."""
    if len(data) < 512:
        return []
    shift = int.from_bytes(data[_SECTOR_SHIFT : _SECTOR_SHIFT + 2], "little")
    first = int.from_bytes(data[_DIRECTORY_START : _DIRECTORY_START + 4], "little")
    if shift not in {9, 12} or (first + 1) << shift >= len(data):
        return []
    start, found = (first + 1) << shift, []
    for at in range(start, min(len(data), start + _MOST_ENTRIES * _ENTRY), _ENTRY):
        length = int.from_bytes(data[at + 64 : at + 66], "little")
        if not 2 <= length <= 64 or data[at + 66 : at + 67] not in {b"\1", b"\2", b"\5"}:
            break
        found.append(data[at : at + length - 2].decode("utf-16-le", "replace").lstrip("\5"))
    return found
