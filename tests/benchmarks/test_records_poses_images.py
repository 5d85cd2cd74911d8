import hashlib
import json
import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.spatial.transform import Rotation

from padkit.benchmarks import files, images, poses
from padkit.benchmarks.errors import BrokenDatasetError, MissingLibraryError, UnknownNameError
from padkit.benchmarks.records import GOOD, Camera, Truth, View, frozen

COORDINATES = st.floats(-100, 100)


@st.composite
def rigid(draw: st.DrawFn) -> np.ndarray:
    """Any rigid (4, 4): a rotation vector of up to pi, and a shift."""
    axis = draw(arrays.arrays(float, 3, elements=st.floats(-1.8, 1.8)))
    transform = np.eye(4)
    transform[:3, :3] = Rotation.from_rotvec(axis).as_matrix()
    transform[:3, 3] = draw(arrays.arrays(float, 3, elements=COORDINATES))
    return transform


# --- records ---


def test_frozen_copies_cannot_be_written_and_do_not_follow_the_original():
    original = np.zeros((2, 3))
    copy = frozen(original, np.float32, (-1, 3))
    original[0, 0] = 7
    assert copy.dtype == np.float32
    assert copy[0, 0] == 0
    with pytest.raises(ValueError, match="read-only"):
        copy[0, 0] = 1


@pytest.mark.parametrize("shape", [(3, 2), (2,), (2, 3, 1), (-1, 4)])
def test_frozen_refuses_another_shape(shape):
    with pytest.raises(ValueError, match=r"shape \(2, 3\), expected"):
        frozen(np.zeros((2, 3)), float, shape)


def camera(pose: np.ndarray | None = None) -> Camera:
    return Camera(640, 480, np.array([[500, 0, 320], [0, 510, 240], [0, 0, 1.0]]), pose)


@given(rigid())
def test_a_camera_survives_json(pose):
    again = Camera.from_json(json.loads(json.dumps(camera(pose).to_json())))
    assert (again.width, again.height) == (640, 480)
    np.testing.assert_array_equal(again.K, camera().K)
    np.testing.assert_array_equal(again.pose, pose)


def test_a_camera_without_pose_survives_json_and_says_so_when_asked():
    again = Camera.from_json(json.loads(json.dumps(camera().to_json())))
    assert again.world_to_camera is None
    with pytest.raises(ValueError, match="no pose"):
        again.pose.any()


def test_a_camera_checks_its_matrices():
    with pytest.raises(ValueError, match=r"\(3, 3\)"):
        Camera(640, 480, np.eye(4))
    with pytest.raises(ValueError, match=r"\(4, 4\)"):
        camera(np.eye(3))
    with pytest.raises(ValueError, match="read-only"):
        camera(np.eye(4)).pose[0, 3] = 1


def test_projection_by_hand():
    # Two units in front of the camera, 0.4 to the right and 0.2 down:
    # u = 320 + 500 * 0.4 / 2 = 420, v = 240 + 510 * 0.2 / 2 = 291.
    pose = np.eye(4)
    pose[:3, 3] = [0, 0, 2]
    x, y, depth = camera(pose).K @ (pose @ [0.4, 0.2, 0, 1])[:3]
    assert (x / depth, y / depth, depth) == pytest.approx((420, 291, 2))


@pytest.mark.parametrize(
    "image",
    [np.zeros((4, 4, 3)), np.zeros((4, 4), np.uint8), np.zeros((4, 4, 4), np.uint8)],
)
def test_a_view_is_8_bit_rgb(image):
    with pytest.raises(ValueError, match="not uint8"):
        View(image)


def test_the_label_is_that_of_the_folder_not_of_the_mask():
    assert Truth(np.zeros((2, 2), bool), "Burrs").anomalous
    assert not Truth(np.ones((2, 2), bool), GOOD).anomalous


# --- poses ---


