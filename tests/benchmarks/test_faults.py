import json
import shutil
import struct
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from padkit.benchmarks.datasets import open_dataset, pngs
from padkit.benchmarks.datasets.faults import find_faults
from padkit.benchmarks.errors import BrokenDatasetError
from padkit.benchmarks.images import encode_png, read_png, write_exr, write_png
from padkit.benchmarks.poses import look_at, opengl_camera_to_world

IMAGE = "01Gorilla/test/Burrs/1.png"
MASK = "01Gorilla/ground_truth/Burrs/1_mask.png"
PARTS = "01Gorilla/extras/test/Burrs/1_parts.png"
TRAIN = "01Gorilla/train/good/10.png"


def faults(root: Path, **options: Any) -> list[tuple[str, str]]:
    return [(fault.path, fault.what) for fault in find_faults(root, **options)]


def edit_json(path: Path, change) -> None:
    values = json.loads(path.read_text())
    path.write_text(json.dumps(change(values) or values))


def edit_pixels(path: Path, where: tuple, value: object) -> None:
    pixels = read_png(path)
    pixels[where] = value
    write_png(path, pixels)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@pytest.mark.parametrize("deep", [True, False])
def test_sound_datasets_have_no_fault(mad_root, original_root, deep):
    assert faults(mad_root, deep=deep) == []
    assert faults(original_root, deep=deep) == []


def test_a_folder_renamed_by_splatpose_has_no_fault(original_root):
    for path in list(original_root.rglob("*.png")):
        number, *rest = path.stem.split("_")
        path.rename(path.with_name("_".join([f"{int(number):03d}", *rest]) + ".png"))
    assert faults(original_root) == []


def test_progress_tells_each_file(mad_root):
    told = []
    assert faults(mad_root, progress=lambda done, total: told.append((done, total))) == []
    count = sum(path.is_file() for path in mad_root.rglob("*"))
    assert told == [(i + 1, count) for i in range(count)]


def test_no_dataset_at_all(tmp_path):
    assert faults(tmp_path / "nowhere") == [(".", "is not a folder")]
    ((path, what),) = faults(tmp_path)
    assert path == "."
    assert what.startswith("is in no known layout (mad, piad): it holds no class folder")


# --- objects with surroundings ---


def add_surroundings(root):
    """Turn a dataset into one whose test images have surroundings and object masks."""
    for folder in (root / "01Gorilla", root / "13Pheonix"):
        for image in [*folder.glob("train/good/*.png"), *folder.glob("test/*/*.png")]:
            mask = np.zeros(read_png(image).shape[:2], np.uint8)
            mask[12:36, 12:36] = 255
            write_png(folder / "object_masks" / image.relative_to(folder), mask)
            if "test" in image.parts:
                edit_pixels(image, np.s_[:3], (90, 80, 70))
        tests = [p.relative_to(folder).with_suffix("").as_posix() for p in folder.glob("test/*/*")]
        (folder / "views.json").write_text(json.dumps({key: {"object": 0} for key in tests}))


def test_surroundings_are_no_fault_where_dataset_json_tells_of_them(mad_root, reseal):
    add_surroundings(mad_root)
    reseal(mad_root)
    assert {what for _, what in faults(mad_root)} == {
        f"has {3 * 48} background pixels that are not pure white"
    }
    edit_json(mad_root / "dataset.json", lambda v: v | {"white_background": ["train"]})
    assert faults(mad_root) == []


def test_object_masks_go_with_their_images(mad_root, reseal):
    add_surroundings(mad_root)
    masks = mad_root / "01Gorilla/object_masks"
    (masks / "test/good/0.png").rename(masks / "test/good/9.png")
    edit_pixels(masks / "train/good/0.png", np.s_[:], 0)
    edit_pixels(masks / "train/good/1.png", (20, 20), 7)
    views = mad_root / "01Gorilla/views.json"
    edit_json(
        views, lambda v: {k: e for k, e in v.items() if k != "test/good/1"} | {"test/x/1": {}}
    )
    reseal(mad_root)
    edit_json(mad_root / "dataset.json", lambda v: v | {"white_background": ["train"]})
    assert sorted(faults(mad_root)) == [
        (
            "01Gorilla/object_masks/test/good/0.png",
            "is missing, the object mask of test/good/0.png",
        ),
        ("01Gorilla/object_masks/test/good/9.png", "is an object mask without an image"),
        ("01Gorilla/object_masks/train/good/0.png", "is empty, but its image must show the object"),
        (
            "01Gorilla/object_masks/train/good/1.png",
            "holds the values [7]; a mask holds 0 and 255 only",
        ),
        (
            "01Gorilla/views.json",
            "has an entry 'test/x/1', but there is no such test image",
        ),
        ("01Gorilla/views.json", "has no entry 'test/good/1'"),
    ]


