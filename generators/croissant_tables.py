"""The files of a dataset and the tables in them, as croissant.json lists them."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ..benchmarks.datasets.layouts import (
    ANOMALIES,
    EXTRAS,
    LIGHTS,
    OBJECTS,
    SCENE,
    TEST,
    TEST_POSES,
    TRANSFORMS,
    TRUTH,
    VIEWS,
    Layout,
    extra_file,
    object_image,
)
from ..benchmarks.datasets.manifest import LEDGER
from ..benchmarks.records import GOOD

Entry = dict[str, Any]
Field = tuple[str | list[str], str, Entry]
"""Data type or types, description, and source or value."""

_TYPES = {"png": "image/png", "exr": "image/x-exr"}
_JSON = "application/json"

_CLASS = "([^/]+)/"
_SPLIT = f"[^/]+/(?:{OBJECTS}/)?(train|{TEST})/"
_FOLDER = f"[^/]+/(?:{OBJECTS}/)?(?:train|{TEST}|{TRUTH})/([^/]*?)/?[0-9]+[^/]*$"
_NUMBER = ".*/([0-9]+)[^/]*$"
"""What a path says of an image or a mask."""

_ABOUT_TYPE = (
    "Folder: the type of defect, maybe with a label; good or good_LABEL is sound, and empty is a "
    "training image without a folder."
)
_PARTS = {
    "width": ("sc:Integer", "Pixels.", "camera"),
    "height": ("sc:Integer", "Pixels.", "camera"),
    "K": ("cr:Float64", "Intrinsics, pixels; pixel centres at +0.5.", "camera"),
    "world_to_camera": (
        "cr:Float64",
        "Pose, OpenCV axes (x right, y down, z forward), in the object's frame.",
        "camera",
    ),
    "kind": ("sc:Text", "What was done to the object.", "defect"),
    "severity": ("cr:Float64", "How severe, in unit.", "defect"),
    "unit": ("sc:Text", "mm, mm3, dE (CIE76), deg or % (of the object).", "defect"),
    "light": ("sc:Text", "Name of its light.", "light"),
}
"""Field -> its type, description and, of a unit's record, the object in which it stands."""

_PATHS = {"light": "name"}
"""Of the fields whose name there is another."""

_SHAPES = {"K": "3,3", "world_to_camera": "4,4"}
"""Of the fields that are matrices."""


def distribution(layout: Layout, files: Mapping[str, str]) -> list[Entry]:
    """Return what files there are: units.jsonl, and a set of each kind that there is any of.

    Args:
        layout: How they are called.
        files: Path from the root -> SHA-256.
    """
    ledger = {
        "@type": "cr:FileObject",
        "@id": LEDGER,
        "name": LEDGER,
        "description": "The ledger of the render. The first line says what was rendered; each "
        "other line is about one image.",
        "contentUrl": LEDGER,
        "encodingFormat": "application/jsonlines",
        "sha256": files[LEDGER],
    }
    # a star of a glob may stand for slashes too: the class in front keeps extras/ and the like out
    by_class = layout.split_by_class(files)
    sets = []
    for name, formats, about, patterns in _kinds(layout):
        includes = [
            f"{category}/{pattern}"
            for category, paths in by_class.items()
            for pattern in patterns
            if fnmatch.filter(paths, pattern)
        ]
        if includes:
            sets.append(
                {
                    "@type": "cr:FileSet",
                    "@id": name,
                    "name": name,
                    "description": about,
                    "encodingFormat": formats,
                    "includes": includes,
                }
            )
    return [ledger, *sets]


def _kinds(layout: Layout) -> Iterable[tuple[str, str | list[str], str, list[str]]]:
    """Yield name, media type, description and glob patterns in a class folder of each file set."""
    images = [layout.train_image("*"), layout.test_image("*", "*")]
    png = _TYPES["png"]
    yield "image-files", png, "Images, 8-bit RGB.", images
    yield "mask-files", png, "Masks of anomalies, 0 and 255.", [layout.mask_image("*", "*")]
    objects = [object_image(image) for image in images]
    yield "object-mask-files", png, "Masks of the object, 0 and 255.", objects
    for name, ending in EXTRAS.items():
        patterns = [extra_file(image, name) for image in images]
        yield f"{name}-files", _TYPES[ending[-3:]], f"{name.capitalize()} of each view.", patterns
    poses = "Field of view and camera-to-world matrices in OpenGL axes, training and test."
    yield "pose-files", _JSON, poses, [TRANSFORMS, TEST_POSES]
    yield "anomaly-files", _JSON, "What was done in each anomalous image.", [ANOMALIES]
    yield "view-files", _JSON, "More about the test images.", [VIEWS]
    yield "light-files", _JSON, "The light of every image.", [LIGHTS]
    scene = [_JSON, "application/octet-stream"]
    yield "scene-files", scene, "The sound object, as JSON and NumPy arrays.", [f"{SCENE}/*"]


