from functools import cache

import numpy as np
import pytest

from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.datasets.faults import find_faults
from padkit.benchmarks.datasets.mad import OBJECT_REACH
from padkit.benchmarks.errors import UnknownNameError
from padkit.benchmarks.images import read_png, read_rgb
from padkit.benchmarks.poses import centre
from padkit.generators import conveyor
from padkit.generators.plans import Recipe
from padkit.generators.run import Job, render
from padkit.generators.scene import FLOOR_PART
from padkit.generators.staging import in_frame
from padkit.generators.truth import caster, edit_picture, instance_ids

COUPE = "coupe_car"
FEW = conveyor.Preset(64, 2, 5, "for tests", (COUPE,), 2)
RECIPE = Recipe(FEW, variant="line")


@cache
def units(category=COUPE):
    return conveyor.plan(RECIPE, (category,))


@cache
def shown(unit):
    return conveyor.compose(unit, RECIPE)


def queries():
    return [u for u in units() if u.split == "test"]


def test_the_paper_preset_has_the_paper_s_counts():
    paper = conveyor.PRESETS["paper"]
    assert (paper.size, paper.train, paper.views, paper.classes) == (800, 100, 9, ())
    assert len(conveyor.OBJECTS) == 13
    counts = {kind: conveyor.OBJECTS.count(kind) for kind in conveyor.OBJECTS}
    assert counts == {"good": 6, "Recoloured": 2, "Missing": 2, "Added": 3}


def test_every_class_of_the_benchmark_is_there_and_fits_the_loaders():
    assert conveyor.classes() == conveyor.CLASSES
    for category in conveyor.classes():
        scene = conveyor.sound_scene(category, RECIPE)
        vertices = np.concatenate([i.world_vertices() for i in scene.items])
        assert np.abs(vertices).max() < OBJECT_REACH
        assert np.linalg.norm(vertices, axis=1).max() < 1.18  # a ball that fills the picture


def test_all_vehicles_have_one_scale():
    """A brick of one model is as large as the same brick of another."""
    scales = {
        round(float(np.linalg.norm(item.pose[:3, 0])), 9)
        for category in conveyor.classes()[:3]
        for item in conveyor.sound_scene(category, RECIPE).items
    }
    assert scales == {round(0.0004 / conveyor.UNIT, 9)}


def test_objects_and_views_are_as_planned():
    assert len(queries()) == 13 * 2
    assert {(u.subject, u.view) for u in queries()} == {(s, v) for s in range(13) for v in range(2)}
    for folder in {u.defect for u in queries()}:
        numbers = [u.index for u in queries() if u.defect == folder]
        assert numbers == list(range(len(numbers)))


def test_a_picture_is_anomalous_exactly_where_its_defect_is_seen():
    for unit in queries():
        made = shown(unit)
        pixels = np.count_nonzero(edit_picture(made.sound, made.scene, made.camera))
        wrong = conveyor.OBJECTS[unit.subject]
        assert unit.defect == (wrong if pixels else "good")
        assert (made.defect is not None) == (pixels > 0)
        if made.defect:
            assert made.defect.kind == conveyor.DEFECTS[wrong]
        elif wrong != "good":
            assert made.facts["hidden_defect"]["kind"] == conveyor.DEFECTS[wrong]


def test_objects_lie_on_the_belt_and_differ_in_pose():
    frames = {}
    for unit in queries():
        made = shown(unit)
        frames[unit.subject] = made.frame
        own = [i for i in (*made.scene.items, *made.sound.items) if i.instance > 0]
        lowest = min(float(i.world_vertices()[:, 2].min()) for i in own)
        assert lowest == pytest.approx(0, abs=1e-4)
        np.testing.assert_allclose(made.facts["object_to_world"], made.frame)
    yaws = [np.arctan2(f[1, 0], f[0, 0]) for f in frames.values()]
    assert len(np.unique(np.round(yaws, 3))) == 13


def test_the_views_of_an_object_share_the_belt_and_objects_do_not():
    shifts = {}
    for unit in queries():
        shifts.setdefault(unit.subject, set()).add(shown(unit).facts["belt_shift_mm"])
    assert all(len(values) == 1 for values in shifts.values())
    assert len(set.union(*shifts.values())) == 13