def test_look_at_from_the_x_axis():
    # The camera at (3, 0, 0) looks along -X; right is +Y, down is -Z.
    expected = [[0, 1, 0, 0], [0, 0, -1, 0], [-1, 0, 0, 3], [0, 0, 0, 1]]
    np.testing.assert_allclose(poses.look_at([3, 0, 0]), expected, atol=1e-15)


def test_look_at_straight_down_needs_another_up():
    with pytest.raises(ValueError, match="choose another up"):
        poses.look_at([0, 0, 3])
    with pytest.raises(ValueError, match="choose another up"):
        poses.look_at([1, 2, 3], [1, 2, 3])
    pose = poses.look_at([0, 0, 3], up=[0, 1, 0])
    np.testing.assert_allclose(pose @ [1, 2, 0, 1], [1, -2, 3, 1], atol=1e-15)


@given(arrays.arrays(float, 3, elements=COORDINATES), arrays.arrays(float, 3, elements=COORDINATES))
def test_look_at_faces_the_target_and_keeps_the_horizon_level(eye, target):
    forward = target - eye
    if np.hypot(*forward[:2]) < 1e-3:
        return
    pose = poses.look_at(eye, target)
    assert poses.is_rigid(pose)
    distance = np.linalg.norm(forward)
    np.testing.assert_allclose(pose @ [*target, 1], [0, 0, distance, 1], atol=1e-9 * 1e3)
    np.testing.assert_allclose(poses.centre(pose), eye, atol=1e-9)
    assert pose[0, 2] == pytest.approx(0, abs=1e-12), "the x axis is level"
    assert pose[1, 2] <= 1e-12, "the y axis points down"


@given(rigid())
def test_inverse_undoes(transform):
    np.testing.assert_allclose(poses.invert(transform) @ transform, np.eye(4), atol=1e-9)
    np.testing.assert_allclose(poses.invert(transform), np.linalg.inv(transform), atol=1e-9)


@given(rigid())
def test_opengl_and_back(pose):
    camera_to_world = poses.opengl_camera_to_world(pose)
    assert poses.is_rigid(camera_to_world)
    np.testing.assert_allclose(camera_to_world[:3, 3], poses.centre(pose), atol=1e-9)
    # OpenGL cameras look along their -Z and have +Y up: the columns are the world directions.
    np.testing.assert_allclose(camera_to_world[:3, 2], -pose[2, :3], atol=1e-12)
    np.testing.assert_allclose(camera_to_world[:3, 1], -pose[1, :3], atol=1e-12)
    again = poses.from_opengl_camera_to_world(camera_to_world.tolist())
    np.testing.assert_allclose(again, pose, atol=1e-9)


def test_a_published_frame_looks_at_the_origin():
    # A frame of transforms.json as Blender writes it: radius 3.5, 5 degrees off the Z axis.
    a, p = math.radians(120), math.radians(5)
    matrix = [
        [-math.sin(a), -math.cos(a) * math.cos(p), math.cos(a) * math.sin(p), 0],
        [math.cos(a), -math.sin(a) * math.cos(p), math.sin(a) * math.sin(p), 0],
        [0, math.sin(p), math.cos(p), 0],
        [0, 0, 0, 1],
    ]
    for row in matrix[:3]:
        row[3] = 3.5 * row[2]
    pose = poses.from_opengl_camera_to_world(matrix)
    np.testing.assert_allclose(pose @ [0, 0, 0, 1], [0, 0, 3.5, 1], atol=1e-12)
    np.testing.assert_allclose(pose, poses.look_at(np.array(matrix)[:3, 3]), atol=1e-12)


@given(rigid(), st.integers(0, 3), st.floats(1e-3, 1e3))
def test_only_the_shift_of_a_rigid_transform_is_free(transform, at, error):
    shifted, scaled, projective = transform.copy(), transform.copy(), transform.copy()
    shifted[at % 3, 3] += error
    scaled[at % 3, :3] *= 1 + error
    projective[3, at] += error
    assert poses.is_rigid(transform)
    assert poses.is_rigid(shifted)
    assert not poses.is_rigid(scaled)
    assert not poses.is_rigid(projective)