def test_another_suite_has_other_defects(mad_root, reseal):
    for folder in (mad_root / "01Gorilla", mad_root / "13Pheonix"):
        for kind in ("test", "ground_truth"):
            (folder / kind / "Burrs").rename(folder / kind / "Added")
        (folder / "extras/test/Burrs").rename(folder / "extras/test/Added")
        for name in ("poses_test.json", "anomalies.json"):
            path = folder / name
            path.write_text(path.read_text().replace("test/Burrs", "test/Added"))
    reseal(mad_root)

    def rename(values):
        for told in values["classes"].values():
            told["test"] = {("Added" if k == "Burrs" else k): n for k, n in told["test"].items()}

    edit_json(mad_root / "dataset.json", rename)
    assert {what for _, what in faults(mad_root)} == {
        "holds no picture; published code wants at least one"
    }
    edit_json(mad_root / "dataset.json", lambda v: v | {"suite": "conveyor"})
    assert faults(mad_root) == []


# --- the list of files ---


def test_missing_unexpected_and_leftover_files_are_told_apart(mad_root):
    leftover = "01Gorilla/test/Burrs/.3.png.4711.part"
    (mad_root / "01Gorilla/scene/scene.npz").unlink()
    (mad_root / "notes.txt").write_text("mine")
    shutil.copy(mad_root / IMAGE, mad_root / leftover)
    assert faults(mad_root, deep=False) == [
        ("01Gorilla/scene/scene.npz", "is missing; dataset.json lists it"),
        (leftover, "is left over from an interrupted write; delete it"),
        ("notes.txt", "is not listed in dataset.json"),
        (leftover, "is no .png; published code takes every name in this folder for a number"),
        ("01Gorilla/scene/scene.npz", "is missing, the description of the sound object"),
    ]


def test_an_original_download_may_hold_other_files_but_not_beside_pictures(original_root):
    (original_root / "01Gorilla/licence.pdf").touch()
    assert faults(original_root) == []
    (original_root / "01Gorilla/test/good/Thumbs.db").touch()
    (original_root / "01Gorilla/.readme.1.part").touch()
    (original_root / "01Gorilla/.0_depth.1.part.exr").touch()
    assert [path for path, _ in faults(original_root)] == [
        "01Gorilla/.0_depth.1.part.exr",
        "01Gorilla/.readme.1.part",
        "01Gorilla/test/good/Thumbs.db",
    ]


def test_any_changed_byte_is_found_by_its_checksum(mad_root):
    path = mad_root / "01Gorilla/scene/scene.npz"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    differs = "is not the file that dataset.json lists: its SHA-256 differs"
    assert faults(mad_root) == [("01Gorilla/scene/scene.npz", differs)]
    assert faults(mad_root, deep=False) == []


def test_dataset_json_without_its_keys(mad_root):
    edit_json(mad_root / "dataset.json", lambda v: v.pop("licence") and None)
    assert faults(mad_root) == [("dataset.json", 'has no "licence"')]
    (mad_root / "dataset.json").write_text("{}")
    assert ("dataset.json", 'has no "files" table of path -> SHA-256') in faults(mad_root)


def test_an_unfinished_render(mad_root):
    (mad_root / "dataset.json").rename(mad_root / "units.jsonl")
    sentence = "has no dataset.json yet: finish its render with the command that began it"
    assert faults(mad_root) == [(".", sentence)]
    with pytest.raises(BrokenDatasetError, match=r"no dataset\.json yet"):
        open_dataset(mad_root)


def test_an_unknown_format(mad_root):
    edit_json(mad_root / "dataset.json", lambda v: v.update(format="mvtec"))
    what = "its format is 'mvtec'; known layouts: mad, piad"
    assert faults(mad_root) == [("dataset.json", what)]


