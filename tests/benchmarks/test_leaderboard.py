"""The one table of all runs."""

import csv
import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from padkit.benchmarks.leaderboard import COLUMNS, gather, write_leaderboard
from padkit.benchmarks.metrics import METRICS
from padkit.benchmarks.records import Score
from padkit.benchmarks.results import DatasetInfo, Run, RunRecord
from padkit.benchmarks.scoring import ClassRow


def make_run(method="patchcore", run="seed0", classes=("b", "a"), value=0.75, **record):
    """A run whose every figure is `value`, but for the seconds of class a, which are unknown."""
    rows = []
    for name in classes:
        scores = dict.fromkeys(METRICS, Score(value))
        notes = ""
        if name == "a":
            scores["seconds_per_image"] = Score(None, "not measured")
            notes = "seconds_per_image: not measured"
        rows.append(ClassRow(name, 4, 3, 100, 10, scores, notes))
    values = {
        "task": "mad",
        "dataset": DatasetInfo("mad", "small", "ab" * 32, tuple(classes)),
        "seed": 0,
        "padkit": "0.1.0",
        "peak_memory_mb": 100.5,
        "complete": True,
    } | record
    return Run(Path("unused"), RunRecord(method=method, run=run, **values), tuple(rows))


def test_columns_stand_in_their_documented_order(tmp_path):
    write_leaderboard([make_run()], tmp_path / "leaderboard.csv")
    head = (tmp_path / "leaderboard.csv").read_text().splitlines()[0]
    assert head == (
        "task,method,class,n_images,n_anomalous,image_auroc,image_ap,image_f1_max,pixel_auroc,"
        "pixel_ap,pixel_f1_max,aupro,seconds_per_image,peak_memory_mb,seed,device,padkit_version,"
        "dataset_fingerprint,run,notes"
    )


def test_rows_in_full(tmp_path):
    write_leaderboard([make_run()], tmp_path / "leaderboard.csv")
    seven = ",".join(["0.75"] * 7)
    tail = f"100.5,0,cpu,0.1.0,{'ab' * 32},seed0"
    assert (tmp_path / "leaderboard.csv").read_text().splitlines()[1:] == [
        f"mad,patchcore,a,4,3,{seven},,{tail},seconds_per_image: not measured",
        f"mad,patchcore,b,4,3,{seven},0.75,{tail},",
        f"mad,patchcore,mean,8,6,{seven},0.75,{tail},seconds_per_image: mean over 1 of 2 classes",
    ]


def test_all_runs_stay_apart_and_the_order_of_finding_does_not_matter(tmp_path):
    runs = [
        make_run("padim", "seed1", seed=1),
        make_run("padim", "seed0"),
        make_run("patchcore", "none", seed=None),
        make_run("patchcore", "old", dataset=DatasetInfo("mad", "small", "cd" * 32, ("a", "b"))),
        make_run("padim", "seed0", task="another"),
    ]
    written = set()
    for index, order in enumerate([runs, runs[::-1], runs[2:] + runs[:2]]):
        path = tmp_path / f"{index}.csv"
        write_leaderboard(order, path)
        written.add(path.read_bytes())
    assert len(written) == 1
    table = pd.read_csv(path)
    groups = table.groupby(["task", "method", "run"], sort=False).size()
    assert groups.to_dict() == {
        ("another", "padim", "seed0"): 3,
        ("mad", "padim", "seed0"): 3,
        ("mad", "padim", "seed1"): 3,
        ("mad", "patchcore", "none"): 3,
        ("mad", "patchcore", "old"): 3,
    }
    assert list(table["class"]) == ["a", "b", "mean"] * 5
    assert table.query("run == 'none'").seed.isna().all()
    assert ",1,cpu," in path.read_text()  # a seed stays an integer beside empty ones


def test_figures_keep_every_digit(tmp_path):
    path = write_leaderboard([make_run(value=0.1 + 0.2)], tmp_path / "leaderboard.csv")
    with path.open(newline="") as file:
        cells = [row["aupro"] for row in csv.DictReader(file)]
    assert [float(cell) for cell in cells] == [0.1 + 0.2] * 3


def test_unfinished_runs_are_left_out():
    run = make_run()
    unfinished = dataclasses.replace(
        run, record=dataclasses.replace(run.record, complete=False), classes=()
    )
    assert gather([unfinished]).empty
    assert len(gather([unfinished, run])) == 3


def test_no_runs_give_a_head_and_nothing_else(tmp_path):
    path = write_leaderboard([], tmp_path / "leaderboard.csv")
    assert path.read_text() == ",".join(COLUMNS) + "\n"


def test_names_with_commas_and_quotes_are_quoted(tmp_path):
    write_leaderboard([make_run('one, "two"')], tmp_path / "leaderboard.csv")
    table = pd.read_csv(tmp_path / "leaderboard.csv")
    assert set(table.method) == {'one, "two"'}


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        write_leaderboard([make_run()], tmp_path / "file/leaderboard.csv")
