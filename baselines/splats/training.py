"""Fitting splats to posed views."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...benchmarks.poses import centre
from ...benchmarks.records import Camera, View
from ..framing import shrink
from .cloud import Splats, draw
from .density import Optimisers, Parameters, multiply, reset_opacities
from .harmonics import C0
from .hull import carve, paint, scatter, silhouette, spacing
from .loss import Target, photometric
from .raster import Raster
from .schedule import FitConfig

Tell = Callable[[str], None]
"""Told what is going on, in a few words."""


def fit(
    views: Sequence[View],
    config: FitConfig,
    *,
    seed: int = 0,
    device: torch.device | str = "cpu",
    points: NDArray[np.float64] | None = None,
    tell: Tell | None = None,
) -> Splats:
    """Return splats that look like `views`; the same for the same seed on one kind of CPU.

    Args:
        views: Sound pictures with posed cameras.
        config: How.
        seed: Of the start, the order of the views and the places of split Gaussians.
        device: Where to work.
        points: (N, 3) world, where the Gaussians begin if `config.start` is `points`.
        tell: Told about the progress.

    Raises:
        ValueError: There is no view, or one without a pose.
    """
    if not len(views):
        raise ValueError("splats need at least one sound view with a pose, got none")
    for view in views:
        _camera(view)
    kept = [shrink(view, config.side) for view in views]
    rng = np.random.default_rng(seed)
    start, extent = _begin(kept, config, rng, points)
    parameters = {k: torch.nn.Parameter(p.to(device)) for k, p in start.items()}
    fitting = _Fitting(kept, config, parameters, extent, seed, device)
    for step in range(config.iterations):
        if tell and step % 100 == 0:
            tell(f"splats {step}/{config.iterations}")
        fitting.step(step, rng)
    return fitting.splats().detached()


class _Fitting:
    """Parameters under way."""

    def __init__(
        self, views: Sequence[View], config: FitConfig, parameters: Parameters, extent: float,
        seed: int, device: torch.device | str,
    ) -> None:  # fmt: skip
        self._config, self._parameters, self._extent = config, parameters, extent
        self._cameras = [_camera(view) for view in views]
        self._targets = [Target(view.image.astype(np.float32) / 255) for view in views]
        self._grounds = [
            torch.from_numpy(~silhouette(view.image)).to(device, torch.float32) for view in views
        ]
        self._poses = [torch.from_numpy(camera.pose.copy()) for camera in self._cameras]
        self._ground = torch.ones(3, device=device)
        self._make = torch.Generator().manual_seed(seed)
        self._order: list[int] = []
        rates = {
            "means": config.rate_means * extent,
            "quats": config.rate_turn,
            "log_scales": config.rate_scale,
            "logits": config.rate_opacity,
            "constant": config.rate_colour,
            "harmonics": config.rate_harmonics,
            "background": config.rate_colour,
        }
        self._optimisers: Optimisers = {
            name: torch.optim.Adam([parameter], lr=rates[name], eps=1e-15, fused=True)
            for name, parameter in parameters.items()
        }
        self._forget()

    def splats(self) -> Splats:
        """Return what there is now."""
        p = self._parameters
        harmonics = torch.cat([p["constant"], p["harmonics"]], 1) if "harmonics" in p else None
        return Splats(
            p["means"], p["quats"], p["log_scales"], p["logits"],
            p["constant"] if harmonics is None else harmonics,
            p.get("background", self._ground).clamp(0, 1), self._config.antialiased,
        )  # fmt: skip

    def step(self, step: int, rng: np.random.Generator) -> None:
        """Go one step towards one view."""
        config = self._config
        if not self._order:
            self._order = rng.permutation(len(self._cameras)).tolist()
        index = self._order.pop()
        decay = (config.rate_means_end / config.rate_means) ** (step / config.iterations)
        self._optimisers["means"].param_groups[0]["lr"] = config.rate_means * self._extent * decay
        degree = min(config.degree, step // max(1, config.degree_every))
        raster = draw(self.splats(), self._poses[index], self._cameras[index], degree)
        loss = photometric(raster.rgb, self._targets[index], config.ssim_share)
        if config.ground_weight:
            ground = (raster.alpha * self._grounds[index]).mean()
            loss = loss + config.ground_weight * ground
        loss.backward()  # type: ignore[no-untyped-call]
        for optimiser in self._optimisers.values():
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        if config.largest:
            limit = math.log(config.largest * self._extent)
            self._parameters["log_scales"].data.clamp_(max=limit)
        self._watch(raster, self._cameras[index], step + 1)

    def _watch(self, raster: Raster, camera: Camera, done: int) -> None:
        """Remember how hard each Gaussian is pulled, and let the density follow when it is time."""
        config = self._config
        if done > config.densify_until:
            return
        half = torch.tensor([camera.width / 2, camera.height / 2]).to(raster.reach)
        seen = raster.reach > 0
        self._pulls += (raster.seen.centre_slopes() * half).norm(dim=1) * seen
        self._times += seen
        if done >= config.densify_from and done % config.densify_every == 0:
            slopes = self._pulls / self._times.clamp_min(1)
            multiply(self._parameters, self._optimisers, slopes, config, self._extent, self._make)
            self._forget()
        if config.reset_every and done % config.reset_every == 0:
            reset_opacities(self._parameters, self._optimisers)

    def _forget(self) -> None:
        self._pulls = torch.zeros_like(self._parameters["logits"])
        self._times = torch.zeros_like(self._parameters["logits"])


def _begin(
    views: Sequence[View], config: FitConfig, rng: np.random.Generator,
    points: NDArray[np.float64] | None,
) -> tuple[dict[str, Tensor], float]:  # fmt: skip
    """Return the parameters at the start, and the scene's extent in world units."""
    places, colours, extent = _place(views, config, rng, points)
    sizes = spacing(places)
    count, bands = len(places), (config.degree + 1) ** 2
    logit = math.log(config.opacity / (1 - config.opacity))
    start = {
        "means": torch.from_numpy(places),
        "quats": torch.from_numpy(rng.normal(size=(count, 4)).astype(np.float32)),
        "log_scales": torch.from_numpy(sizes).log()[:, None].repeat(1, 3),
        "logits": torch.full((count,), logit),
        "constant": torch.from_numpy((colours - 0.5) / np.float32(C0))[:, None],
    }
    if bands > 1:
        start["harmonics"] = torch.zeros(count, bands - 1, 3)
    if config.learned_background:
        start["background"] = torch.ones(3)
    return start, extent


def _place(
    views: Sequence[View], config: FitConfig, rng: np.random.Generator,
    points: NDArray[np.float64] | None,
) -> tuple[NDArray[np.float32], NDArray[np.float32], float]:  # fmt: skip
    """Return points (N, 3), colours (N, 3) and the extent: of the cameras, or of the object.

    The published rates are in units of the distance of the cameras, ours in those of the hull.
    """
    if config.start == "hull":
        hull = carve(views)
        return *scatter(hull, views, config.points, rng), hull.diameter
    eyes = np.stack([centre(_camera(view).pose) for view in views])
    extent = 1.1 * float(np.linalg.norm(eyes - eyes.mean(0), axis=1).max())
    if config.start == "points":
        if points is None or len(points) < 4:
            count = 0 if points is None else len(points)
            raise ValueError(f"start is points, but {count} were given; at least 4 are needed")
        return points.astype(np.float32), paint(points, views), extent
    places = rng.uniform(-config.cube, config.cube, (config.points, 3)).astype(np.float32)
    return places, rng.uniform(size=places.shape).astype(np.float32), extent


def _camera(view: View) -> Camera:
    if view.camera is None:
        raise ValueError("a sound view has no camera; splats need the pose of each")
    return view.camera