def record_sets(layout: Layout, sets: Collection[str], files: Collection[str]) -> list[Entry]:
    """Return the tables: one for each set of pictures that a loader can open, and the units.

    Args:
        layout: Of the dataset.
        sets: Names of the file sets there are.
        files: Paths from the root.
    """
    tables = {
        "images": ("image-files", [], "Every image."),
        "masks": ("mask-files", ["cr:SegmentationMask"], "The mask of every anomalous image."),
        "object_masks": (
            "object-mask-files",
            ["cr:SegmentationMask"],
            "Where the object is, for every image.",
        ),
    }
    pictures = [
        _pictures(name, source, kinds, about)
        for name, (source, kinds, about) in tables.items()
        if source in sets
    ]
    return [*pictures, _units(layout, lit=any(path.endswith(f"/{LIGHTS}") for path in files))]


def _pictures(name: str, source: str, kinds: list[str], about: str) -> Entry:
    """Return the table of a set of pictures; all but the pixels is read off their paths."""

    def path(pattern: str) -> Entry:
        return _source("fileSet", source, {"fileProperty": "fullpath"}, {"regex": pattern})

    pixels = _source("fileSet", source, {"fileProperty": "content"})
    split: Entry = {"value": TEST} if name == "masks" else path(_SPLIT)
    fields: dict[str, Field] = {
        "image": (["sc:ImageObject", *kinds], "The pixels.", pixels),
        "path": ("sc:Text", "Path from the root of the dataset.", path("(.*)")),
        "class": ("sc:Text", "Class folder.", path(_CLASS)),
        "split": ("sc:Text", "train or test.", split),
        "type": (["sc:Text", "cr:Label"], _ABOUT_TYPE, path(_FOLDER)),
        "number": ("sc:Integer", "Number in its folder.", path(_NUMBER)),
    }
    return _table(name, about, fields)


def _units(layout: Layout, lit: bool) -> Entry:
    """Return the table of units.jsonl.

    Args:
        layout: Of the dataset.
        lit: Whether the light of the images is recorded.
    """

    def column(name: str, **transform: str) -> Entry:
        return _source("fileObject", LEDGER, {"column": name}, transform)

    # units of training images have a folder even where the pictures lie in none
    flat = layout.train_image(0) == "train/0.png"
    folder = f"[^/]+/(?:train/{GOOD if flat else ''}|{TEST}/)([^/]*)/"
    fields: dict[str, Field] = {
        "class": ("sc:Text", "Class folder.", column("class")),
        "split": ("sc:Text", "train or test.", column("split")),
        "type": (["sc:Text", "cr:Label"], _ABOUT_TYPE, column("unit", regex=folder)),
        "number": ("sc:Integer", "Number in its folder.", column("index")),
        "visible_pixels": ("sc:Integer", "Pixels set in the mask.", column("visible_pixels")),
        "occlusion": ("cr:Float64", "Share of the defect that is hidden.", column("occlusion")),
    }
    for name, (kind, about, source) in _PARTS.items():
        if lit or source != "light":
            fields[name] = (kind, about, column(source, jsonPath=_PATHS.get(name, name)))
    about = (
        "Camera, defect and light of every image. The first row, from the line about the render, "
        "holds nothing."
    )
    table = _table("units", about, fields)
    for field in table["field"]:
        if field["name"] in _SHAPES:
            field |= {"isArray": True, "arrayShape": _SHAPES[field["name"]]}
    return table


def _source(
    kind: str, name: str, extract: Mapping[str, str], transform: Mapping[str, str] | None = None
) -> Entry:
    """Return where a field's values come from, and how they are made of what stands there."""
    source: Entry = {kind: {"@id": name}, "extract": dict(extract)}
    return {"source": source | ({"transform": dict(transform)} if transform else {})}


def _table(name: str, about: str, fields: Mapping[str, Field]) -> Entry:
    """Return a record set with the key that all of them have."""
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": about,
        "key": [{"@id": f"{name}/{part}"} for part in ("class", "split", "type", "number")],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{field}",
                "name": field,
                "description": text,
                "dataType": kind,
                **origin,
            }
            for field, (kind, text, origin) in fields.items()
        ],
    }
