import json
import math
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from padkit.benchmarks import poses
from padkit.benchmarks.datasets import find_layout, mad, open_dataset, reader, transforms
from padkit.benchmarks.datasets.layouts import MAD, extra_file, frame_path, image_key
from padkit.benchmarks.errors import BrokenDatasetError
from padkit.benchmarks.images import write_png
from padkit.benchmarks.records import Camera


def edit_json(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def rename_as_splatpose(root: Path) -> None:
    for path in list(root.rglob("*.png")):
        number, *rest = path.stem.split("_")
        path.rename(path.with_name("_".join([f"{int(number):03d}", *rest]) + ".png"))


def test_reads_what_padkit_writes(mad_root):
    dataset = open_dataset(mad_root)
    assert (dataset.name, dataset.categories) == ("mad", ("01Gorilla", "13Pheonix"))
    assert [len(dataset.train[c]) for c in dataset.categories] == [12, 12]
    keys = [sample.key for sample in dataset.test["01Gorilla"]]
    assert keys == [
        *(f"01Gorilla/Burrs/{i}" for i in range(3)),
        *(f"01Gorilla/{defect}/{i}" for defect in ("Missing", "Stains", "good") for i in range(2)),
    ]


def test_the_original_download_gives_the_same_but_for_test_poses(mad_root, original_root):
    ours, original = open_dataset(mad_root), open_dataset(original_root)
    assert original.name == "mad"
    assert ours.categories == original.categories
    for a, b in zip(ours.test["13Pheonix"], original.test["13Pheonix"], strict=True):
        assert a.key == b.key
        assert b.pose_camera is None
        np.testing.assert_array_equal(a.query().image, b.query().image)
        np.testing.assert_array_equal(a.truth().mask, b.truth().mask)
    for a, b in zip(ours.train["13Pheonix"], original.train["13Pheonix"], strict=True):
        np.testing.assert_array_equal(a.camera.pose, b.camera.pose)


def test_intrinsics_follow_from_the_field_of_view(mad_root):
    camera = open_dataset(mad_root).train["01Gorilla"][0].camera
    focal = 48 * 50 / 36  # Blender's default camera: a lens of 50 mm before a sensor of 36 mm
    np.testing.assert_allclose(camera.K, [[focal, 0, 24], [0, focal, 24], [0, 0, 1]], rtol=1e-6)


def test_angle_and_camera_are_inverse():
    for angle in (0.1, 0.69, 2.5):
        camera = transforms.make_camera(angle, 640, 480)
        assert transforms.camera_angle_x(camera) == pytest.approx(angle)


def test_poses_come_out_in_opencv_axes(mad_root):
    camera = open_dataset(mad_root).train["01Gorilla"][6].camera
    eye = [0, 3, math.sqrt(3.5**2 - 9)]  # 6 steps of 15 degrees from the X axis
    np.testing.assert_allclose(poses.centre(camera.pose), eye, atol=1e-9)
    u, v, depth = camera.K @ (camera.pose @ [0, 0, 0.5, 1])[:3]
    assert depth > 0
    assert v / depth < 24 - 1, "a point above the origin lies in the upper half"
    assert u / depth == pytest.approx(24)


def test_frames_are_paired_by_number_not_by_name_order(original_root):
    dataset = open_dataset(original_root)
    padded = original_root.with_name("padded")
    shutil.copytree(original_root, padded)
    rename_as_splatpose(padded)
    renamed = open_dataset(padded)
    assert [s.stem for s in renamed.test["01Gorilla"]][:3] == ["000", "001", "002"]
    for a, b in zip(dataset.test["01Gorilla"], renamed.test["01Gorilla"], strict=True):
        np.testing.assert_array_equal(a.truth().mask, b.truth().mask)
    for a, b in zip(dataset.train["01Gorilla"], renamed.train["01Gorilla"], strict=True):
        np.testing.assert_array_equal(a.camera.pose, b.camera.pose)


def test_views_are_paired_with_their_own_pose(original_root):
    folder = original_root / "01Gorilla"
    for i in range(12):
        write_png(folder / f"train/good/{i}.png", np.full((48, 48, 3), i, np.uint8))
    for i, view in enumerate(open_dataset(original_root).train["01Gorilla"]):
        assert (view.image == i).all()
        x, y, _ = poses.centre(view.camera.pose)
        assert math.degrees(math.atan2(y, x)) == pytest.approx(15 * i)


def test_samples_come_in_the_order_of_their_numbers(original_root):
    folder = original_root / "01Gorilla/test/good"
    for i in range(2, 12):
        shutil.copy(folder / "0.png", folder / f"{i}.png")
    samples = open_dataset(original_root).test["01Gorilla"]
    assert [s.stem for s in samples if s.defect == "good"] == [str(i) for i in range(12)]


def test_queries_carry_intrinsics_and_no_pose(mad_root):
    for sample in open_dataset(mad_root).test["01Gorilla"]:
        assert sample.query().camera.world_to_camera is None
    sample = open_dataset(mad_root).test["01Gorilla"][1]  # Burrs/1: frame 1 of poses_test.json
    x, y, _ = poses.centre(sample.pose_camera.pose)
    assert math.degrees(math.atan2(y, x)) == pytest.approx(7 + 15)


def test_truth_is_the_mask_and_empty_for_sound_images(mad_root):
    samples = {s.key: s for s in open_dataset(mad_root).test["01Gorilla"]}
    burrs = samples["01Gorilla/Burrs/2"].truth()
    assert burrs.anomalous
    assert burrs.mask.sum() == 7 * 6
    good = samples["01Gorilla/good/0"].truth()
    assert (good.mask.shape, good.mask.any(), good.anomalous) == ((48, 48), False, False)


def test_reading_opens_one_picture_per_class(mad_root, monkeypatch):
    opened = []
    real = Path.open

    def note(self, *args, **kwargs):
        opened.append(self.name)
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", note)
    open_dataset(mad_root)
    assert [name for name in opened if name.endswith(".png")] == ["0.png", "0.png"]


def test_views_are_read_anew_and_sliced_lazily(mad_root):
    views = open_dataset(mad_root).train["01Gorilla"]
    first = views[0].image
    write_png(mad_root / "01Gorilla/train/good/0.png", np.zeros((48, 48, 3), np.uint8))
    assert first.any()
    assert not views[0].image.any()
    shutil.rmtree(mad_root / "01Gorilla/train")
    assert len(views[2:6]) == 4
    with pytest.raises(IndexError):
        views[12]


def test_a_picture_of_another_size_is_refused_when_read(mad_root):
    dataset = open_dataset(mad_root)
    write_png(mad_root / "01Gorilla/train/good/3.png", np.zeros((40, 48, 3), np.uint8))
    with pytest.raises(ValueError, match=r"3\.png: is 48x40, its camera 48x48"):
        dataset.train["01Gorilla"][3]


def test_a_mask_of_another_size_is_refused(mad_root):
    sample = open_dataset(mad_root).test["01Gorilla"][0]
    write_png(sample.mask, np.zeros((20, 30), np.uint8))
    with pytest.raises(ValueError, match=r"0_mask\.png is 30x20, its image 48x48"):
        sample.truth()


def test_fingerprint_tells_datasets_apart(mad_root, original_root, reseal):
    before = open_dataset(mad_root).fingerprint
    assert re.fullmatch("[0-9a-f]{64}", before)
    moved = mad_root.rename(mad_root.with_name("elsewhere"))
    assert open_dataset(moved).fingerprint == before
    write_png(moved / "01Gorilla/train/good/3.png", np.zeros((48, 48, 3), np.uint8))
    reseal(moved)
    assert open_dataset(moved).fingerprint != before

    original = open_dataset(original_root).fingerprint
    (original_root / "LICENSE.txt").write_text("a file beside the data")
    assert open_dataset(original_root).fingerprint == original
    (original_root / "01Gorilla/test/good/2.png").write_bytes(
        (original_root / "01Gorilla/test/good/1.png").read_bytes()
    )
    assert open_dataset(original_root).fingerprint != original


def test_what_dataset_json_does_not_list_is_no_part_of_the_dataset(mad_root):
    count = len(open_dataset(mad_root).test["01Gorilla"])
    folder = mad_root / "01Gorilla/test/good"
    shutil.copy(folder / "1.png", folder / "2.png")
    assert len(open_dataset(mad_root).test["01Gorilla"]) == count


def broken(root: Path) -> BrokenDatasetError:
    with pytest.raises(BrokenDatasetError) as caught:
        open_dataset(root)
    assert str(caught.value).startswith(f"{caught.value.path}: ")
    return caught.value


def test_no_folder_empty_folder_and_other_folders(tmp_path):
    assert "is not a folder" in str(broken(tmp_path / "nowhere"))
    assert "no known layout (mad, piad)" in str(broken(tmp_path))
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday/0.png").touch()
    assert "train/good/0.png (mad), train/0.png (piad)" in str(broken(tmp_path))


def test_one_class_folder_points_to_the_folder_above(original_root):
    error = broken(original_root / "01Gorilla")
    assert error.path == original_root / "01Gorilla"
    assert f"is one class; give the folder above it, {original_root}" in str(error)


def test_the_folder_above_points_to_the_dataset(original_root):
    sentence = f"holds a dataset in a folder of its own; give {original_root}"
    assert sentence in str(broken(original_root.parent))


def test_an_unknown_format_is_named(mad_root):
    edit_json(mad_root / "dataset.json", format="mvtec")
    assert "its format is 'mvtec'; known layouts: mad, piad" in str(broken(mad_root))
    with pytest.raises(BrokenDatasetError, match="'mvtec', not 'mad'"):
        reader.read(mad_root, "mad")


def test_a_newer_format_version_is_refused(mad_root):
    edit_json(mad_root / "dataset.json", format_version=3)
    assert "format_version is 3; this padkit reads 1 to 2" in str(broken(mad_root))


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("dataset.json", "{", "is not JSON"),
        ("dataset.json", "[]", "is JSON but not an object"),
        ("dataset.json", '{"files": {"a": 1}}', 'no "files" table'),
        ("dataset.json", '{"files": {}, "suite": "mad"}', 'no text under "format"'),
        ("01Gorilla/transforms.json", "\xff", "is not JSON"),
        ("01Gorilla/transforms.json", "[" * 100_000, "is not JSON"),
        ("01Gorilla/transforms.json", "{}", "camera_angle_x is None"),
        ("01Gorilla/transforms.json", '{"camera_angle_x": NaN}', "camera_angle_x is nan"),
        ("01Gorilla/transforms.json", '{"camera_angle_x": 40}', "camera_angle_x is 40"),
        ("01Gorilla/transforms.json", '{"camera_angle_x": 1}', 'no list under "frames"'),
        ("01Gorilla/transforms.json", '{"camera_angle_x": 1, "frames": [3]}', r"frames\[0\]"),
        (
            "01Gorilla/transforms.json",
            '{"camera_angle_x": 1, "frames": [{"file_path": "a", "transform_matrix": [[1], 2]}]}',
            r"frames\[0\] has no rigid 4x4",
        ),
    ],
)
def test_broken_json_names_file_and_fault(mad_root, file, text, fault):
    (mad_root / file).write_text(text, encoding="latin-1")
    error = broken(mad_root)
    assert error.path == mad_root / file
    assert re.search(fault, str(error))


