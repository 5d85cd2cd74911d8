"""Renders tiny datasets for real and takes them apart."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.datasets.faults import find_faults
from padkit.benchmarks.errors import UnknownNameError
from padkit.benchmarks.files import sha256
from padkit.benchmarks.images import read_exr, read_png, read_rgb
from padkit.benchmarks.poses import from_opengl_camera_to_world
from padkit.generators import mad, run
from padkit.generators.plans import Recipe
from padkit.generators.run import Job, render
from padkit.generators.scene_files import read_scene
from padkit.generators.truth import edit_picture

pytestmark = pytest.mark.mitsuba
TINY = mad.Preset(128, 2, 3, "for tests", ("11Pig",), 1, 2)
RECIPE = Recipe(TINY, variant="sim")


@pytest.fixture(autouse=True)
def tiny_preset(monkeypatch):
    monkeypatch.setitem(mad.PRESETS, "tiny", TINY)


def job(out, **changes):
    values = {"preset": "tiny", "backend": "mitsuba", "classes": ("11Pig",), "extras": ("all",)}
    return Job("mad", out, **(values | changes))


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    out = tmp_path_factory.mktemp("render") / "mad"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(mad.PRESETS, "tiny", TINY)
        assert render(job(out)) == 3 + 1 + 3 * 2
    return out


def contents(root):
    return {p.relative_to(root).as_posix(): sha256(p) for p in root.rglob("*") if p.is_file()}


def test_the_validator_finds_no_fault(dataset):
    assert [f"{f.path}: {f.what}" for f in find_faults(dataset)] == []


def test_the_reader_gives_back_what_was_composed(dataset):
    read = open_dataset(dataset)
    assert read.categories == ("11Pig",)
    units = mad.plan(RECIPE, ("11Pig",))
    train = [u for u in units if u.split == "train"]
    assert len(read.train["11Pig"]) == len(train)
    for unit, view in zip(train, read.train["11Pig"], strict=True):
        made = mad.compose(unit, RECIPE)
        np.testing.assert_allclose(view.camera.pose, made.camera.pose, atol=1e-9)
        np.testing.assert_allclose(view.camera.K, made.camera.K, atol=1e-9)
    by_key = {s.key: s for s in read.test["11Pig"]}
    for unit in (u for u in units if u.split == "test"):
        made = mad.compose(unit, RECIPE)
        sample = by_key[f"11Pig/{unit.defect}/{unit.index}"]
        expected = edit_picture(made.sound, made.scene, made.camera) > 0
        np.testing.assert_array_equal(sample.truth().mask, expected)
        assert sample.truth().anomalous == (unit.defect != "good")
        np.testing.assert_allclose(sample.pose_camera.pose, made.camera.pose, atol=1e-9)
        assert sample.camera.world_to_camera is None


def test_published_loaders_find_what_they_rely_on(dataset):
    values = json.loads((dataset / "11Pig/transforms.json").read_text())
    assert values["camera_angle_x"] == pytest.approx(0.6911111611634243)
    for index, frame in enumerate(values["frames"]):
        assert frame["file_path"] == f"./train/good/{index}.png"
        matrix = np.array(frame["transform_matrix"])
        np.testing.assert_allclose(np.linalg.norm(matrix[:3, 3]), 3.5)
        # OpenGL: the camera looks along its own -Z, at the origin
        np.testing.assert_allclose(matrix[:3, 2], matrix[:3, 3] / 3.5, atol=1e-9)
        from_opengl_camera_to_world(matrix)
    for path in (dataset / "11Pig/test").rglob("*.png"):
        image = read_rgb(path)
        border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
        assert (border == 255).all()
    assert not (dataset / "11Pig/ground_truth/good").exists()


def test_extras_agree_with_one_another_and_with_the_picture(dataset):
    stem = dataset / "11Pig/extras/test/Missing/0"
    parts = read_png(Path(f"{stem}_parts.png"))
    depth, normal = read_exr(Path(f"{stem}_depth.exr")), read_exr(Path(f"{stem}_normal.exr"))
    image = read_rgb(dataset / "11Pig/test/Missing/0.png")
    assert parts.dtype == np.uint16
    seen = parts > 0
    assert 0.05 < seen.mean() < 0.6
    assert np.isinf(depth[~seen]).all()
    assert ((depth[seen] > 2.2) & (depth[seen] < 4.8)).all()
    np.testing.assert_allclose(np.linalg.norm(normal[seen], axis=1), 1, atol=1e-5)
    assert (image[seen][:, 1] <= 254).all()


def test_the_sound_scene_lies_beside_its_pictures(dataset):
    scene = read_scene(dataset / "11Pig/scene/scene.json")
    assert [i.name for i in scene.items] == [i.name for i in mad.sound_scene("11Pig", RECIPE).items]


def test_a_finished_dataset_is_left_alone_and_a_damaged_one_mended(dataset):
    before = contents(dataset)
    assert render(job(dataset)) == 0
    (dataset / "11Pig/test/good/0.png").write_bytes(b"damage")
    (dataset / "11Pig/ground_truth/Burrs/1_mask.png").unlink()
    assert render(job(dataset)) == 2
    assert contents(dataset) == before
    (dataset / "11Pig/transforms.json").write_text("{}")
    (dataset / "11Pig/scene/scene.npz").unlink()
    assert render(job(dataset)) == 0
    assert contents(dataset) == before


def test_all_means_every_class_wherever_it_stands(dataset, monkeypatch):
    monkeypatch.setattr(mad, "classes", lambda: ("11Pig",))
    assert render(job(dataset, classes=("11Pig", "all"))) == 0


def test_another_order_and_more_workers_give_the_same_bytes(dataset, tmp_path, monkeypatch):
    plan = mad.plan
    monkeypatch.setattr(mad, "plan", lambda *a: plan(*a)[::-1])
    render(job(tmp_path / "mad", workers=2))
    assert contents(tmp_path / "mad") == contents(dataset)


def test_another_seed_is_another_dataset(dataset, tmp_path):
    with pytest.raises(ValueError, match=r"seed 0 \(now 1\)"):
        render(job(dataset, seed=1))


def test_misuse_is_told_before_anything_is_made(tmp_path):
    for changes, told in (
        ({"preset": "tinny"}, "did you mean tiny"),
        ({"backend": "cycle"}, "did you mean cycles"),
        ({"variant": "reel"}, "did you mean real"),
        ({"classes": ("11pig",)}, "did you mean 11Pig"),
    ):
        with pytest.raises(UnknownNameError, match=told):
            render(job(tmp_path / "mad", **changes))
    with pytest.raises(UnknownNameError, match="no suite is called 'madd'; did you mean mad"):
        render(Job("madd", tmp_path / "mad"))
    assert not (tmp_path / "mad").exists()


def test_a_full_disk_ends_the_render_and_loses_nothing(tmp_path, monkeypatch):
    made = []
    write = run.writers.load("mad").write_unit

    def fill(root, unit, picture):
        if len(made) == 2:
            raise OSError(28, "No space left on device", str(root))
        made.append(unit)
        return write(root, unit, picture)

    monkeypatch.setattr(run.writers.load("mad"), "write_unit", fill)
    with pytest.raises(OSError, match="No space left on device"):
        render(job(tmp_path / "mad"))
    monkeypatch.undo()
    monkeypatch.setitem(mad.PRESETS, "tiny", TINY)
    assert render(job(tmp_path / "mad")) == 10 - 2


@pytest.mark.slow
def test_killed_renders_go_on_and_end_with_the_same_bytes(tmp_path):
    """kill -9 at three moments, then once more to the end, against an undisturbed run."""
    command = [
        sys.executable, "-m", "padkit", "render", "--suite", "mad", "--preset", "smoke",
        "--classes", "11Pig", "--backend", "mitsuba", "--samples", "1", "--out",
    ]  # fmt: skip
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    for lines in (2, 9, 20):
        child = subprocess.Popen([*command, str(killed)], stderr=subprocess.DEVNULL)
        ledger = killed / "units.jsonl"
        while child.poll() is None:
            with contextlib.suppress(FileNotFoundError):
                if ledger.read_bytes().count(b"\n") > lines:
                    break
            time.sleep(0.01)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        assert not (killed / "dataset.json").exists()
    for out in (killed, whole):
        subprocess.run([*command, str(out)], check=True, stderr=subprocess.DEVNULL)
    assert contents(killed) == contents(whole)
    assert not list(killed.rglob("*.part"))
