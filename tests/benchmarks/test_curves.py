"""The curves against scikit-learn's, and thinned ones against themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import auc, precision_recall_curve, roc_curve

from padkit.benchmarks.metrics import pixel_scores
from padkit.benchmarks.metrics.curves import thin


def make_case(seed, decimals):
    rng = np.random.default_rng(seed)
    maps, masks = [], []
    for _ in range(4):
        mask = rng.random((8, 9)) > 0.8
        maps.append(np.round(rng.standard_normal(mask.shape) + mask, decimals))
        masks.append(mask)
    return maps, masks


@given(st.integers(0, 10**6), st.integers(0, 6))
def test_every_point_lies_on_scikit_learns_curves(seed, decimals):
    maps, masks = make_case(seed, decimals)
    curves = pixel_scores(maps, masks).curves
    truth, scores = np.concatenate(masks).ravel(), np.concatenate(maps).ravel()
    fpr, tpr, thresholds = roc_curve(truth, scores, drop_intermediate=False)
    at = [int(np.flatnonzero(thresholds == t)[0]) for t in curves.thresholds]
    assert curves.fpr == pytest.approx(fpr[at], abs=1e-12)
    assert curves.recall == pytest.approx(tpr[at], abs=1e-12)
    assert curves.fpr_above == pytest.approx(fpr[np.array(at) - 1], abs=1e-12)
    precision, recall, thresholds = precision_recall_curve(truth, scores)
    at = [int(np.flatnonzero(thresholds == t)[0]) for t in curves.thresholds]
    assert curves.precision == pytest.approx(precision[at], abs=1e-12)
    assert curves.recall == pytest.approx(recall[at], abs=1e-12)
    # and none of theirs lies off our lines
    x, y = curves.line(curves.recall)
    assert auc(x, y) == pytest.approx(auc(fpr, tpr), abs=1e-12)


@given(st.integers(0, 10**6), st.integers(0, 6), st.sampled_from([0.05, 0.3, 1.0]))
def test_the_area_under_a_curve_is_the_figure(seed, decimals, limit):
    maps, masks = make_case(seed, decimals)
    result = pixel_scores(maps, masks, fpr_limit=limit)
    curves = result.curves
    assert curves.area(curves.recall) == pytest.approx(float(result.auroc), abs=1e-12)
    assert curves.area(curves.pro, limit) == pytest.approx(float(result.aupro), abs=1e-12)


def test_a_thinned_curve_stays_where_it_was():
    rng = np.random.default_rng(0)
    x = np.sort(rng.random(5000))
    y = np.sort(rng.random(5000))
    kept = thin(x, y, 0.01)
    assert kept[0] == 0 and kept[-1] == 4999
    assert kept.size < 400
    assert np.abs(np.interp(x, x[kept], y[kept]) - y).max() < 0.05
    assert thin(x[:2], y[:2], 0.01).tolist() == [0, 1]


def test_a_stair_keeps_its_corners():
    x, y = np.array([0.0, 0, 0.5, 0.5, 1]), np.array([0.0, 0.4, 0.4, 1, 1])
    assert thin(x, y, 0.01).tolist() == [0, 1, 2, 3, 4]
