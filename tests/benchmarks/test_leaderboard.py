"""The three tables of all runs."""

import csv

import pytest
from fake_runs import make_run

from padkit.benchmarks.leaderboard import write_leaderboard
from padkit.benchmarks.metrics import METRICS
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
