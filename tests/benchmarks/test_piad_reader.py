"""The layout of PIAD, as published and as padkit writes it, is read like any other."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import piad_folder
import pytest

from padkit.benchmarks.datasets import find_layout, open_dataset, piad
from padkit.benchmarks.datasets.layouts import LAYOUTS, MAD, PIAD, extra_file
from padkit.benchmarks.errors import BrokenDatasetError
from padkit.benchmarks.images import read_exr, write_png


def broken(root: Path) -> BrokenDatasetError:
    with pytest.raises(BrokenDatasetError) as caught:
        open_dataset(root)
    assert str(caught.value).startswith(f"{caught.value.path}: ")
    assert "\n" not in str(caught.value)
    return caught.value


def test_reads_what_padkit_writes(piad_root):
    dataset = open_dataset(piad_root)
    assert (dataset.name, dataset.categories) == ("piad", ("Gear", "Teapot"))
    assert [len(dataset.train[c]) for c in dataset.categories] == [12, 12]
    assert [sample.key for sample in dataset.test["Teapot"]] == [
        *(f"Teapot/Dents/{i}" for i in range(3)),
        "Teapot/Dents/power25_0", "Teapot/Dents/power25_1", "Teapot/Dents/power100_0",
        "Teapot/good/0", "Teapot/good/1",
        *(f"Teapot/good/power25_{i}" for i in range(12)),
    ]  # fmt: skip
    assert {s.defect for s in dataset.test["Gear"]} == {"Dents", "good"}
    assert all(s.on_white for s in dataset.test["Gear"])


def test_reads_the_original_download(piad_original):
    dataset = open_dataset(piad_original)
    assert (dataset.name, dataset.categories) == ("piad", ("Gear", "Spray_can"))
    assert [s.key for s in dataset.test["Gear"]] == [
        *(f"Gear/Dents/{i}" for i in range(3)),
        "Gear/good/0", "Gear/good/1",
        "Gear/good/1_0", "Gear/good/1_1", "Gear/good/1_2",
        "Gear/missing_parts/0", "Gear/missing_parts/1",
    ]  # fmt: skip
    assert not any(s.on_white for s in dataset.test["Gear"])  # its background may be anything
    assert all(s.pose_camera is None for s in dataset.test["Gear"])


@pytest.mark.parametrize("root", ["piad_root", "piad_original"])
def test_pictures_and_masks_are_those_of_their_folder_and_number(root, request):
    dataset = open_dataset(request.getfixturevalue(root))
    for sample in dataset.test["Gear"]:
        folder, number = sample.image.parent.name, int(sample.image.stem)
        assert sample.place == f"Gear/{folder}/{number}"
        image, mask = piad_folder.picture(f"test/{folder}", number)
        np.testing.assert_array_equal(sample.query().image, image)
        np.testing.assert_array_equal(sample.truth().mask, mask > 0)
        assert sample.truth().anomalous == (sample.defect != "good") == bool(mask.any())
    for i, view in enumerate(dataset.train["Gear"]):
        np.testing.assert_array_equal(view.image, piad_folder.picture("train", i)[0])


def test_keys_are_unique_and_places_are_too(piad_root):
    samples = [s for samples in open_dataset(piad_root).test.values() for s in samples]
    assert len({s.key for s in samples}) == len({s.place for s in samples}) == len(samples) == 40


def test_facts_and_poses_are_those_of_the_folder(piad_root):
    samples = {s.key: s for s in open_dataset(piad_root).test["Gear"]}
    swept = samples["Gear/Dents/power25_1"]
    assert swept.facts == {"kind": "dent", "light": "power25", "visible_pixels": 36}
    assert samples["Gear/good/power25_3"].facts == {"light": "power25"}
    frames = json.loads((piad_root / "Gear/poses_test.json").read_text())["frames"]
    (matrix,) = (f["transform_matrix"] for f in frames if "Dents_power25/1" in f["file_path"])
    np.testing.assert_allclose(
        swept.pose_camera.pose[:3, :3] @ np.array(matrix)[:3, :3], np.diag([1, -1, -1]), atol=1e-9
    )


def test_extras_are_those_that_are_listed(piad_root):
    dataset = open_dataset(piad_root)
    folder = piad_root / "Gear/extras"
    sample = next(s for s in dataset.test["Gear"] if s.stem == "power25_1")
    assert sample.extras == {
        "parts": folder / "test/Dents_power25/1_parts.png",
        "depth": folder / "test/Dents_power25/1_depth.exr",
        "albedo": folder / "test/Dents_power25/1_albedo.exr",
    }
    assert read_exr(sample.extras["albedo"]).shape == (48, 48, 3)
    views = dataset.train["Gear"]
    assert [extras["parts"] for extras in views.extras] == [
        folder / f"train/{i}_parts.png" for i in range(12)
    ]
    assert views[3:5].extras == views.extras[3:5]
    (folder / "train/0_shading.exr").write_bytes(b"")  # in no dataset.json
    assert "shading" not in open_dataset(piad_root).train["Gear"].extras[0]


def test_without_extras_there_are_none(piad_original):
    dataset = open_dataset(piad_original)
    assert dataset.train["Gear"].extras == ({},) * 12
    assert dataset.train["Gear"][2:4].extras == ({},) * 2
    assert dataset.test["Gear"][0].extras == {}


# --- which layout it is ---


def test_layouts_are_told_apart(mad_root, original_root, piad_root, piad_original):
    for root, name in (
        (mad_root, "mad"), (original_root, "mad"), (piad_root, "piad"), (piad_original, "piad")
    ):  # fmt: skip
        assert find_layout(root) == name
        (root / "dataset.json").unlink(missing_ok=True)
        assert find_layout(root) == name
        for folder in root.iterdir():
            if folder.is_dir():
                shutil.rmtree(folder / "train")
        assert find_layout(root) == name  # by what transforms.json names
        assert "train" in str(broken(root).path)


def test_dataset_json_decides(piad_root):
    path = piad_root / "dataset.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": "mad"}))
    assert find_layout(piad_root) == "mad"
    assert "is not named as the masks here are: 0_mask.png" in str(broken(piad_root))


def test_poses_of_another_layout_are_in_none(piad_original):
    for folder in piad_original.iterdir():
        (folder / "train").rename(folder / "images")
        path = folder / "transforms.json"
        path.write_text(path.read_text().replace("./train/", "./images/"))
    assert "is in no known layout (mad, piad)" in str(broken(piad_original))


# --- what a user gets to read ---


def test_folders_above_and_below_are_pointed_to(piad_original):
    error = broken(piad_original / "Gear")
    assert f"is one class; give the folder above it, {piad_original}" in str(error)
    assert f"give {piad_original}" in str(broken(piad_original.parent))


def test_the_real_objects_are_named(tmp_path):
    (tmp_path / "01Valve/sparse/0").mkdir(parents=True)
    assert "it holds COLMAP scenes such as 01Valve/" in str(broken(tmp_path))


def test_a_mask_that_is_missing_or_named_as_mad_has_them(piad_original):
    mask = piad_original / "Gear/ground_truth/Dents/1.png"
    mask.rename(mask.with_name("1_mask.png"))
    error = broken(piad_original)
    assert error.path == mask.with_name("1_mask.png")
    assert "is not named as the masks here are: 0.png" in str(error)
    error.path.unlink()
    error = broken(piad_original)
    assert (error.path, str(error).partition(": ")[2]) == (
        mask, "is missing, the mask of test/Dents/1.png"
    )  # fmt: skip


def test_a_mask_of_mad_without_its_suffix(original_root):
    mask = original_root / "01Gorilla/ground_truth/Burrs/1_mask.png"
    mask.rename(mask.with_name("1.png"))
    assert "is not named as the masks here are: 0_mask.png" in str(broken(original_root))


def test_a_torn_picture_and_one_of_another_size(piad_original):
    dataset = open_dataset(piad_original)
    write_png(piad_original / "Gear/train/3.png", np.zeros((40, 48, 3), np.uint8))
    with pytest.raises(BrokenDatasetError, match=r"3\.png: is 48x40, its camera 48x48"):
        dataset.train["Gear"][3]
    (piad_original / "Gear/train/0.png").write_bytes(b"GIF89a")
    assert re.search(r"Gear/train/0\.png: is not a PNG file", str(broken(piad_original)))


def test_a_newer_version_is_refused(piad_root):
    path = piad_root / "dataset.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format_version": 2}))
    assert "format_version is 2; this padkit reads 1 to 1" in str(broken(piad_root))


# --- names ---


@pytest.mark.parametrize(
    ("folder", "defect", "label"),
    [
        ("good", "good", ""), ("good_1", "good", "1"), ("good_power25", "good", "power25"),
        ("good_dark_room", "good", "dark_room"), ("goods_1", "goods_1", ""),
        ("Dents", "Dents", ""), ("Dents_power25", "Dents", "power25"),
        ("Dents_azimuth240", "Dents", "azimuth240"), ("missing_parts", "missing_parts", ""),
        ("missing_parts_power0", "missing_parts", "power0"), ("Dents_power", "Dents_power", ""),
        ("Dents_1", "Dents_1", ""), ("power25", "power25", ""), ("_power25", "_power25", ""),
    ],
)  # fmt: skip
def test_folders_with_labels(folder, defect, label):
    assert PIAD.read_folder(folder) == (defect, label)
    assert MAD.read_folder(folder) == (folder, "")
    assert PIAD.is_sound(folder) == (defect == "good")
    assert MAD.is_sound(folder) == (folder == "good")


def test_names_are_as_published():
    assert list(LAYOUTS) == ["mad", "piad"]
    assert len(set(piad.CLASSES)) == 16
    assert PIAD.train_image(3) == "train/3.png"
    assert PIAD.test_image("good_1", 0) == "test/good_1/0.png"
    assert PIAD.mask_image("Dents_power25", 0) == "ground_truth/Dents_power25/0.png"
    assert extra_file(PIAD.train_image(3), "normals") == "extras/train/3_normal.exr"
    assert [PIAD.number_of(p) for p in ("train/07.png", "ground_truth/a/7_mask.png")] == [7, None]
    assert [MAD.number_of(p) for p in ("test/a/7_mask.png", "ground_truth/a/7_mask.png")] == [
        None, 7
    ]  # fmt: skip
