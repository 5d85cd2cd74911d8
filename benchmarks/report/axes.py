"""The axes of a chart: where a value lies, and which ticks a reader expects."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_MOST_TICKS = 12
_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Axis:
    """An axis: its ends, its ticks as (value, text), and what it says."""

    low: float
    high: float
    label: str
    ticks: tuple[tuple[float, str], ...]
    log: bool = False

    def share(self, value: float) -> float:
        """Return where a value lies: 0 at the low end, 1 at the high one."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


def linear_axis(low: float, high: float, label: str, intervals: int = 5) -> Axis:
    """Return an axis whose ends are ticks, at steps of 1, 2 or 5 times a power of ten."""
    size = max(abs(low), abs(high))
    size = 1.0 if size < 1e-9 else size
    if high - low < 1e-6 * size:
        low, high = low - 0.05 * size, high + 0.05 * size
    rough = (high - low) / intervals
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in (*_STEPS, 10) if s * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    texts = [f"{n * step:.{digits}f}" for n in range(first, last + 1)]
    ticks = tuple((float(text), text) for text in texts)  # 0.3, not 0.30000000000000004
    return Axis(ticks[0][0], ticks[-1][0], label, ticks)


def log_axis(low: float, high: float, label: str) -> Axis:
    """Return a logarithmic axis around two positive values, with ticks at 1, 2, 5 or at powers."""
    start, stop = math.floor(math.log10(low)), math.ceil(math.log10(high))
    grid = [s * 10.0**n for n in range(start, stop + 1) for s in _STEPS]
    grid = [10.0 ** (start - 1) * 5, *grid]
    first = max(i for i, v in enumerate(grid) if v < low * (1 - 1e-9))
    last = min((i for i, v in enumerate(grid) if v > high * (1 + 1e-9)), default=len(grid) - 1)
    values = grid[first : last + 1]
    if len(values) > _MOST_TICKS:
        values = [v for v in values if f"{v:e}".startswith("1.0")]
    ticks = tuple((value, f"{value:g}") for value in values)
    return Axis(grid[first], grid[last], label, ticks, log=True)


def named_axis(names: Sequence[str], label: str) -> Axis:
    """Return an axis of names: the first at 0, the next at 1, and so on."""
    return Axis(-0.5, len(names) - 0.5, label, tuple(enumerate(names)))