def test_counts_of_dataset_json_must_be_those_on_disk(mad_root):
    edit_json(mad_root / "dataset.json", lambda v: v["classes"]["01Gorilla"].update(train=13))
    ((path, what),) = faults(mad_root)
    assert path == "dataset.json"
    assert what.startswith("says {'train': 13")
    assert "there is {'train': 12" in what


# --- pictures ---


def test_a_truncated_picture_is_found_wherever_it_ends(original_root):
    rng = np.random.default_rng(0)
    path = original_root / TRAIN
    image = read_png(path)
    image[12:36, 12:36] = rng.integers(0, 200, (24, 24, 3))
    whole = encode_png(image)
    for size in (len(whole) - 1, len(whole) - 12, len(whole) - 20, len(whole) // 2, 40, 20, 0):
        path.write_bytes(whole[:size])
        assert [fault[0] for fault in faults(original_root)] == [TRAIN], size
    path.write_bytes(whole[:-12])  # all its pixels, but not its end chunk
    assert faults(original_root) == [(TRAIN, "is cut short: the PNG has no end")]


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (lambda d: d + b"x", "has bytes after the end of the PNG"),
        (lambda d: d[:50] + bytes([d[50] ^ 1]) + d[51:], "a PNG checksum does not match"),
        (lambda d: d[:20] + b"\1" + d[21:], "has a damaged PNG header"),
        (lambda d: b"GIF89a" + d[6:], "is not a PNG file"),
        (
            lambda d: d[:33] + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b""),
            "it has not as many pixels as its header says",
        ),
        (
            lambda d: (
                d[:33] + chunk(b"IDAT", zlib.compress(b"\7" * 48 * 145)) + chunk(b"IEND", b"")
            ),
            "its rows name filters that do not exist",
        ),
        (
            lambda d: d[:33] + chunk(b"IDAT", b"not deflate") + chunk(b"IEND", b""),
            "its pixels do not inflate",
        ),
        (
            lambda d: d[:8] + chunk(b"IHDR", struct.pack(">IIBBBBB", 0, 48, 8, 2, 0, 0, 0)),
            "has an impossible PNG header",
        ),
    ],
)
def test_a_damaged_picture(original_root, damage, what):
    path = original_root / IMAGE
    path.write_bytes(damage(path.read_bytes()))
    ((place, sentence),) = faults(original_root)
    assert place == IMAGE
    assert sentence.endswith(what)


def test_interlaced_pictures_are_whole_too():
    # Adam7 of a 2x2 grey picture: pass 1 holds pixel (0, 0), pass 6 (0, 1), pass 7 row 1.
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 1))
    stream = zlib.compress(b"\0\x0a\0\x14\0\x1e\x28")
    data = pngs.SIGNATURE + header + chunk(b"IDAT", stream) + chunk(b"IEND", b"")
    np.testing.assert_array_equal(
        cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED), [[10, 20], [30, 40]]
    )
    assert pngs.check_whole(data) == pngs.Header(2, 2, 8, 0, True)


def rgba(rgb: np.ndarray) -> np.ndarray:
    return np.concatenate([rgb, np.full_like(rgb[..., :1], 255)], 2)


@pytest.mark.parametrize(
    ("path", "convert", "what"),
    [
        (IMAGE, rgba, "is 8-bit RGBA, not 8-bit RGB"),
        (IMAGE, lambda p: p[..., 0], "is 8-bit grey, not 8-bit RGB"),
        (IMAGE, lambda p: p.astype(np.uint16) * 257, "is 16-bit RGB, not 8-bit RGB"),
        (MASK, lambda p: np.stack([p] * 3, 2), "is 8-bit RGB, not 8-bit grey"),
        (PARTS, lambda p: p.astype(np.uint8), "is 8-bit grey, not 16-bit grey"),
        (IMAGE, lambda p: p[:40], "is 48x40, not 48x48"),
        (MASK, lambda p: p[:, :47], "is 47x48, not 48x48"),
        (PARTS, lambda p: p[1:], "is 48x47, not 48x48"),
    ],
)
@pytest.mark.parametrize("deep", [True, False])
def test_mode_and_size(mad_root, reseal, path, convert, what, deep):
    pixels = convert(read_png(mad_root / path))
    cv2.imwrite(
        str(mad_root / path),
        pixels[..., [2, 1, 0, 3][: pixels.shape[2]]] if pixels.ndim == 3 else pixels,
    )
    reseal(mad_root)
    assert faults(mad_root, deep=deep) == [(path, what)]


