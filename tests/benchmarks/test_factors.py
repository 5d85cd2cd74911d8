"""Sweeps: levels of a factor, and figures that are those of the level's images alone."""

import dataclasses
import json

import numpy as np
import pytest

from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.errors import UnknownNameError
from padkit.benchmarks.factor_values import FACTORS, measure
from padkit.benchmarks.factors import LEVELS, read_sweeps, sweep, write_sweeps
from padkit.benchmarks.metrics import image_scores, pixel_scores
from padkit.benchmarks.predictions import write_map
from padkit.benchmarks.rules import Rules

QUICK = Rules(resamples=20)


@pytest.fixture
def dataset(mad_root, reseal):
    """The small dataset, its defects of growing severity and its light switched in between."""
    for folder in sorted(mad_root.glob("[01]*")):
        path = folder / "anomalies.json"
        entries = json.loads(path.read_text())
        for index, (key, entry) in enumerate(entries.items()):
            unit = "mm" if "Burrs" in key else "mm3"
            entry |= {"severity": float(index), "unit": unit, "occlusion": index / 10}
        path.write_text(json.dumps(entries))
        keys = [*entries, "test/good/0", "test/good/1"]
        views = {key: {"light": "lamp" if key[-1] == "0" else "sun"} for key in keys}
        (folder / "views.json").write_text(json.dumps(views))
    reseal(mad_root)
    return open_dataset(mad_root)


@pytest.fixture
def maps(dataset, tmp_path):
    rng = np.random.default_rng(0)
    paths = {}
    for samples in dataset.test.values():
        for sample in samples:
            paths[sample.key] = tmp_path / f"maps/{sample.key}.tiff"
            mask = sample.truth().mask
            write_map(paths[sample.key], (rng.random(mask.shape) + 0.2 * mask).astype(np.float32))
    return paths


def alone(dataset, maps, category, keep):
    """The figures of some images by themselves."""
    from padkit.benchmarks.predictions import read_map

    samples = [s for s in dataset.test[category] if keep(s)]
    loaded = [read_map(maps[s.key]) for s in samples]
    pixels = pixel_scores(loaded, [s.truth().mask for s in samples])
    images = image_scores([float(m.max()) for m in loaded], [s.defect != "good" for s in samples])
    return pixels.aupro, images.auroc


def test_the_light_splits_sound_images_too(dataset, maps):
    (made,) = sweep(dataset, "light", maps, None, QUICK)
    assert [level.label for level in made.levels] == ["lamp", "sun"]
    assert [level.centre for level in made.levels] == [None, None]
    for level in made.levels:
        assert [row.category for row in level.rows] == ["01Gorilla", "13Pheonix"]
        for row in level.rows:
            expected = alone(
                dataset, maps, row.category, lambda s, level=level: s.facts["light"] == level.label
            )
            assert (row.scores["aupro"].value, row.scores["image_auroc"].value) == expected
            assert row.scores["pixel_auroc"].low is not None
        assert level.mean.scores["aupro"] == pytest.approx(
            np.mean([row.scores["aupro"] for row in level.rows])
        )


def test_severity_is_a_sweep_for_each_type_and_takes_all_sound_images(dataset, maps):
    ticks = []
    sweeps = sweep(dataset, "severity", maps, None, QUICK, lambda: ticks.append(1))
    assert len(ticks) == 18  # each map is read once
    assert [(made.factor, made.unit) for made in sweeps] == [
        ("severity Burrs", "mm"), ("severity Missing", "mm3"), ("severity Stains", "mm3")
    ]  # fmt: skip
    for made in sweeps:
        defect = made.factor.split()[1]
        assert sum(row.n_anomalous for level in made.levels for row in level.rows) == sum(
            s.defect == defect for samples in dataset.test.values() for s in samples
        )
        level = made.levels[-1]
        row = level.rows[0]
        top = max(s.facts["severity"] for s in dataset.test["01Gorilla"] if s.defect == defect)
        assert level.centre == top
        expected = alone(
            dataset,
            maps,
            "01Gorilla",
            lambda s, top=top: s.defect == "good" or s.facts.get("severity") == top,
        )
        assert (row.scores["aupro"].value, row.scores["image_auroc"].value) == expected


