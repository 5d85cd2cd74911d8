"""What a writer lays down, the reader of its layout gives back, and the validator finds sound."""

import json
from pathlib import Path
from typing import Any

import mad_folder
import numpy as np
import piad_folder
import pytest
import shapes

from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.datasets.faults import find_faults
from padkit.benchmarks.errors import UnknownNameError
from padkit.benchmarks.images import read_exr, read_png
from padkit.benchmarks.poses import look_at
from padkit.benchmarks.records import Camera
from padkit.generators.plans import Unit
from padkit.generators.scene import Scene
from padkit.generators.writers import Picture, load

SIZE = 48
SEALS = {"mad": mad_folder.seal, "piad": piad_folder.seal}
LABELS = {"mad": ("",), "piad": ("", "power25")}


def units(layout: str) -> list[Unit]:
    kinds = {"mad": ("Burrs", "Missing", "Stains", "good"), "piad": ("Dents", "good")}[layout]
    train = [Unit("Thing", "train", "good", i) for i in range(11)]
    return train + [
        Unit("Thing", "test", kind, i, label=label)
        for kind in kinds
        for label in LABELS[layout]
        for i in range(2)
    ]


def camera(seed: int) -> Camera:
    eye = np.random.default_rng(seed).normal(size=3)
    K = np.array([[66.0, 0, SIZE / 2], [0, 66.0, SIZE / 2], [0, 0, 1]])
    return Camera(SIZE, SIZE, K, look_at(3.5 * eye / np.linalg.norm(eye)))


def picture(seed: int, anomalous: bool) -> Picture:
    rng = np.random.default_rng(seed)
    image, edits = np.full((SIZE, SIZE, 3), 255, np.uint8), np.zeros((SIZE, SIZE), np.uint8)
    image[12:36, 12:36] = rng.integers(0, 250, (24, 24, 3))
    edits[20 : 22 + seed % 5, 20:30] = anomalous
    parts = np.zeros((SIZE, SIZE), np.uint16)
    parts[12:36, 12:36] = 7
    arrays = {
        name: rng.random((SIZE, SIZE, *shape), np.float32)
        for name, shape in (("depth", ()), ("normals", (3,)), ("albedo", (3,)), ("shading", (3,)))
    }
    return Picture(image, edits, None, {"parts": parts, **arrays})


def record(unit: Unit, seed: int, shown: Picture, **more: Any) -> dict[str, Any]:
    anomalous = unit.defect != "good"
    return {
        "split": unit.split,
        "defect_type": unit.folder,
        "index": unit.index,
        "camera": camera(seed).to_json(),
        "defect": {"kind": unit.defect.lower()} if anomalous else None,
        "visible_pixels": int((shown.edits > 0).sum()),
        "occlusion": 0.25 if anomalous else None,
        "facts": {"light": unit.label or "day"} if unit.split == "test" else {},
        **more,
    }


def light(name: str, watts: float) -> dict[str, Any]:
    return {"light": {"name": name, "rig": {"watts": watts}}}


def write(root: Path, layout: str) -> list[str]:
    """Write a dataset; return the paths that the writer tells."""
    writer, records, paths = load(layout), [], []
    for seed, unit in enumerate(units(layout)):
        shown = picture(seed, unit.split == "test" and unit.defect != "good")
        paths += writer.write_unit(root, unit, shown)
        lit = light(unit.label or "day", 25 if unit.label else 0) if layout == "piad" else {}
        records.append(record(unit, seed, shown, **lit))
    paths += writer.write_class(root, "Thing", Scene((shapes.box(1),)), records)
    SEALS[layout](root)
    values = json.loads((root / "dataset.json").read_text())
    values["classes"]["Thing"]["train"] = 11
    if layout == "mad":
        values["classes"]["Thing"]["test"] = dict.fromkeys(
            ("Burrs", "Missing", "Stains", "good"), 2
        )
    (root / "dataset.json").write_text(json.dumps(values | {"white_background": ["train", "test"]}))
    return paths


@pytest.mark.parametrize("layout", ["mad", "piad"])
def test_what_is_written_is_read_and_has_no_fault(tmp_path, layout):
    paths = write(tmp_path, layout)
    found = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {*paths, "dataset.json"}
    assert len(paths) == len(found) - 1
    assert list(find_faults(tmp_path)) == []
    dataset = open_dataset(tmp_path)
    seeds = {unit: seed for seed, unit in enumerate(units(layout))}
    assert len(dataset.train["Thing"]) == 11
    for unit, seed in seeds.items():
        if unit.split == "train":
            view = dataset.train["Thing"][unit.index]
            np.testing.assert_array_equal(view.image, picture(seed, False).image)
            np.testing.assert_allclose(view.camera.pose, camera(seed).pose, atol=1e-12)
            np.testing.assert_allclose(view.camera.K, camera(seed).K)
    samples = {(s.defect, s.stem): s for s in dataset.test["Thing"]}
    assert len(samples) == len(seeds) - 11
    for unit in (unit for unit in seeds if unit.split == "test"):
        stem = f"{unit.label}_{unit.index}" if unit.label else str(unit.index)
        sample, shown = samples[unit.defect, stem], picture(seeds[unit], unit.defect != "good")
        np.testing.assert_array_equal(sample.query().image, shown.image)
        np.testing.assert_array_equal(sample.truth().mask, shown.edits > 0)
        np.testing.assert_allclose(sample.pose_camera.pose, camera(seeds[unit]).pose, atol=1e-12)
        assert sample.facts["light"] == (unit.label or "day")
        assert {*sample.extras} == {*shown.extras}
        for name, array in shown.extras.items():
            read = read_png if name == "parts" else read_exr
            np.testing.assert_array_equal(read(sample.extras[name]), array)
    assert all(sample.on_white for sample in samples.values())


def test_lights_are_told_once_each(tmp_path):
    write(tmp_path / "piad", "piad")
    told = json.loads((tmp_path / "piad/Thing/lights.json").read_text())
    assert told["rigs"] == {"day": {"watts": 0}, "power25": {"watts": 25}}
    assert told["images"]["train/10"] == "day"
    assert (
        told["images"]["test/Dents_power25/1"] == told["images"]["test/good_power25/0"] == "power25"
    )
    assert len(told["images"]) == 11 + 8
    write(tmp_path / "mad", "mad")
    assert not (tmp_path / "mad/Thing/lights.json").exists()


def test_two_rigs_of_one_name_are_refused(tmp_path):
    unit = Unit("Thing", "test", "good", 0)
    shown = picture(0, False)
    records = [
        record(unit, 0, shown, **light("day", 1)),
        record(Unit("Thing", "train", "good", 0), 1, shown, **light("day", 2)),
    ]
    with pytest.raises(ValueError, match="is lit by another rig 'day'"):
        load("piad").write_class(tmp_path, "Thing", Scene((shapes.box(1),)), records)


def test_an_unknown_layout():
    with pytest.raises(UnknownNameError, match="did you mean piad"):
        load("piaad")
