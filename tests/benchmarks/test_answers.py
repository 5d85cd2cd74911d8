"""What a detector may tell besides its scores: checked, kept, tabulated, judged again."""

import csv
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from padkit.benchmarks.asking import check_prediction
from padkit.benchmarks.datasets import Dataset, open_dataset
from padkit.benchmarks.metrics.pose import FAILED, POSE_METRICS, object_size
from padkit.benchmarks.records import Account, Prediction, View
from padkit.benchmarks.results import Run
from padkit.benchmarks.rules import Rules
from padkit.benchmarks.run_tables import tell_run, tell_seeds
from padkit.benchmarks.runner import run
from padkit.benchmarks.scoring import score

HEIGHT, WIDTH = 4, 6
VIEW = View(np.zeros((HEIGHT, WIDTH, 3), np.uint8))
MAP = np.zeros((HEIGHT, WIDTH), np.float32)
FULL: dict[str, Any] = {
    "pose": np.eye(4),
    "seconds": {"pose": 0.5, "render": 0},
    "failure": "pose: 4 inliers of 12 needed",
    "reference": VIEW.image,
}


def test_an_answer_may_tell_all_or_nothing() -> None:
    plain = Prediction(MAP, 0.0)
    assert (plain.pose, plain.reference, plain.failure, plain.seconds) == (None, None, "", {})
    check_prediction(plain, VIEW)
    check_prediction(Prediction(MAP, 0.0, **FULL), VIEW)
    check_prediction(Prediction(MAP, 0.0, seconds={"pose": float(np.float64(0.5))}), VIEW)


MIRROR, STRETCHED, LOST = np.diag([-1.0, 1, 1, 1]), np.diag([1.1, 1, 1, 1]), np.eye(4)
LOST[0, 3] = math.nan


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"pose": np.eye(4, dtype=np.float32)}, "the pose is float32, not a float64 array"),
        ({"pose": np.eye(4).tolist()}, "the pose is list, not a float64 array"),
        ({"pose": np.eye(4)[:3]}, r"the pose has the shape \(3, 4\), not \(4, 4\)"),
        ({"pose": MIRROR}, "no rigid motion"),
        ({"pose": STRETCHED}, "no rigid motion"),
        ({"pose": LOST}, "no rigid motion"),
        ({"seconds": [0.5]}, "the seconds are a list, not a mapping"),
        ({"seconds": {"pose": -0.1}}, "the stage pose took -0.1; want finite seconds, 0 or more"),
        ({"seconds": {"pose": math.inf}}, "the stage pose took inf"),
        ({"seconds": {"pose": math.nan}}, "the stage pose took nan"),
        ({"seconds": {"pose": "0.5"}}, "the stage pose took '0.5'"),
        ({"seconds": {"pose": True}}, "the stage pose took True"),
        ({"seconds": {"other": 0.5}}, "a stage is called 'other'; .* is the rest"),
        ({"seconds": {"find pose": 0.5}}, "a stage is called 'find pose'"),
        ({"seconds": {3: 0.5}}, "a stage is called 3"),
        ({"failure": None}, "the failure is a NoneType, not a text"),
        ({"failure": "two\nlines"}, "has line breaks"),
        ({"reference": MAP}, "the reference is float32, not a uint8 array"),
        ({"reference": VIEW.image[1:]}, r"the shape \(3, 6, 3\), not \(4, 6, 3\)"),
    ],
)
def test_what_is_told_wrongly_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        check_prediction(Prediction(MAP, 0.0, **{**FULL, **changes}), VIEW)


def rotation(degrees: float) -> np.ndarray:
    turn = np.eye(4)
    turn[:3, :3] = Rotation.from_euler("z", degrees, degrees=True).as_matrix()
    return turn


class Posed:
    """Tells the true pose, turned by 0, 0.9, 1.8, ... degrees; has none for the third image."""

    poses: dict[bytes, np.ndarray] = {}  # noqa: RUF012  picture -> true pose

    def fit(self, views: Sequence[View]) -> None:
        self.asked = 0

    def predict(self, view: View) -> Prediction:
        index, self.asked = self.asked, self.asked + 1
        score_map = view.image.min(2).astype(np.float32)
        if index == 2:
            return Prediction(score_map, 1.0, failure="pose: none, of 12")
        pose = rotation(0.9 * index) @ self.poses[view.image.tobytes()]
        pose[2, 3] += 0.01 * index
        spent = {"pose": 1e-4, **({"render": 2e-4} if index else {})}
        return Prediction(score_map, float(index), pose, spent, "dark" if index == 1 else "")


