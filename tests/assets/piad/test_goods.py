"""The goods are true to what they are: labels go round, spouts pour, keys hang without touching."""

from functools import cache
from itertools import combinations

import numpy as np
import pytest
import trimesh
from manifold3d import Manifold, Mesh

from padkit.assets import piad
from padkit.assets.piad.parts import bolt
from padkit.assets.piad.screws import PITCHES
from padkit.assets.props import mesh_of


@cache
def make(name, seed):
    return {p.name: p for p in piad.make(name, np.random.default_rng(seed))}


def points(prop):
    return prop.mesh.vertices.astype(float) @ prop.pose[:3, :3].T + prop.pose[:3, 3]


def radii(prop):
    return np.linalg.norm(points(prop)[:, :2], axis=1)


def front(prop):
    """Distances from the axis where there is no seam."""
    return radii(prop)[points(prop)[:, 1] < 0]


def solid(prop):
    """In millimetres; what float32 makes of the seams is welded."""
    drawn = Manifold(Mesh(1e3 * points(prop).astype(np.float32), prop.mesh.faces.astype(np.uint32)))
    assert not drawn.is_empty()
    return drawn


def holes(prop):
    """Through holes of one closed surface, by Euler's formula."""
    euler = trimesh.Trimesh(prop.mesh.vertices, prop.mesh.faces, process=False).euler_number
    return (2 - euler) // 2


def find(name, wanted, seeds=range(12)):
    """The first object of a class that has a part."""
    return next(found for found in (make(name, s) for s in seeds) if wanted in found)


def hits(prop, start, towards):
    """Distances in metres at which a ray from `start` meets a part, sorted."""
    surface = trimesh.Trimesh(points(prop), prop.mesh.faces, process=False)
    place, _, _ = surface.ray.intersects_location([start], [towards], multiple_hits=True)
    return np.sort(np.linalg.norm(place - start, axis=1))


# ------------------------------------------------------------------------- pots


@pytest.mark.parametrize(("name", "seed"), [("Amphora", 0), ("Amphora", 1), ("Teapot", 1)])
def test_a_vessel_is_hollow_down_to_its_floor(name, seed):
    body = make(name, seed)["body"]
    low, high = points(body).min(0), points(body).max(0)
    middle = (low + high) / 2
    # off the axis, where all triangles of the floor meet
    above = np.array([middle[0] + 1e-3, middle[1] + 7e-4, high[2] + 0.01])
    floor, under = hits(body, above, [0, 0, -1])
    assert floor > 0.8 * (high[2] - low[2])
    assert 2e-3 < under - floor < 0.012
    inner, outer = hits(body, [middle[0], middle[1], low[2] + 0.55 * high[2]], [0.1, -0.995, 0])
    assert 2.5e-3 < outer - inner < 4.5e-3


@pytest.mark.parametrize("seed", [1, 2])
def test_a_teapots_lid_lies_on_its_seat(seed):
    pot = make("Teapot", seed)
    lid, body = solid(pot["lid"]), solid(pot["body"])
    assert (lid ^ body).volume() < 1  # mm3
    assert (lid.translate((0, 0, -0.4)) ^ body).volume() > 10
    assert (lid.translate((1.0, 0, 0)) ^ body).volume() > 1  # nor can it slide about


def test_the_painting_goes_once_round_a_pot_and_the_inside_has_none():
    body = make("Amphora", 0)["body"]
    corners = points(body)[body.mesh.faces]
    u, v = np.moveaxis(body.mesh.uv, -1, 0)
    off_axis = np.linalg.norm(corners[..., :2], axis=-1) > 1e-4
    turn = np.arctan2(corners[..., 1], corners[..., 0]) / (2 * np.pi)
    # 0.5 in front (-Y), 0.75 on the right (+X)
    astray = (u - (turn + 0.75) + 0.5) % 1 - 0.5
    assert np.abs(astray[off_axis]).max() < 1e-3
    inward = (v < 0.05).all(1)
    upper = corners[..., 2].mean(1) > 0.3 * corners[..., 2].max()
    assert 0.3 < inward[upper].mean() < 0.7
    assert v[~inward].max() > 0.95


@pytest.mark.parametrize("seed", range(6))
def test_a_teapots_spout_is_a_tube_into_the_body_and_its_lid_has_a_vent(seed):
    pot = make("Teapot", seed)
    assert holes(pot["spout"]) == 1
    assert holes(pot["lid"]) == 1
    assert holes(pot["body"]) == 1  # where the spout's bore goes through the wall
    assert points(pot["spout"])[:, 0].max() == max(points(p)[:, 0].max() for p in pot.values())


def test_an_amphoras_handles_are_mirror_images():
    pot = make("Amphora", 0)
    left, right = (solid(pot[f"{side} handle"]) for side in ("left", "right"))
    both = left ^ right.mirror((1, 0, 0))
    assert both.volume() == pytest.approx(left.volume(), rel=1e-3)
    ends = [p[:, 0] for p in (points(pot["left handle"]), points(pot["right handle"]))]
    assert max(ends[0].max(), ends[1].max()) > 0 > min(ends[0].min(), ends[1].min())


# ------------------------------------------------------------------------- cans


@pytest.mark.parametrize(("name", "seed"), [("Can", 0), ("Can", 2), ("Spray_can", 0)])
def test_a_label_goes_once_round_outside_the_wall(name, seed):
    found = make(name, seed)
    label = found["label"]
    picture = label.surface.texture.color
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 20
    u = label.mesh.uv[..., 0]
    assert u.max() - u.min() == pytest.approx(1, abs=0.02)
    assert radii(label).max() > front(found["body"]).max() > radii(label).min()


