"""What the parts of PIAD's objects are made of, told by their looks and their names.

Anomalies ask it what can happen to a part and what comes out below its surface.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...assets.materials import Rgb, Surface
from ...assets.piad.decay import crystals, grained, under_metal
from ...benchmarks.srgb import encode_srgb
from ..scene import Item, Scene
from ..shades import difference
from .exposure import seen_shares


@dataclass(frozen=True)
class Substance:
    """What a part is made of.

    Attributes:
        bulk: "steel", "iron", "tin" (tinned sheet), "aluminium", "brass", "plastic", "rubber"
            or "ceramic".
        coat: What covers it: "enamel", "paint", "print", "glaze", or "" for nothing.
    """

    bulk: str
    coat: str = ""

    @property
    def rusts(self) -> bool:
        """Whether iron is in it that rust can come out of, be it through a coat of enamel."""
        return self.bulk in ("steel", "iron", "tin") and self.coat != "print"

    @property
    def peels(self) -> bool:
        """Whether a coat can come off."""
        return bool(self.coat)

    @property
    def bends(self) -> bool:
        """Whether a blow leaves a dent: ceramics chip, rubber and small plastics spring back."""
        return self.bulk in ("steel", "iron", "tin", "aluminium", "brass")

    @property
    def scratches(self) -> bool:
        """Whether a scratch stays and shows."""
        return self.bulk != "rubber"


_CERAMIC = {"left handle", "spout"}
"""Parts that only Amphora and Teapot have."""
_ALUMINIUM = {"pull tab", "rivet", "end", "name plate"}
_TIN = {"base", "dome", "valve cup", "bottom end", "top end"}


def substances(scene: Scene) -> tuple[Substance, ...]:
    """Return what each item of a scene is made of."""
    names = {item.name for item in scene.items}
    return tuple(_substance(item, names) for item in scene.items)


def _substance(item: Item, names: set[str]) -> Substance:
    look, name = item.surface, item.name
    if names & _CERAMIC:
        return Substance("ceramic", "glaze")
    if look.metallic >= 0.5:
        return Substance(_metal(item, names))
    if name == "label":
        return Substance("aluminium" if "end" in names else "tin", "print")
    if look.texture is not None and look.coat > 0:
        sheet = look.coat >= 0.28  # baked paint on sheet is glossier than enamel on castings
        return Substance("steel", "paint") if sheet else Substance("iron", "enamel")
    if look.texture is not None:
        return Substance("aluminium", "print")
    return Substance("rubber" if look.roughness > 0.5 else "plastic")


def _metal(item: Item, names: set[str]) -> str:
    look, name = item.surface, item.name
    red, _, blue = look.base_color
    textured = look.texture is not None
    if name in _TIN or (name == "body" and "label" in names and "end" not in names):
        return "tin"
    if name in _ALUMINIUM or (name == "body" and "end" in names):
        return "aluminium"
    if textured and 0.36 < look.roughness < 0.45:  # anodised
        return "aluminium"
    if red > 1.5 * blue:
        return "brass"
    return "iron" if look.roughness > 0.5 else "steel"


def below(substance: Substance, item: Item, rng: np.random.Generator) -> tuple[Surface, ...]:
    """Return what comes out where the coat of a part is gone, from its edge inwards.

    Enamel lies on a primer on metal, paint on sheet, print on tinned or bright sheet, glaze on
    fired clay.
    """
    if substance.coat == "glaze":
        return (bisque(item, int(rng.integers(3))),)
    if substance.coat == "print":
        tone = 0.86 if substance.bulk == "aluminium" else 0.82
        return (under_metal(tone, int(rng.integers(3))),)
    red_oxide = rng.uniform() < 0.5
    primer = (0.47, 0.23, 0.17) if red_oxide else (0.60, 0.60, 0.58)
    if abs(_lightness(primer) - _lightness(_srgb(item.surface.base_color))) < 0.1:
        primer = (0.60, 0.60, 0.58) if red_oxide else (0.47, 0.23, 0.17)
    metal = under_metal(0.66 if substance.bulk == "iron" else 0.78, int(rng.integers(3)))
    return grained(primer, 0.03, 0.75), metal


def bisque(item: Item, seed: int = 0) -> Surface:
    """Return the fired clay below a glaze: red under earthen glazes, white under others."""
    red, _, blue = item.surface.base_color
    earthen = red > 1.6 * blue
    return grained((0.80, 0.55, 0.41) if earthen else (0.88, 0.84, 0.77), 0.035, 0.85, seed)


def bare(substance: Substance, item: Item, colour: Rgb) -> Surface:
    """Return what a scratch lays bare: bright metal, fired clay, or plastic that turns white.

    Where that would hardly show, dirt has got into the scratch.

    Args:
        substance: Of the part.
        item: The part.
        colour: Linear, of the surface about the scratch.
    """
    metal = substance.bulk not in ("ceramic", "plastic")
    if substance.bulk == "ceramic":
        look = bisque(item)
    elif substance.bulk == "plastic":
        look = grained(_whitened(item.surface.base_color, 0.75), 0.03, 0.7)
    else:
        red, green, blue = {
            "brass": (0.86, 0.62, 0.30), "aluminium": (0.90, 0.90, 0.91),
        }.get(substance.bulk, (0.82, 0.81, 0.79))  # fmt: skip
        look = Surface((red, green, blue), 0.22, metallic=1.0)
    # a groove in bare metal shows by what it mirrors
    shows = metal and not substance.coat
    if shows or float(difference(look.base_color, colour)) > _CONTRAST:
        return look
    return Surface((0.045, 0.040, 0.036), 0.8)


_CONTRAST = 30.0
"""Colour difference (CIE76) from its surroundings that a scratch should have."""


def broken(substance: Substance, item: Item, seed: int = 0) -> Surface:
    """Return the look of a face that broke."""
    if substance.bulk == "ceramic":
        return bisque(item, seed)
    if substance.coat == "print":
        return grained((0.9, 0.89, 0.87), 0.03, 0.9, seed)
    if substance.bulk in ("plastic", "rubber"):
        return grained(_whitened(item.surface.base_color, 0.3), 0.05, 0.8, seed)
    return crystals(0.62 if substance.bulk == "aluminium" else 0.5, seed)


def _srgb(color: Rgb) -> tuple[float, float, float]:
    red, green, blue = encode_srgb(np.array(color, np.float32)).tolist()
    return red, green, blue


def _lightness(color: tuple[float, float, float]) -> float:
    return 0.3 * color[0] + 0.59 * color[1] + 0.11 * color[2]


def _whitened(color: Rgb, share: float) -> tuple[float, float, float]:
    """Return the sRGB of plastic that was torn: crazed, so paler."""
    red, green, blue = (round((1 - share) * c + share * 0.85, 2) for c in _srgb(color))
    return red, green, blue


def possible(scene: Scene) -> tuple[str, ...]:
    """Return those of PIAD's defects that can happen to an object, by what is seen of it.

    A box of plastic takes neither rust nor dents, a can of aluminium does not rust.
    """
    kinds, shares = substances(scene), seen_shares(scene)

    def seen(has: Callable[[Substance], bool]) -> bool:
        return float(shares[[has(kind) for kind in kinds]].sum()) >= _SEEN

    open_to = {
        "dent": seen(lambda kind: kind.bends),
        "missing_piece": True,
        "peeling": seen(lambda kind: kind.peels),
        "rust": seen(lambda kind: kind.rusts),
        "scratch": seen(lambda kind: kind.scratches),
        "stain": True,
    }
    return tuple(kind for kind, can in open_to.items() if can)


_SEEN = 0.03
"""Share of the visible surface that a defect needs to be likely to find room."""
