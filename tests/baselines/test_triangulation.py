"""Points triangulated from views of known poses, and splats that begin from them."""

import sys
from dataclasses import replace

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("pycolmap")
from ball import ball_view, eyes  # noqa: E402

from padkit.baselines import splat_detector  # noqa: E402
from padkit.baselines.locate import triangulation  # noqa: E402
from padkit.baselines.locate.keypoints import find_keypoints  # noqa: E402
from padkit.baselines.locate.triangulation import (  # noqa: E402
    fundamental,
    match_pair,
    pair_views,
    triangulate,
)
from padkit.baselines.splatpose_plus import SplatPosePlus  # noqa: E402
from padkit.baselines.splats import SMALL, fit, render  # noqa: E402
from padkit.benchmarks.errors import MissingLibraryError  # noqa: E402
from padkit.benchmarks.records import Camera, View  # noqa: E402

pytestmark = [pytest.mark.learn, pytest.mark.slow]
SIDE = 128
VIEWS = [ball_view(eye, SIDE, pattern=True) for eye in eyes(24)]


@pytest.fixture(scope="module")
def points():
    return triangulate(VIEWS, seed=1)


def test_points_lie_on_the_ball(points):
    off = np.abs(np.linalg.norm(points, axis=1) - 0.5)
    assert points.dtype == np.float64 and points.shape == (len(points), 3)
    assert len(points) > 150
    assert np.median(off) < 0.005
    assert (off < 0.02).mean() > 0.8  # some are of the outline or of the ball as a whole
    assert len(np.unique(points, axis=0)) == len(points)
    octants = (points > 0) @ (1, 2, 4)
    assert np.bincount(octants, minlength=8).min() > 3  # from all sides


def test_a_view_without_keypoints_does_no_harm(points):
    white = View(np.full((SIDE, SIDE, 3), 255, np.uint8), VIEWS[0].camera)
    found = triangulate([*VIEWS, white], seed=1)
    assert len(found) > 0.9 * len(points)


def test_triangulation_repeats_and_is_silent(points, capfd):
    assert np.array_equal(triangulate(VIEWS, seed=1), points)
    assert capfd.readouterr() == ("", "")


def test_pairs_are_those_of_the_nearest_poses():
    angles = np.arange(8) * np.pi / 4
    ring = [np.array([np.cos(a), np.sin(a), 0.0]) for a in angles]
    cameras = [ball_view(2 * eye, 8).camera for eye in ring]
    around = sorted((min(i, (i + 1) % 8), max(i, (i + 1) % 8)) for i in range(8))
    assert pair_views(cameras, 2) == around
    assert len(pair_views(cameras, 15)) == 28  # all
    assert pair_views(cameras[:1], 15) == []


def test_matches_lie_on_the_lines_of_the_poses():
    rng = np.random.default_rng(0)
    world = rng.uniform(-0.4, 0.4, (20, 3))
    one, other = VIEWS[3].camera, VIEWS[6].camera

    def project(camera):
        flat = (world @ camera.pose[:3, :3].T + camera.pose[:3, 3]) @ camera.K.T
        return flat / flat[:, 2:]

    lines = fundamental(one, other)
    assert np.abs((project(other) @ lines * project(one)).sum(1)).max() < 1e-6
    here, there = find_keypoints(VIEWS[3].image), find_keypoints(VIEWS[6].image)
    matches = match_pair(here, there, one, other)
    assert len(matches) > 10
    assert len(np.unique(matches[:, 0])) == len(np.unique(matches[:, 1])) == len(matches)
    for i, j in matches:
        first, second = np.append(here.places[i], 1), np.append(there.places[j], 1)
        assert cv2.sampsonDistance(first, second, lines) < (4 / 800 * SIDE) ** 2


def test_too_few_points_and_poses_are_told():
    blank = [View(np.full((64, 64, 3), 255, np.uint8), view.camera) for view in VIEWS[:5]]
    fault = "0 points came of 0 matches in 5 sound views, at least 4 are needed; begin with splats"
    with pytest.raises(ValueError, match=fault):
        triangulate(blank)
    with pytest.raises(ValueError, match="0 points came of 0 matches in 1 sound"):
        triangulate(VIEWS[:1])
    hidden = View(VIEWS[0].image, Camera(SIDE, SIDE, VIEWS[0].camera.K))
    with pytest.raises(ValueError, match="this camera has no pose"):
        triangulate([*VIEWS[:3], hidden])
    with pytest.raises(ValueError, match="a sound view has no camera; triangulation needs"):
        triangulate([*VIEWS[:3], View(VIEWS[0].image)])


def test_a_missing_library_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "pycolmap", None)
    with pytest.raises(MissingLibraryError, match=r"pycolmap .*pip install 'padkit\[learn\]'"):
        triangulate(VIEWS)


def test_splats_begin_from_points(points):
    config = replace(SMALL.scaled(150), start="points", limit=1500, degree=0)
    splats = fit(VIEWS, config, points=points)
    held_out = ball_view(eyes(5, offset=1.0)[2], SIDE, pattern=True)
    picture = render(splats, held_out.camera).rgb.clamp(0, 1).numpy()
    error = ((picture - held_out.image / 255) ** 2).mean()
    assert -10 * np.log10(error) > 18  # from points at a third of the radius it is 16


def fit_quickly(**changes):
    """Return what a fit of a detector tells, stages only."""
    options = {"splats.iterations": 10, "splats.points": 300, "splats.limit": 600, **changes}
    detector = SplatPosePlus(**options, **{"compare.extractor": "vanilla"})
    told = []
    detector.listen(told.append)
    detector.fit(VIEWS)
    return {line.split()[0] for line in told}


def test_a_detector_triangulates_once_for_the_same_points(monkeypatch, tmp_path):
    monkeypatch.setenv("PADKIT_CACHE", str(tmp_path))
    start = {"splats.start": "points"}
    assert fit_quickly() == {"splats", "landmarks"}
    assert fit_quickly(**start) == {"triangulation", "splats", "landmarks"}
    assert fit_quickly(**start) == {"landmarks"}  # from the shelf
    monkeypatch.setattr(splat_detector, "name_recipe", lambda: "other code")
    assert fit_quickly(**start) == {"triangulation", "splats", "landmarks"}
    assert fit_quickly() == {"landmarks"}  # the hull does not ask for it


def test_the_recipe_is_the_code(monkeypatch, tmp_path):
    told = triangulation.name_recipe()
    assert told == triangulation.name_recipe() and len(told) == 16
    for name in ("triangulation.py", "keypoints.py"):
        (tmp_path / name).write_bytes(b"other")
    monkeypatch.setattr(triangulation, "__file__", str(tmp_path / "triangulation.py"))
    assert triangulation.name_recipe() != told


def test_the_paper_begins_from_points():
    assert SplatPosePlus.PRESETS["paper"].splats.start == "points"
    assert SplatPosePlus.PRESETS["small"].splats.start == "hull"
