"""Birds."""

from __future__ import annotations

from ..palette import (
    BLACK,
    BLUE,
    BRIGHT_GREEN,
    BROWN,
    DARK_AZURE,
    DARK_BROWN,
    DARK_GREY,
    GREEN,
    GREY,
    LIGHT_ORANGE,
    ORANGE,
    RED,
    TAN,
    TRANS_LIGHT_BLUE,
    TRANS_ORANGE,
    TRANS_YELLOW,
    WHITE,
    YELLOW,
)
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


def bird() -> Sculpture:
    """Return a bluebird: blue back, orange breast, white belly, thin legs, a perky tail."""
    m = Sculpture(7)
    m.ball(DARK_AZURE, (3.5, 5, 11.5), (2.9, 3.9, 6.5), 2.6)
    m.ball(DARK_AZURE, (3.5, 3.6, 18), (2.6, 2.6, 6), 2.4)
    m.recolour(ORANGE, (1, 6), (0, 4), (7, 17))
    m.recolour(WHITE, (0, 7), (0, 9), (0, 8))
    m.box(ORANGE, (2, 4), (0, 1), (8, 15))  # the breast
    m.box(BLUE, (0, 2), (4, 8), (10, 13))
    m.box(BLUE, (0, 2), (4, 7), (9, 14))
    m.box(DARK_AZURE, (2, 4), (8, 10), (12, 15))
    m.box(BLUE, (2, 4), (9, 11), (14, 16))
    m.box(BLUE, (2, 4), (10, 12), (16, 18))
    m.box(DARK_GREY, (2, 3), (3, 6), (0, 1))
    m.box(DARK_GREY, (2, 3), (5, 6), (1, 2))
    m.put("3062b", DARK_GREY, (2, 5, 2))
    eye(m, (1, 2, 17), "left")
    m.put("11477", DARK_GREY, (3, 0, 17))
    m.smooth()
    return m


def owl() -> Sculpture:
    """Return an eared owl on a branch: goggle eyes, barred breast, folded wings, two leaves."""
    m = Sculpture(7)
    m.ball(DARK_BROWN, (3.5, 4, 13.5), (2.9, 3.2, 11), 2.8)
    m.box(DARK_BROWN, (1, 4), (2, 6), (3, 6))
    m.recolour(TAN, (1, 6), (0, 3), (5, 16))
    for z in range(5, 15, 2):
        x = 1 + z // 2 % 2
        m.recolour(BROWN, (x, x + 1), (0, 3), (z, z + 1))
    m.box(BROWN, (0, 2), (2, 6), (11, 18))  # the wings with their bars
    m.box(BROWN, (0, 2), (2, 7), (9, 12))
    m.box(TAN, (0, 2), (3, 7), (11, 12))
    m.box(BROWN, (0, 2), (5, 8), (6, 9))
    m.box(TAN, (0, 2), (5, 7), (8, 9))
    m.box(DARK_BROWN, (2, 4), (5, 8), (2, 5))
    m.box(TAN, (1, 4), (1, 2), (15, 23))
    m.put("87087", TAN, (2, 1, 18))
    m.hang("4740", LIGHT_ORANGE, (2, 1, 18))
    m.hang("98138", BLACK, (2, 1, 18))
    m.box(LIGHT_ORANGE, (1, 3), (1, 3), (3, 4))
    m.put("3001", BROWN, (-2, 3, 0))  # the branch
    m.put("3002", BROWN, (2, 3, 0))
    m.put("3040b", DARK_GREY, (3, 0, 14))
    m.put("3040b", DARK_BROWN, (1, 2, 24), "right")  # ear tufts
    m.put("3062b", BROWN, (-2, 3, 3), twin=False)
    m.put("85984", BRIGHT_GREEN, (-2, 3, 6), "left", twin=False)
    m.put("54200", BRIGHT_GREEN, (8, 4, 3), "back", twin=False)
    m.smooth()
    return m


def swan() -> Sculpture:
    """Return a swan on a pond: S of a neck, orange bill with black knob, wings raised."""
    m = Sculpture(8)
    m.ball(WHITE, (4, 5.5, 4.5), (3.2, 4.6, 4.4), 2.6)
    m.box(WHITE, (2, 4), (2, 10), (1, 3))
    m.box(WHITE, (0, 2), (4, 8), (3, 8))
    feathers = [(9, 6), (9, 8), (9, 10), (8, 12), (7, 14)]
    for y, z in feathers:
        m.box(WHITE, (0, 1), (5, y + 1), (z, z + 2))
    m.box(WHITE, (3, 4), (8, 11), (6, 8))
    for y, z in ((1, 8), (1, 10), (2, 13), (3, 16), (3, 18), (2, 19)):
        m.box(WHITE, (3, 4), (y, y + 2), (z, z + 3))
    m.box(WHITE, (3, 4), (1, 4), (22, 25))
    m.box(WHITE, (3, 4), (1, 3), (25, 28))
    m.recolour(BLACK, (3, 4), (1, 2), (26, 28))
    m.box(ORANGE, (3, 4), (0, 2), (25, 26))
    for y in (3, 5, 7):  # the pond
        m.put("3034", DARK_AZURE, (0, y, 0))
    for y in (1, 9):
        m.put("3795", DARK_AZURE, (1, y, 0))
    m.put("3660", WHITE, (3, 1, 22))
    eye(m, (3, 2, 25), "left")
    for y, z in feathers:
        m.put("11477", WHITE, (0, y, z), "back")
    m.put("15068", ORANGE, (3, -1, 25))
    m.put("85984", BLACK, (3, 1, 27))
    m.put("6141", TRANS_LIGHT_BLUE, (1, 1, 1))
    m.put("6141", TRANS_LIGHT_BLUE, (0, 3, 1))
    m.smooth()
    return m


