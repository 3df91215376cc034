"""Workbooks of recaps, and cycles whose units wrote what a program might obey."""

from dataclasses import replace

from recap_scene import report_of

from pipeline.office.recapitulation import answers, unit_rows
from pipeline.ports.forms import RecapBook

#: What Excel and LibreOffice might take for something else than text.
HOSTILE = (
    "=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(1+1)", "\t=1", "\r=1", '=HYPERLINK("http://x";"y")',
    "{{ 7*7 }}", "{% for x in y %}", "<w:p>palsu</w:p>", "</t></is></c>", "&amp; & ]]>",
    "\u202e12 ribu\u202c", "a\x00b\x08c\ud800", "_x000A_", "#REF!", "1,5", "12/10/2026", "TRUE",
)  # fmt: skip


def book_of(office, cycle, earlier=(), **over):
    report, reckoned = report_of(office, cycle, earlier)
    facts = {
        "title": "Rincian Data Kinerja",
        "figures": reckoned.figures,
        "answers": answers(cycle),
        "unit_names": {unit.id: unit.name for unit in office.roster.units},
        "delivery": unit_rows(office, cycle, reckoned.figures),
        "trend": reckoned.trend if reckoned.trend.is_known else None,
        "rules": office.config.judging,
    }
    return report, RecapBook(**facts | over)


def everywhere(cycle, *texts):
    """The cycle with the texts, in turn, wherever a unit or its agreement can say something."""

    def told(row, text):
        return replace(
            row,
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
