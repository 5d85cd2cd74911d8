import numpy as np
import pytest
import shapes

from padkit.assets.materials import Surface, srgb
from padkit.generators.attributes import color_contrast, measure
from padkit.generators.scene import Scene


def test_one_colour_has_no_contrast_and_two_have_their_distance():
    red, blue = Surface(srgb("C81E1E")), Surface(srgb("1E46C8"))
    plain = Scene((shapes.box(1, (-0.25, 0, 0), (0.5, 1, 1), red),
                   shapes.box(2, (0.25, 0, 0), (0.5, 1, 1), red)))  # fmt: skip
    both = Scene((plain.items[0], shapes.box(2, (0.25, 0, 0), (0.5, 1, 1), blue)))
    assert color_contrast(plain) == pytest.approx(0, abs=1e-4)
    # two colours of equal share: half their distance in the a-b plane (values of an sRGB table)
    a, b = np.array([63.4, 43.9]), np.array([34.9, -68.9])
    assert color_contrast(both) == pytest.approx(np.linalg.norm(a - b) / 2, rel=0.05)


def test_light_and_dark_of_one_hue_are_no_contrast():
    grey = [Surface((v, v, v)) for v in (0.05, 0.8)]
    scene = Scene(
        (shapes.box(1, (-0.5, 0, 0), surface=grey[0]), shapes.box(2, (0.5, 0, 0), surface=grey[1]))
    )
    assert color_contrast(scene) == pytest.approx(0, abs=0.1)


def test_shape_complexity_spans_the_classes_of_the_suite():
    scenes = {
        name: Scene(tuple(shapes.box(i + 1, (i, 0, 0)) for i in range(count)))
        for name, count in (("few", 1), ("some", 2), ("many", 5))
    }
    found = measure(("some", "many"), tuple(scenes), scenes.__getitem__)
    assert list(found) == ["some", "many"]
    assert (found["some"].parts, found["some"].triangles) == (2, 24)
    assert found["some"].shape_complexity == 25
    assert found["many"].shape_complexity == 100
