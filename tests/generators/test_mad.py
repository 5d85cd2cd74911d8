from functools import cache

import numpy as np
import pytest

from padkit.benchmarks.datasets.mad import CAMERA_DISTANCE, CLASSES, OBJECT_REACH
from padkit.benchmarks.errors import UnknownNameError
from padkit.benchmarks.poses import centre
from padkit.generators import aiming, mad
from padkit.generators.plans import Recipe
from padkit.generators.truth import edit_picture

PIG = "11Pig"
FEW = mad.Preset(128, 2, 6, "for tests", (), 2, 2)


@cache
def shown(unit):
    return mad.compose(unit, Recipe(FEW))


def units(preset=FEW, **match):
    plan = mad.plan(Recipe(preset), (PIG,))
    return [u for u in plan if all(getattr(u, k) == v for k, v in match.items())]


def test_the_paper_preset_has_the_paper_s_counts():
    paper = mad.PRESETS["paper"]
    assert (paper.size, paper.train) == (800, 210)
    assert len(units(paper, split="train")) == 210
    views = {
        tuple(mad.compose(u, Recipe(paper)).camera.pose.ravel())
        for u in units(paper, split="train")
    }
    assert len(views) == 210


def test_every_class_has_mad_s_name_and_fits_its_loaders():
    assert mad.classes() == CLASSES
    for category in mad.classes():
        vertices = np.concatenate(
            [i.world_vertices() for i in mad.sound_scene(category, Recipe(FEW)).items]
        )
        assert np.linalg.norm(vertices, axis=1).max() == pytest.approx(mad.BALL, abs=1e-3)
        assert np.abs(vertices).max() < OBJECT_REACH


def test_cameras_stand_on_the_sphere_and_see_the_whole_object():
    scene = mad.sound_scene(PIG, Recipe(FEW))
    vertices = np.concatenate([i.world_vertices() for i in scene.items])
    for unit in units():
        camera = shown(unit).camera
        assert np.linalg.norm(centre(camera.pose)) == pytest.approx(mad.RADIUS)
        assert CAMERA_DISTANCE[0] < mad.RADIUS < CAMERA_DISTANCE[1]
        seen = camera.pose[:3, :3] @ vertices.T + camera.pose[:3, 3:]
        u, v, _ = camera.K @ (seen / seen[2])
        assert 0 < u.min() < u.max() < FEW.size
        assert 0 < v.min() < v.max() < FEW.size


def test_test_poses_are_none_of_the_training_poses():
    eyes = {
        split: np.array([centre(shown(u).camera.pose) for u in units(split=split)]) / mad.RADIUS
        for split in ("train", "test")
    }
    assert np.degrees(np.arccos((eyes["test"] @ eyes["train"].T).max())) >= 1.5
    assert len(np.unique(eyes["test"].round(6), axis=0)) == len(eyes["test"])


@pytest.mark.parametrize("defect", sorted(mad.DEFECTS))
def test_every_defect_is_seen(defect):
    for unit in units(defect=defect):
        made = shown(unit)
        pixels = np.count_nonzero(edit_picture(made.sound, made.scene, made.camera))
        assert pixels >= 12
        assert made.defect.kind == mad.DEFECTS[defect]


def test_a_unit_is_the_same_whatever_was_made_before():
    burrs = units(defect="Burrs")
    alone = mad.compose(burrs[1], Recipe(FEW, 5))
    for unit in burrs[:1]:
        mad.compose(unit, Recipe(FEW, 5))
    again = mad.compose(burrs[1], Recipe(FEW, 5))
    assert alone.defect == again.defect
    np.testing.assert_array_equal(alone.camera.pose, again.camera.pose)
    other = mad.compose(burrs[1], Recipe(FEW, 6))
    assert other.defect != alone.defect


def test_a_class_without_a_model_is_told():
    with pytest.raises(UnknownNameError, match="did you mean 11Pig"):
        mad.plan(Recipe(FEW), ("11Pork",))


def test_what_cannot_be_seen_is_never_called_anomalous(monkeypatch):
    nothing = np.zeros((8, 8), np.uint8)
    monkeypatch.setattr(aiming, "edit_picture", lambda *_: nothing)
    monkeypatch.setattr(mad, "_DRAWS", 1)
    for module in (aiming, mad):
        monkeypatch.setattr(module, "POSES", 2)
    with pytest.raises(ValueError, match="none of 1 defects is visible from 2 poses"):
        mad.compose(units(defect="Missing")[0], Recipe(FEW))
