import numpy as np
import pytest
import shapes

from padkit.assets.pieces import Piece
from padkit.generators.anomalies import load
from padkit.generators.anomalies.additions import against_background, has_room
from padkit.generators.anomalies.joints import joints
from padkit.generators.scene import Scene


def rng(seed=0):
    return np.random.default_rng(seed)


def test_an_extra_part_sits_on_a_free_stud_and_meets_nothing(gate):
    for seed in range(25):
        twins = load("added")(gate, rng(seed))
        new = twins.anomalous.items[len(gate.items) :]
        assert new
        assert twins.anomalous.items[: len(gate.items)] == gate.items
        assert all((item.edits == 1).all() for item in new)
        held = joints(twins.anomalous)
        first = len(gate.items)
        assert held.joined[first, :first].any()
        before, after = joints(gate).studs, held.studs
        assert (after.holds[: len(before.holds)][before.holds >= 0] < first).all()
        for item in new:
            assert has_room(gate, item)


def test_a_place_is_taken_where_a_part_is_or_would_be_pierced(build):
    scene = build(Piece("3001", 4, (0, 0, 0)), Piece("3005", 1, (0, 0, 3)))

    def room(number, corner):
        whole = build(Piece("3001", 4, (0, 0, 0)), Piece(number, 1, corner))
        return has_room(scene, whole.items[-1])

    assert room("3005", (1, 0, 3))
    assert not room("3005", (0, 0, 3))
    assert not room("3004", (0, 0, 3))
    assert not room("3003", (0, 0, 0))
    assert room("3003", (1, 0, 3))
    assert room("3023", (3, 1, 3))  # half of it hangs over


def test_many_additions_stand_out_against_the_background(gate):
    shares = [
        against_background(gate, twins.anomalous.items[len(gate.items) :])
        for twins in (load("added")(gate, rng(seed)) for seed in range(20))
    ]
    assert np.mean(np.array(shares) >= 0.3) >= 0.4
    low = shapes.box(9, (0, 0, 0), (0.001, 0.001, 0.001))
    assert against_background(Scene((shapes.box(1),)), (low,)) == 0


def test_a_scene_without_studs_takes_no_extra_part():
    with pytest.raises(ValueError, match="none of 0 free studs has room"):
        load("added")(Scene((shapes.box(1),)), rng())


def test_extra_parts_lie_on_tiles_where_no_stud_is_free(build):
    smooth = build(Piece("3001", 4, (0, 0, 0)), *(Piece("3068b", 1, (x, 0, 3)) for x in (0, 2)))
    for seed in range(10):
        twins = load("added")(smooth, rng(seed))
        low = min(item.world_vertices()[:, 2].min() for item in twins.anomalous.items[3:])
        assert low == pytest.approx(4 * 0.0032, abs=1e-6)
