"""Painted environments and the mapping between directions and pixels."""

import numpy as np
import pytest

from padkit.assets import hdri as panoramas
from padkit.assets.skies import HDRIS, direction_to_pixel, hdri, pixel_directions, studio


@pytest.fixture(scope="module")
def sky():
    return studio(64)


def test_pixel_directions_and_direction_to_pixel_are_inverse():
    directions = pixel_directions(16)
    row, column = np.mgrid[:16, :32] + 0.5
    np.testing.assert_allclose(np.linalg.norm(directions, axis=-1), 1)
    np.testing.assert_allclose(direction_to_pixel(3 * directions, 16), np.stack([column, row], -1))


def test_known_directions():
    assert direction_to_pixel((0, 0, 2), 10)[1] == 0
    assert direction_to_pixel((0, 0, -2), 10)[1] == 10
    np.testing.assert_allclose(direction_to_pixel((1, 0, 0), 10), (10, 5))
    np.testing.assert_allclose(direction_to_pixel((0, -3, 0), 10), (15, 5))
    np.testing.assert_allclose(direction_to_pixel((0, 1, 1), 10), (5, 2.5))


def irradiance(sky, normal):
    """Irradiance over pi: the radiance of a white diffuse surface."""
    height = len(sky)
    directions = pixel_directions(height)
    solid_angle = np.hypot(directions[..., 0], directions[..., 1]) * (np.pi / height) ** 2
    weight = np.clip(directions @ np.array(normal, float), 0, None) * solid_angle / np.pi
    return (weight[..., None] * sky).sum(axis=(0, 1))


def test_a_studio_lights_every_side_and_overexposes_none(sky):
    sides = [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0)]
    light = np.array([irradiance(sky, side) for side in sides])
    assert light.min() > 0.5 and light.max() < 1.0
    assert 1.0 < irradiance(sky, (0, 0, 1)).mean() < 1.4
    assert irradiance(sky, (0, 0, -1)).mean() > 0.15
    np.testing.assert_allclose(light / light.mean(axis=1, keepdims=True), 1, atol=0.05)


def test_a_studio_has_clear_highlights_and_a_darker_floor(sky):
    assert sky.shape == (64, 128, 3) and sky.dtype == np.float32
    assert sky.max() > 8 * np.median(sky)
    assert sky.min() > 0.1
    assert sky[48:].mean() < 0.6 * sky[:24].mean()
    column, row = direction_to_pixel((-0.5, -0.6, 0.7), 64).astype(int)
    assert sky[row, column].min() > 4  # the key light is at the front left


def test_left_and_right_edge_meet(sky):
    across = np.abs(sky[:, 0] - sky[:, -1]).max()
    assert across <= np.abs(np.diff(sky[:, :16], axis=1)).max() + 0.05


def test_too_small_a_studio_is_refused():
    with pytest.raises(ValueError, match="at least 16"):
        studio(8)


@pytest.mark.parametrize("name", HDRIS)
def test_a_panorama_is_a_lit_room_right_way_up(name):
    room = hdri(name)
    assert room.shape == (256, 512, 3) and room.dtype == np.float32
    assert room is hdri(name) and not room.flags.writeable
    assert np.isfinite(room).all() and room.min() >= 0
    # lamps and windows are far brighter than the walls, and the floor gives less than the ceiling
    assert room.max() > 20 * np.median(room)
    assert irradiance(room, (0, 0, 1)).mean() > 1.1 * irradiance(room, (0, 0, -1)).mean()
    # the left and the right edge meet: no worse than neighbouring columns elsewhere
    steps = np.abs(np.diff(np.log1p(room), axis=1, append=np.log1p(room[:, :1]))).mean((0, 2))
    assert steps[-1] <= steps[:-1].max()


def test_panoramas_are_small_and_told_of_in_the_notice():
    assert len(HDRIS) == 4
    notice = (panoramas.FOLDER / "NOTICE").read_text()
    assert "CC0 1.0" in notice
    for name in HDRIS:
        assert panoramas.path(name).stat().st_size < 400_000
        assert f"{name}.exr" in notice


def test_an_unknown_panorama_is_refused():
    with pytest.raises(ValueError, match="no panorama 'attic'; there are apartment, lab"):
        hdri("attic")
