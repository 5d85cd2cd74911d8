"""Drawing in millimetres, handing out in metres."""

import numpy as np
import pytest
import trimesh
from manifold3d import Manifold

from padkit.assets import props
from padkit.assets.materials import Texture, srgb
from padkit.assets.meshes import Mesh


def test_drawings_become_metres_and_take_a_texture_when_asked():
    plain = props.mesh_of(Manifold.cube([1000, 500, 200]))
    np.testing.assert_allclose(plain.vertices.max(0), [1, 0.5, 0.2], rtol=1e-6)
    assert plain.uv is None
    mapped = props.mesh_of(Manifold.cube([1000, 500, 200]), 0.25)
    assert mapped.uv.max() == pytest.approx(4)


def test_a_block_fills_its_limits_and_its_edges_are_bevelled():
    solid = props.block((0, 10), (-5, 5), (2, 6), 1)
    assert solid.bounding_box() == pytest.approx((0, -5, 2, 10, 5, 6))
    # the sharp box without a prism of 1/2 along each edge, plus what meets at corners
    edges = 4 * (10 + 10 + 4)
    assert 400 - edges / 2 < solid.volume() < 400 - (edges - 24) / 2


def test_bars_and_cylinders_lie_along_their_axes():
    assert props.bar([(0, 0), (2, 0), (2, 1), (0, 1)], 8).bounding_box() == pytest.approx(
        (-4, 0, 0, 4, 2, 1)
    )
    clockwise = props.bar([(0, 1), (2, 1), (2, 0), (0, 0)], 8)
    assert clockwise.volume() == pytest.approx(16)
    assert props.along_y(1, (3, 7), 4).bounding_box() == pytest.approx((-1, 3, -1, 1, 7, 1))
    assert props.along_x(1, (3, 7), 4).bounding_box() == pytest.approx((3, -1, -1, 7, 1, 1))


def test_merging_keeps_every_triangle_and_its_texture():
    cube = props.mesh_of(Manifold.cube([1, 1, 1]), 0.5)
    moved = Mesh(cube.vertices + 2, cube.faces, cube.uv + 1)
    both = props.merge([cube, moved])
    np.testing.assert_array_equal(both.vertices[both.faces[12:]], moved.vertices[moved.faces])
    np.testing.assert_array_equal(both.uv[12:], moved.uv)
    solid = trimesh.Trimesh(both.vertices, both.faces, process=False)
    assert solid.is_watertight
    assert props.merge([Mesh(cube.vertices, cube.faces)] * 2).uv is None


def test_at_turns_before_it_shifts():
    pose = props.at(1, 2, 3, np.pi / 2)
    np.testing.assert_allclose(pose @ [1, 0, 0, 1], [1, 3, 3, 1], atol=1e-12)


def test_a_covered_surface_says_the_means_of_its_texture():
    picture = np.full((2, 2, 3), (0xB4, 0x10, 0x20), np.uint8)
    texture = Texture(picture, np.array([[0.2, 0.4], [0.4, 0.6]]))
    surface = props.covered(texture, metallic=1.0)
    assert surface.texture is texture and surface.metallic == 1
    assert surface.base_color == srgb("B41020")
    assert surface.roughness == pytest.approx(0.4)
