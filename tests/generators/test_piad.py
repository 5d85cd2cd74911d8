"""The PIAD suite: what is planned, how it is lit, and that nothing but the light changes."""

import json
from collections import Counter

import numpy as np
import pytest

from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.datasets.faults import find_faults
from padkit.benchmarks.datasets.layouts import EXTRAS, PIAD, extra_file
from padkit.benchmarks.datasets.mad import CAMERA_DISTANCE, OBJECT_REACH
from padkit.benchmarks.errors import UnknownNameError
from padkit.benchmarks.images import read_exr, read_rgb
from padkit.benchmarks.poses import centre
from padkit.generators import mad, piad, rigs
from padkit.generators.plans import Recipe
from padkit.generators.run import Job, render

CERAMIC = ("Missing", "Peeling", "Scratches", "Stains")
FEW = piad.Preset(128, 2, 5, "for tests", ("Gear",), 7 * 16, 5 * 16, 1)


def plan(category="Gear", variant="paper", preset=FEW, sweep=""):
    return piad.plan(Recipe(preset, variant=variant, sweep=sweep), (category,))


def test_the_paper_preset_has_the_paper_s_totals():
    paper = piad.PRESETS["paper"]
    units = piad.plan(Recipe(paper, variant="paper"), piad.classes())
    sound = sum(unit.defect == "good" for unit in units)
    assert (paper.size, sound, len(units) - sound) == (800, 3650, 2999)
    for category in piad.classes():
        counts = Counter(unit.split for unit in units if unit.category == category)
        assert counts["train"] == 200
        assert 150 <= counts["test"] <= 300


def test_numbers_have_no_gap_in_any_folder():
    for variant in piad.VARIANTS:
        for sweep in ("", *piad.SWEEPS):
            units = plan("Teapot", variant, sweep=sweep)
            assert len({unit.name for unit in units}) == len(units)
            folders: dict[str, list[int]] = {}
            for unit in units:
                folders.setdefault(f"{unit.split}/{unit.folder}", []).append(unit.index)
            for numbers in folders.values():
                assert sorted(numbers) == list(range(len(numbers)))


def test_only_an_inconsistent_object_meets_other_lights():
    def lights(category, variant):
        return {unit.view for unit in plan(category, variant) if unit.split == "test"}

    every = set(range(6))
    assert lights("Gear", "paper") == lights("Teapot", "consistent") == {0}
    assert lights("Teapot", "paper") == lights("Gear", "inconsistent") == every
    folders = {u.folder for u in plan("Teapot") if u.defect == "good" and u.split == "test"}
    assert folders == {"good", "good_1", "good_2", "good_3", "good_4", "good_5"}
    assert all(unit.view == 0 for unit in plan("Teapot") if unit.split == "train")


def test_a_sweep_has_every_case_in_every_step():
    units = [unit for unit in plan("Teapot", sweep="power") if unit.split == "test"]
    cases = Counter((unit.defect, unit.subject) for unit in units)
    assert set(cases.values()) == {len(rigs.POWERS)}
    assert {unit.folder for unit in units if unit.defect == "Stains"} == {
        f"Stains_power{watts}" for watts in rigs.POWERS
    }
    assert all(PIAD.read_folder(unit.folder)[0] == unit.defect for unit in units)


def test_every_class_fits_the_loaders():
    for category in piad.classes():
        scene = piad.sound_scene(category, Recipe(FEW))
        vertices = np.concatenate([item.world_vertices() for item in scene.items])
        assert np.linalg.norm(vertices, axis=1).max() == pytest.approx(piad.BALL, abs=1e-3)
        assert np.abs(vertices).max() < OBJECT_REACH
        size = 1000 * scene.unit * np.ptp(vertices, axis=0).max()
        assert 40 <= size <= 260  # mm
    assert (mad.RADIUS, mad.ANGLE_X, mad.BALL) == (piad.RADIUS, piad.ANGLE_X, piad.BALL)


def test_test_poses_are_none_of_the_training_poses():
    units = plan("Teapot", "inconsistent")
    places = {
        split: [
            centre(piad.compose(u, Recipe(FEW, variant="inconsistent")).camera.pose)
            for u in units
            if u.split == split and u.defect == "good"
        ]
        for split in ("train", "test")
    }
    train, test = (np.array(places[split]) / piad.RADIUS for split in ("train", "test"))
    np.testing.assert_allclose(np.linalg.norm(train, axis=1), 1)
    assert CAMERA_DISTANCE[0] < piad.RADIUS < CAMERA_DISTANCE[1]
    assert np.degrees(np.arccos((train @ test.T).max())) > 1.49


