"""Fills a form as people do: with a spreadsheet program, never knowing our code."""

import io
import re
import zipfile

from openpyxl import load_workbook

from pipeline.adapters.forms.form import input_cells
from pipeline.adapters.forms.layout import SHEET


def type_into(xlsx, cells):
    """Put values into cells by address; a (value, number format) pair sets both."""
    workbook = load_workbook(io.BytesIO(xlsx))
    sheet = workbook[SHEET]
    for address, value in cells.items():
        if isinstance(value, tuple):
            sheet[address].value, sheet[address].number_format = value
        else:
            sheet[address].value = value
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def fill(xlsx, plan, data, **over):
    """Fill a form with a unit's answers; ``over`` replaces cells: ``realisasi_2="12"``."""
    cells = input_cells(plan)
    values = {}
    for row in data.rows:
        number = row.indicator.number
        values[cells["realisasi", number]] = row.realisation.value
        values[cells["bukti", number]] = row.evidence
        values[cells["keterangan", number]] = row.remark
    for number, row in enumerate(data.budgets, start=1):
        values[cells["anggaran_realisasi", number]] = row.realised
    for name, value in over.items():
        kind, _, number = name.rpartition("_")
        values[cells[kind, int(number)]] = value
    return type_into(xlsx, values)


def repack(xlsx, replace=None, add=None, drop=()):
    """The same package with parts changed, added or dropped."""
    replace, add = replace or {}, add or {}
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name in drop:
                continue
            content = source.read(name)
            target.writestr(name, replace[name](content) if name in replace else content)
        for name, content in add.items():
            target.writestr(name, content)
    return packed.getvalue()


def substitute(pattern, by):
    """A replacement for ``repack``: a regular expression over a part's text, found or failing."""

    def change(content):
        changed, count = re.subn(pattern, by, content.decode(), count=1, flags=re.DOTALL)
        assert count, pattern
        return changed.encode()

    return change
