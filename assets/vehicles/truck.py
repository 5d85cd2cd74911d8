"""A truck with an open bed."""

from __future__ import annotations

from ..palette import (
    BROWN,
    CHROME,
    DARK_GREY,
    GREEN,
    GREY,
    TAN,
    TRANS_CLEAR,
    TRANS_LIGHT_BLUE,
    TRANS_ORANGE,
    TRANS_RED,
    WHITE,
)
from ..pieces import PLATE, STUD
from ..sculpt import Sculpture
from .features import FAT, STUDS_TO, axle, half_axles, lamp, radiator, wide_tile


def truck() -> Sculpture:
    """Return a green truck: chrome grille, open cab, stacks, fuel tanks, stake bed, three axles."""
    m = Sculpture(6)
    _chassis(m)
    _face(m)
    _cab(m)
    _bed(m)
    return m


def _chassis(m: Sculpture) -> None:
    half_axles(m, 2, 2, rim=WHITE)
    m.put("50745", WHITE, (0, 2, 4), "left")
    for y in (9, 12):
        axle(m, y, 3, FAT, rim=WHITE)
    m.put("3832", DARK_GREY, (2, 3, 4), "right", twin=False)
    m.put("3023", DARK_GREY, (2, 2, 4))
    for z in (5, 6):
        m.put("3020", DARK_GREY, (2, 2, z), "right", twin=False)
    m.put("3022", DARK_GREY, (2, 6, 5))
    for y in (9, 12):
        m.put("3710", DARK_GREY, (1, y, 5))
    for x in (0, 1):  # what carries the fuel tanks
        m.put("87087", DARK_GREY, (x, 7, 3))
    for reach in (24, 48):
        # its side studs hold the upper half of a drum's end
        m.fit("3941", CHROME, (1, 7 - reach / STUD, 6 - 20 / PLATE), STUDS_TO["front"])


def _face(m: Sculpture) -> None:
    m.put("3666", GREY, (0, 0, 2))  # the bumper
    m.put("3020", DARK_GREY, (1, 0, 3), twin=False)
    lamp(m, (0, 0, 3), TRANS_CLEAR, "front", "4070", WHITE)
    m.put("54200", TRANS_ORANGE, (0, 0, 6))
    for z in (4, 8):
        radiator(m, 1, z, CHROME, host=GREEN)


def _cab(m: Sculpture) -> None:
    m.put("3032", GREEN, (0, 1, 7))
    m.put("3666", GREEN, (0, 5, 7))
    m.put("3005", GREEN, (0, 1, 8))
    m.put("3010", GREEN, (1, 2, 8))
    m.put("3005", GREEN, (1, 3, 8))
    m.put("3022", BROWN, (2, 3, 8))  # the bench
    m.put("3069b", BROWN, (2, 3, 9))
    m.put("3004", BROWN, (2, 4, 9))
    m.put("3622", GREEN, (0, 2, 8), "right")  # doors
    m.put("6636", WHITE, (0, 1, 11), twin=False)
    m.put("3823", TRANS_LIGHT_BLUE, (1, 2, 11))
    m.put("3023", WHITE, (0, 2, 11), "right")
    m.put("3010", GREEN, (1, 5, 8))
    m.put("60592", GREEN, (1, 5, 11))
    m.put("3005", WHITE, (0, 4, 11))
    m.put("3005", GREEN, (0, 4, 14))
    m.put("3032", GREEN, (0, 1, 17))
    m.put("3710", GREEN, (1, 5, 17))
    for z in (8, 11, 14):  # exhaust stacks
        m.put("3062b", DARK_GREY, (0, 5, z))
    m.put("3062b", CHROME, (0, 5, 17))
    m.put("54200", TRANS_ORANGE, (0, 1, 18))
    for x in (1, 2):
        m.put("50950", WHITE if x == 2 else GREEN, (x, 2, 18))


def _bed(m: Sculpture) -> None:
    m.put("3666", DARK_GREY, (0, 7, 6))
    m.put("3710", DARK_GREY, (1, 9, 6), "right")
    for y in (6, 8, 10, 12):
        m.put("3795", TAN, (0, y, 7))
    for y in (6, 10):
        m.put("30055", BROWN, (0, y, 8), "left")
    m.put("30055", BROWN, (1, 13, 8), "back")
    m.put("4162", TAN, (0, 6, 14), "right")
    m.put("2431", TAN, (1, 13, 14))
    lamp(m, (1, 13, 4), TRANS_RED, "back", "87087", DARK_GREY)
    wide_tile(m, 13, 4, WHITE, "back")
