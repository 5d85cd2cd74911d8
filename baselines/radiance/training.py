"""Fitting a radiance field to posed views of an object before white."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor
from torch.nn import functional

from ...benchmarks.records import View
from ..framing import shrink
from ..splats.hull import Hull, carve
from .config import FieldConfig
from .fields import MlpField, RadianceField
from .grid import GridField
from .rendering import camera_rays, composite, look

Tell = Callable[[str], None]
"""Told what is going on, in a few words."""

SEEN = 0.02
"""Cells where no ray leaves this share of its light are dropped between stages."""

STAGES = ((4, 1 / 6), (2, 1 / 4), (1, 7 / 12))
"""What a grid's resolution is divided by, and the share of the iterations that are spent so."""


@dataclass(frozen=True, eq=False)
class Rays:
    """All pixels to learn from.

    Attributes:
        origins: (P, 3) float32, world.
        directions: (P, 3) float32 unit vectors.
        colours: (P, 3) float32, 0 to 1.
    """

    origins: Tensor
    directions: Tensor
    colours: Tensor

    def __len__(self) -> int:
        return len(self.origins)

    def __getitem__(self, chosen: Tensor) -> Rays:
        return Rays(*(t[chosen] for t in self._tensors()))

    def parts(self, size: int = 32768) -> Iterator[Rays]:
        """Yield them, so many at a time."""
        for start in range(0, len(self), size):
            yield Rays(*(t[start : start + size] for t in self._tensors()))

    def _tensors(self) -> tuple[Tensor, Tensor, Tensor]:
        return self.origins, self.directions, self.colours

    def to(self, device: torch.device) -> Rays:
        """Return them on another device."""
        return Rays(*(t.to(device) for t in self._tensors()))


def fit_field(
    views: Sequence[View],
    config: FieldConfig,
    seed: int = 0,
    device: torch.device | str = "cpu",
    tell: Tell | None = None,
) -> RadianceField:
    """Return a field that looks like `views`; the same for the same seed on one kind of CPU.

    The loss is the mean squared error of rays drawn from all pictures (NeRF, Eq. 6), by Adam.

    Args:
        views: Sound pictures on pure white with posed cameras.
        config: How.
        seed: Of first weights, batches and places along rays.
        device: Where to work; `grid` works on the CPU only.
        tell: Told about the progress.

    Raises:
        ValueError: There is no view, one without a pose, no object, or a grid on another device.
    """
    where = torch.device(device)
    if config.kind == "grid" and where.type != "cpu":
        raise ValueError(
            f"a grid is fitted on the cpu, not on {device}; use the paper preset there"
        )
    if not len(views):
        raise ValueError("a radiance field needs at least one sound view with a pose, got none")
    kept = [shrink(view, config.side) for view in views]
    rays, hull = gather_rays(kept), carve(kept)
    fitted = _fit_grid if config.kind == "grid" else _fit_mlp
    return fitted(rays, hull, config, seed, where, tell or (lambda _: None))


def gather_rays(views: Sequence[View]) -> Rays:
    """Return the rays of all pixels; ValueError where a view has no pose."""
    parts = []
    for view in views:
        if view.camera is None:
            raise ValueError("a sound view has no camera; a field needs the pose of each")
        origins, directions = camera_rays(view.camera)
        colours = torch.from_numpy(view.image.reshape(-1, 3).astype(np.float32) / 255)
        parts.append((origins.float(), directions.float(), colours))
    return Rays(*(torch.cat(part) for part in zip(*parts, strict=True)))


def _batches(
    rays: Rays, size: int, steps: int, generator: torch.Generator
) -> Iterator[tuple[int, Rays]]:
    """Yield as many random batches as there are steps; the rays on their way to the device."""
    for step in range(steps):
        yield step, rays[torch.randint(len(rays), (size,), generator=generator)]


def _fit_mlp(
    rays: Rays, hull: Hull, config: FieldConfig, seed: int, device: torch.device, tell: Tell
) -> MlpField:
    generator = torch.Generator().manual_seed(seed)
    place = torch.Generator(device).manual_seed(seed + 1)
    with torch.random.fork_rng(devices=[]):  # layers draw their weights from the global state
        torch.manual_seed(seed)
        field = MlpField(config, (hull.low + hull.high) / 2, hull.diameter / 2).to(device)
    optimiser = torch.optim.Adam(field.parameters(), lr=config.rate, betas=(0.9, 0.999))
    for step, batch in _batches(rays, config.rays, config.iterations, generator):
        if step % 1000 == 0:
            tell(f"networks {step}/{config.iterations}")
        _set_rate(optimiser, config, step / config.iterations)
        loss = _mlp_loss(field, batch.to(device), place)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return field.requires_grad_(False)


