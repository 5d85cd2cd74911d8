"""Cars of the road and of the track."""

from __future__ import annotations

from ..palette import (
    BLACK,
    BLUE,
    CHROME,
    DARK_GREY,
    GOLD,
    GREY,
    ORANGE,
    RED,
    TRANS_BLACK,
    TRANS_CLEAR,
    TRANS_DARK_BLUE,
    TRANS_LIGHT_BLUE,
    TRANS_ORANGE,
    TRANS_RED,
    TRANS_YELLOW,
    WHITE,
    YELLOW,
)
from ..sculpt import Sculpture
from .features import FAT, arch, axle, lamp, wide_tile


def coupe_car() -> Sculpture:
    """Return a blue sports coupe with white stripes: dark glass, domed roof, wide hips."""
    m = Sculpture(6)
    for y in (2, 10):
        axle(m, y, 2)
        arch(m, y, 2, BLUE)
    m.put("3622", BLUE, (0, 5, 2), "right")  # sills
    for y in (1, 9, 11):
        m.put("3710", BLACK, (1, y, 2))
    m.put("3032", BLACK, (1, 3, 2), "right", twin=False)
    m.put("3030", BLACK, (1, 1, 3), "right", twin=False)
    m.put("3710", BLACK, (1, 11, 3))
    m.put("3710", BLACK, (1, 1, 4))
    m.put("3030", BLACK, (1, 2, 4), "right", twin=False)
    _coupe_ends(m)
    m.put("3666", BLUE, (0, 1, 5))
    m.put("3032", BLUE, (0, 2, 5))
    m.put("3032", BLUE, (0, 6, 5))
    m.put("3795", BLUE, (0, 10, 5))
    for y in (4, 8):
        m.put("3031", BLACK, (1, y, 6))
    m.put("3068b", WHITE, (2, 2, 6))
    m.put("3069b", BLUE, (1, 2, 6), "right")
    m.put("63864", BLUE, (0, 1, 6), "right")
    m.put("3024", BLUE, (0, 4, 6))
    m.put("54200", BLUE, (0, 4, 7))  # mirrors
    m.put("63864", BLUE, (0, 5, 6), "right")
    m.put("3710", BLUE, (0, 8, 6), "right")
    m.put("3023", BLUE, (0, 9, 7), "right")
    for y, side in ((8, "front"), (10, "back")):  # hips
        m.put("11477", BLUE, (0, y, 7), side)
    _coupe_cabin(m)
    return m


def _coupe_ends(m: Sculpture) -> None:
    lamp(m, (1, 0, 2), TRANS_YELLOW, colour=WHITE)
    wide_tile(m, 0, 2, WHITE)
    m.put("54200", TRANS_YELLOW, (0, 0, 5))
    m.put("11477", BLUE, (1, 0, 5))
    m.put("15068", WHITE, (2, 0, 5))
    lamp(m, (1, 12, 2), CHROME, "back", "87087")  # exhausts
    wide_tile(m, 12, 2, WHITE, "back")
    m.put("3004", TRANS_RED, (0, 12, 5))
    m.put("3004", BLUE, (2, 12, 5))
    m.put("6636", BLACK, (0, 12, 8))


def _coupe_cabin(m: Sculpture) -> None:
    m.put("3298", TRANS_BLACK, (1, 4, 7))
    m.put("3004", TRANS_BLACK, (1, 7, 7), "right")
    m.put("3298", TRANS_BLACK, (1, 9, 7), "back")
    m.put("3020", BLUE, (1, 7, 10))
    for y, side in ((6, "front"), (8, "back")):
        m.put("11477", BLUE, (1, y, 10), side)
        m.put("15068", WHITE, (2, y, 10), side)


def racing_car() -> Sculpture:
    """Return a red formula car: front and rear wing, open wheels, cockpit with a roll hoop."""
    m = Sculpture(6)
    axle(m, 3, 2, rim=YELLOW)
    axle(m, 11, 3, FAT, rim=YELLOW)
    m.put("3034", RED, (2, 1, 3), "right", twin=False)
    _racing_nose(m)
    _racing_pods(m)
    _racing_cockpit(m)
    _racing_engine(m)
    _racing_tail(m)
    return m


def _racing_nose(m: Sculpture) -> None:
    m.put("3795", WHITE, (0, 0, 2))  # the wing
    m.put("11477", RED, (0, 0, 3))
    m.put("3024", RED, (0, 1, 3))
    m.put("3070b", WHITE, (1, 0, 3))
    m.put("54200", WHITE, (1, 1, 3))
    m.put("3023", BLACK, (2, 2, 2))
    m.put("3023", BLACK, (2, 4, 2))
    m.put("15068", RED, (2, 0, 3))
    m.put("3023", RED, (2, 2, 4))
    m.put("3710", BLACK, (1, 3, 4))  # the upper arms
    m.put("54200", BLACK, (1, 3, 5), "back")
    m.put("3023", RED, (2, 4, 4))
    m.put("4286", RED, (2, 2, 5))
    m.put("85984", TRANS_BLACK, (2, 4, 8))


