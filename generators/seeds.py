"""Random generators that depend on what is drawn, not on when or by whom."""

from __future__ import annotations

import zlib

import numpy as np


def generator(seed: int, *path: str | int) -> np.random.Generator:
    """Return the generator of one thing, such as `generator(0, "mad", "11Pig", "Burrs", 3)`.

    Names enter by their CRC-32, which is the same in every process and version, so any single
    scene can be made alone, in any order, and comes out the same.

    Args:
        seed: The user's seed, 0 or more; 0 is a seed like any other.
        path: Suite, class, split and index of the thing.

    >>> generator(0, "mad", 1).random() == generator(0, "mad", 1).random()
    True
    """
    if seed < 0:
        raise ValueError(f"seed {seed} is negative; seeds are 0, 1, 2, ...")
    key = tuple(zlib.crc32(p.encode()) if isinstance(p, str) else p for p in path)
    return np.random.default_rng(np.random.SeedSequence(entropy=seed, spawn_key=key))