def pheonix() -> Sculpture:
    """Return a phoenix rising: wings and crest end in flames, and so does the fanned tail."""
    m = Sculpture(12)
    m.ball(RED, (6, 4, 12), (2.2, 2.7, 8), 2.4)
    m.box(RED, (4, 5), (3, 5), (4, 8))
    m.recolour(ORANGE, (4, 5), (0, 3), (6, 11))
    m.recolour(ORANGE, (5, 6), (0, 3), (6, 14))
    m.recolour(YELLOW, (5, 6), (0, 3), (6, 10))
    m.ball(RED, (6, 3, 20), (2.2, 2.2, 4.5), 2.4)
    # the wings: yellow stairs of inverted slopes, feathers on them, a flame on each
    wing = [(0, 17, 27), (1, 14, 25), (2, 11, 22), (3, 8, 19)]
    for x, low, high in wing:
        m.box(RED, (x, x + 1), (4, 6), (low + 3, high))
        m.recolour(ORANGE, (x, x + 1), (4, 6), (low + 3, low + 9))
    for x, low, high in wing:
        m.put("3660", YELLOW, (x, 4, low), "left")
        m.put("4589", TRANS_ORANGE, (x, 5, high))
    m.recolour(LIGHT_ORANGE, (4, 5), (0, 3), (17, 22))
    m.box(RED, (5, 6), (5, 8), (4, 7))
    m.box(ORANGE, (5, 6), (6, 9), (2, 5))
    m.box(YELLOW, (4, 5), (2, 4), (0, 1))
    m.put("3062b", YELLOW, (4, 3, 1))
    eye(m, (4, 2, 19), "left", LIGHT_ORANGE)
    m.put("3039", YELLOW, (5, 0, 18))
    m.put("3023", YELLOW, (5, 0, 17))
    m.put("4589", TRANS_ORANGE, (5, 2, 24))
    m.put("3062b", TRANS_ORANGE, (5, 3, 24))
    m.put("4589", TRANS_YELLOW, (5, 3, 27))
    m.put("3795", YELLOW, (3, 8, 0))  # the end of the tail
    m.put("3020", YELLOW, (5, 8, 1), "right", twin=False)
    m.put("11477", ORANGE, (4, 8, 1), "back")
    m.put("4589", TRANS_ORANGE, (3, 9, 1))
    m.put("4589", TRANS_YELLOW, (5, 11, 2))
    m.smooth()
    return m


def parrot() -> Sculpture:
    """Return a scarlet macaw on its perch: hooked bill, white cheeks, banded wings, long tail."""
    m = Sculpture(6)
    m.ball(RED, (3, 4, 20), (2.2, 2.6, 8), 2.6)
    m.ball(RED, (3, 3, 25.5), (2.2, 2.4, 5), 2.6)
    m.recolour(WHITE, (1, 2), (0, 4), (22, 27))
    m.box(RED, (0, 2), (3, 6), (19, 23))
    m.box(YELLOW, (0, 2), (3, 7), (16, 19))
    m.box(BLUE, (0, 2), (4, 8), (13, 16))
    m.box(BLUE, (0, 1), (5, 8), (11, 13))
    m.box(RED, (1, 3), (5, 7), (9, 16))
    m.box(RED, (2, 3), (6, 8), (5, 10))
    m.box(BLUE, (2, 3), (7, 9), (1, 6))
    m.box(YELLOW, (2, 3), (7, 9), (4, 5))
    m.put("3031", BROWN, (1, 1, 0))
    for z in (1, 4, 7):
        m.put("3941", BROWN, (2, 3, z))  # the post of the perch
    m.box(BROWN, (-1, 3), (3, 4), (10, 12))
    m.box(DARK_GREY, (1, 3), (2, 4), (12, 13))
    m.box(BLACK, (2, 3), (0, 2), (21, 22))  # the bill, from the lower half up
    m.put("3023", BLACK, (2, -1, 22))
    m.box(BLACK, (2, 3), (-1, 2), (23, 24))
    m.box(BLACK, (2, 3), (0, 2), (24, 25))
    m.put("15068", BLACK, (2, -1, 24))
    eye(m, (1, 2, 24), "left")
    m.smooth()
    return m
