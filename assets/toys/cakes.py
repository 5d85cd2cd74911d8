"""Cakes: round, square, heart-shaped, in tiers, cut into, single slices; and cupcakes."""

from __future__ import annotations

import numpy as np
from manifold3d import CrossSection, JoinType, Manifold

from ..piad.machining import disc, outline, prism, rounded
from ..piad.turning import Points, turn
from ..props import Prop
from .looks import PASTEL, colour, glossy, soft, striped
from .paintbox import BRIGHT
from .shaping import ball
from .toppings import (
    ICINGS,
    candle,
    cherry,
    crowned,
    dripped,
    piled,
    sprinkled,
    strawberry,
    whipped,
)
from .turned import Piece, body, finished, joined, pick, straight, widened

_SPONGES = ("E9BE6E", "D9A556", "5A2F1B", "C24A3A", "F0D9A0", "8A4B2A")


def cake(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a cake on its plate, layers, icing and ornaments; often a slice is cut out."""
    kind = pick(rng, ("round", "round", "round", "square", "heart", "tiered", "slice"))
    icing = colour(rng, ICINGS)
    filling = colour(rng, ICINGS, icing)
    sponge = colour(rng, _SPONGES)
    if kind == "slice":
        return finished(_slice(sponge, icing, filling, rng), rng)
    plan = _plan(kind)
    tall = rng.uniform(85, 150)
    sizes = [1.0, 0.66, 0.38][: int(rng.integers(2, 4))] if kind == "tiered" else [1.0]
    if kind == "tiered":
        tall = rng.uniform(75, 95)
    cut = _wedge(rng) if kind in ("round", "square") and rng.random() < 0.55 else None
    pieces, z = _stand(rng), 0.0
    for k, size in enumerate(sizes):
        tier = plan.scale((size, size))
        suffix = f" {k + 1}" if len(sizes) > 1 else ""
        pieces += _tier(tier, z, tall, suffix, (sponge, icing, filling), cut, rng)
        z += tall * 0.92
    last = plan.scale((sizes[-1], sizes[-1]))
    pieces += _ornaments(last, z + 0.08 * tall + 7, sizes[-1], cut, rng)
    return finished(pieces, rng)


def _plan(kind: str) -> CrossSection:
    """Return the outline of a cake, 240 mm over all."""
    if kind == "square":
        return rounded(CrossSection.square([215, 215], True), 14)
    if kind == "heart":
        t = np.linspace(0, 2 * np.pi, 120, endpoint=False)
        y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
        return rounded(outline(7.6 * np.stack([16 * np.sin(t) ** 3, y + 2], axis=1)), 6).simplify(
            0.3
        )
    return CrossSection.circle(120, 72)


def _wedge(rng: np.random.Generator) -> Manifold:
    """Return what a slice taken out leaves empty, towards the front."""
    span, aim = rng.uniform(38, 75), rng.uniform(-75, -35)
    angle = np.radians(np.linspace(aim - span / 2, aim + span / 2, 9))
    rim = 400 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return outline([(0, 0), *rim]).extrude(900).translate((0, 0, -1))


def _stand(rng: np.random.Generator) -> list[Piece]:
    """Return a plate, or a stand on a foot, its top at z = 2."""
    look = glossy(colour(rng, (*PASTEL, "FAF8F2", "FAF8F2", *BRIGHT[:4])))
    r = rng.uniform(142, 165)
    dish = turn([(0, -10), (r - 20, -10), (r, 2), (r - 1, 6), (r - 6, 6), (r - 14, 2), (0, 2)], 72)
    pieces = [Piece("plate", dish, look)]
    if rng.random() < 0.35:
        foot = [(80, -78), (78, -72), (24, -58), (16, -40), (20, -20), (36, -8), (0, -8)]
        pieces.append(Piece("stand", straight(foot, 2.0), look))
    return pieces


def _tier(
    plan: CrossSection, z: float, tall: float, suffix: str, codes: tuple[str, str, str],
    cut: Manifold | None, rng: np.random.Generator,
) -> list[Piece]:  # fmt: skip
    """Return the layers of one storey of a cake and its icing: all over, or a top that drips."""
    sponge, icing, filling = codes
    count = int(rng.integers(2, 4))
    naked = cut is None and rng.random() < 0.3
    bulge = 0.0 if naked else 2.5
    step = tall / count
    solids: list[tuple[str, Manifold, str]] = []
    for k in range(count):
        low = z + k * step
        layer = prism(plan.offset(-2 - bulge, JoinType.Round), (low, low + step - 2), 3.0, 2)
        solids.append((f"layer {k + 1}", layer, sponge))
        if k:
            cream = plan.offset(-bulge, JoinType.Round)
            solids.append((f"cream {k}", prism(cream, (low - 7, low + 4), 3.5, 3), filling))
    top = z + tall
    rim = _rim(plan, 17.0 * rng.uniform(0.9, 1.4))
    cap = prism(plan.offset(3.0, JoinType.Round), (top - 8, top + 7), 5.0, 3)
    over = rng.random() < 0.6 and not naked
    if over:
        coat = prism(plan, (z + 0.5, top), 3.0, 2) - prism(
            plan.offset(-6, JoinType.Round), (z - 5, top - 4), 0
        )
        solids.append(("coat", coat, filling if rng.random() < 0.6 else icing))
    if over and rng.random() < 0.3:
        beads = joined([ball((x, y, z + 6), 9, 10) for x, y in _rim(plan, 20)])
        solids.append(("beads", beads, icing))
    drops = dripped(rim, top + 1, (12, 0.55 * tall), 6.5, rng)
    solids.append(("icing", cap + drops, icing))
    if cut is not None:
        solids = [(name, solid - cut, code) for name, solid, code in solids]
    return [
        Piece(name + suffix, solid, soft(code, 0.35 if name in ("icing", "coat") else 0.8))
        for name, solid, code in solids
    ]


def _rim(plan: CrossSection, apart: float) -> Points:
    """Return points (n, 2) spread evenly along an outline."""
    loop = np.asarray(plan.to_polygons()[0], np.float64)
    closed = np.concatenate([loop, loop[:1]])
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    at = np.linspace(0, way[-1], max(int(way[-1] / apart), 3), endpoint=False)
    return np.stack([np.interp(at, way, closed[:, 0]), np.interp(at, way, closed[:, 1])], axis=1)


def _ornaments(
    plan: CrossSection, top: float, size: float, cut: Manifold | None, rng: np.random.Generator
) -> list[Piece]:
    """Return candles, cherries, strawberries or dollops on the top of a cake."""
    kind = pick(rng, ("candles", "candles", "cherries", "strawberries", "dollops", "sprinkles"))
    count = int(rng.integers(5, 9)) if size > 0.5 else 4
    inset = plan.scale((0.7, 0.7)) if count > 4 else plan.scale((0.55, 0.55))
    loop = _rim(inset, 1.0)
    spots = [loop[i] for i in np.linspace(0, len(loop), count, endpoint=False).astype(int)]
    if cut is not None:
        gone = cut.slice(10.0).offset(9.0)
        spots = [s for s in spots if (gone ^ disc(2.0, (float(s[0]), float(s[1])))).is_empty()]
    pieces: list[Piece] = []
    code = colour(rng, BRIGHT)
    for k, (x, y) in enumerate(spots):
        at = (float(x), float(y), top - 2)
        if kind == "candles":
            pieces += candle(
                at,
                rng.uniform(42, 58),
                4.6,
                colour(rng, BRIGHT) if k % 2 else code,
                f"candle {k + 1}",
            )
        elif kind == "cherries":
            pieces += cherry(13, at, f"cherry {k + 1}", stem=False)
        elif kind == "strawberries":
            pieces += strawberry(15, at, f"strawberry {k + 1}")
        elif kind == "dollops":
            cream = piled(17, 26, rng).translate(at)
            pieces.append(Piece(f"dollop {k + 1}", cream, soft("FFF8EA", 0.5)))
    if kind == "sprinkles":
        ground = prism(plan.scale((0.9, 0.9)), (top - 6, top), 0)
        pieces += sprinkled(ground - cut if cut is not None else ground, 60, rng, 1.1)
    return pieces


def _slice(sponge: str, icing: str, filling: str, rng: np.random.Generator) -> list[Piece]:
    """Return a single slice of a cake, on a plate, a berry on top."""
    span, tall, count = rng.uniform(34, 50), rng.uniform(85, 120), int(rng.integers(2, 4))
    angle = np.radians(np.linspace(-span / 2, span / 2, 12))
    rim = 200 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    plan = rounded(outline([(0, 0), *rim]), 4).translate((-110, 0)).rotate(-100)
    step = tall / count
    dish = turn([(0, -8), (110, -8), (132, 4), (131, 8), (126, 8), (114, 2), (0, 2)], 72)
    pieces = [Piece("plate", dish, glossy(colour(rng, (*PASTEL, "FAF8F2"))))]
    for k in range(count):
        low = k * step
        pieces.append(
            Piece(f"layer {k + 1}", prism(plan, (low, low + step - 2), 2.5, 2), soft(sponge, 0.8))
        )
        if k:
            cream = prism(plan.offset(1.5, JoinType.Round), (low - 7, low + 4), 3.0, 2)
            pieces.append(Piece(f"cream {k}", cream, soft(filling, 0.5)))
    back = outline([*(rim * 1.02), *(rim[::-1] * 0.95)]).translate((-110, 0)).rotate(-100)
    cap = prism(plan.offset(2.5, JoinType.Round), (tall - 7, tall + 6), 4.0, 3)
    pieces.append(Piece("icing", cap + prism(back, (2, tall), 1.5, 2), soft(icing, 0.35)))
    x, y = 25 * np.cos(np.radians(-100)), 25 * np.sin(np.radians(-100))
    at = (float(x), float(y), tall + 4)
    topping = pick(rng, ("strawberry", "cherry", "cream"))
    if topping == "strawberry":
        return pieces + strawberry(26, at)
    dollop = Piece("dollop", whipped(30, 38, rng).translate(at), soft("FFF8EA", 0.5))
    if topping == "cherry":
        return [*pieces, dollop, *cherry(16, (at[0], at[1], at[2] + 26))]
    return [*pieces, dollop]


def cupcake(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a cupcake: pleated paper cup, cake, a swirl or dome of icing, ornaments."""
    low, high, tall = rng.uniform(60, 72), rng.uniform(90, 102), rng.uniform(95, 125)
    pleats = int(rng.integers(18, 27))
    paper = straight([(low, 0), (high, tall), (0, tall)], 1.5, 4 * pleats)
    paper = paper.warp_batch(lambda p: _pleated(p, pleats, 0.028))
    code, other = colour(rng, (*BRIGHT, *PASTEL, "FAF6EA")), colour(rng, BRIGHT)
    look = striped((code, other), pleats, True, 0.6) if rng.random() < 0.5 else soft(code, 0.6)
    pieces = [Piece("paper cup", paper, look, wrap=bool(look.texture))]
    crumb = soft(colour(rng, _SPONGES), 0.85)
    crown = body([(0.9 * high, tall - 12), (1.07 * high, tall + 6), (1.04 * high, tall + 20),
                  (0.75 * high, tall + 38), (0, tall + 48)], 5)  # fmt: skip
    pieces.append(Piece("cake", crown, crumb))
    icing = soft(colour(rng, ICINGS), 0.35)
    kind = pick(rng, ("whipped", "whipped", "piled", "dome"))
    if kind == "dome":
        base, rise = tall + 12, rng.uniform(55, 80)
        arch = [(0.9 * high, base), (1.1 * high, base + 9), (1.02 * high, base + 0.4 * rise),
                (0.6 * high, base + 0.85 * rise), (0, base + rise)]  # fmt: skip
        count = int(rng.integers(9, 15))
        angle = np.linspace(0, 2 * np.pi, count, endpoint=False) + rng.uniform(0, 1)
        rim = 1.03 * high * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        top = body(arch, 5) + dripped(rim, base + 12, (10, 42), 11, rng)
        z = base + rise
    else:
        rise = rng.uniform(105, 150)
        make = whipped if kind == "whipped" else piled
        top = make(1.06 * high, rise, rng).translate((0, 0, tall + 16))
        z = tall + 16 + rise
    pieces.append(Piece("icing", top, icing))
    if rng.random() < 0.5:
        pieces += sprinkled(top, int(rng.integers(30, 60)), rng, 1.3, 0.1)
    return finished(pieces + crowned(z - 6, rng.uniform(22, 30), rng), rng)


def _pleated(points: Points, pleats: int, deep: float) -> Points:
    """Return points (n, 3) moved out and in round the Z axis."""
    angle = np.arctan2(points[:, 1], points[:, 0])
    out = 1 + deep * np.cos(pleats * angle)
    return widened(points, out)
