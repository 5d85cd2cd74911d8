"""The PIAD suite: sixteen objects whose light is not that of the training pictures.

After PIAD: Pose and Illumination agnostic Anomaly Detection (Yang et al., CVPR 2025). A class is
one object, drawn anew for every seed, centred at the origin and scaled into a ball of radius 1.15,
on pure white. Cameras stand at radius 3.5 and see 0.6911 rad, as MAD's do. Training pictures show
the sound object in the training light; each test picture shows its own anomalous (or the sound)
object from a pose that is none of the training poses, in a light that is recorded.

An object of an *inconsistent* set (IL) is tested in the training light and in five others in turn,
one of a *consistent* set (CL) in the training light alone. A sweep shows the same views of the same
defects in every step of a light that changes in power or in azimuth.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from ..assets import piad as objects
from ..benchmarks.datasets.piad import CLASSES
from ..benchmarks.errors import UnknownNameError
from ..benchmarks.records import GOOD, Camera
from . import plans
from .aiming import POSES, aim
from .anomalies import Defect, load
from .anomalies.substances import possible
from .cameras import draw_direction, orbit, sphere_directions
from .plans import Composition, Recipe, Unit
from .rigs import QUERY_RIGS, SWEEPS, Rig, query_rig, training_rig
from .scene import Item, Scene
from .seeds import generator

LAYOUT = "piad"
VARIANTS = {
    "paper": "Amphora and Teapot tested in other lights, as published",
    "consistent": "all objects tested in the training light",
    "inconsistent": "all objects tested in other lights",
}
INCONSISTENT = SWEPT = ("Amphora", "Teapot")
"""The objects that PIAD itself tests in other lights than the training light, and sweeps."""

LICENCE = {
    "data": "CC BY 4.0",
    "objects": "drawn by padkit (CC0)",
    "panorama": "workshop, from Poly Haven (CC0)",
}

DEFECTS = {
    "Dents": "dent",
    "Missing": "missing_piece",
    "Peeling": "peeling",
    "Rust": "rust",
    "Scratches": "scratch",
    "Stains": "stain",
}
"""Test folder -> anomaly."""

UNLIKELY = {
    "Chain": ("Dents",),
    "Keyring": ("Dents",),
    "Parts": ("Dents",),
    "Section": ("Rust",),
    "Spring": ("Dents",),
}
"""What could befall a small part of an object and is left out: nobody would look for it there."""

RADIUS = 3.5
ANGLE_X = 0.6911111611634243
BALL = 1.15
"""Camera distance, field of view (radians) and radius of the object: those of MAD."""

_POLARS = (float(np.radians(5)), float(np.radians(125)))
_APART = float(np.radians(1.5))
_DRAWS = 25


@dataclass(frozen=True)
class Preset(plans.Preset):
    """How much to render, and how well.

    Attributes:
        good: Sound test pictures over all sixteen classes together.
        defective: Anomalous test pictures over all sixteen classes together.
        steps: Sound, and per type of defect anomalous, test pictures in each step of a sweep.
    """

    good: int = 0
    defective: int = 0
    steps: int = 1


_LOOK = ("Gear", "Spray_can", "Teapot")
PRESETS = {
    "smoke": Preset(160, 8, 8, "a look at two objects in half a minute", _LOOK[1:], 96, 96, 1),
    "small": Preset(
        256, 16, 48, "three objects, enough to compare methods on a laptop", _LOOK, 384, 960, 2
    ),
    "paper": Preset(800, 64, 200, "the paper's counts at 800x800", (), 450, 2999, 8),
}


def classes() -> tuple[str, ...]:
    """Return the class names, in PIAD's order."""
    return CLASSES


def white_splits(recipe: Recipe) -> tuple[str, ...]:
    """Return the splits whose pictures are on pure white: both, whatever the light."""
    return ("train", "test")


def is_inconsistent(category: str, recipe: Recipe) -> bool:
    """Whether a class is tested in other lights than the training light."""
    if recipe.variant == "paper":
        return category in INCONSISTENT
    return recipe.variant == "inconsistent"


def plan(recipe: Recipe, categories: tuple[str, ...]) -> list[Unit]:
    """Return the units of some classes, in the order they are made."""
    units = []
    for category in categories:
        if category not in CLASSES:
            raise UnknownNameError("class of piad", category, CLASSES)
        units += [Unit(category, "train", GOOD, i) for i in range(recipe.preset.train)]
        units += _sweep(category, recipe) if recipe.sweep else _test(category, recipe)
    return units