def test_many_numbers_are_cut_at_quantiles_and_settings_are_not(dataset, maps):
    (made,) = sweep(dataset, "occlusion", maps, None, Rules(resamples=0))
    assert len(made.levels) == LEVELS
    centres = [level.centre for level in made.levels]
    assert centres == sorted(centres)
    assert sum(row.n_anomalous for level in made.levels for row in level.rows) == 14
    powers = {"0": 50.0, "1": 1000.0, "2": 1000.0}
    lit = {
        name: tuple(
            dataclasses.replace(s, facts={**s.facts, "light": powers[s.stem]}) for s in samples
        )
        for name, samples in dataset.test.items()
    }
    (made,) = sweep(dataclasses.replace(dataset, test=lit), "light", maps, None, QUICK)
    assert [(level.label, level.centre) for level in made.levels] == [
        ("50", 50.0),
        ("1000", 1000.0),
    ]


def test_the_view_is_measured_from_the_nearest_training_view(dataset):
    angles = measure(dataset, "view_angle")
    assert set(angles) == {s.key for samples in dataset.test.values() for s in samples}
    # training views lie every 15 degrees of azimuth, test views 7 further; sin(polar) is 3 / 3.5
    low = np.degrees(2 * np.arcsin(3 / 3.5 * np.sin(np.radians(7 / 2))))
    assert min(angles.values()) == pytest.approx(low, abs=1e-6)


def test_pixels_need_no_record(original_root):
    dataset = open_dataset(original_root)
    found = measure(dataset, "visible_pixels")
    sample = dataset.test["01Gorilla"][0]
    assert found[sample.key] == 1000 * sample.truth().mask.mean()
    assert found["01Gorilla/good/0"] is None
    with pytest.raises(
        ValueError, match="no test image of MAD-Sim tells its light; they tell: visi"
    ):
        measure(dataset, "light")
    with pytest.raises(UnknownNameError, match="did you mean severity"):
        measure(dataset, "severty")


def test_tables_come_back_as_they_were(dataset, maps, tmp_path):
    sweeps = sweep(dataset, "severity", maps, None, QUICK)
    paths = write_sweeps(tmp_path, "padkit", sweeps)
    assert [path.name for path in paths] == [
        "severity-Burrs.csv", "severity-Missing.csv", "severity-Stains.csv"
    ]  # fmt: skip
    found = read_sweeps(tmp_path, "padkit")
    assert list(found) == [made.factor for made in sweeps]
    for made in sweeps:
        back = found[made.factor]
        assert (back.unit, len(back.levels)) == (made.unit, len(made.levels))
        for level, again in zip(made.levels, back.levels, strict=True):
            assert (level.label, level.centre) == (again.label, again.centre)
            assert level.mean.scores == again.mean.scores
            assert [row.scores for row in level.rows] == [row.scores for row in again.rows]
    assert read_sweeps(tmp_path, "pad") == {}


def test_every_factor_says_what_it_is():
    assert list(FACTORS) == ["severity", "visible_pixels", "view_angle", "light", "occlusion"]
    assert all(factor.summary for factor in FACTORS.values())


def test_names_that_are_steps_of_one_quantity_are_numbers(dataset, maps):
    watts = [0, 50, 100, 2000]
    samples = [s for group in dataset.test.values() for s in group]
    for k, sample in enumerate(samples):
        sample.facts["light"] = f"power {watts[k % len(watts)]} W"
    (made,) = sweep(dataset, "light", maps, None, QUICK)
    assert (made.factor, made.unit) == ("light power", "W")
    assert [level.label for level in made.levels] == ["0", "50", "100", "2000"]
    assert [level.centre for level in made.levels] == watts
    assert sum(level.mean.n_images for level in made.levels) == len(samples)
    samples[0].facts["light"] = "sun"  # not a step: all are names
    (made,) = sweep(dataset, "light", maps, None, QUICK)
    assert (made.factor, made.unit) == ("light", "")
    assert {level.centre for level in made.levels} == {None}
