"""``paraf report``: a year against the SOP's standards, as a workbook and as PDF."""

from pathlib import Path

import typer
from rich.text import Text

from pipeline.adapters.disk import LocalDisk
from pipeline.entry.cli.telling import out
from pipeline.errors import NotYet
from pipeline.wiring import Workplace
from pipeline.wording.visible import visible


def report(workplace: Workplace, year: int, folder: Path) -> None:
    """Write a year's report into a folder, which is made; an older report of it is replaced.

    Raises:
        typer.BadParameter: there is nothing to report of that year, or it is no folder.
        Misconfigured: the template or LibreOffice does not serve.
        NotYet: LibreOffice makes nothing for now, or the folder cannot be written.
    """
    yearly = workplace.office.yearly
    if year not in yearly.years():
        known = ", ".join(map(str, yearly.years())) or "none yet"
        raise typer.BadParameter(f"no cycle of {year} was opened (years: {known})")
    if folder.exists() and not folder.is_dir():
        raise typer.BadParameter(f"{folder} is no folder", param_hint="--output")
    found = yearly.report(year, workplace.office.tools.clock.now())
    disk = LocalDisk()
    for ending, data in (("xlsx", yearly.workbook(found)), ("pdf", yearly.pdf(found))):
        path = folder / f"{found.name}.{ending}"
        try:
            disk.make_folder(str(folder.resolve()))
            disk.write(str(path), data)
        except OSError as error:
            raise NotYet(f"{path} cannot be written: {error.strerror}") from error
        out.print(Text(visible(str(path))))
    for sentence in found.paper.ringkasan:
        out.print(Text(sentence))
