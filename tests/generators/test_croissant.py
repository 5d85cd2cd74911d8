"""croissant.json is read back by mlcroissant: no complaint, every picture, every fact."""

import json
import logging
import shutil
from pathlib import Path

import mad_folder
import mlcroissant
import numpy as np
import piad_folder
import pytest
from mlcroissant._src.core import constants
from mlcroissant._src.core.context import Context, CroissantVersion
from mlcroissant._src.core.rdf import make_context

from padkit.benchmarks.datasets.faults import find_faults
from padkit.benchmarks.datasets.layouts import LAYOUTS, object_image
from padkit.benchmarks.files import sha256, write_json
from padkit.benchmarks.images import read_mask, read_rgb, write_png
from padkit.benchmarks.records import Camera
from padkit.generators import SUITES, croissant, mad
from padkit.generators.ledger import Ledger
from padkit.generators.plans import Unit, load_suite
from padkit.generators.run import Job, render

# of rdflib, which reads the JSON for mlcroissant
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

KITS = {"mad": mad_folder, "piad": piad_folder}
DEFECT = {"kind": "dent", "severity": 1.25, "unit": "mm"}


def unit_of(path: Path, root: Path) -> Unit:
    category, split, *folder, name = path.relative_to(root).parts
    return Unit(category, split, folder[0] if folder else "good", int(Path(name).stem))


def images_below(root: Path) -> list[Path]:
    return sorted([*root.glob("*/train/**/*.png"), *root.glob("*/test/**/*.png")])


def camera_of(unit: Unit) -> Camera:
    pose = np.eye(4)
    pose[2, 3] = 3.5 + unit.index / 7
    return Camera(48, 48, np.diag([60.0, 60.0, 1.0]), pose)


def record_of(unit: Unit, lit: bool) -> dict[str, object]:
    sound = unit.defect.startswith("good")
    return {
        "files": {},
        "class": unit.category,
        "split": unit.split,
        "defect_type": unit.folder,
        "index": unit.index,
        "camera": camera_of(unit).to_json(),
        "defect": None if sound else DEFECT,
        "visible_pixels": 0 if sound else 30 + unit.index,
        "occlusion": None if sound else 0.25,
        **({"light": {"name": f"rig{unit.index}", "rig": {}}} if lit else {}),
    }


def write_dataset(root: Path, layout: str) -> None:
    """A dataset of the kit with the files that a render adds."""
    identity = {"suite": layout, "preset": "tiny", "seed": 0, "backend": "mitsuba"}
    identity["variant"] = next(iter(load_suite(layout).VARIANTS))
    with Ledger(root, identity) as ledger:
        if layout == "piad":
            piad_folder.write_ours(root)
        else:
            mad_folder.write_class(root / "11Pig", (200, 30, 60), ours=True)
        for path in images_below(root):
            if layout == "mad":  # as if there were surroundings
                place = object_image(path.relative_to(root / "11Pig").as_posix())
                write_png(root / "11Pig" / place, np.full((48, 48), 255, np.uint8))
            unit = unit_of(path, root)
            ledger.add(unit.name, record_of(unit, lit=layout == "piad"))
        ledger.seal()
    KITS[layout].seal(root)
    manifest = json.loads((root / "dataset.json").read_text())
    told = (manifest["classes"], manifest["files"])
    values = croissant.describe(load_suite(layout), LAYOUTS[layout], identity, *told)
    write_json(root / croissant.FILE, values)
    KITS[layout].seal(root)


@pytest.fixture(scope="module", params=["mad", "piad"])
def root(request, tmp_path_factory):
    out = tmp_path_factory.mktemp("croissant") / request.param
    write_dataset(out, request.param)
    return out


def rows_of(root: Path, table: str) -> list[dict[str, object]]:
    """The rows of a table, by bare names, text as str."""
    records = mlcroissant.Dataset(root / croissant.FILE).records(table)
    return [
        {
            name.partition("/")[2]: value.decode() if isinstance(value, bytes) else value
            for name, value in record.items()
        }
        for record in records
    ]


def key(row: dict[str, object]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("class", "split", "type", "number"))


def due_key(path: Path, root: Path) -> tuple[object, ...]:
    unit = unit_of(path, root)
    flat = path.parent.name == "train"
    return (unit.category, unit.split, "" if flat else unit.folder, unit.index)


def test_mlcroissant_has_no_complaint(root, caplog):
    with caplog.at_level(logging.WARNING):
        issues = mlcroissant.Dataset(root / croissant.FILE).metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    assert caplog.messages == []


def test_the_words_are_those_of_croissant(root):
    """mlcroissant lets a word pass that it does not know."""
    values = json.loads((root / croissant.FILE).read_text())
    version = CroissantVersion.V_1_1
    assert values["conformsTo"][0] == version.value
    assert values["@context"] == make_context(Context(conforms_to=version))
    known = {
        str(term) for name, term in vars(constants).items() if name.startswith("ML_COMMONS_RAI_")
    }
    used = {name.removeprefix("rai:") for name in values if name.startswith("rai:")}
    assert len(used) >= 5
    assert {f"{values['@context']['rai']}{name}" for name in used} <= known


def test_the_dataset_stays_valid(root):
    assert [f"{f.path}: {f.what}" for f in find_faults(root)] == []


