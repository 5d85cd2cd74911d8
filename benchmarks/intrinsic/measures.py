"""LMSE, si-MSE and SSIM of an estimated reflectance or shading.

All are computed in float64 on linear values, on the pixels of a mask only, and do not change when
the estimate is multiplied by a positive number.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray
from skimage.metrics import structural_similarity

from ..metrics import Metric
from ..records import Score

WINDOW = 20
"""Side of LMSE's windows in pixels, as Grosse et al. have it."""

REFLECTANCE, SHADING = "reflectance", "shading"

_SSIM_WINDOW = 11  # what scikit-image makes of Wang's Gaussian of sigma 1.5
_SSIM_RANGE = 99.0

_LMSE = (
    "Local mean squared error of the {0}: the squared error of the mean over the colours, summed "
    "over windows of 20 x 20 pixels every 10, each with its own best scale, divided by the same "
    "sum of the truth's squares. An estimate of 0 has 1."
)
_SI_MSE = (
    "Mean squared error of the {0} over pixels and colours, with the one scale of the picture that "
    "makes it least; in squared units of the truth. (Narihira et al., ICCV 2015)"
)
_SSIM = (
    "Structural similarity of the {0} scaled as for si-MSE, mean over the object and the colours. "
    "(Wang et al., IEEE TIP 2004)"
)

MEASURES: dict[str, Metric] = {
    "lmse": Metric(
        "LMSE",
        "lower",
        (0.0, 1.0),
        "Mean of the LMSE of reflectance and shading. (Grosse et al., ICCV 2009)",
        headline=True,
    ),
    **{
        f"{kind}_lmse": Metric(
            f"{kind.capitalize()} LMSE", "lower", (0.0, 1.0), _LMSE.format(kind), headline=True
        )
        for kind in (REFLECTANCE, SHADING)
    },
    **{
        f"{kind}_si_mse": Metric(
            f"{kind.capitalize()} si-MSE", "lower", (0.0, None), _SI_MSE.format(kind)
        )
        for kind in (REFLECTANCE, SHADING)
    },
    **{
        f"{kind}_ssim": Metric(
            f"{kind.capitalize()} SSIM", "higher", (-1.0, 1.0), _SSIM.format(kind)
        )
        for kind in (REFLECTANCE, SHADING)
    },
}
"""Column -> what it is."""

HEADLINES = tuple(measure.title for measure in MEASURES.values() if measure.headline)
"""The titles that a narrow table keeps."""


def intrinsic_scores(
    albedo: ArrayLike,
    shading: ArrayLike | None = None,
    estimated_reflectance: ArrayLike | None = None,
    estimated_shading: ArrayLike | None = None,
    window: int = WINDOW,
) -> dict[str, Score]:
    """Judge the decomposition of one picture; the object is where `albedo` is above 0.

    Args:
        albedo: (H, W, 3) or (H, W) linear, the true reflectance; 0 where there is no object.
        shading: The same of the true shading; may be left out with `estimated_shading`.
        estimated_reflectance: (H, W, 3) or (H, W) linear; None if it was not estimated.
        estimated_shading: The same of the shading.
        window: Side of LMSE's windows in pixels, at least 2.

    Returns:
        A score for each of `MEASURES`; those of what was not estimated are undefined.

    Raises:
        ValueError: The arrays do not fit each other or are not finite, or `window` is below 2.
    """
    mask = (_in_colour("albedo", albedo) > 0).any(2)
    pairs = {REFLECTANCE: (albedo, estimated_reflectance), SHADING: (shading, estimated_shading)}
    scores: dict[str, Score] = {}
    for kind, (truth, estimate) in pairs.items():
        if estimate is None:
            missing = Score(None, f"no {kind} was estimated")
            scores |= {f"{kind}_{name}": missing for name in ("lmse", "si_mse", "ssim")}
            continue
        if truth is None:
            raise ValueError(f"the estimated {kind} cannot be judged without the true one")
        scores[f"{kind}_lmse"] = lmse(truth, estimate, mask, window)
        scores[f"{kind}_si_mse"] = si_mse(truth, estimate, mask)
        scores[f"{kind}_ssim"] = ssim(truth, estimate, mask)
    halves = [scores[f"{kind}_lmse"] for kind in pairs]
    undefined = next((half for half in halves if half.value is None), None)
    scores["lmse"] = undefined or Score((halves[0] + halves[1]) / 2)
    return {name: scores[name] for name in MEASURES}


def lmse(truth: ArrayLike, estimate: ArrayLike, mask: ArrayLike, window: int = WINDOW) -> Score:
    """Return the local mean squared error of an estimate, in [0, 1].

    Windows of `window` x `window` pixels begin every `window // 2` pixels from the top left; w runs
    over those that lie in the picture as a whole. With t and e the masked truth and estimate,

        LMSE = sum_w min_a |t_w - a e_w|^2 / sum_w |t_w|^2

    so that an estimate of 0 has 1. Source: R. Grosse, M. K. Johnson, E. H. Adelson, W. T. Freeman,
    "Ground truth dataset and baseline evaluations for intrinsic image algorithms", ICCV 2009;
    windows of 20 and a step of 10 are theirs, and so is the colour: the mean over the channels is
    judged, which is grey. Their code differs in two points: it sums |t_w|^2 over the last window of
    each row only, which can make a score exceed 1 (S. Bell et al., SIGGRAPH 2014, repaired that,
    too), and takes a = 0 for |e_w|^2 below 1e-5, which depends on the unit; here a = 0 for e_w = 0.
    For MPI Sintel others take windows of 10 % of the longer side; they also average errors that are
    not divided by the truth's, so their si-LMSE is another quantity.

    Args:
        truth: (H, W, 3) or (H, W) linear.
        estimate: The same.
        mask: (H, W) bool.
        window: In pixels, at least 2.
    """
    if window < 2:
        raise ValueError(f"a window of {window} pixels; it has at least 2")
    t, e, inside = _prepare(truth, estimate, mask)
    if min(inside.shape) < window:
        return Score(None, f"the picture is smaller than a window of {window} pixels")
    t, e = t.mean(2), e.mean(2)
    tt, te, ee = (_sum_windows(product, window) for product in (t * t, t * e, e * e))
    energy = float(tt.sum())
    if not energy:
        return Score(None, _why_nothing(inside))
    explained = np.divide(te * te, ee, where=ee > 0, out=np.zeros_like(ee))
    # no window's error is below 0 but for rounding
    return Score(float(np.maximum(tt - explained, 0.0).sum()) / energy)


