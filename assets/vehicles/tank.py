"""A battle tank."""

from __future__ import annotations

from typing import Final

from ..palette import (
    BLACK,
    DARK_GREY,
    DARK_TAN,
    OLIVE,
    TAN,
    TRANS_CLEAR,
    TRANS_RED,
)
from ..pieces import PLATE, STUD
from ..sculpt import Sculpture
from .features import STUDS_TO, axle, lamp

_TILE: Final = PLATE / STUD
"""Thickness of a tile or plate that lies on a face, in studs."""
_LEANING: Final = (1, 0, 0, 0, 0.6, -0.8, 0, 0.8, 0.6)
"""A lever that leans backwards, by a 3-4-5 triangle."""


def tank() -> Sculpture:
    """Return an olive battle tank: open tracks on four road wheels a side, turret, long gun."""
    m = Sculpture(8)
    _tracks(m)
    _hull(m)
    _deck(m)
    _turret(m)
    _gun(m)
    return m


def _tracks(m: Sculpture) -> None:
    for y in (3, 5, 7, 9):
        axle(m, y, 4, rim=OLIVE, colour=DARK_GREY)
    for y in (1, 10):
        m.put("3022", DARK_GREY, (0, y, 0))  # the shoes
    for y in (4, 6, 8):
        m.put("3023", DARK_GREY, (0, y, 0))
    for x, low, rest in ((0, 2, 10), (1, 3, 2)):  # the belt on them
        m.put("4162", BLACK, (x, low, 1), "right")
        m.put("3070b", BLACK, (x, rest, 1))
    for outer, inner, side, beyond in ((0, 1, "front", 0 - _TILE), (12, 11, "back", 13 + _TILE)):
        first = min(outer, inner)
        m.put("3660", BLACK, (0, first, 1), side)
        m.put("3700", BLACK, (0, first, 4), "right")
        m.put("3005", BLACK, (1, inner, 4))
        m.put("87087", BLACK, (1, outer, 4), side)
        m.fit("2412b", DARK_GREY, (1, beyond, 7 - 10 / PLATE), STUDS_TO[side])
    m.put("85984", BLACK, (0, 0, 7))
    m.put("3832", BLACK, (0, 1, 7), "right")
    m.put("3022", BLACK, (0, 11, 7))


def _hull(m: Sculpture) -> None:
    m.put("3030", DARK_GREY, (2, 2, 3), "right", twin=False)
    for y in (2, 4, 6, 8):
        m.put("3710", DARK_GREY, (2, y, 4))
    m.put("3020", DARK_GREY, (2, 10, 4))
    for y in (2, 4, 6, 8, 10):
        m.put("3001", OLIVE, (2, y, 5))
    m.put("3660", OLIVE, (2, 0, 3))  # the bow
    m.put("3037", OLIVE, (2, 0, 6))
    m.put("87079", OLIVE, (2, 1, 9))
    lamp(m, (2, 12, 5), TRANS_RED, "back", "87087", OLIVE)
    m.put("3004", DARK_GREY, (3, 12, 5))


def _deck(m: Sculpture) -> None:
    m.put("3023", OLIVE, (0, 1, 8))
    m.put("3036", OLIVE, (0, 2, 8))
    m.put("3460", OLIVE, (0, 8, 8))
    m.put("3035", OLIVE, (0, 9, 8))
    lamp(m, (1, 1, 9), TRANS_CLEAR, "front", "4070", DARK_GREY)
    m.put("54200", OLIVE, (0, 1, 9))
    m.put("4162", OLIVE, (1, 2, 9), "right")
    m.put("6636", OLIVE, (0, 2, 9), "right")
    m.put("3710", TAN, (0, 8, 9), "right")  # stowage on the fenders
    m.put("2431", DARK_TAN, (0, 8, 10), "right")
    for y in (10, 11, 12):  # the engine
        m.put("2412b", DARK_GREY, (2, y, 9))


def _turret(m: Sculpture) -> None:
    m.put("3031", DARK_GREY, (2, 6, 9))  # the ring
    m.put("3039", OLIVE, (1, 5, 10))
    m.put("3037", OLIVE, (1, 7, 10), "left")
    m.put("3004", OLIVE, (3, 6, 10))
    m.put("3001", OLIVE, (3, 7, 10), "right", twin=False)
    m.put("3020", OLIVE, (3, 5, 13), "right", twin=False)
    m.put("3023", OLIVE, (1, 6, 13))
    m.put("3023", OLIVE, (2, 7, 13), "right")
    m.put("3710", OLIVE, (2, 9, 13))
    m.put("2540", DARK_GREY, (2, 10, 13), "back")  # grab rails
    m.put("4032b", DARK_GREY, (4, 7, 14), twin=False)  # hatches, machine gun, aerials
    m.put("3068b", TAN, (2, 7, 14), twin=False)
    m.put("4599b", BLACK, (4, 6, 14), twin=False)
    m.put("4592", DARK_GREY, (2, 9, 14))
    m.fit("4593", BLACK, (2.5, 9.5, 15 + 2 / PLATE), _LEANING)


def _gun(m: Sculpture) -> None:
    m.put("87087", OLIVE, (3, 5, 10))
    place, height = 5 - _TILE, 13 - 10 / PLATE
    m.fit("3794b", DARK_GREY, (4, place, height), STUDS_TO["front"], twin=False)
    barrel = ((24, "3062b", OLIVE),) * 3 + ((40, "64644", DARK_GREY),)
    for length, part, colour in barrel:
        place -= length / STUD
        m.fit(part, colour, (4, place, height), STUDS_TO["front"], twin=False)