def test_a_food_cans_ends_are_seamed_over_its_wall():
    can = find("Can", "top end")
    for end in ("top end", "bottom end"):
        assert radii(can[end]).max() > front(can["body"]).max() + 5e-4


def test_a_drinks_cans_neck_is_drawn_in():
    can = find("Can", "end")
    assert radii(can["end"]).max() < radii(can["body"]).max() - 2e-3


@pytest.mark.parametrize("name", ["nozzle", "cap"])
def test_a_spray_cans_top_stands_clear_of_its_cup_or_covers_it(name):
    can = find("Spray_can", name)
    top, cup = points(can[name]), points(can["valve cup"])
    assert top[:, 2].max() > cup[:, 2].max() + 5e-3
    assert (radii(can[name]).max() > radii(can["valve cup"]).max()) == (name == "cap")
    overlap = solid(can[name]) ^ solid(can["valve cup"])
    assert overlap.volume() < 1


# ------------------------------------------------------------------------- keys, screws, grippers


@pytest.mark.parametrize("seed", range(3))
def test_the_ring_goes_through_every_hole(seed):
    """Both turns of the wire cross a thing's plane within its hole, and come back outside it."""
    found = make("Keyring", seed)
    ring = trimesh.Trimesh(points(found["ring"]), found["ring"].mesh.faces, process=False)
    hung = [p for n, p in found.items() if n.endswith("bow") or n == "tag eyelet"]
    assert 3 <= len(hung) <= 5
    for prop in hung:
        pose = prop.pose
        cut = ring.section(pose[:3, 2], pose[:3, 3])
        loops = [(loop - pose[:3, 3]) @ pose[:3, :3] for loop in cut.discrete]
        away = np.array([np.linalg.norm(loop.mean(0)) for loop in loops])
        through = [loop for loop, d in zip(loops, away, strict=True) if d < 4e-3]
        assert 1 <= len(through) <= 2
        assert all(np.linalg.norm(loop, axis=1).max() < 7.5e-3 for loop in through)
        assert away.max() > 0.02


@pytest.mark.parametrize("seed", range(2))
def test_fasteners_do_not_run_into_one_another(seed):
    bodies = {name: solid(prop) for name, prop in make("Parts", seed).items()}
    for a, b in combinations(bodies, 2):
        assert (bodies[a] ^ bodies[b]).volume() < 1e-3, (a, b)  # mm3
    assert {name.rsplit(" ", 1)[0] for name in bodies} >= {"bolt", "nut", "washer"}


@pytest.mark.parametrize("seed", range(2))
def test_each_fastener_lies_on_the_table(seed):
    for name, prop in make("Parts", seed).items():
        height = points(prop)[:, 2]
        assert height.min() == pytest.approx(0, abs=1e-6), name


@pytest.mark.parametrize("seed", range(3))
def test_keys_hang_on_the_ring_and_touch_nothing(seed):
    found = make("Keyring", seed)
    things = {}
    for name, prop in found.items():
        owner = (
            "ring" if name == "ring" else " ".join(name.split()[:2] if "key" in name else ["tag"])
        )
        things[owner] = things.get(owner, Manifold()) + solid(prop)
    assert len(things) >= 4
    for a, b in combinations(things, 2):
        assert (things[a] ^ things[b]).volume() < 0.05, (a, b)  # mm3


@pytest.mark.parametrize("size", [5, 8])
def test_a_bolts_thread_has_the_standards_pitch(size):
    """Radius over height at one azimuth is periodic with the pitch of ISO 261."""
    mesh = mesh_of(bolt(size, 3 * size))
    tri = trimesh.Trimesh(mesh.vertices * 1e3, mesh.faces, process=False)
    heights = np.arange(-2.4 * size, -1.0 * size, PITCHES[size] / 16)
    line = tri.section([0, 1, 0], [0, 0, 0]).vertices
    line = line[line[:, 0] > 0]
    order = np.argsort(line[:, 2])
    radius = np.interp(heights, line[order, 2], line[order, 0])
    power = np.abs(np.fft.rfft(radius - radius.mean()))
    period = (heights[-1] - heights[0] + PITCHES[size] / 16) / (1 + power[1:].argmax())
    assert period == pytest.approx(PITCHES[size], rel=0.06)
    assert np.ptp(radius) > 0.5 * PITCHES[size]


def test_a_picker_has_two_or_three_fingers():
    counts = {sum("pad" in name for name in make("Picker", s)) for s in range(6)}
    assert counts == {2, 3}


def test_a_shut_boxs_lid_sits_over_its_rim():
    boxes = (make("Box", seed) for seed in range(12))
    shut = next(
        b for b in boxes if points(b["lid"])[:, 2].max() < 1.4 * points(b["body"])[:, 2].max()
    )
    lid, body = solid(shut["lid"]), solid(shut["body"])
    assert (lid ^ body).volume() < 20  # mm3: the roof rests 0.02 mm deep on the rim
    assert points(shut["lid"])[:, 2].min() < points(shut["body"])[:, 2].max() - 3e-3
    assert (lid.translate((0, 0, -0.6)) ^ body).volume() > 100


def test_a_box_is_open_or_shut():
    tops = []
    for seed in range(8):
        found = make("Box", seed)
        tops.append(points(found["lid"])[:, 2].max() / points(found["body"])[:, 2].max())
    assert min(tops) < 1.4 < 1.6 < max(tops)
