"""Birds."""

from __future__ import annotations

from ..palette import BLACK, BLUE, BROWN, DARK_GREY, GREEN, GREY, ORANGE, WHITE, YELLOW
from ..sculpt import Sculpture
from .features import eye


def mallard() -> Sculpture:
    """Return a drake: green head, white collar, brown breast, blue mirrors, curled tail."""
    m = Sculpture(8)
    m.ball(GREY, (4, 6, 6.5), (3.2, 4.3, 5.5), 2.6)
    m.recolour(BROWN, (0, 6), (0, 5), (0, 20))
    m.recolour(BLACK, (0, 6), (9, 14), (0, 20))
    m.carve((0, 4), (9, 12), (0, 5))
    m.box(DARK_GREY, (0, 2), (5, 9), (5, 10))  # the wings, and the mirrors in them
    m.recolour(WHITE, (0, 2), (6, 8), (5, 9))
    m.recolour(BLUE, (0, 2), (6, 8), (6, 8))
    m.box(WHITE, (3, 4), (8, 11), (8, 10))
    m.box(BROWN, (2, 4), (2, 5), (9, 11))
    m.box(WHITE, (2, 4), (2, 5), (11, 12))
    m.box(GREEN, (2, 4), (1, 5), (12, 19))
    m.box(YELLOW, (3, 4), (-1, 2), (13, 14))
    m.box(ORANGE, (1, 3), (2, 5), (0, 1))
    m.box(ORANGE, (2, 3), (4, 5), (1, 3))
    eye(m, (2, 3, 15), "left")
    m.put("85984", YELLOW, (3, 0, 14))  # the ridge of the bill
    m.put("85984", BLACK, (3, 8, 10))  # the curl above the tail
    m.smooth()
    return m
