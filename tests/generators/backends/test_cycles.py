"""Cycles against rays, against itself and against energy."""

from dataclasses import replace

import numpy as np
import pytest

from padkit.assets.materials import Surface, Texture
from padkit.benchmarks.poses import look_at, opengl_camera_to_world
from padkit.benchmarks.records import Camera
from padkit.benchmarks.srgb import encode_srgb
from padkit.generators.scene import Environment, Floor, Light, Scene

pytestmark = pytest.mark.blender


@pytest.fixture(scope="session")
def cycles(start):
    return start("cycles", samples=16)


def test_parts_agree_with_rays(cycles, scene, view, cast):
    """Per part of at least 50 pixels IoU >= 0.99; at most 1e-4 of all pixels differ (< 1 here)."""
    parts = cycles.render(scene, view, parts=True).parts
    truth = cast(view)
    assert parts.dtype == np.uint16
    for part in np.unique(truth):
        ours, theirs = truth == part, parts == part
        if ours.sum() >= 50:
            assert (ours & theirs).sum() / (ours | theirs).sum() >= 0.99, part
    assert (parts != truth).sum() <= max(1, 1e-4 * truth.size)
    assert len(np.unique(truth)) > 8


def test_frames_do_not_depend_on_what_was_rendered_before(cycles, start, scene, shoot):
    fresh = start("cycles", samples=16, threads=2)
    few = replace(scene, items=scene.items[3:6], floor=None)
    dark = replace(scene, environment=replace(scene.environment, strength=0.3))
    repainted = replace(
        scene,
        items=tuple(replace(i, surface=replace(i.surface, roughness=0.9)) for i in scene.items),
    )
    clear = Surface((0.9, 0.4, 0.4), transmission=1.0)
    glassy = replace(scene, items=tuple(replace(i, surface=clear) for i in scene.items))
    unseen = replace(scene, items=tuple(replace(i, seen=False) for i in scene.items))
    red = replace(scene, environment=Environment(scene.environment.radiance * [1, 0, 0]))
    for other in (few, dark, red, glassy, repainted, replace(scene, environment=None), unseen, few):
        cycles.render(other, shoot(80, 64))
    left = cycles.render(few, shoot(80, 64), parts=True).parts
    assert set(np.unique(left)) <= {0, *(item.part for item in few.items)}
    late = cycles.render(scene, shoot())
    first = fresh.render(scene, shoot())
    np.testing.assert_array_equal(late.color, first.color)
    np.testing.assert_array_equal(late.alpha, first.alpha)


def test_frames_do_not_depend_on_where_the_camera_was_before(start, scene, shoot):
    """Seen without denoising and to the last bit: a lamp's light once told the first camera."""
    lamp = Light("area", 40.0, opengl_camera_to_world(look_at((1.5, -2.0, 2.5))), 1.0)
    lit = replace(scene, lights=(lamp,))
    moved = start("cycles", samples=4, denoise=False)
    moved.render(lit, shoot(48, 48, eye=(-2.2, 1.4, 0.9)))
    late = moved.render(lit, shoot(48, 48))
    first = start("cycles", samples=4, denoise=False, threads=2).render(lit, shoot(48, 48))
    np.testing.assert_array_equal(late.color, first.color)


def test_hundreds_of_textures_and_finishes_leave_no_trace(start, scene, shoot):
    """More than are kept; each picture is right, whatever lay in its memory before."""
    process = start("cycles", samples=1, denoise=False)
    fields = np.random.default_rng(0).integers(60, 250, (45, 3), np.uint8)
    sky = Environment(np.ones((8, 16, 3), np.float32))
    from_above = Camera(
        4, 4, np.array([[90.0, 0, 2], [0, 90, 2], [0, 0, 1]]), look_at((0, 0, 3), up=(0, 1, 0))
    )
    for k, field in enumerate(fields):
        texture = Texture(np.broadcast_to(field, (8, 8, 3)))
        finish = Surface((0, 0, 0), 1.0, specular=0.0, coat=1e-3 * k / 45, texture=texture)
        frame = process.render(Scene((), (), sky, Floor(0.0, finish, 4.0)), from_above)
        np.testing.assert_allclose(255 * encode_srgb(frame.color.mean((0, 1))), field, atol=8)
    late = process.render(scene, shoot(32, 32))
    first = start("cycles", samples=1, denoise=False, threads=2).render(scene, shoot(32, 32))
    np.testing.assert_array_equal(late.color, first.color)
