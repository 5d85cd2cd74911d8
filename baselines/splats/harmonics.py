"""View-dependent colour by real spherical harmonics up to degree 3.

Kerbl et al., 3D Gaussian Splatting, SIGGRAPH 2023, with the signs and the order of its files: the
bands one after the other, each from m = -l to l, the Condon-Shortley phase included; a colour is
max(0, 0.5 + sum of coefficients times basis).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

C0 = math.sqrt(1 / (4 * math.pi))
"""The constant basis function."""

_C1 = math.sqrt(3 / (4 * math.pi))
_C2 = math.sqrt(15 / (4 * math.pi))
_C3 = math.sqrt(7 / (4 * math.pi))


def basis(directions: Tensor, degree: int) -> Tensor:
    """Return the (N, (degree + 1)^2) basis functions at unit `directions` (N, 3), degree 0 to 3."""
    x, y, z = directions.unbind(-1)
    found = [torch.full_like(x, C0)]
    if degree > 0:
        found += [-_C1 * y, _C1 * z, -_C1 * x]
    if degree > 1:
        xx, yy, zz = x * x, y * y, z * z
        found += [_C2 * x * y, -_C2 * y * z, _C2 / math.sqrt(12) * (2 * zz - xx - yy),
                  -_C2 * x * z, _C2 / 2 * (xx - yy)]  # fmt: skip
    if degree > 2:
        a, b, c, d = (math.sqrt(n) for n in (5 / 8, 15, 3 / 8, 15 / 4))
        found += [-_C3 * a * y * (3 * xx - yy), _C3 * b * x * y * z,
                  -_C3 * c * y * (4 * zz - xx - yy), _C3 / 2 * z * (2 * zz - 3 * xx - 3 * yy),
                  -_C3 * c * x * (4 * zz - xx - yy), _C3 * d * z * (xx - yy),
                  -_C3 * a * x * (xx - 3 * yy)]  # fmt: skip
    return torch.stack(found, -1)


def shade(harmonics: Tensor, directions: Tensor) -> Tensor:
    """Return the colours (N, 3) of coefficients (N, K, 3) seen along `directions` (N, 3)."""
    count = harmonics.shape[1]
    if count == 1:
        return (0.5 + C0 * harmonics[:, 0]).clamp_min(0)
    functions = basis(functional.normalize(directions, dim=-1), round(count**0.5) - 1)
    return (0.5 + (functions[:, :, None] * harmonics).sum(1)).clamp_min(0)
