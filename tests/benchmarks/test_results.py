"""Run folders: what is written is read, what is broken is named, nobody's paths are told."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.examples import draw_panel, write_examples
from padkit.benchmarks.images import read_rgb
from padkit.benchmarks.metrics import METRICS
from padkit.benchmarks.predictions import write_map
from padkit.benchmarks.records import Score
from padkit.benchmarks.results import (
    DatasetInfo,
    RunRecord,
    Times,
    describe,
    read_run,
    read_runs,
    run_folder,
    write_record,
)
from padkit.benchmarks.rules import Rules
from padkit.benchmarks.score_files import read_rows, read_scores, write_scores
from padkit.benchmarks.score_rows import ClassRow
from padkit.benchmarks.scoring import Scores, score

SAMPLES = Path(__file__).parent / "samples"
"""Runs as each schema had them: written once, by the padkit of that time, and never changed."""


def make_record(**changes):
    record = RunRecord(
        task="mad",
        method="patchcore",
        run="seed0",
        dataset=DatasetInfo("mad", "small", "ab" * 32, ("a", "b"), "CC0-1.0", {"seed": 3}),
        config={"coreset": 0.1, "layers": ["2", "4"]},
        seed=0,
        device="cpu",
        padkit="0.1.0",
        libraries={"numpy": "2.0"},
        platform={"machine": "x86_64", "processors": 2, "python": "3.11"},
        times={"a": Times(3.0, 2.0, 10), "b": Times(1.0, 1.0, 2)},
        peak_memory_mb=512.0,
        complete=True,
    )
    return dataclasses.replace(record, **changes)


@pytest.fixture
def dataset(mad_root):
    return open_dataset(mad_root)


@pytest.fixture
def folder(dataset, tmp_path):
    """A finished run on the small dataset."""
    folder = run_folder(tmp_path / "results", "mad", "patchcore", "seed0")
    rng = np.random.default_rng(2)
    for category in dataset.categories:
        for sample in dataset.test[category]:
            score_map = rng.random((48, 48)) + 0.7 * sample.truth().mask
            write_map(folder / f"predictions/{sample.key}.tiff", score_map.astype(np.float32))
    write_scores(folder / "scores/padkit", score(dataset, folder / "predictions"))
    write_record(folder, make_record(dataset=describe(dataset)))
    return folder


def test_a_record_comes_back_as_it_was():
    record = make_record()
    assert RunRecord.from_json(json.loads(json.dumps(record.to_json()))) == record


def test_the_times_of_a_run():
    record = make_record()
    assert record.seconds_per_image == 3.0 / 12
    assert record.times["a"].seconds_per_image == 0.2
    assert record.to_json()["seconds_per_image"] == 0.25
    assert make_record(times={}).seconds_per_image is None


def test_no_path_of_the_machine_gets_into_a_record():
    config = {
        "weights": Path("/home/somebody/weights.pt"),
        "cache": {"dirs": ["/home/somebody/.cache", "C:\\Users\\somebody\\data", "~/somebody/x"]},
        "layers": ["blocks/2"],
        "rate": 0.5,
    }
    record = make_record(config=config)
    assert record.config == {
        "weights": "weights.pt",
        "cache": {"dirs": [".cache", "data", "x"]},
        "layers": ["blocks/2"],
        "rate": 0.5,
    }
    assert "somebody" not in json.dumps(record.to_json())


def test_a_dataset_is_told_by_the_name_of_its_folder(dataset):
    info = describe(dataset)
    assert (info.name, info.root) == ("mad", "mad")
    assert info.fingerprint == dataset.fingerprint
    assert info.categories == ("01Gorilla", "13Pheonix")
    assert info.licence == "pictures CC0-1.0"
    assert info.made["preset"] == "tiny"


def test_a_download_has_no_licence_to_tell(original_root):
    info = describe(open_dataset(original_root))
    assert (info.licence, info.made) == ("", {})


def test_a_run_is_read_as_it_was_written(folder, dataset):
    run = read_run(folder)
    scores = score(dataset, folder / "predictions")
    assert run.complete
    assert run.record == make_record(dataset=describe(dataset))
    found = run.scores["padkit"]
    assert found == scores  # every digit, every reason, every interval
    assert found.mean == scores.mean
    assert found.defect_means == scores.defect_means
    assert found.table() == scores.table()
    assert found.replicates.keys() == scores.replicates.keys()
    key = ("01Gorilla", "Burrs", "aupro")
    assert np.array_equal(found.replicates[key], scores.replicates[key])
    for name, line in scores.curves["01Gorilla"].items():
        assert found.curves["01Gorilla"][name] == pytest.approx(line, abs=1e-5)


def test_columns_are_fixed_and_empty_cells_explained(folder):
    scores = folder / "scores/padkit"
    head, *rows = (scores / "per_class.csv").read_text().splitlines()
    figures = ",".join(f"{name},{name}_low,{name}_high" for name in METRICS)
    assert head == (
        f"class,n_images,n_anomalous,n_pixels,n_mask_pixels,n_regions,{figures},"
        "image_f1_threshold,pixel_f1_threshold,notes"
    )
    assert [row.split(",")[0] for row in rows] == ["01Gorilla", "13Pheonix", "mean"]
    assert "seconds_per_image: not measured" in rows[0]
    head, *rows = (scores / "per_defect.csv").read_text().splitlines()
    assert head.startswith("class,type,n_images,")
    assert len(rows) == 2 * 3 + 3
    head = (scores / "per_image.csv").read_text().splitlines()[0]
    assert head == "class,type,stem,label,score,map_max,mask_pixels"


def test_each_empty_cell_keeps_its_own_reason(tmp_path):
    figures = {name: Score(0.5, "", 0.25, 0.75) for name in METRICS}
    figures["image_ap"] = figures["image_auroc"] = Score(None, "no sound image")
    figures["seconds_per_image"] = Score(None, "not measured")
    notes = "image_auroc, image_ap: no sound image; seconds_per_image: not measured"
    row = ClassRow("a", 2, 2, 20, 3, figures, notes, 1, {})
    write_scores(tmp_path, Scores("mad", "ab" * 32, (row,)))
    (found,) = read_rows(tmp_path / "per_class.csv")
    assert (found.scores, found.notes) == (row.scores, notes)


@pytest.mark.parametrize("name", ["=1+1", "+a", "-b", "@c", "\tx", "'quoted", "0=fine"])
def test_names_are_no_formulas_for_a_spreadsheet_and_come_back(tmp_path, name):
    row = ClassRow(name, 2, 1, 20, 3, dict.fromkeys(METRICS, Score(-0.5)), "")
    write_scores(tmp_path, Scores("mad", "ab" * 32, (row,)))
    text = (tmp_path / "per_class.csv").read_text().splitlines()[1]
    assert text[0] == ("0" if name == "0=fine" else "'")
    assert ",-0.5," in text  # numbers stay numbers
    assert read_rows(tmp_path / "per_class.csv")[0].category == name


def test_runs_of_the_first_schema_are_read():
    run = read_run(SAMPLES / "schema-1")
    assert run.complete and run.record.schema == 1
    assert run.record.times["01Gorilla"].images == 9
    assert len(run.record.family) == 8
    scores = run.scores["padkit"]
    assert scores.rules == Rules(resamples=0)
    assert [row.category for row in scores.classes] == ["01Gorilla", "13Pheonix"]
    row = scores.classes[0]
    assert (row.n_images, row.n_mask_pixels) == (9, 240)
    assert row.scores["aupro"] == 1.0
    assert row.scores["seg_auroc"] == Score(None, "not computed by the padkit that judged")
    assert len(scores.images) == 18 and not scores.replicates


def test_runs_of_the_second_schema_are_read():
    run = read_run(SAMPLES / "schema-2")
    assert not run.complete and run.record.schema == 2
    assert run.record.missing == {"13Pheonix": run.record.failures["13Pheonix"]}
    (scores,) = run.scores.values()
    assert scores.rules == Rules("pad", resamples=20)
    assert scores.classes[0].scores["aupro"].low is not None
    assert scores.replicates["01Gorilla", "Burrs", "pixel_ap"].shape == (20,)
    assert set(scores.curves["01Gorilla"]) == {"roc", "pr", "pro"}


def test_no_file_tells_where_it_was_made(folder, tmp_path):
    for path in folder.rglob("*.*"):
        assert str(tmp_path).encode() not in path.read_bytes()


def test_all_runs_are_found_in_order_and_the_unfinished_marked(folder, tmp_path):
    for method, run in (("padim", "b"), ("padim", "a")):
        record = make_record(method=method, run=run, complete=False)
        write_record(run_folder(tmp_path / "results", "mad", method, run), record)
    (tmp_path / "results/mad/started/x").mkdir(parents=True)  # nothing in it yet
    runs = read_runs(tmp_path / "results")
    names = [(r.record.method, r.record.run, r.complete, len(r.scores)) for r in runs]
    assert names == [
        ("padim", "a", False, 0),
        ("padim", "b", False, 0),
        ("patchcore", "seed0", True, 1),
    ]


def test_no_results_yet(tmp_path):
    assert read_runs(tmp_path) == []
    with pytest.raises(FileNotFoundError, match="nowhere is no folder"):
        read_runs(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda v: v | {"schema": 3}, "schema 3; this padkit reads 1 to 2, update it"),
        (lambda v: v | {"schema": None}, "schema None"),
        (lambda v: {k: v[k] for k in v if k != "dataset"}, "missing required field `dataset`"),
        (lambda v: {k: v[k] for k in v if k != "method"}, "method"),
        (lambda v: v | {"times": {"a": {"fit_s": 1}}}, "predict_s"),
        (
            lambda v: v | {"times": {"a": {"fit_s": "long", "predict_s": 1, "images": 1}}},
            "Expected `float`, got `str` - at `$.times[...].fit_s`",
        ),
        (lambda v: v | {"failures": ["a"]}, "Expected `object`, got `array` - at `$.failures`"),
        (lambda v: v | {"task": "../up"}, "task '../up'"),
        (lambda v: [v], "schema None"),
    ],
)
def test_a_broken_record_is_named(folder, change, message):
    path = folder / "run.json"
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    with pytest.raises(ValueError, match="is no readable run") as caught:
        read_run(folder)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)


def test_a_record_cut_off_is_named(folder):
    path = folder / "run.json"
    path.write_text(path.read_text()[:50])
    with pytest.raises(ValueError, match=r"run\.json is no readable run"):
        read_run(folder)


def test_fields_that_came_later_have_defaults(folder):
    path = folder / "run.json"
    values = json.loads(path.read_text())
    for name in ("config", "peak_memory_mb", "libraries", "platform"):
        del values[name]
    path.write_text(json.dumps(values))
    assert read_run(folder).record.peak_memory_mb is None


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("per_class.csv", "n_images,", "images,", "has no column n_images"),
        ("per_defect.csv", "class,", "kind,", "has no column class"),
        ("per_class.csv", "01Gorilla,9", "01Gorilla,nine", "line 2: .*'nine'"),
        ("per_image.csv", "label", "truth", "has no column label"),
    ],
)
def test_a_broken_table_is_named(folder, name, old, new, message):
    path = folder / "scores/padkit" / name
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(ValueError, match=message) as caught:
        read_run(folder)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("name", ["replicates.npz", "curves.json", "rules.json"])
def test_a_broken_side_file_is_named(folder, name):
    path = folder / "scores/padkit" / name
    path.write_bytes(path.read_bytes()[:30])
    with pytest.raises(ValueError, match=name):
        read_scores(path.parent, "mad", "ab" * 32)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", ".hidden", "/abs"])
def test_names_must_be_folder_names(tmp_path, name):
    with pytest.raises(ValueError, match="want a plain name"):
        run_folder(tmp_path, "mad", name, "x")
    with pytest.raises(ValueError, match="want a plain name"):
        make_record(method=name)


def test_examples_are_small_and_one_of_each_kind(folder, dataset):
    paths = [
        path
        for samples in dataset.test.values()
        for path in write_examples(
            folder / "examples",
            samples,
            {s.key: folder / f"predictions/{s.key}.tiff" for s in samples},
        )
    ]
    names = [path.name for path in paths]
    assert names[:4] == [
        "01Gorilla_Burrs_1.png",  # the middle of three masks that grow
        "01Gorilla_Missing_1.png",
        "01Gorilla_Stains_1.png",
        names[3],
    ]
    assert names[3].startswith("01Gorilla_good_")
    assert len(paths) == 8
    image = dataset.test["01Gorilla"][1].query().image
    mask = dataset.test["01Gorilla"][1].truth().mask
    panel = read_rgb(paths[0])
    assert panel.shape == (48, 3 * 48 + 8, 3)
    assert np.array_equal(panel[:, :48], image)
    rim = (panel[:, 52:100] == (230, 0, 110)).all(2)
    assert rim.any()
    assert not (rim & mask).any()
    assert np.array_equal(panel[:, 52:100][~rim], image[~rim])
    heat = panel[:, 104:].astype(int)  # viridis ends in yellow: much green, little blue
    assert (heat[mask][:, 1] - heat[mask][:, 2]).mean() > 50
    assert (heat[~mask][:, 1] - heat[~mask][:, 2]).mean() < 50


def test_examples_of_large_pictures_are_shrunk():
    mask = np.zeros((300, 600), bool)
    mask[7, 9] = True  # a single pixel must not get lost
    panel = draw_panel(np.zeros((300, 600, 3), np.uint8), mask, np.zeros((30, 30)))
    assert panel.shape == (80, 3 * 160 + 8, 3)
    assert (panel == (230, 0, 110)).all(2).any()
