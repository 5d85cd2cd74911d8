"""What a dataset needs beside its pictures, once they are all there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from .. import __version__
from ..benchmarks.datasets.manifest import LEDGER, MANIFEST
from ..benchmarks.files import sha256, write_json
from . import attributes, croissant, writers
from .plans import Recipe


def finish(
    out: Path,
    suite: ModuleType,
    recipe: Recipe,
    identity: Mapping[str, Any],
    records: Mapping[str, Mapping[str, Any]],
) -> None:
    """Write what the classes need beside their pictures and, last of all, dataset.json."""
    writer = writers.load(suite.LAYOUT)
    files = {LEDGER: sha256(out / LEDGER)}
    categories = tuple(sorted({record["class"] for record in records.values()}))
    complexity = attributes.measure(
        categories, suite.classes(), lambda name: suite.sound_scene(name, recipe)
    )
    classes: dict[str, Any] = {}
    for category in categories:
        own = [r for r in records.values() if r["class"] == category]
        sound = suite.sound_scene(category, recipe)
        for path in writer.write_class(out, category, sound, own):
            files[path] = sha256(out / path)
        for record in own:
            files |= record["files"]
        classes[category] = _counts(own) | {"attributes": complexity[category].to_json()}
    told = croissant.describe(suite, writer.layout, identity, classes, files)
    write_json(out / croissant.FILE, told)
    files[croissant.FILE] = sha256(out / croissant.FILE)
    size = recipe.preset.size
    write_json(
        out / MANIFEST,
        {
            "format": suite.LAYOUT,
            "format_version": writer.layout.version,
            **{k: v for k, v in identity.items() if k != "version"},
            "generator": {"name": "padkit", "version": __version__},
            "image_size": [size, size],
            "white_background": list(suite.white_splits(recipe)),
            "licence": suite.LICENCE,
            "classes": classes,
            "files": files,
        },
    )


def _counts(records: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return {"train": pictures, "test": {type: pictures}} of a class."""
    train, test = 0, dict[str, int]()
    for record in records:
        if record["split"] == "train":
            train += 1
        else:
            test[record["defect_type"]] = test.get(record["defect_type"], 0) + 1
    return {"train": train, "test": dict(sorted(test.items()))}