def test_pictures_of_an_original_download_must_agree_in_size(original_root):
    write_png(original_root / IMAGE, np.full((40, 40, 3), 255, np.uint8))
    assert faults(original_root, deep=False) == [(IMAGE, "is 40x40, not 48x48")]


@pytest.mark.parametrize(
    ("where", "value", "what"),
    [
        ((0, slice(0, 5)), 254, "has 5 background pixels that are not pure white"),
        ((5, 5), (255, 254, 255), "has 1 background pixels that are not pure white"),
        ((20, slice(20, 23)), (250, 255, 0), "has 3 object pixels of green 255"),
        ((20, 20), 255, "has 1 object pixels of green 255"),
        ((11, 12), (250, 255, 250), "has 1 object pixels of green 255"),
    ],
)
def test_background_and_green(mad_root, reseal, where, value, what):
    edit_pixels(mad_root / TRAIN, where, value)
    reseal(mad_root)
    ((path, sentence),) = faults(mad_root)
    assert path == TRAIN
    assert sentence.startswith(what)


def test_without_parts_only_the_border_and_coloured_pixels_can_be_judged(mad_root, reseal):
    shutil.rmtree(mad_root / "01Gorilla/extras")
    edit_pixels(mad_root / TRAIN, (5, 5), (255, 254, 255))  # may be the object
    edit_pixels(mad_root / TRAIN, (20, 20), 255)  # may be the background
    reseal(mad_root)
    assert faults(mad_root) == []
    edit_pixels(mad_root / TRAIN, (47, 3), 0)
    edit_pixels(mad_root / TRAIN, (20, 21), (255, 255, 0))
    reseal(mad_root)
    assert [what.split(" that")[0].split(",")[0] for _, what in faults(mad_root)] == [
        "has 1 background pixels",
        "has 1 object pixels of green 255",
    ]


def test_original_downloads_are_not_held_to_the_green_but_to_white_corners(original_root):
    edit_pixels(original_root / TRAIN, (20, 20), (250, 255, 0))
    edit_pixels(original_root / TRAIN, (0, 20), 0)
    assert faults(original_root) == []
    edit_pixels(original_root / TRAIN, (47, 0), 254)
    ((path, what),) = faults(original_root)
    assert (path, what[:12]) == (TRAIN, "has a corner")


def test_masks(mad_root, reseal):
    edit_pixels(mad_root / MASK, (30, 30), 128)
    write_png(mad_root / MASK.replace("1_", "0_"), np.zeros((48, 48), np.uint8))
    edit_pixels(mad_root / MASK.replace("1_", "2_"), (0, 0), 255)
    reseal(mad_root)
    assert faults(mad_root) == [
        (MASK.replace("1_", "0_"), "is empty, but its image is labelled anomalous"),
        (MASK.replace("1_", "0_"), "has 0 pixels, but anomalies.json says 30 visible_pixels"),
        (MASK, "holds the values [128]; a mask holds 0 and 255 only"),
        (MASK.replace("1_", "2_"), "has 43 pixels, but anomalies.json says 42 visible_pixels"),
    ]


def test_sound_images_have_no_mask_and_masks_have_an_image(original_root):
    truth = original_root / "01Gorilla/ground_truth"
    (truth / "good").mkdir()
    shutil.copy(original_root / MASK, truth / "good/0_mask.png")
    shutil.copy(original_root / MASK, truth / "Burrs/3_mask.png")
    (truth / "Stains/0_mask.png").unlink()
    assert [fault for fault in faults(original_root) if "ground_truth/Stains" not in fault[0]] == [
        ("01Gorilla/ground_truth/Burrs/3_mask.png", "is a mask without an image"),
        ("01Gorilla/ground_truth/good/0_mask.png", "is the mask of a sound image, which has none"),
    ]
    assert (
        "01Gorilla/ground_truth/Stains/0_mask.png",
        "is missing, the mask of test/Stains/0.png",
    ) in faults(original_root)


