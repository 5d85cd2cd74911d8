"""From maps on disk to figures: against the metrics themselves and by hand."""

import dataclasses
import json
import re

import numpy as np
import pytest

from padkit.benchmarks.datasets import Dataset, Sample, open_dataset
from padkit.benchmarks.images import write_png
from padkit.benchmarks.metrics import METRICS, image_scores, pixel_scores
from padkit.benchmarks.predictions import resize_map, write_image_scores, write_map
from padkit.benchmarks.records import Score
from padkit.benchmarks.rules import Rules
from padkit.benchmarks.score_rows import ClassRow, average
from padkit.benchmarks.scoring import score


def make_maps(dataset, root, shape=None):
    """Write a noisy map for each test image that is higher on its mask; return them by key."""
    rng = np.random.default_rng(5)
    maps = {}
    for category in dataset.categories:
        for sample in dataset.test[category]:
            mask = sample.truth().mask
            score_map = (rng.random(mask.shape) + 0.3 * mask).astype(np.float32)
            maps[sample.key] = score_map if shape is None else resize_map(score_map, shape)
            write_map(root / f"{sample.key}.tiff", maps[sample.key])
    return maps


def make_dataset(root, images):
    """Write a data set from (category, defect, mask) and return it."""
    test = {}
    for index, (category, defect, mask) in enumerate(images):
        image, truth = root / f"{index}.png", None
        write_png(image, np.zeros((*mask.shape, 3), np.uint8))
        if defect != "good":
            truth = root / f"{index}_mask.png"
            write_png(truth, mask.astype(np.uint8) * 255)
        sample = Sample(category, defect, str(index), image, truth)
        test[category] = (*test.get(category, ()), sample)
    return Dataset(root, "hand", "f" * 64, {}, test)


@pytest.fixture
def dataset(mad_root):
    return open_dataset(mad_root)


def test_figures_are_those_of_the_metrics(dataset, tmp_path):
    maps = make_maps(dataset, tmp_path / "maps")
    rules = Rules(resamples=0)
    scores = score(dataset, tmp_path / "maps", rules=rules, seconds_per_image={"01Gorilla": 0.25})
    assert [row.category for row in scores.classes] == ["01Gorilla", "13Pheonix"]
    row = scores.classes[0]
    samples = dataset.test["01Gorilla"]
    masks = [sample.truth().mask for sample in samples]
    pixels = pixel_scores([maps[sample.key] for sample in samples], masks)
    images = image_scores(
        [float(maps[sample.key].max()) for sample in samples],
        [sample.defect != "good" for sample in samples],
    )
    assert row.scores == {
        "image_auroc": images.auroc,
        "image_ap": images.ap,
        "image_f1_max": images.f1_max,
        "pixel_auroc": pixels.auroc,
        "pixel_ap": pixels.ap,
        "pixel_f1_max": pixels.f1_max,
        "aupro": pixels.aupro,
        "seg_auroc": Score(None, "where the object is, is not known"),
        "recall_fpr1": row.scores["recall_fpr1"],  # see the tests of tallies
        "recall_fpr5": row.scores["recall_fpr5"],
        "seconds_per_image": Score(0.25),
    }
    assert row.n_regions == pixels.n_regions
    assert row.thresholds == {
        "image_f1_threshold": images.f1_threshold.value,
        "pixel_f1_threshold": pixels.f1_threshold.value,
    }
    assert 0.5 < row.scores["pixel_auroc"].value < 0.9
    assert (row.n_images, row.n_anomalous) == (9, 7)
    assert row.n_mask_pixels == sum(mask.sum() for mask in masks)
    assert row.prevalence == pytest.approx(np.mean([mask.mean() for mask in masks]))
    assert list(row.scores) == list(METRICS)
    assert scores.classes[1].scores["seconds_per_image"] == Score(None, "not measured")


def test_rows_of_images(dataset, tmp_path):
    maps = make_maps(dataset, tmp_path / "maps")
    scores = score(dataset, tmp_path / "maps")
    keys = [s.key for c in dataset.categories for s in dataset.test[c]]
    assert [f"{r.category}/{r.defect}/{r.stem}" for r in scores.images] == keys
    for row, key in zip(scores.images, keys, strict=True):
        assert row.score == row.map_max == maps[key].max()
        assert row.anomalous == (row.defect != "good") == (row.mask_pixels > 0)


def test_given_image_scores_take_the_place_of_the_maximum(dataset, tmp_path):
    make_maps(dataset, tmp_path / "maps")
    keys = {s.key: s.defect for c in dataset.categories for s in dataset.test[c]}
    write_image_scores(tmp_path / "maps", {k: float(d == "good") for k, d in keys.items()})
    scores = score(dataset, tmp_path / "maps")
    assert scores.mean.scores["image_auroc"].value == 0.0  # exactly the wrong way round
    assert {row.score for row in scores.images} == {0.0, 1.0}
    assert all(row.map_max not in (0.0, 1.0) for row in scores.images)


