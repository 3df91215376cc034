"""Rebuild the templates: ``python -m tools.templates [FOLDER]``, by default ``templates_docx``."""

import sys
from pathlib import Path

from tools.templates import addendum, forms, letters, recap, reports, yearly
from tools.templates.package import build

_ALL = (
    forms.disposisi,
    letters.request,
    letters.covering_note,
    forms.receipt,
    letters.warning,
    recap.recap,
    addendum.addendum,
    reports.contents,
    reports.berita_acara,
    forms.closing_sheet,
    yearly.yearly,
)


def main() -> None:
    """Write every template into the folder named on the command line."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "templates_docx")
    folder.mkdir(parents=True, exist_ok=True)
    for draw in _ALL:
        template = draw()
        path = folder / f"{template.name}.docx"
        path.write_bytes(build(template))
        print(path)


if __name__ == "__main__":
    main()
