"""Animals with hoofs."""

from __future__ import annotations

from ..palette import (
    BLACK,
    BRIGHT_PINK,
    BROWN,
    DARK_GREY,
    DARK_PINK,
    LIGHT_BLUE,
    LIGHT_ORANGE,
    LIGHT_YELLOW,
    PINK,
    WHITE,
)
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


def unicorn() -> Sculpture:
    """Return a prancing unicorn: golden horn and hoofs, arched neck, mane of many colours."""
    m = Sculpture(5)
    m.box(WHITE, (0, 3), (3, 9), (9, 14))
    m.box(WHITE, (1, 3), (3, 9), (8, 16))
    m.box(WHITE, (0, 1), (3, 4), (6, 9))
    m.box(WHITE, (0, 1), (7, 9), (6, 9))
    m.box(WHITE, (1, 3), (2, 5), (13, 18))
    m.box(WHITE, (1, 3), (1, 4), (17, 23))
    m.box(WHITE, (1, 3), (0, 1), (17, 20))
    for step, colour in enumerate((LIGHT_BLUE, LIGHT_YELLOW, BRIGHT_PINK)):
        m.box(colour, (1, 3), (4, 5), (3 * step + 14, 3 * step + 17))
        m.box(colour, (2, 3), (4, 7 - step), (3 * step + 15, 3 * step + 18))
        m.box(colour, (2, 3), (9, 11), (3 * step + 4, 3 * step + 7))
    m.box(BRIGHT_PINK, (2, 3), (9, 11), (13, 15))
    m.box(BRIGHT_PINK, (2, 3), (2, 4), (23, 24))
    m.put("3623", BRIGHT_PINK, (2, 8, 13), "right", twin=False)
    m.put("54200", BRIGHT_PINK, (2, 10, 15), "back")
    eye(m, (1, 2, 19), "left")
    eye(m, (0, 7, 10), "left", WHITE, DARK_PINK)  # the mark on its hips
    for y in (3, 8):
        m.put("3062b", WHITE, (0, y, 3), twin=y == 8)
        m.put("3062b", LIGHT_ORANGE, (0, y, 0), twin=y == 8)
    m.put("3622", WHITE, (4, 1, 6), "right", twin=False)  # the leg that it lifts
    m.put("3062b", WHITE, (4, 1, 3), twin=False)
    m.put("6141", LIGHT_ORANGE, (4, 1, 2), twin=False)
    eye(m, (1, -1, 16), white=WHITE, pupil=BRIGHT_PINK, host="87087")  # the nostrils
    m.put("3005", WHITE, (2, -1, 16))
    m.put("11477", WHITE, (1, -1, 19))
    m.put("11477", WHITE, (2, -1, 19))
    m.put("3062b", LIGHT_ORANGE, (2, 1, 23))
    m.put("4589", LIGHT_ORANGE, (2, 1, 26))
    m.put("54200", WHITE, (1, 3, 23))
    m.smooth()
    return m


def sheep() -> Sculpture:
    """Return a sheep: a cloud of fleece on four dark legs, dark face, ears to the sides."""
    m = Sculpture(8)
    m.box(WHITE, (2, 4), (2, 9), (5, 16))
    m.box(WHITE, (2, 4), (9, 10), (14, 15))
    for y in (3, 7):
        m.box(DARK_GREY, (2, 3), (y, y + 2), (1, 5))
        m.box(BLACK, (2, 3), (y, y + 2), (0, 1))
    m.box(DARK_GREY, (2, 4), (-1, 2), (9, 15))
    m.box(DARK_GREY, (3, 4), (-1, 2), (7, 9))
    m.box(DARK_GREY, (1, 3), (0, 1), (13, 14))
    m.box(WHITE, (2, 4), (0, 3), (15, 16))
    eye(m, (2, -1, 11))
    for y in (2, 4, 6, 8):
        m.put("3941", WHITE, (0, y, 8))
        m.put("4032b", WHITE, (1, y, 14))
        m.put("4032b", WHITE, (3, y, 16), twin=False)
    for y in (3, 5, 7):
        m.put("3941", WHITE, (1, y, 5))
        m.put("3941", WHITE, (0, y, 11))
    m.put("4032b", WHITE, (3, 0, 16), twin=False)
    m.put("3941", WHITE, (2, 9, 8))
    m.put("3941", WHITE, (3, 9, 11), twin=False)
    m.put("54200", DARK_GREY, (1, 0, 14), "left")
    m.slope("3665", "left", y=(-1, 2), z=(7, 10))
    return m


def zalika() -> Sculpture:
    """Return a zebra: stripes all over, upright mane, long face with a dark muzzle."""
    m = Sculpture(7)
    m.ball(WHITE, (3.5, 6.5, 12), (3.1, 3.5, 5), 3)
    for y in (3, 8):
        m.box(WHITE, (1, 2), (y, y + 2), (6, 12))
        m.box(WHITE, (1, 2), (y, y + 1), (2, 9))
        m.box(DARK_GREY, (1, 2), (y, y + 1), (0, 2))
    m.box(WHITE, (2, 4), (2, 5), (12, 20))
    m.box(WHITE, (2, 4), (0, 4), (16, 22))
    m.carve((2, 4), (0, 1), (18, 22))
    for y in (4, 6, 8):
        m.recolour(BLACK, (0, 4), (y, y + 1), (7, 17))
    for z in (3, 6):
        m.recolour(BLACK, (0, 4), (1, 12), (z, z + 1))
    for z in (13, 16):
        m.recolour(BLACK, (0, 4), (1, 5), (z, z + 1))
    m.recolour(BLACK, (0, 4), (9, 11), (10, 11))
    for y in range(1, 6):
        m.box((BLACK, WHITE)[y % 2], (3, 4), (y, y + 1), (20 - y, 26 - y))
    m.box(WHITE, (3, 4), (10, 11), (11, 15))
    m.box(BLACK, (3, 4), (10, 11), (7, 11))
    m.box(DARK_GREY, (2, 4), (-1, 1), (15, 17))
    for x in (2, 3):
        m.put("54200", DARK_GREY, (x, -1, 17))
        m.put("3040b", (WHITE, BLACK)[x - 2], (x, 0, 18))
    m.put("54200", BLACK, (2, 3, 22))
    eye(m, (2, 2, 18), "left")
    m.smooth()
    return m