def si_mse(truth: ArrayLike, estimate: ArrayLike, mask: ArrayLike) -> Score:
    """Return the scale-invariant mean squared error of an estimate, in squared units of the truth.

    With t and e the n values of truth and estimate in the mask, in all colours,

        si-MSE = min_a |t - a e|^2 / n

    One scale a for the whole picture and all its colours: T. Narihira, M. Maire, S. X. Yu, "Direct
    Intrinsics: Learning Albedo-Shading Decomposition by Convolutional Regression", ICCV 2015, after
    Q. Chen, V. Koltun, "A Simple Model for Intrinsic Image Decomposition with Depth Cues", ICCV
    2013. A wrong hue counts, therefore. Code for Sintel's 8-bit pictures also cuts a e at 1; here
    it is not cut, as linear light has no upper end.

    Args:
        truth: (H, W, 3) or (H, W) linear; a grey picture is the same in all colours.
        estimate: The same.
        mask: (H, W) bool.
    """
    t, e, inside = _prepare(truth, estimate, mask)
    if not inside.any():
        return Score(None, _why_nothing(inside))
    return Score(float(np.square(t - _align(t, e)).sum() / (3 * inside.sum())))


def ssim(truth: ArrayLike, estimate: ArrayLike, mask: ArrayLike) -> Score:
    """Return the structural similarity of an estimate, scaled as for `si_mse`; 1 is equality.

    scikit-image's `structural_similarity` as Wang et al. (IEEE TIP 2004) define it: a Gaussian
    window of sigma 1.5, population covariance, K1 = 0.01, K2 = 0.03, each colour by itself. Both
    pictures are 0 outside the mask; the mean is taken over the mask. `data_range` is the 99th
    percentile of the truth's values in the mask: by their maximum a single glint would set the
    constants so high that everything else is similar. DSSIM is (1 - SSIM) / 2.

    Args:
        truth: (H, W, 3) or (H, W) linear; a grey picture is the same in all colours.
        estimate: The same.
        mask: (H, W) bool.
    """
    t, e, inside = _prepare(truth, estimate, mask)
    if min(inside.shape) < _SSIM_WINDOW:
        return Score(None, f"the picture is smaller than a window of {_SSIM_WINDOW} pixels")
    scale = float(np.percentile(t[inside], _SSIM_RANGE)) if inside.any() else 0.0
    if scale <= 0:
        return Score(None, _why_nothing(inside))
    # outside this box both are 0; the margin lets every window that meets the mask be a whole one
    sides = [np.flatnonzero(inside.any(axis)) for axis in (1, 0)]
    box = tuple(slice(max(s[0] - _SSIM_WINDOW, 0), s[-1] + 1 + _SSIM_WINDOW) for s in sides)
    _, similar = structural_similarity(  # type: ignore[no-untyped-call]
        t[box], _align(t, e)[box], data_range=scale, channel_axis=2, full=True,
        gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
    )  # fmt: skip
    return Score(float(similar[inside[box]].mean()))


def _prepare(
    truth: ArrayLike, estimate: ArrayLike, mask: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return truth and estimate, (H, W, 3) and 0 outside the mask, and the mask.

    The estimate is divided by its largest value, which no measure sees: squares stay in range.
    """
    inside = np.asarray(mask, bool)
    t, e = _in_colour("truth", truth), _in_colour("estimate", estimate)
    if not (t.shape[:2] == e.shape[:2] == inside.shape):
        raise ValueError(f"truth {t.shape}, estimate {e.shape} and mask {inside.shape} do not fit")
    t, e = np.where(inside[..., None], t, 0.0), np.where(inside[..., None], e, 0.0)
    largest = np.abs(e).max(initial=0.0)
    return t, e / largest if largest else e, inside


def _in_colour(name: str, picture: ArrayLike) -> NDArray[np.float64]:
    """Return (H, W, 3) float64 of a picture in colour or grey."""
    pixels = np.asarray(picture, np.float64)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, 2)
    if pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"the {name} has the shape {pixels.shape}, not (H, W) or (H, W, 3)")
    if not np.isfinite(pixels).all():
        raise ValueError(f"the {name} holds values that are NaN or infinite")
    return pixels


def _align(truth: NDArray[np.float64], estimate: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the estimate times the scale that brings it nearest to the truth."""
    energy = float(np.square(estimate).sum())
    return estimate * (float((truth * estimate).sum()) / energy if energy else 0.0)


def _sum_windows(values: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Return (m, n) sums of (H, W) over the windows; directly, as differences lose digits."""
    step = window // 2
    rows = sliding_window_view(values, window, 0)[::step].sum(-1)
    sums: NDArray[np.float64] = sliding_window_view(rows, window, 1)[:, ::step].sum(-1)
    return sums


def _why_nothing(inside: NDArray[np.bool_]) -> str:
    """Say why there is nothing to compare with."""
    return "the truth is 0 where it is looked at" if inside.any() else "no object in view"
