"""Vectors of three, matrices of them as rows and quaternions, as tuples that stay in registers.

Numba's cache of a kernel does not notice when what it calls in another module changes.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..compiling import compiled


@compiled()
def rotation(w: Any, x: Any, y: Any, z: Any) -> Any:
    """Return the rotation of a unit quaternion as rows."""
    return (
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    )


@compiled()
def row(a: Any, m: Any) -> Any:
    """Return the row vector a (3,) times m (3, 3)."""
    return (
        a[0] * m[0][0] + a[1] * m[1][0] + a[2] * m[2][0],
        a[0] * m[0][1] + a[1] * m[1][1] + a[2] * m[2][1],
        a[0] * m[0][2] + a[1] * m[1][2] + a[2] * m[2][2],
    )


@compiled()
def axes_of(view: Any) -> Any:
    """Return the rotation of a (3, 4) view as rows."""
    return (
        (view[0, 0], view[0, 1], view[0, 2]),
        (view[1, 0], view[1, 1], view[1, 2]),
        (view[2, 0], view[2, 1], view[2, 2]),
    )


@compiled()
def dot(a: Any, b: Any) -> Any:
    """Return the inner product of two vectors."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@compiled()
def times(a: Any, b: Any) -> Any:
    """Return the products of two vectors' entries."""
    return a[0] * b[0], a[1] * b[1], a[2] * b[2]


@compiled()
def mix(a: Any, u: Any, b: Any, v: Any) -> Any:
    """Return a u + b v of two vectors (3,)."""
    return a * u[0] + b * v[0], a * u[1] + b * v[1], a * u[2] + b * v[2]


@compiled()
def triple(table: Any, n: Any) -> Any:
    """Return row n of a (N, 3) table in double precision."""
    return np.float64(table[n, 0]), np.float64(table[n, 1]), np.float64(table[n, 2])


@compiled()
def unit(quats: Any, n: Any) -> Any:
    """Return quaternion n at length 1, and what it was multiplied by."""
    w, (i, j, k) = np.float64(quats[n, 0]), triple(quats[:, 1:], n)
    norm = 1 / math.sqrt(w * w + i * i + j * j + k * k)
    return w * norm, i * norm, j * norm, k * norm, norm
