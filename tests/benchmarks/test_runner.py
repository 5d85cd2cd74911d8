"""The runner, with a detector of plain numpy on pictures written here."""

import csv
import fcntl
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from padkit.benchmarks.asking import measure_peak_memory
from padkit.benchmarks.datasets import GOOD, Dataset, Sample
from padkit.benchmarks.errors import BrokenDatasetError, UnknownNameError
from padkit.benchmarks.images import write_png
from padkit.benchmarks.predictions import read_map
from padkit.benchmarks.records import Camera, Prediction, View
from padkit.benchmarks.results import read_runs
from padkit.benchmarks.rules import Rules
from padkit.benchmarks.runner import run

CLASSES = ("01Cube", "02Ball")
TESTS = {"Stains": 2, GOOD: 2}
IMAGES = len(CLASSES) * sum(TESTS.values())
HEIGHT, WIDTH = 40, 56


class Distance:
    """Absolute distance to the mean sound picture, and a record of what it was shown."""

    fuse = -1  # predictions until it fails; never when negative
    fits = 0
    shown: list[np.ndarray] = []  # noqa: RUF012
    asked: list[View] = []  # noqa: RUF012

    def __init__(self, seed: int = 0, power: float = 1.0) -> None:
        self.seed, self.power = seed, power

    def fit(self, views: Sequence[View]) -> None:
        Distance.fits += 1
        pictures = [view.image for view in views]
        Distance.shown += pictures
        rng = np.random.default_rng(self.seed)
        self.mean = np.mean(pictures, 0) + rng.normal(size=pictures[0].shape)

    def predict(self, view: View) -> Prediction:
        if Distance.fuse == 0:
            raise KeyboardInterrupt
        Distance.fuse -= 1
        Distance.asked.append(view)
        gap = (np.abs(view.image - self.mean).max(2) ** self.power).astype(np.float32)
        return Prediction(gap, float(gap.mean()))


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    Distance.fuse, Distance.fits, Distance.shown, Distance.asked = -1, 0, [], []
    yield


