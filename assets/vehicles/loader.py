"""A wheel loader."""

from __future__ import annotations

from ..palette import (
    BLACK,
    CHROME,
    DARK_GREY,
    GREY,
    TRANS_CLEAR,
    TRANS_ORANGE,
    TRANS_RED,
    YELLOW,
)
from ..pieces import PLATE
from ..sculpt import Sculpture
from .features import BALLOON, STUDS_TO, long_axle, radiator


def loader() -> Sculpture:
    """Return a yellow wheel loader: frames on a pivot, big tyres, open cab, raised bucket."""
    m = Sculpture(6)
    _frames(m)
    _bucket(m)
    _arms(m)
    _cab(m)
    _engine(m)
    return m


def _frames(m: Sculpture) -> None:
    for y in (6, 10):
        long_axle(m, (2, y, 2), BALLOON, YELLOW, "3705")
    m.put("3941", GREY, (2, 8, 2))  # the pivot of the two frames
    for z in (1, 5):
        m.put("3021", BLACK, (2, 6, z), "right", twin=False)
        m.put("3020", BLACK, (2, 9, z), "right", twin=False)
    for z in (6, 7):
        m.put("3022", YELLOW, (2, 6, z))
        m.put("3020", BLACK, (2, 9, z), "right", twin=False)


def _bucket(m: Sculpture) -> None:
    for x in (0, 2, 4):
        m.put("3021", DARK_GREY, (x, 1, 4), "right", twin=False)
        m.put("3660", DARK_GREY, (x, 3, 5), "back", twin=False)
    for x in (0, 1, 2):
        m.put("49668", GREY, (x, 0, 3))
    m.put("3040b", DARK_GREY, (0, 1, 5))
    m.put("3009", DARK_GREY, (0, 3, 8))
    m.put("54200", DARK_GREY, (0, 2, 8))
    m.put("3666", DARK_GREY, (0, 3, 11))
    m.put("3069b", YELLOW, (0, 3, 12))


def _arms(m: Sculpture) -> None:
    m.put("3795", YELLOW, (0, 6, 8))
    m.put("3069b", BLACK, (0, 6, 9), "right")
    for z in (9, 10):
        m.put("3023", YELLOW, (1, 6, z), "right")
    m.put("4286", YELLOW, (1, 5, 11))
    m.put("3040b", YELLOW, (1, 4, 8))
    m.put("3070b", YELLOW, (1, 7, 14))
    m.put("3003", BLACK, (2, 6, 9))
    m.put("3069b", BLACK, (2, 7, 12))
    for y in (3, 6):  # rams from the tower to the bucket
        m.put("2555", BLACK, (2, y, 12))
    m.fit("30374", CHROME, (2.5, 3, 13 + 6 / PLATE), STUDS_TO["front"])


def _cab(m: Sculpture) -> None:
    m.put("3710", YELLOW, (1, 8, 8))
    m.put("3032", BLACK, (0, 9, 8))
    m.put("2431", BLACK, (0, 9, 9), "right")
    for z, broad, narrow in ((9, 9, 8), (10, 8, 10)):
        m.put("3020", YELLOW, (1, broad, z), twin=False)
        m.put("3710", YELLOW, (1, narrow, z))
    m.put("60592", BLACK, (1, 8, 11))
    m.put("60592", BLACK, (1, 9, 11), "left")
    m.put("3829c01", GREY, (2, 9, 11))
    m.put("3004", BLACK, (2, 10, 11))  # the driver's seat
    m.put("3069b", BLACK, (2, 10, 14))
    m.put("3031", YELLOW, (1, 7, 17), twin=False)
    m.put("54200", TRANS_CLEAR, (1, 7, 18))
    m.put("3069b", YELLOW, (2, 7, 18))
    m.put("87079", YELLOW, (1, 8, 18))
    m.put("6141", TRANS_ORANGE, (1, 10, 18))
    m.put("3069b", YELLOW, (2, 10, 18))


def _engine(m: Sculpture) -> None:
    m.put("3001", YELLOW, (1, 11, 9))
    m.put("3666", YELLOW, (0, 13, 8))
    radiator(m, 13, 9, DARK_GREY, "back")
    m.put("54200", TRANS_RED, (0, 13, 9), "back")
    m.put("3710", YELLOW, (1, 11, 12))
    m.put("87079", YELLOW, (1, 12, 12))
    for z in (13, 16):
        m.put("3062b", DARK_GREY, (4, 11, z), twin=False)
    m.put("3062b", BLACK, (1, 11, 13), twin=False)
    m.put("3009", DARK_GREY, (0, 13, 5))  # the counterweight
    m.put("3010", DARK_GREY, (1, 13, 2))
