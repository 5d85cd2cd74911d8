"""Splatting in PyTorch's own operations, any dtype: the second voice, and what speed is told by.

All pairs of a Gaussian and a pixel in its box are laid out in one list by pixel and depth; the
light before each is a running sum of logarithms within its pixel.
"""

import math

import torch
from torch.nn import functional

DILATION, FAINTEST, HEAVIEST, OPAQUE, MARGIN = 0.3, 1 / 255, 0.999, 1e-4, 1.3


def rotations(quats):
    w, x, y, z = functional.normalize(quats, dim=-1).unbind(-1)
    rows = [
        1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
        2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
        2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y),
    ]  # fmt: skip
    return torch.stack(rows, -1).reshape(-1, 3, 3)


def project(means, quats, scales, opacities, view, lens, size, antialiased):
    fx, fy, cx, cy = lens
    height, width = size
    axes = view[:3, :3].to(means)
    x, y, z = (means @ axes.T + view[:3, 3].to(means)).unbind(-1)
    limit_x, limit_y = MARGIN * width / 2 / fx, MARGIN * height / 2 / fy
    near_x, near_y = (x / z).clamp(-limit_x, limit_x), (y / z).clamp(-limit_y, limit_y)
    none = torch.zeros_like(z)
    jacobian = torch.stack([fx / z, none, -fx * near_x / z, none, fy / z, -fy * near_y / z], -1)
    root = jacobian.reshape(-1, 2, 3) @ axes @ rotations(quats) @ torch.diag_embed(scales)
    covariance = root @ root.mT
    dilated = covariance + DILATION * torch.eye(2).to(means)
    before, after = torch.linalg.det(covariance), torch.linalg.det(dilated)
    if antialiased:
        opacities = opacities * (before / after).clamp_min(1e-30).sqrt()
    conics = torch.linalg.inv(dilated)
    centres = torch.stack([fx * x / z + cx, fy * y / z + cy], -1)
    return centres, conics, dilated, opacities, z


def rasterise(
    means, quats, scales, opacities, colours, view, lens, size, background, antialiased=True
):
    """Return rgb (H, W, 3), alpha (H, W) and the depth sum (H, W)."""
    height, width = size
    centres, conics, dilated, opacities, depths = project(
        means, quats, scales, opacities, view, lens, size, antialiased
    )
    with torch.no_grad():
        cutoffs = 2 * (opacities / FAINTEST).clamp_min(1e-12).log()
        half = (cutoffs.clamp_min(0)[:, None] * torch.diagonal(dilated, dim1=1, dim2=2)).sqrt()
        low = (centres - half - 0.5).ceil().clamp_min(0).long()
        limit = torch.tensor([width, height])
        high = torch.minimum((centres + half - 0.5).floor().long() + 1, limit)
        extent = (high - low).clamp_min(0)
        extent[(cutoffs <= 0) | (depths < 0.01)] = 0
        order = depths.argsort(stable=True)
        counts = extent.prod(1)[order]
        ids = order.repeat_interleave(counts)
        step = torch.arange(len(ids)) - (counts.cumsum(0) - counts).repeat_interleave(counts)
        px = low[ids, 0] + step % extent[ids, 0]
        py = low[ids, 1] + step // extent[ids, 0]
    offsets = torch.stack([px, py], 1) + 0.5 - centres[ids]
    distance = torch.einsum("pi,pij,pj->p", offsets, conics[ids], offsets)
    with torch.no_grad():
        kept = torch.nonzero(distance <= cutoffs[ids])[:, 0]
        pixels, by_pixel = (py * width + px)[kept].sort(stable=True)
        kept = kept[by_pixel]
        counts = torch.bincount(pixels, minlength=height * width)
        starts = (counts.cumsum(0) - counts).clamp_max(max(len(kept) - 1, 0))
    ids = ids[kept]
    alphas = (opacities[ids] * torch.exp(-0.5 * distance[kept])).clamp_max(HEAVIEST)
    passed = torch.log1p(-alphas)
    through = passed.cumsum(0)
    base = (through - passed)[starts][pixels]
    with torch.no_grad():
        live = (through - base) >= math.log(OPAQUE)
    light = (through - passed - base).exp()
    weights = torch.where(live, alphas * light, torch.zeros_like(light))
    flat = torch.zeros(height * width, 4, dtype=means.dtype)
    paint = torch.cat([colours, depths[:, None]], 1)
    flat = flat.index_add(0, pixels, weights[:, None] * paint[ids])
    alpha = torch.zeros(height * width, dtype=means.dtype).index_add(0, pixels, weights)
    rgb = flat[:, :3] + (1 - alpha)[:, None] * background
    return (
        rgb.reshape(height, width, 3),
        alpha.reshape(height, width),
        flat[:, 3].reshape(height, width),
    )
