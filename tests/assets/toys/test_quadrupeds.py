"""Animals stand, are closed and attached part by part, symmetric, and as chance decides."""

from functools import cache

import numpy as np
import pytest
from manifold3d import Error, Manifold, Mesh

from padkit.assets import toys
from padkit.assets.toys.blobs import ball
from padkit.assets.toys.coats import net, spots, stripes
from padkit.assets.toys.figures import Figure, bearing, pose
from padkit.assets.toys.paintbox import finish

ANIMALS = (
    "dinosaur", "frog", "monkey", "lizard", "dog", "lion", "pig", "panda", "horse", "cow",
    "giraffe", "bunny", "elephant", "fox", "deer", "sheep",
)  # fmt: skip

SIGNS = {
    "frog": {"mouth", "left eye", "left rear foot"},
    "monkey": {"face", "tail", "left ear", "left arm"},
    "lizard": {"tail", "left front leg", "right rear leg"},
    "dog": {"nose", "collar", "tail", "left ear"},
    "lion": {"mane", "tail tuft"},
    "pig": {"snout", "left nostril", "tail"},
    "panda": {"left eye patch", "shoulder band"},
    "horse": {"mane", "tail", "left front hoof"},
    "cow": {"udder", "patch 1", "left horn", "muzzle"},
    "giraffe": {"left ossicone", "mane"},
    "bunny": {"left ear", "tail", "left tooth"},
    "elephant": {"trunk", "left tusk", "right ear"},
    "fox": {"tail tip", "left front sock", "left cheek"},
    "deer": {"left antler", "right antler"},
    "sheep": {"wool", "left ear"},
}
"""What a stranger knows an animal by."""


@cache
def made(name, seed):
    return toys.make(name, np.random.default_rng(seed))


def world(prop):
    return prop.mesh.vertices.astype(float) @ prop.pose[:3, :3].T + prop.pose[:3, 3]


@cache
def solids(name, seed):
    return {
        p.name: Manifold(Mesh(1e3 * world(p).astype(np.float32), p.mesh.faces.astype(np.uint32)))
        for p in made(name, seed)
    }


@pytest.fixture(params=[(n, s) for n in ANIMALS for s in (0, 10)], ids=lambda p: f"{p[0]}-{p[1]}")
def toy(request):
    return request.param


def test_every_part_is_one_closed_body(toy):
    for name, drawn in solids(*toy).items():
        assert drawn.status() == Error.NoError, name
        assert drawn.volume() > 0, name
        assert len(drawn.decompose()) == 1, name


def test_every_part_reaches_into_another(toy):
    parts = solids(*toy)
    for name, drawn in parts.items():
        others = [o for n, o in parts.items() if n != name]
        inside = max((drawn ^ other).volume() for other in others)
        assert inside > 0.01 * drawn.volume(), name


def test_an_animal_has_a_size_and_detail_within_reason_and_rests_on_the_table(toy):
    points = np.concatenate([world(p) for p in made(*toy)])
    low, high = points.min(0), points.max(0)
    assert 0.26 <= (high - low).max() <= 0.38
    np.testing.assert_allclose([*(low + high)[:2], low[2]], 0, atol=1e-7)
    assert 2_000 <= sum(len(p.mesh.faces) for p in made(*toy)) <= 26_000


def test_left_and_right_are_mirror_images(toy):
    names = [p.name for p in made(*toy)]
    assert len(set(names)) == len(names)
    parts = {p.name: p for p in made(*toy)}
    for name in (n for n in names if n.startswith("left ")):
        left, right = parts[name], parts[name.replace("left", "right", 1)]
        assert left.surface == right.surface
        a, b = solids(*toy)[left.name], solids(*toy)[right.name]
        assert a.volume() == pytest.approx(b.volume(), rel=1e-3), name
        # a head may be turned: distances do not mind
        spread = [np.linalg.norm(world(p) - world(p).mean(0), axis=1).max() for p in (left, right)]
        assert spread[0] == pytest.approx(spread[1], rel=1e-2), name


def test_textured_parts_are_mapped(toy):
    for prop in made(*toy):
        assert prop.surface.texture is None or prop.mesh.uv is not None, prop.name


