"""AUROC, AP and F1-max against scikit-learn and against cases counted by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

from padkit.benchmarks.metrics import METRICS, chance, image_scores


def sklearn_f1(labels, scores):
    precision, recall, thresholds = precision_recall_curve(labels, scores)
    total = precision + recall
    f1 = np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total > 0)[:-1]
    best = f1.max()
    return best, thresholds[np.isclose(f1, best, rtol=1e-12, atol=0)]


@st.composite
def cases(draw, dtype=np.float32):
    """Scores with anything from no ties to nothing but ties, and labels of both classes."""
    n = draw(st.integers(2, 60))
    values = draw(
        st.sampled_from(
            [
                st.integers(-2, 2).map(float),
                st.floats(-(2.0**100), 2.0**100, width=32),
                st.sampled_from([-0.0, 0.0, 2.0**-120, 1.0]),
            ]
        )
    )
    scores = draw(hnp.arrays(dtype, n, elements=values))
    labels = draw(hnp.arrays(bool, n))
    labels[:2] = [True, False]
    return scores, labels


@given(cases())
def test_agrees_with_scikit_learn(case):
    scores, labels = case
    result = image_scores(scores, labels)
    assert result.auroc.value == pytest.approx(roc_auc_score(labels, scores), abs=1e-12)
    assert result.ap.value == pytest.approx(average_precision_score(labels, scores), abs=1e-12)
    best, thresholds = sklearn_f1(labels, scores)
    assert result.f1_max.value == pytest.approx(best, abs=1e-12)
    assert np.isclose(thresholds, result.f1_threshold.value).any()


def test_counted_by_hand():
    # descending: 9+ 8- 7+ 5+ 5- 1-
    result = image_scores([9.0, 8.0, 7.0, 5.0, 5.0, 1.0], [True, False, True, True, False, False])
    assert result.auroc.value == (3 + 2 + 1.5) / 9
    assert result.ap.value == pytest.approx((1 + 2 / 3 + 3 / 5) / 3, abs=1e-15)
    assert result.f1_max.value == 6 / 8  # all three of the positives and two false alarms
    assert result.f1_threshold.value == 5.0


def test_of_equal_f1_the_highest_threshold_is_told():
    # at 3: TP 1, FP 0, FN 1 -> 2/3; at 1: TP 2, FP 2 -> 2/3
    result = image_scores([3.0, 2.0, 1.5, 1.0], [True, False, False, True])
    assert result.f1_max.value == pytest.approx(2 / 3, abs=1e-15)
    assert result.f1_threshold.value == 3.0


def test_constant_scores_are_chance():
    result = image_scores(np.full(10, 7.0), np.arange(10) < 3)
    assert (result.auroc.value, result.ap.value) == (0.5, 0.3)
    assert result.f1_max.value == pytest.approx(2 * 0.3 / 1.3)


def test_perfect_scores_are_one_at_any_scale():
    for scale in (1e-30, 1.0, 1e30):
        result = image_scores(np.arange(10) * scale, np.arange(10) >= 6)
        assert {result.auroc.value, result.ap.value, result.f1_max.value} == {1.0}


def test_negative_zero_is_zero():
    assert image_scores([-0.0, 0.0], [True, False]).auroc.value == 0.5
    result = image_scores(np.array([-0.0, -1.0]), [True, False])
    assert str(result.f1_threshold.value) == "0.0"


@pytest.mark.parametrize(
    ("labels", "reason"),
    [([True, True], "no sound image"), ([False, False], "no anomalous image"), ([], "no data")],
)
def test_one_class_has_no_value_but_a_reason(labels, reason):
    result = image_scores([0.5] * len(labels), labels)
    for score in (result.auroc, result.ap, result.f1_max, result.f1_threshold):
        assert (score.value, score.reason) == (None, reason)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_score_that_is_not_finite_is_named(bad):
    with pytest.raises(ValueError, match="score of image 1 is"):
        image_scores([0.5, bad, 0.1], [True, False, False])


def test_labels_must_be_bool_and_fit():
    with pytest.raises(ValueError, match="int64"):
        image_scores([0.5, 0.1], np.array([0, 1]))
    with pytest.raises(ValueError, match="want one float and one bool"):
        image_scores([0.5, 0.1], [True])
    with pytest.raises(ValueError, match="int64"):
        image_scores(np.array([1, 2]), [True, False])


def test_every_metric_is_explained():
    assert list(METRICS) == [
        "image_auroc",
        "image_ap",
        "image_f1_max",
        "pixel_auroc",
        "pixel_ap",
        "pixel_f1_max",
        "aupro",
        "seg_auroc",
        "recall_fpr1",
        "recall_fpr5",
        "seconds_per_image",
    ]
    for metric in METRICS.values():
        assert metric.title and metric.definition.endswith((".", ")"))
        assert metric.better in ("higher", "lower")


def test_chance_is_what_a_constant_gets():
    labels = np.arange(20) < 7
    constant = image_scores(np.zeros(20), labels)
    levels = chance(20, 7, 1000, 30)
    assert list(levels) == list(METRICS)
    assert levels["image_auroc"] == constant.auroc
    assert levels["image_ap"] == constant.ap
    assert levels["image_f1_max"] == pytest.approx(float(constant.f1_max))
    assert (levels["pixel_ap"], levels["aupro"]) == (0.03, 0.15)
    assert chance(20, 7, 1000, 30, fpr_limit=0.05)["aupro"] == 0.025
    assert levels["seconds_per_image"] is None
