"""The variant in the manner of MAD-Real: the same models on a bench."""

from functools import cache

import numpy as np
import pytest

from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.datasets.faults import find_faults
from padkit.benchmarks.images import read_png, read_rgb
from padkit.benchmarks.poses import centre
from padkit.generators import mad
from padkit.generators.plans import Recipe, is_scenery
from padkit.generators.run import Job, render
from padkit.generators.staging import in_frame
from padkit.generators.truth import caster, edit_picture, instance_ids

PIG = "11Pig"
FEW = mad.Preset(128, 2, 2, "for tests", (PIG,), 1, 1)
RECIPE = Recipe(FEW, variant="real")


@cache
def shown(unit):
    return mad.compose(unit, RECIPE)


@cache
def units():
    return mad.plan(RECIPE, (PIG,))


def test_its_counts_are_those_of_mad_real_whatever_the_preset():
    plan = mad.plan(Recipe(mad.PRESETS["paper"], variant="real"), (PIG,))
    assert sum(u.split == "train" for u in plan) == 49
    assert sum(u.split == "test" for u in plan) == 32
    assert len(units()) == 2 + 1 + 3


def test_the_object_stands_on_the_bench_and_is_seen_from_above():
    for unit in units():
        made = shown(unit)
        own = [i for i in made.scene.items if not is_scenery(i)]
        lowest = min(float(i.world_vertices()[:, 2].min()) for i in own)
        assert lowest == pytest.approx(0, abs=2e-2)  # a part may be gone, a burr hang over
        local = in_frame(made.camera, made.frame)
        eye = centre(local.pose)
        assert np.linalg.norm(eye) == pytest.approx(mad.RADIUS)
        assert 19 < np.degrees(np.arccos(eye[2] / mad.RADIUS)) < 66
        assert made.scene.background is None
        objects = instance_ids(made.scene, caster(made.scene).cast(made.camera)) > 0
        assert 0.05 < objects.mean() < 0.6


def test_one_bench_to_train_and_another_for_each_test_picture():
    benches = {}
    for unit in units():
        placed = tuple(i.pose.tobytes() for i in shown(unit).scene.items if is_scenery(i))
        benches.setdefault(unit.split, []).append(placed)
    assert len(set(benches["train"])) == 1
    assert len({*benches["test"], *benches["train"]}) == 4 + 1


def test_defects_are_seen_past_the_clutter():
    for unit in units():
        if unit.defect != "good":
            made = shown(unit)
            mask = edit_picture(made.sound, made.scene, made.camera)
            assert np.count_nonzero(mask) >= 12
            assert made.defect.kind == mad.DEFECTS[unit.defect]


@pytest.mark.mitsuba
def test_a_rendered_dataset_has_no_fault_and_tells_where_the_object_is(tmp_path, monkeypatch):
    monkeypatch.setitem(mad.PRESETS, "tiny", FEW)
    root = tmp_path / "real"
    assert render(Job("mad", root, "tiny", "mitsuba", variant="real")) == 6
    assert [f"{f.path}: {f.what}" for f in find_faults(root)] == []
    samples = open_dataset(root).test[PIG]
    assert {s.defect for s in samples} == {"good", *mad.DEFECTS}
    for sample in samples:
        image = read_rgb(sample.image)
        assert (image == 255).all(2).mean() < 0.2  # no white background
        path = root / PIG / f"object_masks/test/{sample.defect}/{sample.stem}.png"
        assert 0.05 < (read_png(path) > 0).mean() < 0.6
