import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from padkit.assets.colours import COLOURS, colour_surface
from padkit.assets.materials import Surface, Texture, srgb, vary

RED = Surface(srgb("B40000"), 0.24, coat=0.2)


@given(st.integers(0, 2**32 - 1), st.sampled_from(sorted(COLOURS)))
def test_a_varied_surface_stays_near_and_keeps_its_finish(seed, code):
    given = colour_surface(code)
    ours = vary(given, np.random.default_rng(seed))
    before, after = np.array(given.base_color), np.array(ours.base_color)
    inside = (before > 0) & (after < 1)  # white stays white
    ratio = np.cbrt(after[inside] / before[inside])
    assert np.all(np.abs(ratio - 1) <= 0.0225 + 1e-6)
    assert ratio.size == 0 or np.ptp(ratio) <= 0.015 + 1e-6
    assert np.all(after[before == 0] == 0)
    assert abs(ours.roughness - given.roughness) <= 0.12 * given.roughness + 1e-9
    assert (ours.metallic, ours.transmission, ours.coat) == (
        given.metallic, given.transmission, given.coat,
    )  # fmt: skip


def test_variation_uses_its_range_and_nothing_but_its_generator():
    made = [vary(RED, np.random.default_rng(k)) for k in range(400)]
    assert made == [vary(RED, np.random.default_rng(k)) for k in range(400)]
    light = np.cbrt([m.base_color[0] / RED.base_color[0] for m in made])
    rough = np.array([m.roughness for m in made]) / RED.roughness
    assert light.max() > 1.015 and light.min() < 0.985
    assert rough.max() > 1.11 and rough.min() < 0.89


def test_white_and_matt_stay_in_range():
    white = Surface((1.0, 1.0, 1.0), 1.0)
    for k in range(50):
        vary(white, np.random.default_rng(k))  # Surface refuses what is beyond 1


def test_textures_are_read_only_told_by_identity_and_checked():
    picture = np.zeros((2, 3, 3), np.uint8)
    texture = Texture(picture, np.zeros((2, 3)))
    picture[:] = 9
    assert texture.color.max() == 0 and texture.roughness.dtype == np.float32
    with pytest.raises(ValueError, match="read-only"):
        texture.color[0] = 1
    assert texture != Texture(texture.color, texture.roughness)
    assert Surface((0, 0, 0), texture=texture) == Surface((0, 0, 0), texture=texture)
    with pytest.raises(ValueError, match=r"roughness is \(3, 2\), colour \(2, 3, 3\)"):
        Texture(np.zeros((2, 3, 3), np.uint8), np.zeros((3, 2)))


def test_every_finish_is_what_its_name_says():
    assert colour_surface(47).transmission == 1 and colour_surface(47).opacity == 1
    assert colour_surface(4).coat > 0 and colour_surface(4).base_color == srgb("B40000")
    assert colour_surface(256).roughness > 2 * colour_surface(0).roughness
    assert colour_surface(256).coat == 0
    assert colour_surface(383).metallic == 1
    # two walls of clear plastic have the colour of the table
    np.testing.assert_allclose(np.square(colour_surface(36).base_color), srgb("C91A09"))
