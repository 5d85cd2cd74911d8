"""Exports to the layouts that padkit reads, and every export of a dataset divided by light."""

import json
import shutil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from padkit.benchmarks.datasets import Dataset, Sample, open_dataset
from padkit.benchmarks.datasets.faults import find_faults
from padkit.benchmarks.exports import FORMATS, export
from padkit.benchmarks.images import read_mask, read_rgb, write_png
from padkit.benchmarks.poses import opengl_camera_to_world

SOURCES = ("mad_root", "original_root", "piad_root", "piad_original")


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def check_train(before: Dataset, after: Dataset) -> None:
    assert after.categories == before.categories
    for category in before.categories:
        pairs = zip(before.train[category], after.train[category], strict=True)
        for a, b in pairs:
            np.testing.assert_array_equal(a.image, b.image)
            assert a.camera is not None
            assert b.camera is not None
            np.testing.assert_allclose(a.camera.pose, b.camera.pose, atol=1e-12)
            np.testing.assert_allclose(a.camera.K, b.camera.K, rtol=1e-12)


def check_pair(before: Sample, after: Sample) -> None:
    assert after.defect == before.defect
    np.testing.assert_array_equal(after.query().image, before.query().image)
    np.testing.assert_array_equal(after.truth().mask, before.truth().mask)


@pytest.mark.parametrize("root", SOURCES)
def test_mad_comes_back(root, request, tmp_path):
    source = request.getfixturevalue(root)
    before = open_dataset(source)
    out = export(source, "mad", tmp_path / "out")
    assert list(find_faults(out)) == []
    after = open_dataset(out)
    assert after.name == "mad"
    check_train(before, after)
    for category in before.categories:
        told = read(out / category / "sources.json")
        samples = {s.image: s for s in before.test[category]}
        assert len(after.test[category]) == len(samples)
        for sample in after.test[category]:
            path = sample.image.relative_to(out / category).as_posix()
            check_pair(samples[source / category / told[path]], sample)
        assert {source / category / path for path in told.values()} == {
            *samples, *before.train[category].images
        }  # fmt: skip


@pytest.mark.parametrize("root", SOURCES)
def test_mip_comes_back(root, request, tmp_path):
    source = request.getfixturevalue(root)
    before = open_dataset(source)
    out = export(source, "mip", tmp_path / "out")
    assert list(find_faults(out)) == []
    after = open_dataset(out)
    assert after.name == "piad"
    check_train(before, after)
    for category in before.categories:
        places = {s.place: s for s in before.test[category]}
        assert {s.place for s in after.test[category]} == {*places}
        for sample in after.test[category]:
            check_pair(places[sample.place], sample)


def test_mad_has_one_folder_a_type_and_numbers_without_gap(piad_root, tmp_path):
    out = export(piad_root, "mad", tmp_path / "out")
    assert {p.name for p in (out / "Gear/test").iterdir()} == {"Dents", "good"}
    assert {p.name for p in (out / "Gear/ground_truth").iterdir()} == {"Dents"}
    assert {p.name for p in (out / "Gear/test/good").iterdir()} == {f"{i}.png" for i in range(14)}
    masks = {p.name for p in (out / "Gear/ground_truth/Dents").iterdir()}
    assert masks == {f"{i}_mask.png" for i in range(6)}
    told = read(out / "Gear/sources.json")
    assert told["test/good/0.png"] == "test/good/0.png"
    assert told["test/good/13.png"] == "test/good_power25/11.png"
    assert [told[f"test/Dents/{i}.png"] for i in range(2, 6)] == [
        "test/Dents/2.png", "test/Dents_power25/0.png", "test/Dents_power25/1.png",
        "test/Dents_power100/0.png",
    ]  # fmt: skip
    frames = read(out / "Gear/transforms.json")["frames"]
    assert [f["file_path"] for f in frames] == [f"./train/good/{i}.png" for i in range(12)]


def test_mad_closes_gaps(original_root, tmp_path):
    (original_root / "01Gorilla/test/Burrs/1.png").unlink()
    (original_root / "01Gorilla/ground_truth/Burrs/1_mask.png").unlink()
    out = export(original_root, "mad", tmp_path / "out") / "01Gorilla"
    assert read(out / "sources.json")["test/Burrs/1.png"] == "test/Burrs/2.png"
    np.testing.assert_array_equal(
        read_mask(out / "ground_truth/Burrs/1_mask.png"),
        read_mask(original_root / "01Gorilla/ground_truth/Burrs/2_mask.png"),
    )


def test_mip_is_flat_and_bare(mad_root, piad_root, tmp_path):
    out = export(mad_root, "mip", tmp_path / "mad_as_mip") / "01Gorilla"
    assert {p.name for p in out.iterdir()} == {"train", "test", "ground_truth", "transforms.json"}
    assert {p.name for p in (out / "train").iterdir()} == {f"{i}.png" for i in range(12)}
    assert {p.name for p in (out / "ground_truth/Burrs").iterdir()} == {"0.png", "1.png", "2.png"}
    frames = read(out / "transforms.json")["frames"]
    assert [f["file_path"] for f in frames] == [f"./train/{i}.png" for i in range(12)]
    swept = export(piad_root, "mip", tmp_path / "piad_as_mip") / "Gear/test"
    assert {p.name for p in swept.iterdir()} == {
        "Dents", "Dents_power25", "Dents_power100", "good", "good_power25"
    }  # fmt: skip