def picture(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.integers(100, 120, (HEIGHT, WIDTH, 3)).astype(np.uint8)


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    root = tmp_path / "tiny"
    train, test = {}, {}
    K = np.array([[50, 0, WIDTH / 2], [0, 50, HEIGHT / 2], [0, 0, 1]])
    posed = Camera(WIDTH, HEIGHT, K, np.eye(4))
    for c, name in enumerate(CLASSES):
        train[name] = [View(picture(100 * c + i), posed) for i in range(4)]
        samples: list[Sample] = []
        for defect, count in TESTS.items():
            for i in range(count):
                image, mask = root / name / "test" / defect / f"{i}.png", None
                pixels = picture(1000 + 100 * c + 10 * len(samples))
                if defect != GOOD:
                    mask = root / name / "ground_truth" / defect / f"{i}_mask.png"
                    marks = np.zeros((HEIGHT, WIDTH), np.uint8)
                    marks[10:20, 5 + 5 * i : 15 + 5 * i] = 255
                    pixels[marks > 0] += 25
                    write_png(mask, marks)
                write_png(image, pixels)
                samples.append(Sample(name, defect, str(i), image, mask, Camera(WIDTH, HEIGHT, K)))
        test[name] = tuple(samples)
    return Dataset(root, "toy", "f" * 64, train, test)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a run that must not depend on time: without run.json and what was timed."""
    timed = ("run.json", "timings.csv", "per_class.csv", "per_defect.csv", "per_image.csv")
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in timed
    }
    for name in timed[2:]:
        with (folder / "scores/padkit" / name).open() as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            assert row.pop("seconds" if name == "per_image.csv" else "seconds_per_image") != "-"
        found[name] = json.dumps(rows).encode()
    return found


def test_a_run_holds_what_was_asked_and_what_follows(dataset: Dataset, tmp_path: Path) -> None:
    done = run("distance", Distance, dataset, tmp_path / "results", seed=3)
    assert done.complete and done.folder.parent == tmp_path / "results/toy/distance"
    assert done.folder.name.startswith("tiny-s3-")
    for name in ("run.json", "scores/padkit/per_class.csv", "predictions/image_scores.csv"):
        assert (done.folder / name).is_file()
    assert len(list((done.folder / "predictions").rglob("*.tiff"))) == IMAGES
    assert len(list((done.folder / "examples").glob("*.png"))) == len(CLASSES) * len(TESTS)
    sample = dataset.test["02Ball"][1]
    detector = Distance(3)
    detector.fit(dataset.train["02Ball"])
    stored = read_map(done.folder / f"predictions/{sample.key}.tiff")
    np.testing.assert_array_equal(stored, detector.predict(sample.query()).score_map)
    assert stored.dtype == np.float32
    record = done.record
    assert (record.seed, record.device, record.padkit) == (3, "cpu", "0.1.0")
    assert record.config == {"seed": 3} and record.dataset.categories == CLASSES
    assert record.times["01Cube"].images == sum(TESTS.values())
    assert 0 < record.times["01Cube"].predict_s < 10 and record.times["01Cube"].fit_s > 0
    assert record.peak_memory_mb is not None and 20 < record.peak_memory_mb < 10_000
    assert done.scores["padkit"].mean.scores["pixel_auroc"] == pytest.approx(1, abs=0.01)


def test_one_detector_a_class_and_no_truth_for_any(dataset: Dataset, tmp_path: Path) -> None:
    run("distance", Distance, dataset, tmp_path / "results")
    assert Distance.fits == len(CLASSES)
    sound = [view.image for name in CLASSES for view in dataset.train[name]]
    np.testing.assert_array_equal(Distance.shown, sound)  # test pictures are never fitted
    assert len(Distance.asked) == IMAGES
    for view in Distance.asked:
        assert set(vars(view)) == {"image", "camera"}
        assert view.camera is not None and view.camera.world_to_camera is None


def test_a_finished_run_is_read_and_again_makes_it_anew(dataset: Dataset, tmp_path: Path) -> None:
    first = run("distance", Distance, dataset, tmp_path / "results")
    stamp = (first.folder / "run.json").stat().st_mtime_ns
    second = run("distance", Distance, dataset, tmp_path / "results")
    assert Distance.fits == len(CLASSES) and second.record == first.record
    assert second.scores == first.scores
    (first.folder / "predictions/01Cube/Stains/stray.tiff").touch()
    third = run("distance", Distance, dataset, tmp_path / "results", again=True)
    assert Distance.fits == 2 * len(CLASSES) and third.folder == first.folder
    assert (first.folder / "run.json").stat().st_mtime_ns > stamp
    assert not (first.folder / "predictions/01Cube/Stains/stray.tiff").exists()


@pytest.mark.parametrize("kept", range(IMAGES))
def test_a_run_broken_off_anywhere_ends_the_same(
    dataset: Dataset, tmp_path: Path, kept: int
) -> None:
    whole = run("distance", Distance, dataset, tmp_path / "whole")
    Distance.fuse, Distance.fits, Distance.asked = kept, 0, []
    with pytest.raises(KeyboardInterrupt):
        run("distance", Distance, dataset, tmp_path / "broken")
    folder = tmp_path / "broken" / whole.folder.relative_to(tmp_path / "whole")
    assert json.loads((folder / "run.json").read_text())["complete"] is False
    with (folder / "timings.csv").open("a") as file:
        file.write("01Cube,Stains,1,12.3")  # a kill in the middle of a line
    Distance.fuse, Distance.fits = -1, 0
    mended = run("distance", Distance, dataset, tmp_path / "broken")
    assert mended.folder == folder and len(Distance.asked) == IMAGES
    assert Distance.fits == (2 if kept < IMAGES / 2 else 1)  # the finished class is left alone
    assert contents(folder) == contents(whole.folder)
    assert {t.images for t in mended.record.times.values()} == {sum(TESTS.values())}


def test_an_image_whose_map_is_lost_is_asked_for_again(dataset: Dataset, tmp_path: Path) -> None:
    Distance.fuse = IMAGES - 1
    with pytest.raises(KeyboardInterrupt):
        run("distance", Distance, dataset, tmp_path / "results")
    lost = next((tmp_path / "results").rglob("01Cube/Stains/0.tiff"))
    lost.unlink()
    Distance.fuse, Distance.asked = -1, []
    assert run("distance", Distance, dataset, tmp_path / "results").complete
    assert len(Distance.asked) == 2 and lost.exists()


def test_what_matters_makes_another_run(dataset: Dataset, tmp_path: Path) -> None:
    class Copy(Distance):
        pass

    def name(factory: Any = Distance, data: Dataset = dataset, **how: Any) -> str:
        return run("distance", factory, data, tmp_path / "results", **how).folder.name

    other = Dataset(dataset.root, "toy", "e" * 64, dataset.train, dataset.test)
    names = [
        name(),
        name(seed=1),
        name(options={"power": 2.0}),
        name(categories=["02Ball"]),
        name(data=other),
        name(Copy),
    ]
    assert len(set(names)) == len(names)
    assert name(categories=CLASSES) == names[0]


def test_some_classes_only(dataset: Dataset, tmp_path: Path) -> None:
    done = run("distance", Distance, dataset, tmp_path / "results", categories=["02Ball"])
    rows = done.scores["padkit"].classes
    assert [row.category for row in rows] == ["02Ball"] == list(done.record.times)
    with pytest.raises(UnknownNameError, match="no class of toy is called '02Bal'"):
        run("distance", Distance, dataset, tmp_path / "results", categories=["02Bal"])


def test_a_method_without_seed_and_config(dataset: Dataset, tmp_path: Path) -> None:
    class Plain:
        fit, predict = Distance.fit, Distance.predict
        seed, power = 0, 1.0

    done = run("my/own.py:Plain", Plain, dataset, tmp_path / "results", seed=5)
    assert done.record.seed is None and done.record.method == "own-Plain"
    assert done.record.config == {}
    same = run("my/own.py:Plain", Plain, dataset, tmp_path / "results", options={"device": "cpu"})
    assert same.folder == done.folder and same.record.device == "cpu"
    with pytest.raises(ValueError, match="has no option 'device'; allowed: it has none"):
        run("own.py:Plain", Plain, dataset, tmp_path / "results", options={"device": "cuda"})
    with pytest.raises(ValueError, match="has no option 'speed'; allowed: seed, power"):
        run("distance", Distance, dataset, tmp_path / "results", options={"speed": 1})


def answers(*predictions: Any) -> type:
    class Answers(Distance):
        def predict(self, view: View) -> Any:
            super().predict(view)
            return predictions[0]

    return Answers


GOOD_MAP = np.zeros((HEIGHT, WIDTH), np.float32)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Prediction(np.full_like(GOOD_MAP, np.nan), 0.0), f"{GOOD_MAP.size} values .* NaN"),
        (Prediction(GOOD_MAP.T, 0.0), r"shape \(56, 40\), not \(40, 56\)"),
        (Prediction(GOOD_MAP.astype(np.float64), 0.0), "is float64, not a float32"),
        (Prediction([[0.0]], 0.0), "is list, not a float32"),  # type: ignore[arg-type]
        (Prediction(GOOD_MAP, float("inf")), "image score is inf"),
        ((GOOD_MAP, 0.0), "is a tuple, not a Prediction"),
    ],
)
def test_a_wrong_answer_is_told_with_method_and_image(
    dataset: Dataset, tmp_path: Path, answer: Any, fault: str
) -> None:
    done = run("distance", answers(answer), dataset, tmp_path / "results")
    assert not done.complete and not done.scores
    assert list(done.record.failures) == list(CLASSES)
    told = done.record.failures["01Cube"]
    assert re.match(f"distance on 01Cube/Stains/0: ValueError: .*{fault}.*asking.py, line", told)
    assert not list((tmp_path / "results").rglob("*.tiff"))


def test_a_class_that_fails_is_missing_and_the_others_go_on(
    dataset: Dataset, tmp_path: Path
) -> None:
    class Choosy(Distance):
        well = False

        def fit(self, views: Sequence[View]) -> None:
            if Distance.fits == 0 and not Choosy.well:
                Distance.fits += 1
                raise RuntimeError("no\nlight")
            super().fit(views)

    told: list[tuple[int, int, str]] = []
    done = run("choosy", Choosy, dataset, tmp_path / "a", progress=lambda *s: told.append(s))
    assert told[-1] == (IMAGES, IMAGES, "02Ball")
    assert not done.complete and list(done.record.times) == ["02Ball"]
    assert [row.category for row in done.scores["padkit"].classes] == ["02Ball"]
    why = done.record.failures["01Cube"]
    assert re.fullmatch(
        r"choosy failed to fit 01Cube: RuntimeError: no light \(test_runner.py, line \d+\)", why
    )
    assert done.record.missing == {"01Cube": why}
    Choosy.well = True  # the same command tries it again, and asks for nothing that is there
    Distance.asked = []
    mended = run("choosy", Choosy, dataset, tmp_path / "a")
    assert mended.complete and mended.record.missing == {} and len(Distance.asked) == IMAGES / 2
    whole = run("choosy", Choosy, dataset, tmp_path / "b")
    assert contents(mended.folder) == contents(whole.folder)


def test_a_run_broken_off_shows_what_it_has(dataset: Dataset, tmp_path: Path) -> None:
    Distance.fuse = IMAGES - 1
    with pytest.raises(KeyboardInterrupt):
        run("distance", Distance, dataset, tmp_path / "results")
    (found,) = read_runs(tmp_path / "results")
    assert [row.category for row in found.scores["padkit"].classes] == ["01Cube"]
    assert found.record.missing == {"02Ball": "not run"}


def test_what_is_no_fault_of_the_method_ends_the_run(dataset: Dataset, tmp_path: Path) -> None:
    class Reader(Distance):
        def fit(self, views: Sequence[View]) -> None:
            raise BrokenDatasetError(Path("x.png"), "is torn")

    with pytest.raises(BrokenDatasetError, match="torn"):
        run("reader", Reader, dataset, tmp_path / "results")
    torn = dataset.test["01Cube"][0].image
    torn.write_bytes(torn.read_bytes()[:30])
    with pytest.raises(ValueError, match="is not a readable picture"):
        run("distance", Distance, dataset, tmp_path / "results")


@pytest.mark.parametrize("first", ["pad", "padkit"])
def test_every_protocol_asked_for_is_judged(dataset: Dataset, tmp_path: Path, first: str) -> None:
    for protocol in (first, "pad", "padkit"):
        done = run("distance", Distance, dataset, tmp_path, rules=Rules(protocol))
        assert protocol in done.scores
    assert set(done.scores) == {"pad", "padkit"} and Distance.fits == len(CLASSES)


def test_another_protocol_judges_what_is_there(dataset: Dataset, tmp_path: Path) -> None:
    first = run("distance", Distance, dataset, tmp_path / "results")
    asked = len(Distance.asked)
    both = run("distance", Distance, dataset, tmp_path / "results", rules=Rules("piad"))
    assert len(Distance.asked) == asked and Distance.fits == len(CLASSES)
    assert set(both.scores) == {"padkit", "piad"} and both.folder == first.folder
    assert both.scores["padkit"] == first.scores["padkit"]
    assert both.scores["piad"].classes[0].n_pixels == 4 * 400 * 400
    # a map's own image score was its mean; here it is the maximum, on the scale of all maps
    assert max(row.score for row in both.scores["piad"].images) == 1.0


def test_two_processes_never_write_one_run(dataset: Dataset, tmp_path: Path) -> None:
    done = run("distance", Distance, dataset, tmp_path / "results")
    handle = os.open(done.folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        with pytest.raises(ValueError, match="another process is writing"):
            run("distance", Distance, dataset, tmp_path / "results", again=True)
    finally:
        os.close(handle)
    assert run("distance", Distance, dataset, tmp_path / "results").complete


def test_progress_counts_images(dataset: Dataset, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    run("distance", Distance, dataset, tmp_path / "a", progress=lambda *step: told.append(step))
    assert told[0] == (0, IMAGES, "fit 01Cube")
    asked = [step for step in told if step[2] in CLASSES]
    assert [step[0] for step in asked] == list(range(1, IMAGES + 1))
    assert {step[1] for step in asked} == {IMAGES}
    assert told[-1] == (IMAGES, IMAGES, "02Ball")


def test_memory_on_a_gpu_is_what_torch_held(monkeypatch: pytest.MonkeyPatch) -> None:
    cuda = SimpleNamespace(max_memory_allocated=lambda device: {"cuda:1": 3 * 2**20}[device])
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))
    assert measure_peak_memory("cuda:1") == 3


def test_a_seed_among_the_options_goes_before(dataset: Dataset, tmp_path: Path) -> None:
    done = run("distance", Distance, dataset, tmp_path / "a", options={"seed": 4}, seed=1)
    assert done.record.seed == 4 and "-s4-" in done.folder.name
