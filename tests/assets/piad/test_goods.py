"""The goods are true to what they are: labels go round, spouts pour, keys hang without touching."""

from itertools import combinations

import numpy as np
import pytest
import trimesh
from manifold3d import Manifold, Mesh

from padkit.assets import piad
from padkit.assets.piad.parts import bolt
from padkit.assets.piad.screws import PITCHES
from padkit.assets.props import mesh_of


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


# ------------------------------------------------------------------------- pots


@pytest.mark.parametrize("seed", [1, 2])
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


# ------------------------------------------------------------------------- keys, screws, grippers


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


def test_a_box_is_open_or_shut():
    tops = []
    for seed in range(8):
        found = make("Box", seed)
        tops.append(points(found["lid"])[:, 2].max() / points(found["body"])[:, 2].max())
    assert min(tops) < 1.4 < 1.6 < max(tops)
