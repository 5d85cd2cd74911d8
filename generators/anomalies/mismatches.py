"""Mismatches: a part is made of the wrong material."""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...assets.materials import Rgb, Surface, srgb
from ...assets.toys.paintbox import BRIGHT, PALE
from ..scene import Item, Scene
from ..shades import difference
from . import Twins, changed, describe, items_of, labelled
from .changes import shows, untouched, wanted
from .exposure import seen_shares

_FAR = 30.0
"""CIE76 difference that the new colour has at least."""
_FINISHES = 0.4
"""Chance of another finish beside another colour."""
_TRIES = 12
_SEEN = (0.01, 0.60)
"""Shares of the visible surface between which the part is, where there is one."""
METALS: Final = tuple(srgb(code) for code in ("B9BEC4", "D9B25A", "B87345"))
"""Steel, brass and copper."""
PAINTS: Final = tuple(srgb(code) for code in (*BRIGHT, *PALE))
"""The colours that toys are painted in."""


def mistake(
    scene: Scene, rng: np.random.Generator, edit: int = 1, severity: float | None = None
) -> Twins:
    """Give a random visible part another surface: another colour, sometimes another finish too.

    One of the paints of toys or, where finishes change, a metal; a picture on the part gives way
    to plain colour. S_N is empty, S_A is the part.

    Args:
        scene: The sound scene.
        rng: Draws part, colour and finish.
        edit: Id of the edit.
        severity: CIE76 difference of the old and the new colour. The drawn colour, or if that is
            nearer the farthest of the paints, is mixed with the old one. None leaves the drawn
            one, of at least 30; 0 changes nothing.

    Raises:
        ValueError: No paint differs that much.
    """
    shares = seen_shares(scene)
    fit = (shares >= _SEEN[0]) & (shares <= _SEEN[1])
    chance = np.sqrt(np.where(fit, shares, 0) if fit.any() else shares)
    index = 0
    for _ in range(_TRIES):
        index = int(rng.choice(len(shares), p=chance / chance.sum()))
        item = scene.items[index]
        if shows(resurfaced(scene, item.part, item.surface, edit)):
            break
    old = scene.items[index].surface
    metal = bool(rng.uniform() < 0.3)
    finish = _finish(old, rng, metal) if rng.uniform() < _FINISHES else old
    table = METALS if finish.metallic > old.metallic else PAINTS
    far = difference(np.array(table), old.base_color)
    best = table if (far < _FAR).all() else [c for c, d in zip(table, far, strict=True) if d > _FAR]
    colour = best[int(rng.integers(len(best)))]
    far_enough = wanted(severity, float(difference(old.base_color, colour)))
    if far_enough == 0:
        return untouched(scene, "material", "dE", edit, index)
    if severity is not None:
        colour = _mixed(old.base_color, colour, far_enough)
    surface = dataclasses.replace(finish, base_color=colour, texture=None, cover=0.0)
    return resurfaced(scene, scene.items[index].part, surface, edit)


def resurfaced(scene: Scene, part: int, surface: Surface, edit: int = 1) -> Twins:
    """Give a part another surface. S_N is empty, S_A is the part; severity is the CIE76 dE."""
    items = items_of(scene, part)
    far = float(difference(items[0].surface.base_color, surface.base_color))

    def change(item: Item) -> Item:
        return labelled(dataclasses.replace(item, surface=surface), edit)

    defect = describe("material", edit, items, (far, "dE"), scene)
    return Twins(scene, changed(scene, part, change), defect)


def _finish(old: Surface, rng: np.random.Generator, metal: bool) -> Surface:
    """Return a surface of another finish: metal, gloss where it was dull, dull where glossy."""
    rough = float(rng.uniform(0.2, 0.35))
    plain = Surface(old.base_color, rough)
    if metal and old.metallic < 0.5:
        return dataclasses.replace(plain, metallic=1.0)
    if old.roughness > 0.45:
        return dataclasses.replace(plain, roughness=0.15, coat=0.6)
    return dataclasses.replace(plain, roughness=float(rng.uniform(0.6, 0.85)))


def _mixed(old: Rgb, new: Rgb, far: float) -> Rgb:
    """Return the colour on the way from one to another that differs from the first by `far`."""
    ways = [new, *sorted(PAINTS, key=lambda c: -float(difference(old, c)))]
    way = next((c for c in ways if float(difference(old, c)) >= far), None)
    if way is None:
        most = float(difference(old, ways[1]))
        raise ValueError(f"no paint differs by {far:.3g} dE from the part: at most {most:.3g}")
    a, b = np.array(old), np.array(way)
    shares = np.linspace(0, 1, 2049)[:, None]
    mixtures: NDArray[np.float64] = a + shares * (b - a)
    at = int(np.argmax(difference(mixtures, old) >= far))
    red, green, blue = mixtures[at].tolist()
    return red, green, blue
