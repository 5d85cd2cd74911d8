"""Pieces: cells and placements must agree with the meshes of the parts."""

import numpy as np
import pytest

from padkit.assets.bricks import part_mesh
from padkit.assets.pieces import KINDS, PLATE, STUD, TURNS, Piece
from padkit.assets.sculpt import SLOPES

BOX = np.array([STUD, STUD, PLATE])


def extent(piece):
    """Return the bounds (2, 3) of a placed part, LDU, x right, y back, z up."""
    at, turn = piece.placement()
    vertices = part_mesh(piece.part).vertices @ np.reshape(turn, (3, 3)).T + at
    vertices = vertices[:, [0, 2, 1]] * [1, 1, -1]
    return np.array([vertices.min(axis=0), vertices.max(axis=0)])


# LDU beyond their cells: wheel pins, side studs, an arch, bars and clips
OUTSIDE = {
    **dict.fromkeys(("87087", "30414"), 4),
    **dict.fromkeys(("4600", "2926", "4488"), 14),
    **dict.fromkeys(("99780", "99781", "44728", "99207", "4175"), 8),
    **dict.fromkeys(("2540", "48336"), 16),
    "50745": 20,
    "63868": 14,
    "4599b": 10,
    "4079": 5,
    "41769": 0.3,
    "41770": 0.3,
}
# LDU above and below them
ABOVE = {"4740": 4, "50745": 8, "99780": 12, "99207": 32, "2540": 4, "48336": 4, "63868": 6}
ABOVE |= {"2555": 10, "3957": 88, "4592": 6, "4079": 40, "3829c01": 39}
BELOW = {"50745": 16, "4600": 2, "2926": 2, "99781": 12, "44728": 32, "63868": 2, "4175": 40}
# narrower than their cells
NARROW = {"3957", "4592", "64644", "4599b", "51739"}


@pytest.mark.parametrize("side", TURNS)
@pytest.mark.parametrize("part", sorted(KINDS))
def test_the_cells_of_a_piece_are_where_its_mesh_is(part, side):
    piece = Piece(part, 0, (3, -2, 5), side)
    low, high = extent(piece)
    cells = np.array(piece.cells)
    above = ABOVE.get(part, 4 if piece.studs else 0) + 0.5
    beside, below = OUTSIDE.get(part, 0) + 0.5, BELOW.get(part, 0) + 0.5
    assert np.all(low >= cells.min(axis=0) * BOX - [beside, beside, below])
    assert np.all(high <= (cells.max(axis=0) + 1) * BOX + [beside, beside, above])
    if part not in NARROW:
        assert np.all(high - low >= (np.ptp(cells, axis=0) + 1) * BOX - 1)


@pytest.mark.parametrize("part", [p for family in SLOPES.values() for p in family.values()])
def test_a_slope_descends_to_its_side(part):
    for side, axis, sign in (("front", 1, -1), ("right", 0, 1), ("back", 1, 1), ("left", 0, -1)):
        piece = Piece(part, 0, (0, 0, 0), side)
        at, turn = piece.placement()
        vertices = part_mesh(part).vertices @ np.reshape(turn, (3, 3)).T + at
        vertices = vertices[:, [0, 2, 1]] * [1, 1, -1]
        towards = sign * vertices[:, axis]
        outer = vertices[towards > towards.max() - 2]
        inner = vertices[towards < towards.min() + 2]
        assert np.ptp(outer[:, 2]) < np.ptp(inner[:, 2])


def test_the_cells_of_studs_and_sockets_follow_the_turn():
    slope = Piece("3040b", 0, (0, 0, 0), "right")
    assert set(slope.cells) == {(x, 0, z) for x in (0, 1) for z in range(3)}
    assert slope.studs == ((0, 0, 3),)
    assert set(slope.sockets) == {(0, 0, 0), (1, 0, 0)}
    inverted = Piece("3665", 0, (0, 0, 0), "back")
    assert set(inverted.studs) == {(0, 0, 3), (0, 1, 3)}
    assert inverted.sockets == ((0, 0, 0),)


def test_a_curved_slope_stands_on_a_step():
    assert set(Piece("11477", 0, (0, 0, 0)).cells) == {(0, 0, 0), (0, 0, 1), (0, 1, 1)}
    assert set(Piece("11477", 0, (0, 0, 0)).sockets) == {(0, 0, 0), (0, 1, 1)}


@pytest.mark.parametrize("side", TURNS)
def test_a_hanging_tile_lies_on_the_side_of_its_host(side):
    host = Piece("87087", 0, (0, 0, 0), side)
    low, high = extent(host)
    tile = extent(Piece("98138", 0, (0, 0, 0), side, out=18))
    axis, sign = {"front": (1, -1), "right": (0, 1), "back": (1, 1), "left": (0, -1)}[side]
    face = (high if sign > 0 else low)[axis] - sign * 4  # the stud stands 4 LDU out of the face
    near = tile[0 if sign > 0 else 1][axis]
    assert near == pytest.approx(face, abs=0.6)
    assert tile[:, 2].mean() == pytest.approx(14, abs=0.3)