@pytest.mark.parametrize("name", ANIMALS)
def test_chance_alone_decides(name):
    again = toys.make(name, np.random.default_rng(0))
    for a, b in zip(made(name, 0), again, strict=True):
        assert a.name == b.name
        assert a.surface == b.surface
        np.testing.assert_array_equal(a.mesh.vertices, b.mesh.vertices)
        np.testing.assert_array_equal(a.mesh.faces, b.mesh.faces)
    first, other = (np.concatenate([world(p) for p in made(name, s)]) for s in (0, 3))
    assert first.shape != other.shape or not np.allclose(first, other, atol=1e-3)


@pytest.mark.parametrize("name", SIGNS)
def test_an_animal_has_what_it_is_known_by(name):
    for seed in (0, 3, 10):
        assert SIGNS[name] <= {p.name for p in made(name, seed)}


def test_there_are_four_kinds_of_dinosaurs():
    signs = {"frill": 0, "jaw": 0, "plate 1": 0}
    for seed in range(11):
        names = {p.name for p in made("dinosaur", seed)}
        found = [s for s in signs if s in names]
        assert len(found) <= 1
        assert "tail" in names
        signs |= {s: signs[s] + 1 for s in found}
    assert all(signs.values())
    assert sum(signs.values()) < 11


def test_a_giraffe_is_mostly_neck_and_legs():
    parts = {p.name: world(p) for p in made("giraffe", 0)}
    high = max(p[:, 2].max() for p in parts.values())
    assert parts["left front leg"][:, 2].max() > 0.33 * high
    assert np.ptp(parts["body"][:, 2]) > 0.5 * high


def test_an_elephants_trunk_reaches_ahead_of_its_head():
    for seed in (0, 3, 10):
        parts = {p.name: world(p) for p in made("elephant", seed)}
        assert parts["trunk"][:, 0].max() > parts["head"][:, 0].max()


def test_twins_are_mirrored_in_the_frame_of_a_turned_head():
    figure, rng = Figure(), np.random.default_rng(0)
    paint = finish(rng).paint("FFFFFF")
    frame = pose(100, 0, 50, left=90)
    figure.twins("ear", Manifold.sphere(2, 12), paint, frame, pose(0, 10, 0))
    middles = {
        n: np.reshape(d.bounding_box(), (2, 3)).mean(0) for n, (d, _, _) in figure.solids.items()
    }
    np.testing.assert_allclose(middles["left ear"], (90, 0, 50), atol=1e-6)
    np.testing.assert_allclose(middles["right ear"], (110, 0, 50), atol=1e-6)


def test_a_figure_refuses_a_name_twice_and_nothing_drawn():
    figure, rng = Figure(), np.random.default_rng(0)
    paint = finish(rng).paint("FFFFFF")
    figure.add("head", Manifold.sphere(2, 12), paint)
    with pytest.raises(ValueError, match="'head'"):
        figure.add("head", Manifold.sphere(2, 12), paint)
    with pytest.raises(ValueError, match="'ear'"):
        figure.add("ear", Manifold(), paint)


def test_a_pose_rolls_then_dips_then_turns():
    np.testing.assert_allclose(pose(0, 0, 0, down=90)[:3, 0], (0, 0, -1), atol=1e-12)
    np.testing.assert_allclose(pose(0, 0, 0, roll=90)[:3, 2], (0, 1, 0), atol=1e-12)
    np.testing.assert_allclose(pose(1, 2, 3, left=90) @ (1, 0, 0, 1), (1, 3, 3, 1), atol=1e-12)
    np.testing.assert_allclose(bearing(90, 0), (0, 1, 0), atol=1e-12)
    np.testing.assert_allclose(bearing(0, 90), (0, 0, 1), atol=1e-12)
    assert ball((0, 0, 0), 1).high[0] == 1


@pytest.mark.parametrize("coat", [net, spots, stripes])
def test_a_coat_shows_both_colours_and_repeats_without_a_seam(coat):
    color = coat("FFE0A0", "703010", 1).color.astype(int)
    dark = (color[..., 1] < 0x88).mean()
    assert 0.2 < dark < 0.9
    steps = np.abs(np.diff(color, axis=1)).mean()
    assert np.abs(color[:, 0] - color[:, -1]).mean() < 4 * steps
    assert np.abs(color[0] - color[-1]).mean() < 4 * max(np.abs(np.diff(color, axis=0)).mean(), 1)