def _racing_pods(m: Sculpture) -> None:
    m.put("3032", BLACK, (0, 5, 2))
    m.put("3666", BLACK, (0, 9, 2))
    m.put("54200", BLACK, (1, 5, 3))  # vanes before the intakes
    m.put("3070b", YELLOW, (0, 5, 3))
    m.put("3021", BLACK, (0, 7, 3), "right")
    for z in (3, 4):  # walls of the intakes
        m.put("3024", RED, (0, 6, z))
    for x in (0, 1):
        m.put("3623", WHITE, (x, 7, 4), "right")
    m.put("3021", RED, (0, 6, 5), "right")
    m.put("85984", RED, (0, 9, 5), "back")
    m.put("3070b", RED, (0, 6, 6))
    m.put("3024", RED, (1, 6, 6))
    m.put("54200", BLACK, (1, 6, 7))  # mirrors
    m.put("2412b", BLACK, (0, 7, 6))
    m.put("3024", RED, (1, 8, 6))
    m.put("3070b", RED, (0, 8, 6))


def _racing_cockpit(m: Sculpture) -> None:
    m.put("3829c01", BLACK, (2, 5, 4))
    m.put("4079", DARK_GREY, (2, 6, 4), twin=False)
    m.put("3023", BLUE, (2, 6, 5))  # the driver; the helmet is half a stud off the grid
    for top, (part, colour) in enumerate(
        (("3794b", BLUE), ("6141", YELLOW), ("6141", WHITE), ("98138", WHITE)), start=7
    ):
        m.fit(part, colour, (3, 6.5, top), twin=False)
    m.put("3062b", BLACK, (1, 8, 7))  # the roll hoop
    m.put("2431", BLACK, (1, 8, 10))


def _racing_engine(m: Sculpture) -> None:
    m.put("3031", BLACK, (1, 10, 2))
    m.put("3022", BLACK, (2, 9, 3))
    m.put("3024", BLACK, (1, 10, 3))
    m.put("64644", CHROME, (1, 10, 4))  # exhausts
    m.put("3003", RED, (2, 9, 4))
    m.put("3023", RED, (2, 11, 4))
    m.put("3710", BLACK, (1, 11, 5))  # the upper arms
    m.put("54200", BLACK, (1, 11, 6))
    m.put("3023", RED, (2, 11, 6))
    m.put("3070b", RED, (2, 9, 7))
    m.put("3004", BLACK, (2, 10, 7))  # the intake behind the hoop
    m.put("3039", RED, (2, 11, 7), "back")
    m.put("3070b", YELLOW, (2, 10, 10))
    m.put("85984", RED, (2, 11, 10), "back")


def _racing_tail(m: Sculpture) -> None:
    m.put("3020", BLACK, (1, 12, 3))
    m.put("3039", RED, (2, 12, 4), "back")
    m.put("54200", BLACK, (1, 12, 4))
    lamp(m, (1, 13, 4), TRANS_RED, "back", colour=RED)
    m.put("3710", BLACK, (1, 13, 7))  # the lower wing, and the struts of the upper one
    m.put("3062b", BLACK, (1, 13, 8))
    m.put("3024", RED, (0, 13, 9))
    m.put("3023", RED, (0, 12, 10), "right")
    m.put("3795", BLACK, (0, 12, 11))
    m.put("3070b", RED, (0, 12, 12))
    m.put("54200", RED, (0, 13, 12))
    for x in (1, 2):
        m.put("3070b", WHITE, (x, 12, 12))
        m.put("54200", WHITE, (x, 13, 12))


def police_car() -> Sculpture:
    """Return a black and white patrol car: light bar, open windows, push bar, rack, aerials."""
    m = Sculpture(6)
    _police_base(m)
    _police_front(m)
    _police_cabin(m)
    _police_back(m)
    _police_roof(m)
    return m


def _police_base(m: Sculpture) -> None:
    for y in (2, 10):
        axle(m, y, 2, rim=WHITE)
        arch(m, y, 2, BLACK)
    for y in (1, 9, 11):
        m.put("3710", BLACK, (1, y, 2))
    m.put("3032", BLACK, (1, 3, 2), "right", twin=False)
    m.put("3030", BLACK, (1, 1, 3), "right", twin=False)
    m.put("3710", BLACK, (1, 11, 3))
    m.put("3710", BLACK, (1, 1, 4))
    m.put("3020", BLACK, (1, 2, 4))
    m.put("3710", BLACK, (1, 4, 4))
    m.put("3020", BLACK, (1, 9, 4))
    m.put("3710", BLACK, (1, 11, 4))
    for y in (5, 7):  # doors with a badge
        m.put("3005", WHITE, (0, y, 2))
    lamp(m, (0, 6, 2), GOLD, "left", "87087", WHITE)
    for z, colour in ((5, BLUE), (6, WHITE), (7, WHITE)):
        m.put("3710", colour, (0, 5, z), "right")


