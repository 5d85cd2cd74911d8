"""The formats besides MVTec AD's: each is read back and gives what the dataset says."""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from pycocotools.coco import COCO

from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.errors import UnknownNameError
from padkit.benchmarks.exports import FORMATS, export, formats
from padkit.benchmarks.exports.coco import encode_runs
from padkit.benchmarks.images import read_rgb, write_png
from padkit.benchmarks.poses import opengl_camera_to_world

CLASS = "01Gorilla"


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def decode(runs: dict[str, list[int]]) -> np.ndarray:
    """The inverse of COCO's uncompressed run lengths."""
    values = np.arange(len(runs["counts"])) % 2 == 1
    return np.repeat(values, runs["counts"]).reshape(runs["size"], order="F")


def test_every_format_says_who_reads_it():
    assert tuple(formats()) == FORMATS
    assert all(len(text) > 10 for text in formats().values())
    with pytest.raises(UnknownNameError, match="no format is called 'voc'"):
        export(Path("nowhere"), "voc", Path("out"))


@pytest.mark.parametrize("name", FORMATS)
def test_export_json_names_every_file(original_root, tmp_path, name):
    out = export(original_root, name, tmp_path / "out")
    found = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert set(read(out / "export.json")["files"]) == found
    assert (out / "license.txt").read_text().startswith("This is an export")
    assert export(original_root, name, out) == out  # again: replaced


def test_nerfstudio_gives_pictures_and_poses_back(mad_root, tmp_path):
    scene = export(mad_root, "nerfstudio", tmp_path / "out") / CLASS
    told, dataset = read(scene / "transforms.json"), open_dataset(mad_root)
    views = list(dataset.train[CLASS])
    good = [s for s in dataset.test[CLASS] if s.defect == "good"]
    assert [told[f"{split}_filenames"] for split in ("train", "val", "test")] == [
        [f"images/train_{i:03d}.png" for i in range(12)],
        *[[f"images/test_{i:03d}.png" for i in range(2)]] * 2,
    ]
    K = [[told["fl_x"], 0, told["cx"]], [0, told["fl_y"], told["cy"]], [0, 0, 1]]
    cameras = [*(view.camera for view in views), *(sample.pose_camera for sample in good)]
    images = [*(view.image for view in views), *(sample.query().image for sample in good)]
    for frame, camera, image in zip(told["frames"], cameras, images, strict=True):
        np.testing.assert_allclose(K, camera.K)
        np.testing.assert_allclose(
            np.array(frame["transform_matrix"]), opengl_camera_to_world(camera.pose), atol=1e-9
        )
        np.testing.assert_array_equal(read_rgb(scene / frame["file_path"]), image)
    assert (told["camera_model"], told["w"], told["h"]) == ("OPENCV", 48, 48)


def test_nerfstudio_of_a_download_has_no_splits(original_root, tmp_path):
    scene = export(original_root, "nerfstudio", tmp_path / "out") / CLASS
    told = read(scene / "transforms.json")
    assert len(told["frames"]) == 12
    assert not [key for key in told if key.endswith("_filenames")]


def test_coco_masks_are_the_datasets(mad_root, tmp_path):
    out = export(mad_root, "coco", tmp_path / "out")
    told = read(out / "annotations/test.json")
    names = {entry["id"]: entry["name"] for entry in told["categories"]}
    samples = [s for samples in open_dataset(mad_root).test.values() for s in samples]
    assert len(told["images"]) == len(samples)
    assert len({entry["id"] for entry in told["annotations"]}) == len(told["annotations"]) == 14
    for image, sample in zip(told["images"], samples, strict=True):
        assert (image["class"], image["type"]) == (sample.category, sample.defect)
        pixels = read_rgb(out / image["file_name"])
        np.testing.assert_array_equal(pixels, sample.query().image)
        found = [e for e in told["annotations"] if e["image_id"] == image["id"]]
        mask = np.zeros(pixels.shape[:2], bool)
        for entry in found:
            region = decode(entry["segmentation"])
            assert names[entry["category_id"]] == sample.defect
            assert entry["area"] == region.sum()
            assert entry["bbox"] == list(cv2.boundingRect(region.astype(np.uint8)))
            mask |= region
        np.testing.assert_array_equal(mask, sample.truth().mask)
    train = read(out / "annotations/train.json")
    assert (len(train["images"]), train["annotations"]) == (24, [])
    assert all((out / image["file_name"]).is_file() for image in train["images"])


def test_coco_regions_touch_at_corners(original_root, tmp_path):
    mask = np.zeros((48, 48), np.uint8)
    mask[[10, 11, 30], [10, 11, 30]] = 255
    write_png(original_root / CLASS / "ground_truth/Burrs/0_mask.png", mask)
    told = read(export(original_root, "coco", tmp_path / "out") / "annotations/test.json")
    areas = [entry["area"] for entry in told["annotations"] if entry["image_id"] == 1]
    assert areas == [2, 1]


@pytest.mark.parametrize("first", [False, True])
def test_runs_begin_with_sound_pixels(first):
    mask = np.zeros((3, 4), bool)
    mask[1:, 2], mask[0, 0] = True, first
    runs = encode_runs(mask)
    assert runs == {"size": [3, 4], "counts": [0, 1, 6, 2, 3] if first else [7, 2, 3]}
    np.testing.assert_array_equal(decode(runs), mask)


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # of pycocotools itself
def test_coco_is_read_by_pycocotools(mad_root, tmp_path):
    told = COCO(str(export(mad_root, "coco", tmp_path / "out") / "annotations/test.json"))
    sample = open_dataset(mad_root).test[CLASS][0]
    entries = told.loadAnns(told.getAnnIds(imgIds=[1]))
    mask = np.any([told.annToMask(entry) for entry in entries], 0)
    np.testing.assert_array_equal(mask, sample.truth().mask)


def test_splatpose_has_alpha_and_names_without_suffix(original_root, tmp_path):
    out = export(original_root, "splatpose", tmp_path / "out")
    folder, views = out / "MAD-Sim_3dgs" / CLASS, list(open_dataset(original_root).train[CLASS])
    told = read(folder / "transforms_train.json")
    for index, (frame, view) in enumerate(zip(told["frames"], views, strict=True)):
        assert frame["file_path"] == f"./train/train_{index:03d}"
        rgba = cv2.imread(str(folder / f"{frame['file_path']}.png"), cv2.IMREAD_UNCHANGED)
        np.testing.assert_array_equal(rgba[..., 2::-1], view.image)
        np.testing.assert_array_equal(rgba[..., 3] == 0, (view.image == 255).all(2))
        np.testing.assert_allclose(
            np.array(frame["transform_matrix"]),
            opengl_camera_to_world(view.camera.pose),
            atol=1e-9,
        )
    focal = 24 / np.tan(told["camera_angle_x"] / 2)
    assert focal == pytest.approx(views[0].camera.K[0, 0])
    assert len(read(folder / "transforms_test.json")["frames"]) == 10
    assert len(list((folder / "test").glob("*.png"))) == 10
    mad = out / "MAD-Sim" / CLASS
    poses = [frame["file_path"] for frame in read(mad / "transforms.json")["frames"]]
    assert poses == [f"./train/good/{i:03d}.png" for i in range(12)]
    assert all((mad / path).is_file() for path in poses)
    assert (mad / "ground_truth/Burrs/001_mask.png").is_file()


def test_splatpose_takes_no_surroundings(mad_root, tmp_path):
    with pytest.raises(ValueError, match="mad is not on white"):  # its dataset.json tells no white
        export(mad_root, "splatpose", tmp_path / "out")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mad"]
