"""Adaptive density control: Gaussians that are pulled hard multiply, faint ones go.

Kerbl et al., 3D Gaussian Splatting, SIGGRAPH 2023, Section 5.2. Parameters and the state of Adam
are edited together: what stays keeps its momentum, what is new begins without.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from .schedule import FitConfig

Parameters = dict[str, torch.nn.Parameter]
Optimisers = dict[str, torch.optim.Adam]

_HUGE = 0.5
"""Scale, in units of the extent, above which a Gaussian is dropped."""


def multiply(
    parameters: Parameters, optimisers: Optimisers, slopes: Tensor, config: FitConfig,
    extent: float, make: torch.Generator,
) -> None:  # fmt: skip
    """Double small and split large Gaussians that are pulled hard; drop faint and huge ones.

    Args:
        parameters: Edited in place.
        optimisers: Edited in place.
        slopes: (N,) mean gradient of each centre, in half pictures.
        config: Thresholds and the limit.
        extent: Of the scene, world units.
        make: Source of the places of the halves.
    """
    _grow(parameters, optimisers, _choose(slopes, config), config.split_above * extent, make)
    scales = parameters["log_scales"].detach().exp().amax(1)
    kept = (parameters["logits"].detach().sigmoid() > config.faintest) & (scales < _HUGE * extent)
    if kept.any():
        _edit(parameters, optimisers, lambda _, p: p[kept], lambda s: s[kept])


def reset_opacities(parameters: Parameters, optimisers: Optimisers) -> None:
    """Lower all opacities to at most 0.01."""
    top = math.log(0.01 / 0.99)

    def lower(name: str, values: Tensor) -> Tensor:
        return values.clamp_max(top) if name == "logits" else values

    _edit(parameters, optimisers, lower, torch.zeros_like, only="logits")


def rotations(quats: Tensor) -> Tensor:
    """Return the rotation matrices (N, 3, 3) of quaternions (N, 4) w, x, y, z of any length."""
    w, x, y, z = functional.normalize(quats, dim=-1).unbind(-1)
    rows = [
        1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
        2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
        2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y),
    ]  # fmt: skip
    return torch.stack(rows, -1).reshape(-1, 3, 3)


def _choose(slopes: Tensor, config: FitConfig) -> Tensor:
    """Return which Gaussians (N,) multiply: those pulled hardest, as far as there is room."""
    chosen = slopes > config.densify_slope
    if not config.limit:
        return chosen
    room = max(config.limit - len(slopes), 0)
    if int(chosen.sum()) > room:
        ranked = torch.where(chosen, slopes, 0).argsort(descending=True, stable=True)
        chosen = torch.zeros_like(chosen)
        chosen[ranked[:room]] = True
    return chosen


def _grow(
    parameters: Parameters, optimisers: Optimisers, chosen: Tensor, size: float,
    make: torch.Generator,
) -> None:  # fmt: skip
    """Double the chosen up to `size`, split the larger ones in two at random places of theirs."""
    scales = parameters["log_scales"].detach().exp()
    large = scales.amax(1) > size
    doubled, split = chosen & ~large, chosen & large
    shape = (2, int(split.sum()), 3)
    places = torch.randn(shape, generator=make).to(scales) * scales[split]
    turns = rotations(parameters["quats"].detach()[split])
    offsets = torch.einsum("nij,knj->kni", turns, places)

    def extend(name: str, values: Tensor) -> Tensor:
        halves = [values[split], values[split]]
        if name == "means":
            halves = [half + offset for half, offset in zip(halves, offsets, strict=True)]
        if name == "log_scales":
            halves = [half - math.log(1.6) for half in halves]
        return torch.cat([values[~split], values[doubled], *halves])

    fresh = int(doubled.sum()) + 2 * shape[1]

    def pad(state: Tensor) -> Tensor:
        return torch.cat([state[~split], state.new_zeros(fresh, *state.shape[1:])])

    _edit(parameters, optimisers, extend, pad)


def _edit(
    parameters: Parameters, optimisers: Optimisers, change: Callable[[str, Tensor], Tensor],
    change_state: Callable[[Tensor], Tensor], only: str = "",
) -> None:  # fmt: skip
    """Replace parameters and the moments that Adam keeps of them."""
    for name, optimiser in optimisers.items():
        if name == "background" or (only and name != only):
            continue
        old = parameters[name]
        new = torch.nn.Parameter(change(name, old.detach()))
        state = optimiser.state.pop(old, {})
        for moment in ("exp_avg", "exp_avg_sq"):
            if moment in state:
                state[moment] = change_state(state[moment])
        optimiser.state[new] = state
        optimiser.param_groups[0]["params"] = [new]
        parameters[name] = new
