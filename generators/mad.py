"""The MAD suite: LEGO animals seen from every side (Zhou et al., PAD, NeurIPS 2023).

A class is one LEGO model, centred at the origin and scaled into a ball of radius 1.15, front
towards -Y. Cameras stand at radius 3.5 on rings around Z, look at the origin and see 0.6911 rad.
Training pictures show the sound model; each test picture shows its own anomalous (or the sound)
model from a pose that is none of the training poses. One picture is one unit of work.

The variant `sim` is MAD-Sim: a studio, pure white behind. The variant `real` is in the manner of
MAD-Real: the same models on a cluttered workbench under room light.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..assets import models
from ..benchmarks.datasets.mad import CLASSES
from ..benchmarks.errors import UnknownNameError
from ..benchmarks.records import GOOD, Camera
from . import lego, plans
from .aiming import POSES, aim
from .anomalies import Twins, load
from .backdrops import Backdrop, workbench
from .cameras import draw_direction, ring_directions, spread
from .lighting import lamp, studio_environment
from .plans import Composition, Recipe, Unit
from .scene import Scene
from .seeds import generator
from .staging import look_in, resting_height, stage, stage_twins

LAYOUT = "mad"
LICENCE = lego.LICENCE
VARIANTS = {
    "sim": "on pure white in a studio, as MAD-Sim",
    "real": "on a cluttered workbench under room light, in the manner of MAD-Real",
}
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

_BENCH_POLARS = _POLARS[1:5]
"""On a bench only the rings from which people photograph it."""

_APART = float(np.radians(1.5))
_DRAWS = 25

_SOME = ("01Gorilla", "03Mallard", "11Pig", "18Obesobeso")


@dataclass(frozen=True)
class Preset(plans.Preset):
    """How much to render, and how well.

    Attributes:
        good: Sound test pictures per class.
        defective: Test pictures per class and defect type.
    """

    good: int = 8
    defective: int = 8


PRESETS = {
    "smoke": Preset(160, 8, 20, "a look at everything in a few minutes", _SOME, 4, 4),
    "small": Preset(256, 16, 48, "enough to compare methods on a laptop", _SOME, 8, 8),
    "paper": Preset(800, 64, 210, "the paper's counts at 800x800", (), 25, 77),
}


@lru_cache(1)
def classes() -> tuple[str, ...]:
    """Return the class names there are models for."""
    return tuple(name for name in models.names() if name in CLASSES)


def white_splits(recipe: Recipe) -> tuple[str, ...]:
    """Return the splits whose pictures are on pure white."""
    return () if recipe.variant == "real" else ("train", "test")


def plan(recipe: Recipe, categories: tuple[str, ...]) -> list[Unit]:
    """Return the units of some classes, in the order they are made."""
    train, good, defective = _counts(recipe)
    units = []
    for category in categories:
        if category not in classes():
            raise UnknownNameError("class of mad", category, classes())
        units += [Unit(category, "train", GOOD, i) for i in range(train)]
        units += [Unit(category, "test", GOOD, i) for i in range(good)]
        units += [Unit(category, "test", d, i) for d in DEFECTS for i in range(defective)]
    return units


def _counts(recipe: Recipe) -> tuple[int, int, int]:
    """Return training views, sound and, per defect, anomalous test pictures of a class.

    MAD-Real has about 49 training and 32 test pictures a class, whatever the preset.
    """
    preset = recipe.preset
    if recipe.variant == "real":
        return min(preset.train, 49), min(preset.good, 8), min(preset.defective, 8)
    return preset.train, preset.good, preset.defective


def compose(unit: Unit, recipe: Recipe) -> Composition:
    """Return what one unit shows; the same arguments always give the same values."""
    sound = sound_scene(unit.category, recipe)
    theatre = _bench(unit, recipe) if recipe.variant == "real" else _studio(recipe)
    if unit.split == "train":
        return theatre.show(sound, theatre.camera(theatre.train[unit.index]))
    rng = generator(recipe.seed, "mad", unit.category, unit.defect, unit.index)
    if unit.defect == GOOD:
        return theatre.show(sound, theatre.camera(theatre.draw(rng)))
    anomaly = load(DEFECTS[unit.defect])
    for _ in range(_DRAWS):
        twins = anomaly(sound, rng)
        staged = theatre.stage_twins(twins)
        camera = aim(staged, partial(theatre.draw, rng), theatre.camera, theatre.size)
        if camera is not None:
            return Composition(
                staged.sound, staged.anomalous, camera, staged.defect, theatre.frame, theatre.facts
            )
    raise ValueError(f"{unit.name}: none of {_DRAWS} defects is visible from {POSES} poses")


def sound_scene(category: str, recipe: Recipe) -> Scene:
    """Return the sound scene of a class, in MAD's unit (a brick is about 0.2 wide)."""
    return _sound_scene(category, recipe.library)


