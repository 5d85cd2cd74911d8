"""A small set of patches that stands for many, and the nearest patch in it."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor


def project(features: Tensor, dimensions: int, rng: np.random.Generator) -> Tensor:
    """Return (N, C) `features` in `dimensions` random directions, distances nearly kept.

    Johnson and Lindenstrauss, 1984: a Gaussian matrix whose entries have variance 1 / dimensions.
    Features that are no wider than that come back as they are.
    """
    channels = features.shape[1]
    if channels <= dimensions:
        return features
    matrix = rng.standard_normal((channels, dimensions), np.float32) / math.sqrt(dimensions)
    return features @ torch.from_numpy(matrix).to(features)


def choose_coreset(features: Tensor, count: int, first: int) -> Tensor:
    """Choose at most `count` rows of (N, C) such that every row is close to a chosen one.

    Greedy k-centre (Sener and Savarese, Active Learning for CNNs, ICLR 2018, Algorithm 1): again
    and again the row farthest from those chosen, at most twice as far off as the best choice of as
    many rows. It ends early when only copies of chosen rows are left.

    Args:
        features: (N, C) float32.
        count: How many rows to choose.
        first: The row to begin with.

    Returns:
        Row numbers (K,) int64 in the order chosen, K <= count.
    """
    centred = features - features.mean(0)  # short vectors: less cancels in the squares below
    squares = (centred**2).sum(1)
    one = torch.ones_like(squares)
    same = 1e-6 * float(squares.max())  # float32 rounding of a squared distance
    gap = torch.full_like(squares, math.inf)  # squared distance to the nearest chosen row
    # |x - c|^2 = (-2 x, |x|^2, 1) . (c, 1, |c|^2): one product instead of many small steps, and
    # twice as fast where the channels, not the rows, lie far apart in memory.
    left = torch.cat([-2 * centred.T, squares[None], one[None]])
    right = torch.cat([centred, one[:, None], squares[:, None]], 1)
    chosen = [first]
    while len(chosen) < count:
        last = chosen[-1]
        gap = torch.minimum(gap, torch.mv(left.T, right[last]))
        gap[last] = 0
        farthest = int(gap.argmax())
        if float(gap[farthest]) <= same:
            break
        chosen.append(farthest)
    return torch.tensor(chosen, device=features.device)


def find_nearest(
    queries: Tensor, bank: Tensor, count: int = 1, chunk: int = 4096
) -> tuple[Tensor, Tensor]:
    """Find the `count` nearest rows of `bank` for each query, exactly.

    Args:
        queries: (Q, C) float32.
        bank: (M, C) float32.
        count: Neighbours wanted, at most M.
        chunk: Queries at a time; the work needs chunk * M floats.

    Returns:
        Euclidean distances (Q, count) float32, nearest first, and rows (Q, count) int64.
    """
    offsets = (bank**2).sum(1)
    rows = torch.cat(
        [
            (offsets - 2 * (part @ bank.T)).topk(count, largest=False).indices
            for part in torch.split(queries, chunk)
        ]
    )
    # The expanded squares serve to rank; the distances themselves come from differences.
    distances = torch.stack([(queries - bank[rows[:, i]]).norm(dim=1) for i in range(count)], 1)
    return distances, rows