@pytest.mark.parametrize(
    "matrix",
    [
        np.diag([1, 1, -1, 1]),
        np.diag([2, 2, 2, 1]),
        np.eye(3),
        np.full((4, 4), np.nan),
        np.eye(4)[0],
    ],
)
def test_mirrors_scales_and_other_shapes_are_not_rigid(matrix):
    assert not poses.is_rigid(matrix)


# --- images ---


@given(
    arrays.arrays(np.uint8, arrays.array_shapes(min_dims=2, max_dims=2, max_side=9))
    | arrays.arrays(np.uint16, arrays.array_shapes(min_dims=2, max_dims=2, max_side=9))
    | arrays.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3)))
)
def test_png_keeps_every_pixel(tmp_path_factory, image):
    path = tmp_path_factory.getbasetemp() / "pixels.png"
    images.write_png(path, image)
    again = images.read_png(path)
    assert again.dtype == image.dtype
    np.testing.assert_array_equal(again, image)
    assert images.encode_png(image) == path.read_bytes()


def test_channels_are_red_green_blue(tmp_path):
    images.write_png(tmp_path / "red.png", np.array([[[255, 0, 0]]], np.uint8))
    np.testing.assert_array_equal(cv2.imread(str(tmp_path / "red.png")), [[[0, 0, 255]]])
    np.testing.assert_array_equal(images.read_rgb(tmp_path / "red.png"), [[[255, 0, 0]]])
    cv2.imwrite(str(tmp_path / "rgba.png"), np.array([[[1, 2, 3, 4]]], np.uint8))
    np.testing.assert_array_equal(images.read_png(tmp_path / "rgba.png"), [[[3, 2, 1, 4]]])


@pytest.mark.parametrize(
    "image",
    [np.zeros((2, 2)), np.zeros((2, 2), bool), np.zeros((2, 2, 4), np.uint8), np.zeros((2, 2, 3))],
)
def test_what_png_cannot_keep_is_refused(image):
    with pytest.raises(ValueError, match="no PNG for"):
        images.encode_png(image)


def test_pictures_that_cannot_be_read(tmp_path):
    with pytest.raises(FileNotFoundError):
        images.read_png(tmp_path / "none.png")
    for data in (b"", b"not a picture"):
        (tmp_path / "bad.png").write_bytes(data)
        with pytest.raises(ValueError, match=r"bad\.png is not a readable picture"):
            images.read_png(tmp_path / "bad.png")


@pytest.mark.parametrize(
    "image", [np.zeros((2, 2), np.uint8), np.zeros((2, 2), np.uint16)], ids=["grey", "16-bit"]
)
def test_read_rgb_refuses_other_modes(tmp_path, image):
    images.write_png(tmp_path / "a.png", image)
    with pytest.raises(ValueError, match=r"a\.png is uint\d+ \(2, 2\), not 8-bit RGB"):
        images.read_rgb(tmp_path / "a.png")


def test_masks_hold_0_and_255_and_nothing_else(tmp_path):
    path = tmp_path / "mask.png"
    images.write_png(path, np.array([[0, 255], [255, 0]], np.uint8))
    np.testing.assert_array_equal(images.read_mask(path), [[False, True], [True, False]])
    assert images.read_mask(path).dtype == bool
    images.write_png(path, np.array([[0, 1], [128, 255]], np.uint8))
    with pytest.raises(ValueError, match=r"holds the values \[1, 128\]"):
        images.read_mask(path)
    for image in (np.zeros((2, 2, 3), np.uint8), np.zeros((2, 2), np.uint16)):
        images.write_png(path, image)
        with pytest.raises(ValueError, match="not an 8-bit grey mask"):
            images.read_mask(path)


