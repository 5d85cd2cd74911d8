"""What holds of every toy, for the tests of single families."""

from functools import cache

import numpy as np
import pytest
from manifold3d import Error, Manifold, Mesh

from padkit.assets import toys


@cache
def made(category, seed):
    return toys.make(category, np.random.default_rng(seed))


def world(prop):
    return prop.mesh.vertices.astype(float) @ prop.pose[:3, :3].T + prop.pose[:3, 3]


@cache
def solids(category, seed):
    """Bodies in millimetres by name."""
    return {
        p.name: Manifold(Mesh(1e3 * world(p).astype(np.float32), p.mesh.faces.astype(np.uint32)))
        for p in made(category, seed)
    }


def hangs_together(parts):
    """Names of what is not joined by overlaps to the first part."""
    boxes = {n: np.array(p.bounding_box()) for n, p in parts.items()}
    names = list(parts)
    found, todo = {names[0]}, [names[0]]
    while todo:
        a = todo.pop()
        for b in names:
            near = b not in found and (boxes[a][:3] <= boxes[b][3:]).all()
            if near and (boxes[b][:3] <= boxes[a][3:]).all() and (parts[a] ^ parts[b]).volume() > 1:
                found.add(b)
                todo.append(b)
    return set(names) - found


@pytest.fixture
def toy():
    """Makes a toy: category and seed -> its props."""
    return made


@pytest.fixture
def bodies():
    """Makes a toy's bodies in millimetres: category and seed -> solids by name."""
    return solids


@pytest.fixture
def check_toy():
    """Asserts what the contract of a toy says; of its sides, unless they differ by nature."""

    def check(category, seed, symmetric=True):
        props, parts = made(category, seed), solids(category, seed)
        assert len(parts) == len(props) >= 2
        for name, body in parts.items():
            assert body.status() == Error.NoError, name
            assert body.volume() > 0, name
        assert all(p.surface.texture is None or p.mesh.uv is not None for p in props)
        assert 2_000 <= sum(len(p.mesh.faces) for p in props) <= 26_000
        points = np.concatenate([world(p) for p in props])
        low, high = points.min(0), points.max(0)
        assert 0.26 <= (high - low).max() <= 0.38
        np.testing.assert_allclose([*(low + high)[:2], low[2]], 0, atol=1e-7)
        assert not hangs_together(parts)
        for name in (n for n in parts if "left" in n.split() and symmetric):
            left, right = (np.array(parts[n].bounding_box()) for n in
                           (name, name.replace("left", "right")))  # fmt: skip
            mirrored = right[[0, 4, 2, 3, 1, 5]] * [1, -1, 1, 1, -1, 1]
            np.testing.assert_allclose(left, mirrored, atol=0.2, err_msg=name)

    return check


@pytest.fixture
def check_chance():
    """Asserts that a seed makes the same toy again, and each of some seeds another toy."""

    def check(category, seeds=range(4)):
        again = toys.make(category, np.random.default_rng(seeds[0]))
        for a, b in zip(made(category, seeds[0]), again, strict=True):
            assert a.name == b.name
            assert a.surface == b.surface
            np.testing.assert_array_equal(a.mesh.vertices, b.mesh.vertices)
            np.testing.assert_array_equal(a.mesh.faces, b.mesh.faces)
        seen = {tuple(np.round(p.bounding_box(), 1).tolist() for p in solids(category, s).values())
                .__repr__() for s in seeds}  # fmt: skip
        assert len(seen) == len(seeds)

    return check
