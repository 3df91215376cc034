"""Part A of the data form: a row for each indicator, bands for the sasaran, the unit's mean."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms import checks, formulas, typed
from pipeline.adapters.forms import layout as lay
from pipeline.adapters.forms.book import Book, at
from pipeline.domain.performance.achievement import mean
from pipeline.domain.performance.agreement import Indicator
from pipeline.domain.performance.data import IndicatorRow
from pipeline.ports.forms import FormPlan
from pipeline.wording.indonesian import number

#: Printed where the quarter before has no figure.
NONE_BEFORE = "–"
_LEAST_LINES = 3
_MEAN_HEIGHT = 30


class IndicatorTable:
    """The table being written; it remembers what its mean is taken of."""

    def __init__(self, book: Book, sheet: Worksheet, plan: FormPlan) -> None:
        self._book, self._sheet, self._plan = book, sheet, plan
        self._rows = lay.rows_of(plan)
        self._row_of = dict(
            zip(
                (each.number for each in plan.agreement.indicators),
                self._rows.indicators,
                strict=True,
            )
        )
        self._achieved: list[Decimal | None] = []

    def write(self, indicator: Indicator, given: IndicatorRow | None) -> bool:
        """Write an indicator's row with the answer given; whether that is complete."""
        sheet, row = self._sheet, self._row_of[indicator.number]
        where = {key: at(column.index, row) for key, column in lay.INDICATOR.items()}
        where |= {key: at(index, row) for key, index in lay.HELPERS.items()}
        ink.frame(sheet, row, lay.FIRST_COLUMN, lay.LAST_COLUMN)
        Book.say(sheet, at(1, row), lay.indicator_key(indicator.number))
        self._write_promise(where, indicator)
        before = self._write_before(where["lalu"], indicator)
        written = self._write_inputs(where, indicator, given)
        self._write_helpers(where, indicator, given, written)
        answer = given and replace(given, indicator=indicator)
        self._write_achievement(where, indicator, answer)
        word = checks.shown_indicator(answer, before, self._plan)
        self._book.formula(
            sheet,
            where["periksa"],
            checks.check_indicator(indicator, where, before, self._plan),
            word,
        ).alignment = ink.TEXT
        sheet.row_dimensions[row].height = ink.height(_lines(indicator, given))
        return word.startswith(checks.COMPLETE)

    def _write_promise(self, where: Mapping[str, str], indicator: Indicator) -> None:
        sheet = self._sheet
        Book.put(sheet, where["no"], Decimal(indicator.number)).alignment = ink.CENTRE
        Book.say(sheet, where["indikator"], indicator.name).alignment = ink.TEXT
        for key, text in (("satuan", indicator.unit_of_measure), ("polaritas", indicator.polarity)):
            Book.say(sheet, where[key], text).alignment = ink.CENTRE
        Book.say(sheet, where["ukuran"], indicator.unit_of_measure)
        ink.join(sheet, where["realisasi"], where["ukuran"])
        for key, value in (
            ("target_tahun", indicator.target_year),
            ("target", indicator.target(self._plan.period)),
        ):
            cell = Book.put(sheet, where[key], value)
            cell.number_format = ink.padded_format(indicator.decimals)
            cell.alignment = ink.FIGURE

    def _write_before(self, where: str, indicator: Indicator) -> Decimal | None:
        """Write the quarter before; give what was counted then, where the count goes on."""
        sheet, earlier = self._sheet, self._plan.earlier
        row = earlier.answer_to(indicator) if earlier else None
        value = row.realisation.value if row else None
        if row is None or value is None:
            words = row.realisation.status if row else NONE_BEFORE
            cell = Book.say(sheet, where, words)
            cell.alignment = ink.CENTRE
        else:
            cell = Book.put(sheet, where, value)
            cell.number_format = ink.padded_format(indicator.decimals)
            cell.alignment = ink.FIGURE
        cell.font = ink.font(color=ink.QUIET)
        return self._plan.counted_before(indicator)

    def _write_inputs(
        self, where: Mapping[str, str], indicator: Indicator, given: IndicatorRow | None
    ) -> str:
        """Write what was answered; what the cell says of the figure, where that is text."""
        sheet, said = self._sheet, ""
        for key in lay.INDICATOR_INPUTS:
            ink.open_cell(sheet, where[key])
        realised = sheet[where["realisasi"]]
        realised.number_format = ink.padded_format(indicator.decimals)
        if given:
            said = self._write_realisation(where["realisasi"], indicator, given)
            for column, text in _remarks(given).items():
                Book.say(sheet, where[column], text)
        realised.alignment, realised.font = ink.FIGURE, ink.font(bold=True)
        return said

    def _write_realisation(self, where: str, indicator: Indicator, given: IndicatorRow) -> str:
        value = given.realisation.value
        target = indicator.target(self._plan.period)
        if given.realisation.status != "terisi" or value is None:
            Book.say(self._sheet, where, given.realisation.status)
            return given.realisation.status
        if checks.is_lost_percent(indicator, target, value):
            # As 0,755 it would be asked about again.
            Book.put(self._sheet, where, value / 100).number_format = "0.00####%"
        elif checks.is_written_out(indicator, target, value):
            # Without thousand marks, which would be asked about in their turn.
            digits = f"{value:f}".replace(".", ",")
            Book.say(self._sheet, where, f"{digits} {indicator.unit_of_measure}")
            return digits
        else:
            Book.put(self._sheet, where, value)
        return ""

    def _write_helpers(
        self,
        where: Mapping[str, str],
        indicator: Indicator,
        given: IndicatorRow | None,
        said: str,
    ) -> None:
        """Write the formulas that read what was typed; ``said`` is what the text says now."""
        value = given.realisation.value if given else None
        for each in typed.figure_helpers(indicator, where, said, value):
            self._book.formula(self._sheet, where[each.key], each.formula, each.shown)

    def _write_achievement(
        self, where: Mapping[str, str], indicator: Indicator, answer: IndicatorRow | None
    ) -> None:
        sheet, plan = self._sheet, self._plan
        achieved = answer.achieved(plan.period, plan.rules) if answer else None
        shown = formulas.shown_achievement(answer, achieved)
        if answer and answer.realisation.value is None:
            shown = formulas.NO_DATA
        self._achieved.append(achieved)
        cell = self._book.formula(
            sheet, where["capaian"], formulas.achievement(indicator, where, plan), shown
        )
        cell.number_format, cell.alignment = ink.padded_format(2), ink.FIGURE
        self._book.formula(
            sheet,
            where["predikat"],
            formulas.predicate(where["capaian"], plan.rules.scale),
            "" if achieved is None else plan.rules.scale.predicate(achieved),
        ).alignment = ink.CENTRE

    def write_bands_and_mean(self) -> None:
        """Write what stands between and below the rows."""
        first, last = lay.FIRST_COLUMN, lay.LAST_PRINTED
        for row, sasaran in self._rows.sasaran:
            ink.merge(self._sheet, row, first, last)
            cell = Book.say(self._sheet, at(first, row), f"Sasaran: {sasaran}")
            cell.font, cell.fill, cell.alignment = ink.font(bold=True), ink.BAND_FILL, ink.TEXT
            ink.frame(self._sheet, row, first, last)
            width = sum(column.width for column in lay.INDICATOR_COLUMNS[:-1])
            self._sheet.row_dimensions[row].height = ink.height(ink.lines(sasaran, width - 12))
        self._write_mean()

    def _write_mean(self) -> None:
        sheet, row, rules = self._sheet, self._rows.mean, self._plan.rules
        first, achieved = lay.FIRST_COLUMN, lay.INDICATOR["capaian"].index
        last = lay.INDICATOR["predikat"].index
        ink.frame(sheet, row, first, last)
        ink.merge(sheet, row, first, achieved - 1)
        held = f" (di atas {number(rules.cap)} dihitung {number(rules.cap)})" if rules.cap else ""
        Book.say(sheet, at(first, row), f"Rata-rata capaian{held}")
        value = mean(self._achieved, cap=rules.cap)
        spans = [
            f"{at(column, self._rows.indicators[0])}:{at(column, self._rows.indicators[-1])}"
            for column in (achieved, lay.HELPERS["angka"])
        ]
        cell = self._book.formula(
            sheet,
            at(achieved, row),
            formulas.mean(spans[0], rules.cap, figures=spans[1]),
            "" if value is None else value,
        )
        cell.number_format = ink.padded_format(2)
        self._book.formula(
            sheet,
            at(last, row),
            formulas.predicate(at(achieved, row), rules.scale),
            "" if value is None else rules.scale.predicate(value),
        )
        for column in range(first, last + 1):
            each = sheet.cell(row=row, column=column)
            each.font, each.fill, each.alignment = ink.font(bold=True), ink.BAND_FILL, ink.FIGURE
        sheet[at(first, row)].alignment = ink.LABEL
        sheet[at(last, row)].alignment = ink.CENTRE
        sheet.row_dimensions[row].height = _MEAN_HEIGHT


def _remarks(given: IndicatorRow) -> dict[str, str]:
    """What a row remarks, by the column's key."""
    return {key: getattr(given, field) for field, key in lay.REMARKS.items()}


def _lines(indicator: Indicator, given: IndicatorRow | None) -> int:
    """The lines of a row: at least three, so that there is room to write."""
    texts = {"indikator": indicator.name, "satuan": indicator.unit_of_measure}
    if given:
        texts |= _remarks(given)
    needed = (ink.lines(text, lay.INDICATOR[key].width - ink.INDENT) for key, text in texts.items())
    return max(_LEAST_LINES, *needed)
