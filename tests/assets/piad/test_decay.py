import numpy as np
import pytest

from padkit.assets.piad.decay import crystals, grained, rust, under_metal


@pytest.mark.parametrize(
    "surface", [rust(1), under_metal(0.7, 1), grained((0.5, 0.3, 0.2), 0.03, 0.8, 1), crystals()]
)
def test_a_picture_of_decay_repeats_without_a_seam(surface):
    color = surface.texture.color.astype(int)
    steps = np.abs(np.diff(color, axis=0)).mean()
    assert np.abs(color[0] - color[-1]).mean() < 1.3 * steps
    assert np.abs(color[:, 0] - color[:, -1]).mean() < 1.3 * np.abs(np.diff(color, axis=1)).mean()


def test_rust_is_orange_to_brown_mottled_rough_and_no_metal():
    for seed in range(3):
        surface = rust(seed)
        red, green, blue = surface.texture.color.reshape(-1, 3).mean(0)
        assert red > 1.4 * green > 1.4 * 1.3 * blue
        assert surface.texture.color[..., 0].std() > 25
        assert surface.texture.roughness.mean() > 0.8
        assert surface.metallic == 0
    assert (rust(0).texture.color != rust(1).texture.color).any()
    assert rust(0) is rust(0)


def test_what_lies_under_a_coat_has_the_colour_asked_for():
    clay = grained((0.8, 0.55, 0.41), 0.03, 0.85).texture
    np.testing.assert_allclose(clay.color.mean((0, 1)) / 255, (0.8, 0.55, 0.41), atol=0.02)
    assert under_metal(0.85).base_color[0] > under_metal(0.6).base_color[0]
    assert under_metal().metallic == 1
