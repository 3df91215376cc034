"""The page itself: one file with its styles and its script, which loads chunks as needed.

Nothing of the archive stands in it but the years and what cannot be read, so that it is of use
also where scripts are switched off.
"""

import base64
import hashlib
import re
from functools import cache
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.adapters.archive.catalogue.directory import Directory
from pipeline.adapters.archive.lists import year_list_names

PAGE = "index.html"
_PACKAGE = "pipeline.adapters.archive.catalogue"
#: in the order in which they need each other
_SCRIPTS = ("words.js", "loading.js", "search.js", "view.js", "start.js")
_YEAR = re.compile("[0-9]{4}")


def catalogue_page(root: Path, directory: Directory) -> bytes:
    """Write ``index.html``.

    Args:
        root: The archive; the years that stand there are linked to.
        directory: Of the catalogue.
    """
    parts = _parts()
    years = sorted(
        (each.name for each in root.iterdir() if _YEAR.fullmatch(each.name) and each.is_dir()),
        reverse=True,
    )
    page = parts.template.render(
        style=parts.style,
        style_digest=_digest(parts.style),
        script=parts.script,
        script_digest=_digest(parts.script),
        years=[(year, _lists_of(root, year)) for year in years],
        unreadable=directory.unreadable,
        creator=max(directory.blok, key=lambda one: one.keadaan).pencipta if directory.blok else "",
    )
    return page.encode()


def _lists_of(root: Path, year: str) -> list[tuple[str, str]]:
    """The daftar berkas of a year that lie there: what a link to each says, and where it leads."""
    named = zip(("Excel", "PDF"), year_list_names(int(year)), strict=True)
    return [
        (f"Daftar berkas {year} ({what})", quote(f"{year}/{name}"))
        for what, name in named
        if (root / year / name).is_file()
    ]


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class _Parts:
    def __init__(self) -> None:
        folder = resources.files(_PACKAGE).joinpath("page")
        self.style = Markup(folder.joinpath("style.css").read_text("utf-8"))  # noqa: S704 - ours
        scripts = [folder.joinpath(name).read_text("utf-8") for name in _SCRIPTS]
        whole = '(function () {\n"use strict";\n' + "".join(scripts) + "}());\n"
        self.script = Markup(whole)  # noqa: S704 - ours; the page's policy lets nothing else run
        environment = Environment(
            loader=PackageLoader(_PACKAGE, "page"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.template = environment.get_template("katalog.html")


@cache
def _parts() -> _Parts:
    """Read and compile the page once; that takes longer than filling it."""
    return _Parts()
