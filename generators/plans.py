"""What every suite speaks of: its recipe, its units of work, and what is to be seen in each.

A suite is a module with `PRESETS`, `VARIANTS` (the first is the one that is made unless another is
asked for), `LAYOUT`, `LICENCE`, `classes()`, perhaps `SWEEPS` with the classes `SWEPT`, and

    plan(recipe, categories) -> list[Unit]              which pictures there are
    compose(unit, recipe) -> Composition                what one picture shows
    sound_scene(category, recipe) -> Scene              the sound object, in its own frame
    white_splits(recipe) -> tuple[str, ...]             the splits whose pictures are on pure white
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..benchmarks.errors import UnknownNameError
from ..benchmarks.records import Camera
from . import SUITES
from .anomalies import Defect
from .scene import Item, Scene


@dataclass(frozen=True)
class Preset:
    """How much to render, and how well; suites add their own counts.

    Attributes:
        size: Width and height in pixels.
        samples: Samples per pixel.
        train: Training views per class.
        about: One line for the user.
        classes: The classes that are made unless others are asked for; empty takes all.
    """

    size: int
    samples: int
    train: int
    about: str
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recipe:
    """What decides the pictures of a suite, whoever renders them.

    Attributes:
        preset: One of the suite's.
        seed: The user's seed.
        variant: Key of the suite's `VARIANTS`.
        library: Official LDraw folder, or None.
        sweep: Key of the suite's `SWEEPS`; empty for its ordinary test pictures.
    """

    preset: Any
    seed: int = 0
    variant: str = ""
    library: Path | None = None
    sweep: str = ""


@dataclass(frozen=True)
class Unit:
    """One picture: `11Pig/test/Burrs/3`.

    Attributes:
        category: Class.
        split: "train" or "test".
        defect: Type of defect, "good" for sound pictures.
        index: Number in its folder.
        subject: Which of the class's objects it shows, where a suite tells them apart.
        view: Which of that object's views.
        label: Tells folders of one type apart, such as "power25"; empty where there is one.
    """

    category: str
    split: str
    defect: str
    index: int
    subject: int = 0
    view: int = 0
    label: str = ""

    @property
    def folder(self) -> str:
        """Folder of the layout: the type of defect, with the label where there is one."""
        return f"{self.defect}_{self.label}" if self.label else self.defect

    @property
    def name(self) -> str:
        """Path without suffix, unique in the suite."""
        return f"{self.category}/{self.split}/{self.folder}/{self.index}"


@dataclass(frozen=True, eq=False)
class Composition:
    """What is to be seen in one picture.

    Attributes:
        sound: N; `scene` itself where nothing is wrong.
        scene: A, which is rendered.
        camera: With a pose in the scene's world.
        defect: What is wrong, or None.
        frame: (4, 4) object to world; layouts tell poses in the object's frame.
        facts: What else is worth telling of the picture, as plain JSON.
        light: {"name": ..., "rig": ...} of its light, as plain JSON; None: that of the sound scene.
    """

    sound: Scene
    scene: Scene
    camera: Camera
    defect: Defect | None = None
    frame: NDArray[np.float64] = field(default_factory=lambda: np.eye(4))
    facts: Mapping[str, Any] = field(default_factory=dict)
    light: Mapping[str, Any] | None = None


def load_suite(name: str) -> ModuleType:
    """Return a suite's module by its name."""
    if name not in SUITES:
        raise UnknownNameError("suite", name, SUITES)
    return importlib.import_module(f".{name}", __package__)


def with_samples(preset: Any, samples: int | None) -> Any:
    """Return the preset with another number of samples per pixel, where one is given."""
    return preset if samples is None else dataclasses.replace(preset, samples=samples)


def is_scenery(item: Item) -> bool:
    """Whether an item belongs to the surroundings and not to an object under inspection."""
    return item.instance == 0


def has_scenery(scene: Scene) -> bool:
    """Whether a scene shows, or hides from the camera, more than its objects."""
    return any(is_scenery(solid) for solid in scene.solids())


def scenery_of(scene: Scene) -> Scene:
    """Return the scene without its objects: the empty stage."""
    items = tuple(item for item in scene.items if is_scenery(item))
    return dataclasses.replace(scene, items=items)
