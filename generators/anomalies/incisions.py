"""Incisions: what is inside a closed cutter goes, from one part at a time."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from ...assets.materials import Surface
from ..scene import Item
from .fractures import Break, break_out
from .shells import is_closed
from .skins import Skin, item_of, joined

STEP = 0.02
"""Millimetres by which the cuts of parts lie apart, so that none of them share a surface."""


@dataclass(frozen=True, eq=False)
class Incision:
    """An item before and after, labelled: S_N is what is gone, S_A the cut face.

    Attributes:
        sound: Before.
        anomalous: After, one item or two with one part id; together closed.
        cut: The surfaces.
    """

    sound: Item
    anomalous: tuple[Item, ...]
    cut: Break

    def is_closed(self) -> bool:
        """Whether both are closed; a cut may pass too near to a vertex for that."""
        before, after = [self.cut.rest, self.cut.gone], [self.cut.rest, self.cut.face]
        return is_closed(before) and is_closed(after)


def left_of(cut: Break) -> Skin:
    """Return the closed skin that a cut leaves, the faces of `rest` first."""
    # both are faces on the same vertices
    return Skin(cut.rest.vertices, np.concatenate([cut.rest.faces, cut.face.faces]))


def incise(item: Item, cutter: Skin, edit: int) -> Incision | None:
    """Return an item cut by a closed skin; None where it is not met, or gone altogether."""
    cut = break_out(item, cutter)
    return None if cut is None or not len(cut.face.faces) else incision(item, cut, edit)


def incision(item: Item, cut: Break, edit: int) -> Incision:
    """Return an item before and after a cut."""
    gone = np.repeat([0, edit], [len(cut.rest.faces), len(cut.gone.faces)]).astype(np.uint8)
    sound = item_of(item, joined([cut.rest, cut.gone]), edits=gone)
    look = inside_of(item.surface)
    if look == item.surface:
        both = np.repeat([0, edit], [len(cut.rest.faces), len(cut.face.faces)]).astype(np.uint8)
        plain = Skin(cut.rest.vertices, cut.rest.faces)
        return Incision(sound, (item_of(item, joined([plain, cut.face]), look, both),), cut)
    made = [item_of(item, cut.rest)] if len(cut.rest.faces) else []
    labels = np.full(len(cut.face.faces), edit, np.uint8)
    return Incision(sound, (*made, item_of(item, cut.face, look, labels)), cut)


def inside_of(surface: Surface) -> Surface:
    """Return the look of stuff where it broke: dull, without coat or picture, a little paler.

    Clear stuff stays as clear as it is.
    """
    if surface.texture is None and (surface.transmission > 0 or surface.opacity < 1):
        return surface
    red, green, blue = (0.8 * value + 0.2 * 0.6 for value in surface.base_color)
    return dataclasses.replace(
        surface, base_color=(red, green, blue), roughness=0.8, coat=0.0, texture=None, cover=0.0
    )
