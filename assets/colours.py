"""LDraw colours: code -> name, colour and finish, and from there to a surface.

Values are those of the official LDConfig.ldr of 2024-04-05 (LDraw Parts Library, CC BY 4.0).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from .materials import Rgb, Surface, srgb

MAIN = 16
"""Code that means: the colour of whoever refers to this line."""
EDGE = 24
"""Code of edge lines; on a face it means nothing and is read as `MAIN`."""


PLAIN = Surface((0.0, 0.0, 0.0), 0.24, coat=0.2, coat_roughness=0.08)
"""Polished ABS: a soft gloss under a thin hard one, which mirrors lamps with a clear edge."""
TRANSPARENT = Surface((0.0, 0.0, 0.0), 0.0, transmission=1.0)
"""Polycarbonate."""
RUBBER = Surface((0.0, 0.0, 0.0), 0.6, specular=0.3)
PEARL = Surface((0.0, 0.0, 0.0), 0.32, metallic=0.75, coat=0.2, coat_roughness=0.08)
"""Metal flakes in ABS."""
CHROME = Surface((0.0, 0.0, 0.0), 0.05, metallic=1.0)


@dataclass(frozen=True)
class Colour:
    """One line of the colour table."""

    name: str
    hex_colour: str
    finish: Surface = PLAIN


COLOURS = {
    0: Colour("Black", "1B2A34"),
    1: Colour("Blue", "1E5AA8"),
    2: Colour("Green", "00852B"),
    3: Colour("Dark_Turquoise", "069D9F"),
    4: Colour("Red", "B40000"),
    5: Colour("Dark_Pink", "D3359D"),
    6: Colour("Brown", "543324"),
    7: Colour("Light_Grey", "8A928D"),
    8: Colour("Dark_Grey", "545955"),
    9: Colour("Light_Blue", "97CBD9"),
    10: Colour("Bright_Green", "58AB41"),
    13: Colour("Pink", "F6A9BB"),
    14: Colour("Yellow", "FAC80A"),
    15: Colour("White", "F4F4F4"),
    MAIN: Colour("Main_Colour", "FFFF80"),
    19: Colour("Tan", "D7BA8C"),
    22: Colour("Purple", "671F81"),
    25: Colour("Orange", "D67923"),
    26: Colour("Magenta", "901F76"),
    27: Colour("Lime", "A5CA18"),
    28: Colour("Dark_Tan", "897D62"),
    29: Colour("Bright_Pink", "FF9ECD"),
    33: Colour("Trans_Dark_Blue", "0020A0", TRANSPARENT),
    34: Colour("Trans_Green", "237841", TRANSPARENT),
    36: Colour("Trans_Red", "C91A09", TRANSPARENT),
    40: Colour("Trans_Black", "635F52", TRANSPARENT),
    41: Colour("Trans_Medium_Blue", "559AB7", TRANSPARENT),
    43: Colour("Trans_Light_Blue", "AEE9EF", TRANSPARENT),
    46: Colour("Trans_Yellow", "F5CD2F", TRANSPARENT),
    47: Colour("Trans_Clear", "FCFCFC", TRANSPARENT),
    57: Colour("Trans_Orange", "F08F1C", TRANSPARENT),
    70: Colour("Reddish_Brown", "5F3109"),
    71: Colour("Light_Bluish_Grey", "969696"),
    72: Colour("Dark_Bluish_Grey", "646464"),
    73: Colour("Medium_Blue", "7396C8"),
    80: Colour("Metallic_Silver", "767676", PEARL),
    84: Colour("Medium_Nougat", "AA7D55"),
    85: Colour("Medium_Lilac", "441A91"),
    92: Colour("Nougat", "BB805A"),
    191: Colour("Bright_Light_Orange", "FCAC00"),
    212: Colour("Bright_Light_Blue", "9DC3F7"),
    226: Colour("Bright_Light_Yellow", "FFEC6C"),
    256: Colour("Rubber_Black", "1B2A34", RUBBER),
    272: Colour("Dark_Blue", "19325A"),
    288: Colour("Dark_Green", "00451A"),
    297: Colour("Pearl_Gold", "AA7F2E", PEARL),
    308: Colour("Dark_Brown", "352100"),
    320: Colour("Dark_Red", "720012"),
    321: Colour("Dark_Azure", "469BC3"),
    322: Colour("Medium_Azure", "68C3E2"),
    330: Colour("Olive_Green", "77774E"),
    378: Colour("Sand_Green", "708E7C"),
    379: Colour("Sand_Blue", "70819A"),
    383: Colour("Chrome_Silver", "CECECE", CHROME),
    484: Colour("Dark_Orange", "91501C"),
}
"""LDraw colour code -> colour."""

_DIRECT = re.compile(r"0x([23])([0-9a-f]{6})", re.IGNORECASE)


def parse_colour(text: str) -> int:
    """Return the colour code that stands in an LDraw line: decimal or hexadecimal (0x2RRGGBB).

    Raises:
        ValueError: It is no number.
    """
    return int(text, 16) if text.lower().startswith("0x") else int(text)


def colour_name(code: int) -> str:
    """Return the name of a colour, such as "Red"; a direct colour is its "#RRGGBB"."""
    direct = _DIRECT.fullmatch(f"0x{code:X}")
    return f"#{direct[2]}" if direct else _find(code).name


@cache
def colour_surface(code: int) -> Surface:
    """Return the surface of an LDraw colour code; 0x2RRGGBB is plain, 0x3RRGGBB transparent.

    Raises:
        ValueError: The code is in neither form.
    """
    direct = _DIRECT.fullmatch(f"0x{code:X}")
    if direct:
        hex_colour, finish = direct[2], PLAIN if direct[1] == "2" else TRANSPARENT
    else:
        colour = _find(code)
        hex_colour, finish = colour.hex_colour, colour.finish
    color = srgb(hex_colour)
    return replace(finish, base_color=_of_one_wall(color) if finish.transmission else color)


def _of_one_wall(color: Rgb) -> Rgb:
    """Return the tint of one wall of a hollow part, which is looked at through two."""
    red, green, blue = (float(np.sqrt(value)) for value in color)
    return red, green, blue


def _find(code: int) -> Colour:
    if code not in COLOURS:
        known = ", ".join(map(str, COLOURS))
        raise ValueError(f"colour {code} is unknown; use 0x2RRGGBB or one of {known}")
    return COLOURS[code]
