"""The off-road car: a jeep for rocks and rivers."""

from __future__ import annotations

from ..palette import (
    BLACK,
    DARK_GREY,
    GREEN,
    GREY,
    RED,
    TAN,
    TRANS_CLEAR,
    TRANS_LIGHT_BLUE,
    TRANS_ORANGE,
    TRANS_RED,
    TRANS_YELLOW,
    WHITE,
)
from ..sculpt import Sculpture
from .features import BALLOON, lamp, long_axle, spare_wheel


def off_road_car() -> Sculpture:
    """Return a green jeep: high on fat tyres, bull bar and winch, roll cage, spare wheel."""
    m = Sculpture(6)
    for y in (2, 9):
        long_axle(m, (1, y, 0), BALLOON)
    m.put("3030", DARK_GREY, (1, 1, 3), "right", twin=False)
    m.put("3710", DARK_GREY, (1, 11, 3))
    m.put("3795", BLACK, (0, 5, 2))  # running boards
    m.put("3666", BLACK, (0, 7, 2))
    m.put("3710", DARK_GREY, (1, 11, 2))
    _off_road_bumper(m)
    _off_road_bonnet(m)
    _off_road_cabin(m)
    _off_road_tail(m)
    _off_road_cage(m)
    return m


def _off_road_bumper(m: Sculpture) -> None:
    m.put("3022", BLACK, (2, 0, 2))
    m.put("3460", BLACK, (-1, 0, 3))
    m.put("3070b", TRANS_ORANGE, (-1, 0, 4))
    m.put("3700", DARK_GREY, (2, 0, 4))  # the winch
    m.put("2412b", BLACK, (2, 0, 7))
    m.put("64644", GREY, (0, 0, 4))  # the bull bar
    m.put("6636", GREY, (0, 0, 9))


def _off_road_bonnet(m: Sculpture) -> None:
    lamp(m, (1, 1, 4), TRANS_CLEAR, colour=WHITE)
    m.put("3062b", BLACK, (2, 1, 4))  # the grille
    m.put("3021", BLACK, (1, 2, 4), "right")
    m.put("3021", GREEN, (1, 2, 5), "right")
    m.put("3034", GREEN, (-1, 2, 6))  # the mudguards
    m.put("3460", GREEN, (-1, 4, 6))
    m.put("15068", GREEN, (-1, 1, 6))
    m.put("3068b", GREEN, (-1, 3, 7))
    m.put("3020", GREEN, (1, 2, 7))
    m.put("3710", GREEN, (1, 4, 7))
    m.put("15068", GREEN, (1, 1, 7))
    m.put("2412b", BLACK, (1, 3, 8))
    m.put("3069b", GREEN, (1, 4, 8))


def _off_road_cabin(m: Sculpture) -> None:
    m.put("3622", GREEN, (0, 5, 3), "right")
    m.put("3623", GREEN, (0, 5, 6), "right")
    m.put("3010", GREEN, (1, 5, 4))
    m.put("3795", GREEN, (0, 5, 7))
    m.put("3070b", BLACK, (0, 6, 8))
    m.put("54200", BLACK, (0, 5, 8))  # mirrors
    m.put("3823", TRANS_LIGHT_BLUE, (1, 5, 8))
    m.put("3004", BLACK, (1, 7, 4), twin=False)
    m.put("3829c01", BLACK, (1, 7, 7), twin=False)
    m.put("3022", BLACK, (1, 8, 4))  # seats
    m.put("3069b", TAN, (1, 8, 5))
    m.put("4865", TAN, (1, 9, 5))


def _off_road_tail(m: Sculpture) -> None:
    m.put("3020", GREEN, (1, 10, 4))
    m.put("3020", GREEN, (1, 10, 5))
    m.put("3034", GREEN, (-1, 10, 6))
    m.put("11477", GREEN, (-1, 9, 6))
    m.put("54200", TRANS_RED, (-1, 11, 7), "back")
    m.put("3070b", GREEN, (0, 11, 7))
    spare_wheel(m, 10, 7)
    m.put("3068b", BLACK, (2, 10, 9))
    m.put("3004", RED, (1, 10, 7), "right", twin=False)  # cans
    m.put("3004", TAN, (4, 10, 7), "right", twin=False)
    m.put("6141", BLACK, (1, 10, 10), twin=False)
    m.put("6141", BLACK, (4, 10, 10), twin=False)


def _off_road_cage(m: Sculpture) -> None:
    for y in (7, 10):
        m.put("3062b", BLACK, (0, y, 7))
        m.put("64644", BLACK, (0, y, 10))
    m.put("3710", BLACK, (0, 7, 15), "right")
    m.put("63864", BLACK, (0, 7, 16), "right")
    m.put("6636", BLACK, (0, 10, 16))
    m.put("3710", BLACK, (1, 6, 14))
    m.put("3666", BLACK, (0, 6, 15))
    for x in (1, 2):
        lamp(m, (x, 6, 16), TRANS_YELLOW)
    m.put("3069b", BLACK, (1, 6, 19))
