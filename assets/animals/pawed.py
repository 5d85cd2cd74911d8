"""Animals with paws."""

from __future__ import annotations

from ..palette import (
    BLACK,
    BRIGHT_PINK,
    BROWN,
    DARK_BROWN,
    DARK_ORANGE,
    DARK_PINK,
    LIME,
    MEDIUM_NOUGAT,
    ORANGE,
    RED,
    TAN,
    WHITE,
    YELLOW,
)
from ..sculpt import Sculpture
from .features import eye


def sabertooth() -> Sculpture:
    """Return a sabertooth on the prowl: two long fangs, high shoulders, stripes, bob tail."""
    m = Sculpture(8)
    m.ball(MEDIUM_NOUGAT, (4, 6.5, 9), (3.2, 3.6, 5), 2.8)
    m.ball(MEDIUM_NOUGAT, (4, 4.5, 10.5), (3.6, 2.4, 6.4), 2.8)
    m.recolour(TAN, (0, 4), (2, 9), (0, 7))
    for y in (3, 7):
        m.box(MEDIUM_NOUGAT, (0, 2), (y, y + 2), (0, 7))
        m.recolour(DARK_BROWN, (0, 2), (y, y + 2), (4, 5))
        m.box(TAN, (0, 2), (y - 1, y + 2), (0, 2))
    for y in (5, 7, 9):
        m.recolour(DARK_BROWN, (0, 3), (y, y + 1), (9, 20))
    m.box(MEDIUM_NOUGAT, (1, 4), (0, 4), (10, 18))
    m.box(TAN, (2, 4), (-1, 1), (10, 12))
    m.box(TAN, (1, 2), (0, 2), (9, 12))
    m.box(TAN, (3, 4), (-1, 1), (5, 6))
    m.box(RED, (2, 4), (0, 2), (6, 10))
    m.box(MEDIUM_NOUGAT, (3, 4), (9, 11), (10, 12))
    m.box(MEDIUM_NOUGAT, (3, 4), (10, 11), (12, 14))
    m.recolour(DARK_BROWN, (3, 4), (1, 3), (17, 18))
    eye(m, (2, 0, 14), white=YELLOW)
    m.put("3031", TAN, (2, -1, 12))
    m.put("85984", DARK_BROWN, (3, -1, 13))  # the nose
    m.put("85984", DARK_BROWN, (3, 10, 14), "back")
    eye(m, (2, -1, 9), white=TAN, pupil=TAN, host="87087")  # the pads of the whiskers
    m.put("3062b", WHITE, (2, -1, 6))
    m.put("87087", TAN, (2, 0, 3))  # the lower jaw holds the tips of the fangs, studs to the front
    m.fit("49668", WHITE, (2.5, -0.4, 4.75), (1, 0, 0, 0, 0, -1, 0, 1, 0))
    m.put("3023", MEDIUM_NOUGAT, (1, 2, 18))
    m.put("54200", MEDIUM_NOUGAT, (1, 2, 19), "left")
    m.put("54200", MEDIUM_NOUGAT, (2, 2, 19), "right")
    m.smooth()
    return m


def cat() -> Sculpture:
    """Return a tabby on its way: pricked ears, green eyes, white bib and socks, tail up."""
    m = Sculpture(7)
    m.ball(ORANGE, (3.5, 6, 8), (2.6, 3.5, 4), 3)
    for y in (3, 7):
        m.box(ORANGE, (1, 2), (y, y + 2), (1, 6))
        m.box(WHITE, (1, 2), (y - 1, y + 2), (0, 1))
    for y in (4, 6, 8):
        m.recolour(DARK_ORANGE, (0, 7), (y, y + 1), (10, 20))
    m.recolour(WHITE, (2, 4), (2, 5), (4, 9))
    m.box(ORANGE, (0, 4), (0, 4), (12, 18))
    m.box(ORANGE, (1, 4), (0, 4), (11, 19))
    m.box(WHITE, (2, 4), (-1, 1), (10, 11))
    m.box(WHITE, (3, 4), (-1, 1), (11, 14))
    m.box(ORANGE, (3, 4), (9, 11), (8, 10))
    m.box(ORANGE, (3, 4), (10, 11), (11, 18))
    m.box(WHITE, (3, 4), (9, 10), (19, 22))
    m.recolour(DARK_ORANGE, (3, 4), (0, 3), (18, 19))
    m.recolour(LIME, (1, 2), (0, 1), (13, 18))
    for z in (12, 15):
        m.recolour(DARK_ORANGE, (0, 1), (1, 3), (z, z + 1))
        m.recolour(DARK_ORANGE, (3, 4), (10, 11), (z, z + 2))
    eye(m, (2, -1, 11), white=WHITE, pupil=WHITE, host="87087")  # the pads of the whiskers
    m.put("54200", BRIGHT_PINK, (3, -1, 14))
    m.put("3623", ORANGE, (3, 8, 10), "right", twin=False)
    m.put("3023", ORANGE, (3, 9, 18), "right", twin=False)
    m.put("3040b", ORANGE, (0, 2, 18), "left")
    m.put("54200", ORANGE, (1, 2, 21), "left")
    eye(m, (1, 0, 14), white=LIME)
    m.smooth()
    return m


def puppy() -> Sculpture:
    """Return a puppy that sits and begs: lop ears, tongue out, collar with a tag, wagging tail."""
    m = Sculpture(7)
    m.ball(TAN, (3.5, 6, 5), (2.6, 3.2, 7), 2.6)
    m.recolour(BROWN, (2, 4), (6, 10), (6, 14))
    m.box(TAN, (0, 2), (5, 9), (0, 5))
    m.box(WHITE, (0, 2), (3, 5), (0, 2))
    m.box(TAN, (2, 3), (2, 4), (1, 9))
    m.box(WHITE, (2, 3), (1, 4), (0, 1))
    m.box(WHITE, (3, 4), (2, 4), (4, 10))
    m.box(RED, (2, 4), (2, 6), (10, 11))
    m.box(TAN, (1, 4), (1, 6), (12, 20))
    m.box(TAN, (2, 4), (1, 6), (11, 12))
    m.box(WHITE, (3, 4), (-1, 2), (11, 12))
    m.box(WHITE, (3, 4), (0, 2), (15, 19))
    m.box(WHITE, (2, 3), (0, 1), (15, 16))
    m.box(BROWN, (0, 2), (2, 5), (19, 20))
    m.box(BROWN, (0, 1), (2, 5), (11, 19))
    eye(m, (2, 1, 16))
    eye(m, (3, 2, 8), white=RED, pupil=YELLOW, host="87087")  # the tag
    m.put("3024", BLACK, (3, -1, 15))
    m.put("54200", BLACK, (3, -1, 16))
    m.put("11477", DARK_PINK, (3, -2, 11))
    m.put("3021", WHITE, (2, -1, 13))  # the muzzle
    m.put("3021", WHITE, (2, -1, 14))
    m.put("54200", WHITE, (2, -1, 15), "left")
    m.put("3665", TAN, (4, 8, 5), "back", twin=False)
    m.put("3062b", TAN, (4, 9, 8), twin=False)
    m.put("4589", WHITE, (4, 9, 11), twin=False)
    m.smooth()
    return m
