"""Arrays that come by only once, kept in a temporary file to be gone through again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Spool:
    """Maps and masks that were handed over one by one, in memory that does not grow with them."""

    def __init__(self, pairs: Iterable[tuple[NDArray[Any], NDArray[np.bool_]]]) -> None:
        """Take each map (H, W) float and mask (H, W) bool and write them to a temporary file."""
        self._file = tempfile.TemporaryFile(prefix="padkit-", buffering=0)  # noqa: SIM115 see __exit__
        self._shapes: list[tuple[int, int]] = []
        self._kinds: list[np.dtype[Any]] = []
        try:
            for score_map, mask in pairs:
                self._shapes.append((mask.shape[0], mask.shape[1]))
                self._kinds.append(score_map.dtype)
                score_map.tofile(self._file)
                np.packbits(mask).tofile(self._file)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[tuple[NDArray[Any], NDArray[np.bool_]]]:
        """Yield map and mask as they came; one pass at a time."""
        self._file.seek(0)
        for (height, width), kind in zip(self._shapes, self._kinds, strict=True):
            size = height * width
            score_map = np.fromfile(self._file, kind, size)
            bits = np.fromfile(self._file, np.uint8, -(-size // 8))
            mask = np.unpackbits(bits, count=size).view(bool)
            yield score_map.reshape(height, width), mask.reshape(height, width)
