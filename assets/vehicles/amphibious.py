"""The amphibious car: a boat on wheels."""

from __future__ import annotations

import math

from ..palette import (
    BLACK,
    BROWN,
    DARK_GREY,
    GOLD,
    MEDIUM_AZURE,
    ORANGE,
    RED,
    TAN,
    TRANS_CLEAR,
    TRANS_GREEN,
    TRANS_LIGHT_BLUE,
    TRANS_RED,
    WHITE,
)
from ..pieces import PLATE, STUD
from ..sculpt import Sculpture
from .features import FAT, SLICK, axle, lamp, spare_wheel


def amphibious_car() -> Sculpture:
    """Return a boat on four wheels: raked bow, open cockpit, two propellers, a lifebuoy."""
    m = Sculpture(6)
    for y in (4, 10):
        axle(m, y, 3, FAT, rim=WHITE)
    _keel(m)
    _bow(m)
    _cockpit(m)
    _stern(m)
    _propellers(m)
    return m


def _keel(m: Sculpture) -> None:
    m.put("3832", RED, (2, 2, 2), "right", twin=False)
    m.put("51739", RED, (1, 2, 3))
    for y in (5, 9):
        m.put("3710", RED, (1, y, 3))
    m.put("3795", RED, (0, 6, 3))
    m.put("3666", RED, (0, 8, 3))
    m.put("3020", RED, (1, 11, 3))


def _bow(m: Sculpture) -> None:
    for z in (4, 5):
        m.put("51739", WHITE, (1, 2, z))
    m.put("51739", WHITE, (1, 1, 6))
    m.put("3710", WHITE, (1, 3, 6))
    m.put("3001", WHITE, (1, 4, 4))
    for z, colour in ((7, WHITE), (8, MEDIUM_AZURE)):
        m.put("51739", colour, (1, 0, z))
        m.put("41769", colour, (0, 2, z), twin=False)
        m.put("41770", colour, (4, 2, z), twin=False)
        m.put("3020", colour, (2, 2, z), "right", twin=False)
    m.put("2555", DARK_GREY, (2, 0, 9))  # cleats
    m.put("3069b", TAN, (2, 1, 9))
    m.put("3068b", TAN, (2, 2, 9))
    lamp(m, (1, 3, 9), TRANS_CLEAR, colour=MEDIUM_AZURE)


def _cockpit(m: Sculpture) -> None:
    m.put("3622", WHITE, (0, 6, 4), "right")
    m.put("3623", WHITE, (0, 6, 7), "right")
    m.put("3666", MEDIUM_AZURE, (0, 6, 8), "right")
    m.put("3823", TRANS_LIGHT_BLUE, (1, 4, 9))
    m.put("6141", TRANS_RED, (1, 5, 15), twin=False)
    m.put("6141", TRANS_GREEN, (4, 5, 15), twin=False)
    m.put("3004", DARK_GREY, (1, 6, 4))
    m.put("3023", DARK_GREY, (1, 6, 7))
    m.put("3829c01", BLACK, (1, 6, 8), twin=False)
    m.put("3003", RED, (1, 7, 4))  # seats
    m.put("3069b", RED, (1, 7, 7))
    m.put("4865", RED, (1, 8, 7))
    for y in (6, 9):  # oars along the gunwale
        m.put("2555", BLACK, (0, y, 9))
        m.put("3069b", TAN, (0, y + 1, 9), "right")
    m.fit("30374", BROWN, (0.5, 6, 10.75), (1, 0, 0, 0, 0, -1, 0, 1, 0))


def _stern(m: Sculpture) -> None:
    m.put("3001", WHITE, (1, 9, 4))
    m.put("3010", WHITE, (1, 11, 4))
    m.put("3004", WHITE, (2, 12, 4))
    m.put("3795", WHITE, (0, 9, 7))
    m.put("3795", WHITE, (0, 11, 7))
    m.put("3020", MEDIUM_AZURE, (1, 9, 8))
    m.put("3710", MEDIUM_AZURE, (1, 11, 8))
    m.put("3666", MEDIUM_AZURE, (0, 12, 8))
    m.put("3070b", TRANS_RED, (0, 12, 9))
    m.put("3031", TAN, (1, 9, 9))
    m.put("2412b", DARK_GREY, (1, 9, 10), "right")
    m.put("4599b", WHITE, (1, 11, 10), "back")  # ventilators
    m.put("3070b", TAN, (1, 12, 10), twin=False)
    m.put("3957", WHITE, (4, 12, 10), twin=False)
    m.put("3068b", MEDIUM_AZURE, (2, 9, 10))
    m.put("3022", RED, (2, 11, 10))
    spare_wheel(m, 11, 11, SLICK, WHITE, ORANGE, RED)  # the lifebuoy
    m.put("3068b", RED, (2, 11, 13))


def _propellers(m: Sculpture) -> None:
    m.put("87087", WHITE, (1, 12, 4), "back")
    c = math.sqrt(0.5)
    for part, colour, s, out in (
        ("3623", GOLD, c, 18), ("3623", GOLD, -c, 26), ("98138", BLACK, c, 34)
    ):  # fmt: skip
        turn = (c, 0, -s, s, 0, c, 0, -1, 0)
        m.fit(part, colour, (1.5, 12.5 + out / STUD, 7 - 10 / PLATE), turn)