def test_numbering_without_gap_and_without_padding(mad_root, original_root, reseal):
    (original_root / "01Gorilla/test/good/1.png").rename(
        original_root / "01Gorilla/test/good/2.png"
    )
    what = "is not numbered 0 to 1: there is no 1"
    assert faults(original_root) == [("01Gorilla/test/good", what)]
    (mad_root / IMAGE).rename(mad_root / "01Gorilla/test/Burrs/01.png")
    reseal(mad_root)
    found = dict(faults(mad_root))
    assert found["01Gorilla/test/Burrs/01.png"] == "has no pose in poses_test.json"
    assert ("01Gorilla/test/Burrs/01.png", "is padded; its name begins with 1") in faults(mad_root)
    (original_root / "01Gorilla/test/good/2.png").rename(
        original_root / "01Gorilla/test/good/last.png"
    )
    assert ("01Gorilla/test/good/last.png", "has a name that is no number") in faults(original_root)


def test_every_folder_that_published_code_opens_must_hold_a_picture(original_root):
    shutil.rmtree(original_root / "01Gorilla/test/Missing")
    shutil.rmtree(original_root / "01Gorilla/ground_truth/Missing")
    what = "holds no picture; published code wants at least one"
    assert faults(original_root) == [("01Gorilla/test/Missing", what)]


# --- poses ---


def matrix(*eye: float, target: tuple[float, ...] = (0, 0, 0)) -> list[list[float]]:
    return opengl_camera_to_world(look_at(eye, target)).tolist()


def pose_faults(root: Path, file: str, change) -> list[str]:
    """Return the faults of a pose file of 01Gorilla after `change`, which gets its values."""
    edit_json(root / "01Gorilla" / file, change)
    return [what for path, what in faults(root, deep=False) if path == f"01Gorilla/{file}"]


def set_matrix(index: int, values: object):
    def change(values_: dict) -> None:
        values_["frames"][index]["transform_matrix"] = values

    return change


@pytest.mark.parametrize("file", ["transforms.json", "poses_test.json"])
@pytest.mark.parametrize(
    ("values", "what"),
    [
        (np.diag([1, 1, 2, 1]).tolist(), "frames[2] has no rigid 4x4"),
        (np.diag([1, 1, -1, 1]).tolist(), "frames[2] has no rigid 4x4"),
        ([[1, 0], [0, 1]], "frames[2] has no rigid 4x4"),
        ("R", "frames[2] has no rigid 4x4"),
        (matrix(3.5, 0, 0.1, target=(7, 0, 0)), "has the object behind it"),
        (matrix(3.5, 0, 0.1, target=(0, 0.6, 0)), "passes the origin at 0.59, more than 0.5"),
        (matrix(7, 0, 0.1), "is 7.00 from the origin; published code sees 2.0 to 6.0"),
    ],
)
def test_poses(mad_root, file, values, what):
    (sentence, *rest) = pose_faults(mad_root, file, set_matrix(2, values))
    assert what in sentence
    assert not rest


def test_all_broken_frames_are_named(original_root):
    def change(values: dict) -> None:
        values["frames"][3] = {"file_path": "./train/good/3.png", "transform_matrix": 3}
        values["frames"][5] = 5

    edit_json(original_root / "01Gorilla/transforms.json", change)
    assert faults(original_root, deep=False) == [
        (
            "01Gorilla/transforms.json",
            "frames[3] has no rigid 4x4 camera-to-world transform_matrix",
        ),
        ("01Gorilla/transforms.json", 'frames[5] has no text under "file_path"'),
        ("01Gorilla/train/good/3.png", "has no pose in transforms.json"),
        ("01Gorilla/train/good/5.png", "has no pose in transforms.json"),
    ]


def test_frames_stand_in_the_order_of_the_numbers(mad_root):
    def change(values: dict) -> None:
        frames = values["frames"]
        frames[4], frames[7] = frames[7], frames[4]

    assert pose_faults(mad_root, "transforms.json", change) == [
        "is not in the order of the numbers: train/good/7.png stands where train/good/4.png is due"
    ]


