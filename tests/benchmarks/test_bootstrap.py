"""Intervals against brute force: images really drawn anew and judged from their pixels."""

import cv2
import numpy as np
import pytest

from padkit.benchmarks.metrics import image_scores, pixel_scores
from padkit.benchmarks.metrics.bootstrap import (
    all_replicates,
    compare,
    draw_weights,
    holm,
    image_replicates,
    interval,
    pixel_replicates,
)
from padkit.benchmarks.metrics.operating import recall_at
from padkit.benchmarks.metrics.pixels import judge_inside
from padkit.benchmarks.metrics.survey import tally

PIXELS = {"pixel_auroc": "auroc", "pixel_ap": "ap", "pixel_f1_max": "f1_max", "aupro": "aupro"}


def make_set(n=24, seed=0):
    """Smooth maps that are higher on some blobs; every third image is sound."""
    rng = np.random.default_rng(seed)
    maps, masks, kinds = [], [], []
    for index in range(n):
        mask = np.zeros((40, 40), np.uint8)
        kinds.append(("dent", "stain", "good")[index % 3])
        if kinds[-1] != "good":
            for _ in range(int(rng.integers(1, 4))):
                cv2.circle(mask, rng.integers(4, 36, 2).tolist(), int(rng.integers(1, 5)), 1, -1)
        noise = cv2.GaussianBlur(rng.standard_normal((40, 40)), (0, 0), 1.5)
        maps.append((noise / noise.std() + mask * rng.random() * 3).astype(np.float32))
        masks.append(mask > 0)
    return maps, masks, kinds


@pytest.fixture(scope="module")
def counted():
    maps, masks, kinds = make_set()
    boxes = [(2, 3, 38, 37)] * len(maps)
    return maps, masks, kinds, tally(maps, masks, kinds=kinds, boxes=boxes, edges=1024)


def test_weights_draw_each_kind_by_itself_and_are_the_same_for_all_methods():
    kinds = ["dent"] * 3 + ["good"] * 5 + ["dent"] * 2
    weights = draw_weights(kinds, "01Gorilla", 200)
    assert weights.shape == (200, 10)
    dents = np.array([kind == "dent" for kind in kinds])
    assert (weights[:, dents].sum(1) == 5).all() and (weights[:, ~dents].sum(1) == 5).all()
    assert np.array_equal(weights, draw_weights(kinds, "01Gorilla", 200))
    assert not np.array_equal(weights, draw_weights(kinds, "02Unicorn", 200))
    assert not np.array_equal(weights, draw_weights(kinds, "01Gorilla", 200, seed=1))
    assert weights.mean(0) == pytest.approx(np.ones(10), abs=0.25)


def test_pixel_replicates_are_what_drawing_gives(counted):
    maps, masks, kinds, pixels = counted
    weights = draw_weights(kinds, "x", 12)
    exact = pixel_scores(maps, masks)
    plain = pixel_replicates(pixels, np.ones((1, len(maps))))
    found = pixel_replicates(pixels, weights)
    for row, drawn in enumerate(weights):
        again = np.repeat(np.arange(len(maps)), drawn.astype(int))
        truth = pixel_scores([maps[i] for i in again], [masks[i] for i in again])
        assert found["pixel_auroc"][row] == pytest.approx(float(truth.auroc), abs=1e-13)
        for column, name in PIXELS.items():
            shift = getattr(exact, name) - plain[column][0]
            assert found[column][row] + shift == pytest.approx(getattr(truth, name), abs=2e-3)


def test_inside_the_boxes_and_at_operating_points_replicates_are_exact(counted):
    maps, masks, kinds, pixels = counted
    weights = draw_weights(kinds, "x", 8)
    sound = np.array([kind == "good" for kind in kinds])
    exact = {
        "seg_auroc": judge_inside(pixels),
        "recall_fpr5": recall_at(pixels, sound, 0.05, ~sound),
    }
    names = ("image_auroc", "image_ap", "image_f1_max", *PIXELS, "recall_fpr1")
    given = {**dict.fromkeys(names, np.nan), **exact}
    found = all_replicates(pixels, pixels.tops, sound, weights, given)
    assert set(found) == set(exact)  # what is undefined in the sample has no replicates
    for row, drawn in enumerate(weights):
        again = np.repeat(np.arange(len(maps)), drawn.astype(int))
        boxes = [(2, 3, 38, 37)] * again.size
        truth = tally([maps[i] for i in again], [masks[i] for i in again], boxes=boxes)
        assert found["seg_auroc"][row] == pytest.approx(float(judge_inside(truth)), abs=1e-12)
        recall = recall_at(truth, sound[again], 0.05, ~sound[again])
        assert found["recall_fpr5"][row] == pytest.approx(float(recall), abs=1e-12)


