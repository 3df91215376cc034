"""Which LibreOffice and fonts this machine has, and what to install where some are missing."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from pipeline.errors import Misconfigured

#: Where packages put LibreOffice when ``soffice`` is not on the PATH.
USUAL_PROGRAM_FOLDERS = (
    Path("/usr/lib/libreoffice/program"),
    Path("/usr/lib64/libreoffice/program"),
    Path("/usr/local/lib/libreoffice/program"),
)
#: The whole of LibreOffice's core in one library, and Writer beside it.
NEEDED_LIBRARIES = ("libmergedlo.so", "libswlo.so")

#: Families with the widths of Word's own (Arial, Times New Roman, Calibri), by package.
NEEDED_FONTS = {
    "Liberation Sans": "fonts-liberation",
    "Liberation Serif": "fonts-liberation",
    "Carlito": "fonts-crosextra-carlito",
}

_NO_WRITER = (
    "LibreOffice Writer is not installed, so no letter can become a PDF; "
    "fix: apt-get install --no-install-recommends libreoffice-writer-nogui"
)
_NO_FONT_LIST = "The program fc-list is not installed; fix: apt-get install fontconfig"


def locate_program() -> Path:
    """Return LibreOffice's program folder.

    Raises:
        Misconfigured: There is none, or it lacks Writer.
    """
    soffice = shutil.which("soffice")
    found = [Path(soffice).resolve().parent] if soffice else []
    for folder in (*found, *USUAL_PROGRAM_FOLDERS):
        if all((folder / library).is_file() for library in NEEDED_LIBRARIES):
            return folder
    raise Misconfigured([_NO_WRITER])


def probe() -> list[str]:
    """Return what is missing for conversion, in English, each with how to fix it."""
    return [*_program_problems(), *_font_problems()]


def version() -> str:
    """Return LibreOffice's version, such as ``7.4.7.2``.

    Raises:
        Misconfigured: LibreOffice Writer is not installed.
    """
    program = locate_program() / "soffice"
    with tempfile.TemporaryDirectory() as home:  # where it leaves settings behind
        told = subprocess.run(
            [str(program), "--version"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={"HOME": home, "PATH": "/usr/bin:/bin"},
        )
    found = re.search(r"LibreOffice\S* ([\d.]+)", told.stdout)
    return found[1] if found else "unknown"


def _program_problems() -> list[str]:
    try:
        locate_program()
    except Misconfigured as missing:
        return list(missing.problems)
    return []


def _font_problems() -> list[str]:
    if shutil.which("fc-list") is None:
        return [_NO_FONT_LIST]
    listed = subprocess.run(
        ["fc-list", ":", "family"], capture_output=True, text=True, check=False, timeout=60
    )
    # A line names a family in several languages or styles: "Carlito,Carlito Light".
    families = {name.strip() for name in re.split(r"[,\n]", listed.stdout)}
    return [
        f'The font "{family}" is not installed, so lines and pages would break elsewhere than '
        f"in Word; fix: apt-get install {package}"
        for family, package in NEEDED_FONTS.items()
        if family not in families
    ]