def test_frames_of_test_images_may_come_folder_by_folder_in_any_order(mad_root, reseal):
    edit_json(
        mad_root / "01Gorilla/poses_test.json",
        lambda v: v.update(frames=sorted(v["frames"], key=lambda f: f["file_path"], reverse=True)),
    )
    what = "test/Burrs/2.png stands where test/Burrs/0.png is due"
    assert faults(mad_root, deep=False)[0][1].endswith(what)
    edit_json(
        mad_root / "01Gorilla/poses_test.json",
        lambda v: v.update(
            frames=sorted(v["frames"], key=lambda f: f["file_path"].split("/")[2][1:])
        ),
    )
    edit_json(
        mad_root / "01Gorilla/poses_test.json",
        lambda v: v["frames"].sort(
            key=lambda f: (f["file_path"].split("/")[2][1:], f["file_path"])
        ),
    )
    reseal(mad_root)
    assert faults(mad_root) == []


def test_frames_that_name_nothing_or_the_same_twice_or_a_test_image(mad_root):
    def change(values: dict) -> None:
        values["frames"][11]["file_path"] = "./train/good/../../../secret.png"
        values["frames"].append(values["frames"][0])
        values["frames"].append({**values["frames"][0], "file_path": "./test/good/0.png"})

    edit_json(mad_root / "01Gorilla/transforms.json", change)
    assert faults(mad_root, deep=False) == [
        (
            "01Gorilla/transforms.json",
            "frames[11] names 'train/good/../../../secret.png', which is not there",
        ),
        ("01Gorilla/transforms.json", "frames[12] names 'train/good/0.png' again"),
        ("01Gorilla/train/good/11.png", "has no pose in transforms.json"),
        ("01Gorilla/transforms.json", "names test/good/0.png, whose pose does not belong here"),
    ]


def test_test_poses_differ_from_training_poses(mad_root):
    known = json.loads((mad_root / "01Gorilla/transforms.json").read_text())["frames"][3]
    change = set_matrix(2, known["transform_matrix"])
    assert pose_faults(mad_root, "poses_test.json", change) == [
        "'test/Burrs/2.png' has the pose of 'train/good/3.png'"
    ]


def test_fields_of_view(mad_root, original_root):
    change = {"camera_angle_x": 0.05}
    assert pose_faults(original_root, "transforms.json", lambda v: v.update(change)) == [
        "camera_angle_x is 2.9 degrees, not in 5.0 to 120.0"
    ]
    assert pose_faults(mad_root, "poses_test.json", lambda v: v.update(camera_angle_x=0.7)) == [
        "camera_angle_x differs from that of transforms.json"
    ]


def test_pose_files_that_are_missing_or_broken(mad_root, original_root):
    (mad_root / "01Gorilla/poses_test.json").unlink()
    (original_root / "01Gorilla/transforms.json").write_text("[")
    assert ("01Gorilla/poses_test.json", "is missing") in faults(mad_root)
    ((path, what),) = faults(original_root)
    assert path == "01Gorilla/transforms.json"
    assert what.startswith("is not JSON (")


# --- side files ---


def test_anomalies_json_has_an_entry_for_each_anomalous_image_and_no_other(mad_root):
    def change(values: dict) -> None:
        del values["test/Burrs/0"]
        values["test/good/0"] = {}
        values["test/Burrs/1"] = 3
        values["test/Burrs/2"]["visible_pixels"] = 0

    path = "01Gorilla/anomalies.json"
    edit_json(mad_root / path, change)
    assert faults(mad_root, deep=False) == [
        (path, "has no entry 'test/Burrs/0'"),
        (path, "has an entry 'test/good/0', but there is no such anomalous image"),
        (path, "'test/Burrs/1' has None visible_pixels; 1 or more are due"),
        (path, "'test/Burrs/2' has 0 visible_pixels; 1 or more are due"),
    ]


def add_arrays(folder: Path) -> None:
    """Give every picture of a class its depth and normals."""
    for image in [*folder.glob("train/good/*.png"), *folder.glob("test/*/*.png")]:
        stem = folder / "extras" / image.relative_to(folder).with_suffix("")
        write_exr(stem.with_name(f"{stem.name}_depth.exr"), np.full((48, 48), np.inf, np.float32))
        write_exr(stem.with_name(f"{stem.name}_normal.exr"), np.zeros((48, 48, 3), np.float32))


