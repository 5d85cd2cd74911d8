"""Bodies: objects of closed parts that reach into one another, and what hangs on what.

Toys and machine parts have no studs. Two of their parts hold each other where they overlap; the
more they share, the firmer. The tree of the firmest holds, grown from the largest part, says what
hangs on what: a hoof on its leg, a pupil on its eye. Parts are items here, one closed mesh each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from manifold3d import Manifold, Mesh64, OpType
from numpy.typing import NDArray

from ..scene import Scene
from .exposure import seen_shares
from .skins import Skin, skin_of, trimmed

LEAST_SEEN, MOST_SEEN = 0.01, 0.40
"""Shares of the visible surface between which a group of parts may move or be lost."""


@dataclass(frozen=True, eq=False)
class Body:
    """The parts of an object as solids.

    Attributes:
        solids: One for each item, in the world.
        shared: (I, I) volume that two of them share, in cubic world units; 0 with itself.
        parent: (I,) what each hangs on; -1 where it hangs on nothing: the largest part, and the
            largest of each heap that no overlap joins to it.
    """

    solids: tuple[Manifold, ...]
    shared: NDArray[np.float64]
    parent: NDArray[np.int64]

    def group(self, index: int) -> tuple[int, ...]:
        """Return an item and all that hangs on it, in order."""
        found = {index}
        while True:
            more = {k for k, of in enumerate(self.parent.tolist()) if of in found} | found
            if more == found:
                return tuple(sorted(found))
            found = more


def solid(skin: Skin) -> Manifold:
    """Return a closed skin as a solid; an empty one where the skin is not closed."""
    fit = trimmed(skin)
    return Manifold(Mesh64(np.ascontiguousarray(fit.vertices), fit.faces.astype(np.uint64)))


@lru_cache(8)
def body(scene: Scene) -> Body:
    """Return the solids of a scene and how they hang together; told by identity.

    Raises:
        ValueError: A part is not closed.
    """
    solids = tuple(solid(skin_of(item)) for item in scene.items)
    for item, of in zip(scene.items, solids, strict=True):
        if of.is_empty():
            raise ValueError(f"part {item.part} ({item.name!r}) is not closed: {of.status().name}")
    shared = np.zeros((len(solids), len(solids)))
    for a, b in meetings(solids):
        shared[a, b] = shared[b, a] = _told((solids[a] ^ solids[b]).volume())
    volumes = np.array([_told(of.volume()) for of in solids])
    return Body(solids, shared, _parents(shared, volumes))


def meetings(solids: Sequence[Manifold]) -> list[tuple[int, int]]:
    """Return the pairs of solids whose boxes overlap, the lower number first."""
    box = np.array([of.bounding_box() for of in solids]).reshape(-1, 6)
    low, high = box[:, :3], box[:, 3:]
    overlap = np.minimum(high[:, None], high) > np.maximum(low[:, None], low)
    return [(a, b) for a, b in np.argwhere(overlap.all(2)).tolist() if a < b]


def union_volume(solids: Sequence[Manifold]) -> float:
    """Return the volume inside any of some solids, in cubic world units."""
    return _told(Manifold.batch_boolean(list(solids), OpType.Add).volume()) if solids else 0.0


def groups(scene: Scene) -> list[tuple[int, ...]]:
    """Return the groups of items that may move or be lost without the rest falling apart.

    Each is a part that hangs on another and all that hangs on it; it makes up between
    `LEAST_SEEN` and `MOST_SEEN` of the visible surface.
    """
    whole, shares = body(scene), seen_shares(scene)
    found = [whole.group(k) for k in np.flatnonzero(whole.parent >= 0).tolist()]
    return [of for of in found if LEAST_SEEN <= shares[list(of)].sum() <= MOST_SEEN]


def main_of(scene: Scene, group: tuple[int, ...]) -> int:
    """Return the item of a group that the others hang on."""
    parent = body(scene).parent
    return next(k for k in group if parent[k] not in group)


def root_of(scene: Scene, group: tuple[int, ...]) -> NDArray[np.float64]:
    """Return the middle (3,) of what a group shares with the rest: where it is attached."""
    whole = body(scene)
    middle, weight = np.zeros(3), 0.0
    for a in group:
        for b in np.flatnonzero(whole.shared[a] > 0).tolist():
            if b not in group:
                box = np.array((whole.solids[a] ^ whole.solids[b]).bounding_box()).reshape(2, 3)
                middle = middle + whole.shared[a, b] * box.mean(0)
                weight += float(whole.shared[a, b])
    return middle / weight


def _told(volume: float) -> float:
    """Return a volume to nine digits: the modeller adds in another order from run to run."""
    return float(f"{volume:.9g}")


def _parents(shared: NDArray[np.float64], volumes: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return what each part hangs on: the maximal spanning tree, grown from the largest (Prim)."""
    count = len(volumes)
    parent, held = np.full(count, -1), np.zeros(count)
    left = np.ones(count, bool)
    for _ in range(count):
        firm = np.where(left, held, -1.0)
        best = int(firm.argmax())
        if firm[best] <= 0:
            best = int(np.where(left, volumes, -1.0).argmax())
        left[best] = False
        firmer = left & (shared[best] > held)
        parent[firmer], held[firmer] = best, shared[best][firmer]
    return parent