def test_poses_are_told_in_the_frame_of_the_object():
    for unit in queries():
        made = shown(unit)
        local = in_frame(made.camera, made.frame)
        assert np.linalg.norm(centre(local.pose)) == pytest.approx(conveyor.RADIUS)
        alone = conveyor.sound_scene(COUPE, RECIPE)
        if unit.defect == "good" and "hidden_defect" not in made.facts:
            hits = caster(made.scene).cast(made.camera)
            ids = instance_ids(made.scene, hits) > 0
            own = caster(alone).cast(local).solid >= 0
            # what stands before the object may hide a little of it
            assert not (ids & ~own).any()
            assert ids.sum() > 0.7 * own.sum()


def test_cameras_look_through_the_line_to_train():
    for unit in units()[: FEW.train]:
        made = shown(unit)
        hits = caster(made.scene).cast(made.camera)
        solids = made.scene.solids()
        assert any(s.part == FLOOR_PART and not s.seen for s in solids)
        assert {solids[i].instance for i in np.unique(hits.solid) if i >= 0} == {1}
        assert made.scene.background == (255, 255, 255)


def test_a_unit_is_the_same_whatever_was_made_before():
    unit = queries()[-1]
    first = conveyor.compose(unit, RECIPE)
    conveyor._case.cache_clear()
    again = conveyor.compose(unit, RECIPE)
    np.testing.assert_array_equal(first.camera.pose, again.camera.pose)
    np.testing.assert_array_equal(first.frame, again.frame)
    assert first.defect == again.defect
    other = conveyor.compose(unit, Recipe(FEW, 1, "line"))
    assert not np.allclose(other.frame, first.frame)


def test_a_class_without_a_model_is_told():
    with pytest.raises(UnknownNameError, match="did you mean coupe_car"):
        conveyor.plan(RECIPE, ("coup_car",))


@pytest.mark.mitsuba
def test_a_rendered_dataset_is_sound_and_is_read_like_mad(tmp_path, monkeypatch):
    one = conveyor.Preset(64, 1, 2, "for tests", (COUPE,), 1)
    monkeypatch.setitem(conveyor.PRESETS, "tiny", one)
    monkeypatch.setattr(conveyor, "OBJECTS", ("good", "Added", "Missing", "Recoloured"))
    recipe, root = Recipe(one, variant="line"), tmp_path / "line"
    assert render(Job("conveyor", root, "tiny", "mitsuba", extras=("all",))) == 2 + 4
    assert [f"{f.path}: {f.what}" for f in find_faults(root)] == []
    dataset = open_dataset(root)
    assert dataset.categories == (COUPE,)
    assert len(dataset.train[COUPE]) == 2
    samples = {s.key: s for s in dataset.test[COUPE]}
    planned = [u for u in conveyor.plan(recipe, (COUPE,)) if u.split == "test"]
    for unit in planned:
        sample = samples[f"{COUPE}/{unit.defect}/{unit.index}"]
        made = conveyor.compose(unit, recipe)
        expected = edit_picture(made.sound, made.scene, made.camera) > 0
        np.testing.assert_array_equal(sample.truth().mask, expected)
        local = in_frame(made.camera, made.frame)
        np.testing.assert_allclose(sample.pose_camera.pose, local.pose, atol=1e-9)
    stem = f"test/{planned[0].defect}/{planned[0].index}"
    picture = read_rgb(root / COUPE / f"{stem}.png").astype(int)
    plate = read_rgb(root / COUPE / f"extras/{stem}_plate.png").astype(int)
    mask = read_png(root / COUPE / f"object_masks/{stem}.png") > 0
    change = np.abs(picture - plate).max(2)
    assert np.median(change[mask]) > 4 * np.median(change[~mask])
    train = read_rgb(root / COUPE / "train/good/0.png")
    held = read_png(root / COUPE / "object_masks/train/good/0.png") > 0
    assert (train[~held] == 255).all(axis=1).mean() > 0.95
    assert (train[held] == 255).all(axis=1).mean() < 0.05
