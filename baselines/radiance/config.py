"""How radiance fields are fitted: every figure of it, by value, with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class FieldConfig:
    """Hyper-parameters of a fit; the defaults are those of `paper`.

    NeRF is Mildenhall et al., ECCV 2020; PAD is Zhou et al., NeurIPS 2023 (OmniposeAD), with the
    configuration files of its published code.

    Attributes:
        kind: `mlp` (NeRF's networks) or `grid` (voxels, for the CPU).
        side: Longest side of the training pictures in pixels; larger ones are shrunk, 0: as is.
            400 (PAD, half_res).
        rays: In a step. 4096 (NeRF, 5.3).
        rate: Adam's learning rate at the start. 5e-4 (NeRF, 5.3).
        rate_end: At the end; it falls exponentially. 5e-5 (NeRF, 5.3).
        iterations: Steps, all stages of a `grid` together. 200,000 (NeRF: 100,000 to 300,000).
        width: Of a hidden layer of `mlp`. 256 (NeRF, 3).
        depth: Hidden layers before the density. 8 (NeRF, 3).
        skip: Hidden layer after which the point is given again. 4, counted from 0 (PAD).
        point_bands: Frequencies of the encoding of points. 10 (NeRF, 5.1).
        direction_bands: Of directions. 4 (NeRF, 5.1).
        coarse: Stratified samples of a ray. 64 (NeRF, 5.3; PAD).
        fine: Samples drawn where the coarse network saw something. 64 (PAD; NeRF has 128).
        resolution: Voxels along the longest side of the object's box, of `grid`; it has no paper
            of its own. Begun with a quarter of it, then half (DVGO's way, Sun et al., CVPR 2022).
        stride: Distance of samples in voxels. 0.5 (DVGO, 5.1).
        opacity: Of a stride at the start (DVGO, Eq. 9).
    """

    kind: Literal["mlp", "grid"] = "mlp"
    side: int = 400
    rays: int = 4096
    rate: float = 5e-4
    rate_end: float = 5e-5
    iterations: int = 200_000
    width: int = 256
    depth: int = 8
    skip: int = 4
    point_bands: int = 10
    direction_bands: int = 4
    coarse: int = 64
    fine: int = 64
    resolution: int = 128
    stride: float = 0.5
    opacity: float = 0.01

    def __post_init__(self) -> None:
        if self.kind not in ("mlp", "grid"):
            raise ValueError(f"kind {self.kind!r} is unknown; allowed: mlp, grid")
        for name, least in (("iterations", 1), ("rays", 1), ("resolution", 8)):
            if getattr(self, name) < least:
                value = getattr(self, name)
                raise ValueError(f"{name} is {value}; at least {least} is needed")


FIELDS = {
    "paper": FieldConfig(),
    "small": FieldConfig(
        kind="grid",
        side=256,
        rays=2048,
        rate=0.2,
        rate_end=0.01,
        iterations=1200,
        opacity=0.1,
    ),
}
"""Preset -> how a field is fitted. `small` is voxels, not networks, and made for two CPU cores."""
