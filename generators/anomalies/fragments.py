"""Fragments: a piece of the whole object breaks off along a rough plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..scene import Item, Scene
from . import Twins, labelled, millimetre
from .bodies import body, meetings, solid, union_volume
from .changes import recorded, shows, untouched, wanted, with_items
from .fractures import Break, break_out
from .incisions import STEP, incision, left_of
from .patches import extent, roughness, waves
from .shells import pieces, volumes
from .skins import Skin, item_of, skin_of

_LOST = (0.10, 0.45)
"""Share of the volume that is lost."""
LEAST, MOST = 0.10, 0.90
"""Shares of the volume between which one may be lost."""
_CELLS = 110
"""Cells of the rough plane over the longest side of the object."""
_SWELL, _GRAIN = 0.02, 0.004
"""Standard deviations of the plane's waves and of its roughness, over that side."""
_TRIES = 30
_STRAY = 0.03
"""Share of the volume up to which what no longer hangs together may be lost along with the piece.
Else another plane is drawn."""
_MISS = 0.25
"""By how much of what should be lost the loss may be off."""


@dataclass(frozen=True, eq=False)
class Cliff:
    """A rough plane; what is above it breaks off.

    Attributes:
        frame: (3, 3) rows, unit: two along the plane, the normal.
        height: Of the plane along its normal.
        cell: Of its lattice.
        bundles: Waves and roughness, as of `patches.waves`, and their heights.
    """

    frame: NDArray[np.float64]
    height: float
    cell: float
    bundles: tuple[tuple[NDArray[np.float64], float], ...]

    def above(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how high points (V, 3), told in its frame, lie above the plane, (V,)."""
        return np.asarray(points[:, 2] - self.height - self._relief(points))

    def _relief(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the height of waves and roughness below or above points (V, 3), (V,)."""
        flat = points * np.array([1.0, 1.0, 0.0])
        return np.asarray(sum(size * roughness(bundle, flat) for bundle, size in self.bundles))

    def cutter(self, low: NDArray[np.float64], high: NDArray[np.float64], lower: float) -> Skin:
        """Return all that is above the plane and about a box in its frame, closed.

        Args:
            low: (3,) corner of the box, in the frame of the plane.
            high: (3,) the other.
            lower: How much lower the plane lies.
        """
        first = np.floor(low[:2] / self.cell).astype(int) - 2
        wide, deep = (np.ceil(high[:2] / self.cell).astype(int) + 3 - first).tolist()
        u, v = np.meshgrid(np.arange(wide), np.arange(deep), indexing="ij")
        flat = np.stack([u.ravel(), v.ravel()], 1) + first
        places = np.column_stack([flat * self.cell, np.full(len(flat), self.height - lower)])
        places[:, 2] += self._relief(places)
        top = max(float(high[2]), float(places[:, 2].max())) + 2 * self.cell
        number = np.arange(len(flat)).reshape(wide, deep)
        a, b, c, d = (
            of.ravel()
            for of in (number[:-1, :-1], number[1:, :-1], number[1:, 1:], number[:-1, 1:])
        )
        rim = np.concatenate([number[:-1, 0], number[-1, :-1], number[:0:-1, -1], number[0, :0:-1]])
        lid = len(flat) + np.arange(len(rim))
        after, above = np.roll(rim, -1), np.roll(lid, -1)
        peak = np.full(len(rim), len(flat) + len(rim))
        faces = np.concatenate([
            np.stack([a, c, b], 1), np.stack([a, d, c], 1),
            np.stack([rim, after, above], 1), np.stack([rim, above, lid], 1),
            np.stack([lid, above, peak], 1),
        ])  # fmt: skip
        upper = np.vstack([places[rim], places[rim].mean(0)])
        upper[:, 2] = top
        return Skin(np.concatenate([places, upper]) @ self.frame, faces.astype(np.int64))


@dataclass(frozen=True, eq=False)
class _Piece:
    """A piece of what is left of a part: its item, its faces, and how large it is."""

    index: int
    skin: Skin
    chosen: NDArray[np.bool_]
    volume: float


def fracture(
    scene: Scene, rng: np.random.Generator, edit: int = 1, severity: float | None = None
) -> Twins:
    """Break a piece off the whole object along a rough plane, through all parts that it meets.

    Of what is left, the largest piece that hangs together stays; another plane is drawn where that
    is not nearly all of it. S_N is the surface that is gone, S_A the rough new face.

    Args:
        scene: The sound scene, of closed parts.
        rng: Draws the plane, its roughness and how much is lost.
        edit: Id of the edit.
        severity: Share of the volume that is lost, in percent, 10 to 90 (met to within a quarter,
            the record says what it came to); None draws it, 0 breaks nothing.

    Raises:
        ValueError: A severity between 0 and 10 or above 90; or what is left always falls apart.
    """
    drawn = 100 * float(np.exp(rng.uniform(*np.log(_LOST))))
    percent = wanted(severity, drawn)
    if percent == 0:
        return untouched(scene, "fracture", "%", edit, int(body(scene).parent.argmin()))
    if not LEAST <= percent / 100 <= MOST:
        raise ValueError(f"a fracture takes 0 or {LEAST:.0%} to {MOST:.0%}, not {percent:.3g} %")
    whole = union_volume(body(scene).solids)
    for _ in range(_TRIES):
        cliff = _cliff(scene, percent / 100, rng)
        made = _broken(scene, cliff, whole, edit)
        if made is not None:
            before, after, lost, index = made
            off = abs(lost - percent / 100)
            if off <= _MISS * percent / 100 and LEAST <= lost <= MOST:
                item = scene.items[index]
                twins = recorded(before, after, "fracture", item, (100 * lost, "%"), edit)
                if shows(twins):
                    return twins
    raise ValueError(
        f"no piece of {percent:.3g} % breaks off by any of {_TRIES} planes and leaves a rest that "
        "hangs together"
    )


def _cliff(scene: Scene, share: float, rng: np.random.Generator) -> Cliff:
    """Return a random rough plane with about a share of the object's volume above it."""
    side = extent(scene) * millimetre(scene)
    normal = rng.normal(size=3)
    normal /= np.linalg.norm(normal)
    aside = np.cross(normal, np.eye(3)[np.abs(normal).argmin()])
    aside /= np.linalg.norm(aside)
    frame = np.stack([aside, np.cross(normal, aside), normal])
    swell = waves((0.25 * side, 0.7 * side), 8, rng)
    grain = waves((0.03 * side, 0.1 * side), 20, rng)
    solids = body(scene).solids
    sizes = np.array([of.volume() for of in solids])
    points = np.concatenate([item.world_vertices() for item in scene.items]) @ normal
    low, high = float(points.min()), float(points.max())
    for _ in range(14):  # parts that overlap count twice; the waves cancel out
        middle = (low + high) / 2
        above = sum(
            of.trim_by_plane(normal.tolist(), middle).volume() for of in solids
        )  # fmt: skip
        low, high = (middle, high) if above > share * sizes.sum() else (low, middle)
    height = float(f"{(low + high) / 2:.6g}")
    return Cliff(frame, height, side / _CELLS, ((swell, _SWELL * side), (grain, _GRAIN * side)))


def _broken(
    scene: Scene, cliff: Cliff, whole: float, edit: int
) -> tuple[Scene, Scene, float, int] | None:
    """Return N, A, the share of the volume that is lost, and which part lost most.

    None where too much does not hang together, or all is on one side.

    Args:
        scene: The sound one.
        cliff: Where it breaks.
        whole: Volume of all.
        edit: Id of the edit.
    """
    cuts = _cuts(scene, cliff)
    found = [piece for k, cut in enumerate(cuts) for piece in _pieces(scene, k, cut)]
    kept, stray = _largest_heaps(scene, found)
    total = sum(piece.volume for piece in found)
    if not kept or not any(isinstance(cut, Break) for cut in cuts) or stray > _STRAY * total:
        return None
    lost = 1 - union_volume([solid(piece.skin.only(piece.chosen)) for piece in kept]) / whole
    sound, anomalous, losses = list(scene.items), list[Item](), np.zeros(len(cuts))
    for k, (item, cut) in enumerate(zip(scene.items, cuts, strict=True)):
        mine = [piece for piece in kept if piece.index == k]
        losses[k] = body(scene).solids[k].volume() - sum(piece.volume for piece in mine)
        if not mine:
            sound[k] = labelled(item, edit)
        elif isinstance(cut, Break):
            stays = np.any([piece.chosen for piece in mine], axis=0)
            made = incision(item, _without(cut, stays), edit)
            if not made.is_closed():
                return None
            sound[k] = made.sound
            anomalous += made.anomalous
        else:
            stays = np.any([piece.chosen for piece in mine], axis=0)
            sound[k] = item if stays.all() else labelled(item, edit, ~stays)
            anomalous.append(item if stays.all() else _only(item, stays))
    index = int(np.round(losses / whole, 6).argmax())
    return with_items(scene, sound), with_items(scene, anomalous), lost, index


def _cuts(scene: Scene, cliff: Cliff) -> list[Break | bool]:
    """Return for each item its cut, or whether it stays where it is not cut."""
    made: list[Break | bool] = []
    rank, slack = 0, 2 * cliff.cell  # a face may meet the plane between its vertices
    for item in scene.items:
        points = item.world_vertices() @ cliff.frame.T
        height = cliff.above(points)
        cut = None
        if height.min() < slack and height.max() > -slack:
            lower = rank * STEP * millimetre(scene)
            cut = break_out(item, cliff.cutter(points.min(0), points.max(0), lower))
        if cut is None:
            made.append(bool(height.mean() < 0))
        else:
            made.append(cut)
            rank += 1
    return made


def _pieces(scene: Scene, index: int, cut: Break | bool) -> list[_Piece]:
    """Return the pieces that are left of an item; none where all of it is gone."""
    if cut is False:
        return []
    skin = left_of(cut) if isinstance(cut, Break) else skin_of(scene.items[index])
    label = pieces(skin)
    return [
        _Piece(index, skin, label == k, abs(float(size)))
        for k, size in enumerate(volumes(skin, label).tolist())
    ]


def _largest_heaps(scene: Scene, found: list[_Piece]) -> tuple[list[_Piece], float]:
    """Return the pieces that hang together and are most, and the volume of the others.

    What did not hang together before, such as keys on a ring, need not do so now.
    """
    if not found:
        return [], 0.0
    solids = [solid(piece.skin.only(piece.chosen)) for piece in found]
    pairs = [(a, b) for a, b in meetings(solids) if found[a].index != found[b].index]
    joined = [(a, b) for a, b in pairs if (solids[a] ^ solids[b]).volume() > 0]
    ends = np.array(joined, np.int64).reshape(-1, 2)
    graph = coo_array(
        (np.ones(len(ends), bool), (ends[:, 0], ends[:, 1])), shape=(len(found), len(found))
    )
    _, heap = connected_components(graph, directed=False)
    _, before = connected_components(body(scene).shared > 0, directed=False)
    whole = before[[piece.index for piece in found]]
    sizes = np.bincount(heap, [piece.volume for piece in found])
    best = [int(heap[whole == k][sizes[heap[whole == k]].argmax()]) for k in np.unique(whole)]
    kept = [piece for piece, of in zip(found, heap, strict=True) if of in best]
    return kept, float(sizes.sum() - sizes[best].sum())


def _without(cut: Break, stays: NDArray[np.bool_]) -> Break:
    """Return a cut after which stray pieces are gone as well; stays is by faces of `left_of`."""
    count = len(cut.rest.faces)
    if stays.all():
        return cut
    outer, inner = stays[:count], stays[count:]
    stray = cut.rest.only(~outer)
    uv = None
    if cut.gone.uv is not None and stray.uv is not None:
        uv = np.concatenate([cut.gone.uv, stray.uv])
    gone = Skin(
        np.concatenate([cut.gone.vertices, stray.vertices]),
        np.concatenate([cut.gone.faces, stray.faces + len(cut.gone.vertices)]),
        uv,
    )
    return Break(cut.rest.only(outer), gone, cut.face.only(inner), cut.volume)


def _only(item: Item, stays: NDArray[np.bool_]) -> Item:
    """Return an item made of some of its faces."""
    return item_of(item, skin_of(item).only(stays))
