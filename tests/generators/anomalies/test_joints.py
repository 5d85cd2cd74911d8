import dataclasses

import numpy as np
import shapes

from padkit.assets.pieces import Piece
from padkit.generators.anomalies.assembly import go_together
from padkit.generators.anomalies.joints import carries, falls_apart, joints
from padkit.generators.scene import Scene


def without(scene, *parts):
    return np.array([item.part in parts for item in scene.items])


def test_studs_hold_what_sits_on_them_and_nothing_beside(gate):
    held = joints(gate).joined
    expected = np.eye(4, dtype=bool)
    for a, b in ((0, 2), (1, 2), (2, 3)):
        expected[a, b] = expected[b, a] = True
    np.testing.assert_array_equal(held, expected)
    studs = joints(gate).studs
    assert np.count_nonzero(studs.holds == 2) == 8
    assert np.count_nonzero(studs.holds == 3) == 1
    assert np.count_nonzero((studs.item == 2) & (studs.holds < 0)) == 11
    # the feet of the studs on top of the posts: three plates of 3.2 mm up
    np.testing.assert_allclose(studs.point[studs.item == 0][:, 2], 0.0096, atol=1e-9)


def test_a_gate_falls_apart_without_its_beam_only(gate):
    assert [k for k in (1, 2, 3, 4) if falls_apart(gate, without(gate, k))] == [3]
    assert [carries(gate, without(gate, k)) for k in (1, 2, 3, 4)] == [True, True, True, False]


def test_turned_slopes_and_side_studs_hold(build):
    scene = build(
        Piece("3003", 4, (0, 0, 0)),
        Piece("3040b", 1, (0, 0, 3), "left"),
        Piece("87087", 4, (0, 0, 6), "front"),
        Piece("3024", 14, (0, 0, 6), "front", 18),
    )
    held = joints(scene).joined
    assert held[0, 1]
    assert held[2, 3]
    assert not held[0, 3]


def test_parts_of_no_catalogue_hold_what_their_boxes_overlap():
    chain = Scene(tuple(shapes.box(k + 1, (0.9 * k, 0, 0)) for k in range(3)))
    assert [falls_apart(chain, without(chain, k)) for k in (1, 2, 3)] == [False, True, False]


def test_a_wheel_goes_as_a_whole():
    tyre = dataclasses.replace(shapes.box(1, size=(1.0, 2.0, 2.0)), number="3641")
    rim = dataclasses.replace(shapes.box(2, size=(1.1, 1.0, 1.0)), number="4624")
    axle = dataclasses.replace(shapes.box(3, (1, 0, 0), (2.0, 0.4, 0.4)), number="4600")
    scene = Scene((tyre, rim, axle))
    assert set(go_together(scene, 0)) == set(go_together(scene, 1)) == {1, 2}
    assert go_together(scene, 2) == (3,)