@lru_cache(4)
def _sound_scene(category: str, library: Path | None) -> Scene:
    unit = lego.reach(category, library) / BALL
    lights = (
        lamp("area", 50.0, (2.2, -3.2, 4.2), 3.6),
        lamp("area", 20.0, (-3.6, 1.8, 2.6), 3.0),
    )
    return Scene(lego.build(category, library, unit), lights, studio_environment(0.75), unit=unit)


@dataclass(frozen=True, eq=False)
class _Theatre:
    """Where the object of a picture stands, and from where it may be seen.

    Attributes:
        size: Width and height of pictures in pixels.
        train: (N, 3) directions of the training cameras.
        polars: Lowest and highest polar angle of test cameras, radians.
        frame: (4, 4) object to world.
        backdrop: The surroundings; None leaves the studio of the sound scene.
    """

    size: int
    train: NDArray[np.float64]
    polars: tuple[float, float]
    frame: NDArray[np.float64]
    backdrop: Backdrop | None = None

    def camera(self, towards: NDArray[np.float64], size: int = 0) -> Camera:
        return look_in(self.frame, towards, RADIUS, size or self.size, ANGLE_X)

    def draw(self, rng: np.random.Generator) -> NDArray[np.float64]:
        return draw_direction(rng, self.polars, self.train, _APART)

    def show(self, sound: Scene, camera: Camera) -> Composition:
        shown = sound if self.backdrop is None else stage(sound, self.frame, self.backdrop)
        return Composition(shown, shown, camera, frame=self.frame, facts=self.facts)

    @property
    def facts(self) -> dict[str, str]:
        """What a picture is told of besides its truth."""
        return {} if self.backdrop is None else {"light": self.backdrop.light}

    def stage_twins(self, twins: Twins) -> Twins:
        return twins if self.backdrop is None else stage_twins(twins, self.frame, self.backdrop)


def _studio(recipe: Recipe) -> _Theatre:
    train = spread(ring_directions(_POLARS, _COUNTS), recipe.preset.train)
    return _Theatre(recipe.preset.size, train, (_POLARS[0], _POLARS[-1]), np.eye(4))


def _bench(unit: Unit, recipe: Recipe) -> _Theatre:
    """Return the bench of a picture: one for all training pictures of a class, others to test."""
    return _set_bench(unit.category, recipe, "" if unit.split == "train" else unit.name)


@lru_cache(4)
def _set_bench(category: str, recipe: Recipe, arrangement: str) -> _Theatre:
    sound = sound_scene(category, recipe)
    frame = np.eye(4)
    frame[2, 3] = resting_height(sound, np.eye(3))
    rng = generator(recipe.seed, "mad", category, "bench", arrangement)
    rings = ring_directions(_BENCH_POLARS, _COUNTS[1:5])
    train = spread(rings, _counts(recipe)[0])
    polars = (_BENCH_POLARS[0], _BENCH_POLARS[-1])
    backdrop = workbench(rng, sound.unit, BALL)
    return _Theatre(recipe.preset.size, train, polars, frame, backdrop)
