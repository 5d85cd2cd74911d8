"""The conveyor suite: LEGO vehicles inspected in line, in whatever pose they come along.

After the data set of nine vehicle classes that extends pose-agnostic detection to scenes with
background. Training pictures show the sound vehicle from all around on pure white, taken in the
scene and light of the test: the line is there, but cameras look through it. To test, thirteen
objects of each class come along a belt of metal plates, each in its own pose, the belt shifted:
six sound, two with a brick of another colour, two with a part missing, three with a part added;
every object is seen from nine sides.

Poses are told in the frame of the object, in which the layout has it at the origin. All vehicles
have one scale: a world unit is 65 mm, so that the largest fits into a ball of radius 1.15.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from ..assets import models
from ..benchmarks.errors import UnknownNameError
from ..benchmarks.records import GOOD, Camera
from . import lego, plans
from .anomalies import Defect, Twins, load
from .backdrops import conveyor_line, hidden
from .cameras import direction, sphere_directions
from .mad import ANGLE_X, RADIUS
from .plans import Composition, Recipe, Unit
from .resting import resting_poses
from .scene import Scene
from .seeds import generator
from .staging import look_in, resting_height, stage
from .truth import edit_picture

LAYOUT = "mad"
LICENCE = lego.LICENCE
VARIANTS = {"line": "on a conveyor of metal plates above a textured floor"}
UNIT = 0.065
"""Metres in one world unit."""

CLASSES = (
    "police_car", "coupe_car", "amphibious_car", "off_road_car", "tank",
    "desert_car", "truck", "loader", "racing_car",
)  # fmt: skip
"""The nine classes of the benchmark."""

DEFECTS = {"Recoloured": "recoloured", "Missing": "missing", "Added": "added"}
"""Test folder -> anomaly."""

OBJECTS = (*[GOOD] * 6, *["Recoloured"] * 2, *["Missing"] * 2, *["Added"] * 3)
"""What is wrong with each of a class's test objects."""

_HELD = 2.0
"""Height (world units) at which the training object is held, so that light gets below it."""
_POLARS = (float(np.radians(8)), float(np.radians(150)))
_VIEW_POLARS = (float(np.radians(25)), float(np.radians(65)))
_SHARE_UPRIGHT = 0.6
_JITTER = 0.012 / UNIT
"""How far from the middle of the belt an object lies at most, in world units."""
_SHIFT = 0.5
"""Metres of belt travel that are drawn from."""
_DRAWS = 25
_AIMS = 12
_VISIBLE = 4e-4
"""Smallest share of the picture that a defect covers where it is seen at all."""


@dataclass(frozen=True)
class Preset(plans.Preset):
    """How much to render, and how well.

    Attributes:
        views: Pictures of each test object.
    """

    views: int = 9


PRESETS = {
    "smoke": Preset(160, 8, 12, "a look at two classes", ("coupe_car", "loader"), 1),
    "small": Preset(256, 16, 24, "all classes, enough to compare methods on a laptop", (), 2),
    "paper": Preset(800, 64, 100, "the paper's counts at 800x800", (), 9),
}


@lru_cache(1)
def classes() -> tuple[str, ...]:
    """Return the class names there are models for."""
    return tuple(name for name in CLASSES if name in models.names())


def white_splits(recipe: Recipe) -> tuple[str, ...]:
    """Return the splits whose pictures are on pure white."""
    return ("train",)


def plan(recipe: Recipe, categories: tuple[str, ...]) -> list[Unit]:
    """Return the units of some classes, in the order they are made.

    A picture of a defective object that does not show the defect is a sound picture: it goes into
    the folder of the sound ones.
    """
    units = []
    for category in categories:
        if category not in classes():
            raise UnknownNameError("class of conveyor", category, classes())
        units += [Unit(category, "train", GOOD, i) for i in range(recipe.preset.train)]
        counts: dict[str, int] = {}
        for subject, wrong in enumerate(OBJECTS):
            case = _case(category, subject, recipe)
            for view in range(recipe.preset.views):
                folder = wrong if case.pixels[view] else GOOD
                index = counts.get(folder, 0)
                counts[folder] = index + 1
                units.append(Unit(category, "test", folder, index, subject, view))
    return units


def compose(unit: Unit, recipe: Recipe) -> Composition:
    """Return what one unit shows; the same arguments always give the same values."""
    if unit.split == "train":
        return _hold(unit, recipe)
    case = _case(unit.category, unit.subject, recipe)
    camera = case.cameras[unit.view]
    facts = {"object": unit.subject, "view": unit.view, **case.facts}
    defect = case.defect
    if unit.defect == GOOD and defect is not None:
        # out of sight here: the picture is a sound one, but it tells of it
        facts["hidden_defect"], defect = defect.to_json(), None
    return Composition(case.sound, case.scene, camera, defect, case.frame, facts)


def sound_scene(category: str, recipe: Recipe) -> Scene:
    """Return the sound scene of a class: the vehicle alone, in its own frame."""
    return _sound_scene(category, recipe.library)


