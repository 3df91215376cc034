"""The recap's chart: its size, that it repeats itself, and what it shows."""

import io
import sys
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from kinerja_sample import NAMES, TW3, all_data
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from pipeline.adapters import charts
from pipeline.adapters.charts import MatplotlibCharts
from pipeline.domain.performance.achievement import FIVE_CLASSES, Rules, Scale
from pipeline.domain.performance.recap import recap
from pipeline.ports.charts import Bar, Charts, Point
from pipeline.wording.indonesian import number

CHARTS: Charts = MatplotlibCharts()
FIGURES = recap(TW3, all_data(), Rules())
BARS = [Bar(label=NAMES[unit], mean=standing.mean) for unit, standing in FIGURES.units]


def drawn(bars=BARS, badan=FIGURES.badan.mean, scale=FIVE_CLASSES):
    png = CHARTS.achievement_chart(bars, scale=scale, badan=badan)
    return Image.open(io.BytesIO(png))


def greys(image, column):
    """The share of dark pixels in one column of the picture."""
    grey = image.convert("L")
    return sum(grey.getpixel((column, row)) < 200 for row in range(grey.height)) / grey.height


def test_the_chart_is_sixteen_centimetres_wide_at_print_resolution():
    image = drawn()
    assert image.format == "PNG"
    assert image.width == pytest.approx(16 / 2.54 * 200, abs=1)
    assert image.info["dpi"] == pytest.approx((200, 200), abs=0.1)
    assert image.height < image.width


def test_the_same_figures_give_the_same_picture():
    one, two = (CHARTS.achievement_chart(BARS, scale=FIVE_CLASSES) for _ in range(2))
    assert one == two
    assert b"matplotlib" not in one.lower()


def test_drawing_leaves_no_global_state():
    drawn()
    assert "matplotlib.pyplot" not in sys.modules


def test_the_classes_differ_without_colour():
    # Between neighbours either the lightness or the hatching must tell them apart.
    looks = []
    for mean in (95, 80, 70, 60, 40):
        image = drawn([Bar(label="A", mean=Decimal(mean))], badan=None).convert("L")
        inside = image.crop(
            (image.width // 5, image.height // 6, image.width // 3, image.height // 2)
        )
        values = list(inside.get_flattened_data())
        looks.append((sum(values) / len(values), max(values) - min(values)))
    for (light, spread), (next_light, next_spread) in pairwise(looks):
        assert abs(light - next_light) > 8 or abs(spread - next_spread) > 40


def test_more_units_make_a_taller_chart_and_never_one_taller_than_a_page():
    heights = [drawn(BARS[:1] * count).height for count in (2, 8, 40)]
    assert heights[0] < heights[1] < heights[2]
    assert heights[2] == pytest.approx(20 / 2.54 * 200, abs=1)


def course(*points):
    png = CHARTS.trend_chart(
        [
            Point(label=f"TW {place}", mean=mean, absorption=absorption)
            for place, (mean, absorption) in enumerate(points)
        ]
    )
    return Image.open(io.BytesIO(png))


def test_the_course_is_drawn_in_ink_that_needs_no_colour():
    image = course((Decimal(90), Decimal(20)), (Decimal(95), Decimal(60)))
    assert image.width == drawn().width
    pixels = image.convert("RGB").get_flattened_data()
    assert all(max(pixel) - min(pixel) < 12 for pixel in set(pixels))


def test_the_course_shows_gaps_and_moves_with_its_figures():
    whole = course((Decimal(90), None), (Decimal(40), Decimal(50)), (Decimal(95), Decimal(60)))
    gap = course((Decimal(90), None), (None, None), (Decimal(95), Decimal(60)))
    middle = whole.width // 2
    assert greys(gap, middle) < greys(whole, middle)
    assert course((Decimal(1), None)).tobytes() != course((Decimal(99), None)).tobytes()
    assert course((None, None)).size == whole.size


@pytest.mark.parametrize("mean", [None, Decimal(0), Decimal("271.5")])
def test_odd_bars_are_drawn_too(mean):
    image = drawn([Bar(label="Unit $x_1$ & <b>", mean=mean)], badan=None)
    assert greys(image, image.width // 2) >= 0


def test_a_scale_of_another_length_has_its_looks():
    scale = Scale(bounds=((Decimal(50), "Cukup"),), otherwise="Kurang")
    assert drawn(scale=scale).width == drawn().width


@pytest.mark.parametrize(
    ("mean", "absorption"),
    [("90.53", "93.17"), ("90.53", "90.53"), ("40", "39"), ("1", "2"), ("271", "0")],
)
def test_no_label_of_the_course_stands_on_another(mean, absorption):
    figure = Figure(figsize=(16 / 2.54, 5.6 / 2.54), dpi=200, layout="constrained")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    before = Point(label="TW III 2026", mean=Decimal(88), absorption=Decimal(73))
    now = Point(label="TW IV 2026", mean=Decimal(mean), absorption=Decimal(absorption))
    charts._draw_course(axes, [before, now])
    canvas.draw()
    texts = [*axes.texts, *axes.get_xticklabels()]
    assert {text.get_text() for text in texts} >= {"Capaian", "Serapan", number(now.mean, 2)}
    # Fonts have air above their letters; boxes may touch in it.
    boxes = [text.get_window_extent().padded(-2) for text in texts]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]
