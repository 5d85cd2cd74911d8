"""Poses: keypoints, their places in the world, PnP, descent, and the methods that go by them."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
from ball import ball_view, eyes  # noqa: E402

from padkit.baselines.locate import LocateConfig, Locator, RefineConfig, refine  # noqa: E402
from padkit.baselines.locate.keypoints import find_keypoints, match  # noqa: E402
from padkit.baselines.locate.pnp import solve_pnp  # noqa: E402
from padkit.baselines.locate.retrieval import rank, thumbnail  # noqa: E402
from padkit.baselines.piad import Piad  # noqa: E402
from padkit.baselines.splatpose import SplatPose  # noqa: E402
from padkit.baselines.splatpose_plus import SplatPosePlus  # noqa: E402
from padkit.baselines.splats import SMALL, fit  # noqa: E402
from padkit.baselines.splats.loss import Target, photometric  # noqa: E402
from padkit.benchmarks.metrics.pose import pose_error  # noqa: E402
from padkit.benchmarks.records import Camera, View  # noqa: E402

pytestmark = [pytest.mark.learn, pytest.mark.slow]
SIDE = 96
VIEWS = [ball_view(eye, SIDE, pattern=True) for eye in eyes(24)]
QUERY = ball_view(eyes(5, offset=0.7)[2], SIDE, pattern=True)
QUICK = replace(SMALL.scaled(300), points=2500, limit=4000, degree=0)


@pytest.fixture(scope="module")
def splats():
    return fit(VIEWS, QUICK)


@pytest.fixture(autouse=True)
def shelf(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("PADKIT_CACHE", str(tmp_path_factory.getbasetemp() / "shelf"))


def turned(pose, degrees, axis=2):
    """Return a pose with the object turned about a world axis."""
    angle = np.radians(degrees)
    turn = np.eye(4)
    i, j = [k for k in range(3) if k != axis]
    turn[i, i] = turn[j, j] = np.cos(angle)
    turn[i, j], turn[j, i] = -np.sin(angle), np.sin(angle)
    return pose @ turn


def test_matches_and_pnp_find_the_pose(splats):
    locator = Locator(VIEWS, splats, LocateConfig())
    found = locator.locate(QUERY.image, QUERY.camera)
    assert not found.failure and found.agreeing >= 12
    assert pose_error(found.pose, QUERY.camera.pose, 1.0).rotation < 3


@pytest.mark.parametrize("motion", ["twist", "screw"])
def test_descent_ends_at_the_pose(splats, motion):
    target = Target(QUERY.image.astype(np.float32) / 255)
    start = turned(QUERY.camera.pose, 6)
    config = RefineConfig(steps=80, rate=0.02, motion=motion)
    terms = [(splats, lambda picture: photometric(picture, target))]
    pose, loss = refine(start, terms, QUERY.camera, config)
    assert pose_error(start, QUERY.camera.pose, 1.0).rotation > 5
    assert pose_error(pose, QUERY.camera.pose, 1.0).rotation < 1
    assert loss < refine(start, terms, QUERY.camera, replace(config, steps=0))[1]
    assert np.allclose(pose[:3, :3] @ pose[:3, :3].T, np.eye(3), atol=1e-9)


def test_where_nothing_matches_the_nearest_view_is_taken_and_told(splats):
    locator = Locator(VIEWS, splats, LocateConfig())
    blank = np.full((SIDE, SIDE, 3), 255, np.uint8)
    found = locator.locate(blank, QUERY.camera)
    assert "nearest training view taken" in found.failure
    assert any(np.array_equal(found.pose, view.camera.pose) for view in VIEWS)


def test_pnp_of_exact_points_is_exact():
    rng = np.random.default_rng(0)
    points = rng.uniform(-0.4, 0.4, (30, 3))
    flat = (points @ QUERY.camera.pose[:3, :3].T + QUERY.camera.pose[:3, 3]) @ QUERY.camera.K.T
    places = flat[:, :2] / flat[:, 2:]
    places[:6] += 20  # outliers
    pose, agreeing = solve_pnp(places, points, QUERY.camera)
    assert agreeing == 24
    assert np.allclose(pose, QUERY.camera.pose, atol=1e-6)
    assert solve_pnp(places[:3], points[:3], QUERY.camera) is None


def test_ratio_test_and_keypoints():
    rows, columns = match(np.array([[0.99, 0.2, 0.1], [0.8, 0.79, 0.1]], np.float32))
    assert (rows.tolist(), columns.tolist()) == ([0], [0])
    assert len(match(np.zeros((3, 1), np.float32))[0]) == 0
    found = find_keypoints(QUERY.image)
    assert np.allclose(np.linalg.norm(found.descriptors, axis=1), 1, atol=1e-5)
    moved = find_keypoints(np.roll(QUERY.image, 4, axis=1))
    pairs = match(found.descriptors @ moved.descriptors.T)
    shift = np.median(moved.places[pairs[1]] - found.places[pairs[0]], 0)
    assert np.allclose(shift, (4, 0), atol=0.1)
    assert len(find_keypoints(np.full((50, 50, 3), 255, np.uint8))) == 0


def test_retrieval_ranks_the_picture_itself_first():
    order = rank(VIEWS[7].image, [thumbnail(view.image) for view in VIEWS])
    assert order[0] == 7 and sorted(order) == list(range(24))


@pytest.mark.parametrize("method", [SplatPose, SplatPosePlus])
def test_a_spot_is_found_wherever_it_is_seen_from(method):
    options = {"splats.iterations": 300, "splats.points": 2500, "splats.limit": 4000}
    detector = method(**options, **{"compare.extractor": "vanilla"})
    told = []
    detector.listen(told.append)
    detector.fit(VIEWS)
    assert method is SplatPosePlus or told  # the other one may find the fit on the shelf
    eye = np.array([1.5, 1.0, 0.8]) / np.linalg.norm([1.5, 1.0, 0.8])
    spoiled = ball_view(2 * eye, SIDE, pattern=True, spot=0.5 * eye)
    hidden = Camera(SIDE, SIDE, spoiled.camera.K)
    answer = detector.predict(View(spoiled.image, hidden))
    assert not answer.failure
    assert pose_error(answer.pose, spoiled.camera.pose, 1.0).rotation < 8
    assert answer.score_map[44:52, 44:52].min() > np.quantile(answer.score_map, 0.9)
    assert list(answer.seconds) == ["pose", "render", "compare"]
    assert answer.reference.shape == spoiled.image.shape
    again = method(**options, **{"compare.extractor": "vanilla"})
    again.fit(VIEWS)
    assert again.fit_seconds is not None  # from the shelf
    assert np.array_equal(again.predict(View(spoiled.image, hidden)).score_map, answer.score_map)


@pytest.mark.parametrize(
    "terms", [("reflectance", "both", "both"), ("colour", "reflectance", "colour")]
)
def test_piad_finds_a_spot_in_another_light(terms):
    names = ("pose_start", "pose_terms", "score_terms")
    options = {"splats.iterations": 300, "splats.points": 2500, "splats.limit": 4000}
    detector = Piad(reflectance="retinex", **options, **dict(zip(names, terms, strict=True)))
    detector.fit(VIEWS)
    eye = np.array([1.5, 1.0, 0.8]) / np.linalg.norm([1.5, 1.0, 0.8])
    spoiled = ball_view(2 * eye, SIDE, pattern=True, spot=0.5 * eye)
    there = (spoiled.image < 250).any(2)
    dim = np.where(there[..., None], spoiled.image * 0.8, 255).astype(np.uint8)
    answer = detector.predict(View(dim, Camera(SIDE, SIDE, spoiled.camera.K)))
    assert pose_error(answer.pose, spoiled.camera.pose, 1.0).rotation < 8
    assert answer.score_map[44:52, 44:52].min() > np.quantile(answer.score_map, 0.9)


def test_piads_choices_are_checked():
    with pytest.raises(ValueError, match="pose_start is 'both'; allowed: colour, reflectance"):
        Piad(pose_start="both")
    with pytest.raises(ValueError, match=r"share is 1\.5"):
        Piad(share=1.5)
