"""Animals with hoofs."""

from __future__ import annotations

from ..palette import BRIGHT_PINK, BROWN, DARK_PINK, PINK
from ..sculpt import Sculpture
from .features import eye


def pig() -> Sculpture:
    """Return a standing pig: barrel on four trotters, broad snout, pricked ears, curly tail."""
    m = Sculpture(6)
    m.ball(PINK, (3, 6, 9), (3.3, 3.4, 6), 3.5)
    for y in (3, 7):
        m.box(PINK, (0, 2), (y, y + 2), (1, 5))
        m.box(BROWN, (0, 2), (y, y + 2), (0, 1))
    m.box(PINK, (0, 3), (0, 3), (6, 15))
    m.carve((0, 1), (0, 3), (6, 8))
    m.box(BRIGHT_PINK, (2, 3), (-1, 1), (6, 10))
    m.box(BRIGHT_PINK, (2, 3), (8, 10), (9, 10))
    eye(m, (1, 0, 11))
    eye(m, (2, -1, 7), white=BRIGHT_PINK, pupil=DARK_PINK, host="87087")
    m.put("54200", BRIGHT_PINK, (0, 1, 15))  # ears
    m.put("6141", BRIGHT_PINK, (3, 9, 10), twin=False)  # the curl of the tail goes to one side
    m.put("54200", BRIGHT_PINK, (3, 9, 11), "left", twin=False)
    m.smooth()
    return m
