"""What many vehicles have: wheels on their axles, lamps, number plates and their like.

Each function puts a feature and its mirror image, on a model of even width. Levels count plates,
rows count studs from the front; a wheel on a holder at level 2 just stands on the ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..palette import BLACK, GREY, RUBBER
from ..pieces import KINDS, PLATE, STUD

if TYPE_CHECKING:
    from ..pieces import Cell
    from ..sculpt import Sculpture


@dataclass(frozen=True)
class Wheel:
    """A rim and its tyre, and where they sit; LDU outwards from what carries them.

    Attributes:
        rim: LDraw number of the rim.
        tyre: LDraw number of the tyre.
        rim_out: Where the rim's LDraw origin is.
        tyre_out: Where the tyre's is.
        radius: Of the tyre.
        tyre_sides: Where the front of the right tyre and of the left one look.
    """

    rim: str
    tyre: str
    rim_out: float
    tyre_out: float
    radius: float
    tyre_sides: tuple[str, str] = ("right", "left")


SLICK: Final = Wheel("30027b", "30028", 10, 15, 18, ("back", "front"))
"""On a pin, 20 LDU wide: one stud."""
FAT: Final = Wheel("6014b", "6015", 8, 14, 25)
"""On a pin, 28 LDU wide, with a coarse tread."""
SLIM: Final = Wheel("3482", "3483", 10, 10, 31)
"""On an axle, 20 LDU wide."""
BALLOON: Final = Wheel("55982", "30648", 20, 20, 30)
"""On an axle, 34 LDU wide."""
TRACTOR: Final = Wheel("55982", "30391", 20, 20, 38)
"""On an axle, 34 LDU wide."""

STUDS_TO: Final = {
    "front": (1, 0, 0, 0, 0, -1, 0, 1, 0),
    "back": (1, 0, 0, 0, 0, 1, 0, -1, 0),
}
"""Turns for `Sculpture.fit` of a part whose studs look to that side instead of up."""

PINS: Final = {"2926": 42, "4600": 22}
"""Holder -> LDU from its middle to the roots of its two wheel pins."""
_PIN_ROOT: Final = 2
"""LDU from the side of a holder to the root of its pin."""
_PIN_DROP: Final = 5
"""LDU from a holder's top down to the middle of its pins."""
_HOLE_DROP: Final = 10
"""LDU from a brick's top down to the middle of its side stud or axle hole."""


