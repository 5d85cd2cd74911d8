"""A scene on disk: JSON for what one reads, npz beside it for what one does not."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..assets.materials import Surface
from ..assets.meshes import Mesh
from ..benchmarks.files import write_bytes, write_json
from .scene import Environment, Floor, Item, Light, Scene

FORMAT = 1


class _Arrays:
    """Arrays by content: equal arrays are stored once and come back as one object."""

    def __init__(self) -> None:
        self.stored: dict[str, NDArray[Any]] = {}

    def add(self, array: NDArray[Any]) -> str:
        digest = hashlib.sha256(repr((array.shape, array.dtype.str)).encode())
        digest.update(np.ascontiguousarray(array).tobytes())
        key = digest.hexdigest()[:16]
        self.stored[key] = array
        return key


def write_scene(path: Path, scene: Scene) -> None:
    """Write `scene` to `path` (.json) and its arrays to the same name with .npz.

    The same scene gives the same bytes. The arrays are written first, so a JSON file never
    names arrays that are not there.
    """
    arrays = _Arrays()
    values = {
        "format_version": FORMAT,
        "items": [_item_to_json(item, arrays) for item in scene.items],
        "lights": [asdict(light) | {"pose": light.pose.tolist()} for light in scene.lights],
        "environment": None
        if scene.environment is None
        else {
            "radiance": arrays.add(scene.environment.radiance),
            "strength": scene.environment.strength,
        },
        "floor": None if scene.floor is None else asdict(scene.floor),
        "background": scene.background,
    }
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **dict(sorted(arrays.stored.items())))
    write_bytes(path.with_suffix(".npz"), buffer.getvalue())
    write_json(path, values)


def read_scene(path: Path) -> Scene:
    """Return the scene that `write_scene` wrote to `path`.

    Raises:
        FileNotFoundError: The JSON file or its npz is missing.
        ValueError: The file is of a newer format.
    """
    values = json.loads(path.read_text())
    if values["format_version"] > FORMAT:
        raise ValueError(
            f"{path} has scene format {values['format_version']}; this padkit reads "
            f"up to {FORMAT}: update padkit"
        )
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as stored:
        arrays = dict(stored)
    meshes: dict[tuple[str, str], Mesh] = {}
    environment, floor = values["environment"], values["floor"]
    background = values["background"]
    return Scene(
        items=tuple(_item_from_json(item, arrays, meshes) for item in values["items"]),
        lights=tuple(
            Light(**(light | {"color": tuple(light["color"])})) for light in values["lights"]
        ),
        environment=None
        if environment is None
        else Environment(arrays[environment["radiance"]], environment["strength"]),
        floor=None
        if floor is None
        else Floor(floor["height"], _surface(floor["surface"]), floor["size"]),
        background=None if background is None else (background[0], background[1], background[2]),
    )


def _item_to_json(item: Item, arrays: _Arrays) -> dict[str, Any]:
    return {
        "name": item.name,
        "part": item.part,
        "instance": item.instance,
        "vertices": arrays.add(item.mesh.vertices),
        "faces": arrays.add(item.mesh.faces),
        "surface": asdict(item.surface),
        "pose": item.pose.tolist(),
        "edits": None if item.edits is None else arrays.add(item.edits),
    }


def _item_from_json(
    values: dict[str, Any],
    arrays: dict[str, NDArray[Any]],
    meshes: dict[tuple[str, str], Mesh],
) -> Item:
    key = (values["vertices"], values["faces"])
    if key not in meshes:
        meshes[key] = Mesh(arrays[key[0]], arrays[key[1]])
    return Item(
        values["name"],
        values["part"],
        meshes[key],
        _surface(values["surface"]),
        values["pose"],
        values["instance"],
        None if values["edits"] is None else arrays[values["edits"]],
    )


def _surface(values: dict[str, Any]) -> Surface:
    return Surface(**(values | {"base_color": tuple(values["base_color"])}))