def test_another_seed_is_another_object():
    one, other = (piad.sound_scene("Gear", Recipe(FEW, seed)) for seed in (0, 1))
    assert one.items[0].mesh.vertices.shape != other.items[0].mesh.vertices.shape


def test_what_an_object_is_made_of_says_what_can_befall_it():
    found = {c: set(piad.defects_of(c, Recipe(FEW, variant="paper"))) for c in piad.classes()}
    assert found["Amphora"] == found["Teapot"] == set(CERAMIC)
    assert all({"Missing", "Scratches", "Stains"} <= kinds for kinds in found.values())
    assert "Peeling" not in found["Chain"]
    assert found["Motor"] == set(piad.DEFECTS)


@pytest.mark.parametrize("defect", piad.DEFECTS)
def test_every_class_has_defects_that_can_befall_it(defect):
    """One defect of each kind and class can be drawn and seen."""
    recipe = Recipe(FEW, variant="paper")
    category = next(c for c in piad.classes()[::-1] if defect in piad.defects_of(c, recipe))
    unit = next(u for u in plan(category) if u.defect == defect)
    shown = piad.compose(unit, recipe)
    assert shown.defect is not None
    assert shown.defect.kind == piad.DEFECTS[defect]
    assert shown.defect.severity > 0


def test_wrong_names_are_refused(tmp_path):
    for changes in ({"classes": ("Cog",)}, {"sweep": "colour"}, {"extras": ("albedoes",)}):
        with pytest.raises(UnknownNameError):
            render(Job("piad", tmp_path / "x", "smoke", **changes))
    with pytest.raises(ValueError, match="mad has no light sweeps"):
        render(Job("mad", tmp_path / "y", "smoke", sweep="power"))
    assert not list(tmp_path.iterdir())


# ------------------------------------------------------------------------------------- rendered


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("cycles", marks=pytest.mark.blender),
        pytest.param("mitsuba", marks=pytest.mark.mitsuba),
    ],
)
def swept(request, tmp_path_factory):
    """Two steps of an azimuth sweep, rendered with everything that is known."""
    root = tmp_path_factory.mktemp("piad") / "sweep"
    tiny = piad.Preset(96, 4, 2, "for tests", ("Teapot",), 16, 16, 1)
    two = (rigs.azimuth_rig, (0, 180), "two steps")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(piad.PRESETS, "tiny", tiny)
        patch.setitem(piad.SWEEPS, "azimuth", two)
        job = Job(
            "piad", root, "tiny", request.param, ("Teapot",), extras=("all",), sweep="azimuth"
        )
        kinds = len(CERAMIC)
        assert render(job) == 2 + 2 * (1 + kinds)
        assert render(job) == 0
    return root


def test_the_validator_finds_no_fault(swept):
    assert [f"{f.path}: {f.what}" for f in find_faults(swept)] == []


def test_light_changes_the_shading_and_nothing_that_is_true_of_the_object(swept):
    """The same bytes of masks, depth, albedo, normals and parts; another picture and shading."""
    folder = swept / "Teapot"
    for defect in ("good", *CERAMIC):
        one, other = (f"test/{defect}_azimuth{a}/0.png" for a in (0, 180))
        for name in ("parts", "depth", "normals", "albedo"):
            same = [(folder / extra_file(image, name)).read_bytes() for image in (one, other)]
            assert same[0] == same[1], (defect, name)
        if defect != "good":
            masks = [
                (folder / i.replace("test", "ground_truth")).read_bytes() for i in (one, other)
            ]
            assert masks[0] == masks[1]
        first, second = (read_exr(folder / extra_file(i, "shading")) for i in (one, other))
        there = read_exr(folder / extra_file(one, "albedo")).any(2)
        assert np.abs(first - second)[there].mean() > 0.05 * first[there].mean()
        pictures = [read_rgb(folder / image).astype(int) for image in (one, other)]
        assert np.abs(pictures[0] - pictures[1])[there].mean() > 3


def test_every_picture_tells_its_light_and_every_extra_is_there(swept):
    lights = json.loads((swept / "Teapot/lights.json").read_text())
    assert set(lights["rigs"]) == {"training", "azimuth 0 deg", "azimuth 180 deg"}
    assert lights["rigs"]["azimuth 180 deg"] == rigs.azimuth_rig(180).to_json()
    assert lights["images"]["train/0"] == "training"
    dataset = open_dataset(swept)
    for sample in dataset.test["Teapot"]:
        assert sample.facts["light"] in ("azimuth 0 deg", "azimuth 180 deg")
        assert 0 <= sample.facts["clipped"] < 0.5
        assert set(sample.extras) == set(EXTRAS) - {"plate"}
    assert {s.defect for s in dataset.test["Teapot"]} == {"good", *CERAMIC}
