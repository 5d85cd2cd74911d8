"""LEGO-compatible parts drawn from their measures, by LDraw part number.

`part_mesh` draws a part once and keeps it. Where the user has the official LDraw library,
`padkit.assets.ldraw` prefers its part to ours. LEGO is a trademark of the LEGO Group, which does
not sponsor, authorise or endorse this project.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from manifold3d import Manifold

from .brick_basics import BASICS
from .brick_bodywork import BODYWORK
from .brick_fences import FENCES
from .brick_machines import MACHINES
from .brick_roofs import ROOFS
from .brick_rounds import ROUNDS
from .brick_slopes import SLOPES
from .brick_wheels import WHEELS
from .meshes import Mesh, put_in_order

Drawing = Callable[[], Manifold]

PARTS: dict[str, Drawing] = {
    **BASICS,
    **SLOPES,
    **ROUNDS,
    **WHEELS,
    **BODYWORK,
    **ROOFS,
    **FENCES,
    **MACHINES,
}
"""Part number -> what draws it (Z up, see `brick_shapes`)."""

ALIASES = {
    "2412": "2412b",
    "3040": "3040b",
    "3040a": "3040b",
    "3062": "3062b",
    "3068": "3068b",
    "3069": "3069b",
    "3070": "3070b",
    "3070a": "3070b",
    "3660a": "3660",
    "3665a": "3665",
    "3747": "3747b",
    "3794": "3794b",
    "3794a": "3794b",
    "3942": "3942c",
    "3942b": "3942c",
    "4032": "4032b",
    "3829": "3829c01",
    "3957a": "3957",
    "4073": "6141",
    "4599": "4599b",
    "4865a": "4865",
    "73081": "3829c01",
    "4287b": "4287",
    "4589b": "4589",
}
"""Other numbers of the same part, or of a mould variant that looks the same."""

_LDRAW_FROM_DRAWING = np.array([[1, 0, 0, 0], [0, 0, -1, 0], [0, 1, 0, 0]], np.float64)


def canonical(number: str) -> str | None:
    """Return the key of `PARTS` for a part number, any case; None where we do not draw it."""
    key = number.lower()
    key = ALIASES.get(key, key)
    return key if key in PARTS else None


@cache
def _draw(key: str) -> Mesh:
    # booleans leave slivers that are points in float32
    solid = PARTS[key]().simplify(1e-4).transform(_LDRAW_FROM_DRAWING).to_mesh()
    return put_in_order(solid.vert_properties[:, :3], solid.tri_verts)


def part_mesh(number: str) -> Mesh:
    """Return the part's mesh: LDU, LDraw frame (y down), watertight; drawn once, then shared.

    Args:
        number: LDraw part number without ".dat", any case; aliases are understood.

    Raises:
        KeyError: The part is not in `PARTS`.
    """
    key = canonical(number)
    if key is None:
        raise KeyError(number)
    return _draw(key)
