"""Breakage: a part that can come off is missing, or a piece of one is broken out."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
from numpy.typing import NDArray

from ..scene import Item, Scene
from ..truth import caster
from . import Defect, Twins, labelled, millimetre
from .assembly import remove_parts
from .exposure import Spot, boxes, draw_spot_on, seen_shares
from .fractures import Break, break_out, ragged_ball, volume
from .patches import extent, projected
from .skins import Skin, item_of, joined, skin_of
from .substances import Substance, broken, substances

_MOST, _LEAST = 0.35, 0.003
"""Shares of the object's visible surface between which a missing part must have been."""
_BREAKS = 0.6
"""Chance of a broken piece where a part could be missing as well."""
_METAL_SIZES, _BRITTLE_SIZES = (0.035, 0.065), (0.05, 0.10)
"""Radius of a broken piece over the longest side of the object."""
_SMALLEST = 2.5
_CANDIDATES = 16
_INSIDE = 128
_TILE = 15.0

_LOOSE = {
    "ball", "nut", "washer", "tyre", "handle", "latch", "catch", "pull tab", "roller", "pin",
    "inner plate upper", "inner plate lower", "outer plate upper", "outer plate lower",
    "spring clip", "set screw", "key", "key bow", "key blade", "tag", "bell screw", "lid screw",
    "gland", "name plate", "lid", "fan cowl", "fin", "bolt", "spring washer", "flange screw",
    "cover", "pad", "finger", "finger screw", "fitting", "plate", "cap", "nozzle", "screw",
    "end cap", "retaining ring",
}  # fmt: skip
"""What can come off by itself: names without side and number."""

_ALONG = (
    (r"(left |right |)washer", r"\1(nut|screw)"),
    (r"(left |right )finger", r"\1(pad|finger screw \\d+)"),
    (r"finger (\d+)", r"(pad \1|finger \1 screw \\d+)"),
    (r"fitting (\d+)", r"collar \1"),
    (r"key (\d+) (bow|blade)", r"key \1 (bow|blade)"),
    (r"roller (\d+)", r"bush \1"),
    (r"tag", r"tag .+"),
    (r"lid", r"(lid screw \\d+|name plate|handle|left catch|right catch)"),
)
"""What goes with it: patterns of the whole name of a part, and of those that it takes along."""

_BREAKABLE = {"gear", "large sprocket", "small sprocket", "profile", "spring"}


def lose_piece(scene: Scene, rng: np.random.Generator, edit: int = 1) -> Twins:
    """Let a part that can come off be missing, or a piece of one be broken out.

    A missing part was at least just visible and at most 35 % of what is seen of the object; what
    only it holds goes with it; its chance is as the root of how much of it is seen. A broken
    piece was an edge, a rim, a tooth or a tip; or it was torn off a label, where nothing else can
    go. S_N is the surface that is gone, S_A the rough new face. Severity is the volume of what is
    missing in cubic millimetres.

    Raises:
        ValueError: The object has no part that could be missing and none that could break.
    """
    kinds = substances(scene)
    groups = {tuple(sorted(_group(scene, k, kinds))) for k in range(len(scene.items))} - {()}
    breaking = [_breaks(item, kind, scene) for item, kind in zip(scene.items, kinds, strict=True)]
    if not any(breaking) and not groups:  # a can without a tab: a piece of its label is torn off
        breaking = [kind.coat == "print" for kind in kinds]
    if any(breaking) and (not groups or rng.uniform() < _BREAKS):
        return _break(scene, kinds, breaking, rng, edit)
    if not groups:
        raise ValueError("the scene has no part that could be missing and none that could break")
    loose = sorted(groups)
    # by the root, or wheels and cowls would go nearly always and screws hardly ever
    chance = np.sqrt([seen_shares(scene)[list(group)].sum() for group in loose])
    return _missing(scene, loose[int(rng.choice(len(loose), p=chance / chance.sum()))], edit)


def _stem(name: str) -> str:
    """Return the name of a part without side and number."""
    return " ".join(word for word in name.split() if not word.isdigit() and word not in _SIDES)


_SIDES = ("left", "right")


def _group(scene: Scene, index: int, kinds: tuple[Substance, ...]) -> tuple[int, ...]:
    """Return the items that are missing when one is; () where it cannot be."""
    name = scene.items[index].name
    stem = _stem(name)
    if stem not in _LOOSE or (stem == "handle" and kinds[index].bulk == "ceramic"):
        return ()
    group = [index]
    for of, along in _ALONG:
        found = re.fullmatch(of, name)
        if found:
            pattern = found.expand(along)
            group += [
                k for k, item in enumerate(scene.items)
                if k != index and re.fullmatch(pattern, item.name) and kinds[k].bulk != "ceramic"
            ]  # fmt: skip
    share = float(seen_shares(scene)[group].sum())
    return tuple(group) if _LEAST <= share <= _MOST else ()


def _missing(scene: Scene, group: tuple[int, ...], edit: int) -> Twins:
    """Return the scene without some items; the largest is the one that counts."""
    parts = tuple(dict.fromkeys(scene.items[k].part for k in group))
    made = remove_parts(scene, parts, edit)
    volumes = [volume(skin_of(scene.items[k])) / millimetre(scene) ** 3 for k in group]
    main = scene.items[group[int(np.argmax(volumes))]]
    defect = dataclasses.replace(
        made.defect, kind="missing_piece", part=main.part, part_name=main.name,
        severity=sum(volumes),
    )  # fmt: skip
    return dataclasses.replace(made, defect=defect)


