import numpy as np
import pytest
import trimesh
from hypothesis import given
from hypothesis import strategies as st

from padkit.assets.bricks import PARTS, part_mesh
from padkit.assets.meshes import Mesh, put_in_order


@given(st.integers(0, 2**32 - 1))
def test_the_order_of_a_mesh_depends_on_its_values_alone(seed):
    rng = np.random.default_rng(seed)
    vertices = rng.normal(size=(12, 3)).astype(np.float32)
    faces = np.array([rng.choice(12, 3, replace=False) for _ in range(20)])
    expected = put_in_order(vertices, faces)
    # the same triangles otherwise told: vertices and faces shuffled, corners turned
    order = rng.permutation(12)
    renamed = np.argsort(order)[faces][rng.permutation(20)]
    turned = np.array([np.roll(face, rng.integers(3)) for face in renamed])
    shuffled = put_in_order(vertices[order], turned)
    np.testing.assert_array_equal(shuffled.vertices, expected.vertices)
    np.testing.assert_array_equal(shuffled.faces, expected.faces)


def test_ordering_keeps_each_triangle_and_its_winding():
    vertices = np.array([[1, 0, 0], [0, 0, 0], [0, 1, 0]], np.float32)
    mesh = put_in_order(vertices, np.array([[0, 2, 1]]))
    a, b, c = mesh.vertices[mesh.faces[0]]
    np.testing.assert_array_equal(np.cross(b - a, c - a), [0, 0, 1])


def test_a_closed_mesh_stays_closed_where_two_points_become_one():
    """A tetrahedron with a corner split in two that float32 cannot tell apart."""
    vertices = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1 - 1e-12, 0, 0]])
    faces = [[0, 2, 1], [0, 1, 4], [0, 4, 3], [0, 3, 2], [1, 2, 4], [4, 2, 3]]
    assert trimesh.Trimesh(vertices, faces, process=False).is_watertight
    mesh = put_in_order(vertices, np.array(faces))
    assert mesh.faces.shape == (4, 3)
    assert trimesh.Trimesh(mesh.vertices, mesh.faces, process=False).is_watertight


def test_every_part_is_in_order():
    for number in PARTS:
        mesh = part_mesh(number)
        np.testing.assert_array_equal(put_in_order(mesh.vertices, mesh.faces).faces, mesh.faces)
        assert len(np.unique(mesh.vertices, axis=0)) == len(mesh.vertices)


def test_a_mesh_is_read_only_and_checked():
    mesh = Mesh(np.zeros((3, 3)), np.array([[0, 1, 2]]))
    with pytest.raises(ValueError, match="read-only"):
        mesh.vertices[0] = 1
    with pytest.raises(ValueError, match="faces name vertex 3 of 3"):
        Mesh(np.zeros((3, 3)), np.array([[0, 1, 3]]))
    with pytest.raises(ValueError, match=r"a mesh is \(V, 3\)"):
        Mesh(np.zeros((3, 2)), np.array([[0, 1, 2]]))


def test_texture_coordinates_are_one_for_each_corner_and_read_only():
    corners = np.zeros((3, 3)), np.array([[0, 1, 2]])
    mesh = Mesh(*corners, np.array([[[0, 0], [1, 0], [0, 1]]]))
    assert mesh.uv.dtype == np.float32 and mesh.uv.shape == (1, 3, 2)
    with pytest.raises(ValueError, match="read-only"):
        mesh.uv[0] = 1
    with pytest.raises(ValueError, match=r"uv is \(F, 3, 2\), not \(3, 2\), F 1"):
        Mesh(*corners, np.zeros((3, 2)))