def test_every_image_and_no_other_picture_is_read(root):
    rows = rows_of(root, "images")
    assert sorted(row["path"] for row in rows) == sorted(
        path.relative_to(root).as_posix() for path in images_below(root)
    )
    for row in rows:
        path = root / str(row["path"])
        assert key(row) == due_key(path, root)
        np.testing.assert_array_equal(np.asarray(row["image"]), read_rgb(path))
    assert {row["split"] for row in rows} == {"train", "test"}


def test_each_mask_has_its_image(root):
    images = {key(row): row["path"] for row in rows_of(root, "images")}
    masks = rows_of(root, "masks")
    anomalous = {k for k in images if k[1] == "test" and not str(k[2]).startswith("good")}
    assert {key(row) for row in masks} == anomalous
    assert len(masks) == len(anomalous)
    for row in masks:
        expected = read_mask(root / str(row["path"]))
        np.testing.assert_array_equal(np.asarray(row["image"])[..., 0] > 0, expected)
        assert expected.any()


def test_object_masks_are_listed_where_there_are_any(root):
    tables = {table.id for table in mlcroissant.Dataset(root / croissant.FILE).metadata.record_sets}
    if root.name == "piad":
        assert tables == {"images", "masks", "units"}
        return
    assert tables == {"images", "masks", "object_masks", "units"}
    due = [key(row) for row in rows_of(root, "images")]
    assert [key(row) for row in rows_of(root, "object_masks")] == due


def test_units_tell_camera_defect_and_light(root):
    first, *rows = rows_of(root, "units")
    assert set(first.values()) == {None}
    by_key = {key(row): row for row in rows}
    assert len(by_key) == len(rows) == len(images_below(root))
    for path in images_below(root):
        unit, row = unit_of(path, root), by_key[due_key(path, root)]
        camera = camera_of(unit)
        assert (row["width"], row["height"]) == (48, 48)
        np.testing.assert_allclose(np.array(row["K"], float), camera.K)
        np.testing.assert_allclose(np.array(row["world_to_camera"], float), camera.pose)
        sound = unit.defect.startswith("good")
        told = {name: row[name] for name in DEFECT}
        assert told == (dict.fromkeys(DEFECT) if sound else DEFECT)
        assert row["visible_pixels"] == (0 if sound else 30 + unit.index)
        assert row["occlusion"] == (None if sound else 0.25)
        assert row.get("light") == (f"rig{unit.index}" if root.name == "piad" else None)


def test_file_sets_are_those_there_are(root):
    values = json.loads((root / croissant.FILE).read_text())
    there = {
        each["@id"]: sorted({p for glob in each["includes"] for p in root.glob(glob)})
        for each in values["distribution"]
        if each["@type"] == "cr:FileSet"
    }
    assert all(there.values())
    told = {path for paths in there.values() for path in paths}
    due = {path for path in root.rglob("*") if path.is_file() and path.parent != root}
    assert told == due
    assert sum(map(len, there.values())) == len(told)


def test_a_loader_notices_another_ledger(root, tmp_path):
    shutil.copytree(root, tmp_path / "copy")
    with (tmp_path / "copy/units.jsonl").open("a") as file:
        file.write("\n")
    assert json.loads((root / croissant.FILE).read_text())["distribution"][0]["sha256"] == sha256(
        root / "units.jsonl"
    )
    data = mlcroissant.Dataset(tmp_path / "copy" / croissant.FILE)
    with pytest.raises(Exception, match="units"):
        list(data.records("units"))


@pytest.mark.parametrize("name", SUITES)
def test_every_suite_is_described(name):
    suite = load_suite(name)
    layout = LAYOUTS[suite.LAYOUT]
    image = f"Thing/{layout.train_image(0)}"
    files = {"units.jsonl": "0" * 64, image: "1" * 64}
    classes = {"Thing": {"train": 1, "test": {"good": 2, "Dents": 3}}}
    for variant, about in suite.VARIANTS.items():
        identity = {
            "suite": name, "variant": variant, "sweep": "power", "preset": "paper",
            "seed": 0, "backend": "cycles",
        }  # fmt: skip
        values = croissant.describe(suite, layout, identity, classes, files)
        assert values["name"] == f"padkit-{name}-{variant}-power-paper-0"
        assert values["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert about[1:] in values["description"]
        assert "1 sound training images and 5 test images of Thing" in values["description"]
        assert values["citeAs"] == croissant.PAPERS[name]
        assert "Cycles" in values["rai:dataCollection"]
        issues = mlcroissant.Dataset(values).metadata.ctx.issues
        assert (issues.errors, issues.warnings) == (set(), set())


@pytest.mark.slow
@pytest.mark.mitsuba
def test_a_render_lists_it_and_is_finished(tmp_path, monkeypatch):
    tiny = mad.Preset(128, 1, 1, "for tests", ("11Pig",), 1, 1)
    monkeypatch.setitem(mad.PRESETS, "tiny", tiny)
    job = Job("mad", tmp_path / "mad", "tiny", "mitsuba", ("11Pig",))
    assert render(job) == 5
    path = job.out / croissant.FILE
    before = path.read_bytes()
    manifest = json.loads((job.out / "dataset.json").read_text())
    assert manifest["files"][croissant.FILE] == sha256(path)
    assert [f"{f.path}: {f.what}" for f in find_faults(job.out)] == []
    assert len(rows_of(job.out, "images")) == 5
    assert len(rows_of(job.out, "units")) == 6
    with monkeypatch.context() as patch:
        patch.setattr("padkit.generators.run.finish", None)  # a finished dataset is left alone
        assert render(job) == 0
    path.unlink()
    assert render(job) == 0
    assert path.read_bytes() == before
