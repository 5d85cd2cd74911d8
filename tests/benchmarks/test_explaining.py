"""The picture of one answer: each panel shows what it says, faults are told in a line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from padkit.benchmarks.asking import MethodError
from padkit.benchmarks.datasets import find_layout, open_dataset
from padkit.benchmarks.errors import BrokenDatasetError
from padkit.benchmarks.explaining import explain, find_sample
from padkit.benchmarks.explanation_sheet import (
    PANEL,
    Explanation,
    place_panel,
    tell,
    write_explanation,
)
from padkit.benchmarks.images import read_png, write_png
from padkit.benchmarks.preview import LINES
from padkit.benchmarks.records import Account, Prediction, View

GREEN = (10, 200, 30)


class Telling:
    """Compares with a green picture; a map that is highest in the lower right quarter."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told

    def listen(self, tell: Any) -> None:
        tell("looking")

    def fit(self, views: Sequence[View]) -> None:
        camera = views[2].camera
        assert camera is not None
        self.pose = np.array(camera.pose)

    def predict(self, view: View) -> Prediction:
        score_map = np.zeros(view.image.shape[:2], np.float32)
        score_map[24:, 24:] = 0.5
        told = dict(self.told)
        if told.pop("posed", False):
            told["pose"] = self.pose
        return Prediction(score_map, 0.25, **told)


ALL = {
    "posed": True,
    "seconds": {"pose": 1e-3, "render": 2e-3},
    "failure": "pose: 4 inliers of 12 needed; nearest training view taken",
    "reference": np.full((48, 48, 3), GREEN, np.uint8),
}


def answer(root: Path, told: dict[str, Any], image: str = "01Gorilla/test/Burrs/1.png") -> Any:
    dataset, sample = find_sample(root / image)
    return explain("mine.py:Telling", Telling, dataset, sample, options={"told": told})


def draw(found: Explanation, path: Path) -> list[np.ndarray]:
    """The six panels."""
    assert write_explanation(found, path) == path
    sheet = read_png(path)
    corners = [place_panel(index) for index in range(6)]
    return [sheet[y + 1 : y + PANEL - 1, x + 1 : x + PANEL - 1] for x, y in corners]


def test_each_panel_shows_what_it_says(mad_root: Path, tmp_path: Path) -> None:
    found = answer(mad_root, ALL)
    query, reference, both, heat, truth, words = draw(found, tmp_path / "a.png")
    image = found.view.image
    middle = PANEL // 3  # within the square, outside the defect
    at = middle * 48 // PANEL
    np.testing.assert_allclose(query[middle, middle], image[at, at], atol=2)
    assert (reference == GREEN).all()
    half = (image[at, at].astype(float) + GREEN) / 2
    np.testing.assert_allclose(both[middle, middle], half, atol=2)
    assert heat[300, 300, 0] > 200 and heat[300, 300, 2] < 120  # yellow, over grey
    assert heat[60, 60, 1] < heat[60, 60, 2]  # violet
    line = np.any([(truth == colour).all(2) for colour in LINES], axis=0)
    rows, columns = np.nonzero(line)
    scale = PANEL / 48
    assert rows.min() == pytest.approx(28 * scale - 3, abs=2)
    assert (rows.max(), columns.max()) == pytest.approx((34 * scale + 3, 34 * scale + 3), abs=2)
    mask = found.sample.truth().mask.astype(np.uint8)
    large = cv2.resize(mask, (PANEL, PANEL), interpolation=cv2.INTER_NEAREST)
    near = cv2.dilate(large, np.ones((3, 3), np.uint8))[1:-1, 1:-1] > 0
    assert near.any() and not line[near].any()  # the defect itself stays free
    red = (words[..., 0] > 150) & (words[..., 1] < 90)
    assert red.any(), "the failure"


def test_the_scale_of_the_heat_map_runs_from_low_to_high(mad_root: Path, tmp_path: Path) -> None:
    draw(answer(mad_root, ALL), tmp_path / "a.png")
    x, y = place_panel(3)
    bar = read_png(tmp_path / "a.png")[y + PANEL + 12, x : x + PANEL].astype(int)
    violet, yellow = (np.abs(bar - end).sum(1) < 12 for end in ((68, 1, 84), (253, 231, 37)))
    assert violet.any() and yellow.any()
    assert np.flatnonzero(violet).max() < 60 and np.flatnonzero(yellow).min() > PANEL - 80


