"""Workbooks of recaps, and cycles whose units wrote what a program might obey."""

from dataclasses import replace

import recap_scene
from recap_scene import report_of

#: What Excel and LibreOffice might take for something else than text.
HOSTILE = (
    "=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(1+1)", "\t=1", "\r=1", '=HYPERLINK("http://x";"y")',
    "{{ 7*7 }}", "{% for x in y %}", "<w:p>palsu</w:p>", "</t></is></c>", "&amp; & ]]>",
    "\u202e12 ribu\u202c", "a\x00b\x08c\ud800", "_x000A_", "#REF!", "1,5", "12/10/2026", "TRUE",
)  # fmt: skip


def book_of(office, cycle, earlier=(), **over):
    """The report and the plan of its workbook."""
    report, reckoned = report_of(office, cycle, earlier)
    return report, replace(recap_scene.book_of(office, cycle, reckoned), **over)


def everywhere(cycle, *texts):
    """The cycle with the texts, in turn, wherever a unit or its agreement can say something."""

    def told(row, text):
        given = row.realisation
        return replace(
            row,
            realisation=replace(given, reason=text) if given.value is None else given,
            indicator=replace(row.indicator, name=text, sasaran=text, unit_of_measure=text),
            evidence=text, supporting=text, hindering=text, follow_up=text, remark=text,
        )  # fmt: skip

    units = []
    for each in cycle.units:
        rows = each.data.rows
        data = replace(
            each.data,
            rows=tuple(told(row, texts[place % len(texts)]) for place, row in enumerate(rows)),
            budgets=tuple(
                replace(spent, budget=replace(spent.budget, code=texts[0], name=texts[0]))
                for spent in each.data.budgets
            ),
        )
        units.append(replace(each, data=data))
    return replace(cycle, units=tuple(units))
