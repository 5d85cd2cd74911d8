"""How splats are fitted: every figure of it, by value."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class FitConfig:
    """Hyper-parameters of a fit.

    The defaults are those of Kerbl et al. (3D Gaussian Splatting, SIGGRAPH 2023, and the defaults
    of its published code). See `scaled` for fewer iterations.

    Attributes:
        iterations: Steps, a view each.
        side: Longest side of the training pictures in pixels; larger ones are shrunk. 0: as is.
        degree: Of the spherical harmonics, 0 to 3.
        start: `hull` (visual hull of an object before white), `random` (in a cube about the
            origin), `points` (given to `fit`).
        points: Gaussians at the start; of no meaning with `points`.
        cube: Half edge of the cube of `random`.
        opacity: Of each Gaussian at the start.
        limit: Most Gaussians; 0 for no limit.
        rate_means: Learning rate of the means, in units of the scene's extent, at the start.
        rate_means_end: The same at the end; it falls exponentially.
        rate_colour: Of the constant harmonics.
        rate_harmonics: Of the others.
        rate_opacity: Of the logits.
        rate_scale: Of the logarithms of the scales.
        rate_turn: Of the quaternions.
        ssim_share: Weight of 1 - SSIM in the loss; the rest is L1's.
        ground_weight: Weight of the mean alpha where a view shows the white ground. Without it
            white Gaussians before a white ground cost nothing, and spoil the views between.
        degree_every: Iterations after which one more band of harmonics is used.
        densify_from: First iteration with density control.
        densify_until: The last one.
        densify_every: Iterations between.
        densify_slope: Mean gradient of the centres, in half pictures, above which they multiply.
        split_above: Scale, in units of the extent, above which a Gaussian is split, not doubled.
        largest: Scale, in units of the extent, that no Gaussian exceeds; 0 for no limit.
        faintest: Opacity below which Gaussians are dropped.
        reset_every: Iterations between resets of the opacities to 0.01; 0 for never.
        learned_background: Whether the ground is learned; white otherwise.
        antialiased: See `raster.rasterise`.
    """

    iterations: int = 30_000
    side: int = 0
    degree: int = 3
    start: str = "random"
    points: int = 100_000
    cube: float = 1.3
    opacity: float = 0.1
    limit: int = 0
    rate_means: float = 1.6e-4
    rate_means_end: float = 1.6e-6
    rate_colour: float = 2.5e-3
    rate_harmonics: float = 2.5e-3 / 20
    rate_opacity: float = 0.05
    rate_scale: float = 5e-3
    rate_turn: float = 1e-3
    ssim_share: float = 0.2
    ground_weight: float = 0.0
    degree_every: int = 1000
    densify_from: int = 500
    densify_until: int = 15_000
    densify_every: int = 100
    densify_slope: float = 2e-4
    split_above: float = 0.01
    largest: float = 0.0
    faintest: float = 0.005
    reset_every: int = 3000
    learned_background: bool = False
    antialiased: bool = False

    def __post_init__(self) -> None:
        """Check the values."""
        if self.iterations < 1:
            raise ValueError(f"iterations is {self.iterations}; at least 1 is needed")
        if not 0 <= self.degree <= 3:
            raise ValueError(f"degree is {self.degree}; allowed: 0, 1, 2, 3")
        if self.start not in STARTS:
            raise ValueError(f"start is {self.start!r}; allowed: {', '.join(STARTS)}")
        if self.points < 4:
            raise ValueError(f"points is {self.points}; at least 4 are needed")

    def scaled(self, iterations: int) -> FitConfig:
        """Return the same schedule in another number of iterations."""
        ratio = iterations / self.iterations
        counts = ("degree_every", "densify_from", "densify_until", "densify_every", "reset_every")
        changed = {name: math.ceil(getattr(self, name) * ratio) for name in counts}
        return replace(self, iterations=iterations, **changed)


STARTS = ("hull", "random", "points")
"""Where the Gaussians can come from."""

SMALL = FitConfig(
    iterations=2000,
    side=256,
    degree=1,
    start="hull",
    points=3000,
    limit=15_000,
    # some twenty times the published rates: a fifteenth of the iterations
    rate_means=2e-3,
    rate_means_end=2e-5,
    rate_colour=1e-2,
    rate_harmonics=6e-4,
    rate_scale=1e-2,
    rate_turn=5e-3,
    ground_weight=0.5,
    degree_every=300,
    densify_from=200,
    densify_until=1200,
    densify_slope=4e-4,
    split_above=0.0125,
    largest=0.03,
    reset_every=0,
    antialiased=True,
)
"""Fits a class of some 50 to 100 views of 200 to 256 pixels in about a minute on two cores."""
