"""What can be rendered, in a line each."""

from __future__ import annotations

from . import SUITES
from .plans import load_suite


def suites() -> dict[str, str]:
    """Return suite -> one line about it."""
    return dict(SUITES)


def variants(suite: str = "") -> dict[str, str]:
    """Return "suite variant" -> one line about it, of one suite or of all."""
    return {
        f"{name} {variant}": about
        for name in _asked(suite)
        for variant, about in load_suite(name).VARIANTS.items()
    }


def presets(suite: str = "") -> dict[str, str]:
    """Return "suite preset" -> one line about it, of one suite or of all."""
    return {
        f"{name} {preset}": f"{values.about} ({values.size}x{values.size}, {values.samples} spp; "
        f"classes: {', '.join(values.classes) or 'all'})"
        for name in _asked(suite)
        for preset, values in load_suite(name).PRESETS.items()
    }


def sweeps(suite: str = "") -> dict[str, str]:
    """Return "suite sweep" -> one line about it, of one suite or of all."""
    return {
        f"{name} {sweep}": f"{about}: {', '.join(map(str, levels))}"
        for name in _asked(suite)
        for sweep, (_, levels, about) in getattr(load_suite(name), "SWEEPS", {}).items()
    }


def _asked(suite: str) -> tuple[str, ...]:
    return (suite,) if suite else tuple(SUITES)
