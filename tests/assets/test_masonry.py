"""Masonry: every cell is covered once, and everything holds together."""

import itertools
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from padkit.assets.masonry import components, tile
from padkit.assets.pieces import Piece
from padkit.assets.sculpt import Sculpture


def block(width, depth, height, colour=1):
    """Return a full box of cells."""
    return dict.fromkeys(itertools.product(range(width), range(depth), range(height)), colour)


def assert_covers(pieces, cells):
    counts = Counter(cell for piece in pieces for cell in piece.cells)
    assert set(counts) == set(cells)
    assert set(counts.values()) == {1}
    for piece in pieces:
        assert {cells[cell] for cell in piece.cells} == {piece.colour}


def test_a_wall_of_many_columns_becomes_one_component():
    cells = block(10, 1, 6)
    pieces = tile(cells, [], 10, rounds=50)
    assert_covers(pieces, cells)
    assert len(components(pieces)) == 1


@pytest.mark.parametrize("seed", range(6))
def test_random_colours_are_covered_exactly(seed):
    rng = np.random.default_rng(seed)
    cells = block(6, 4, 5)
    cells = {cell: int(rng.integers(1, 3)) for cell in cells if cell[2] == 0 or rng.random() < 0.9}
    cells |= block(6, 4, 1) | {(x, y, 5): 7 for x in range(6) for y in range(4)}
    try:
        pieces = tile(cells, [], 6, rounds=80)
    except ValueError as error:  # loose confetti need not be buildable
        assert "do not hold together" in str(error)
        return
    assert_covers(pieces, cells)


def test_bricks_are_mirrored():
    pieces = tile(block(8, 4, 7), [], 8, rounds=30)
    mirrored = {replace(p, corner=(8 - p.size[0] - p.corner[0], *p.corner[1:])) for p in pieces}
    assert set(pieces) == mirrored


def test_laying_anew_saves_bricks():
    model = Sculpture(8)
    model.ball(1, (4, 4, 9), (4, 4, 9))
    few, many = (len(tile(model.cells, [], 8, rounds)) for rounds in (200, 40))
    assert few < many


def test_the_same_cells_give_the_same_bricks():
    cells = block(7, 5, 7)
    assert tile(cells, [], 7, rounds=20) == tile(cells, [], 7, rounds=20)


def test_islands_are_an_error_that_names_them():
    cells = block(2, 2, 3) | {(x + 6, y, z): 1 for x, y, z in block(2, 2, 3)}
    with pytest.raises(ValueError, match=r"do not hold together.*1 about \(6, 0, 0\)"):
        tile(cells, [], 8, rounds=5)


def test_fixed_pieces_hold_islands_together():
    cells = block(1, 1, 3) | {(3, 0, z): 1 for z in range(3)}
    roof = Piece("3710", 4, (0, 0, 3))
    pieces = tile(cells, [roof], 4, rounds=5)
    assert len(components(pieces)) == 1
    assert pieces[0] == roof


def test_where_nothing_is_to_fill_the_fixed_pieces_are_all():
    fixed = [Piece("3022", 1, (0, 0, 0)), Piece("3003", 1, (0, 0, 1))]
    assert tile({}, fixed, 2, rounds=5) == fixed


def test_touching_sides_do_not_join_but_studs_do():
    left, right = Piece("3005", 1, (0, 0, 0)), Piece("3005", 1, (1, 0, 0))
    assert len(components([left, right])) == 2
    assert len(components([left, right, Piece("3023", 1, (0, 0, 3))])) == 1
    # a smooth slope has no stud to hold the plate
    assert len(components([Piece("54200", 1, (0, 0, 0)), Piece("3024", 1, (0, 0, 2))])) == 2


def test_a_hanging_piece_belongs_to_its_host():
    host, eye = Piece("87087", 1, (0, 0, 0)), Piece("98138", 0, (0, 0, 0), out=18)
    assert len(components([host, eye])) == 1
