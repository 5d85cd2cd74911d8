"""Animals of the wild, and one of nowhere."""

from __future__ import annotations

from ..palette import (
    BLACK,
    BLUE,
    BRIGHT_PINK,
    BROWN,
    DARK_BROWN,
    DARK_GREY,
    DARK_ORANGE,
    GREY,
    LIGHT_ORANGE,
    MEDIUM_AZURE,
    MEDIUM_BLUE,
    NOUGAT,
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


def elephant() -> Sculpture:
    """Return an elephant in its finery: wide ears, curled trunk, tusks, column legs, thin tail."""
    m = Sculpture(10)
    m.ball(GREY, (5, 6.5, 11), (3.4, 3.9, 6.2), 3)
    for y in (4, 8):
        m.box(GREY, (2, 4), (y, y + 2), (0, 8))
        m.recolour(WHITE, (2, 4), (y, y + 1), (0, 1))
    m.recolour(RED, (0, 5), (6, 9), (9, 20))  # the blanket and its fringe
    m.recolour(YELLOW, (0, 5), (6, 9), (9, 10))
    m.box(GREY, (3, 5), (1, 4), (10, 20))
    m.box(DARK_GREY, (0, 3), (3, 4), (9, 20))
    m.box(GREY, (4, 5), (0, 2), (6, 17))
    m.box(GREY, (4, 5), (-1, 1), (2, 6))
    m.box(GREY, (4, 5), (-1, 0), (6, 8))
    eye(m, (3, 1, 15))
    m.put("3040b", WHITE, (3, 0, 11))  # tusks
    m.put("3023", GREY, (4, 9, 13), "right", twin=False)
    m.put("3062b", GREY, (4, 10, 10), twin=False)
    m.put("3062b", GREY, (4, 10, 7), twin=False)
    m.put("4589", BLACK, (4, 10, 4), twin=False)  # the tuft of the tail
    m.smooth()
    return m


def scorpion() -> Sculpture:
    """Return a scorpion: open pincers, eight legs, ringed tail arched over the back, a sting."""
    m = Sculpture(12)
    m.ball(DARK_ORANGE, (6, 6.5, 4.5), (2.2, 3.9, 2.7), 3)
    m.box(DARK_ORANGE, (4, 6), (2, 4), (2, 7))
    m.recolour(BROWN, (4, 6), (6, 7), (5, 9))
    m.box(DARK_ORANGE, (0, 3), (1, 3), (7, 8))
    m.box(DARK_ORANGE, (5, 6), (9, 11), (3, 7))
    m.box(DARK_ORANGE, (5, 6), (6, 11), (20, 22))
    m.recolour(BROWN, (5, 6), (8, 9), (20, 22))
    m.box(DARK_ORANGE, (5, 6), (5, 8), (16, 19))
    m.put("3034", DARK_ORANGE, (5, 3, 2), "right", twin=False)
    for y in (3, 5, 7, 9):  # a pair of legs hangs on one plate through the body
        m.put("4477", LIGHT_ORANGE, (1, y, 3))
        m.put("3069b", LIGHT_ORANGE, (2, y, 4))
        m.put("11477", LIGHT_ORANGE, (0, y, 3), "left")
        m.put("3062b", LIGHT_ORANGE, (0, y, 0))
    m.put("3710", DARK_ORANGE, (2, 2, 5))
    m.put("3021", DARK_ORANGE, (0, 1, 6))
    m.put("3710", BLACK, (0, -1, 5), "right")  # the fingers of the pincers
    m.put("50950", BLACK, (0, -1, 6))
    m.put("3023", BLACK, (2, 0, 5), "right")
    m.put("11477", BLACK, (2, 0, 6))
    for z in (7, 11, 15):
        m.put("3941", DARK_ORANGE, (5, 9, z))
        m.put("4032b", BROWN, (5, 9, z + 3))
    m.put("3795", BROWN, (5, 5, 19), "right", twin=False)
    m.put("3298", BLACK, (5, 4, 13))  # the sting
    eye(m, (5, 2, 2), white=YELLOW)
    m.smooth()
    return m


def bear() -> Sculpture:
    """Return a brown bear on its hind legs: round ears, pale muzzle and belly, a pot of honey."""
    m = Sculpture(10)
    m.ball(BROWN, (5, 4, 11), (4.1, 3.4, 8), 2.8)
    m.recolour(NOUGAT, (3, 5), (0, 2), (4, 15))
    m.box(BROWN, (1, 4), (2, 6), (0, 8))
    m.box(DARK_BROWN, (1, 4), (0, 3), (0, 2))
    m.ball(BROWN, (5, 3.5, 21), (3.4, 3.4, 5.2), 3)
    m.box(BROWN, (4, 6), (6, 8), (5, 8))
    m.box(NOUGAT, (3, 5), (-1, 1), (17, 19))
    m.box(NOUGAT, (4, 5), (-1, 1), (19, 20))
    m.box(BROWN, (0, 2), (2, 5), (8, 18))
    m.box(BROWN, (0, 2), (-1, 3), (9, 12))
    m.box(DARK_BROWN, (2, 4), (-1, 1), (9, 12))
    m.put("3034", BROWN, (1, -1, 8))  # it joins the paws and bears the pot
    m.put("3795", BROWN, (0, -1, 9), "right")
    m.put("3941", MEDIUM_AZURE, (4, -1, 9))
    m.put("4032b", YELLOW, (4, -1, 12))  # honey
    m.put("3020", NOUGAT, (3, -1, 16))
    eye(m, (3, 0, 20), white=NOUGAT)
    m.put("85984", BLACK, (4, -1, 20))
    m.put("87087", BROWN, (2, 1, 25))  # ears
    m.hang("4740", BROWN, (2, 1, 25))
    m.hang("98138", NOUGAT, (2, 1, 25))
    m.smooth()
    return m
