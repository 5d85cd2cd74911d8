import numpy as np
import pytest

from padkit.assets.bricks import part_mesh
from padkit.assets.colours import colour_surface
from padkit.assets.ldraw import Z_UP
from padkit.assets.pieces import Piece
from padkit.generators.scene import Item, Scene

LDU = 0.0004


def brick(part, piece):
    """A piece as an item of a scene in metres."""
    at, turn = piece.placement()
    pose = np.eye(4)
    pose[:3, :3], pose[:3, 3] = np.reshape(turn, (3, 3)), at
    pose = np.diag([LDU, LDU, LDU, 1]) @ Z_UP @ pose
    surface = colour_surface(piece.colour)
    name = f"brick {part} ({piece.part})"
    return Item(name, part, part_mesh(piece.part), surface, pose, number=piece.part)


@pytest.fixture
def build():
    """The function that makes a scene in metres of pieces, part ids from 1."""
    return lambda *pieces: Scene(tuple(brick(k + 1, p) for k, p in enumerate(pieces)))


@pytest.fixture
def gate(build):
    """Two posts, a beam across them, and a brick that sits on the beam only."""
    return build(
        Piece("3003", 4, (0, 0, 0)),
        Piece("3003", 1, (4, 0, 0)),
        Piece("2456", 14, (0, 0, 3)),
        Piece("3005", 15, (2, 0, 6)),
    )
