"""Animals of the wild, and one of nowhere."""

from __future__ import annotations

from ..palette import (
    BLACK,
    BLUE,
    BRIGHT_PINK,
    DARK_GREY,
    GREY,
    MEDIUM_BLUE,
    ORANGE,
    RED,
    WHITE,
    YELLOW,
)
from ..sculpt import Sculpture
from .features import eye


def gorilla() -> Sculpture:
    """Return a silverback on its knuckles: long arms, short legs, crested head, broad muzzle."""
    m = Sculpture(8)
    m.ball(BLACK, (4, 5, 10), (3.2, 4.0, 7), 2.6)
    m.recolour(GREY, (1, 4), (5, 8), (13, 20))  # the silver back
    m.recolour(DARK_GREY, (2, 4), (0, 3), (6, 11))  # and the bare chest
    m.box(BLACK, (0, 2), (1, 4), (2, 14))
    m.box(BLACK, (1, 3), (6, 9), (0, 6))
    m.box(DARK_GREY, (1, 3), (5, 9), (0, 1))
    m.box(DARK_GREY, (0, 2), (0, 4), (0, 2))
    m.box(BLACK, (1, 4), (0, 4), (12, 21))
    m.box(BLACK, (3, 4), (1, 4), (21, 23))
    m.box(GREY, (2, 4), (-1, 1), (10, 14))
    m.box(BLACK, (3, 4), (-1, 0), (11, 12))
    m.box(GREY, (2, 4), (0, 1), (14, 18))
    eye(m, (2, 0, 15))
    eye(m, (1, 2, 15), "left", BLACK, GREY)
    m.put("85984", BLACK, (3, -1, 13))  # the nose
    m.slope("3040b", "front", z=(16, 21))  # the brow before the temples
    m.smooth()
    return m


def obesobeso() -> Sculpture:
    """Return a fat little monster: goggle eyes, a grin, horns, stub arms, broad feet."""
    m = Sculpture(10)
    m.ball(MEDIUM_BLUE, (5, 4, 10.5), (4.1, 3.9, 10), 2.3)
    m.recolour(WHITE, (3, 5), (0, 2), (1, 8))  # the belly, then the mouth with its tongue
    m.recolour(BLACK, (4, 5), (0, 1), (8, 9))
    m.recolour(BLACK, (3, 4), (0, 1), (9, 10))
    m.recolour(RED, (4, 5), (0, 1), (7, 8))
    m.recolour(BLUE, (3, 4), (6, 9), (11, 14))  # spots
    m.recolour(BLUE, (0, 3), (4, 7), (13, 17))
    m.box(MEDIUM_BLUE, (0, 1), (3, 5), (7, 11))
    m.box(ORANGE, (2, 4), (-1, 3), (0, 1))
    m.put("87087", WHITE, (3, 0, 13))
    m.hang("4740", WHITE, (3, 0, 13))
    m.hang("98138", BLACK, (3, 0, 13))
    eye(m, (2, 1, 8), white=MEDIUM_BLUE, pupil=BRIGHT_PINK, host="87087")  # cheeks
    m.put("4589", YELLOW, (3, 4, 20))
    m.smooth()
    return m