@pytest.fixture
def dataset(mad_root: Path) -> Dataset:
    """Of two classes, nine test images each, no two alike."""
    from padkit.benchmarks.images import write_png

    found = open_dataset(mad_root)
    for samples in found.test.values():
        for index, sample in enumerate(samples):
            image = sample.query().image.copy()
            image[0, 0] = index
            write_png(sample.image, image)
            assert sample.pose_camera is not None
            Posed.poses[sample.query().image.tobytes()] = sample.pose_camera.pose
    return found


@pytest.fixture
def done(dataset: Dataset, tmp_path: Path) -> Run:
    return run("posed", Posed, dataset, tmp_path / "results", rules=Rules(resamples=0))


def read(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


def test_each_image_keeps_its_errors_failure_and_seconds(done: Run, dataset: Dataset) -> None:
    rows = read(done.folder / "scores/padkit/per_image.csv")
    assert list(rows[0])[7:] == [
        *("rotation_error", "translation_error", "failure", "seconds"),
        *("seconds_pose", "seconds_render", "seconds_other"),
    ]
    size = object_size(dataset.train["01Gorilla"])
    for index, row in enumerate(rows[:9]):
        if index == 2:
            assert row["failure"] == "pose: none, of 12" and row["seconds_pose"] == ""
            assert row["rotation_error"] == row["translation_error"] == row["seconds_other"] == ""
            continue
        assert float(row["rotation_error"]) == pytest.approx(0.9 * index, abs=1e-9)
        assert float(row["translation_error"]) == pytest.approx(index / size, abs=1e-9)
        assert row["failure"] == ("dark" if index == 1 else "")
        stages = [float(row[f"seconds_{name}"] or 0) for name in ("pose", "render", "other")]
        assert stages[:2] == [1e-4, 2e-4 if index else 0]
        assert math.fsum(stages) == pytest.approx(float(row["seconds"]), abs=1e-12)


def test_classes_defects_and_mean_have_the_figures_of_poses(done: Run) -> None:
    scores = done.scores["padkit"]
    for row in (*scores.classes, scores.mean):
        errors = sorted(0.9 * index for index in range(9) if index != 2)
        figures = list(row.poses.values())
        assert figures[0] == pytest.approx(np.median(errors))
        assert figures[2] == pytest.approx(2 / 9)
        assert row.poses[FAILED] == (4 if row.category == "mean" else 2)
    burrs = next(row for row in scores.defects if row.defect == "Burrs")
    assert burrs.poses["pose_within_1deg"] == pytest.approx(2 / 5)  # two of three, no sound one
    head, *_, mean = (done.folder / "scores/padkit/per_class.csv").read_text().splitlines()
    assert head.endswith(",notes," + ",".join(POSE_METRICS)) and mean.endswith(",4")
    assert "pose_rotation_median" in read(done.folder / "scores/padkit/per_defect.csv")[0]
    assert scores.to_json()["classes"][0][FAILED] == 2


def test_another_protocol_keeps_the_columns(done: Run, dataset: Dataset, tmp_path: Path) -> None:
    first = done.scores["padkit"]
    asked = (done.folder / "timings.csv").read_bytes()
    rules = Rules("piad", resamples=0)
    second = run("posed", Posed, dataset, tmp_path / "results", rules=rules).scores["piad"]
    assert (done.folder / "timings.csv").read_bytes() == asked
    assert [row.account for row in second.images] == [row.account for row in first.images]
    assert [row.poses for row in second.classes] == [row.poses for row in first.classes]
    assert second.images[1].account is not None and second.images[1].account.failure == "dark"


def test_the_table_tells_poses_failures_and_stages(
    done: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    tell_run("posed", done, "padkit")
    told = capsys.readouterr().out
    head, *rows = done.scores["padkit"].table()
    titles = tuple(metric.title for metric in POSE_METRICS.values())
    assert head[-4:] == titles and all(title in told for title in titles)
    assert [row[0] for row in rows] == ["01Gorilla", "13Pheonix", "mean", "chance"]
    assert rows[0][-4::3] == ("4.050", "2") and rows[2][-1] == "4"
    assert rows[3][-4:] == ("-",) * 4 and {len(row) for row in rows} == {len(head)}
    foot = told.splitlines()[-2]
    assert foot.startswith("seconds per image: pose 0.00, render 0.00, other ")


class Plain(Posed):
    """Tells nothing but its scores."""

    def predict(self, view: View) -> Prediction:
        return Prediction(view.image.min(2).astype(np.float32), 0.0)


def test_the_table_of_seeds_has_poses_where_all_seeds_tell_them(
    done: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    tell_seeds("", [done, done], "padkit")
    told = capsys.readouterr().out
    median = done.scores["padkit"].mean.poses["pose_rotation_median"]
    assert all(metric.title in told for metric in POSE_METRICS.values())
    assert f"{median:.3f} ±0.000" in told


def test_a_method_without_poses_has_no_columns_of_them(
    dataset: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = run("plain", Plain, dataset, tmp_path / "results", rules=Rules(resamples=0))
    scores = done.scores["padkit"]
    assert all(row.poses == {} for row in (*scores.classes, *scores.defects, scores.mean))
    assert "pose" not in (done.folder / "scores/padkit/per_class.csv").read_text()
    assert scores.table()[0][-1] == "s / image"
    (rotations, seconds), *_ = [
        (row["rotation_error"], float(row["seconds"]))
        for row in read(done.folder / "scores/padkit/per_image.csv")
    ]
    assert rotations == "" and seconds > 0
    assert "seconds_other" not in (done.folder / "scores/padkit/per_image.csv").read_text()
    tell_run("plain", done, "padkit")
    assert "seconds per image" not in capsys.readouterr().out


def test_maps_without_a_journal_are_judged_as_ever(done: Run, dataset: Dataset) -> None:
    found = score(dataset, done.folder / "predictions", rules=Rules(resamples=0))
    assert {row.account for row in found.images} == {None} and found.mean.poses == {}
    accounts = {"01Gorilla/Burrs/0": Account(0.5, failure="told")}
    told = score(dataset, done.folder / "predictions", rules=Rules(resamples=0), accounts=accounts)
    assert told.images[0].account == accounts["01Gorilla/Burrs/0"]
    assert told.classes[0].poses[FAILED] == 1 and told.classes[1].poses == {}


def test_poses_are_no_errors_where_nobody_knows_the_true_ones(
    dataset: Dataset, mad_root: Path, tmp_path: Path
) -> None:
    from mad_folder import seal

    for path in mad_root.glob("*/poses_test.json"):
        path.unlink()
    seal(mad_root)
    done = run("posed", Posed, open_dataset(mad_root), tmp_path, rules=Rules(resamples=0))
    row = done.scores["padkit"].classes[0]
    assert list(row.poses.values()) == [None, None, None, 2]


class Cached(Plain):
    """Tells its stages, and what its fit once took."""

    fit_seconds: float | None = 12.5
    heard: Callable[[str], None]

    def listen(self, tell: Callable[[str], None]) -> None:
        self.heard = tell

    def fit(self, views: Sequence[View]) -> None:
        self.heard("splats 400/2000")


def test_a_fit_may_tell_its_stages_and_its_seconds(dataset: Dataset, tmp_path: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    rules = Rules(resamples=0)
    done = run(
        "cached", Cached, dataset, tmp_path, progress=lambda *s: steps.append(s), rules=rules
    )
    assert steps[:2] == [(0, 18, "fit 01Gorilla"), (0, 18, "fit 01Gorilla: splats 400/2000")]
    assert (9, 18, "fit 13Pheonix: splats 400/2000") in steps
    assert {times.fit_s for times in done.record.times.values()} == {12.5}


@pytest.mark.parametrize(("told", "fails"), [(None, False), (-1.0, True), (math.nan, True)])
def test_seconds_of_a_fit_that_cannot_be(
    dataset: Dataset, tmp_path: Path, told: float | None, fails: bool
) -> None:
    class Odd(Cached):
        fit_seconds = told

    done = run("odd", Odd, dataset, tmp_path, rules=Rules(resamples=0))
    assert done.complete != fails
    if fails:
        assert "fit_seconds is" in done.record.failures["01Gorilla"]
    else:
        assert 0 < done.record.times["01Gorilla"].fit_s < 10