def test_depth_and_normals_are_arrays_of_the_pictures_size(mad_root, reseal):
    add_arrays(mad_root / "01Gorilla")
    reseal(mad_root)
    assert faults(mad_root) == []
    folder = mad_root / "01Gorilla/extras/train/good"
    (folder / "0_normal.exr").write_bytes(b"P6")
    (folder / "1_normal.exr").write_bytes((folder / "2_normal.exr").read_bytes()[:-200])
    write_exr(folder / "0_depth.exr", np.zeros((48, 48, 3), np.float32))
    write_exr(folder / "1_depth.exr", np.zeros((47, 48), np.float32))
    write_exr(folder / "2_depth.exr", np.full((48, 48), np.nan, np.float32))
    reseal(mad_root)
    found = {Path(path).name: what for path, what in faults(mad_root)}
    assert found.pop("1_normal.exr").startswith("is not a readable EXR")
    assert found == {
        "0_normal.exr": "is not an OpenEXR file",
        "0_depth.exr": "has the shape (48, 48, 3), not one channel of 48x48",
        "1_depth.exr": "has the shape (47, 48), not one channel of 48x48",
        "2_depth.exr": "holds values that are no numbers",
    }
    assert {Path(path).name for path, _ in faults(mad_root, deep=False)} == {"0_normal.exr"}


def test_an_extra_is_there_for_all_pictures_of_a_class_or_for_none(mad_root, reseal):
    folder = mad_root / "01Gorilla/extras"
    (folder / "test/Burrs/1_parts.png").rename(folder / "test/Burrs/8_parts.png")
    shutil.rmtree(mad_root / "13Pheonix/extras")
    for i in range(2):  # the plate goes by splits
        write_png(folder / f"test/good/{i}_plate.png", np.zeros((48, 48, 3), np.uint8))
    reseal(mad_root)
    assert sorted(faults(mad_root))[:2] == [
        ("01Gorilla/extras/test/Burrs/0_plate.png", "is missing, the plate of test/Burrs/0.png"),
        ("01Gorilla/extras/test/Burrs/1_parts.png", "is missing, the parts of test/Burrs/1.png"),
    ]
    assert ("01Gorilla/extras/test/Burrs/8_parts.png", "is an extra of no image") in faults(
        mad_root
    )
    assert len(faults(mad_root)) == 2 + 7


# --- garbage ---

ALL_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["frames", "file_path", "files", "classes", "image_size", "a\0"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def break_something(root: Path, data: st.DataObject) -> None:
    """Delete, overwrite, cut, replace by a folder or edit one file of the dataset."""
    path = data.draw(st.sampled_from(sorted(path for path in root.rglob("*") if path.is_file())))
    old = path.read_bytes() or b"x"
    at = data.draw(st.integers(0, len(old) - 1))
    match data.draw(st.sampled_from(["delete", "folder", "bytes", "cut", "flip", "json", "move"])):
        case "delete":
            path.unlink()
        case "folder":
            path.unlink()
            path.mkdir()
        case "bytes":
            path.write_bytes(data.draw(st.binary(max_size=60)))
        case "cut":
            path.write_bytes(old[:at])
        case "flip":
            flipped = bytes([old[at] ^ data.draw(st.integers(1, 255))])
            path.write_bytes(old[:at] + flipped + old[at + 1 :])
        case "move":
            path.rename(
                path.with_name(data.draw(st.sampled_from(["x.png", "007.png", "9_mask.png"])))
            )
        case "json":
            values = data.draw(ALL_JSON)
            if old.startswith(b'{"') and old.endswith(b"}") and path.suffix == ".json":
                try:
                    whole = json.loads(old)
                except ValueError:
                    whole = {"frames": []}
                values = {**whole, data.draw(st.sampled_from(sorted(whole))): values}
            path.write_text(json.dumps(values))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_garbage_gives_faults_and_never_an_exception(mad_root, tmp_path, reseal, data):
    copy = tmp_path / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(mad_root, copy, ignore=shutil.ignore_patterns("1*", "3*"))
    reseal(copy)
    sound = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    for _ in range(data.draw(st.integers(1, 3))):
        break_something(copy, data)
    found = list(find_faults(copy))
    changed = any(
        not path.is_file() or path.read_bytes() != data
        for path, data in sound.items()
        if path.name != "dataset.json"
    )
    assert found or not changed
    for fault in found:
        assert fault.what.encode()
        assert not fault.path.startswith("/")
    list(find_faults(copy, deep=False))
    try:
        open_dataset(copy)
    except ValueError as error:  # BrokenDatasetError
        assert str(copy) in str(error)