def _test(category: str, recipe: Recipe) -> list[Unit]:
    """Return the test units of a class; `subject` is the case and decides all but the light."""
    place = CLASSES.index(category)
    good = share(recipe.preset.good, len(CLASSES))[place]
    kinds = defects_of(category, recipe)
    counts = share(share(recipe.preset.defective, len(CLASSES))[place], len(kinds))
    lights = len(QUERY_RIGS) + 1 if is_inconsistent(category, recipe) else 1
    units = []
    for case in range(good):
        light, index = case % lights, case // lights
        label = str(light) if light else ""
        units.append(Unit(category, "test", GOOD, index, case, light, label))
    for defect, count in zip(kinds, counts, strict=True):
        units += [Unit(category, "test", defect, i, i, i % lights) for i in range(count)]
    return units


def _sweep(category: str, recipe: Recipe) -> list[Unit]:
    """Return the test units of a sweep: the same cases in each step, one case after another."""
    _, levels, _ = SWEEPS[recipe.sweep]
    return [
        Unit(category, "test", defect, case, case, level, f"{recipe.sweep}{level}")
        for defect in (GOOD, *defects_of(category, recipe))
        for case in range(recipe.preset.steps)
        for level in levels
    ]


@lru_cache(len(CLASSES))
def defects_of(category: str, recipe: Recipe) -> tuple[str, ...]:
    """Return the test folders of the defects that can befall an object, by what it is made of.

    Ceramics do not dent, aluminium and plastic do not rust, and only what has a coat peels.
    """
    can, left_out = possible(sound_scene(category, recipe)), UNLIKELY.get(category, ())
    return tuple(f for f, kind in DEFECTS.items() if kind in can and f not in left_out)


def share(total: int, parts: int) -> list[int]:
    """Return `total` divided into whole parts that differ by one at most, the larger ones last.

    >>> share(7, 3)
    [2, 2, 3]
    """
    return [total * (k + 1) // parts - total * k // parts for k in range(parts)]


def compose(unit: Unit, recipe: Recipe) -> Composition:
    """Return what one unit shows; the same arguments always give the same values."""
    if unit.split == "train":
        sound = sound_scene(unit.category, recipe)
        camera = _camera(_directions(recipe)[unit.index], recipe.preset.size)
        case = _Case(sound, sound, camera)
        rig = training_rig()
    else:
        case = _case(unit.category, unit.defect, unit.subject, recipe)
        rig = SWEEPS[recipe.sweep][0](unit.view) if recipe.sweep else query_rig(unit.view)
    return Composition(
        _lit(case.sound, rig),
        _lit(case.scene, rig),
        case.camera,
        case.defect,
        facts={"light": rig.name},
        light={"name": rig.name, "rig": rig.to_json()},
    )


def _lit(scene: Scene, rig: Rig) -> Scene:
    return dataclasses.replace(scene, lights=rig.lamps, environment=rig.environment)


@dataclass(frozen=True, eq=False)
class _Case:
    """A test picture but for its light: N, A (N itself where nothing is wrong), camera, defect."""

    sound: Scene
    scene: Scene
    camera: Camera
    defect: Defect | None = None


@lru_cache(8)
def _case(category: str, defect: str, number: int, recipe: Recipe) -> _Case:
    rng = generator(recipe.seed, "piad", category, defect, number)
    sound, size = sound_scene(category, recipe), recipe.preset.size
    draw = partial(draw_direction, rng, _POLARS, _directions(recipe), _APART)
    if defect == GOOD:
        return _Case(sound, sound, _camera(draw(), size))
    anomaly = load(DEFECTS[defect])
    for _ in range(_DRAWS):
        twins = anomaly(sound, rng)
        camera = aim(twins, draw, _camera, size)
        if camera is not None:
            return _Case(twins.sound, twins.anomalous, camera, twins.defect)
    raise ValueError(
        f"{category}/{defect} {number}: none of {_DRAWS} defects is visible from {POSES} poses"
    )


def sound_scene(category: str, recipe: Recipe) -> Scene:
    """Return the sound scene of a class in the training light; a world unit is `Scene.unit` m."""
    return _sound_scene(category, recipe.seed)


@lru_cache(len(CLASSES))
def _sound_scene(category: str, seed: int) -> Scene:
    props = objects.make(category, generator(seed, "piad", category, "object"))
    points = np.concatenate([p.mesh.vertices @ p.pose[:3, :3].T + p.pose[:3, 3] for p in props])
    middle = (points.min(0) + points.max(0)) / 2
    unit = float(np.linalg.norm(points - middle, axis=1).max()) / BALL
    fit = np.diag([1 / unit] * 3 + [1.0])
    fit[:3, 3] = -middle / unit
    items = (
        Item(prop.name, part, prop.mesh, prop.surface, fit @ prop.pose)
        for part, prop in enumerate(props, 1)
    )
    return _lit(Scene(tuple(items), unit=unit), training_rig())


def _directions(recipe: Recipe) -> NDArray[np.float64]:
    """Return the directions (N, 3) of the training cameras: a golden spiral."""
    return sphere_directions(recipe.preset.train, _POLARS)


def _camera(towards: NDArray[np.float64], size: int) -> Camera:
    return orbit(towards, RADIUS, (size, size), ANGLE_X)
