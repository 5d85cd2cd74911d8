"""Kernels that project Gaussians into a picture, and the way back of the gradients.

EWA splatting (Zwicker et al., EWA Splatting, IEEE TVCG 2002; Kerbl et al., 3D Gaussian Splatting,
SIGGRAPH 2023, Eq. 5): with the view W = [R t], M = R(q) diag(scale) and the Jacobian J of the
pinhole at the mean,

    covariance_2d = (J R M) (J R M)^T + DILATION I

The Jacobian is taken at most `MARGIN` times the half picture off the axis. Where `antialiased`, the
opacity is multiplied by sqrt(det before / det after dilation) (Yu et al., Mip-Splatting, CVPR
2024).
All arrays are float32 unless said otherwise; sums run in float64.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import prange

from ..compiling import compiled
from .triples import axes_of, dot, mix, rotation, row, times, triple, unit

DILATION = 0.3
"""Added to the variance of every projected Gaussian, square pixels."""

NEAR = 0.01
"""Gaussians nearer to the camera than this are not seen."""

MARGIN = 1.3
"""Where the Jacobian is frozen, in half pictures off the axis."""

FAINTEST = 1 / 255
"""Smallest alpha that is drawn."""

SLOPES = 10
"""Gradients of a pair of Gaussian and tile; see `tiles.composite_back`."""

_CHUNKS = 16
"""Parts in which pose gradients are summed on any number of threads: the same sums everywhere."""


@compiled()
def _jacobian(slant: Any, near: Any, focal: Any, side: Any) -> Any:
    """Return a pinhole's derivatives by one axis and by depth, and whether it is not frozen.

    Args:
        slant: Of the ray, offset by depth.
        near: 1 / depth.
        focal: Focal length in pixels.
        side: Of the picture in pixels.
    """
    limit = MARGIN * 0.5 * side / focal
    frozen = min(limit, max(-limit, slant))
    return focal * near, -focal * frozen * near, abs(slant) < limit


@compiled(parallel=True)
def project(
    means: Any, quats: Any, scales: Any, opacities: Any, colours: Any, view: Any, lens: Any,
    width: Any, height: Any, antialiased: Any, ellipses: Any,
) -> None:  # fmt: skip
    """Fill where and how each of N Gaussians lies in the picture.

    Args:
        means: (N, 3) world.
        quats: (N, 4) w, x, y, z of any length.
        scales: (N, 3) standard deviations.
        opacities: (N,) 0 to 1.
        colours: (N, 3) red, green, blue.
        view: (3, 4) float64 world to camera, OpenCV axes.
        lens: (4,) float64 fx, fy, cx, cy in pixels.
        width: Of the picture in pixels.
        height: Likewise.
        antialiased: Whether opacities are lowered by what the dilation added.
        ellipses: (N,) `ellipses.ELLIPSE` out; where a Gaussian is not seen, nothing but the reach
            is set.
    """
    for n in prange(len(means)):
        ellipses[n].reach_x = ellipses[n].reach_y = 0
        _project_one(
            n, means, quats, scales, opacities, colours, view, lens, width, height, antialiased,
            ellipses,
        )  # fmt: skip


@compiled()
def _project_one(
    n: Any, means: Any, quats: Any, scales: Any, opacities: Any, colours: Any, view: Any,
    lens: Any, width: Any, height: Any, antialiased: Any, ellipses: Any,
) -> None:  # fmt: skip
    axes, point = axes_of(view), triple(means, n)
    z = dot(axes[2], point) + view[2, 3]
    if z < NEAR:
        return
    near = 1 / z
    x = (dot(axes[0], point) + view[0, 3]) * near
    y = (dot(axes[1], point) + view[1, 3]) * near
    w, i, j, k, _ = unit(quats, n)
    turn, size = rotation(w, i, j, k), triple(scales, n)
    jx, jz, _ = _jacobian(x, near, lens[0], width)
    ky, kz, _ = _jacobian(y, near, lens[1], height)
    b0 = times(row(row((jx, 0.0, jz), axes), turn), size)
    b1 = times(row(row((0.0, ky, kz), axes), turn), size)
    xx, xy, yy = dot(b0, b0), dot(b0, b1), dot(b1, b1)
    before = xx * yy - xy * xy
    xx += DILATION
    yy += DILATION
    inverse = 1 / (xx * yy - xy * xy)
    shrink = math.sqrt(max(before * inverse, 0.0)) if antialiased else 1.0
    opacity = opacities[n] * shrink
    if opacity < FAINTEST:
        return
    u, v = lens[0] * x + lens[2], lens[1] * y + lens[3]
    cutoff = 2 * math.log(np.float32(opacity / FAINTEST))
    half_x, half_y = math.sqrt(cutoff * xx), math.sqrt(cutoff * yy)
    if u + half_x <= 0 or u - half_x >= width or v + half_y <= 0 or v - half_y >= height:
        return
    e = ellipses[n]
    e.x, e.y, e.depth, e.cutoff, e.reach_x, e.reach_y = u, v, z, cutoff, half_x, half_y
    e.xx, e.xy, e.yy = yy * inverse, -xy * inverse, xx * inverse
    e.opacity, e.shrink = opacity, shrink
    e.red, e.green, e.blue = colours[n, 0], colours[n, 1], colours[n, 2]


@compiled()
def _gather(first: Any, end: Any, pairs: Any) -> Any:
    """Return the sums of ten columns over some rows."""
    a = b = c = d = e = f = g = h = i = j = 0.0
    for p in range(first, end):
        a, b, c, d, e = (a + pairs[p, 0], b + pairs[p, 1], c + pairs[p, 2], d + pairs[p, 3],
                         e + pairs[p, 4])  # fmt: skip
        f, g, h, i, j = (f + pairs[p, 5], g + pairs[p, 6], h + pairs[p, 7], i + pairs[p, 8],
                         j + pairs[p, 9])  # fmt: skip
    return a, b, c, d, e, f, g, h, i, j


@compiled(parallel=True)
def project_back(
    firsts: Any, pairs: Any, means: Any, quats: Any, scales: Any, view: Any, lens: Any,
    width: Any, height: Any, antialiased: Any, ellipses: Any, to_means: Any, to_quats: Any,
    to_scales: Any, to_opacities: Any, to_colours: Any, to_centres: Any, to_view: Any,
) -> None:  # fmt: skip
    """Fill the gradients of a loss with regard to what `project` took.

    Args:
        firsts: Of `binning.bin_tiles`.
        pairs: (pairs, SLOPES) of `tiles.composite_back`.
        means: As in `project`, and so on to `ellipses`.
        quats: See there.
        scales: See there.
        view: See there.
        lens: See there.
        width: See there.
        height: See there.
        antialiased: See there.
        ellipses: See there.
        to_means: (N, 3) out.
        to_quats: (N, 4) out.
        to_scales: (N, 3) out.
        to_opacities: (N,) out.
        to_colours: (N, 3) out.
        to_centres: (N, 2) out; of the centres in pixels.
        to_view: (_CHUNKS, 3, 4) float64 out; its sum over the first axis is the pose's gradient.
    """
    count = len(means)
    for part in prange(len(to_view)):
        pose = np.zeros((3, 4))
        for n in range(count * part // len(to_view), count * (part + 1) // len(to_view)):
            to_means[n] = 0
            to_quats[n] = 0
            to_scales[n] = 0
            slopes = _gather(firsts[n], firsts[n + 1], pairs)
            to_centres[n, 0], to_centres[n, 1] = slopes[0], slopes[1]
            to_colours[n, 0], to_colours[n, 1], to_colours[n, 2] = slopes[5], slopes[6], slopes[7]
            to_opacities[n] = 0
            if firsts[n + 1] > firsts[n]:
                to_opacities[n] = slopes[9] * ellipses[n].shrink / ellipses[n].opacity
                _project_one_back(
                    n, means, quats, scales, view, lens, width, height, antialiased, ellipses,
                    slopes, to_means, to_quats, to_scales, pose,
                )  # fmt: skip
        to_view[part] = pose


@compiled()
def _project_one_back(
    n: Any, means: Any, quats: Any, scales: Any, view: Any, lens: Any, width: Any, height: Any,
    antialiased: Any, ellipses: Any, slopes: Any, to_means: Any, to_quats: Any, to_scales: Any,
    pose: Any,
) -> None:  # fmt: skip
    axes, point = axes_of(view), triple(means, n)
    near = 1 / (dot(axes[2], point) + view[2, 3])
    x = (dot(axes[0], point) + view[0, 3]) * near
    y = (dot(axes[1], point) + view[1, 3]) * near
    w, i, j, k, norm = unit(quats, n)
    turn, size = rotation(w, i, j, k), triple(scales, n)
    jx, jz, free_x = _jacobian(x, near, lens[0], width)
    ky, kz, free_y = _jacobian(y, near, lens[1], height)
    a0, a1 = row((jx, 0.0, jz), axes), row((0.0, ky, kz), axes)
    up, down = row(a0, turn), row(a1, turn)
    b0, b1 = times(up, size), times(down, size)
    # conic = inverse of the covariance, so d covariance = -conic d conic conic
    e = ellipses[n]
    p, q, r = np.float64(e.xx), np.float64(e.xy), np.float64(e.yy)
    g0, g1, g2 = slopes[2], 0.5 * slopes[3], slopes[4]
    s00, s01, s10, s11 = p * g0 + q * g1, p * g1 + q * g2, q * g0 + r * g1, q * g1 + r * g2
    hxx, hxy, hyy = -(s00 * p + s01 * q), -(s00 * q + s01 * r), -(s10 * q + s11 * r)
    if antialiased and e.shrink > 1e-6:
        # shrink^2 = before / after, and slopes[9] is of the logarithm of the shrunk opacity
        scale = 0.5 * slopes[9] / (np.float64(e.shrink) * e.shrink)
        inverse = p * r - q * q
        after = 1 / inverse
        xx, xy, yy = r * after, -q * after, p * after
        cx, cy = xx - DILATION, yy - DILATION
        share = (cx * cy - xy * xy) * inverse * inverse
        hxx += scale * (cy * inverse - share * yy)
        hyy += scale * (cx * inverse - share * xx)
        hxy += scale * (share * xy - xy * inverse)
    w0, w1 = mix(2 * hxx, b0, 2 * hxy, b1), mix(2 * hxy, b0, 2 * hyy, b1)
    v0, v1 = times(w0, size), times(w1, size)
    for c in range(3):
        to_scales[n, c] = up[c] * w0[c] + down[c] * w1[c]
    # of the rotation matrix, row by row
    d0, d1, d2 = (mix(a0[0], v0, a1[0], v1), mix(a0[1], v0, a1[1], v1),
                  mix(a0[2], v0, a1[2], v1))  # fmt: skip
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
    e0 = (dot(v0, turn[0]), dot(v0, turn[1]), dot(v0, turn[2]))
    e1 = (dot(v1, turn[0]), dot(v1, turn[1]), dot(v1, turn[2]))
    to_jx, to_jz = dot(e0, axes[0]), dot(e0, axes[2])
    to_ky, to_kz = dot(e1, axes[1]), dot(e1, axes[2])
    dx, dy = jx * slopes[0], ky * slopes[1]
    dz = slopes[8] - (dx * x + dy * y)
    dz -= (to_jx * jx + to_ky * ky + to_jz * jz + to_kz * kz) * near
    if free_x:
        dx -= to_jz * jx * near
        dz -= to_jz * jz * near
    if free_y:
        dy -= to_kz * ky * near
        dz -= to_kz * kz * near
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
