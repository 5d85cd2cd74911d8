"""What holds of all turned, moulded and baked toys: closed, attached, of one size, by chance."""

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from manifold3d import Error, Manifold, Mesh

from padkit.assets import toys

CATEGORIES = (
    "apple", "orange", "banana", "bottle", "glass", "bowl", "cup", "mug", "plate", "cake",
    "cupcake", "cookie", "donut", "bread", "hamburger", "ice", "light", "chess", "hat",
)  # fmt: skip
SEEDS = range(4)


@cache
def made(category, seed):
    return toys.make(category, np.random.default_rng(seed))


@cache
def body(prop):
    points = prop.mesh.vertices.astype(float) @ prop.pose[:3, :3].T + prop.pose[:3, 3]
    return Manifold(Mesh((1e3 * points).astype(np.float32), np.array(prop.mesh.faces, np.uint32)))


@pytest.fixture(params=CATEGORIES)
def several(request):
    return [made(request.param, seed) for seed in SEEDS]


def test_every_part_is_a_closed_body_with_a_name_of_its_own(several):
    for props in several:
        names = [p.name for p in props]
        assert len(set(names)) == len(names) >= 2 and all(names)
        for prop in props:
            solid = body(prop)
            assert solid.status() == Error.NoError and solid.volume() > 0, prop.name
            assert prop.surface.texture is None or prop.mesh.uv is not None, prop.name


def test_every_part_reaches_into_another_so_that_none_is_loose(several):
    for props in several:
        solids = [body(p) for p in props]
        boxes = np.array([s.bounding_box() for s in solids])
        group = list(range(len(solids)))
        for i, j in combinations(range(len(solids)), 2):
            apart = (boxes[i, :3] > boxes[j, 3:]).any() or (boxes[j, :3] > boxes[i, 3:]).any()
            if apart or group[i] == group[j] or (solids[i] ^ solids[j]).volume() < 1:
                continue
            group = [group[i] if g == group[j] else g for g in group]
        assert len(set(group)) == 1, [p.name for p in props]


def test_a_toy_has_the_size_and_the_detail_agreed_on_and_stands_on_the_floor(several):
    for props in several:
        boxes = 1e-3 * np.array([body(p).bounding_box() for p in props])
        low, high = boxes[:, :3].min(0), boxes[:, 3:].max(0)
        np.testing.assert_allclose([*(low + high)[:2], low[2]], 0, atol=1e-6)
        assert 0.26 <= (high - low).max() <= 0.38
        assert 1_000 <= sum(len(p.mesh.faces) for p in props) <= 25_000


def test_seeds_give_toys_of_many_shapes_and_colours(several):
    sizes = {tuple(np.round(np.ptp(p[0].mesh.vertices, axis=0), 4)) for p in several}
    colours = {tuple(q.surface.base_color for q in props) for props in several}
    assert len(sizes) == len(several) and len(colours) >= len(several) - 1


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_same_seed_gives_the_same_arrays(category):
    for a, b in zip(made(category, 1), toys.make(category, np.random.default_rng(1)), strict=True):
        assert a.name == b.name and a.surface == b.surface
        np.testing.assert_array_equal(a.pose, b.pose)
        np.testing.assert_array_equal(a.mesh.vertices, b.mesh.vertices)
        np.testing.assert_array_equal(a.mesh.faces, b.mesh.faces)
        np.testing.assert_array_equal(a.mesh.uv, b.mesh.uv)


@pytest.mark.parametrize(
    ("category", "part"),
    [("apple", "stem"), ("bottle", "body"), ("mug", "handle"), ("bowl", "foot"), ("plate", "body"),
     ("cupcake", "paper cup"), ("hamburger", "top bun"), ("light", "screw cap"), ("chess", "base")],
)  # fmt: skip
def test_what_tells_a_thing_is_a_part_of_it(category, part):
    assert all(part in [p.name for p in made(category, seed)] for seed in SEEDS)


def test_a_mug_is_hollow_and_its_handle_ends_in_the_wall():
    for seed in range(8):
        parts = {p.name: body(p) for p in made("mug", seed)}
        middle = np.array(parts["body"].bounding_box()).reshape(2, 3).mean(0)
        top = parts["body"].bounding_box()[5]
        assert parts["body"].slice(0.5 * top).area() < 0.4 * parts["body"].slice(1.0).area()
        for share in np.linspace(0.2, 0.9, 15):
            wall, grip = (parts[name].slice(share * top) for name in ("body", "handle"))
            inside = min(away(p, middle).max() for p in wall.to_polygons())
            for polygon in grip.to_polygons():
                assert away(polygon, middle).min() > inside - 0.4


def away(polygon, middle):
    """The distances (n,) of a polygon's corners from an upright axis."""
    return np.linalg.norm(np.asarray(polygon) - middle[:2], axis=1)
