"""Counting without sorting: how many of millions of values lie between each two of a few.

The few are the rungs of a ladder. The order of IEEE floats is that of their bits, read as a signed
integer (negative numbers with the other bits turned over), so a value's sign, exponent and first
bits of its mantissa lead to a block of the ladder by one look into a table. A block is as finely
divided into cells as it holds rungs: most cells hold none, and a value that falls there is counted
and done with. Only what falls into the cell of a rung is compared with rungs. Nothing is rounded,
whatever the distribution; 0.0 and -0.0 are one value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

_CELLS_A_RUNG = 4
_MOST_CELLS = 1 << 21
"""Cells beyond which blocks are divided less finely: 16 MB."""

_TOP_BITS = 16  # sign, exponent, and of the mantissa 7 bits (float32) or 4 (float64)
_BLOCKS = 1 << _TOP_BITS
_BATCH = 1024
_OCCUPIED = np.iinfo(np.int32).min  # stands in the cell of a rung in place of a count
_SETTLE_AFTER = 1 << 30  # values after which a cell's 32 bits might overflow


@dataclass(frozen=True, eq=False)
class Ladder:
    """The rungs and the way to them.

    Attributes:
        keys: (U,) int32 or int64, the rungs' bits in the order of the floats, ascending.
        table: (65536,) uint64, for each block its first cell, times 64, plus how many bits a
            key's rest is shifted by to give the cell in it.
        first: (C + 1,) int32, rungs below each cell.
    """

    keys: NDArray[Any]
    table: NDArray[np.uint64]
    first: NDArray[np.int32]

    @classmethod
    def of(cls, rungs: NDArray[Any]) -> Ladder:
        """Build the ladder of (U,) float32 or float64 rungs, ascending and distinct."""
        keys = order_keys(rungs)
        rest_bits = 8 * keys.itemsize - _TOP_BITS
        block = (keys >> rest_bits) + _BLOCKS // 2
        held = np.bincount(block, minlength=_BLOCKS)
        finely = max(1, min(_CELLS_A_RUNG, _MOST_CELLS // max(1, keys.size)))
        bits = np.ceil(np.log2(np.maximum(held, 1) * finely)) * (held > 0)
        bits = np.minimum(bits.astype(np.int64), rest_bits)
        cells = 1 << bits
        start = np.cumsum(cells) - cells
        shift = rest_bits - bits
        cell = start[block] + ((keys & ((1 << rest_bits) - 1)) >> shift[block])
        first = np.zeros(int(cells.sum()) + 1, np.int32)
        np.cumsum(np.bincount(cell, minlength=first.size - 1), out=first[1:])
        return cls(keys, (start << 6 | shift).astype(np.uint64), first)


class Counter:
    """Counts values on a ladder.

    Attributes:
        total: Values counted since the last `take`.
    """

    def __init__(self, ladder: Ladder) -> None:
        self._ladder = ladder
        self._float = np.float32 if ladder.keys.itemsize == 4 else np.float64
        occupied = np.diff(ladder.first) > 0
        self._cells = np.where(occupied, np.int32(_OCCUPIED), np.int32(0))
        self._slots = np.zeros(2 * ladder.keys.size + 1, np.int64)  # gap, tie, gap, ..., gap
        self._unsettled = 0
        self.total = 0

    def add(self, values: NDArray[Any], skip: NDArray[np.bool_] | None = None) -> None:
        """Count the values (any shape) of a float array, finite, but those marked in `skip`."""
        flat = np.ascontiguousarray(values, self._float).reshape(-1)
        passed = _NONE if skip is None else np.ascontiguousarray(skip).reshape(-1)
        ladder = self._ladder
        bits = flat.view(ladder.keys.dtype)
        counted = _count(
            ladder.keys,
            ladder.table,
            ladder.first,
            self._cells,
            self._slots,
            bits,
            passed,
        )
        self.total += counted
        self._unsettled += counted
        if self._unsettled >= _SETTLE_AFTER:
            self._settle()

    def take(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the counts and begin anew.

        Returns:
            (U + 1,) int64, values strictly between rung k - 1 and rung k (k = 0: below all,
            k = U: above all); (U,) int64, values equal to each rung.
        """
        self._settle()
        taken = self._slots[::2].copy(), self._slots[1::2].copy()
        self._slots[:] = 0
        self.total = 0
        return taken

    def _settle(self) -> None:
        _settle(self._ladder.first, self._cells, self._slots)
        self._unsettled = 0


