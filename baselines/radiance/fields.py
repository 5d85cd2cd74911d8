"""What a radiance field is, and NeRF's: two networks that know colour and density of points."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from .config import FieldConfig

State = Mapping[str, NDArray[Any]]
"""A field by named arrays, as safetensors keeps them."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Where R rays are looked at: M places, ray by ray, along each from the eye away.

    Attributes:
        rays: (M,) int64, ascending; the ray of each place.
        distances: (M,) from the ray's origin, world units.
        lengths: (M,) world units of the ray that the place stands for.
    """

    rays: Tensor
    distances: Tensor
    lengths: Tensor


class Field(Protocol):
    """Density and colour of points."""

    def __call__(self, points: Tensor, directions: Tensor) -> tuple[Tensor, Tensor]:
        """Return what is at points; differentiable with regard to both arguments.

        Args:
            points: (N, 3) world.
            directions: (N, 3) unit vectors from the eye to the points.

        Returns:
            Density (N,), 0 or more, per world unit; rgb (N, 3), 0 to 1, sRGB as in the pictures.
        """
        ...


class RadianceField(Field, Protocol):
    """A field that knows where it must be looked at, and can be kept."""

    @property
    def dtype(self) -> torch.dtype:
        """Of its parameters; rays are taken in it."""
        ...

    @property
    def device(self) -> torch.device:
        """Where it is."""
        ...

    @property
    def ball(self) -> tuple[NDArray[np.float64], float]:
        """Centre (3,) and radius of a ball around the object, world."""
        ...

    def march(
        self, origins: Tensor, directions: Tensor, generator: torch.Generator | None = None
    ) -> Samples:
        """Return where rays (R, 3), unit directions, meet what is there; without gradients.

        Places are drawn with a `generator`, else in the middle of their strata.
        """
        ...

    def state(self) -> dict[str, NDArray[Any]]:
        """Return the field by named arrays; `files.read_field` is the inverse."""
        ...


def absorbed(optical: Tensor, rays: Tensor) -> Tensor:
    """Return the share (M,) of a ray's light that each of its samples takes (NeRF, Eq. 3).

    The sums along all rays are one in float64, of which that before each ray is taken away.

    Args:
        optical: (M,) density times length.
        rays: (M,) ascending; the ray of each sample.
    """
    before = torch.cumsum(optical, 0, dtype=torch.float64) - optical
    first = torch.searchsorted(rays, rays)  # of each sample's ray
    light = torch.exp(before[first] - before).to(optical.dtype)
    return light * -torch.expm1(-optical)


def encode(values: Tensor, bands: int) -> Tensor:
    """Return (N, 3 + 6 * bands): the values, then sin and cos of 2^k pi times them (NeRF, Eq. 4).

    The values themselves are in front as in the published code.
    """
    scales = math.pi * 2.0 ** torch.arange(bands, dtype=values.dtype, device=values.device)
    angles = (values[:, None] * scales[:, None]).flatten(1)
    return torch.cat([values, angles.sin(), angles.cos()], 1)


class Network(nn.Module):
    """NeRF's network (Figure 7 of the paper), of a size by configuration."""

    def __init__(self, config: FieldConfig) -> None:
        super().__init__()
        self._bands = config.point_bands, config.direction_bands
        self._skip = config.skip
        points, directions = (3 + 6 * bands for bands in self._bands)
        width, inputs = config.width, points
        self.hidden = nn.ModuleList()
        for layer in range(config.depth):
            self.hidden.append(nn.Linear(inputs, width))
            inputs = width + (points if layer == config.skip else 0)
        self.density = nn.Linear(inputs, 1)
        self.bottleneck = nn.Linear(inputs, width)
        self.view = nn.Linear(width + directions, width // 2)
        self.colour = nn.Linear(width // 2, 3)

    def forward(self, points: Tensor, directions: Tensor) -> tuple[Tensor, Tensor]:
        """Return density (N,) and rgb (N, 3) of points (N, 3) in the unit ball's units."""
        there = encode(points, self._bands[0])
        x = there
        for number, layer in enumerate(self.hidden):
            x = torch.relu(layer(x))
            if number == self._skip:
                x = torch.cat([there, x], 1)
        seen = torch.cat([self.bottleneck(x), encode(directions, self._bands[1])], 1)
        rgb = torch.sigmoid(self.colour(torch.relu(self.view(seen))))
        return torch.relu(self.density(x))[:, 0], rgb


class MlpField(nn.Module):
    """NeRF (Mildenhall et al., ECCV 2020): a coarse network that says where a fine one looks.

    Points are told to the networks relative to a ball around the object, so that they lie within
    [-1, 1]; rays are sampled only inside of it, which takes the place of near and far planes. The
    last place of a ray stands for the rest of it within the ball, not for an infinite length.
    """

    bounds: Tensor

    def __init__(self, config: FieldConfig, middle: NDArray[np.float64], radius: float) -> None:
        """Make networks with torch's own first weights, from its global generator.

        Args:
            config: Of kind `mlp`.
            middle: (3,) of the ball, world.
            radius: Of the ball.
        """
        super().__init__()
        self.config = config
        self.register_buffer("bounds", torch.tensor([*middle, radius], dtype=torch.float32))
        self.coarse, self.fine = Network(config), Network(config)

    @property
    def dtype(self) -> torch.dtype:
        """Of the parameters."""
        return self.bounds.dtype

    @property
    def device(self) -> torch.device:
        """Where they are."""
        return self.bounds.device

    @property
    def ball(self) -> tuple[NDArray[np.float64], float]:
        """See `RadianceField`."""
        *centre, radius = self.bounds.cpu().double().tolist()
        return np.array(centre), radius

    def forward(self, points: Tensor, directions: Tensor) -> tuple[Tensor, Tensor]:
        """Return what the fine network says; see `Field`."""
        return self.ask(self.fine, points, directions)

    def ask(self, network: Network, points: Tensor, directions: Tensor) -> tuple[Tensor, Tensor]:
        """Return what one of the two networks says; see `Field`."""
        density, rgb = network((points - self.bounds[:3]) / self.bounds[3], directions)
        return density / self.bounds[3], rgb

    @torch.no_grad()
    def march(
        self, origins: Tensor, directions: Tensor, generator: torch.Generator | None = None
    ) -> Samples:
        """Return where to look; see `RadianceField.march`."""
        first, _, span = self.stratify(origins, directions, generator)
        points = origins[first.rays] + first.distances[:, None] * directions[first.rays]
        density, _ = self.ask(self.coarse, points, directions[first.rays])
        return self.refine(first, density, span, generator)

    @torch.no_grad()
    def stratify(
        self, origins: Tensor, directions: Tensor, generator: torch.Generator | None
    ) -> tuple[Samples, Tensor, Tensor]:
        """Return coarse samples, which rays (H,) meet the ball, and near and far (H, 2) of those.

        One place is in each of equal strata (NeRF, Eq. 2).
        """
        away = self.bounds[:3] - origins
        along = (away * directions).sum(1)
        half = self.bounds[3] ** 2 - (away**2).sum(1) + along**2
        depth = half.clamp_min(0).sqrt()
        hit = torch.nonzero((half > 0) & (along + depth > 0))[:, 0]
        near, far = (along - depth)[hit].clamp_min(0), (along + depth)[hit]
        count = self.config.coarse
        offsets = _draw((len(hit), count), near, generator)
        steps = (torch.arange(count, device=near.device) + offsets) / count
        distances = near[:, None] + (far - near)[:, None] * steps
        return _lay(hit, distances, far), hit, torch.stack([near, far], 1)

    @torch.no_grad()
    def refine(
        self, first: Samples, density: Tensor, span: Tensor, generator: torch.Generator | None
    ) -> Samples:
        """Return the coarse samples and `fine` more, as the coarse weights say (NeRF, 5.2)."""
        count, more = self.config.coarse, self.config.fine
        shape = (len(span), count)
        distances = first.distances.reshape(shape)
        optical = density.reshape(shape) * first.lengths.reshape(shape)
        before = torch.cumsum(optical, 1) - optical
        weights = torch.exp(-before) * -torch.expm1(-optical)
        edges = (distances[:, 1:] + distances[:, :-1]) / 2
        shares = weights[:, 1:-1] + 1e-5
        cumulated = torch.cumsum(shares / shares.sum(1, keepdim=True), 1)
        cumulated = torch.cat([torch.zeros_like(cumulated[:, :1]), cumulated], 1)
        offsets = _draw((len(span), more), distances, generator)
        wanted = (torch.arange(more, device=offsets.device) + offsets) / more
        above = torch.searchsorted(cumulated, wanted.contiguous(), right=True)
        above = above.clamp(1, cumulated.shape[1] - 1)
        low, high = cumulated.gather(1, above - 1), cumulated.gather(1, above)
        start, end = edges.gather(1, above - 1), edges.gather(1, above)
        share = ((wanted - low) / (high - low).clamp_min(1e-5)).clamp(0, 1)
        both = torch.cat([distances, start + share * (end - start)], 1).sort(1).values
        rays = first.rays.reshape(shape)[:, 0]
        return _lay(rays, both, span[:, 1])

    def state(self) -> dict[str, NDArray[Any]]:
        """Return weights and configuration by named arrays."""
        c = self.config
        figures = (c.width, c.depth, c.skip, c.point_bands, c.direction_bands, c.coarse, c.fine)
        weights = {k: v.detach().cpu().numpy() for k, v in self.state_dict().items()}
        return {"mlp": np.array(figures, np.int64), **weights}

    @classmethod
    def from_state(cls, state: State) -> MlpField:
        """Return the field that `state` described."""
        sizes: dict[str, Any] = dict(zip(_SIZES, map(int, state["mlp"]), strict=True))
        config = FieldConfig("mlp", **sizes)
        bounds = state["bounds"].astype(np.float64)
        with torch.random.fork_rng(devices=[]):
            field = cls(config, bounds[:3], float(bounds[3]))
        tensors = {k: torch.from_numpy(np.array(v)) for k, v in state.items() if k != "mlp"}
        field.to(tensors["bounds"].dtype).load_state_dict(tensors)
        return field.requires_grad_(False)


_SIZES = ("width", "depth", "skip", "point_bands", "direction_bands", "coarse", "fine")


def _draw(shape: tuple[int, int], like: Tensor, generator: torch.Generator | None) -> Tensor:
    """Return numbers within [0, 1), 0.5 without a generator, where `like` is."""
    if generator is None:
        return torch.full(shape, 0.5, dtype=like.dtype, device=like.device)
    return torch.rand(shape, generator=generator, dtype=like.dtype, device=like.device)


def _lay(rays: Tensor, distances: Tensor, far: Tensor) -> Samples:
    """Return distances (H, S) of rays (H,) as samples; the last one of each reaches to `far`."""
    lengths = torch.diff(distances, dim=1, append=far[:, None])
    each = rays[:, None].expand_as(distances)
    return Samples(each.reshape(-1), distances.reshape(-1), lengths.reshape(-1))
