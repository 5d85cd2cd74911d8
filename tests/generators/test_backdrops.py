"""Surroundings: in world units, lit alike at every scale, their parts told apart."""

import numpy as np
import pytest

from padkit.assets.conveyor import FLOOR, FLOOR_TILE, PITCH
from padkit.assets.skies import HDRIS, hdri, pixel_directions
from padkit.benchmarks.poses import is_rigid
from padkit.generators.backdrops import FIRST_PART, Backdrop, conveyor_line, hidden, workbench
from padkit.generators.lighting import lamp, panel, room_environment, scaled
from padkit.generators.scene import FLOOR_PART


def bench(seed: int, unit: float = 0.05, reach: float = 0.08) -> Backdrop:
    return workbench(np.random.default_rng(seed), unit, reach / unit)


@pytest.fixture(scope="module")
def line():
    return conveyor_line(0.01, 0.05)


@pytest.mark.parametrize("make", [lambda: conveyor_line(0.0, 0.1), lambda: bench(3)])
def test_parts_are_told_apart_and_belong_to_no_object(make):
    backdrop = make()
    parts = [item.part for item in backdrop.items]
    assert parts == list(range(FIRST_PART, FIRST_PART + len(parts)))
    assert parts[-1] < FLOOR_PART
    assert {item.instance for item in backdrop.items} == {0}
    assert all((item.mesh.uv is not None) == (item.surface.texture is not None)
               for item in backdrop.items)  # fmt: skip
    assert sum(len(item.mesh.faces) for item in backdrop.items) < 60_000


def irradiance(light, height=0.0):
    """Of a lamp that faces the origin, seen as a point; W / m^2 in units of its own world."""
    place = light.pose[:3, 3]
    return light.power / np.linalg.norm(place) ** 2


@pytest.mark.parametrize(
    "make", [lambda unit: conveyor_line(0.01, unit), lambda unit: bench(5, unit)]
)
def test_lengths_scale_with_the_unit_and_irradiance_stays(make):
    metres, tenths = make(1.0), make(0.1)
    for a, b in zip(metres.items, tenths.items, strict=True):
        np.testing.assert_allclose(10 * a.world_vertices(), b.world_vertices(), atol=1e-4)
    for a, b in zip(metres.lights, tenths.lights, strict=True):
        assert irradiance(b) == pytest.approx(irradiance(a))
        assert b.size == pytest.approx(10 * a.size)
        assert is_rigid(b.pose)
        np.testing.assert_allclose(b.pose[:3, :3], a.pose[:3, :3])
    assert metres.environment is tenths.environment


def test_the_line_stands_on_a_textured_floor(line):
    assert line.floor.height == pytest.approx(FLOOR / 0.05)
    assert line.floor.tile == pytest.approx(FLOOR_TILE / 0.05)
    assert line.floor.surface.texture is not None
    low = min(item.world_vertices()[:, 2].min() for item in line.items if item.name == "feet")
    assert low == pytest.approx(line.floor.height, rel=1e-5)


def test_a_line_moved_by_whole_plates_is_the_same_and_shares_its_meshes(line):
    again = conveyor_line(0.01 + PITCH, 0.05)
    for a, b in zip(line.items, again.items, strict=True):
        assert a.mesh is b.mesh and a.surface is b.surface
        np.testing.assert_allclose(a.pose, b.pose, atol=1e-9)
    assert line.environment is again.environment


def test_the_lines_lamps_light_the_belt_evenly(line):
    spots = np.array([[x, y, 0.0] for x in (-20, 0, 20) for y in (-1.5, 1.5)])
    light = []
    for spot in spots:
        ways = np.array([lamp.pose[:3, 3] - spot for lamp in line.lights])
        length = np.linalg.norm(ways, axis=1)
        cosine = ways[:, 2] / length  # the lamps face down, the belt up
        light.append(
            sum(p.power * c**2 / d**2 for p, c, d in zip(line.lights, cosine, length, strict=True))
        )
    assert min(light) > 0.85 * max(light)


def test_a_bench_is_decided_by_its_seed():
    first, again, other = bench(1), bench(1), bench(2)
    for a, b in zip(first.items, again.items, strict=True):
        np.testing.assert_array_equal(a.world_vertices(), b.world_vertices())
        assert a.surface == b.surface
    assert first.environment is again.environment
    for a, b in zip(first.lights, again.lights, strict=True):
        np.testing.assert_array_equal(a.pose, b.pose)
        assert (a.power, a.size, a.color) == (b.power, b.size, b.color)
    assert other.environment is not first.environment
    assert first.floor is None


def test_benches_differ_in_room_and_lamps_but_not_much_in_brightness():
    benches = [bench(seed) for seed in range(6)]
    assert {len(b.lights) for b in benches} == {1, 2}
    assert len({b.environment.radiance.tobytes() for b in benches}) > 4
    directions = pixel_directions(256)
    solid_angle = np.hypot(directions[..., 0], directions[..., 1]) * (np.pi / 256) ** 2
    weight = (np.clip(directions[..., 2], 0, None) * solid_angle)[..., None]
    light = [b.environment.strength * (weight * b.environment.radiance).sum() / 3 for b in benches]
    assert min(light) > 1.2 and max(light) < 2.1


def test_hidden_surroundings_only_lose_their_looks(line):
    unseen = hidden(line)
    assert not any(item.seen for item in unseen.items) and not unseen.floor.seen
    assert all(item.seen for item in line.items) and line.floor.seen
    for a, b in zip(line.items, unseen.items, strict=True):
        assert a.mesh is b.mesh and a.surface is b.surface and a.part == b.part
    assert unseen.environment is line.environment and unseen.lights == line.lights
    assert hidden(bench(0)).floor is None


def test_a_room_turns_clockwise_with_its_columns():
    name = HDRIS[0]
    turned = room_environment(name, 0.5, 128)
    # a quarter to the right: what stood at +X (middle) stands at -Y (three quarters)
    np.testing.assert_array_equal(turned.radiance[:, 384], hdri(name)[:, 256])
    assert turned is room_environment(name, 0.5, 128) and turned.strength == 0.5


def test_a_panel_shines_down_and_a_scaled_lamp_keeps_its_aim():
    above = panel(5.0, (1.0, 2.0, 3.0), 0.5)
    np.testing.assert_array_equal(above.pose[:3, 3], [1, 2, 3])
    np.testing.assert_array_equal(above.pose[:3, 2], [0, 0, 1])  # it shines along its -Z
    aimed = lamp("area", 2.0, (1.0, -1.0, 2.0), 0.3)
    longer = scaled(aimed, 10)
    np.testing.assert_allclose(longer.pose[:3, 3], [10, -10, 20])
    np.testing.assert_array_equal(longer.pose[:3, :3], aimed.pose[:3, :3])
    assert (longer.power, longer.size) == (200.0, 3.0)
