"""What holds of every object of PIAD: closed, named, detailed, at rest, decided by chance alone."""

from functools import cache

import numpy as np
import pytest
import trimesh

from padkit.assets import piad
from padkit.assets.meshes import Mesh

SEEDS = range(2)


@cache
def made(name, seed):
    return piad.make(name, np.random.default_rng(seed))


def world(prop):
    return prop.mesh.vertices.astype(float) @ prop.pose[:3, :3].T + prop.pose[:3, 3]


@pytest.fixture(
    params=[(n, s) for n in piad.OBJECTS for s in SEEDS], ids=lambda p: f"{p[0]}-{p[1]}"
)
def props(request):
    return made(*request.param)


def solid(mesh: Mesh) -> trimesh.Trimesh:
    """As it is: points that are alike stay apart."""
    return trimesh.Trimesh(mesh.vertices, mesh.faces, process=False)


def test_every_part_is_one_closed_mesh_that_looks_outward(props):
    for mesh, name in {id(p.mesh): (p.mesh, p.name) for p in props}.values():
        assert solid(mesh).is_watertight and solid(mesh).is_winding_consistent, name
        assert solid(mesh).volume > 0 and solid(mesh).body_count == 1, name
    assert all(np.linalg.det(p.pose[:3, :3]) == pytest.approx(1) for p in props)


def test_parts_are_named_once_and_detailed_within_reason(props):
    names = [p.name for p in props]
    assert len(set(names)) == len(names) and all(names)
    assert 5_000 <= sum(len(p.mesh.faces) for p in props) <= 200_000


def test_an_object_rests_on_the_table_in_the_middle_and_is_a_hand_or_two_large(props):
    points = np.concatenate([world(p) for p in props])
    low, high = points.min(0), points.max(0)
    np.testing.assert_allclose([*(low + high)[:2], low[2]], 0, atol=1e-7)
    assert 0.04 <= (high - low).max() <= 0.25


def test_textured_parts_are_mapped(props):
    for prop in props:
        assert prop.surface.texture is None or prop.mesh.uv is not None, prop.name


@pytest.mark.parametrize("name", piad.OBJECTS)
def test_chance_alone_decides(name):
    again = piad.make(name, np.random.default_rng(0))
    for a, b in zip(made(name, 0), again, strict=True):
        assert a.name == b.name and a.surface == b.surface
        np.testing.assert_array_equal(a.pose, b.pose)
        np.testing.assert_array_equal(a.mesh.vertices, b.mesh.vertices)
        np.testing.assert_array_equal(a.mesh.faces, b.mesh.faces)
        np.testing.assert_array_equal(a.mesh.uv, b.mesh.uv)
    first, other = (np.concatenate([world(p) for p in made(name, s)]) for s in SEEDS)
    assert first.shape != other.shape or not np.array_equal(first, other)


def test_the_registry_knows_the_sixteen_classes():
    assert len(piad.names()) == 16
    assert all(where.split(":")[0] == n.lower() for n, where in piad.OBJECTS.items())


def test_an_unknown_class_is_refused_with_what_there_is():
    with pytest.raises(ValueError, match=r"'Gears'.*Axletree.*Teapot"):
        piad.make("Gears", np.random.default_rng(0))