def test_maps_of_another_size_are_resized_and_their_own_maximum_counts(dataset, tmp_path):
    maps = make_maps(dataset, tmp_path / "maps", shape=(20, 70))
    scores = score(dataset, tmp_path / "maps", rules=Rules(resamples=0))
    samples = dataset.test["13Pheonix"]
    pixels = pixel_scores(
        [resize_map(maps[s.key], (48, 48)) for s in samples], [s.truth().mask for s in samples]
    )
    assert scores.classes[1].scores["aupro"] == pixels.aupro
    assert [r.map_max for r in scores.images[9:]] == [maps[s.key].max() for s in samples]


def test_sizes_may_change_and_invisible_defects_stay_anomalous(tmp_path):
    mask = np.zeros((6, 8), bool)
    mask[1:3, 1:4] = True
    images = [
        ("a", "dent", mask),
        ("a", "dent", np.zeros((5, 3), bool)),  # labelled anomalous, nothing to be seen
        ("a", "good", np.zeros((4, 4), bool)),
    ]
    dataset = make_dataset(tmp_path / "data", images)
    for sample, top in zip(dataset.test["a"], (3, 2, 1), strict=True):
        shape = sample.truth().mask.shape
        write_map(tmp_path / f"maps/{sample.key}.tiff", np.full(shape, top, np.float32))
    row = score(dataset, tmp_path / "maps").classes[0]
    assert (row.n_images, row.n_anomalous) == (3, 2)
    assert (row.n_pixels, row.n_mask_pixels) == (48 + 15 + 16, 6)
    assert row.scores["image_auroc"].value == 1.0
    assert row.scores["pixel_auroc"].value == (31 + 42 / 2) / 73


def test_empty_cells_have_reasons_and_the_mean_tells(tmp_path):
    mask = np.zeros((4, 4), bool)
    mask[0, 0] = True
    dataset = make_dataset(
        tmp_path / "data", [("a", "dent", mask), ("a", "good", ~mask), ("b", "dent", mask)]
    )
    rng = np.random.default_rng(0)
    for samples in dataset.test.values():
        for sample in samples:
            score_map = rng.random((4, 4)).astype(np.float32)
            write_map(tmp_path / f"maps/{sample.key}.tiff", score_map)
    scores = score(dataset, tmp_path / "maps", rules=Rules(resamples=0))
    second = scores.classes[1]
    assert second.scores["image_auroc"] == Score(None, "no sound image")
    assert (
        "image_auroc, image_ap, image_f1_max, recall_fpr1, recall_fpr5: no sound image"
        in second.notes
    )
    mean = scores.mean
    assert mean.scores["image_ap"] == scores.classes[0].scores["image_ap"]
    assert mean.scores["aupro"].value == pytest.approx(
        np.mean([row.scores["aupro"].value for row in scores.classes])
    )
    assert re.search("image_auroc, .*image_f1_max, .*: mean over 1 of 2 classes", mean.notes)
    assert "aupro" not in mean.notes
    assert mean.scores["seconds_per_image"] == Score(None, "defined in no class")
    assert scores.table()[2][2:5] == ("-", "-", "-")


def test_classes_weigh_the_same_in_the_mean():
    def row(name, images, value):
        return ClassRow(name, images, 1, 10 * images, 5, dict.fromkeys(METRICS, Score(value)))

    mean = average([row("a", 100, 1.0), row("b", 1, 0.0)])
    assert {score.value for score in mean.scores.values()} == {0.5}
    assert (mean.category, mean.n_images, mean.n_anomalous, mean.notes) == ("mean", 101, 2, "")
    assert mean.prevalence == 10 / 1010
    assert average([]).scores["aupro"].reason == "defined in no class"


def test_table_and_json(dataset, tmp_path):
    make_maps(dataset, tmp_path / "maps")
    scores = score(dataset, tmp_path / "maps")
    head, *rows = scores.table()
    assert head[:3] == ("Class", "Images", "Image AUROC")
    assert [row[0] for row in rows] == ["01Gorilla", "13Pheonix", "mean", "chance"]
    assert {len(row) for row in rows} == {len(head)}
    assert rows[0][2] == f"{scores.classes[0].scores['image_auroc'].value:.3f}"
    values = json.loads(json.dumps(scores.to_json(), allow_nan=False))
    assert values["fingerprint"] == dataset.fingerprint
    assert values["mean"]["aupro"] == scores.mean.scores["aupro"].value
    assert values["classes"][0]["seconds_per_image"] is None
    assert values["classes"][0]["class"] == "01Gorilla"


