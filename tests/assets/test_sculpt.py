"""Sculptures: painting, putting, slopes along staircases."""

from collections import Counter

import pytest

from padkit.assets.masonry import components
from padkit.assets.sculpt import SLOPES, Sculpture


def parts(model):
    return Counter((p.part, p.side) for p in model.pieces)


def test_painting_is_mirrored():
    model = Sculpture(6)
    model.box(4, (0, 1), (0, 1), (0, 2))
    assert model.cells == {(x, 0, z): 4 for x in (0, 5) for z in (0, 1)}


def test_a_ball_is_round_and_stays_above_the_ground():
    model = Sculpture(5)
    model.ball(1, (2.5, 2.5, 0), (2.5, 2.5, 5))
    assert (0, 0, 0) not in model.cells
    assert (2, 2, 4) in model.cells
    assert min(z for _, _, z in model.cells) == 0


def test_only_filled_cells_are_recoloured_and_carving_empties():
    model = Sculpture(4)
    model.box(1, (0, 2), (0, 1), (0, 1))
    model.recolour(2, (1, 2), (0, 9), (0, 9))
    model.carve((0, 1), (0, 1), (0, 1))
    assert model.cells == {(1, 0, 0): 2, (2, 0, 0): 2}


def test_a_piece_and_its_twin_take_their_cells():
    model = Sculpture(4)
    model.box(1, (0, 2), (0, 2), (0, 3))
    model.put("3040b", 4, (0, 0, 0), "left")
    assert parts(model) == {("3040b", "left"): 1, ("3040b", "right"): 1}
    assert all(y == 1 for _, y, _ in model.cells)


def test_pieces_do_not_run_into_each_other_nor_is_paint_laid_over_them():
    model = Sculpture(4)
    model.put("3005", 4, (0, 0, 0))
    with pytest.raises(ValueError, match="runs into another piece"):
        model.put("3004", 4, (0, 0, 2))
    with pytest.raises(ValueError, match="paint before you put"):
        model.box(1, (0, 1), (0, 1), (0, 1))


def test_an_eye_needs_a_side_stud_and_stacks_outwards():
    model = Sculpture(4)
    with pytest.raises(ValueError, match="no brick with a side stud"):
        model.hang("98138", 0, (1, 0, 0))
    model.put("87087", 15, (1, 0, 0))
    model.hang("4740", 15, (1, 0, 0))
    model.hang("98138", 0, (1, 0, 0))
    assert [p.out for p in model.pieces if p.corner == (1, 0, 0)] == [0, 18, 26]


def test_a_staircase_becomes_slopes_joined_to_wide_ones():
    model = Sculpture(4)
    model.box(1, (0, 2), (0, 3), (0, 3))
    model.box(1, (0, 2), (1, 3), (3, 6))
    model.slope("3040b", "front")
    assert parts(model) == {("3037", "front"): 2}
    assert sorted(p.corner for p in model.pieces) == [(0, 0, 0), (0, 1, 3)]


def test_no_slope_is_laid_under_an_overhang_or_against_a_wall():
    model = Sculpture(2)
    model.box(1, (0, 1), (0, 3), (0, 4))
    model.slope("3040b", "front", z=(0, 1))
    assert not model.pieces
    model = Sculpture(2)
    model.box(1, (0, 1), (0, 3), (0, 4))
    model.box(2, (0, 1), (0, 1), (1, 4))
    model.slope("3040b", "front")
    assert not model.pieces


def test_undersides_get_inverted_slopes():
    model = Sculpture(2)
    model.box(1, (0, 1), (1, 3), (0, 3))
    model.box(1, (0, 1), (0, 3), (3, 6))
    model.slope("3665", "front")
    assert parts(model) == {("3660", "front"): 2}
    assert sorted(p.corner for p in model.pieces) == [(0, 0, 3), (0, 1, 0)]


def test_a_shallow_step_gets_a_curved_slope():
    model = Sculpture(2)
    model.box(1, (0, 1), (0, 3), (0, 2))
    model.carve((0, 1), (0, 1), (1, 2))
    model.slope("11477", "front")
    assert parts(model) == {("15068", "front"): 1}
    assert model.pieces[0].corner == (0, 0, 0)


@pytest.mark.parametrize("part", SLOPES)
def test_slopes_of_every_family_leave_a_buildable_model(part):
    model = Sculpture(8)
    model.box(1, (0, 4), (0, 8), (2, 8))
    model.box(1, (2, 4), (1, 7), (0, 11))
    model.box(1, (3, 4), (3, 5), (11, 12))
    model.slope(part, "left front back")
    assert model.pieces
    assert len(components(model.bricks(rounds=150))) == 1


def test_a_stripe_of_another_colour_is_rooted_in_the_body():
    model = Sculpture(4)
    model.box(1, (0, 2), (0, 4), (0, 9))
    model.box(2, (0, 2), (-1, 0), (3, 6))
    assert len(components(model.bricks())) == 1


def test_no_slope_to_one_side_is_laid_on_the_middle_line():
    model = Sculpture(3)
    model.box(1, (0, 2), (0, 1), (0, 3))
    model.box(1, (1, 2), (0, 1), (3, 6))
    model.slope("54200", "left front")
    assert parts(model) == {("54200", "left"): 1, ("54200", "right"): 1, ("54200", "front"): 1}


def test_a_wide_slope_leaves_alone_what_a_lower_one_has_taken():
    model = Sculpture(12)
    model.box(4, (2, 3), (1, 2), (0, 1))
    model.box(4, (3, 6), (0, 2), (0, 2))
    model.box(4, (4, 6), (0, 2), (2, 3))
    model.slope("11477", "left")
    assert [p.corner for p in model.pieces if p.side == "left"] == [(2, 1, 0)]
