"""Draws the pictures of the templates: an invented neutral emblem and two placeholders.

Run it to draw them anew (``python -m tools.templates.emblem``); the builder reads the PNG files
from ``assets/``, so that templates do not change with a drawing library's version.
"""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ASSETS = Path(__file__).with_name("assets")
_INK = (32, 56, 84)
_SCALE = 4


def draw_emblem() -> Image.Image:
    """A shield with a rising sun over hills and water; no real region bears it."""
    wide, high = 240 * _SCALE, 290 * _SCALE
    image = Image.new("RGB", (wide, high), "white")
    pen = ImageDraw.Draw(image)
    _shield(pen, 0, _INK)
    _shield(pen, 9, (255, 255, 255))
    _shield(pen, 15, _INK)
    inner = Image.new("RGB", image.size, _INK)
    ink = ImageDraw.Draw(inner)
    white = (255, 255, 255)
    centre, horizon = 120, 150
    for degree in range(0, 181, 20):
        turn = Image.new("L", image.size, 0)
        ImageDraw.Draw(turn).polygon(_s([(116, 40), (124, 40), (121, 104), (119, 104)]), fill=255)
        turn = turn.rotate(90 - degree, center=(centre * _SCALE, horizon * _SCALE))
        inner.paste(white, mask=turn)
    ink.pieslice(_s([(84, 114), (156, 186)]), 180, 360, fill=white)
    ink.polygon(
        _s([(20, 200), (78, 140), (120, 182), (158, 146), (220, 204), (220, 215), (20, 215)]),
        fill=white,
    )
    ink.polygon(_s([(34, 200), (79, 154), (118, 194), (158, 160), (206, 204)]), fill=_INK)
    for wave in range(3):
        top = 212 + wave * 16
        for at in range(20, 221, 25):
            ink.arc(
                _s([(at, top - 6), (at + 25, top + 10)]), 200, 340, fill=white, width=4 * _SCALE
            )
    mask = Image.new("L", image.size, 0)
    _shield(ImageDraw.Draw(mask), 15, 255)
    image.paste(inner, mask=mask)
    return image.resize((240, 290), Image.Resampling.LANCZOS).quantize(32, dither=Image.Dither.NONE)


def _shield(pen: ImageDraw.ImageDraw, inset: float, fill: object) -> None:
    left, right, top = 10 + inset, 230 - inset, 8 + inset
    points = [(left, top), (right, top)]
    points += [
        (right - (1 - (1 - t) ** 0.5) * (right - 120), 150 + t * (135 - inset)) for t in _steps()
    ]
    points += [
        (left + (1 - (1 - t) ** 0.5) * (120 - left), 150 + t * (135 - inset))
        for t in reversed(_steps())
    ]
    pen.polygon(_s(points), fill=fill)


def _steps() -> list[float]:
    return [step / 60 for step in range(61)]


def _s(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(x * _SCALE, y * _SCALE) for x, y in points]


def draw_placeholder(text: str, wide: int, high: int) -> Image.Image:
    """A pale frame that says what will stand there."""
    image = Image.new("L", (wide, high), 246)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, wide - 1, high - 1), outline=170, width=2)
    font = ImageFont.load_default(size=max(12, high // 8))
    pen.text((wide / 2, high / 2), text, fill=120, font=font, anchor="mm")
    return image.quantize(8)


def main() -> None:
    """Draw all pictures into ``assets/``."""
    ASSETS.mkdir(exist_ok=True)
    draw_emblem().save(ASSETS / "lambang.png", optimize=True)
    draw_placeholder("QR", 120, 120).save(ASSETS / "qr.png", optimize=True)
    draw_placeholder("Grafik capaian kinerja", 640, 320).save(
        ASSETS / "grafik-capaian.png", optimize=True
    )
    draw_placeholder("Grafik perkembangan", 640, 224).save(
        ASSETS / "grafik-tren.png", optimize=True
    )


if __name__ == "__main__":
    main()
