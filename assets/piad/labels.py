"""Printed labels for cans: invented goods, typeset with Pillow's own font; once round the axis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ..materials import Surface, Texture
from ..props import covered

_WIDE = 1600
"""Texels around."""


@dataclass(frozen=True)
class _Brand:
    name: str
    line: str
    ground: str
    ink: str
    accent: str


_BRANDS: dict[str, tuple[_Brand, ...]] = {
    "drink": (
        _Brand("ZIPPA", "sparkling orange", "E8731A", "FFF6E0", "FFC527"),
        _Brand("OOLA", "cola classic", "8E1020", "FFFFFF", "F1D9A0"),
        _Brand("TONIKA", "bitter lemon", "F2D537", "1B4D2E", "2E8B57"),
        _Brand("NORDEIS", "iced tea peach", "F4E9DA", "B3402A", "E79A6B"),
        _Brand("KIVO", "energy", "15171C", "57E04A", "8A8F98"),
        _Brand("BLAUQUELL", "mineral water", "1D5FA8", "FFFFFF", "9AD3F0"),
    ),
    "food": (
        _Brand("MONTESOLE", "peeled tomatoes", "C4241C", "FFF3D6", "F2B632"),
        _Brand("PIKORA", "chick peas", "E9D8A6", "5A3A16", "B5722A"),
        _Brand("GRUNHOF", "garden peas", "2F7D3B", "FFFFFF", "C9E265"),
        _Brand("MARISOL", "tuna in oil", "14467C", "FFFFFF", "E2B33C"),
        _Brand("FARLOW", "baked beans", "1E8A8A", "FFFFFF", "F08A24"),
        _Brand("SAVANNA", "pineapple rings", "F6C21C", "7A1F12", "3F8F3A"),
    ),
    "spray": (
        _Brand("KROMAX", "acrylic paint", "D8D9DA", "1E1F22", "D3221B"),
        _Brand("LUBRON", "multi oil", "123C7D", "FFFFFF", "F2C500"),
        _Brand("FRESKA", "hair spray", "F1E4EC", "7A2A63", "C85A9A"),
        _Brand("ALPINO", "air freshener", "DDEFE3", "1F6E4A", "3FA66B"),
        _Brand("TAGGA", "graffiti", "1B1B1F", "FFFFFF", "2BB8E6"),
        _Brand("BLANKO", "metal polish", "F5F5F2", "21324A", "E4572E"),
    ),
}


def label_colour(kind: str, number: int) -> str:
    """Return the accent colour of a label, sRGB such as "B40000"."""
    return _brand(kind, number).accent


def _brand(kind: str, number: int) -> _Brand:
    return _BRANDS[kind][number % len(_BRANDS[kind])]


@lru_cache(24)
def label(kind: str, number: int, aspect: float) -> Surface:
    """Return a printed label whose middle column is the front, its seam at either end.

    Args:
        kind: "drink", "food" or "spray".
        number: Which brand and which design; any whole number from 0.
        aspect: How many times longer than high it is.
    """
    brand = _brand(kind, number)
    high = round(_WIDE / aspect)
    picture = Image.new("RGB", (_WIDE, high), f"#{brand.ground}")
    pen = ImageDraw.Draw(picture)
    designs = _DESIGNS[kind]
    designs[number // len(_BRANDS[kind]) % len(designs)](pen, brand, high)
    if kind == "spray":
        _warning(pen, brand, high)
    _front(pen, brand, high)
    _small_print(pen, brand, high)
    codes = np.array(picture)
    codes[:, :7] = (codes[:, :7] * 0.82).astype(np.uint8)  # the lap of the seam
    ink = np.abs(codes.astype(np.float32) - codes[high // 2, 3]).mean(-1) / 255
    texture = Texture(codes, (0.36 - 0.1 * np.clip(ink, 0, 1)).astype(np.float32))
    return replace(covered(texture), coat=0.5, coat_roughness=0.12)


@lru_cache(8)
def type_plate(number: int, aspect: float) -> Surface:
    """Return a machine's type plate of brushed tin: maker, model and ratings.

    Args:
        number: Decides what is on it.
        aspect: Width over height.
    """
    rng = np.random.default_rng(number)
    wide, high = 512, round(512 / aspect)
    picture = Image.new("RGB", (wide, high), "#DCDDDD")
    pen = ImageDraw.Draw(picture)
    maker = ("GRIFFO", "PNEUTEC", "HANDRIX", "KLAUMAT")[number % 4]
    pen.rectangle(
        (0, 0, wide, 0.34 * high), fill=("#1B3E73", "#8C1C18", "#22252A", "#1E6B45")[number % 4]
    )
    pen.text(
        (0.05 * wide, 0.17 * high), maker, "#FFFFFF", _fitted(maker, 0.6 * wide, 0.26 * high), "lm"
    )
    rows = (
        f"Type  PG-{rng.integers(20, 90)}-{rng.integers(1, 9)}",
        f"Nr.  {rng.integers(10**5, 10**6)}",
        "p  3 - 8 bar",
    )
    for k, row in enumerate(rows):
        font = _fitted(row, 0.8 * wide, 0.15 * high)
        pen.text((0.05 * wide, (0.47 + 0.2 * k) * high), row, "#151515", font, "lm")
    return covered(Texture(np.array(picture), np.full((high, wide), 0.35, np.float32)))


Design = Callable[[ImageDraw.ImageDraw, _Brand, int], None]


def _swoosh(pen: ImageDraw.ImageDraw, brand: _Brand, high: int) -> None:
    """Draw two waves round the whole label."""
    x = np.arange(0, _WIDE + 8, 8)
    for level, depth, colour in ((0.74, 0.09, brand.accent), (0.82, 0.07, brand.ink)):
        y = high * (level + depth * np.sin(4 * np.pi * x / _WIDE + level * 9))
        edge = [(float(a), float(b)) for a, b in zip(x, y, strict=True)]
        back = [(a, b + 0.06 * high) for a, b in edge[::-1]]
        pen.polygon(edge + back, fill=f"#{colour}")


def _bubbles(pen: ImageDraw.ImageDraw, brand: _Brand, high: int) -> None:
    """Draw discs that rise from the lower edge."""
    rng = np.random.default_rng(len(brand.name))
    for _ in range(90):
        x, y = rng.uniform(0, _WIDE), high * (1 - rng.beta(1.1, 3.2))
        r = high * float(rng.uniform(0.01, 0.055))
        pen.ellipse(
            (x - r, y - r, x + r, y + r), outline=f"#{brand.accent}", width=max(2, high // 120)
        )
    pen.rectangle((0, 0, _WIDE, high * 0.06), fill=f"#{brand.accent}")


def _diagonals(pen: ImageDraw.ImageDraw, brand: _Brand, high: int) -> None:
    """Draw slanting stripes on the lower part."""
    step = _WIDE / 20
    for k in range(-4, 22):
        x = k * step
        pen.polygon(
            [
                (x, high),
                (x + step / 2, high),
                (x + step * 1.4, high * 0.72),
                (x + step * 0.9, high * 0.72),
            ],
            fill=f"#{brand.accent}",
        )
    pen.rectangle((0, high * 0.69, _WIDE, high * 0.72), fill=f"#{brand.ink}")


def _bands(pen: ImageDraw.ImageDraw, brand: _Brand, high: int) -> None:
    """Draw bands along both edges."""
    for low, top, colour in ((0.0, 0.1, brand.accent), (0.115, 0.13, brand.ink),
                             (0.87, 0.885, brand.ink), (0.9, 1.0, brand.accent)):  # fmt: skip
        pen.rectangle((0, low * high, _WIDE, top * high), fill=f"#{colour}")


def _fruit(pen: ImageDraw.ImageDraw, brand: _Brand, high: int) -> None:
    """Draw round fruit with leaves along the lower edge, in front and behind."""
    _bands(pen, brand, high)
    r = 0.11 * high
    for k in range(int(_WIDE / (1.5 * r)) + 1):
        x, y = 1.5 * r * k, high * (0.86 + 0.03 * (k % 2))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=f"#{brand.accent}", outline=f"#{brand.ink}",
                    width=max(2, high // 160))  # fmt: skip
        pen.ellipse((x - 0.5 * r, y - 0.6 * r, x - 0.1 * r, y - 0.2 * r), fill=f"#{brand.ground}")


def _blocks(pen: ImageDraw.ImageDraw, brand: _Brand, high: int) -> None:
    """Draw a broad field of the accent colour below and a thin line above it."""
    pen.rectangle((0, 0.6 * high, _WIDE, high), fill=f"#{brand.accent}")
    pen.rectangle((0, 0.575 * high, _WIDE, 0.59 * high), fill=f"#{brand.ink}")


def _splash(pen: ImageDraw.ImageDraw, brand: _Brand, high: int) -> None:
    """Draw sprayed drops about the front."""
    rng = np.random.default_rng(len(brand.line))
    for _ in range(260):
        x, y = rng.normal(_WIDE / 2, 0.16 * _WIDE), rng.normal(0.8 * high, 0.075 * high)
        r = high * float(rng.gamma(1.2, 0.008))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=f"#{brand.accent}")


_DESIGNS: dict[str, tuple[Design, ...]] = {
    "drink": (_swoosh, _bubbles, _diagonals),
    "food": (_fruit, _bands, _diagonals),
    "spray": (_blocks, _splash, _swoosh),
}


def _fitted(text: str, wide: float, most: float) -> ImageFont.FreeTypeFont:
    """Return the font in which a text is so wide, but not higher than `most`, in texels."""
    font = ImageFont.load_default(100)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font.font_variant(size=max(6, min(most, 100 * wide / font.getlength(text))))


def _front(pen: ImageDraw.ImageDraw, brand: _Brand, high: int) -> None:
    """Draw name and kind of the goods, in front and, smaller, on either side of the seam."""
    for centre, part in ((0.5, 0.29), (0.0, 0.24), (1.0, 0.24)):
        x, y = centre * _WIDE, (0.4 if high < _WIDE else 0.3) * high
        name = _fitted(brand.name, part * _WIDE, 0.42 * high)
        bold = max(2, round(name.size / 24))
        pen.text((x, y), brand.name, f"#{brand.ink}", name, "mm", stroke_width=bold)
        below = y + 0.62 * name.size + 0.04 * min(high, _WIDE / 2)
        line = _fitted(brand.line, 0.72 * part * _WIDE, 0.12 * high)
        pen.text((x, below), brand.line, f"#{brand.ink}", line, "mm", stroke_width=1)
        reach = 0.5 * part * _WIDE
        rule = below + 0.9 * line.size
        pen.rectangle((x - reach, rule, x + reach, rule + max(2, high / 150)), fill=f"#{brand.ink}")


def _small_print(pen: ImageDraw.ImageDraw, brand: _Brand, high: int) -> None:
    """Draw a bar code on the right and a table with a paragraph on the left."""
    rng = np.random.default_rng(sum(map(ord, brand.name)))
    unit = min(0.5 * high, 0.16 * _WIDE)
    left, top = 0.79 * _WIDE, 0.5 * high - 0.5 * unit
    pen.rectangle((left, top, left + unit, top + 0.8 * unit), fill="#FFFFFF")
    x = left + 0.08 * unit
    while x < left + 0.9 * unit:
        bar = unit / 60 * int(rng.integers(1, 4))
        pen.rectangle((x, top + 0.06 * unit, x + bar - 1, top + 0.62 * unit), fill="#101010")
        x += bar + unit / 60 * int(rng.integers(1, 4))
    digits = "".join(str(d) for d in rng.integers(0, 10, 13))
    pen.text((left + 0.5 * unit, top + 0.71 * unit), digits, "#101010",
             _fitted(digits, 0.8 * unit, 0.14 * unit), "mm")  # fmt: skip
    left = 0.21 * _WIDE - unit
    pen.rectangle((left, top, left + unit, top + 0.9 * unit), outline=f"#{brand.ink}", width=2)
    small = ImageFont.load_default(max(7, round(0.085 * unit)))
    rows = ("Typical values / 100 g", "Energy 148 kJ / 35 kcal", "Fat 0.2 g", "Sugars 7.9 g",
            "Protein 0.6 g", "Salt 0.02 g", "Best before: see base")  # fmt: skip
    for k, row in enumerate(rows):
        y = top + unit * (0.09 + 0.12 * k)
        pen.text((left + 0.05 * unit, y), row, f"#{brand.ink}", small, "lm")


def _warning(pen: ImageDraw.ImageDraw, brand: _Brand, high: int) -> None:
    """Draw the flame in a red diamond that pressurised goods carry."""
    x, y, r = 0.79 * _WIDE + 0.05 * _WIDE, 0.78 * high, 0.045 * _WIDE
    pen.polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], fill="#FFFFFF", outline="#C01818",
                width=max(3, round(r / 10)))  # fmt: skip
    flame = [(0, -0.5), (0.12, -0.2), (0.25, -0.3), (0.32, 0.1), (0.15, 0.36), (-0.15, 0.36),
             (-0.32, 0.1), (-0.2, -0.15), (-0.1, 0.0)]  # fmt: skip
    pen.polygon([(x + r * a, y + r * b) for a, b in flame], fill="#101010")
    text = _fitted(f"{brand.name} 400 ml", 0.14 * _WIDE, 0.05 * high)
    pen.text((x, y + 1.35 * r), f"{brand.name} 400 ml", f"#{brand.ink}", text, "mm")
