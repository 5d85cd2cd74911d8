import numpy as np
import pytest

from padkit.benchmarks.srgb import decode_srgb, encode_srgb
from padkit.generators.developing import develop
from padkit.generators.scene import Frame


def frame(color, alpha):
    pixels = np.array([color], np.float32)
    return Frame(pixels, np.array([alpha], np.float32))


def test_srgb_knows_its_fixed_points_and_its_inverse():
    linear = np.linspace(0, 1, 257, dtype=np.float32)
    np.testing.assert_allclose(decode_srgb(encode_srgb(linear)), linear, atol=1e-6)
    assert encode_srgb(np.float32([0.21404114]))[0] == pytest.approx(0.5, abs=1e-6)
    assert encode_srgb(np.float32([-1, 2])).tolist() == pytest.approx([0.0, 1.0])


def test_background_is_exact_and_edges_blend_in_linear_light():
    half = [0.107, 0.107, 0.107]  # linear 0.214 seen through half a pixel
    picture = develop(frame([[0, 0, 0], half], [0.0, 0.5]), (255, 255, 255))
    np.testing.assert_array_equal(picture[0, 0], [255, 255, 255])
    expected = 255 * encode_srgb(np.float32([0.607]))[0]
    np.testing.assert_allclose(picture[0, 1], expected, atol=0.51)


def test_a_pixel_with_a_trace_of_alpha_is_background_unless_rays_say_otherwise():
    traced = frame([[0, 0, 0]], [0.001])
    np.testing.assert_array_equal(develop(traced, (255, 254, 253))[0, 0], [255, 254, 253])
    seen = develop(traced, (255, 255, 255), np.array([[True]]), 254)
    assert seen[0, 0, 1] == 254


def test_bright_foreground_keeps_below_the_green_limit():
    picture = develop(frame([[9, 9, 9], [0, 0, 0]], [1.0, 0.0]), (255, 255, 255), None, 254)
    np.testing.assert_array_equal(picture[0], [[255, 254, 255], [255, 255, 255]])


def test_without_a_background_the_frame_brings_its_own():
    picture = develop(frame([[0.2159, 0, 1]], [0.0]), None)
    np.testing.assert_array_equal(picture[0, 0], [128, 0, 255])
