"""How complex the classes of a suite are, as the supplement of PAD quantifies it (section 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

import numpy as np

from .cameras import orbit, sphere_directions
from .plans import Recipe, load_suite
from .scene import Scene
from .shades import lab
from .truth import caster

_VIEWS = 24
_PIXELS = 96
_POLARS = (0.1, 2.2)


@dataclass(frozen=True)
class Attributes:
    """Complexity of one class.

    Attributes:
        parts: Parts of the object.
        triangles: Triangular faces of the object.
        shape_complexity: The triangles, mapped linearly to [0, 100] over the suite's classes.
        texture_complexity: sqrt(std(a)^2 + std(b)^2) over CIE Lab colours of the object.
    """

    parts: int
    triangles: int
    shape_complexity: float
    texture_complexity: float

    def to_json(self) -> dict[str, float]:
        """Return plain JSON values."""
        return asdict(self)


def measure_suite(name: str) -> Mapping[str, Attributes]:
    """Return the attributes of all classes of a suite; UnknownNameError for an unknown one."""
    suite = load_suite(name)
    recipe = Recipe(next(iter(suite.PRESETS.values())), variant=next(iter(suite.VARIANTS)))
    every = suite.classes()
    return measure(every, every, lambda category: suite.sound_scene(category, recipe))


def measure(
    categories: tuple[str, ...], everyone: tuple[str, ...], sound: Callable[[str], Scene]
) -> Mapping[str, Attributes]:
    """Return the attributes of some classes of a suite.

    Args:
        categories: The classes asked for.
        everyone: All classes of the suite, which the scale of shape complexity spans.
        sound: Class -> sound scene.
    """
    triangles = {c: sum(len(i.mesh.faces) for i in sound(c).items) for c in everyone}
    low, high = min(triangles.values()), max(triangles.values())
    return {
        category: Attributes(
            parts=len({item.part for item in sound(category).items}),
            triangles=triangles[category],
            shape_complexity=round(100 * (triangles[category] - low) / max(high - low, 1), 1),
            texture_complexity=round(color_contrast(sound(category)), 1),
        )
        for category in categories
    }


def color_contrast(scene: Scene) -> float:
    """Return PAD's texture complexity of an object: sqrt(std(a)^2 + std(b)^2) in CIE Lab.

    Taken over the object's pixels in 24 views from all around, from the colours of its surfaces:
    what light and background do is left out.
    """
    colors = lab([item.surface.base_color for item in scene.items])
    seen = []
    for towards in sphere_directions(_VIEWS, _POLARS):
        camera = orbit(towards, 3.5, (_PIXELS, _PIXELS), 0.6911)
        solid = caster(scene).cast(camera).solid
        seen.append(colors[solid[solid >= 0]])
    pixels = np.concatenate(seen)
    return float(np.hypot(pixels[:, 1].std(), pixels[:, 2].std()))
