"""Cycles against rays, against itself and against energy."""

from dataclasses import replace

import numpy as np
import pytest

from padkit.benchmarks.poses import look_at, opengl_camera_to_world
from padkit.generators.scene import Environment, Light

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
    red = replace(scene, environment=Environment(scene.environment.radiance * [1, 0, 0]))
    for other in (few, dark, red, repainted, replace(scene, environment=None), red, few):
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
