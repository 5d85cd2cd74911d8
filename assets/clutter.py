"""Things that lie about on a workbench: metres, Z up, standing on z = 0 about the origin.

Each is drawn from plain measures, in millimetres; chance decides sizes and colours.
"""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from manifold3d import CrossSection, Manifold
from numpy.typing import NDArray

from .brick_shapes import box, cylinder, union
from .bricks import part_mesh
from .colours import colour_surface
from .props import Prop, along_x, along_y, block, covered, mesh_of, metal, painted
from .textures import cardboard

_STEEL = metal("B8B9BA", 0.3)
_CHROME = metal("D4D5D6", 0.16)
_BRASS = metal("C9A24E", 0.28)
_DARK = painted("1D1E20", 0.5)
_TAPE = painted("C9A566", 0.25)
_CORE = painted("9C7B54", 0.7)
_WHITE = painted("E9E7E0", 0.4)
_PLASTICS = ("B3261E", "1F57A4", "E0A81C", "2C7A45", "D66A1A")


def _plastic(rng: np.random.Generator) -> str:
    return str(rng.choice(_PLASTICS))


def carton(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a closed cardboard box with a strip of tape and a label."""
    x, y, z = (float(v) for v in rng.uniform((80, 60, 30), (170, 120, 80)))
    half_x, half_y = x / 2, y / 2
    body = block((-half_x, half_x), (-half_y, half_y), (0, z), 1.5)
    # where the flaps meet
    body -= box((-x, x), (-0.8, 0.8), (z - 1.2, z + 1))
    over = block((-half_x - 0.4, half_x + 0.4), (-20, 20), (z - 25, z + 0.4), 0.1)
    tape = over - box((-half_x - 0.05, half_x + 0.05), (-30, 30), (z - 60, z + 0.05))
    label = box((half_x * 0.2, half_x * 0.8), (-half_y - 0.3, 0.1 - half_y), (z * 0.3, z * 0.75))
    return (
        Prop("carton", mesh_of(body, 0.2), covered(cardboard())),
        Prop("tape", mesh_of(tape), _TAPE),
        Prop("label", mesh_of(label), _WHITE),
    )


def parts_bin(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return an open plastic bin with loose bricks in it."""
    x, y, z, wall = 120.0, 80.0, 46.0, 2.5
    half_x, half_y = x / 2, y / 2
    hull = block((-half_x, half_x), (-half_y, half_y), (0, z), 2)
    room = box((wall - half_x, half_x - wall), (wall - half_y, half_y - wall), (wall, z + 1))
    mouth = box((-30, 30), (-y, y), (0, 60)).rotate((0, 35, 0)).translate((half_x + 8, 0, 24))
    rim = block((-half_x - 4, 1 - half_x), (-half_y, half_y), (z - 6, z), 1.5)
    shell = Prop("bin", mesh_of((hull - room - mouth) + rim), painted(_plastic(rng), 0.4))
    places = [
        np.array([22.0 * i, 22.0 * j, wall + 1.5]) for i, j in product(range(-2, 3), range(-1, 2))
    ]
    jitter = rng.uniform(-1, 1, (len(places), 3))
    tumbled = [_brick(rng, p, _SMALL, True) for p in places + jitter]
    return (shell, *tumbled)


def loose_bricks(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return two to four bricks and plates that lie side by side."""
    corners = rng.permutation([(-21, -21), (21, -21), (-21, 21), (21, 21)])
    count = int(rng.integers(2, 5))
    return tuple(_brick(rng, np.array([*c, 0.0]), _LOOSE, False) for c in corners[:count])


_SMALL = ("3004", "3005", "3040", "3069b", "3024", "54200", "3062b")
_LOOSE = ("3003", "3004", "3022", "3039", "3010", "3023", "3001", "3020")
_CODES = (1, 2, 4, 14, 15, 25, 27, 71, 321)


def _brick(
    rng: np.random.Generator, place: NDArray[np.float64], numbers: tuple[str, ...], tumbled: bool
) -> Prop:
    """Return a part that stands, or lies on a side, at `place` (3,) mm, or leans there anyhow."""
    mesh = part_mesh(str(rng.choice(numbers)))
    if tumbled:
        turn = _any_turn(rng)
    else:
        # LDraw's y points down; a quarter turn lays the part on its side
        lying = np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]], np.float64)
        if rng.random() < 0.35:
            lying = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float64)
        turn = _about_z(rng.uniform(0, 2 * np.pi)) @ lying
    pose = np.eye(4)
    pose[:3, :3] = 0.0004 * turn
    world = mesh.vertices @ pose[:3, :3].T
    low, high = world.min(0), world.max(0)
    pose[:3, 3] = place * 1e-3 - [*(low + high)[:2] / 2, low[2]]
    return Prop("brick", mesh, colour_surface(int(rng.choice(_CODES))), pose)


def _about_z(angle: float) -> NDArray[np.float64]:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def _any_turn(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a rotation (3, 3), uniform over all of them (QR of a normal matrix)."""
    q, r = np.linalg.qr(rng.standard_normal((3, 3)))
    q = q * np.sign(np.diag(r))
    return q if np.linalg.det(q) > 0 else -q


def screwdriver(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a screwdriver that lies along x."""
    grooves = union(
        cylinder(2.6, (-70, 70), 10)
        .rotate((0, 90, 0))
        .translate((-60, 13.5 * np.cos(a), 12 + 13.5 * np.sin(a)))
        for a in (np.arange(8) + 0.5) * np.pi / 4
    )
    body = union(
        along_x(r, x, 32).translate((0, 0, 12))
        for r, x in ((12, (-100, -40)), (9, (-42, -26)), (11, (-28, -18)))
    )
    dome = Manifold.sphere(12, 24).scale((0.6, 1, 1)).translate((-100, 0, 12))
    shank = along_x(3.2, (-20, 74), 16).translate((0, 0, 12))
    tip = Manifold.hull_points(
        [(x, y, 12 + z) for x, h, w in ((72, 3, 3), (86, 3.8, 1.2), (98, 3.4, 0.5))
         for y in (-h, h) for z in (-w, w)]
    )  # fmt: skip
    return (
        Prop("handle", mesh_of((body + dome) - grooves), painted(_plastic(rng), 0.25)),
        Prop("blade", mesh_of(shank + tip), _CHROME),
    )


def pliers(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a pair of pliers that lies along x, a little open."""

    def swept(points: list[tuple[float, float]], radii: list[float], thick: float) -> Manifold:
        discs = [
            cylinder(r, (-thick / 2, thick / 2), 20).translate((x, y, 0))
            for (x, y), r in zip(points, radii, strict=True)
        ]
        return union(Manifold.hull(a + b) for a, b in pairwise(discs))

    jaw = swept([(0, 0), (18, 4), (48, 2.2)], [11, 5, 1.6], 8)
    shank = swept([(0, 0), (-22, -9), (-45, -13)], [11, 5, 4.5], 8)
    grip = swept([(-40, -13), (-70, -17), (-105, -14)], [6.2, 6.2, 5.6], 11)
    notch = box((16, 52), (-9, 0.8), (-9, 9))
    steel, rubber = (jaw - notch) + shank, grip
    steel = (steel + steel.mirror((0, 1, 0))) + cylinder(5, (-5.4, 5.4), 24)
    return (
        Prop("pliers", mesh_of(steel.translate((25, 0, 5.5))), _STEEL),
        Prop(
            "grips",
            mesh_of((rubber + rubber.mirror((0, 1, 0))).translate((25, 0, 5.5))),
            painted(_plastic(rng), 0.5),
        ),
    )


def pen(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a ball pen or marker that lies along x."""
    radius = float(rng.uniform(4, 7))
    barrel = along_x(radius, (-60, 38), 20)
    point = Manifold.cylinder(16, radius * 0.9, 1.2, 20).rotate((0, 90, 0)).translate((38, 0, 0))
    cap = along_x(radius + 0.8, (-72, -20), 20)
    clip = block((-70, -28), (-1.6, 1.6), (radius + 1, radius + 3), 0.4)
    clip += block((-70, -66), (-1.6, 1.6), (0, radius + 3), 0.4)
    colour = painted(_plastic(rng), 0.25)
    body = (_WHITE, _DARK, _STEEL, colour)[int(rng.integers(4))]
    lifted = (0.0, 0.0, radius + 0.8)
    return (
        Prop("barrel", mesh_of((barrel + point).translate(lifted)), body),
        Prop("cap", mesh_of((cap + clip).translate(lifted)), colour),
    )


def ruler(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a steel rule of 200 mm along x with its marks."""
    body = block((-105, 105), (-13, 13), (0, 1), 0.25) - cylinder(3, (-1, 2), 20).translate(
        (-99, 0, 0)
    )
    marks = [
        box((x - 0.25, x + 0.25), (13 - length, 12.6), (0.9, 1.06))
        for x, length in (
            (-90 + 5 * k, 9 if k % 10 == 0 else 6 if k % 2 == 0 else 4) for k in range(39)
        )
    ]
    return (Prop("rule", mesh_of(body), _STEEL), Prop("marks", mesh_of(union(marks)), _DARK))


def fasteners(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a handful of nuts, washers and screws."""
    nut = cylinder(6.5, (0, 5), 6) - cylinder(3.4, (-1, 6), 16)
    washer = cylinder(7, (0, 1.2), 24) - cylinder(3.4, (-1, 2), 16)
    screw = (
        cylinder(5, (0, 3), 6) + cylinder(2.9, (2, 24), 14)
    ).rotate((0, 90, 0)).translate((-12, 0, 5))  # fmt: skip
    cells = rng.permutation([(x, y) for x in (-24, 0, 24) for y in (-17, 17)])
    kinds = [nut, washer, screw, nut, washer, screw]
    drawn = [
        kind.rotate((0, 0, float(rng.uniform(0, 360)))).translate((float(x), float(y), 0))
        for kind, (x, y) in zip(kinds, cells, strict=True)
    ]
    look = _BRASS if rng.random() < 0.3 else _CHROME
    return (Prop("fasteners", mesh_of(union(drawn)), look),)


def tape_roll(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a roll of adhesive tape that lies flat."""
    height = float(rng.uniform(15, 40))
    tape = cylinder(44, (0.5, height), 48) - cylinder(33, (-1, 60), 40)
    core = cylinder(33, (0, height + 0.5), 40) - cylinder(30.5, (-1, 60), 40)
    colour = painted(str(rng.choice(("C9A566", "20242B", "1F57A4", "D9D7CF"))), 0.25)
    return (
        Prop("tape roll", mesh_of(tape), colour),
        Prop("core", mesh_of(core), _CORE),
    )


def mug(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a mug with a handle."""
    body = Manifold.cylinder(88, 38, 41, 48) - Manifold.cylinder(90, 34.5, 37.8, 48).translate(
        (0, 0, 5)
    )
    ring = Manifold.revolve(CrossSection.circle(5, 14).translate((24, 0)), 32).rotate((90, 0, 0))
    handle = ring.scale((1, 1, 1.2)).translate((42, 0, 44)) - cylinder(37, (-1, 99), 48)
    return (Prop("mug", mesh_of(body + handle), painted(_plastic(rng), 0.12)),)


def desk_lamp(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return the foot and the stem of a desk lamp; the stem leans away along +x."""
    foot = Manifold.cylinder(14, 78, 72, 56) + Manifold.cylinder(10, 26, 14, 32).translate(
        (0, 0, 13)
    )
    stem = cylinder(6.5, (0, 380), 20).rotate((0, 24, 0)).translate((0, 0, 16))
    joint = along_y(12, (-14, 14), 24).translate((0, 0, 30))
    return (
        Prop("lamp foot", mesh_of(foot), painted(_plastic(rng), 0.3)),
        Prop("stem", mesh_of(stem + joint), _CHROME),
    )
