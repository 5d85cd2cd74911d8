"""One count of a test set, asked in many ways: the answer is that of the images asked for alone."""

import tracemalloc

import numpy as np
import pytest

from padkit.benchmarks.metrics import pixel_scores
from padkit.benchmarks.metrics.operating import recall_at
from padkit.benchmarks.metrics.pixels import judge, judge_inside
from padkit.benchmarks.metrics.survey import choose_edges, tally


def make_set(n=12, seed=0, dtype=np.float32):
    """Images of several kinds; regions of one to a few dozen pixels, scores with many ties."""
    rng = np.random.default_rng(seed)
    maps, masks, kinds, boxes = [], [], [], []
    for index in range(n):
        kind = ("dent", "stain", "good")[index % 3]
        mask = np.zeros((20, 24), bool)
        if kind != "good":
            for _ in range(int(rng.integers(1, 4))):
                row, column = rng.integers(0, 16, 2)
                mask[row : row + rng.integers(1, 5), column : column + rng.integers(1, 5)] = True
        maps.append(np.round(rng.standard_normal(mask.shape) + mask, 1).astype(dtype))
        masks.append(mask)
        kinds.append(kind)
        boxes.append((3, 2, 15 + index % 3, 20))
    return maps, masks, kinds, boxes


def chosen(values, kinds, wanted):
    return [value for value, kind in zip(values, kinds, strict=True) if kind in wanted]


@pytest.mark.parametrize("wanted", [("dent", "good"), ("stain", "good"), ("dent",)])
@pytest.mark.parametrize("edges", [0, 50])
def test_some_kinds_are_judged_as_if_alone(wanted, edges):
    maps, masks, kinds, boxes = make_set()
    counted = tally(maps, masks, kinds=kinds, boxes=boxes, edges=edges)
    alone = pixel_scores(chosen(maps, kinds, wanted), chosen(masks, kinds, wanted))
    assert judge(counted, 0.3, wanted) == alone
    assert judge(counted, 0.3) == pixel_scores(maps, masks)


@pytest.mark.parametrize("wanted", [None, ("dent", "good")])
def test_inside_the_box_is_the_picture_cut_to_it(wanted):
    maps, masks, kinds, boxes = make_set()
    counted = tally(maps, masks, kinds=kinds, boxes=boxes)

    def cut(pictures):
        parts = [p[a:c, b:d] for p, (a, b, c, d) in zip(pictures, boxes, strict=True)]
        return parts if wanted is None else chosen(parts, kinds, wanted)

    assert judge_inside(counted, wanted) == pixel_scores(cut(maps), cut(masks)).auroc


def test_without_boxes_nothing_is_inside():
    maps, masks, _, boxes = make_set()
    assert judge_inside(tally(maps, masks)).reason == "where the object is, is not known"
    some = tally(maps, masks, boxes=[None, *boxes[1:]])
    assert judge_inside(some).value is None


def test_a_generator_gives_the_same_digits_in_memory_that_does_not_grow():
    def peak(n):
        rng = np.random.default_rng(1)
        mask = np.zeros((200, 200), bool)
        mask[:3, :3] = True

        def maps():
            for index in range(n):
                yield rng.random((200, 200), np.float32) + (index == 0)

        tracemalloc.start()
        result = pixel_scores(maps(), (mask if i == 0 else ~mask & False for i in range(n)))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used, result

    few, _ = peak(5)
    many, result = peak(60)
    assert many < few + 200_000  # 55 further maps are 8.8 MB
    rng = np.random.default_rng(1)
    maps = [rng.random((200, 200), np.float32) + (index == 0) for index in range(60)]
    mask = np.zeros((200, 200), bool)
    mask[:3, :3] = True
    assert result == pixel_scores(maps, [mask, *[np.zeros_like(mask)] * 59])


def test_recall_by_hand():
    # sound images whose highest scores are 1, 2, 3, 4; two regions, of one and of four pixels
    maps = [np.full((2, 2), top, np.float32) for top in (1, 2, 3, 4)]
    masks = [np.zeros((2, 2), bool)] * 4
    maps.append(np.array([[5, 0, 2.5], [0, 0, 3.5], [0, 0, 4]], np.float32))
    masks.append(np.array([[1, 0, 1], [0, 0, 1], [0, 0, 1]], bool))
    counted = tally(maps, masks)
    sound = np.array([True] * 4 + [False])
    found = {rate: float(recall_at(counted, sound, rate, ~sound)) for rate in (0.0, 0.25, 0.5)}
    # above 4: the one pixel; above 3: also two of three; above 2: all
    assert found == pytest.approx({0.0: 0.5, 0.25: (1 + 2 / 3) / 2, 0.5: 1.0})
    assert recall_at(counted, ~sound & sound, 0.1, ~sound).reason == "no sound image"
    assert recall_at(counted, sound, 0.1, sound).reason == "no anomalous pixel"


def test_sound_images_of_equal_height_exceed_it_together():
    maps = [np.full((1, 2), 3.0), np.full((1, 2), 3.0), np.full((1, 2), 1.0)]
    masks = [np.zeros((1, 2), bool)] * 3
    maps.append(np.array([[2.0, 0.0]]))
    masks.append(np.array([[True, False]]))
    counted = tally(maps, masks)
    sound = np.array([True, True, True, False])
    # one of three may exceed: not both of the two at 3, so the threshold is 3 and 2 is not found
    assert recall_at(counted, sound, 0.34, ~sound) == 0.0
    assert recall_at(counted, sound, 0.67, ~sound) == 1.0


def test_edges_part_pixels_and_regions_evenly():
    maps, masks, *_ = make_set(40, dtype=np.float64)
    rng = np.random.default_rng(0)
    maps = [m + 1e-3 * rng.random(m.shape) for m in maps]  # hardly a tie is left
    positives = tally(maps, masks).positives
    edges = choose_edges(positives, 40)
    assert edges[-1] == 0 and (np.diff(edges) < 0).all() and edges.size <= 41
    between = np.diff(np.searchsorted(positives.rung, edges[::-1]))
    assert between.max() <= positives.rung.size / 19 + 1
