"""A scene on disk: JSON for what one reads, npz beside it for what one does not."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..assets.materials import Surface, Texture
from ..assets.meshes import Mesh
from ..benchmarks.files import write_bytes, write_json
from .scene import Environment, Floor, Item, Light, Scene

FORMAT = 2
"""What is written; 1, which is read too, knew no textures, units and unseen items."""


class _Arrays:
    """Arrays by content: equal arrays are stored once and come back as one object."""

    def __init__(self) -> None:
        self.stored: dict[str, NDArray[Any]] = {}

    def add(self, array: NDArray[Any] | None) -> str | None:
        """Store an array and return its key; None for None."""
        if array is None:
            return None
        digest = hashlib.sha256(repr((array.shape, array.dtype.str)).encode())
        digest.update(np.ascontiguousarray(array).tobytes())
        key = digest.hexdigest()[:16]
        self.stored[key] = array
        return key


class _Shelf:
    """What a file holds: arrays, and the meshes and textures that several items share."""

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        self._arrays = arrays
        self._made: dict[tuple[Any, ...], Any] = {}

    def get(self, key: str | None) -> Any:
        """Return the array of this key; None for None."""
        return None if key is None else self._arrays[key]

    def share(self, kind: type[Mesh] | type[Texture], *keys: str | None) -> Any:
        """Return the one mesh or texture of these arrays."""
        if (kind, keys) not in self._made:
            self._made[kind, keys] = kind(*map(self.get, keys))
        return self._made[kind, keys]


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
        "floor": None if scene.floor is None else _floor_to_json(scene.floor, arrays),
        "background": scene.background,
        "unit": scene.unit,
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
        shelf = _Shelf(dict(stored))
    environment, floor = values["environment"], values["floor"]
    background = values["background"]
    return Scene(
        items=tuple(_item_from_json(item, shelf) for item in values["items"]),
        lights=tuple(
            Light(**(light | {"color": tuple(light["color"])})) for light in values["lights"]
        ),
        environment=None
        if environment is None
        else Environment(shelf.get(environment["radiance"]), environment["strength"]),
        floor=None
        if floor is None
        else Floor(**(floor | {"surface": _surface_from_json(floor["surface"], shelf)})),
        background=None if background is None else (background[0], background[1], background[2]),
        unit=values.get("unit", 1.0),
    )


def _item_to_json(item: Item, arrays: _Arrays) -> dict[str, Any]:
    return {
        "name": item.name,
        "part": item.part,
        "number": item.number,
        "instance": item.instance,
        "seen": item.seen,
        "vertices": arrays.add(item.mesh.vertices),
        "faces": arrays.add(item.mesh.faces),
        "uv": arrays.add(item.mesh.uv),
        "surface": _surface_to_json(item.surface, arrays),
        "pose": item.pose.tolist(),
        "edits": arrays.add(item.edits),
    }


def _item_from_json(values: dict[str, Any], shelf: _Shelf) -> Item:
    mesh = shelf.share(Mesh, values["vertices"], values["faces"], values.get("uv"))
    return Item(
        values["name"],
        values["part"],
        mesh,
        _surface_from_json(values["surface"], shelf),
        values["pose"],
        values["instance"],
        shelf.get(values["edits"]),
        values.get("number", ""),
        values.get("seen", True),
    )


def _floor_to_json(floor: Floor, arrays: _Arrays) -> dict[str, Any]:
    bare = asdict(replace(floor, surface=replace(floor.surface, texture=None)))
    return bare | {"surface": _surface_to_json(floor.surface, arrays)}


def _surface_to_json(surface: Surface, arrays: _Arrays) -> dict[str, Any]:
    texture = surface.texture
    stored = texture and {
        "color": arrays.add(texture.color),
        "roughness": arrays.add(texture.roughness),
    }
    return asdict(replace(surface, texture=None)) | {"texture": stored}


def _surface_from_json(values: dict[str, Any], shelf: _Shelf) -> Surface:
    stored = values.get("texture")
    texture = stored and shelf.share(Texture, stored["color"], stored["roughness"])
    color = tuple(values["base_color"])
    return Surface(**(values | {"base_color": color, "texture": texture}))
