"""The recap's charts, drawn with matplotlib through its object interface (no global state).

Readable in grey and by colour-blind readers: every bar carries its figure and its predikat in
words, and each class has a hatching of its own beside its colour; lines differ in stroke and mark.
"""

import io
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.domain.performance.achievement import Scale
from pipeline.ports.charts import Bar, Point
from pipeline.wording.indonesian import number

_WIDTH_CM, _DPI, _CM_PER_INCH = 16.0, 200, 2.54
_ROW_CM, _LINE_CM, _FRAME_CM, _TALLEST_CM = 0.4, 0.3, 1.9, 20.0
_TREND_CM = 5.6
_PLOT_POINTS = 115.0  # about the height of the course between its axes
_LINE_POINTS = 11.0  # what a line of small print takes
_TARGET = 100
_LABEL_LINE = 34  # characters of a unit's name on one line
#: Colour and hatching from the best class to the worst; luminance falls or hatching changes between
#: neighbours (Okabe-Ito hues, safe for colour-blind readers).
_LOOKS = (
    ("#0072B2", ""),
    ("#56B4E9", "///"),
    ("#F0E442", "..."),
    ("#E69F00", "xxx"),
    ("#D55E00", "\\\\\\"),
)
_INK, _FAINT = "#222222", "#9A9A9A"
_FONTS = ["Liberation Sans", "DejaVu Sans"]
_AXIS = "Rata-rata capaian (%); garis putus-putus: target 100"
_ROOM_FOR_CAPTIONS = 1.4  # times the longest bar


@dataclass(frozen=True, slots=True)
class MatplotlibCharts:
    """The port ``Charts`` made real."""

    def achievement_chart(
        self, bars: Sequence[Bar], *, scale: Scale, badan: Decimal | None = None
    ) -> bytes:
        """See ``Charts``."""
        shown = [*bars, *([Bar(label="Badan", mean=badan)] if badan is not None else [])]
        lines = max((_folded(bar.label).count("\n") + 1 for bar in shown), default=1)
        height = _FRAME_CM + (_ROW_CM + _LINE_CM * lines) * len(shown)

        def draw(axes: Any) -> None:
            _draw(axes, shown, scale=scale, has_badan=badan is not None)

        return _drawn(min(_TALLEST_CM, height), draw)

    def trend_chart(self, points: Sequence[Point]) -> bytes:
        """See ``Charts``."""

        def draw(axes: Any) -> None:
            _draw_course(axes, points)

        return _drawn(_TREND_CM, draw)


def _drawn(height_cm: float, draw: Callable[[Any], None]) -> bytes:
    """A picture of the usual width, as PNG."""
    # matplotlib takes most of a second to import; the daemon needs it once a quarter.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    size = (_WIDTH_CM / _CM_PER_INCH, height_cm / _CM_PER_INCH)
    figure = Figure(figsize=size, dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    draw(axes)
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels(), *axes.texts, axes.xaxis.label):
        text.set_fontfamily(_FONTS)
        # A unit's name is no formula: "$" would begin one.
        text.set_parse_math(False)
    image = io.BytesIO()
    # No program name or version in the file: the same figures give the same bytes.
    figure.savefig(image, format="png", metadata={"Software": None})
    return image.getvalue()


def _draw(axes: Any, bars: Sequence[Bar], *, scale: Scale, has_badan: bool) -> None:
    longest = max([float(bar.mean) for bar in bars if bar.mean is not None] + [_TARGET])
    for row, bar in enumerate(bars):
        _draw_bar(axes, row, bar, scale=scale)
        # The figures stand in a column of their own, clear of the bars and the target's line.
        axes.text(longest + 3, row, _caption(bar, scale), va="center", fontsize=8, color=_INK)
    axes.axvline(_TARGET, color=_INK, linewidth=1.1, linestyle=(0, (5, 3)))
    if has_badan:
        axes.axhline(len(bars) - 1.5, color=_FAINT, linewidth=0.8)
    labels = [_folded(bar.label) for bar in bars]
    axes.set_yticks(range(len(bars)), labels, fontsize=8, color=_INK)
    axes.set_xlim(0, longest * _ROOM_FOR_CAPTIONS)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_xticks([0, 25, 50, 75, _TARGET])
    axes.tick_params(axis="x", labelsize=7, colors=_INK, length=2)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(_AXIS, fontsize=7.5, color=_INK, loc="left")
    _bare(axes)


