"""What the renderer shows and what the rays decide are the same thing."""

import cv2
import numpy as np
import pytest

from padkit.generators import mad
from padkit.generators.backends import Settings
from padkit.generators.backends.process import RenderProcess
from padkit.generators.developing import develop
from padkit.generators.plans import Recipe, Unit
from padkit.generators.truth import caster, edit_picture

pytestmark = pytest.mark.mitsuba
PRESET = mad.Preset(128, 16, 6, "for tests", (), 1, 2)


@pytest.fixture(scope="module")
def renderer():
    with RenderProcess("mitsuba", Settings(samples=PRESET.samples)) as process:
        yield process


@pytest.mark.parametrize("defect", sorted(mad.DEFECTS))
def test_twins_differ_inside_the_mask_and_hardly_outside(renderer, defect):
    """Beyond the mask only shadows and reflections of the defect are left, which are faint."""
    for index in range(2):
        shown = mad.compose(Unit("18Obesobeso", "test", defect, index), Recipe(PRESET))
        hits = caster(shown.scene).cast(shown.camera)
        mask = edit_picture(shown.sound, shown.scene, shown.camera, hits) > 0
        sound, anomalous = (
            develop(renderer.render(scene, shown.camera), scene.background).astype(int)
            for scene in (shown.sound, shown.scene)
        )
        change = np.abs(sound - anomalous).max(2)
        near = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3))) > 0
        assert np.median(change[mask]) > 4 * max(1.0, np.percentile(change[~near], 99))
        strong = change > 0.6 * change.max()
        assert strong[near].sum() >= 0.95 * strong.sum()
