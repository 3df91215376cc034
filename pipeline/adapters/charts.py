"""The recap's chart, drawn with matplotlib through its object interface (no global state).

Readable in grey and by colour-blind readers: every bar carries its figure and its predikat in
words, and each class has a hatching of its own beside its colour.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.domain.performance.achievement import Scale
from pipeline.ports.charts import Bar
from pipeline.wording.indonesian import number

_WIDTH_CM, _DPI, _CM_PER_INCH = 16.0, 200, 2.54
_ROW_CM, _FRAME_CM = 1.05, 1.9
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
_AXIS = "Rata-rata capaian (%); garis putus-putus: target 100"
_ROOM_FOR_CAPTIONS = 1.4  # times the longest bar


@dataclass(frozen=True, slots=True)
class MatplotlibCharts:
    """The port ``Charts`` made real."""

    def achievement_chart(
        self, bars: Sequence[Bar], *, scale: Scale, badan: Decimal | None = None
    ) -> bytes:
        """See ``Charts``."""
        # matplotlib takes most of a second to import; the daemon needs it once a quarter.
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415

        shown = [*bars, *([Bar(label="Badan", mean=badan)] if badan is not None else [])]
        size = (_WIDTH_CM / _CM_PER_INCH, (_FRAME_CM + _ROW_CM * len(shown)) / _CM_PER_INCH)
        figure = Figure(figsize=size, dpi=_DPI, layout="constrained")
        FigureCanvasAgg(figure)
        _draw(figure.add_subplot(), shown, scale=scale, has_badan=badan is not None)
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
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_FAINT)
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels(), *axes.texts, axes.xaxis.label):
        text.set_fontfamily(["Liberation Sans", "DejaVu Sans"])


def _draw_bar(axes: Any, row: int, bar: Bar, *, scale: Scale) -> None:
    if bar.mean is None:
        return
    color, hatch = _look(scale, scale.predicate(bar.mean))
    axes.barh(
        row,
        float(bar.mean),
        height=0.58,
        color=color,
        hatch=hatch,
        edgecolor=_INK,
        linewidth=0.6,
    )


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
    """A unit's name on at most as many lines as it needs."""
    lines: list[str] = []
    for word in label.split():
        if lines and len(lines[-1]) + len(word) < _LABEL_LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)