def test_progress_counts_every_map(dataset, tmp_path):
    make_maps(dataset, tmp_path / "maps")
    seen = []
    score(dataset, tmp_path / "maps", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(i + 1, 18) for i in range(18)]


def test_a_map_that_is_not_finite_is_named(dataset, tmp_path):
    make_maps(dataset, tmp_path / "maps")
    bad = tmp_path / "maps/13Pheonix/good/1"
    np.save(bad.with_suffix(".npy"), np.full((4, 4), np.nan))
    bad.with_suffix(".tiff").unlink()
    with pytest.raises(ValueError, match=r"13Pheonix/good/1\.npy holds 16 values"):
        score(dataset, tmp_path / "maps")


def test_maps_must_be_those_of_the_dataset(dataset, tmp_path):
    make_maps(dataset, tmp_path / "maps")
    one = dataclasses.replace(dataset, test={"01Gorilla": dataset.test["01Gorilla"]})
    with pytest.raises(ValueError, match="9 extra"):
        score(one, tmp_path / "maps")


def test_each_type_of_defect_is_judged_with_the_sound_images(dataset, tmp_path):
    maps = make_maps(dataset, tmp_path / "maps")
    scores = score(dataset, tmp_path / "maps", rules=Rules(resamples=0))
    assert [(row.category, row.defect) for row in scores.defects[:3]] == [
        ("01Gorilla", "Burrs"), ("01Gorilla", "Missing"), ("01Gorilla", "Stains")
    ]  # fmt: skip
    samples = [s for s in dataset.test["01Gorilla"] if s.defect in ("Missing", "good")]
    alone = pixel_scores([maps[s.key] for s in samples], [s.truth().mask for s in samples])
    row = scores.defects[1]
    assert (row.n_images, row.n_anomalous) == (4, 2)
    assert row.scores["aupro"] == alone.aupro
    assert row.scores["pixel_ap"] == alone.ap
    means = {row.defect: row for row in scores.defect_means}
    assert means["Missing"].scores["aupro"].value == pytest.approx(
        np.mean([r.scores["aupro"] for r in scores.defects if r.defect == "Missing"])
    )


def test_intervals_hold_the_figures_and_do_not_depend_on_what_else_is_judged(dataset, tmp_path):
    make_maps(dataset, tmp_path / "maps")
    scores = score(dataset, tmp_path / "maps")
    for row in (*scores.classes, *scores.defects, scores.mean):
        for name in ("image_auroc", "pixel_auroc", "pixel_ap", "pixel_f1_max", "aupro"):
            found = row.scores[name]
            assert 0 <= found.low <= found.high <= 1
            assert found.low - 0.05 <= found <= found.high + 0.05
    pixel = scores.mean.scores["pixel_auroc"]
    assert pixel.low < pixel < pixel.high
    assert scores.mean.scores["seconds_per_image"].low is None
    one = dataclasses.replace(dataset, test={"13Pheonix": dataset.test["13Pheonix"]})
    for path in (tmp_path / "maps/01Gorilla").rglob("*.tiff"):
        path.unlink()
    assert score(one, tmp_path / "maps").classes[0] == scores.classes[1]


def test_the_box_of_the_object_makes_the_segmentation_auroc(mad_root, original_root, tmp_path):
    ours, original = open_dataset(mad_root), open_dataset(original_root)
    for dataset, boxed in ((ours, False), (original, True)):  # the original is on white
        maps = make_maps(dataset, tmp_path / dataset.root.name)
        row = score(dataset, tmp_path / dataset.root.name, rules=Rules(resamples=0)).classes[0]
        assert (row.scores["seg_auroc"].value is not None) is boxed
    samples = original.test["01Gorilla"]
    assert {sample.object_box() for sample in samples} == {(12, 12, 36, 36)}
    cut = pixel_scores(
        [maps[s.key][12:36, 12:36] for s in samples],
        [s.truth().mask[12:36, 12:36] for s in samples],
    )
    assert row.scores["seg_auroc"] == cut.auroc
    smoothed = score(original, tmp_path / original.root.name, rules=Rules("pad", resamples=0))
    assert 0 < smoothed.classes[0].scores["seg_auroc"] < 1


def test_the_object_mask_goes_before_the_background(mad_root):
    sample = open_dataset(mad_root).test["01Gorilla"][0]
    assert sample.object_box() is None
    there = np.zeros((48, 48), np.uint8)
    there[5:9, 7:20] = 255
    write_png(mad_root / "objects.png", there)
    masked = dataclasses.replace(sample, objects=mad_root / "objects.png", on_white=True)
    assert masked.object_box() == (5, 7, 9, 20)
    write_png(mad_root / "objects.png", there * 0)
    assert masked.object_box() == (0, 0, 48, 48)