@given(
    arrays.arrays(
        np.float32,
        st.tuples(st.integers(1, 5), st.integers(1, 5))
        | st.tuples(st.integers(1, 5), st.integers(1, 5), st.just(3)),
        elements=st.floats(width=32, allow_nan=False),
    )
)
def test_exr_keeps_every_float(tmp_path_factory, image):
    path = tmp_path_factory.getbasetemp() / "floats.exr"
    images.write_exr(path, image)
    again = images.read_exr(path)
    assert again.dtype == np.float32
    np.testing.assert_array_equal(again, image)


def test_what_exr_cannot_keep_or_read_is_refused(tmp_path):
    path = tmp_path / "a.exr"
    for image in (np.zeros((2, 2)), np.zeros(2, np.float32)):
        with pytest.raises(ValueError, match="no EXR for float"):
            images.write_exr(path, image)
    with pytest.raises(FileNotFoundError):
        images.read_exr(path)
    path.write_bytes(b"not an EXR")
    with pytest.raises(ValueError, match=r"a\.exr is not a readable EXR"):
        images.read_exr(path)
    assert list(tmp_path.iterdir()) == [path]


# --- files ---


def test_write_makes_folders_and_leaves_nothing_else(tmp_path):
    files.write_bytes(tmp_path / "a/b/c.bin", b"new")
    files.write_bytes(tmp_path / "a/b/c.bin", b"newer")
    assert [p.name for p in (tmp_path / "a/b").iterdir()] == ["c.bin"]
    assert (tmp_path / "a/b/c.bin").read_bytes() == b"newer"


@pytest.mark.parametrize("error", [OSError("no space"), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch, error):
    path = tmp_path / "file.json"
    path.write_bytes(b"old")

    def fail(self: Path, target: Path) -> Path:
        assert self.read_bytes() == b"new", "all bytes are there before the rename"
        raise error

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(type(error)):
        files.write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path], "no temporary file is left"


def test_json_is_sorted_ends_with_a_newline_and_refuses_nan(tmp_path):
    path = tmp_path / "a.json"
    files.write_json(path, {"b": 1, "a": [1.5, None]})
    text = path.read_text()
    assert json.loads(text) == {"a": [1.5, None], "b": 1}
    assert text.index('"a"') < text.index('"b"')
    assert text.endswith("}\n")
    with pytest.raises(ValueError, match="JSON compliant"):
        files.write_json(path, {"a": math.nan})
    assert path.read_text() == text


def test_sha256_is_that_of_the_bytes(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert files.sha256(tmp_path / "a") == hashlib.sha256(b"abc").hexdigest()


# --- errors ---


def test_an_unknown_name_is_answered_with_close_ones():
    error = UnknownNameError("suite", "Mat", ["mad", "piad", "conveyor"])
    assert str(error) == "no suite is called 'Mat'; did you mean mad?"
    error = UnknownNameError("method", "patchkore", ["patchcore", "padim"])
    assert str(error) == "no method is called 'patchkore'; did you mean patchcore?"
    error = UnknownNameError("suite", "zzz", ["mad", "conveyor"])
    assert str(error) == "no suite is called 'zzz'; known: conveyor, mad"


def test_close_matches_do_not_mind_capitals():
    error = UnknownNameError("class", "gorila", ["01Gorilla", "02Unicorn"])
    assert str(error).endswith("did you mean 01Gorilla?")


def test_a_missing_library_says_how_to_get_it():
    error = MissingLibraryError("torch", "by patchcore", "pip install padkit[learn]")
    assert str(error) == (
        "torch is needed by patchcore; install it with: pip install padkit[learn]"
    )


def test_a_broken_dataset_names_its_path():
    error = BrokenDatasetError(Path("data/mad"), "is empty")
    assert str(error) == f"{Path('data/mad')}: is empty"
    assert error.path == Path("data/mad")
    assert isinstance(error, ValueError)
