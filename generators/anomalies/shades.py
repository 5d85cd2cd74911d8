"""How different two colours look: CIE 1976 L*a*b* (ISO/CIE 11664-4), D65 white."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
"""Linear Rec. 709 to XYZ."""


def lab(color: ArrayLike) -> NDArray[np.float64]:
    """Return L*, a*, b* (..., 3) of linear Rec. 709 reflectances (..., 3).

    >>> lab((1.0, 1.0, 1.0)).round(3).tolist()
    [100.0, 0.0, 0.0]
    """
    share = np.asarray(color, np.float64) @ (_XYZ / _XYZ.sum(1, keepdims=True)).T
    root = np.where(share > (6 / 29) ** 3, np.cbrt(share), share * (29 / 6) ** 2 / 3 + 4 / 29)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def difference(a: ArrayLike, b: ArrayLike) -> NDArray[np.float64]:
    """Return the CIE76 colour difference of linear reflectances (..., 3): distance in L*a*b*."""
    return np.asarray(np.linalg.norm(lab(a) - lab(b), axis=-1))
