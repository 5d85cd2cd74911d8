"""Mitsuba against rays and against itself."""

from dataclasses import replace

import numpy as np
import pytest

pytestmark = pytest.mark.mitsuba


@pytest.fixture(scope="session")
def mitsuba(start):
    return start("mitsuba", samples=16)


def test_parts_agree_with_rays(mitsuba, scene, view, cast):
    """Mitsuba's rays are the second voice: at most 2 pixels of a view differ from Embree's."""
    parts = mitsuba.render(scene, view, parts=True).parts
    truth = cast(view)
    assert parts.dtype == np.uint16
    assert (parts != truth).sum() <= 2
    assert len(np.unique(truth)) > 8


def test_frames_do_not_depend_on_what_was_rendered_before(mitsuba, start, scene, shoot):
    fresh = start("mitsuba", samples=16, threads=3)
    for other in (replace(scene, items=scene.items[3:6], floor=None), replace(scene, floor=None)):
        mitsuba.render(other, shoot(80, 64))
    late = mitsuba.render(scene, shoot())
    first = fresh.render(scene, shoot())
    np.testing.assert_array_equal(late.color, first.color)
    np.testing.assert_array_equal(late.alpha, first.alpha)