def _draw_bar(axes: Any, row: int, bar: Bar, *, scale: Scale) -> None:
    if bar.mean is None:
        return
    color, hatch = _look(scale, scale.predicate(bar.mean))
    axes.barh(
        row,
        max(0.0, float(bar.mean)),
        height=0.58,
        color=color,
        hatch=hatch,
        edgecolor=_INK,
        linewidth=0.6,
    )


def _draw_course(axes: Any, points: Sequence[Point]) -> None:
    """Two lines, each named at its right end; a quarter without figures leaves a gap."""
    places = range(len(points))
    means = [point.mean for point in points]
    absorptions = [point.absorption for point in points]
    lines = (
        ("Capaian", means, absorptions, ("-", "o", _INK)),
        ("Serapan", absorptions, means, ((0, (4, 2)), "s", "white")),
    )
    for name, values, others, (stroke, mark, fill) in lines:
        heights = [float("nan") if value is None else float(value) for value in values]
        axes.plot(
            places, heights, linestyle=stroke, marker=mark, color=_INK, markerfacecolor=fill,
            linewidth=1.3, markersize=5,
        )  # fmt: skip
        _name_figures(axes, values, others, is_upper=name == "Capaian")
    axes.axhline(_TARGET, color=_FAINT, linewidth=1.0, linestyle=(0, (5, 3)))
    known = [value for point in points for value in (point.mean, point.absorption)]
    figures = [float(value) for value in known if value is not None]
    highest = max([*figures, _TARGET]) * 1.18
    # The figure under a mark stands clear of the axis.
    room = highest * 1.6 * _LINE_POINTS / _PLOT_POINTS
    lowest = min([0.0, *(value - room for value in figures)])
    _name_lines(axes, {name: values for name, values, *_ in lines}, highest - lowest)
    axes.set_xticks(places, [point.label for point in points], fontsize=8, color=_INK)
    axes.set_xlim(-0.4, len(points) - 0.2)
    axes.set_ylim(lowest, highest)
    axes.set_yticks([0, 25, 50, 75, _TARGET])
    axes.tick_params(axis="y", labelsize=7, colors=_INK, length=2)
    axes.tick_params(axis="x", length=0)
    axes.set_xlabel("Dalam persen; garis putus-putus kelabu: 100", fontsize=7.5, loc="left")
    _bare(axes)


def _name_figures(
    axes: Any,
    values: Sequence[Decimal | None],
    others: Sequence[Decimal | None],
    *,
    is_upper: bool,
) -> None:
    """Each figure at its mark, away from the other line's; ``is_upper`` decides between equals."""
    for place, (value, other) in enumerate(zip(values, others, strict=True)):
        if value is None:
            continue
        below = other is not None and (value < other or (value == other and not is_upper))
        axes.annotate(
            number(value, 2), (place, float(value)), xytext=(0, -13 if below else 7),
            textcoords="offset points", ha="center", fontsize=8, color=_INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip


def _name_lines(axes: Any, lines: Mapping[str, Sequence[Decimal | None]], span: float) -> None:
    """Each line's name to the right of its last mark, as far from the other's as print needs."""
    ends = []
    for name, values in lines.items():
        known = [(place, float(value)) for place, value in enumerate(values) if value is not None]
        if known:
            ends.append((known[-1], name))
    ends.sort(key=lambda end: -end[0][1])
    shift = 0.0
    if len(ends) > 1:
        (_, higher), (_, lower) = ends[0][0], ends[1][0]
        apart = (higher - lower) / span * _PLOT_POINTS
        shift = max(0.0, _LINE_POINTS - apart) / 2
    for (where, name), offset in zip(ends, (shift, -shift), strict=False):
        axes.annotate(
            name, where, xytext=(17, offset), textcoords="offset points",
            va="center", fontsize=8, color=_INK, fontweight="bold",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.3},
        )  # fmt: skip


def _bare(axes: Any) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_FAINT)


def _caption(bar: Bar, scale: Scale) -> str:
    if bar.mean is None:
        return "belum menyampaikan"
    return f"{number(bar.mean, 2)} · {scale.predicate(bar.mean)}"


def _look(scale: Scale, word: str) -> tuple[str, str]:
    """The look of a class by its place in the scale, spread over the looks there are."""
    words = scale.words
    place = words.index(word)
    step = (len(_LOOKS) - 1) / max(1, len(words) - 1)
    return _LOOKS[round(place * step)]


def _folded(label: str) -> str:
    """A unit's name on as many lines as it needs, no word broken."""
    words = " ".join(label.split())
    return textwrap.fill(words, _LABEL_LINE, break_long_words=False, break_on_hyphens=False)