def test_missing_pieces_name_their_path(original_root):
    folder = original_root / "01Gorilla"

    def broken_path(*removed: str) -> str:
        copy = original_root.with_name("copy")
        shutil.copytree(original_root, copy)
        for name in removed:
            path = copy / "01Gorilla" / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        error = broken(copy)
        shutil.rmtree(copy)
        return error.path.relative_to(copy / "01Gorilla").as_posix()

    assert folder.is_dir()
    assert broken_path("transforms.json") == "transforms.json"
    assert broken_path("train") == "train/good"
    assert broken_path("train/good/7.png") == "train/good/7.png"
    assert broken_path("ground_truth/Burrs/1_mask.png") == "ground_truth/Burrs/1_mask.png"
    assert broken_path("test") == "test"


def test_a_file_that_dataset_json_lists_and_nobody_finds(mad_root):
    (mad_root / "01Gorilla/scene/scene.npz").unlink()
    error = broken(mad_root)
    assert error.path == mad_root / "01Gorilla/scene/scene.npz"
    assert "one of 1 that dataset.json lists" in str(error)


def test_twins_and_nameless_pictures_are_refused(original_root):
    folder = original_root / "01Gorilla/test/Burrs"
    shutil.copy(folder / "0.png", folder / "000.png")
    assert "has the number of test/Burrs/0" in str(broken(original_root))
    (folder / "000.png").rename(folder / "first.png")
    assert "has a name that is no number" in str(broken(original_root))
    (folder / "first.png").rename(folder / "._0.png")  # as macOS leaves them
    assert find_layout(original_root) == "mad"
    assert len(open_dataset(original_root).test["01Gorilla"]) == 9


def test_a_first_picture_that_is_none(original_root):
    (original_root / "01Gorilla/train/good/0.png").write_bytes(b"GIF89a")
    assert "0.png: is not a PNG file" in str(broken(original_root))


def test_names_are_as_published():
    assert len(mad.CLASSES) == 20
    assert [name[:2] for name in mad.CLASSES] == [f"{i:02d}" for i in range(1, 21)]
    assert MAD.train_image(3) == "train/good/3.png"
    assert MAD.test_image("Burrs", 0) == "test/Burrs/0.png"
    assert MAD.mask_image("Burrs", 0) == "ground_truth/Burrs/0_mask.png"
    assert frame_path(MAD.train_image(3)) == "./train/good/3.png"
    assert image_key(MAD.test_image("Burrs", 0)) == "test/Burrs/0"
    assert extra_file("test/Burrs/0.png", "parts") == "extras/test/Burrs/0_parts.png"


def test_cameras_survive_the_pose_file(mad_root):
    sample = open_dataset(mad_root).test["01Gorilla"][0]
    again = Camera.from_json(sample.pose_camera.to_json())
    np.testing.assert_array_equal(again.pose, sample.pose_camera.pose)
