"""Compiled kernels: kept on disk where a cache can be written, else made once a process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba


def compiled(**options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return numba's `njit` with `options`, whose machine code outlives the process if it can."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        try:
            made: Callable[..., Any] = numba.njit(cache=True, error_model="numpy", **options)(
                function
            )
        except RuntimeError:  # neither this folder nor the user's cache can be written to
            made = numba.njit(error_model="numpy", **options)(function)
        return made

    return wrap
