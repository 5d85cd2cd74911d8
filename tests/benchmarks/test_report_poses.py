"""The table of poses on the board's page."""

from fake_runs import tell_poses
from report_page import DASH, write
from report_runs import make_run

from padkit.benchmarks.metrics import METRICS
from padkit.benchmarks.metrics.pose import POSE_METRICS

TITLES = [metric.title for metric in POSE_METRICS.values()]


def test_entries_that_find_poses_have_a_table_of_them(tmp_path):
    values = {"x": 0.5, "y": 0.5}
    runs = [
        tell_poses(
            make_run("a", values, f"seed{seed}", seed=seed),
            {"x": (1.0 + seed, 4.0, 0.5, 1), "y": (3.0 + seed, 6.0, 0.25, 2 * seed)},
        )
        for seed in (0, 1)
    ]
    lost = tell_poses(make_run("lost", values), {"x": (None, None, None, 4)})
    index, _ = write([*runs, lost, make_run("plain", values)], tmp_path)
    first, poses, *pivots = index.tables
    assert len(first[0]) == 1 + len(METRICS) + 1 and len(pivots) == len(METRICS)
    assert poses == [
        ["Method", *TITLES],
        ["a", "2.50|±0.71", "5.00|±0.00", "0.375|±0.000", "2|±1.41"],
        ["lost", DASH, DASH, DASH, "4"],
    ]
    for metric in POSE_METRICS.values():
        assert metric.definition in index.words


def test_without_poses_nothing_is_said_of_them(tmp_path):
    index, _ = write([make_run("plain", {"x": 0.5})], tmp_path)
    assert len(index.tables) == 1 + len(METRICS)
    assert "Poses" not in index.words and TITLES[0] not in index.words