def _breaks(item: Item, kind: Substance, scene: Scene) -> bool:
    """Whether a piece of an item can break out: ceramics, teeth, profiles, springs, plastic."""
    if kind.bulk == "ceramic":
        return True
    if kind.bulk == "plastic":
        return item.name in ("body", "lid")
    stepped = item.name == "shaft" and any(i.name == "retaining ring" for i in scene.items)
    return item.name in _BREAKABLE or stepped


def _break(
    scene: Scene,
    kinds: tuple[Substance, ...],
    breaking: list[bool],
    rng: np.random.Generator,
    edit: int,
) -> Twins:
    """Return the scene with a piece broken out where the least of it is around."""
    mm = millimetre(scene)
    ranked: list[tuple[float, int, Spot, NDArray[np.float64], float]] = []
    for k in range(_CANDIDATES):
        spot = draw_spot_on(scene, rng, breaking, "part that could break")
        kind = kinds[spot.index]
        massive = kind.bends and not kind.coat and scene.items[spot.index].name != "spring"
        sizes = _METAL_SIZES if massive else _BRITTLE_SIZES
        share = float(np.exp(rng.uniform(*np.log(sizes))))
        radius = max(share * extent(scene), _SMALLEST) * mm
        firm, away = _firmness(scene, spot.point, radius, rng)
        ranked.append((firm, k, spot, away, radius))
    ranked.sort(key=lambda of: of[:2])
    first = int(rng.integers(3))
    for _, _, spot, away, radius in ranked[first:] + ranked[:first]:
        kind = kinds[spot.index]
        axes = radius * np.linalg.qr(rng.normal(size=(3, 3)))[0] * rng.uniform(0.85, 1.3, (3, 1))
        rough = 0.012 if kind.bulk == "ceramic" else 0.03
        if np.linalg.det(axes) < 0:
            axes = -axes
        # a spring's wire breaks through, from a point on it a little inwards
        inset = -0.15 if scene.items[spot.index].name == "spring" else 0.3
        cutter = ragged_ball(spot.point + inset * radius * away, axes, rough, rng)
        same = [k for k, of in enumerate(kinds) if of == kind]
        made = _broken(scene, spot, cutter, (kind, same), int(rng.integers(3)), edit)
        if made is not None:
            return made
    raise ValueError(f"no piece breaks out at any of {_CANDIDATES} visible points")


def _firmness(
    scene: Scene, point: NDArray[np.float64], radius: float, rng: np.random.Generator
) -> tuple[float, NDArray[np.float64]]:
    """Return how firmly what is in a ball is held, and the direction (3,) to the void, unit.

    At a corner, an edge, a rim or a tip little of the ball is solid, and that lies all on one
    side; within a wall, however thin, it lies all around.
    """
    offsets = rng.normal(size=(_INSIDE, 3))
    offsets /= np.linalg.norm(offsets, axis=1, keepdims=True)
    offsets *= rng.uniform(size=(_INSIDE, 1)) ** (1 / 3)
    way = rng.normal(size=3)
    ways = np.broadcast_to(way / np.linalg.norm(way), offsets.shape)
    solids, faces, _ = caster(scene).first_hits(point + radius * offsets, ways)
    inside = np.zeros(_INSIDE, bool)
    for k in np.flatnonzero((solids >= 0) & (solids < len(scene.items))):
        item = scene.items[solids[k]]
        a, b, c = item.world_vertices()[item.world_faces()[faces[k]]].astype(np.float64)
        inside[k] = np.cross(b - a, c - a) @ way > 0  # the ray leaves a part
    if not inside.any() or inside.all():
        return 1.0, ways[0]
    held = offsets[inside].mean(0)
    away = offsets[~inside].mean(0) - held
    firm = 0.5 * float(inside.mean()) - float(np.linalg.norm(held))
    return firm, away / max(float(np.linalg.norm(away)), 1e-12)


def _broken(
    scene: Scene,
    spot: Spot,
    cutter: Skin,
    hit: tuple[Substance, list[int]],
    seed: int,
    edit: int,
) -> Twins | None:
    """Return the scene without what is inside a cutter; None where that is not possible.

    Args:
        scene: The sound one.
        spot: Where it broke.
        cutter: Closed.
        hit: What broke, and the items that are of the same.
        seed: Of the look of the new face.
        edit: Id of the edit.
    """
    mm = millimetre(scene)
    low, high = cutter.vertices.min(0), cutter.vertices.max(0)
    lows, highs = boxes(scene)
    sound, anomalous = [], []
    breaks: list[Break] = []
    for k, item in enumerate(scene.items):
        met = k in hit[1] and ((lows[k] < high) & (highs[k] > low)).all()
        found = break_out(item, cutter) if met else None
        if found is None:
            if k == spot.index:
                return None
            sound.append(item)
            anomalous.append(item)
            continue
        breaks.append(found)
        gone = np.repeat([0, edit], [len(found.rest.faces), len(found.gone.faces)])
        sound.append(item_of(item, joined([found.rest, found.gone]), edits=gone.astype(np.uint8)))
        uv = projected(found.face, spot.normal, _TILE * mm)
        face = item_of(
            item, Skin(found.face.vertices, found.face.faces, uv), broken(hit[0], item, seed)
        )
        anomalous += [item_of(item, found.rest), labelled(face, edit)]
    places = np.concatenate([b.gone.corners().reshape(-1, 3) for b in breaks])
    item = scene.items[spot.index]
    x, y, z = spot.point.tolist()
    defect = Defect(
        "missing_piece", edit, item.part, item.name, sum(b.volume for b in breaks) / mm**3, "mm3",
        float(np.ptp(places, axis=0).max()) / mm, (x, y, z),
    )  # fmt: skip
    return Twins(
        dataclasses.replace(scene, items=tuple(sound)),
        dataclasses.replace(scene, items=tuple(anomalous)),
        defect,
    )