def test_a_method_that_tells_nothing_has_panels_of_none(mad_root: Path, tmp_path: Path) -> None:
    found = answer(mad_root, {}, "13Pheonix/test/good/0.png")
    _, reference, both, _, truth, words = draw(found, tmp_path / "a.png")
    for empty in (reference, both):
        assert (empty[:150] == 244).all() and empty[PANEL // 2 - 15 : PANEL // 2 + 15].min() < 150
    assert not np.any([(truth == colour).all(2) for colour in LINES])
    assert not ((words[..., 0] > 150) & (words[..., 1] < 90)).any()
    told = tell(found)
    assert (told["class"], told["defect"], told["pose"]) == ("13Pheonix", "good", "none found")
    assert "failure" not in told and "  other" not in told


def test_the_words_are_those_of_the_answer(mad_root: Path, tmp_path: Path) -> None:
    found = answer(mad_root, ALL)
    told = tell(found)
    assert (told["class"], told["defect"]) == ("01Gorilla", "Burrs")
    assert (told["image score"], told["map from"]) == ("0.25", "0 to 0.5")
    error = found.account.pose_error
    assert error is not None and error.rotation > 1
    assert told["rotation error"] == f"{error.rotation:.2f}°"
    assert told["translation error"] == f"{error.translation:.2f} % of the object"
    assert list(told)[-4:] == ["  pose", "  render", "  other", "failure"]
    assert told["failure"] == ALL["failure"]
    (mad_root / "01Gorilla/poses_test.json").unlink()
    (mad_root / "dataset.json").unlink()
    assert tell(answer(mad_root, ALL))["pose"] == "found; the true one is not told"


def test_pictures_of_any_shape_and_long_words_fit(mad_root: Path, tmp_path: Path) -> None:
    found = answer(mad_root, ALL)
    wide = View(found.view.image[:20])
    told, account = (
        Prediction(np.zeros((20, 48), np.float32), 1.0),
        Account(1.0, failure="w " * 999),
    )
    sample = open_dataset(mad_root).test["01Gorilla"][-1]
    assert sample.mask is None
    parts = (found.method, found.dataset, sample, wide, told, account, 0.0)
    query, *_ = draw(Explanation(*parts), tmp_path / "a.png")
    assert (query[:100] == 255).all() and (query[250] != 255).any()
    x, y = place_panel(5)
    assert (read_png(tmp_path / "a.png")[y + PANEL :, x:] == 255).all()
    assert (read_png(tmp_path / "a.png")[:, x + PANEL :] == 255).all()


def test_the_dataset_is_found_above_the_picture(mad_root: Path, tmp_path: Path) -> None:
    image = mad_root / "13Pheonix/test/Stains/1.png"
    for data in (None, mad_root):
        dataset, sample = find_sample(image, data)
        assert (dataset.root.resolve(), sample.key) == (mad_root, "13Pheonix/Stains/1")


def add_object_masks(root: Path, *, of_training: bool) -> None:
    """Write masks of the objects beside the pictures of each class."""
    tops = ("test", "train") if of_training else ("test",)
    for path in [path for top in tops for path in root.glob(f"*/{top}/**/*.png")]:
        below = path.relative_to(root)
        mask = (read_png(path) != 255).any(2).astype(np.uint8) * 255
        write_png(root / below.parts[0] / "object_masks" / Path(*below.parts[1:]), mask)


@pytest.mark.parametrize("of_training", [False, True])
@pytest.mark.parametrize("sealed", [False, True])
def test_a_class_with_object_masks_beside_its_pictures_is_no_dataset(
    mad_root: Path, reseal: Any, of_training: bool, sealed: bool
) -> None:
    (mad_root / "dataset.json").unlink()
    add_object_masks(mad_root, of_training=of_training)
    if of_training:  # what the class alone would be taken for
        assert find_layout(mad_root / "01Gorilla") == "mad"
    if sealed:
        reseal(mad_root)
    dataset, sample = find_sample(mad_root / "01Gorilla/test/Burrs/1.png")
    assert (dataset.root, sample.key) == (mad_root, "01Gorilla/Burrs/1")
    assert dataset.categories == ("01Gorilla", "13Pheonix")
    assert sample.objects == mad_root / "01Gorilla/object_masks/test/Burrs/1.png"
    with pytest.raises(ValueError, match=r"3\.png is a training picture of 01Gorilla"):
        find_sample(mad_root / "01Gorilla/train/good/3.png")
    if sealed or not of_training:
        with pytest.raises(ValueError, match=r"1\.png is no test picture of the dataset"):
            find_sample(mad_root / "01Gorilla/object_masks/test/Burrs/1.png")


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("ours", [False, True])
def test_pictures_of_the_other_layout_are_found(
    piad_root: Path, piad_original: Path, ours: bool, masked: bool
) -> None:
    root = piad_root if ours else piad_original
    if masked:
        add_object_masks(root, of_training=True)
    place, key = ("Dents_power25", "Dents/power25_1") if ours else ("good_1", "good/1_1")
    dataset, sample = find_sample(root / f"Gear/test/{place}/1.png")
    assert (dataset.root, sample.key) == (root, f"Gear/{key}")
    with pytest.raises(ValueError, match=r"11\.png is a training picture of Gear"):
        find_sample(root / "Gear/train/11.png")


def test_the_picture_may_be_given_by_a_link_or_from_here(
    mad_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link.png").symlink_to(mad_root / "01Gorilla/test/Burrs/1.png")
    (tmp_path / "linked").symlink_to(mad_root)
    monkeypatch.chdir(mad_root / "01Gorilla/test")
    for image in (tmp_path / "link.png", tmp_path / "linked/01Gorilla/test/Burrs/1.png"):
        assert find_sample(image)[1].key == "01Gorilla/Burrs/1"
    assert find_sample(Path("Burrs/1.png"))[1].key == "01Gorilla/Burrs/1"
    image = Path("Burrs/1.png")
    assert find_sample(image, tmp_path / "linked")[0].root == tmp_path / "linked"


def test_what_is_broken_above_the_picture_is_told(mad_root: Path) -> None:
    (mad_root / "dataset.json").write_text("{")
    with pytest.raises(BrokenDatasetError, match=r"dataset\.json"):
        find_sample(mad_root / "01Gorilla/test/Burrs/1.png")
    (mad_root / "dataset.json").unlink()
    (mad_root / "13Pheonix/transforms.json").write_text("{")
    with pytest.raises(BrokenDatasetError, match=r"13Pheonix/transforms\.json"):
        find_sample(mad_root / "01Gorilla/test/Burrs/1.png")
    with pytest.raises(BrokenDatasetError, match="is one class; give the folder above it"):
        image = mad_root / "01Gorilla/test/Burrs/1.png"
        find_sample(image, mad_root / "01Gorilla")


def test_faults_name_the_picture_and_the_way_out(mad_root: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"3\.png is a training picture of 01Gorilla.*test"):
        find_sample(mad_root / "01Gorilla/train/good/3.png")
    mask = mad_root / "01Gorilla/ground_truth/Burrs/0_mask.png"
    with pytest.raises(ValueError, match=r"0_mask.png is no test picture .* such as .*Burrs/0.png"):
        find_sample(mask)
    with pytest.raises(FileNotFoundError, match="there is no picture"):
        find_sample(mad_root / "01Gorilla/test/Burrs/99.png")
    stray = tmp_path / "elsewhere/a/b/0.png"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(mask.read_bytes())
    with pytest.raises(ValueError, match="is no test picture of the dataset"):
        find_sample(stray, mad_root)


def test_a_picture_in_no_dataset_is_told(tmp_path: Path) -> None:
    stray = tmp_path / "a/b/0.png"
    stray.parent.mkdir(parents=True)
    stray.touch()
    with pytest.raises(ValueError, match="lies in no dataset; give its folder with --data"):
        find_sample(stray)


def test_steps_are_told_and_a_failing_method_is_blamed(mad_root: Path) -> None:
    dataset, sample = find_sample(mad_root / "01Gorilla/test/Burrs/1.png")
    steps: list[Any] = []
    explain(
        *("telling", Telling, dataset, sample),
        options={"told": {}},
        progress=lambda *step: steps.append(step),
    )
    fit = "fit 01Gorilla"
    assert [step[2] for step in steps] == [fit, f"{fit}: looking", sample.key, sample.key]
    bad = {"told": {"failure": 3}}
    with pytest.raises(MethodError, match="telling on 01Gorilla/Burrs/1: ValueError: the failure"):
        explain("telling", Telling, dataset, sample, options=bad)
    with pytest.raises(ValueError, match="has no option 'speed'; allowed: told"):
        explain("telling", Telling, dataset, sample, options={"speed": 1})
