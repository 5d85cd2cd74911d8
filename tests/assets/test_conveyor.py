"""The conveyor: closed meshes, a flat belt at z = 0, and only the belt moves."""

import numpy as np
import pytest
import trimesh

from padkit.assets.conveyor import FLOOR, PITCH, WIDTH, conveyor, floor_surface

MOVING = {"belt", "chain"}


def world(prop):
    return prop.mesh.vertices @ prop.pose[:3, :3].T + prop.pose[:3, 3]


def test_every_mesh_is_closed_and_faces_outwards():
    for prop in conveyor(0.0):
        solid = trimesh.Trimesh(prop.mesh.vertices, prop.mesh.faces, process=False)
        assert solid.is_watertight and solid.is_winding_consistent, prop.name
        assert solid.volume > 0, prop.name


def test_only_the_belt_moves_and_whole_plates_make_no_difference():
    rest, moved, around = conveyor(0.0), conveyor(0.01), conveyor(0.01 + 7 * PITCH)
    for a, b, c in zip(rest, moved, around, strict=True):
        assert a.mesh is b.mesh is c.mesh
        expected = [0.01, 0, 0] if a.name in MOVING else [0, 0, 0]
        np.testing.assert_allclose(b.pose[:3, 3] - a.pose[:3, 3], expected)
        np.testing.assert_allclose(c.pose, b.pose, atol=1e-12)
    assert {p.name for p in rest} > MOVING


def test_the_belt_repeats_with_its_pitch():
    belt = next(p for p in conveyor(0.0) if p.name == "belt")
    x = belt.mesh.vertices[:, 0]
    plates = [belt.mesh.vertices[(x >= k * PITCH) & (x < (k + 1) * PITCH)] for k in (0, 1)]
    np.testing.assert_allclose(
        np.sort(plates[0][:, 0]) + PITCH, np.sort(plates[1][:, 0]), atol=1e-6
    )


def test_goods_stand_on_the_belt_between_the_rails():
    for prop in conveyor(0.004):
        points = world(prop)
        on_the_way = points[(np.abs(points[:, 1]) < 0.075)]
        if prop.name == "belt":
            assert on_the_way[:, 2].max() == pytest.approx(0, abs=1e-7)
            assert np.ptp(points[:, 1]) == pytest.approx(WIDTH, abs=1e-6)
        else:
            assert not len(on_the_way) or on_the_way[:, 2].max() < -0.005, prop.name
        # nothing but the fittings outside rises much above the belt
        assert points[np.abs(points[:, 1]) < 0.115, 2].max(initial=-1) <= 0.022


def test_it_stands_on_the_floor():
    feet = next(p for p in conveyor(0.0) if p.name == "feet")
    assert world(feet)[:, 2].min() == pytest.approx(FLOOR, abs=1e-6)
    assert floor_surface().texture is floor_surface().texture


def test_a_shift_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="finite"):
        conveyor(float("nan"))
