"""Animals of the sea."""

from __future__ import annotations

from ..palette import (
    BLUE,
    BRIGHT_GREEN,
    DARK_BLUE,
    DARK_BROWN,
    DARK_ORANGE,
    GREY,
    TAN,
    TRANS_LIGHT_BLUE,
    WHITE,
)
from ..sculpt import Sculpture
from .features import eye


def turtle() -> Sculpture:
    """Return a sea turtle: domed shell of scutes, head raised, swept flippers, short tail."""
    m = Sculpture(12)
    m.ball(DARK_BROWN, (6, 7, 4), (4.4, 4.4, 9.3), 2.4)
    m.carve((0, 6), (0, 12), (0, 3))
    for y in (4, 7):  # scutes
        m.recolour(DARK_ORANGE, (5, 6), (y, y + 2), (6, 20))
        m.recolour(DARK_ORANGE, (2, 4), (y, y + 2), (6, 20))
    m.recolour(TAN, (0, 6), (0, 12), (3, 5))
    m.box(BRIGHT_GREEN, (2, 5), (3, 6), (2, 3))
    m.box(BRIGHT_GREEN, (0, 4), (3, 5), (1, 3))
    m.box(BRIGHT_GREEN, (0, 2), (4, 7), (0, 1))
    m.box(BRIGHT_GREEN, (2, 5), (9, 11), (1, 3))
    m.box(BRIGHT_GREEN, (1, 3), (10, 12), (0, 2))
    m.box(BRIGHT_GREEN, (5, 6), (10, 12), (2, 5))
    m.box(BRIGHT_GREEN, (5, 6), (1, 4), (4, 8))
    m.box(BRIGHT_GREEN, (4, 6), (1, 3), (7, 13))
    m.box(BRIGHT_GREEN, (5, 6), (0, 1), (7, 10))
    m.put("3020", BRIGHT_GREEN, (5, 1, 6), "right", twin=False)  # the neck, held by the shell
    eye(m, (4, 1, 8))
    m.smooth()
    return m


def whale() -> Sculpture:
    """Return a blue whale: pleated white belly, raised flukes, flippers, a spout of water."""
    m = Sculpture(12)
    m.ball(BLUE, (6, 5, 7), (4.2, 5.3, 7.2), 2.8)
    m.ball(WHITE, (6, 4.6, 6), (4.1, 4.9, 6), 3.5)
    m.recolour(BLUE, (0, 6), (0, 10), (7, 14))
    m.recolour(WHITE, (0, 6), (0, 9), (0, 7))
    m.recolour(GREY, (3, 4), (0, 9), (0, 6))  # pleats
    m.recolour(GREY, (5, 6), (0, 9), (0, 6))
    m.box(BLUE, (4, 6), (8, 11), (4, 10))
    m.box(BLUE, (5, 6), (9, 12), (8, 13))
    m.box(BLUE, (1, 5), (10, 12), (14, 16))
    m.box(BLUE, (5, 6), (9, 11), (13, 16))
    m.box(DARK_BLUE, (0, 3), (4, 6), (3, 5))
    m.put("3034", BLUE, (2, 10, 13))  # it holds the flukes
    eye(m, (2, 3, 7), "left")
    for z in (14, 17):
        m.put("3941", TRANS_LIGHT_BLUE, (5, 4, z))
    m.put("3795", TRANS_LIGHT_BLUE, (3, 4, 20))  # where the spout falls to both sides
    m.put("3020", TRANS_LIGHT_BLUE, (4, 4, 21))
    m.put("3062b", TRANS_LIGHT_BLUE, (3, 4, 17))
    m.put("15068", TRANS_LIGHT_BLUE, (3, 4, 21), "left")
    m.put("4032b", WHITE, (5, 4, 22))
    m.smooth()
    return m