_NONE = np.zeros(0, bool)


def order_keys(values: NDArray[Any]) -> NDArray[Any]:
    """Return integers (int32 or int64) that are ordered as the float32 or float64 `values` are."""
    width = np.int32 if values.dtype == np.float32 else np.int64
    bits = (values + values.dtype.type(0)).view(width)  # + 0: -0.0 becomes 0.0
    keys: NDArray[Any] = bits ^ ((bits >> (8 * values.itemsize - 1)) & np.iinfo(width).max)
    return keys


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return `function` compiled: once for all where a cache can be kept, else once a process."""
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # neither this folder nor the user's cache can be written to
        return numba.njit(nogil=True)(function)


@_compiled
def _count(keys, table, first, cells, slots, bits, skip):  # type: ignore[no-untyped-def]  # pragma: no cover
    """Count `bits` (floats' bits, flat) into cells and slots; return how many.

    In batches: first the cell of each value, then the counts, both without a branch, and last the
    few that are compared with rungs: each rung that a value reaches moves it on by a slot, each
    that it exceeds by another.
    """
    sign = keys.itemsize * 8 - 1
    rest_bits = np.uint64(sign - 15)
    lowest = -1 << sign
    turn, rest = (1 << sign) - 1, (np.uint64(1) << rest_bits) - np.uint64(1)
    key = np.empty(_BATCH, keys.dtype)
    cell = np.empty(_BATCH, np.uint32)
    near = np.empty(_BATCH, np.uint32)
    any_skip = skip.size > 0
    counted = 0
    for start in range(0, bits.size, _BATCH):
        size = min(_BATCH, bits.size - start)
        for i in range(size):
            b = bits[start + i]
            k = b ^ ((b >> sign) & turn)
            k = keys.dtype.type(0) if b == lowest else k
            way = table[np.uint16((k >> rest_bits) + 32768)]
            key[i] = k
            cell[i] = (way >> np.uint64(6)) + ((np.uint64(k) & rest) >> (way & np.uint64(63)))
        n_near = np.uint32(0)
        if any_skip:
            for i in range(size):
                if not skip[start + i]:
                    counted += 1
                    count = cells[cell[i]]
                    cells[cell[i]] = count + np.int32(count >= 0)
                    near[n_near] = i
                    n_near += np.uint32(count < 0)
        else:
            counted += size
            for i in range(size):
                count = cells[cell[i]]
                cells[cell[i]] = count + np.int32(count >= 0)
                near[n_near] = i
                n_near += np.uint32(count < 0)
        for n in range(n_near):
            k, c = key[near[n]], cell[near[n]]
            low, high = np.int64(first[c]), np.int64(first[c + np.uint32(1)])
            while high - low > 4:
                middle = (low + high) >> 1
                if keys[middle] < k:
                    low = middle + 1
                else:
                    high = middle + 1
            slot = 2 * low
            for j in range(low, high):
                slot += np.int64(k >= keys[j]) + np.int64(k > keys[j])
            slots[slot] += 1
    return counted


@_compiled
def _settle(first, cells, slots):  # type: ignore[no-untyped-def]  # pragma: no cover
    """Move the counts of empty cells to the slots of the gaps they lie in."""
    for c in range(cells.size):
        if cells[c] > 0:
            slots[2 * first[c]] += cells[c]
            cells[c] = 0
