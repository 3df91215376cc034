"""The report of an examination as one HTML page: to be printed, kept, or sent along.

Like the board it has no script and no outside asset, and shows every value as text: names in a
certificate were chosen by whoever made it.
"""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from pipeline.ports.report import Report


def render(report: Report) -> str:
    """Write the page."""
    return _template().render(report=report)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("pipeline.adapters.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("laporan.html")
