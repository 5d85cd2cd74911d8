"""How radiance fields are fitted and inverted: every figure of it, by value, with its source."""

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
        iterations: Steps of `mlp`. 200,000 (NeRF: 100,000 to 300,000).
        width: Of a hidden layer of `mlp`. 256 (NeRF, 3).
        depth: Hidden layers before the density. 8 (NeRF, 3).
        skip: Hidden layer after which the point is given again. 4, counted from 0 (PAD).
        point_bands: Frequencies of the encoding of points. 10 (NeRF, 5.1).
        direction_bands: Of directions. 4 (NeRF, 5.1).
        coarse: Stratified samples of a ray. 64 (NeRF, 5.3; PAD).
        fine: Samples drawn where the coarse network saw something. 64 (PAD; NeRF has 128).
        resolutions: Voxels along the longest side of the object's box, stage by stage, of `grid`;
            it has no paper of its own, so neither have the rest.
        steps: Iterations of each stage.
        stride: Distance of samples in voxels. 0.5 (Sun et al., DVGO, CVPR 2022, 5.1).
        opacity: Of a stride at the start (DVGO, Eq. 9).
        smoothness: Weight of the total variation (Fridovich-Keil et al., Plenoxels, CVPR 2022,
            Eq. 3).
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
    resolutions: tuple[int, ...] = ()
    steps: tuple[int, ...] = ()
    stride: float = 0.5
    opacity: float = 0.01
    smoothness: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in ("mlp", "grid"):
            raise ValueError(f"kind {self.kind!r} is unknown; allowed: mlp, grid")
        if self.kind == "grid" and not 0 < len(self.resolutions) == len(self.steps):
            raise ValueError(
                f"resolutions {self.resolutions} and steps {self.steps} of a grid: a number of "
                "steps for each resolution, at least one"
            )


@dataclass(frozen=True)
class InversionConfig:
    """Hyper-parameters of a search for a pose; the defaults are those of `paper`.

    Attributes:
        steps: Of gradient descent. 300 (iNeRF; PAD).
        rays: Pixels in a step. 3072 (PAD).
        rate: Adam's learning rate. 0.01 (iNeRF; PAD).
        decay: Its factor over 100 steps. 0.8 (iNeRF; PAD).
        kernel: Side in pixels of the square by which the interest points grow. 5 (iNeRF; PAD).
        dilations: How many times they do. 3 (iNeRF; PAD).
    """

    steps: int = 300
    rays: int = 3072
    rate: float = 0.01
    decay: float = 0.8
    kernel: int = 5
    dilations: int = 3

    def __post_init__(self) -> None:
        if self.steps < 0 or self.rays < 1:
            raise ValueError(f"{self.steps} steps of {self.rays} rays: at least 0 and 1")


FIELDS = {
    "paper": FieldConfig(),
    "small": FieldConfig(
        kind="grid",
        side=256,
        rays=4096,
        rate=0.1,
        rate_end=0.01,
        resolutions=(32, 64, 128),
        steps=(200, 300, 700),
    ),
}
"""Preset -> how a field is fitted. `small` is voxels, not networks, and made for two CPU cores."""

INVERSIONS = {
    "paper": InversionConfig(),
    "small": InversionConfig(steps=150, rays=1024),
}
"""Preset -> how poses are searched. `small` has half the steps and a third of the rays."""
