"""The MAD suite: LEGO animals seen from every side (Zhou et al., PAD, NeurIPS 2023, MAD-Sim).

A class is one LEGO model, centred at the origin and scaled into a ball of radius 1.15, front
towards -Y. Cameras stand at radius 3.5 on rings around Z, look at the origin and see 0.6911 rad.
Training pictures show the sound model; each test picture shows its own anomalous (or the sound)
model from a pose that is none of the training poses. One picture is one unit of work.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..assets import models
from ..assets.ldraw import read_model
from ..benchmarks.errors import UnknownNameError
from ..benchmarks.records import GOOD, Camera
from .anomalies import Defect, Twins, load
from .cameras import draw_direction, orbit, ring_directions, spread
from .lighting import lamp, studio_environment
from .scene import Item, Scene
from .seeds import generator
from .truth import edit_picture

LAYOUT = "mad"
DEFECTS = {"Burrs": "burr", "Missing": "missing", "Stains": "stain"}
"""Test folder -> anomaly."""

RADIUS = 3.5
ANGLE_X = 0.6911111611634243
"""Horizontal field of view in radians: Blender's 50 mm lens on a 36 mm sensor."""

BALL = 1.15
"""Radius of the object; a ball of 1.18 fills the picture at this radius and angle."""

_POLARS = [float(np.radians(a)) for a in (5, 20, 35, 50, 65, 80, 95, 110, 125)]
_COUNTS = [18, 24, 24, 24, 24, 24, 24, 24, 24]
"""Every 15 degrees, but the ring about the pole every 20: 210 views, as in the paper."""

_APART = float(np.radians(1.5))
_POSES = 40
_DRAWS = 25
_VISIBLE = 8e-4
"""Smallest share of the picture that a defect must cover; below, it is re-aimed."""


@dataclass(frozen=True)
class Preset:
    """How much to render, and how well.

    Attributes:
        size: Width and height in pixels.
        samples: Samples per pixel.
        train: Training views per class.
        good: Sound test pictures per class.
        defective: Test pictures per class and defect type.
        about: One line for the user.
    """

    size: int
    samples: int
    train: int
    good: int
    defective: int
    about: str


PRESETS = {
    "smoke": Preset(160, 8, 20, 4, 4, "a look at everything in a few minutes"),
    "small": Preset(256, 16, 48, 8, 8, "enough to compare methods on a laptop"),
    "paper": Preset(800, 64, 210, 25, 77, "the paper's counts at 800x800"),
}


@dataclass(frozen=True)
class Unit:
    """One picture: `11Pig/test/Burrs/3`."""

    category: str
    split: str
    defect: str
    index: int

    @property
    def name(self) -> str:
        """Path without suffix, unique in the suite."""
        return f"{self.category}/{self.split}/{self.defect}/{self.index}"


@dataclass(frozen=True, eq=False)
class Composition:
    """What is to be seen in one picture. `sound` is `scene` itself where nothing is wrong."""

    sound: Scene
    scene: Scene
    camera: Camera
    defect: Defect | None


def classes() -> tuple[str, ...]:
    """Return the class names there are models for."""
    return tuple(sorted(models.names()))


def plan(preset: Preset, categories: tuple[str, ...]) -> list[Unit]:
    """Return the units of some classes, in the order they are made."""
    units = []
    for category in categories:
        if category not in classes():
            raise UnknownNameError("class of mad", category, classes())
        units += [Unit(category, "train", GOOD, i) for i in range(preset.train)]
        units += [Unit(category, "test", GOOD, i) for i in range(preset.good)]
        units += [Unit(category, "test", d, i) for d in DEFECTS for i in range(preset.defective)]
    return units


def compose(unit: Unit, preset: Preset, seed: int, library: Path | None) -> Composition:
    """Return what one unit shows; the same arguments always give the same values."""
    sound = sound_scene(unit.category, library)
    train = spread(ring_directions(_POLARS, _COUNTS), preset.train)
    if unit.split == "train":
        return Composition(sound, sound, _camera(train[unit.index], preset.size), None)
    rng = generator(seed, "mad", unit.category, unit.defect, unit.index)
    if unit.defect == GOOD:
        camera = _camera(_query_direction(rng, train), preset.size)
        return Composition(sound, sound, camera, None)
    anomaly = load(DEFECTS[unit.defect])
    for _ in range(_DRAWS):
        twins = anomaly(sound, rng)
        found = _aim(twins, rng, train, preset.size)
        if found is not None:
            return Composition(twins.sound, twins.anomalous, found, twins.defect)
    raise ValueError(f"{unit.name}: none of {_DRAWS} defects is visible from {_POSES} poses")


@lru_cache(4)
def sound_scene(category: str, library: Path | None) -> Scene:
    """Return the sound scene of a class, in MAD's unit (a brick is about 0.2 wide)."""
    bricks = read_model(models.path(category), library)
    places = [b.mesh.vertices @ b.pose[:3, :3].T + b.pose[:3, 3] for b in bricks]
    low = np.min([p.min(0) for p in places], axis=0)
    high = np.max([p.max(0) for p in places], axis=0)
    middle = (low + high) / 2
    reach = max(float(np.linalg.norm(p - middle, axis=1).max()) for p in places)
    fit = np.diag([BALL / reach] * 3 + [1.0])
    fit[:3, 3] = -middle * BALL / reach
    items = tuple(
        Item(f"{b.name} #{b.place + 1}", b.place + 1, b.mesh, b.surface, fit @ b.pose)
        for b in bricks
    )
    lights = (
        lamp("area", 50.0, (2.2, -3.2, 4.2), 3.6),
        lamp("area", 20.0, (-3.6, 1.8, 2.6), 3.0),
    )
    return Scene(items, lights, studio_environment(0.75))


def _aim(
    twins: Twins, rng: np.random.Generator, train: NDArray[np.float64], size: int
) -> Camera | None:
    """Return a query camera that sees the defect, or None: MAD's rule for unseen defects.

    A defect nobody can see must not be labelled anomalous, so poses are drawn until its mask
    covers at least 0.08 % of the picture and 12 pixels, first in a quarter-size picture.
    """
    least = max(12, _VISIBLE * size * size)
    for _ in range(_POSES):
        towards = _query_direction(rng, train)
        small = edit_picture(twins.sound, twins.anomalous, _camera(towards, max(size // 4, 40)))
        if np.count_nonzero(small) < 0.5 * least * small.size / size**2:
            continue
        camera = _camera(towards, size)
        mask = edit_picture(twins.sound, twins.anomalous, camera)
        if np.count_nonzero(mask) >= least:
            return camera
    return None


def _query_direction(rng: np.random.Generator, train: NDArray[np.float64]) -> NDArray[np.float64]:
    return draw_direction(rng, (_POLARS[0], _POLARS[-1]), train, _APART)


def _camera(towards: NDArray[np.float64], size: int) -> Camera:
    return orbit(towards, RADIUS, (size, size), ANGLE_X)


def with_samples(preset: Preset, samples: int | None) -> Preset:
    """Return the preset with another number of samples per pixel, where one is given."""
    return preset if samples is None else dataclasses.replace(preset, samples=samples)
