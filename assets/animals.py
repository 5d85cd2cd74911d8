"""Animals: what each shipped model is, told to a sculpture; the names are those of MAD-Sim.

`python -m padkit.assets.animals [DIR]` writes them as LDraw files. Every animal looks to the
front (LDraw -Z). Heights are in plates, widths and depths in studs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from .ldraw import Placement, write_model
from .models import FOLDER
from .sculpt import Sculpture

if TYPE_CHECKING:
    from collections.abc import Callable

    from .pieces import Cell

BLACK: Final = 0
BLUE: Final = 1
GREEN: Final = 2
RED: Final = 4
DARK_PINK: Final = 5
PINK: Final = 13
YELLOW: Final = 14
WHITE: Final = 15
ORANGE: Final = 25
BRIGHT_PINK: Final = 29
BROWN: Final = 70
GREY: Final = 71
DARK_GREY: Final = 72
MEDIUM_BLUE: Final = 73


def eye(
    model: Sculpture, corner: Cell, side: str = "front", white: int = WHITE, pupil: int = BLACK,
    host: str = "4070",
) -> None:  # fmt: skip
    """Put a round tile on a brick with a side stud: an eye (ear, nostril, cheek) and its twin.

    Headlight bricks (4070) sink it, 87087 lets it stand out.
    """
    model.put(host, white, corner, side)
    model.hang("98138", pupil, corner, side)


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


ANIMALS: Final[dict[str, Callable[[], Sculpture]]] = {
    "01Gorilla": gorilla,
    "03Mallard": mallard,
    "11Pig": pig,
    "18Obesobeso": obesobeso,
}


def write_animal(name: str, folder: Path = FOLDER) -> Path:
    """Write one animal, from the ground up, as an LDraw model; return its path."""
    pieces = ANIMALS[name]().bricks()
    ordered = sorted(pieces, key=lambda p: (p.corner[2], p.corner[1], p.corner[0], p.out))
    placements = []
    for piece in ordered:
        at, turn = piece.placement()
        placements.append(
            Placement(piece.part, piece.colour, np.array(at), np.reshape(turn, (3, 3)))
        )
    path = folder / f"{name}.ldr"
    write_model(path, name[2:], placements, licence="CC0 1.0")
    return path


def main(folder: Path = FOLDER) -> None:
    """Write every animal into a folder."""
    for name in ANIMALS:
        write_animal(name, folder)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
