"""LMSE, si-MSE and SSIM: by hand, against naive loops and scikit-image, blind to a factor."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter
from skimage.metrics import structural_similarity

from padkit.benchmarks.intrinsic import MEASURES, intrinsic_scores, lmse, si_mse, ssim

SIZE = 64


def decomposition(seed=0, size=SIZE):
    """Albedo of coloured patches and the shading of a ball, 0 outside it, both (H, W, 3)."""
    rng = np.random.default_rng(seed)
    patches = rng.uniform(0.1, 0.9, (8, 8, 3)).repeat(size // 8, 0).repeat(size // 8, 1)
    y, x = (np.mgrid[:size, :size] + 0.5) * 2 / size - 1
    inside = x**2 + y**2 < 0.8
    height = np.sqrt(np.maximum(1 - x**2 - y**2, 0))
    light = np.maximum(0.1, 0.5 * x - 0.3 * y + 0.8 * height)[..., None] * [1.0, 0.9, 0.7]
    glint = 5 * np.exp(-((x - 0.3) ** 2 + (y + 0.2) ** 2) / 0.002)
    return patches * inside[..., None], (light + glint[..., None]) * inside[..., None]


def retinex(picture, sigma=6.0):
    """Single-scale Retinex in the log domain: the shading is what a Gaussian leaves of the object.

    What is not object has no part in it: the blurred logarithms are divided by the blurred mask.
    """
    there = picture.mean(2) > 0
    logs = np.log(np.where(there, picture.mean(2), 1.0))
    cover = gaussian_filter(there.astype(float), sigma)
    shading = np.exp(gaussian_filter(logs, sigma) / np.maximum(cover, 1e-9)) * there
    return picture / np.where(there, shading, 1.0)[..., None], shading


def naive_lmse(truth, estimate, mask, window):
    """The definition as Grosse et al. write it, window by window."""
    error = energy = 0.0
    for top in range(0, truth.shape[0] - window + 1, window // 2):
        for left in range(0, truth.shape[1] - window + 1, window // 2):
            place = np.s_[top : top + window, left : left + window]
            t, e, m = truth[place], estimate[place], mask[place]
            squares = np.sum(m * e**2)
            a = np.sum(m * t * e) / squares if squares else 0.0
            error += np.sum(m * (t - a * e) ** 2)
            energy += np.sum(m * t**2)
    return error / energy


def test_the_truth_is_perfect_whatever_its_scale():
    albedo, shading = decomposition()
    for factor in (1.0, 1e-200, 3.7e200):
        scores = intrinsic_scores(albedo, shading, albedo * factor, shading / factor)
        assert list(scores) == list(MEASURES)
        for name, score in scores.items():
            assert score == pytest.approx(1.0 if name.endswith("ssim") else 0.0, abs=1e-12)


@given(st.floats(1e-6, 1e6), st.floats(1e-6, 1e6))
def test_no_measure_sees_a_factor(one, other):
    albedo, shading = decomposition()
    reflectance, light = retinex(albedo * shading)
    plain = intrinsic_scores(albedo, shading, reflectance, light)
    scaled = intrinsic_scores(albedo, shading, reflectance * one, light * other)
    for name, score in plain.items():
        assert scaled[name] == pytest.approx(score, rel=1e-9)


def test_of_the_truths_units_only_si_mse_knows():
    albedo, shading = decomposition()
    reflectance, light = retinex(albedo * shading)
    plain = intrinsic_scores(albedo, shading, reflectance, light)
    brighter = intrinsic_scores(albedo, shading * 8, reflectance, light)
    assert brighter["shading_si_mse"] == pytest.approx(64 * plain["shading_si_mse"])
    for name in ("lmse", "shading_lmse", "shading_ssim", "reflectance_si_mse"):
        assert brighter[name] == pytest.approx(plain[name])


def test_other_truths_and_simple_methods_are_worse_than_the_truth():
    albedo, shading = decomposition()
    other_albedo, _ = decomposition(1)
    picture = albedo * shading
    worst = intrinsic_scores(albedo, shading, other_albedo, shading[::-1, ::-1])
    trivial = intrinsic_scores(albedo, shading, picture, np.ones((SIZE, SIZE)))
    classical = intrinsic_scores(albedo, shading, *retinex(picture))
    for scores in (worst, trivial, classical):
        for name, score in scores.items():
            assert score < 0.95 if name.endswith("ssim") else score > 1e-2
    for name, measure in MEASURES.items():
        gain = classical[name] - trivial[name]
        assert gain > 0 if measure.better == "higher" else gain < 0
    assert trivial["lmse"] < worst["lmse"]


def test_lmse_of_two_windows_by_hand():
    # windows of 2 x 2 at the columns 0, 1 and 2, one row of windows
    truth = np.array([[1.0, 2.0, 0.0, 4.0], [1.0, 2.0, 0.0, 4.0]])
    estimate = np.array([[1.0, 1.0, 1.0, 2.0], [1.0, 1.0, 1.0, 2.0]])
    # a = 6/4: error 4 * 0.25 = 1 of 10; a = 4/4: error 4 * 1 = 4 of 8; a = 16/10: 32 - 25.6 of 32
    everywhere = np.ones((2, 4), bool)
    assert lmse(truth, estimate, everywhere, 2) == pytest.approx((1 + 4 + 6.4) / (10 + 8 + 32))
    # without the last column the second and third windows have one column, or none that is not 0
    assert lmse(truth, estimate, everywhere & (np.arange(4) < 3), 2) == pytest.approx(
        (1 + 4 + 0) / (10 + 8 + 0)
    )


def test_two_windows_have_a_scale_each():
    truth = np.zeros((4, 6))
    truth[:, :4] = [1, 2, 3, 4]
    truth[:, 4:] = [5, 6]
    estimate = truth.copy()
    estimate[:, 4:] *= 3  # the second window begins at column 2 and meets both scales
    everywhere = np.ones((4, 6), bool)
    a = (9 + 16 + 3 * 25 + 3 * 36) / (9 + 16 + 9 * 25 + 9 * 36)
    error = 4 * sum((np.array([3, 4, 5, 6]) - a * np.array([3, 4, 15, 18])) ** 2)
    assert lmse(truth, estimate, everywhere, 4) == pytest.approx(error / (4 * (30 + 86)))


@pytest.mark.parametrize("shape", [(45, 61), (20, 20), (64, 33)])
@pytest.mark.parametrize("window", [2, 7, 20])
def test_lmse_is_that_of_a_naive_loop(shape, window):
    rng = np.random.default_rng(4)
    truth, estimate = rng.random((2, *shape))
    estimate[:12, :12] = 0  # a whole window without an estimate
    mask = rng.random(shape) < 0.4
    mask[-15:] = False
    assert lmse(truth, estimate, mask, window) == pytest.approx(
        naive_lmse(truth, estimate, mask, window), rel=1e-12
    )


def test_lmse_judges_the_mean_of_the_colours_and_si_mse_each():
    rng = np.random.default_rng(5)
    truth, estimate = rng.random((2, 30, 30, 3))
    mask = np.ones((30, 30), bool)
    grey = naive_lmse(truth.mean(2), estimate.mean(2), mask, 20)
    assert lmse(truth, estimate, mask) == pytest.approx(grey, rel=1e-12)
    turned = truth[..., [1, 2, 0]]  # the same lightness, another hue
    assert lmse(truth, turned, mask) == pytest.approx(0, abs=1e-12)
    assert si_mse(truth, turned, mask) > 0.05


def test_an_estimate_of_nothing_has_an_lmse_of_one_and_the_truths_square():
    albedo, shading = decomposition()
    mask = (albedo > 0).any(2)
    assert lmse(shading, np.zeros_like(shading), mask) == 1
    assert si_mse(shading, np.zeros_like(shading), mask) == pytest.approx(
        np.square(shading[mask]).mean()
    )


def test_si_mse_by_hand_has_one_scale_for_all_colours():
    truth = np.array([[[1.0, 2.0, 3.0], [9.0, 9.0, 9.0]]])
    estimate = np.array([[[1.0, 1.0, 1.0], [-7.0, 0.0, 7.0]]])
    mask = np.array([[True, False]])
    # a = 6/3: the errors are 1, 0, 1
    assert si_mse(truth, estimate, mask) == pytest.approx(2 / 3)
    assert si_mse(truth, np.ones((1, 2)), mask) == pytest.approx(2 / 3)  # grey is all colours


def test_what_lies_outside_the_mask_does_not_count():
    albedo, shading = decomposition()
    reflectance, light = retinex(albedo * shading)
    outside = ~(albedo > 0).any(2)
    plain = intrinsic_scores(albedo, shading, reflectance, light)
    reflectance[outside], light[outside], shading[outside] = 1e6, -5.0, 77.0
    assert intrinsic_scores(albedo, shading, reflectance, light) == plain


@pytest.mark.parametrize("place", [np.s_[:, :], np.s_[20:31, 22:40], np.s_[:3, 50:], np.s_[40, 7]])
def test_ssim_is_scikit_images_over_the_mask(place):
    truth, _ = decomposition()
    mask = np.zeros((SIZE, SIZE), bool)
    mask[place] = True
    truth = (truth + 0.1) * mask[..., None]
    estimate = (truth + 0.3 * np.random.default_rng(2).random(truth.shape)) * mask[..., None]
    scale = (truth * estimate).sum() / (estimate**2).sum()
    _, whole = structural_similarity(
        truth, estimate * scale, data_range=np.percentile(truth[mask], 99), channel_axis=2,
        full=True, gaussian_weights=True, use_sample_covariance=False,
    )  # fmt: skip
    found = ssim(truth, estimate, mask)
    assert found == pytest.approx(whole[mask].mean(), rel=1e-9)
    assert 0 < found < 0.999


def test_what_was_not_estimated_is_undefined_and_says_so():
    albedo, shading = decomposition()
    only = intrinsic_scores(albedo, estimated_reflectance=albedo)
    assert only["reflectance_ssim"] == pytest.approx(1)
    for name in ("lmse", "shading_lmse", "shading_si_mse", "shading_ssim"):
        assert only[name].value is None and only[name].reason == "no shading was estimated"
    only = intrinsic_scores(albedo, shading, estimated_shading=shading)
    assert only["shading_lmse"] == pytest.approx(0, abs=1e-12)
    assert only["lmse"].reason == "no reflectance was estimated"


def test_what_cannot_be_judged_is_undefined_and_says_so():
    albedo, shading = decomposition()
    empty = intrinsic_scores(np.zeros_like(albedo), shading, albedo, shading)
    assert {score.reason for score in empty.values()} == {"no object in view"}
    dark = intrinsic_scores(albedo, np.zeros_like(shading), albedo, shading)
    assert dark["shading_lmse"].reason == dark["lmse"].reason == dark["shading_ssim"].reason
    assert "truth is 0" in dark["lmse"].reason and dark["shading_si_mse"] == 0
    small = intrinsic_scores(*(picture[20:30, 20:30] for picture in (albedo, shading) * 2))
    assert "smaller than a window of 20" in small["lmse"].reason
    assert "smaller than a window of 11" in small["reflectance_ssim"].reason
    assert small["reflectance_si_mse"] == pytest.approx(0, abs=1e-12)


def test_misuse_is_told():
    albedo, shading = decomposition()
    with pytest.raises(ValueError, match=r"do not fit"):
        intrinsic_scores(albedo, shading, albedo[:-1], shading)
    with pytest.raises(ValueError, match=r"shape \(64, 64, 2\)"):
        intrinsic_scores(albedo, shading, albedo[..., :2], shading)
    with pytest.raises(ValueError, match="NaN or infinite"):
        intrinsic_scores(albedo, shading, albedo * math.nan, shading)
    with pytest.raises(ValueError, match="window of 1 "):
        intrinsic_scores(albedo, shading, albedo, shading, window=1)
    with pytest.raises(ValueError, match="without the true one"):
        intrinsic_scores(albedo, estimated_shading=shading)