@lru_cache(4)
def _sound_scene(category: str, library: Path | None) -> Scene:
    line = conveyor_line(0.0, UNIT)
    return Scene(lego.build(category, library, UNIT), line.lights, line.environment, unit=UNIT)


def _hold(unit: Unit, recipe: Recipe) -> Composition:
    """Return a training picture: the vehicle held above the line, which cameras look through."""
    frame = np.eye(4)
    frame[2, 3] = _HELD
    sound = sound_scene(unit.category, recipe)
    shown = stage(sound, frame, hidden(conveyor_line(0.0, UNIT)), (255, 255, 255))
    towards = sphere_directions(recipe.preset.train, _POLARS)[unit.index]
    camera = look_in(frame, towards, RADIUS, recipe.preset.size, ANGLE_X)
    return Composition(shown, shown, camera, frame=frame)


@dataclass(frozen=True, eq=False)
class _Case:
    """A test object on the belt.

    Attributes:
        sound: N.
        scene: A; `sound` itself where nothing is wrong.
        defect: What is wrong, or None.
        frame: (4, 4) object to world.
        cameras: One for each view.
        pixels: Pixels of the defect in each view.
        facts: Plain JSON.
    """

    sound: Scene
    scene: Scene
    defect: Defect | None
    frame: NDArray[np.float64]
    cameras: tuple[Camera, ...]
    pixels: tuple[int, ...]
    facts: dict[str, object]


@lru_cache(len(OBJECTS))
def _case(category: str, subject: int, recipe: Recipe) -> _Case:
    """Compose one test object; its defect is drawn anew until a third of the views show it."""
    rng = generator(recipe.seed, "conveyor", category, "object", subject)
    sound, wrong = sound_scene(category, recipe), OBJECTS[subject]
    if wrong == GOOD:
        return _lay(sound, None, rng, recipe)
    anomaly = load(DEFECTS[wrong])
    for _ in range(_DRAWS):
        case = _lay(sound, anomaly(sound, rng), rng, recipe)
        if 3 * np.count_nonzero(case.pixels) >= recipe.preset.views:
            return case
    raise ValueError(
        f"{category}, object {subject}: none of {_DRAWS} defects shows in a third of the views"
    )


def _lay(sound: Scene, twins: Twins | None, rng: np.random.Generator, recipe: Recipe) -> _Case:
    """Lay an object on the belt and aim the cameras at it."""
    turn, upright = _draw_turn(sound, rng)
    frame = np.eye(4)
    frame[:3, :3] = turn
    frame[:2, 3] = rng.uniform(-_JITTER, _JITTER, 2)
    shown = (sound,) if twins is None else (twins.sound, twins.anomalous)
    frame[2, 3] = max(resting_height(scene, turn) for scene in shown)
    shift = float(rng.uniform(0, _SHIFT))
    staged = [stage(scene, frame, conveyor_line(shift, UNIT)) for scene in shown]
    first = rng.uniform(0, 2 * np.pi)
    views = recipe.preset.views
    aimed = [_aim(staged, frame, first + 2 * np.pi * v / views, rng, recipe) for v in range(views)]
    facts: dict[str, object] = {
        "upright": upright,
        "belt_shift_mm": 1000 * shift,
        "object_to_world": frame.tolist(),
    }
    cameras, pixels = zip(*aimed, strict=True)
    defect = None if twins is None else twins.defect
    return _Case(staged[0], staged[-1], defect, frame, cameras, pixels, facts)


def _aim(
    staged: list[Scene], frame: NDArray[np.float64], azimuth: float, rng: np.random.Generator,
    recipe: Recipe,
) -> tuple[Camera, int]:  # fmt: skip
    """Return a camera near an azimuth, and the defect's pixels in it: none, or enough to be seen.

    Views that show less than 0.04 % of the picture or 12 pixels of a defect are drawn anew.
    """
    size = recipe.preset.size
    least = max(12, _VISIBLE * size * size)
    for _ in range(_AIMS):
        polar = float(rng.uniform(*_VIEW_POLARS))
        towards = direction(polar, azimuth + float(rng.uniform(-0.25, 0.25)))
        camera = look_in(frame, towards, RADIUS, size, ANGLE_X)
        pixels = 0
        if len(staged) > 1:
            pixels = int(np.count_nonzero(edit_picture(staged[0], staged[1], camera)))
        if not 0 < pixels < least:
            break
    return camera, pixels


def _draw_turn(sound: Scene, rng: np.random.Generator) -> tuple[NDArray[np.float64], bool]:
    """Return how an object lies (3, 3) and whether on its wheels, as most do; any way round."""
    upright = bool(rng.random() < _SHARE_UPRIGHT)
    lying = np.eye(3)
    if not upright:
        turns, chances = resting_poses(sound.items)
        lying = turns[rng.choice(len(turns), p=chances)]
    yaw = Rotation.from_euler("z", rng.uniform(0, 2 * np.pi)).as_matrix()
    return yaw @ lying, upright
