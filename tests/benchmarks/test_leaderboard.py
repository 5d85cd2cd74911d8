"""The three tables of all runs."""

import csv
import dataclasses

import pytest
from fake_runs import make_run, tell_poses

from padkit.benchmarks.leaderboard import write_leaderboard
from padkit.benchmarks.metrics import METRICS
from padkit.benchmarks.metrics.pose import POSE_METRICS
from padkit.benchmarks.results import DatasetInfo


def read(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_columns_stand_in_their_documented_order(tmp_path):
    paths = write_leaderboard([make_run("a", {"x": 0.5})], tmp_path)
    assert [path.name for path in paths] == ["leaderboard.csv", "per_class.csv", "per_defect.csv"]
    figures = [f"{n}{end}" for n in METRICS for end in ("", "_low", "_high", "_sd", "_p")]
    tail = ["peak_memory_mb", "device", "padkit_version", "dataset_fingerprint", "runs", "missing"]
    for path, names in zip(paths, ([], ["class"], ["class", "type"]), strict=True):
        head = path.read_text().splitlines()[0].split(",")
        assert head == ["task", "dataset", "protocol", "method", *names, "seeds", *figures, *tail]


def test_an_entry_is_a_row_and_chance_comes_last(tmp_path):
    runs = [make_run("a", {"x": 0.9, "y": 0.7}, seed) for seed in (0, 1)]
    write_leaderboard([*runs, make_run("b", {"x": 0.2, "y": 0.2})], tmp_path)
    first, second, chance = read(tmp_path / "leaderboard.csv")
    assert (first["method"], first["seeds"], first["runs"]) == ("a", "0 1", "s0 s1")
    assert float(first["aupro"]) == 0.8
    assert float(first["aupro_low"]) < 0.8 < float(first["aupro_high"])
    assert (float(first["aupro_sd"]), first["aupro_p"]) == (0.0, "")
    assert (second["aupro_sd"], float(second["aupro_p"])) == ("", pytest.approx(2 / 201))
    assert (chance["method"], float(chance["aupro"]), chance["aupro_low"]) == ("chance", 0.15, "")
    assert chance["dataset_fingerprint"] == first["dataset_fingerprint"] == "ab" * 32
    rows = read(tmp_path / "per_class.csv")
    assert [(row["method"], row["class"]) for row in rows] == [
        (method, name) for method in ("a", "b", "chance") for name in ("x", "y")
    ]


def test_what_is_missing_is_empty_and_told_never_zero(tmp_path):
    part = make_run("part", {"x": 0.5}, categories=("x", "y"), failures={"y": 'part: no, "y"'})
    undefined = make_run("whole", {"x": None, "y": 0.25})
    write_leaderboard([part, undefined], tmp_path)
    rows = {(row["method"], row["class"]): row for row in read(tmp_path / "per_class.csv")}
    assert rows["whole", "x"]["aupro"] == ""
    assert rows["part", "y"]["aupro"] == "" == rows["part", "y"]["aupro_low"]
    assert rows["part", "y"]["missing"] == 'y: part: no, "y"'
    write_leaderboard([part], tmp_path)  # a class that nobody has figures of has a row, too
    rows = {(row["method"], row["class"]): row for row in read(tmp_path / "per_class.csv")}
    assert rows["part", "y"]["aupro"] == "" and rows["part", "x"]["aupro"] == "0.5"


def test_figures_of_poses_stand_at_the_end_where_a_run_has_them(tmp_path):
    plain = [make_run("a", {"x": 0.9, "y": 0.7}, seed) for seed in (0, 1)]
    runs = [
        tell_poses(plain[0], {"x": (1.0, 4.0, 0.5, 1), "y": (3.0, 6.0, 0.25, 2)}),
        tell_poses(plain[1], {"x": (2.0, 4.0, 0.75, 0), "y": (4.0, 8.0, 0.5, 1)}),
    ]
    other = make_run("b", {"x": 0.2, "y": 0.2})
    before = {
        path.name: path.read_text().splitlines()
        for path in write_leaderboard([*plain, other], tmp_path)
    }
    columns = [f"{name}{end}" for name in POSE_METRICS for end in ("", "_sd")]
    for path in write_leaderboard([*runs, other], tmp_path):
        lines = path.read_text().splitlines()
        assert lines[0] == ",".join([before[path.name][0], *columns])
        for line, old in zip(lines, before[path.name], strict=True):  # all else stays as it was
            assert line.startswith(f"{old},")
    mean, second, chance = read(tmp_path / "leaderboard.csv")
    told = [float(mean[name]) for name in columns]
    half = pytest.approx(0.5**0.5)
    assert told[:2] == [2.5, half] and told[2:4] == [5.5, half]
    assert told[4:] == [0.5, pytest.approx(0.125 * 2**0.5), 2.0, pytest.approx(2**0.5)]
    assert {row[name] for row in (second, chance) for name in columns} == {""}
    rows = {(row["method"], row["class"]): row for row in read(tmp_path / "per_class.csv")}
    assert float(rows["a", "y"]["pose_translation_median"]) == 7.0
    assert float(rows["a", "x"]["failed_poses"]) == 0.5
    assert rows["b", "x"]["failed_poses"] == ""


def test_figures_of_poses_of_a_type_of_defect_are_told(tmp_path):
    run = make_run("a", {"x": 0.9})
    row = run.scores["padkit"].classes[0]
    poses = dict(zip(POSE_METRICS, (1.5, 2.5, 0.25, 3), strict=True))
    defects = (dataclasses.replace(row, defect="Burrs", poses=poses),)
    scores = dataclasses.replace(run.scores["padkit"], defects=defects)
    write_leaderboard([dataclasses.replace(run, scores={"padkit": scores})], tmp_path)
    rows = read(tmp_path / "per_defect.csv")
    assert [(row["class"], row["type"]) for row in rows[:2]] == [("x", "Burrs"), ("mean", "Burrs")]
    for row in rows[:2]:
        assert [float(row[name]) for name in POSE_METRICS] == [1.5, 2.5, 0.25, 3.0]
    assert read(tmp_path / "leaderboard.csv")[0]["failed_poses"] == ""


def test_other_data_never_shares_a_table_silently(tmp_path):
    other = DatasetInfo("mad", "small", "cd" * 32, ("x",))
    runs = [make_run("a", {"x": 0.5}), make_run("b", {"x": 0.5}, dataset=other)]
    write_leaderboard(runs, tmp_path)
    rows = read(tmp_path / "leaderboard.csv")
    assert [(row["method"], row["dataset_fingerprint"][:2]) for row in rows] == [
        ("a", "ab"), ("chance", "ab"), ("b", "cd"), ("chance", "cd")
    ]  # fmt: skip


def test_the_order_of_finding_does_not_matter(tmp_path):
    runs = [make_run("a", {"x": 0.5}, 1), make_run("a", {"x": 0.5}), make_run("b", {"x": 0.6})]
    written = set()
    for order in (runs, runs[::-1], runs[1:] + runs[:1]):
        paths = write_leaderboard(order, tmp_path)
        written.add(tuple(path.read_bytes() for path in paths))
    assert len(written) == 1


def test_figures_keep_every_digit(tmp_path):
    write_leaderboard([make_run("a", {"x": 0.1 + 0.2})], tmp_path)
    assert float(read(tmp_path / "leaderboard.csv")[0]["aupro"]) == 0.1 + 0.2


def test_names_are_no_formulas(tmp_path):
    write_leaderboard([make_run("=cmd|calc!A0", {"x": 0.5})], tmp_path)
    assert read(tmp_path / "leaderboard.csv")[0]["method"].startswith("'=cmd")


def test_no_runs_give_a_head_and_nothing_else(tmp_path):
    for path in write_leaderboard([], tmp_path):
        assert path.read_text().count("\n") == 1


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        write_leaderboard([make_run("a", {"x": 0.5})], tmp_path / "file/board")
