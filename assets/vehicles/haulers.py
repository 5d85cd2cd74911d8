"""Heavy vehicles on tyres: a truck with an open bed and a wheel loader."""

from __future__ import annotations

from ..palette import (
    BLACK,
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
    YELLOW,
)
from ..pieces import PLATE, STUD
from ..sculpt import Sculpture
from .features import BALLOON, FAT, axle, half_axles, lamp, long_axle, wide_tile

_TO_FRONT = (1, 0, 0, 0, 0, -1, 0, 1, 0)
_TO_BACK = (1, 0, 0, 0, 0, 1, 0, -1, 0)
"""Turns for `Sculpture.fit` of a part whose studs look to the front or to the back."""


def truck() -> Sculpture:
    """Return a green truck: chrome grille, open cab, stacks, fuel tanks, stake bed, three axles."""
    m = Sculpture(6)
    _truck_chassis(m)
    _truck_face(m)
    _truck_cab(m)
    _truck_bed(m)
    return m


def _truck_chassis(m: Sculpture) -> None:
    half_axles(m, 2, 2, rim=WHITE)
    m.put("50745", WHITE, (0, 2, 4), "left")
    for y in (9, 12):
        axle(m, y, 3, FAT, rim=WHITE)
    m.put("3832", DARK_GREY, (2, 3, 4), "right", twin=False)
    m.put("3023", DARK_GREY, (2, 2, 4))
    m.put("3020", DARK_GREY, (2, 2, 5), "right", twin=False)
    m.put("3020", DARK_GREY, (2, 2, 6), "right", twin=False)
    m.put("3022", DARK_GREY, (2, 6, 5))
    for y in (9, 12):
        m.put("3710", DARK_GREY, (1, y, 5))
    for x in (0, 1):  # what carries the fuel tanks
        m.put("87087", DARK_GREY, (x, 7, 3))
    for reach in (24, 48):
        m.fit("3941", CHROME, (1, 7 - reach / STUD, 6 - 20 / PLATE), _TO_FRONT)


def _truck_face(m: Sculpture) -> None:
    m.put("3666", CHROME, (0, 0, 2))  # the bumper
    m.put("3020", DARK_GREY, (1, 0, 3), twin=False)
    lamp(m, (0, 0, 3), TRANS_CLEAR, "front", "4070", GREEN)
    m.put("54200", TRANS_ORANGE, (0, 0, 6))
    for z in (4, 8):
        m.put("30414", GREEN, (1, 1, z))
        for x in (2, 4):
            place = (x, 1 - PLATE / STUD, z + 3 - 10 / PLATE)
            m.fit("2412b", CHROME, place, _TO_FRONT, twin=False)


def _truck_cab(m: Sculpture) -> None:
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


def _truck_bed(m: Sculpture) -> None:
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


def loader() -> Sculpture:
    """Return a yellow wheel loader: frames on a pivot, big tyres, open cab, raised bucket."""
    m = Sculpture(6)
    _loader_frames(m)
    _loader_bucket(m)
    _loader_arms(m)
    _loader_cab(m)
    _loader_engine(m)
    return m


def _loader_frames(m: Sculpture) -> None:
    for y in (6, 10):
        long_axle(m, (2, y, 2), BALLOON, YELLOW, "3705")
    m.put("3941", GREY, (2, 8, 2))  # the pivot of the two frames
    for z in (1, 5):
        m.put("3021", BLACK, (2, 6, z), "right", twin=False)
        m.put("3020", BLACK, (2, 9, z), "right", twin=False)
    for z in (6, 7):
        m.put("3022", YELLOW, (2, 6, z))
        m.put("3020", BLACK, (2, 9, z), "right", twin=False)


def _loader_bucket(m: Sculpture) -> None:
    for x in (0, 2):
        m.put("3021", DARK_GREY, (x, 1, 2), "right")
        m.put("3660", DARK_GREY, (x, 3, 3), "back")
    for x in (0, 1, 2):
        m.put("49668", GREY, (x, 0, 1))
    m.put("3040b", DARK_GREY, (0, 1, 3))
    m.put("3009", DARK_GREY, (0, 3, 6))
    m.put("54200", DARK_GREY, (0, 2, 6))
    m.put("3666", DARK_GREY, (0, 3, 9))


def _loader_arms(m: Sculpture) -> None:
    m.put("3020", YELLOW, (1, 6, 8))
    m.put("3023", YELLOW, (1, 6, 9), "right")
    m.put("4286", YELLOW, (1, 5, 10))
    m.put("3040b", YELLOW, (1, 4, 7))
    m.put("3024", YELLOW, (1, 4, 6))
    m.put("3004", YELLOW, (2, 6, 9))
    # two rams hold the bucket's upper edge
    for y in (3, 6):
        z = 10 if y == 3 else 12
        m.put("2555", DARK_GREY, (2, y, z))


def _loader_cab(m: Sculpture) -> None:
    m.put("3710", YELLOW, (1, 8, 8))
    m.put("3032", BLACK, (0, 9, 8))
    m.put("60592", BLACK, (1, 8, 9))
    m.put("60592", BLACK, (1, 9, 9), "left")
    m.put("3023", GREY, (2, 10, 9))
    m.put("3005", BLACK, (2, 10, 10))
    m.put("3031", YELLOW, (1, 8, 15))
    m.put("3710", YELLOW, (1, 7, 15))
    m.put("2431", YELLOW, (1, 7, 16))
    m.put("3068b", YELLOW, (1, 8, 16))
    m.put("6141", TRANS_ORANGE, (1, 10, 16))


def _loader_engine(m: Sculpture) -> None:
    m.put("3001", YELLOW, (1, 11, 9))
    m.put("30414", BLACK, (1, 13, 9), "back")
    m.put("3666", YELLOW, (0, 13, 8))
    m.put("3003", DARK_GREY, (2, 13, 5))
