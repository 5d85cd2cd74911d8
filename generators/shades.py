"""How different two colours look: CIE 1976 L*a*b* (ISO/CIE 11664-4), D65 white."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..benchmarks.srgb import encode_srgb


def lab(color: ArrayLike) -> NDArray[np.float64]:
    """Return L*, a*, b* (..., 3) of linear Rec. 709 reflectances (..., 3).

    >>> bool(abs(lab((1.0, 1.0, 1.0)) - (100, 0, 0)).max() < 0.01)
    True
    """
    from skimage.color import rgb2lab

    values: NDArray[np.float64] = rgb2lab(encode_srgb(np.asarray(color, np.float32)))
    return values


def difference(a: ArrayLike, b: ArrayLike) -> NDArray[np.float64]:
    """Return the CIE76 colour difference of linear reflectances (..., 3): distance in L*a*b*."""
    return np.asarray(np.linalg.norm(lab(a) - lab(b), axis=-1))