def _mlp_loss(field: MlpField, batch: Rays, generator: torch.Generator) -> Tensor:
    """Return the sum of the errors of both networks (NeRF, Eq. 6)."""
    origins, directions = batch.origins, batch.directions
    first, _, span = field.stratify(origins, directions, generator)
    points = origins[first.rays] + first.distances[:, None] * directions[first.rays]
    density, rgb = field.ask(field.coarse, points, directions[first.rays])
    rough = composite(density, rgb, first, len(batch))[0]
    samples = field.refine(first, density.detach(), span, generator)
    smooth = look(field, origins, directions, samples)[0]
    colours = batch.colours
    return functional.mse_loss(rough, colours) + functional.mse_loss(smooth, colours)


def _fit_grid(
    rays: Rays, hull: Hull, config: FieldConfig, seed: int, device: torch.device, tell: Tell
) -> GridField:
    generator = torch.Generator().manual_seed(seed)
    field, pool, done = None, rays, 0
    for part, share in STAGES:
        resolution, steps = config.resolution // part, math.ceil(config.iterations * share)
        spacing = float((hull.high - hull.low).max()) / resolution
        field = _begin(hull, spacing, config) if field is None else _refine(field, pool, spacing)
        tell(f"voxels {resolution}: {len(field.records)} corners")
        met = [field.meets(part.origins, part.directions) for part in pool.parts()]
        pool = pool[torch.from_numpy(np.flatnonzero(np.concatenate(met)))]
        field.records.requires_grad_(True)
        optimiser = torch.optim.Adam([field.records], lr=config.rate, fused=True)
        for _, batch in _batches(pool, config.rays, steps, generator):
            _set_rate(optimiser, config, done / config.iterations)
            _step_grid(field, optimiser, batch, generator)
            done += 1
        field.records = field.records.detach()
    assert field is not None
    return field


def _step_grid(
    field: GridField, optimiser: torch.optim.Optimizer, batch: Rays, generator: torch.Generator
) -> None:
    samples = field.march(batch.origins, batch.directions, generator)
    rgb, _, _ = look(field, batch.origins, batch.directions, samples)
    loss = functional.mse_loss(rgb, batch.colours)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()


def _begin(hull: Hull, spacing: float, config: FieldConfig) -> GridField:
    """Return a grid of faint fog in the visual hull."""
    inside = _fill(hull)
    low = hull.low - spacing
    shape = np.ceil((hull.high - hull.low) / spacing).astype(int) + 2
    cells = np.zeros(shape, bool)
    voxels = np.argwhere(inside)
    places = hull.surface.min(0) + (voxels - voxels.min(0)) * hull.voxel
    at = np.floor((places - low) / spacing).astype(int).clip(0, shape - 1)
    cells[tuple(at.T)] = True
    cells = ndimage.binary_dilation(cells, np.ones((3, 3, 3), bool))
    # softplus(shift) * stride takes `opacity` of the light (DVGO, Eq. 9)
    shift = math.log(math.expm1(-math.log1p(-config.opacity) / config.stride))
    return GridField(low, spacing, cells, unit=spacing, shift=shift, stride=config.stride)


def _fill(hull: Hull) -> NDArray[np.bool_]:
    """Return the voxels on the hull's surface and inside of it."""
    at = np.rint((hull.surface - hull.surface.min(0)) / hull.voxel).astype(int)
    shell = np.zeros(at.max(0) + 1, bool)
    shell[tuple(at.T)] = True
    return ndimage.binary_fill_holes(shell)


@torch.no_grad()
def _refine(field: GridField, rays: Rays, spacing: float) -> GridField:
    """Return a field of finer voxels around what `rays` see of a coarser one.

    The inside of the object goes, too: nothing sees it, and no gradient ever reaches it.
    """
    seen = np.zeros(field.cells.shape, bool)
    for part in rays.parts():
        seen[tuple(field.visited(part.origins, part.directions, SEEN).T)] = True
    kept = field.cells & ndimage.binary_dilation(seen, np.ones((3, 3, 3), bool))
    if not seen.any():  # too few steps to have made anything opaque
        kept = field.cells
    shape = np.ceil(np.array(field.cells.shape) * field.spacing / spacing).astype(int)
    middles = [
        np.minimum(((np.arange(n) + 0.5) * spacing / field.spacing).astype(int), size - 1)
        for n, size in zip(shape, kept.shape, strict=True)
    ]
    cells = kept[np.ix_(*middles)]
    finer = GridField(
        field.low, spacing, cells, unit=field.unit, shift=field.shift, stride=field.stride
    )
    corners_at = np.argwhere(finer.index >= 0) * (spacing / field.spacing)
    finer.records = field.interpolate(torch.from_numpy(corners_at.astype(np.float32)))
    finer.records[:, 0].clamp_(min=-2.0)
    return finer


def _set_rate(optimiser: torch.optim.Optimizer, config: FieldConfig, share: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = config.rate * (config.rate_end / config.rate) ** share
