"""Pixel metrics against scikit-learn, and AUPRO against a plain sweep over every threshold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

from padkit.benchmarks.metrics import pixel_scores
from padkit.benchmarks.metrics.regions import region_shares


def swept_aupro(maps, masks, limit):
    """AUPRO as MVTec defines it, the slow way: a point of the curve for each distinct score."""
    regions = []
    for score_map, mask in zip(maps, masks, strict=True):
        labels, count = ndimage.label(mask, np.ones((3, 3)))
        regions += [score_map[labels == i] for i in range(1, count + 1)]
    sound = np.concatenate([m[~t] for m, t in zip(maps, masks, strict=True)])
    fpr, pro = [0.0], [0.0]
    for threshold in np.unique(np.concatenate([m.ravel() for m in maps]))[::-1]:
        fpr.append(np.mean(sound >= threshold))
        pro.append(np.mean([np.mean(region >= threshold) for region in regions]))
    area = 0.0
    for x0, x1, y0, y1 in zip(fpr[:-1], fpr[1:], pro[:-1], pro[1:], strict=True):
        if x1 <= limit:
            area += (x1 - x0) * (y0 + y1) / 2
        elif x0 < limit:
            at_limit = y0 + (y1 - y0) * (limit - x0) / (x1 - x0)
            area += (limit - x0) * (y0 + at_limit) / 2
    return area / limit


@st.composite
def cases(draw):
    """A few small images of different sizes, some without anomaly, scores with many ties or few."""
    values = draw(
        st.sampled_from(
            [
                st.integers(-2, 3).map(float),
                st.sampled_from([-0.0, 0.0, 0.5]),
                st.floats(-4096, 4096, width=16),
            ]
        )
    )
    dtype = draw(st.sampled_from([np.float16, np.float32, np.float64]))
    maps, masks = [], []
    for _ in range(draw(st.integers(1, 3))):
        shape = draw(st.tuples(st.integers(1, 6), st.integers(2, 6)))
        maps.append(draw(hnp.arrays(dtype, shape, elements=values)))
        masks.append(draw(hnp.arrays(bool, shape)) & draw(st.booleans()))
    masks[0][0, :2] = [True, False]
    return maps, masks


@given(cases(), st.sampled_from([0.05, 0.3, 1.0]))
def test_agrees_with_scikit_learn_and_the_sweep(case, limit):
    maps, masks = case
    result = pixel_scores(maps, masks, fpr_limit=limit)
    truth = np.concatenate([mask.ravel() for mask in masks])
    scores = np.concatenate([m.ravel() for m in maps])
    assert result.auroc.value == pytest.approx(roc_auc_score(truth, scores), abs=1e-12)
    assert result.ap.value == pytest.approx(average_precision_score(truth, scores), abs=1e-12)
    precision, recall, thresholds = precision_recall_curve(truth, scores)
    total = precision + recall
    f1 = np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total > 0)[:-1]
    assert result.f1_max.value == pytest.approx(f1.max(), abs=1e-12)
    at = f1[thresholds == result.f1_threshold.value]
    assert at == pytest.approx(f1.max(), abs=1e-12)
    assert result.aupro.value == pytest.approx(swept_aupro(maps, masks, limit), abs=1e-12)
    assert (result.n_positive, result.n_negative) == (truth.sum(), (~truth).sum())


@given(cases())
def test_only_the_order_of_the_scores_counts(case):
    maps, masks = case
    plain = pixel_scores(maps, masks)
    bent = pixel_scores([np.arctan(m.astype(np.float64)) for m in maps], masks)
    ties = [
        np.unique(np.concatenate([f(m.astype(float)).ravel() for m in maps])).size
        for f in (lambda m: m, np.arctan)
    ]
    if ties[0] == ties[1]:  # arctan may round neighbours together
        assert plain.aupro == bent.aupro
        assert (plain.auroc, plain.ap, plain.f1_max) == (bent.auroc, bent.ap, bent.f1_max)


def test_aupro_by_hand():
    # one region of two pixels, ten sound pixels; descending: + - + - ... (8 more below)
    scores = np.array([[12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]], np.float32)
    mask = np.zeros((1, 12), bool)
    mask[0, [0, 2]] = True
    mask[0, 1] = False
    # the two pixels touch no one another: two regions, found at rates 0 and 0.1
    result = pixel_scores([scores], [mask], fpr_limit=0.3)
    assert result.n_regions == 2
    assert result.aupro.value == pytest.approx((0.5 * 0.3 + 0.5 * 0.2) / 0.3, abs=1e-15)


def test_the_limit_is_interpolated_inside_a_tie():
    # the anomalous pixel ties with 2 of 4 sound ones: the overlap climbs from 0 at rate 0 to 1 at
    # rate 0.5, so at 0.3 it is 0.6 and the area is 0.3 * 0.6 / 2
    scores = np.array([[1, 1, 1, 0, 0]], np.float64)
    mask = np.array([[True, False, False, False, False]])
    result = pixel_scores([scores], [mask], fpr_limit=0.3)
    assert result.aupro.value == pytest.approx(0.3, abs=1e-15)


def test_regions_touch_at_corners_and_weigh_the_same():
    mask = np.array([[1, 0, 0, 0], [0, 1, 0, 1], [0, 0, 0, 1]], bool)
    shares, count = region_shares(mask)
    assert count == 2
    assert shares.tolist() == [0.5] * 4
    mask[0, 1] = True  # the first region has three pixels now
    shares, count = region_shares(mask)
    assert (count, sorted(shares)) == (2, pytest.approx([1 / 3] * 3 + [0.5] * 2))


def test_a_constant_map_is_chance():
    mask = np.zeros((10, 10), bool)
    mask[2:4, 2:7] = True
    result = pixel_scores([np.full((10, 10), 3.0)], [mask])
    assert (result.auroc.value, result.ap.value) == (0.5, 0.1)
    assert result.f1_max.value == pytest.approx(0.2 / 1.1)
    assert result.aupro.value == pytest.approx(0.15)


def test_a_perfect_map_is_one():
    mask = np.zeros((10, 10), bool)
    mask[2:4, 2:7] = True
    result = pixel_scores([mask * np.float16(5)], [mask])
    assert {result.auroc.value, result.ap.value, result.f1_max.value, result.aupro.value} == {1.0}


def test_one_hot_pixel_costs_what_it_should():
    rng = np.random.default_rng(0)
    mask = np.zeros((40, 40), bool)
    mask[5:9, 5:9] = True
    score_map = rng.random((40, 40)) + mask
    assert pixel_scores([score_map], [mask]).aupro.value == 1.0
    score_map[30, 30] = 1e300
    lost = 1 / np.count_nonzero(~mask)
    result = pixel_scores([score_map], [mask])
    assert result.auroc.value == pytest.approx(1 - lost, abs=1e-15)
    assert result.aupro.value == pytest.approx(1 - lost / 0.3, abs=1e-15)


@pytest.mark.parametrize(
    ("mask", "reason"),
    [(np.zeros((4, 4), bool), "no anomalous pixel"), (np.ones((4, 4), bool), "no sound pixel")],
)
def test_one_class_has_no_value_but_a_reason(mask, reason):
    result = pixel_scores([np.eye(4)], [mask])
    for score in (result.auroc, result.ap, result.f1_max, result.f1_threshold, result.aupro):
        assert (score.value, score.reason) == (None, reason)


def test_no_image_at_all():
    assert pixel_scores([], []).aupro.reason == "no data"


def test_iterators_do_as_well_as_lists():
    rng = np.random.default_rng(1)
    maps = [rng.random((5, 6)) for _ in range(3)]
    masks = [rng.random((5, 6)) > 0.7 for _ in range(3)]
    assert pixel_scores(iter(maps), (m for m in masks)) == pixel_scores(maps, masks)


def test_maps_of_different_precision_are_compared_exactly():
    third = np.float64(1) / 3
    maps = [np.full((1, 1), third), np.full((1, 1), np.float32(third))]  # the second is larger
    masks = [np.ones((1, 1), bool), np.zeros((1, 1), bool)]
    assert pixel_scores(maps, masks).auroc.value == 0.0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("marked", [True, False])
def test_a_map_that_is_not_finite_is_named(bad, marked):
    maps = [np.zeros((3, 3), np.float32) for _ in range(3)]
    maps[2][1, 1] = bad
    masks = [np.full((3, 3), marked)] * 3
    with pytest.raises(ValueError, match="map 2 holds 1 values that are NaN or infinite"):
        pixel_scores(maps, masks)


@pytest.mark.parametrize(
    ("score_map", "mask", "message"),
    [
        (np.zeros((3, 3)), np.zeros((3, 3), np.uint8), "mask 0 is uint8"),
        (np.zeros((3, 3)), np.zeros((3, 4), bool), r"map 0 is \(3, 3\), its mask \(3, 4\)"),
        (np.zeros((3, 3), np.uint8), np.zeros((3, 3), bool), "map 0: uint8"),
        (np.zeros(3), np.zeros(3, bool), "want bool"),
    ],
)
def test_what_does_not_fit_is_refused(score_map, mask, message):
    with pytest.raises(ValueError, match=message):
        pixel_scores([score_map], [mask])


def test_more_maps_than_masks():
    with pytest.raises(ValueError, match=r"shorter|longer"):
        pixel_scores([np.zeros((2, 2))] * 2, [np.zeros((2, 2), bool)])


@pytest.mark.parametrize("limit", [0.0, -0.1, 1.1, np.nan])
def test_the_limit_is_a_rate(limit):
    with pytest.raises(ValueError, match="fpr_limit"):
        pixel_scores([], [], fpr_limit=limit)


def outline(size, marked):
    mask = np.zeros(size, bool)
    mask[marked] = True
    return mask


@pytest.mark.parametrize("decimals", [0, 2, 9])
@pytest.mark.parametrize(
    "mask",
    [
        outline((1, 2), np.s_[0, 0]),
        outline((30, 40), np.s_[3, 4]),
        outline((30, 40), np.s_[2:4, 5:30]),
        ~outline((30, 40), np.s_[0, 0]),
        outline((30, 40), np.s_[:, :20]),
        outline((30, 40), np.s_[::3, ::3]),
    ],
    ids=["tiny", "one pixel", "one region", "all but one pixel", "half", "many regions"],
)
def test_regions_of_every_size(mask, decimals):
    rng = np.random.default_rng(4)
    score_map = np.round(rng.standard_normal(mask.shape) + mask, decimals)
    result = pixel_scores([score_map], [mask])
    assert result.auroc == pytest.approx(roc_auc_score(mask.ravel(), score_map.ravel()), abs=1e-12)
    expected = average_precision_score(mask.ravel(), score_map.ravel())
    assert result.ap == pytest.approx(expected, abs=1e-12)
    assert result.aupro == pytest.approx(swept_aupro([score_map], [mask], 0.3), abs=1e-12)
