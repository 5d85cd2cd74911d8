"""Kernels that project Gaussians into a picture, and the way back of the gradients.

EWA splatting (Zwicker et al., EWA Splatting, IEEE TVCG 2002; Kerbl et al., 3D Gaussian Splatting,
SIGGRAPH 2023, Eq. 5): with the view W = [R t], M = R(q) diag(scale) and the Jacobian J of the
pinhole at the mean,

    covariance_2d = (J R M) (J R M)^T + DILATION I

The Jacobian is taken at most `MARGIN` times the half picture off the axis. Where `antialiased`, the
opacity is multiplied by sqrt(det before / det after dilation) (Yu et al., Mip-Splatting, CVPR
2024).
All arrays are float32; sums run in float64.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import prange

from ..compiling import compiled

DILATION = 0.3
"""Added to the variance of every projected Gaussian, square pixels."""

NEAR = 0.01
"""Gaussians nearer to the camera than this are not seen."""

MARGIN = 1.3
"""Where the Jacobian is frozen, in half pictures off the axis."""

FAINTEST = 1 / 255
"""Smallest alpha that is drawn."""

_CHUNKS = 16
"""Parts in which pose gradients are summed on any number of threads: the same sums everywhere."""


@compiled()
def _rotation(w: Any, x: Any, y: Any, z: Any) -> Any:
    """Return the rotation of a unit quaternion as rows."""
    return (
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    )


@compiled()
def _row(a: Any, m: Any) -> Any:
    """Return the row vector a (3,) times m (3, 3)."""
    return (
        a[0] * m[0][0] + a[1] * m[1][0] + a[2] * m[2][0],
        a[0] * m[0][1] + a[1] * m[1][1] + a[2] * m[2][1],
        a[0] * m[0][2] + a[1] * m[1][2] + a[2] * m[2][2],
    )


@compiled()
def _axes(view: Any) -> Any:
    """Return the rotation of a (3, 4) view as rows."""
    return (
        (view[0, 0], view[0, 1], view[0, 2]),
        (view[1, 0], view[1, 1], view[1, 2]),
        (view[2, 0], view[2, 1], view[2, 2]),
    )


@compiled()
def _dot(a: Any, b: Any) -> Any:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@compiled()
def _clamp(value: Any, limit: Any) -> Any:
    return min(limit, max(-limit, value))


@compiled(parallel=True)
def project(
    means: Any, quats: Any, scales: Any, opacities: Any, view: Any, lens: Any, width: Any,
    height: Any, antialiased: Any, centres: Any, conics: Any, depths: Any, reach: Any,
    cutoffs: Any, shrink: Any,
) -> None:  # fmt: skip
    """Fill where and how each of N Gaussians lies in the picture.

    Args:
        means: (N, 3) world.
        quats: (N, 4) w, x, y, z of any length.
        scales: (N, 3) standard deviations.
        opacities: (N,) 0 to 1.
        view: (3, 4) float64 world to camera, OpenCV axes.
        lens: (4,) float64 fx, fy, cx, cy in pixels.
        width: Of the picture in pixels.
        height: Likewise.
        antialiased: Whether opacities are lowered by what the dilation added.
        centres: (N, 2) out; pixels, the top left pixel's centre at (0.5, 0.5).
        conics: (N, 3) out; inverse covariance xx, xy, yy.
        depths: (N,) out; z in the camera.
        reach: (N, 2) out; half width and height of the box drawn in pixels; 0 where not seen.
        cutoffs: (N,) out; the squared Mahalanobis distance at which alpha is `FAINTEST`.
        shrink: (N,) out; the factor of the opacity, 1 unless `antialiased`.
    """
    for n in prange(len(means)):
        _project_one(
            n, means, quats, scales, opacities, view, lens, width, height, antialiased,
            centres, conics, depths, reach, cutoffs, shrink,
        )  # fmt: skip


@compiled()
def _project_one(
    n: Any, means: Any, quats: Any, scales: Any, opacities: Any, view: Any, lens: Any, width: Any,
    height: Any, antialiased: Any, centres: Any, conics: Any, depths: Any, reach: Any,
    cutoffs: Any, shrink: Any,
) -> None:  # fmt: skip
    limit_x, limit_y = MARGIN * 0.5 * width / lens[0], MARGIN * 0.5 * height / lens[1]
    axes = _axes(view)
    point = (np.float64(means[n, 0]), np.float64(means[n, 1]), np.float64(means[n, 2]))
    x = _dot(axes[0], point) + view[0, 3]
    y = _dot(axes[1], point) + view[1, 3]
    z = _dot(axes[2], point) + view[2, 3]
    depths[n] = z
    reach[n, 0] = reach[n, 1] = cutoffs[n] = 0
    shrink[n] = 1
    if z < NEAR:
        return
    w, i, j, k = (np.float64(quats[n, 0]), np.float64(quats[n, 1]), np.float64(quats[n, 2]),
                  np.float64(quats[n, 3]))  # fmt: skip
    norm = 1 / math.sqrt(w * w + i * i + j * j + k * k)
    turn = _rotation(w * norm, i * norm, j * norm, k * norm)
    near_x, near_y = _clamp(x / z, limit_x), _clamp(y / z, limit_y)
    jx, jz = lens[0] / z, -lens[0] * near_x / z
    ky, kz = lens[1] / z, -lens[1] * near_y / z
    up = _row(_row((jx, 0.0, jz), axes), turn)
    down = _row(_row((0.0, ky, kz), axes), turn)
    size = (np.float64(scales[n, 0]), np.float64(scales[n, 1]), np.float64(scales[n, 2]))
    b0 = (up[0] * size[0], up[1] * size[1], up[2] * size[2])
    b1 = (down[0] * size[0], down[1] * size[1], down[2] * size[2])
    xx, xy, yy = _dot(b0, b0), _dot(b0, b1), _dot(b1, b1)
    before = xx * yy - xy * xy
    xx += DILATION
    yy += DILATION
    after = xx * yy - xy * xy
    if antialiased:
        shrink[n] = math.sqrt(max(before / after, 0.0))
    conics[n, 0], conics[n, 1], conics[n, 2] = yy / after, -xy / after, xx / after
    u, v = lens[0] * x / z + lens[2], lens[1] * y / z + lens[3]
    centres[n, 0], centres[n, 1] = u, v
    opacity = opacities[n] * shrink[n]
    if opacity < FAINTEST:
        return
    cutoff = 2 * math.log(opacity / FAINTEST)
    half_x, half_y = math.sqrt(cutoff * xx), math.sqrt(cutoff * yy)
    if u + half_x <= 0 or u - half_x >= width or v + half_y <= 0 or v - half_y >= height:
        return
    reach[n, 0], reach[n, 1], cutoffs[n] = half_x, half_y, cutoff


@compiled(parallel=True)
def project_back(
    means: Any, quats: Any, scales: Any, view: Any, lens: Any, width: Any, height: Any,
    antialiased: Any, conics: Any, reach: Any, shrink: Any, to_projected: Any, to_shrink: Any,
    to_means: Any, to_quats: Any, to_scales: Any, to_view: Any,
) -> None:  # fmt: skip
    """Fill the gradients of a loss with regard to what `project` took.

    Args:
        means: As in `project`, and so on to `shrink`.
        quats: See there.
        scales: See there.
        view: See there.
        lens: See there.
        width: See there.
        height: See there.
        antialiased: See there.
        conics: See there.
        reach: See there.
        shrink: See there.
        to_projected: (N, 6) gradients of centre x, y, conic xx, xy, yy and depth.
        to_shrink: (N,) gradient of the factor of the opacity.
        to_means: (N, 3) out.
        to_quats: (N, 4) out.
        to_scales: (N, 3) out.
        to_view: (_CHUNKS, 3, 4) float64 out; its sum over the first axis is the pose's gradient.
    """
    count = len(means)
    for part in prange(len(to_view)):
        pose = np.zeros((3, 4))
        for n in range(count * part // len(to_view), count * (part + 1) // len(to_view)):
            to_means[n] = 0
            to_quats[n] = 0
            to_scales[n] = 0
            if reach[n, 0] > 0:
                _project_one_back(
                    n, means, quats, scales, view, lens, width, height, antialiased, conics,
                    shrink, to_projected, to_shrink, to_means, to_quats, to_scales, pose,
                )  # fmt: skip
        to_view[part] = pose


@compiled()
def _project_one_back(
    n: Any, means: Any, quats: Any, scales: Any, view: Any, lens: Any, width: Any, height: Any,
    antialiased: Any, conics: Any, shrink: Any, to_projected: Any, to_shrink: Any,
    to_means: Any, to_quats: Any, to_scales: Any, pose: Any,
) -> None:  # fmt: skip
    limit_x, limit_y = MARGIN * 0.5 * width / lens[0], MARGIN * 0.5 * height / lens[1]
    axes = _axes(view)
    point = (np.float64(means[n, 0]), np.float64(means[n, 1]), np.float64(means[n, 2]))
    x = _dot(axes[0], point) + view[0, 3]
    y = _dot(axes[1], point) + view[1, 3]
    z = _dot(axes[2], point) + view[2, 3]
    w, i, j, k = (np.float64(quats[n, 0]), np.float64(quats[n, 1]),
                  np.float64(quats[n, 2]), np.float64(quats[n, 3]))  # fmt: skip
    norm = 1 / math.sqrt(w * w + i * i + j * j + k * k)
    w, i, j, k = w * norm, i * norm, j * norm, k * norm
    turn = _rotation(w, i, j, k)
    size = (np.float64(scales[n, 0]), np.float64(scales[n, 1]), np.float64(scales[n, 2]))
    free_x, free_y = abs(x / z) < limit_x, abs(y / z) < limit_y
    near_x, near_y = _clamp(x / z, limit_x), _clamp(y / z, limit_y)
    jx, jz = lens[0] / z, -lens[0] * near_x / z
    ky, kz = lens[1] / z, -lens[1] * near_y / z
    a0, a1 = _row((jx, 0.0, jz), axes), _row((0.0, ky, kz), axes)
    up, down = _row(a0, turn), _row(a1, turn)
    b0 = (up[0] * size[0], up[1] * size[1], up[2] * size[2])
    b1 = (down[0] * size[0], down[1] * size[1], down[2] * size[2])
    # conic = inverse of the covariance, so d covariance = -conic d conic conic
    p, q, r = np.float64(conics[n, 0]), np.float64(conics[n, 1]), np.float64(conics[n, 2])
    g0, g1, g2 = (np.float64(to_projected[n, 2]), 0.5 * np.float64(to_projected[n, 3]),
                  np.float64(to_projected[n, 4]))  # fmt: skip
    s00, s01, s10, s11 = p * g0 + q * g1, p * g1 + q * g2, q * g0 + r * g1, q * g1 + r * g2
    hxx, hxy, hyy = -(s00 * p + s01 * q), -(s00 * q + s01 * r), -(s10 * q + s11 * r)
    if antialiased and shrink[n] > 1e-6:
        # shrink^2 = before / after
        scale = 0.5 * to_shrink[n] / shrink[n]
        inverse = p * r - q * q
        xx, xy, yy = r / inverse, -q / inverse, p / inverse
        cx, cy = xx - DILATION, yy - DILATION
        share = (cx * cy - xy * xy) * inverse * inverse
        hxx += scale * (cy * inverse - share * yy)
        hyy += scale * (cx * inverse - share * xx)
        hxy += scale * (share * xy - xy * inverse)
    w0 = (2 * (hxx * b0[0] + hxy * b1[0]), 2 * (hxx * b0[1] + hxy * b1[1]),
          2 * (hxx * b0[2] + hxy * b1[2]))  # fmt: skip
    w1 = (2 * (hxy * b0[0] + hyy * b1[0]), 2 * (hxy * b0[1] + hyy * b1[1]),
          2 * (hxy * b0[2] + hyy * b1[2]))  # fmt: skip
    v0 = (w0[0] * size[0], w0[1] * size[1], w0[2] * size[2])
    v1 = (w1[0] * size[0], w1[1] * size[1], w1[2] * size[2])
    for c in range(3):
        to_scales[n, c] = up[c] * w0[c] + down[c] * w1[c]
    # of the rotation matrix, row by row
    d0 = (a0[0] * v0[0] + a1[0] * v1[0], a0[0] * v0[1] + a1[0] * v1[1],
          a0[0] * v0[2] + a1[0] * v1[2])  # fmt: skip
    d1 = (a0[1] * v0[0] + a1[1] * v1[0], a0[1] * v0[1] + a1[1] * v1[1],
          a0[1] * v0[2] + a1[1] * v1[2])  # fmt: skip
    d2 = (a0[2] * v0[0] + a1[2] * v1[0], a0[2] * v0[1] + a1[2] * v1[1],
          a0[2] * v0[2] + a1[2] * v1[2])  # fmt: skip
    gw = 2 * (i * (d2[1] - d1[2]) + j * (d0[2] - d2[0]) + k * (d1[0] - d0[1]))
    gi = 2 * (j * (d0[1] + d1[0]) + k * (d0[2] + d2[0]) + w * (d2[1] - d1[2])
              - 2 * i * (d1[1] + d2[2]))  # fmt: skip
    gj = 2 * (i * (d0[1] + d1[0]) + k * (d1[2] + d2[1]) + w * (d0[2] - d2[0])
              - 2 * j * (d0[0] + d2[2]))  # fmt: skip
    gk = 2 * (i * (d0[2] + d2[0]) + j * (d1[2] + d2[1]) + w * (d1[0] - d0[1])
              - 2 * k * (d0[0] + d1[1]))  # fmt: skip
    along = gw * w + gi * i + gj * j + gk * k
    to_quats[n, 0], to_quats[n, 1] = (gw - along * w) * norm, (gi - along * i) * norm
    to_quats[n, 2], to_quats[n, 3] = (gj - along * j) * norm, (gk - along * k) * norm
    # of the rows J R, and through them of J and R
    e0 = (_dot(v0, turn[0]), _dot(v0, turn[1]), _dot(v0, turn[2]))
    e1 = (_dot(v1, turn[0]), _dot(v1, turn[1]), _dot(v1, turn[2]))
    to_jx, to_jz = _dot(e0, axes[0]), _dot(e0, axes[2])
    to_ky, to_kz = _dot(e1, axes[1]), _dot(e1, axes[2])
    gu, gv = np.float64(to_projected[n, 0]), np.float64(to_projected[n, 1])
    dx, dy = jx * gu, ky * gv
    dz = to_projected[n, 5] - (jx * gu * x + ky * gv * y) / z
    dz -= (to_jx * jx + to_ky * ky + to_jz * jz + to_kz * kz) / z
    if free_x:
        dx -= to_jz * jx / z
        dz -= to_jz * jz / z
    if free_y:
        dy -= to_kz * ky / z
        dz -= to_kz * kz / z
    for c in range(3):
        to_means[n, c] = axes[0][c] * dx + axes[1][c] * dy + axes[2][c] * dz
        pose[0, c] += dx * point[c] + jx * e0[c]
        pose[1, c] += dy * point[c] + ky * e1[c]
        pose[2, c] += dz * point[c] + jz * e0[c] + kz * e1[c]
    pose[0, 3] += dx
    pose[1, 3] += dy
    pose[2, 3] += dz


def pose_sums() -> Any:
    """Return the empty array that `project_back` fills with parts of the pose's gradient."""
    return np.zeros((_CHUNKS, 3, 4))