def axle(
    model: Sculpture, y: int, z: int, wheel: Wheel = SLICK, rim: int = GREY, holder: str = "2926",
    colour: int = BLACK,
) -> None:  # fmt: skip
    """Put a wheel holder across the middle, and a wheel on either pin.

    Args:
        model: The vehicle.
        y: Row of the holder's front edge.
        z: Level of the holder; its tyres reach `wheel.radius` - 3 LDU below it.
        wheel: What turns on the pins.
        rim: Colour of the rims.
        holder: A key of `PINS`.
        colour: Colour of the holder.
    """
    width, depth, _ = KINDS[holder].size
    model.put(holder, colour, ((model.width - width) // 2, y, z))
    centre = (PINS[holder], y + depth / 2, z + 1 - _PIN_DROP / PLATE)
    _fit_wheels(model, wheel, rim, centre)


def half_axles(
    model: Sculpture, y: int, z: int, wheel: Wheel = FAT, rim: int = GREY, colour: int = BLACK
) -> None:
    """Put two single wheel holders (4488) side by side at the middle, and a wheel on each pin.

    The wheels turn between rows y and y + 1, as far out as on holder 2926. The holders are two
    plates high: at level 2, fat wheels just stand on the ground.
    """
    middle = model.width // 2
    for x, side in ((middle, "front"), (middle - 2, "back")):
        model.put("4488", colour, (x, y, z), side, twin=False)
    _fit_wheels(model, wheel, rim, (STUD + PINS["4600"], y + 1, z + 2 - _PIN_DROP / PLATE))


def long_axle(
    model: Sculpture, corner: Cell, wheel: Wheel = SLIM, rim: int = GREY, shaft: str = "3706",
    colour: int = BLACK,
) -> None:  # fmt: skip
    """Put two Technic bricks lengthwise, an axle through both, and a wheel on either end.

    Args:
        model: The vehicle.
        corner: Left front bottom cell of the left brick, 1 x 2 studs; the axle is in its middle,
            14 LDU above its bottom, and the left wheel beyond its left face.
        wheel: What turns on the ends.
        rim: Colour of the rims.
        shaft: LDraw number of the axle, 3705 (4 studs) or 3706 (6 studs).
        colour: Colour of the bricks.
    """
    x, y, z = corner
    model.put("3700", colour, corner, "right")
    height = z + 3 - _HOLE_DROP / PLATE
    model.fit(shaft, BLACK, (model.width / 2, y + 1, height), twin=False)
    _fit_wheels(model, wheel, rim, ((model.width / 2 - x) * STUD, y + 1, height))


def _fit_wheels(model: Sculpture, wheel: Wheel, rim: int, root: tuple[float, float, float]) -> None:
    """Fit a wheel right and left; `root` is LDU from the middle, studs back, plates up."""
    out, y, z = root
    for part, colour, beyond, sides in (
        (wheel.rim, rim, wheel.rim_out, ("right", "left")),
        (wheel.tyre, RUBBER, wheel.tyre_out, wheel.tyre_sides),
    ):
        reach = (out + beyond) / STUD
        for away, side in zip((reach, -reach), sides, strict=True):
            model.fit(part, colour, (model.width / 2 + away, y, z), side, twin=False)


def spare_wheel(
    model: Sculpture, y: int, z: int, wheel: Wheel = FAT, rim: int = GREY, tyre: int = RUBBER,
    colour: int = BLACK,
) -> None:  # fmt: skip
    """Put a holder at the middle, its pin to the back, and one wheel on the pin.

    Args:
        model: The vehicle.
        y: Row of the holder's front edge; it is two deep.
        z: Level of the holder; it is two plates high, and the pin is 5 LDU below its top.
        wheel: What is carried, one that turns on pins.
        rim: Colour of the rim.
        tyre: Colour of the tyre; a red one is a lifebuoy.
        colour: Colour of the holder.
    """
    model.put("4488", colour, (model.width // 2 - 1, y, z), "right", twin=False)
    height = z + 2 - _PIN_DROP / PLATE
    # a quarter turn from where the right wheel of an axle looks
    onward = {"right": "back", "back": "left"}
    for part, paint, beyond, side in (
        (wheel.rim, rim, wheel.rim_out, "right"),
        (wheel.tyre, tyre, wheel.tyre_out, wheel.tyre_sides[0]),
    ):
        at = (model.width / 2, y + 2 + (_PIN_ROOT + beyond) / STUD, height)
        model.fit(part, paint, at, onward[side], twin=False)


def arch(model: Sculpture, y: int, z: int, colour: int, x: int = 0) -> None:
    """Put a chamfered arch about a small wheel: inverted slopes before and behind row y.

    They hang from what is laid on them at level z + 3.
    """
    model.put("3665", colour, (x, y - 2, z), "back")
    model.put("3665", colour, (x, y + 1, z), "front")


def lamp(
    model: Sculpture, corner: Cell, glass: int, side: str = "front", host: str = "4070",
    colour: int = BLACK,
) -> None:  # fmt: skip
    """Put a lamp (exhaust, badge): a brick with a side stud and a round tile on it.

    Headlight bricks (4070) sink the tile, 87087 lets it stand out.
    """
    model.put(host, colour, corner, side)
    model.hang("98138", glass, corner, side)


def wide_tile(
    model: Sculpture, y: int, z: int, colour: int, side: str = "front", tile: str = "3069b",
    host: int = BLACK,
) -> None:  # fmt: skip
    """Put two bricks with side studs at the middle and fit a 1 x 2 tile across them.

    It is a number plate, or a radiator where the tile is a grille (2412b).

    Args:
        model: The vehicle.
        y: Row of the bricks.
        z: Their level.
        colour: Colour of the tile.
        side: "front" or "back".
        tile: LDraw number of the tile.
        host: Colour of the bricks.
    """
    model.put("87087", host, (model.width // 2 - 1, y, z), side)
    place = (model.width / 2, _face(y, side), z + 3 - _HOLE_DROP / PLATE)
    model.fit(tile, colour, place, STUDS_TO[side], twin=False)


def radiator(
    model: Sculpture, y: int, z: int, colour: int, side: str = "front", host: int = BLACK
) -> None:
    """Put a brick with four side studs (30414) across the middle and fit two grilles to it."""
    model.put("30414", host, (model.width // 2 - 2, y, z), side)
    place = (model.width / 2 - 1, _face(y, side), z + 3 - _HOLE_DROP / PLATE)
    model.fit("2412b", colour, place, STUDS_TO[side])


def _face(y: int, side: str) -> float:
    """Return where the top of a tile is, in studs, that lies on a side of the bricks in row y."""
    return y - PLATE / STUD if side == "front" else y + 1 + PLATE / STUD
