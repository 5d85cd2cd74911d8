"""The desert car: a dune buggy, whose body is hardly more than tubes."""

from __future__ import annotations

import math

from ..palette import (
    BLACK,
    CHROME,
    DARK_GREY,
    ORANGE,
    RED,
    TRANS_RED,
    TRANS_YELLOW,
    WHITE,
)
from ..pieces import PLATE, STUD
from ..sculpt import Sculpture
from .features import FAT, TRACTOR, axle, lamp, long_axle


def desert_car() -> Sculpture:
    """Return an orange dune buggy: open tubes, big rear wheels, a bare engine, a flag."""
    m = Sculpture(6)
    axle(m, 2, 3, FAT, rim=WHITE)
    long_axle(m, (1, 10, 3), TRACTOR, rim=WHITE)
    m.put("3035", BLACK, (1, 2, 4), "right", twin=False)
    for y in (4, 7):
        m.put("3666", BLACK, (0, y, 3))
    m.put("3710", ORANGE, (0, 4, 4), "right")
    m.put("3020", BLACK, (1, 8, 5))
    m.put("3710", BLACK, (1, 8, 6))
    m.put("3031", BLACK, (1, 9, 6))
    _nose(m)
    _seats(m)
    _engine(m)
    _cage(m)
    _flag(m)
    return m


def _nose(m: Sculpture) -> None:
    lamp(m, (2, 0, 2), TRANS_YELLOW)
    m.put("3004", BLACK, (2, 1, 2))
    m.put("41769", ORANGE, (1, 0, 5), twin=False)
    m.put("41770", ORANGE, (3, 0, 5), twin=False)
    m.put("3023", ORANGE, (1, 2, 6), "right")
    m.put("3298", WHITE, (2, 0, 6), twin=False)
    m.put("3023", ORANGE, (2, 3, 6))
    for z in (7, 8):
        m.put("3710", ORANGE, (1, 3, z))
    m.put("3068b", ORANGE, (2, 2, 9))
    m.put("3070b", ORANGE, (1, 3, 9))


def _seats(m: Sculpture) -> None:
    m.put("3023", BLACK, (1, 4, 5))
    m.put("3829c01", BLACK, (1, 4, 6), twin=False)
    m.put("4079", RED, (1, 5, 5))


def _engine(m: Sculpture) -> None:
    m.put("3003", DARK_GREY, (2, 9, 7))
    m.put("4032b", CHROME, (2, 9, 10))
    for y in (9, 10):
        m.put("3062b", CHROME, (1, y, 7))
    m.put("3004", WHITE, (2, 8, 7))
    m.put("3069b", BLACK, (2, 8, 10))
    m.put("4599b", CHROME, (2, 11, 7))  # exhausts
    m.put("48336", BLACK, (2, 12, 5), "back")
    lamp(m, (1, 12, 7), TRANS_RED, "back", colour=ORANGE)
    m.put("3062b", BLACK, (1, 11, 7))
    m.put("87087", ORANGE, (1, 11, 10), "left")
    m.put("2431", ORANGE, (1, 11, 13))


def _cage(m: Sculpture) -> None:
    _post(m, 0, 4, 5)
    m.put("64644", ORANGE, (0, 7, 5))
    m.put("87087", ORANGE, (0, 7, 10), "left")
    for z in (13, 14):
        m.put("6141", ORANGE, (0, 7, z))
    for y in (4, 7):
        m.put("3666", ORANGE, (0, y, 15))
    m.put("3710", ORANGE, (0, 4, 16), "right")
    for x in (1, 2):
        lamp(m, (x, 4, 16), TRANS_YELLOW)
    m.put("2431", BLACK, (1, 4, 19))
    m.put("87087", ORANGE, (1, 2, 7), "left")
    _strut(m, "87994", (1, 2, 7), -62, 8)
    _strut(m, "30374", (0, 7, 10), -37, 72)
    _strut(m, "30374", (1, 11, 10), 18, 64)


def _post(m: Sculpture, x: int, y: int, z: int) -> None:
    """Stand a bar of ten plates between two open round plates."""
    m.put("85861", ORANGE, (x, y, z))
    m.put("85861", ORANGE, (x, y, z + 9))
    m.fit("30374", ORANGE, (x + 0.5, y + 0.5, z + 10.5))


def _strut(m: Sculpture, part: str, host: tuple[int, int, int], slant: float, ahead: float) -> None:
    """Clip a bar to the outer side of a brick with a side stud.

    Args:
        m: The buggy.
        part: LDraw number of the bar.
        host: Corner of the brick; its stud looks to the left.
        slant: Degrees by which the bar descends to the back.
        ahead: LDU from the bar's front end to the clip.
    """
    x, y, z = host
    c, s = math.cos(math.radians(slant)), math.sin(math.radians(slant))
    along, up = y + 0.5, z + 3 - 10 / PLATE
    # the clip's tile has its top to the left, and its LDraw z along the bar
    m.fit("2555", BLACK, (x - 8 / STUD, along, up), (0, 1, 0, -c, 0, s, s, 0, c))
    # the bar is 14 LDU outwards, and its LDraw y along itself
    at = (x - 14 / STUD, along - c * ahead / STUD, up + s * ahead / PLATE)
    m.fit(part, ORANGE, at, (1, 0, 0, 0, s, -c, 0, c, s))


def _flag(m: Sculpture) -> None:
    m.put("3957", WHITE, (4, 8, 7), twin=False)
    turn = (0, 1, 0, 0, 0, -1, -1, 0, 0)
    for part, out in (("63868", 2), ("3069b", 10)):
        m.fit(part, RED, (4.5 - out / STUD, 8.5 + 30 / STUD, 17), turn, twin=False)
