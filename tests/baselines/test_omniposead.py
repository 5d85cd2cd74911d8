"""OmniposeAD: poses found by descent through a field, and a spot that the field does not have."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
from ball import ball_view, eyes  # noqa: E402

from padkit.baselines.locate.inversion import find_pose, interest_region  # noqa: E402
from padkit.baselines.omniposead import OmniposeAD  # noqa: E402
from padkit.baselines.radiance.config import FIELDS, FieldConfig  # noqa: E402
from padkit.baselines.radiance.fields import MlpField  # noqa: E402
from padkit.baselines.radiance.files import read_field, write_field  # noqa: E402
from padkit.baselines.radiance.rendering import render_view  # noqa: E402
from padkit.baselines.radiance.training import fit_field  # noqa: E402
from padkit.benchmarks.metrics.pose import pose_error  # noqa: E402
from padkit.benchmarks.records import Camera, View  # noqa: E402

pytestmark = [pytest.mark.learn, pytest.mark.slow]
SIDE = 64
VIEWS = [ball_view(eye, SIDE, pattern=True) for eye in eyes(24)]
SMALL = OmniposeAD.PRESETS["small"].inversion
QUICK = replace(FIELDS["small"], rays=1024, resolution=48, iterations=240)


@pytest.fixture(scope="module")
def field():
    return fit_field(VIEWS, QUICK)


@pytest.fixture(autouse=True)
def shelf(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("PADKIT_CACHE", str(tmp_path_factory.getbasetemp() / "shelf"))


@pytest.mark.parametrize("motion", ["twist", "screw"])
def test_descent_ends_at_the_pose(field, motion):
    query = ball_view(eyes(5, offset=0.7)[2], SIDE, pattern=True)
    near = min(VIEWS, key=lambda v: pose_error(v.camera.pose, query.camera.pose, 1).rotation)
    begun = pose_error(near.camera.pose, query.camera.pose, 1).rotation
    steps = 120 if motion == "twist" else 300  # a screw begins slowly
    config = replace(SMALL, motion=motion, steps=steps)
    pose = find_pose(field, query.image, query.camera, [near.camera.pose], config)
    assert begun > 10
    assert pose_error(pose, query.camera.pose, 1).rotation < 2
    again = find_pose(field, query.image, query.camera, [near.camera.pose], config)
    assert np.array_equal(pose, again)


def test_of_several_starts_the_best_is_taken(field):
    query = VIEWS[9]
    starts = [VIEWS[2].camera.pose, query.camera.pose, VIEWS[20].camera.pose]
    config = replace(SMALL, steps=20)
    pose = find_pose(field, query.image, query.camera, starts, config)
    assert pose_error(pose, query.camera.pose, 1).rotation < 3


def test_interest_lies_around_keypoints():
    image = np.full((64, 64, 3), 255, np.uint8)
    assert interest_region(image, 5, 3).all()  # nothing to begin with
    image[20:26, 30:36] = 0
    region = interest_region(image, 5, 3)
    assert region[23, 33] and not region[50:].any() and not region[:, :10].any()
    assert region.sum() > interest_region(image, 3, 1).sum()


@pytest.mark.parametrize("kind", ["grid", "mlp"])
def test_files_keep_everything(tmp_path, field, kind):
    if kind == "mlp":
        config = FieldConfig(width=16, depth=3, skip=1, coarse=8, fine=4)
        field = MlpField(config, np.zeros(3), 0.8)
    write_field(tmp_path / "a.safetensors", field)
    found = read_field(tmp_path / "a.safetensors")
    one, other = (render_view(f, VIEWS[3].camera) for f in (field, found))
    assert np.array_equal(one.rgb, other.rgb) and np.array_equal(one.depth, other.depth)
    assert found.ball[1] == field.ball[1]


def test_files_of_something_else_are_told(tmp_path):
    from safetensors.numpy import save_file

    path = tmp_path / "odd.safetensors"
    path.write_bytes(b"no field")
    with pytest.raises(ValueError, match=r"odd\.safetensors is not a readable \.safetensors"):
        read_field(path)
    save_file({"x": np.zeros(2)}, path)
    with pytest.raises(ValueError, match=r"odd\.safetensors holds no radiance field"):
        read_field(path)


def test_a_spot_is_found_wherever_it_is_seen_from():
    options = {
        "radiance.rays": 1024, "radiance.resolution": 48, "radiance.iterations": 240,
        "compare.extractor": "vanilla",
    }  # fmt: skip
    detector = OmniposeAD(**options)
    told = []
    detector.listen(told.append)
    detector.fit(VIEWS)
    assert told[-1] == "landmarks"
    eye = np.array([1.5, 1.0, 0.8]) / np.linalg.norm([1.5, 1.0, 0.8])
    spoiled = ball_view(2 * eye, SIDE, pattern=True, spot=0.5 * eye)
    hidden = Camera(SIDE, SIDE, spoiled.camera.K)
    answer = detector.predict(View(spoiled.image, hidden))
    assert not answer.failure
    assert pose_error(answer.pose, spoiled.camera.pose, 1.0).rotation < 5
    half = SIDE // 2
    there = answer.score_map[half - 3 : half + 3, half - 3 : half + 3]
    assert there.min() > np.quantile(answer.score_map, 0.9)
    assert list(answer.seconds) == ["pose", "render", "compare"]
    again = OmniposeAD(**options)
    again.fit(VIEWS)
    assert again.fit_seconds is not None  # from the shelf
    assert np.array_equal(again.predict(View(spoiled.image, hidden)).score_map, answer.score_map)


def test_what_cannot_be_is_told():
    with pytest.raises(ValueError, match="motion is 'turn'; allowed: screw, twist"):
        OmniposeAD(**{"inversion.motion": "turn"})
    with pytest.raises(ValueError, match="kind 'mesh' is unknown; allowed: mlp, grid"):
        OmniposeAD(**{"radiance.kind": "mesh"})
    with pytest.raises(ValueError, match="asked to predict before it was fitted"):
        OmniposeAD(**{"compare.extractor": "vanilla"}).predict(VIEWS[0])
    assert (
        OmniposeAD(preset="paper", **{"compare.extractor": "vanilla"}).config()[
            "radiance.iterations"
        ]
        == 200_000
    )
