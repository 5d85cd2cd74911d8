"""The papers' ways to judge, against what their code does, written out here."""

import math

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from padkit.benchmarks.errors import UnknownNameError
from padkit.benchmarks.metrics import image_scores, pixel_scores
from padkit.benchmarks.predictions import resize_map
from padkit.benchmarks.protocols import PROTOCOLS, find_protocol


@pytest.mark.parametrize(
    ("name", "size", "taps"), [("pad", 224, 33), ("splatpose", 224, 33), ("piad", 400, 33)]
)
def test_maps_are_smoothed_as_scipy_does_by_default(name, size, taps):
    score_map = np.random.default_rng(0).random((160, 160))
    judged = PROTOCOLS[name].prepare_map(score_map, (160, 160))
    expected = ndimage.gaussian_filter(resize_map(score_map, (size, size)), sigma=4)
    assert np.array_equal(judged, expected)
    impulse = np.zeros((size, size))
    impulse[100, 100] = 1
    spread = PROTOCOLS[name].prepare_map(impulse, (size, size))[100]
    assert np.count_nonzero(spread) == taps


def test_splatpose_plus_cuts_its_gaussian_off_at_nine_pixels():
    kernel = np.exp(-0.5 * (np.arange(-4, 5) / 4) ** 2)
    kernel /= kernel.sum()
    score_map = np.random.default_rng(0).random((224, 224))
    padded = np.pad(score_map, 4, mode="reflect")  # torchvision: without the edge pixel itself
    rows = sum(kernel[i] * padded[i : i + 224] for i in range(9))
    expected = sum(kernel[i] * rows[:, i : i + 224] for i in range(9))
    judged = PROTOCOLS["splatpose_plus"].prepare_map(score_map, (224, 224))
    assert judged == pytest.approx(expected, abs=1e-12)
    width = math.sqrt((kernel * np.arange(-4, 5) ** 2).sum())
    assert width == pytest.approx(2.38, abs=0.01)  # the effective sigma


def test_masks_take_the_nearest_pixel_and_no_grey():
    mask = np.random.default_rng(0).random((160, 200)) > 0.9
    judged = PROTOCOLS["pad"].prepare_mask(mask)
    assert judged.dtype == bool
    grey = Image.fromarray(mask.astype(np.uint8) * 255).resize((224, 224), Image.NEAREST)
    assert np.array_equal(judged, np.asarray(grey) > 0)
    assert PROTOCOLS["padkit"].prepare_mask(mask) is mask


def test_padkit_leaves_maps_alone():
    score_map = np.random.default_rng(0).random((50, 60)).astype(np.float32)
    judged = PROTOCOLS["padkit"].prepare_map(score_map, (50, 60))
    assert np.array_equal(judged, score_map) and judged.dtype == np.float32


def test_minmax_changes_no_figure_but_the_thresholds():
    rng = np.random.default_rng(0)
    maps = [rng.random((9, 9)) for _ in range(4)]
    masks = [rng.random((9, 9)) > 0.8 for _ in range(4)]
    low, high = min(m.min() for m in maps), max(m.max() for m in maps)
    scaled = [(m - low) / (high - low) for m in maps]
    plain, told = pixel_scores(maps, masks), pixel_scores(scaled, masks)
    assert (plain.auroc, plain.ap, plain.f1_max) == (told.auroc, told.ap, told.f1_max)
    assert told.f1_threshold == pytest.approx((plain.f1_threshold - low) / (high - low))
    assert image_scores([1.0, 2.0], [False, True]).auroc == 1.0


def test_every_protocol_says_what_and_after_whom():
    for name, protocol in PROTOCOLS.items():
        assert protocol.summary and protocol.source
        assert find_protocol(name) is protocol
    with pytest.raises(UnknownNameError, match="did you mean pad"):
        find_protocol("pda")
