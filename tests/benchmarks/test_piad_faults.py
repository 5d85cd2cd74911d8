"""What is wrong with a dataset in the layout of PIAD, and what is not."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import piad_folder
import pytest

from padkit.benchmarks.datasets.faults import find_faults
from padkit.benchmarks.images import read_png, write_exr, write_png

PATH = "Gear/test/Dents_power25/1.png"
MASK = "Gear/ground_truth/Dents_power25/1.png"


def faults(root: Path, **options: Any) -> list[tuple[str, str]]:
    return [(fault.path, fault.what) for fault in find_faults(root, **options)]


def edit_json(path: Path, change: Any) -> None:
    values = json.loads(path.read_text())
    path.write_text(json.dumps(change(values) or values))


def lights(root: Path, change: Any) -> list[str]:
    """Return the faults of lights.json of a class after `change`, which gets its values."""
    edit_json(root / "Gear/lights.json", change)
    piad_folder.seal(root)
    found = faults(root)
    assert {path for path, _ in found} <= {"Gear/lights.json"}
    return [what for _, what in found]


@pytest.mark.parametrize("deep", [True, False])
def test_sound_datasets_have_no_fault(piad_root, piad_original, deep):
    assert faults(piad_root, deep=deep) == []
    assert faults(piad_original, deep=deep) == []


def test_an_original_may_have_any_background_and_place(piad_original):
    for image in piad_original.glob("*/t*/**/*.png"):
        pixels = read_png(image)
        pixels[:2] = (90, 255, 70)
        write_png(image, pixels)
    for folder in piad_original.iterdir():
        edit_json(
            folder / "transforms.json",
            lambda v: [f["transform_matrix"][0].__setitem__(3, 9.0) for f in v["frames"]] and None,
        )
    assert faults(piad_original) == []


def test_ours_is_held_to_white_green_and_distance(piad_root):
    image = piad_root / PATH
    pixels = read_png(image)
    pixels[0, :3], pixels[20, 14:16] = 250, (10, 255, 10)
    write_png(image, pixels)
    edit_json(
        piad_root / "Gear/transforms.json",
        lambda v: v["frames"][4]["transform_matrix"][2].__setitem__(3, 9.0),
    )
    piad_folder.seal(piad_root)
    assert [what.partition(",")[0].partition(";")[0] for _, what in faults(piad_root)] == [
        "the axis of the camera of 'train/4.png' passes the origin at 6.17",
        "the camera of 'train/4.png' is 9.49 from the origin",
        "has 3 background pixels that are not pure white",
        "has 2 object pixels of green 255",
    ]


def test_masks_go_with_their_images(piad_original):
    truth = piad_original / "Gear/ground_truth"
    shutil.copytree(truth / "missing_parts", truth / "good_1")
    (truth / "Dents/2.png").unlink()
    shutil.copy(truth / "missing_parts/0.png", truth / "missing_parts/7.png")
    shutil.copy(truth / "missing_parts/0.png", truth / "missing_parts/0_mask.png")
    assert sorted(faults(piad_original, deep=False)) == [
        ("Gear/ground_truth/Dents/2.png", "is missing, the mask of test/Dents/2.png"),
        ("Gear/ground_truth/good_1/0.png", "is the mask of a sound image, which has none"),
        ("Gear/ground_truth/good_1/1.png", "is the mask of a sound image, which has none"),
        ("Gear/ground_truth/missing_parts", "is not numbered 0 to 2: there is no 2"),
        (
            "Gear/ground_truth/missing_parts/0_mask.png",
            "is not named as the masks here are: 0.png",
        ),
        ("Gear/ground_truth/missing_parts/7.png", "is a mask without an image"),
    ]


def test_any_sound_folder_will_do_and_one_must_be(piad_original):
    shutil.rmtree(piad_original / "Gear/test/good")
    assert faults(piad_original) == []
    shutil.rmtree(piad_original / "Gear/test/good_1")
    what = "holds no picture; published code wants at least one"
    assert faults(piad_original) == [("Gear/test/good", what)]


def test_pixels_of_a_mask_in_a_folder_with_a_label(piad_root):
    mask = read_png(piad_root / MASK)
    mask[0, 0] = 255
    write_png(piad_root / MASK, mask)
    piad_folder.seal(piad_root)
    what = "has 37 pixels, but anomalies.json says 36 visible_pixels"
    assert faults(piad_root) == [(MASK, what)]
    write_png(piad_root / MASK, np.zeros_like(mask))
    piad_folder.seal(piad_root)
    assert faults(piad_root)[0] == (MASK, "is empty, but its image is labelled anomalous")


def test_a_torn_picture(piad_root):
    path = piad_root / PATH
    path.write_bytes(path.read_bytes()[:-30])
    piad_folder.seal(piad_root)
    ((place, what),) = faults(piad_root)
    assert place == PATH
    assert what.startswith("is cut short")


def test_counts_are_by_folder(piad_root):
    edit_json(
        piad_root / "dataset.json",
        lambda v: v["classes"]["Gear"]["test"].update(Dents=6, Dents_power25=0),
    )
    ((path, what),) = faults(piad_root)
    assert path == "dataset.json"
    assert "'Dents_power25': 2" in what.partition("there is")[2]


def test_files_beside_the_pictures(piad_root):
    (piad_root / "Gear/train/notes.txt").write_text("mine")
    piad_folder.seal(piad_root)
    what = "is no .png; published code takes every name in this folder for a number"
    assert faults(piad_root) == [("Gear/train/notes.txt", what)]


# --- lights.json ---


def test_a_dataset_without_lights_has_no_fault(piad_root):
    (piad_root / "Gear/lights.json").unlink()
    piad_folder.seal(piad_root)
    assert faults(piad_root) == []


def test_lights_name_each_image_once(piad_root):
    def change(values: dict) -> None:
        del values["images"]["train/3"]
        values["images"]["test/good_power25/12"] = "power25"

    assert lights(piad_root, change) == [
        "has no entry 'train/3'",
        "has an entry 'test/good_power25/12', but there is no such image",
    ]


def test_rigs_are_described(piad_root):
    def change(values: dict) -> None:
        values["rigs"]["power25"] = "a lamp"
        values["images"]["train/0"] = "night"

    assert lights(piad_root, change) == [
        "does not describe the rig 'night', which lights an image",
        "has no description of the rig 'power25' but 'a lamp'",
    ]


def test_lights_agree_with_views(piad_root):
    def change(values: dict) -> None:
        values["images"]["test/good/1"] = "power25"

    assert lights(piad_root, change) == [
        "says 'power25' of 'test/good/1', but views.json says 'day'"
    ]


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"rigs": {}}, 'has no tables under "rigs" and "images"'),
        ({"rigs": [], "images": {}}, 'has no tables under "rigs" and "images"'),
        ([], "is JSON but not an object"),
    ],
)
def test_lights_of_another_form(piad_root, values, what):
    (piad_root / "Gear/lights.json").write_text(json.dumps(values))
    piad_folder.seal(piad_root)
    assert faults(piad_root) == [("Gear/lights.json", what)]


# --- extras ---


def test_extras_of_each_kind_and_of_every_image(piad_root):
    folder = piad_root / "Gear/extras"
    (folder / "train/5_albedo.exr").unlink()
    write_exr(folder / "test/Dents_power25/1_albedo.exr", np.ones((48, 48), np.float32))
    write_exr(folder / "test/Dents_power25/1_shading.exr", np.ones((48, 48, 3), np.float32))
    (folder / "test/good_power25/12_parts.png").write_bytes(
        (folder / "test/good_power25/11_parts.png").read_bytes()
    )
    piad_folder.seal(piad_root)
    found = faults(piad_root)
    gone = [what for _, what in found if what.startswith("is missing, the shading of")]
    assert len(gone) == 12 + 20 - 1
    assert sorted(fault for fault in found if fault[1] not in gone) == [
        (
            "Gear/extras/test/Dents_power25/1_albedo.exr",
            "has the shape (48, 48), not R, G, B of 48x48",
        ),
        ("Gear/extras/test/good_power25/12_parts.png", "is an extra of no image"),
        ("Gear/extras/train/5_albedo.exr", "is missing, the albedo of train/5.png"),
    ]