@pytest.mark.parametrize("decimals", [0, 1, 6])
def test_image_replicates_are_exact(decimals):
    rng = np.random.default_rng(2)
    labels = rng.random(30) > 0.4
    scores = np.round(rng.standard_normal(30) + labels, decimals)
    weights = draw_weights(["a" if label else "good" for label in labels], "x", 20)
    found = image_replicates(scores, labels, weights)
    for row, drawn in enumerate(weights):
        again = np.repeat(np.arange(30), drawn.astype(int))
        truth = image_scores(scores[again], labels[again])
        assert found["image_auroc"][row] == pytest.approx(float(truth.auroc), abs=1e-12)
        assert found["image_ap"][row] == pytest.approx(float(truth.ap), abs=1e-12)
        assert found["image_f1_max"][row] == pytest.approx(float(truth.f1_max), abs=1e-12)


def test_some_kinds_are_drawn_as_if_alone(counted):
    maps, masks, kinds, pixels = counted
    few = [i for i, kind in enumerate(kinds) if kind in ("dent", "good")]
    alone = tally([maps[i] for i in few], [masks[i] for i in few], edges=1024)
    weights = draw_weights(kinds, "x", 10)
    chosen = np.isin(kinds, ("dent", "good"))
    part = pixel_replicates(pixels, weights * chosen)["pixel_auroc"]
    assert part == pytest.approx(pixel_replicates(alone, weights[:, few])["pixel_auroc"], abs=1e-12)


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    """Image AUROC of two normal distributions one apart is 0.7602."""
    rng = np.random.default_rng(0)
    hits = 0
    labels = np.arange(60) < 30
    for trial in range(200):
        scores = rng.standard_normal(60) + labels
        weights = draw_weights(labels.astype(str), str(trial), 300)
        low, high = interval(image_replicates(scores, labels, weights)["image_auroc"])
        hits += low <= 0.7602 <= high
    assert 178 <= hits <= 198  # 0.95 +- 3 sd, and the percentile interval's known small excess


def test_equal_methods_seldom_differ_and_better_ones_do():
    rng = np.random.default_rng(1)
    labels = np.arange(80) < 40
    false, found = 0, 0
    for trial in range(150):
        weights = draw_weights(labels.astype(str), str(trial), 200)
        base = rng.standard_normal(80)

        def judge(gain, base=base, weights=weights):
            scores = base + gain * labels + 0.7 * rng.standard_normal(80)
            return image_replicates(scores, labels, weights)["image_auroc"]

        false += compare(judge(1.0), judge(1.0)) < 0.05
        found += compare(judge(2.5), judge(0.5)) < 0.05
    assert false <= 16  # 7.5 expected, sd 2.7
    assert found >= 145


def test_p_values_by_hand():
    a = np.array([0.9, 0.8, 0.7, 0.6])
    assert compare(a, a - 0.1) == pytest.approx(2 / 5)  # never 0: the sample counts, too
    assert compare(a, a) == 1.0
    assert compare(a, a - [0.1, 0.1, 0.1, -0.1]) == pytest.approx(4 / 5)
    assert compare(np.full(4, np.nan), a) == 1.0
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


def test_an_interval_of_what_is_mostly_undefined_is_none():
    assert interval(np.array([0.5, np.nan, np.nan])) == (None, None)
    assert interval(np.array([0.25, 0.5, np.nan])) == pytest.approx((0.25625, 0.49375))
    assert interval(np.zeros(0)) == (None, None)


def test_bootstrap_wants_edges(counted):
    maps, masks, *_ = counted
    with pytest.raises(ValueError, match="counted without edges"):
        pixel_replicates(tally(maps, masks), np.ones((1, len(maps))))