def test_mip_refuses_a_defect_that_would_be_taken_for_sound(original_root, tmp_path):
    for part in ("test", "ground_truth"):
        folder = original_root / "01Gorilla" / part
        (folder / "Burrs").rename(folder / "good_but_burred")
    with pytest.raises(ValueError, match="good_but_burred holds defects, but") as caught:
        export(original_root, "mip", tmp_path / "out")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_there_and_back_again(piad_root, tmp_path):
    one = export(piad_root, "mip", tmp_path / "one")
    two = export(export(one, "mad", tmp_path / "mad"), "mip", tmp_path / "two")
    before, after = open_dataset(one), open_dataset(two)
    check_train(before, after)
    for a, b in zip(before.test["Gear"], after.test["Gear"], strict=True):
        check_pair(a, b)


# --- the other formats, of a dataset divided by light ---


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_of_a_rendered_dataset(piad_root, tmp_path, name):
    out = export(piad_root, name, tmp_path / "out")
    found = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert set(read(out / "export.json")["files"]) == found
    assert (out / "license.txt").read_text() == "pictures: CC0-1.0\n"


def test_mvtec_has_one_folder_a_type(piad_root, tmp_path):
    out = export(piad_root, "mvtec", tmp_path / "out")
    assert {p.name for p in (out / "Gear/test").iterdir()} == {"Dents", "good"}
    for sample in open_dataset(piad_root).test["Gear"]:
        label, line, number = sample.stem.rpartition("_")
        name = f"{sample.defect}/{label}{line}{int(number):03d}"
        image = read_rgb(out / f"Gear/test/{name}.png")
        np.testing.assert_array_equal(image, sample.query().image)
        if sample.defect != "good":
            mask = read_mask(out / f"Gear/ground_truth/{name}_mask.png")
            np.testing.assert_array_equal(mask, sample.truth().mask)
    images = sorted(p.stem for p in (out / "Gear/test/Dents").iterdir())
    masks = sorted(p.name for p in (out / "Gear/ground_truth/Dents").iterdir())
    assert masks == [f"{image}_mask.png" for image in images], "loaders pair them by this order"
    assert len(list((out / "Gear/train/good").iterdir())) == 12


def test_coco_of_every_light(piad_root, tmp_path):
    out = export(piad_root, "coco", tmp_path / "out")
    told = read(out / "annotations/test.json")
    samples = [s for samples in open_dataset(piad_root).test.values() for s in samples]
    assert [entry["name"] for entry in told["categories"]] == ["Dents"]
    assert len({image["file_name"] for image in told["images"]}) == len(samples) == 40
    assert told["images"][3]["file_name"] == "images/test/Gear/Dents/power25_000.png"
    for image, sample in zip(told["images"], samples, strict=True):
        assert (image["class"], image["type"]) == (sample.category, sample.defect)
        np.testing.assert_array_equal(read_rgb(out / image["file_name"]), sample.query().image)
        area = sum(e["area"] for e in told["annotations"] if e["image_id"] == image["id"])
        assert area == sample.truth().mask.sum()


def test_nerfstudio_of_every_light(piad_root, tmp_path):
    scene = export(piad_root, "nerfstudio", tmp_path / "out") / "Gear"
    told, dataset = read(scene / "transforms.json"), open_dataset(piad_root)
    assert (len(told["train_filenames"]), len(told["test_filenames"])) == (12, 14)
    good = [s for s in dataset.test["Gear"] if s.defect == "good"]
    frames = {frame["file_path"]: frame["transform_matrix"] for frame in told["frames"]}
    for name, sample in zip(told["test_filenames"], good, strict=True):
        np.testing.assert_array_equal(read_rgb(scene / name), sample.query().image)
        np.testing.assert_allclose(
            np.array(frames[name]), opengl_camera_to_world(sample.pose_camera.pose), atol=1e-9
        )


def test_splatpose_gets_mads_folders(piad_root, tmp_path):
    out, dataset = export(piad_root, "splatpose", tmp_path / "out"), open_dataset(piad_root)
    shutil.rmtree(out / "MAD-Sim_3dgs/Teapot")
    mad = open_dataset(out / "MAD-Sim")
    check_train(dataset, mad)
    assert [s.stem for s in mad.test["Gear"]][:6] == [f"{i:03d}" for i in range(6)]
    told = read(out / "MAD-Sim/Gear/sources.json")
    assert told["test/Dents/005.png"] == "test/Dents_power100/0.png"
    frames = read(out / "MAD-Sim/Gear/transforms.json")["frames"]
    assert [f["file_path"] for f in frames] == [f"./train/good/{i:03d}.png" for i in range(12)]
    rgba = cv2.imread(str(out / "MAD-Sim_3dgs/Gear/train/train_003.png"), cv2.IMREAD_UNCHANGED)
    np.testing.assert_array_equal(rgba[..., 2::-1], dataset.train["Gear"][3].image)
    assert {*np.unique(rgba[..., 3])} == {0, 255}


def test_splatpose_of_a_download_wants_white_corners(piad_original, tmp_path):
    out = export(piad_original, "splatpose", tmp_path / "out")
    check_train(open_dataset(piad_original), open_dataset(out / "MAD-Sim"))
    image = piad_original / "Spray_can/train/7.png"
    pixels = read_rgb(image)
    pixels[-1, -1] = 254
    write_png(image, pixels)
    with pytest.raises(ValueError, match="MIP is not on white"):
        export(piad_original, "splatpose", tmp_path / "other")
