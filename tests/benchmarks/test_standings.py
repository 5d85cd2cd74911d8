"""Boards: who is compared with whom, means over seeds, what counts as a difference."""

import dataclasses

import numpy as np
import pytest
from fake_runs import make_run, tell_poses

from padkit.benchmarks.metrics.pose import FAILED, POSE_METRICS
from padkit.benchmarks.results import DatasetInfo
from padkit.benchmarks.score_rows import MEAN
from padkit.benchmarks.standings import make_boards


def figures(board, place=(MEAN, ""), name="aupro"):
    return {entry.label: entry.figures[place][name] for entry in board.entries}


def test_runs_that_differ_in_the_seed_are_one_entry():
    values = [0.7, 0.8, 0.9]
    runs = [make_run("a", {"x": v, "y": v}, seed) for seed, v in enumerate(values)]
    (board,) = make_boards([*runs, make_run("b", {"x": 0.1, "y": 0.1})])
    first, second = board.entries
    assert (first.label, first.seeds) == ("a", (0, 1, 2))
    found = figures(board)["a"]
    assert found.value == pytest.approx(0.8)
    assert found.sd == pytest.approx(np.std(values, ddof=1))
    assert found.low < 0.8 < found.high and found.high - found.low < 0.02
    assert figures(board)["b"].sd is None
    assert second.figures["x", ""]["aupro"].value == 0.1


def test_other_data_and_other_protocols_are_other_boards():
    other = DatasetInfo("mad", "small", "cd" * 32, ("x",))
    twice = make_run("a", {"x": 0.5})
    twice = dataclasses.replace(twice, scores={**twice.scores, "pad": twice.scores["padkit"]})
    boards = make_boards([twice, make_run("b", {"x": 0.6}, dataset=other)])
    assert [(b.dataset.fingerprint[:2], b.protocol, len(b.entries)) for b in boards] == [
        ("ab", "padkit", 1), ("ab", "pad", 1), ("cd", "padkit", 1)
    ]  # fmt: skip


def test_the_best_and_what_cannot_be_told_from_it():
    runs = [
        make_run("best", {"x": 0.9}),
        make_run("close", {"x": 0.895}),
        make_run("worse", {"x": 0.8}),
        make_run("untold", {"x": 0.7}, replicates=False),
    ]
    (board,) = make_boards(runs)
    found = figures(board)
    assert [f.best for f in found.values()] == [True, False, False, False]
    assert found["close"].tied and found["close"].p > 0.3
    assert not found["worse"].tied and found["worse"].p < 0.03
    assert found["untold"].p is None and not found["untold"].tied
    seconds = figures(board, name="seconds_per_image")
    assert seconds["untold"].best and not seconds["best"].best  # lower is better


def test_one_entry_beats_nobody_and_equals_share_the_best():
    assert not figures(make_boards([make_run("a", {"x": 0.9})])[0])["a"].best
    found = figures(make_boards([make_run("a", {"x": 0.9}), make_run("b", {"x": 0.9})])[0])
    assert found["a"].best and found["b"].best


def test_a_mean_over_fewer_classes_wins_nothing():
    part = make_run("part", {"x": 1.0}, categories=("x", "y"), failures={"y": "part failed"})
    (board,) = make_boards(
        [part, make_run("all", {"x": 0.5, "y": 0.5}), make_run("b", {"x": 0.4, "y": 0.4})]
    )
    assert [entry.label for entry in board.entries] == ["all", "b", "part"]
    found = figures(board)
    assert found["part"].value == 1.0 and not found["part"].best and found["part"].p is None
    assert found["all"].best
    assert figures(board, ("x", ""))["part"].best  # the class itself is compared
    missing = figures(board, ("y", ""))["part"]
    assert (missing.value, missing.reason) == (None, "part failed")
    assert board.entries[2].missing == {"y": "part failed"}


def test_an_undefined_figure_has_its_reason_and_no_interval():
    (board,) = make_boards(
        [make_run("a", {"x": None, "y": 0.75}), make_run("b", {"x": 0.5, "y": 0.5})]
    )
    found = figures(board, ("x", ""))["a"]
    assert (found.value, found.reason, found.low) == (None, "no sound image", None)
    # its mean is over one class of two: it is shown, and compared with nobody's
    assert figures(board)["a"].value == 0.75
    assert not figures(board)["a"].best and figures(board)["a"].p is None


def test_chance_is_told_for_each_place():
    (board,) = make_boards([make_run("a", {"x": 0.5, "y": 0.5})])
    assert board.chance["x", ""]["image_ap"] == 0.75
    assert board.chance[MEAN, ""]["pixel_ap"] == 0.01
    assert board.chance[MEAN, ""]["recall_fpr1"] is None


def test_poses_are_told_of_the_entries_that_find_them():
    lost = (None, None, None, 4)
    posed = [
        tell_poses(make_run("a", {"x": 0.5, "y": 0.5}), {"x": (1.0, 4.0, 0.5, 1), "y": lost}),
        tell_poses(make_run("a", {"x": 0.5, "y": 0.5}, 1), {"x": lost, "y": lost}),
    ]
    (board,) = make_boards([*posed, make_run("b", {"x": 0.4, "y": 0.4})])
    first, second = board.entries
    assert board.pose_columns == tuple(POSE_METRICS) and second.poses == {}
    assert set(first.poses) == {("x", ""), ("y", ""), (MEAN, "")}
    found = first.poses["x", ""]
    assert found["pose_rotation_median"].value == 1.0  # of the one seed that has it
    assert found["pose_rotation_median"].sd is None
    assert (found[FAILED].value, found[FAILED].sd) == (2.5, pytest.approx(4.5**0.5))
    assert first.poses[MEAN, ""][FAILED].value == (5 + 8) / 2
    nothing = first.poses["y", ""]["pose_within_1deg"]
    assert nothing.value is None and "no pose was found" in nothing.reason
    assert not any(f.best or f.p is not None for f in found.values())


def test_a_board_without_poses_has_no_columns_of_them():
    (board,) = make_boards([make_run("a", {"x": 0.5})])
    assert board.pose_columns == () and board.entries[0].poses == {}


def test_submitted_runs_stay_apart_and_two_recipes_are_told_apart():
    runs = [
        make_run("a", {"x": 0.5}),
        make_run("a", {"x": 0.6}, submitted=True),
        dataclasses.replace(
            make_run("a", {"x": 0.7}, seed=3),
            record=dataclasses.replace(make_run("a", {"x": 0.7}, seed=3).record, recipe="other"),
        ),
    ]
    (board,) = make_boards(runs)
    assert [entry.label for entry in board.entries] == ["a · s3", "a (submitted)", "a · s0"]


def test_runs_without_figures_make_no_board():
    empty = dataclasses.replace(make_run("a", {"x": 0.5}), scores={})
    assert make_boards([empty]) == [] == make_boards([])
