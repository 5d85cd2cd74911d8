"""Errors of poses against rotations that are known, sizes against balls that are drawn here."""

import math

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from padkit.benchmarks.metrics.pose import (
    FAILED,
    POSE_METRICS,
    average,
    object_size,
    pose_error,
    summarise,
)
from padkit.benchmarks.poses import look_at
from padkit.benchmarks.records import Account, Camera, PoseError, View

WIDTH, HEIGHT, FOCAL = 120, 90, 100.0
K = np.array([[FOCAL, 0, WIDTH / 2], [0, FOCAL, HEIGHT / 2], [0, 0, 1]])


def turned(pose: np.ndarray, axis: np.ndarray, degrees: float, shift: np.ndarray) -> np.ndarray:
    """The pose after a turn of the camera's frame about its own axis, t moved by `shift`."""
    moved = pose.copy()
    vector = axis / np.linalg.norm(axis) * math.radians(degrees)
    moved[:3, :3] = Rotation.from_rotvec(vector).as_matrix() @ pose[:3, :3]
    moved[:3, 3] += shift
    return moved


@pytest.mark.parametrize("degrees", [0.0, 1e-7, 1e-3, 1.0, 60.0, 90.0, 150.0, 179.999])
def test_errors_are_the_turn_and_the_shift_made(degrees: float) -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        true = look_at(rng.normal((0, 0, 4)))
        axis, shift = rng.normal(size=(2, 3))
        found = turned(true, axis, degrees, shift)
        error = pose_error(found, true, 2.5)
        assert error.rotation == pytest.approx(degrees, abs=1e-12, rel=1e-6)
        assert error.translation == pytest.approx(100 * np.linalg.norm(shift) / 2.5)
        assert pose_error(true, found, 2.5).rotation == pytest.approx(error.rotation)


def test_half_a_turn_is_180_degrees() -> None:
    true = look_at((3, 1, 2))
    for axis in np.eye(3):
        assert pose_error(turned(true, axis, 180, np.zeros(3)), true, 1).rotation == 180


def test_a_camera_that_goes_around_the_object_errs_in_rotation_alone() -> None:
    error = pose_error(look_at((0, 4, 0)), look_at((4, 0, 0)), 2)
    assert error.rotation == pytest.approx(90)
    assert error.translation == pytest.approx(0, abs=1e-12)
    farther = pose_error(look_at((5, 0, 0)), look_at((4, 0, 0)), 2)
    assert farther.rotation == 0
    assert farther.translation == pytest.approx(50)


@pytest.mark.parametrize("size", [0.0, -1.0, math.nan])
def test_an_object_without_size_is_refused(size: float) -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        pose_error(np.eye(4), np.eye(4), size)


def view_of_ball(eye: tuple[float, ...], middle: np.ndarray, radius: float) -> View:
    """A ball on white: the pixels whose rays pass its middle within its radius."""
    camera = Camera(WIDTH, HEIGHT, K, look_at(eye))
    v, u = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    rays = np.stack([u - WIDTH / 2, v - HEIGHT / 2, np.full_like(u, FOCAL)], 2)
    rays /= np.linalg.norm(rays, axis=2, keepdims=True)
    at = camera.pose[:3, :3] @ middle + camera.pose[:3, 3]
    near = np.linalg.norm(np.cross(rays, at), axis=2) <= radius
    image = np.where(near[..., None], 90, 255).astype(np.uint8).repeat(3, 2)
    return View(image, camera)


def test_the_size_of_a_ball_is_its_diameter() -> None:
    for eye, radius in (((4, 0, 0), 1.2), ((1, 3, 2), 0.7), ((0, -6, 1), 1.5)):
        view = view_of_ball(eye, np.zeros(3), radius)
        pixel = 2 * np.linalg.norm(eye) / FOCAL
        assert 2 * radius - pixel < object_size([view]) <= 2 * radius


def test_the_view_across_the_farthest_point_tells_the_size() -> None:
    middle = np.array([0.8, 0, 0])  # from (4, 0, 0) it hides how far it is from the origin
    along, across = (view_of_ball(eye, middle, 0.3) for eye in ((4, 0, 0), (0, 4, 0)))
    assert object_size([along]) < 1.0
    assert object_size([along, across]) == object_size([across]) == pytest.approx(2.2, abs=0.1)


def test_pictures_that_are_not_on_white_tell_the_ball_that_fits_in() -> None:
    grey = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    near, far = (View(grey, Camera(WIDTH, HEIGHT, K, look_at((x, 0, 0)))) for x in (3, 5))
    fits = 2 * 3 * math.sin(math.atan(45 / FOCAL))
    assert object_size([near, far]) == pytest.approx(fits)
    white = view_of_ball((4, 0, 0), np.zeros(3), 0.5)
    assert object_size([white, near]) < fits * 4 / 3 + 1e-9
    assert object_size([white, near]) > 2 * 0.5


def test_views_that_tell_no_size_are_refused() -> None:
    white = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    with pytest.raises(ValueError, match="show no object"):
        object_size([View(white, Camera(WIDTH, HEIGHT, K, look_at((3, 0, 0))))])
    with pytest.raises(ValueError, match="there is no training view"):
        object_size([])
    with pytest.raises(ValueError, match="has no camera"):
        object_size([View(white)])
    with pytest.raises(ValueError, match="has no pose"):
        object_size([View(white - 9, Camera(WIDTH, HEIGHT, K))])


def test_the_figures_of_a_class_by_hand() -> None:
    errors = [PoseError(0.5, 2.0), PoseError(1.0, 4.0), PoseError(30.0, 3.0)]
    accounts = [Account(0.1, pose_error=error) for error in errors]
    lost = Account(0.1, failure="no match")
    figures = summarise([*accounts, lost])
    assert list(figures) == list(POSE_METRICS)
    assert list(figures.values()) == [1.0, 3.0, 0.5, 1]
    assert list(summarise([lost, None]).values()) == [None, None, None, 1]
    assert summarise([Account(0.1), None]) == {}
    other = summarise([Account(0.1, pose_error=PoseError(2.0, 6.0), failure="unsure")])
    assert list(average([figures, other, {}]).values()) == [1.5, 4.5, 0.25, 2]
    assert average([{}, {}]) == {} and average([]) == {}
    assert average([figures, summarise([lost])])[FAILED] == 2