def _police_front(m: Sculpture) -> None:
    m.put("3020", DARK_GREY, (1, -1, 2))
    m.put("30055", DARK_GREY, (1, -1, 3))  # the push bar
    m.put("2431", DARK_GREY, (1, -1, 9))
    m.put("3710", BLACK, (1, 0, 3))
    lamp(m, (1, 0, 4), TRANS_YELLOW, colour=WHITE)
    m.put("3004", GREY, (2, 0, 4))
    lamp(m, (0, 0, 5), TRANS_CLEAR, colour=WHITE)
    m.put("3032", BLACK, (0, 1, 5))
    m.put("3795", BLACK, (0, 1, 6))
    m.put("3068b", BLACK, (1, 0, 7))
    m.put("3070b", TRANS_ORANGE, (0, 1, 7))
    m.put("3070b", BLACK, (0, 2, 7))
    m.put("3070b", BLACK, (1, 2, 7))
    m.put("2412b", DARK_GREY, (2, 2, 7))
    m.put("87087", BLACK, (0, 3, 6), "left")  # mirrors
    m.hang("3070b", CHROME, (0, 3, 6), "left")
    m.put("3005", BLACK, (0, 4, 6))


def _police_cabin(m: Sculpture) -> None:
    m.put("3823", TRANS_LIGHT_BLUE, (1, 3, 6))
    m.put("3823", TRANS_LIGHT_BLUE, (1, 10, 6), "back")
    m.put("3829c01", BLACK, (1, 5, 4), twin=False)
    m.put("3004", BLACK, (3, 5, 4), twin=False)  # the radio
    m.put("2412b", GREY, (3, 5, 7), twin=False)
    m.put("4079", BLUE, (1, 6, 4))
    m.put("3185", DARK_GREY, (1, 9, 6))  # the cage
    for y, side in ((3, "front"), (10, "back")):
        m.put("3040b", WHITE, (0, y, 9), side)
    for z in range(8, 12):
        m.put("6141", BLACK, (0, 8, z))
    m.put("3666", WHITE, (0, 4, 12))
    m.put("3958", WHITE, (0, 5, 12))


def _police_back(m: Sculpture) -> None:
    m.put("3032", BLACK, (0, 9, 5))
    m.put("3622", BLACK, (0, 9, 6), "right")
    lamp(m, (1, 12, 2), CHROME, "back", "87087")  # exhausts
    m.put("48336", BLACK, (2, 12, 2), "back", twin=False)  # the tow bar
    m.put("3023", BLACK, (2, 12, 3))
    m.put("3023", BLACK, (2, 12, 4))
    lamp(m, (0, 12, 6), TRANS_RED, "back", colour=RED)
    lamp(m, (1, 12, 6), TRANS_ORANGE, "back", colour=WHITE)
    wide_tile(m, 12, 6, WHITE, "back")
    m.put("3957", BLACK, (0, 12, 9))  # aerials
    m.put("6141", BLACK, (1, 12, 9))
    m.put("2431", BLACK, (1, 12, 10))


def _police_roof(m: Sculpture) -> None:
    for x in (0, 2):
        m.put("3068b", WHITE, (x, 4, 13))
    m.put("3024", DARK_GREY, (1, 6, 13))
    m.put("3666", DARK_GREY, (0, 6, 14))
    m.put("3024", WHITE, (2, 6, 15))
    m.put("3070b", TRANS_CLEAR, (2, 6, 16))
    for x, glass in ((0, TRANS_RED), (1, TRANS_RED), (4, TRANS_DARK_BLUE), (5, TRANS_DARK_BLUE)):
        m.put("3024", glass, (x, 6, 15), twin=False)
        m.put("3070b", glass, (x, 6, 16), twin=False)
    for y in (7, 10):  # the rack, with cones
        m.put("2555", BLACK, (0, y, 13))
        m.put("6141", BLACK, (1, y, 13))
        m.put("2431", BLACK, (1, y, 14))
    for x in (1, 2):
        m.put("3024", WHITE, (x, 10 - x, 13))
        m.put("4589", ORANGE, (x, 10 - x, 14))
    m.fit("30374", GREY, (0.5, 7, 14.75), (1, 0, 0, 0, 0, -1, 0, 1, 0))
