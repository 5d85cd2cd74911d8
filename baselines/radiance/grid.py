"""A radiance field of voxels, quick enough for a CPU.

In place of NeRF's networks: density and view-dependent colour are kept at the corners of voxels
around the object and interpolated in between, after Sun et al., Direct Voxel Grid Optimization,
CVPR 2022 (density by softplus after the interpolation, Eq. 4 to 9), and Fridovich-Keil et al.,
Plenoxels, CVPR 2022 (a sparse grid, colour by spherical harmonics; here of degree 1, then a
sigmoid). What it renders is the same kind of picture; the figures of a NeRF it does not claim.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor
from torch.nn import functional

from ..splats.harmonics import basis
from . import trilinear
from .fields import Samples, State, absorbed

DEGREE = 1
"""Of the spherical harmonics."""

CHANNELS = 1 + 3 * (DEGREE + 1) ** 2
"""Of a record: density before softplus, then harmonics of red, green, blue."""


class GridField:
    """Voxels (see the module's docstring); of the `small` preset, on CPUs only.

    Attributes:
        low: (3,) float64, world; the first corner of the grid.
        spacing: Edge of a voxel, world units.
        unit: Length by which density is measured, world units.
        shift: Added to the density's records before softplus (DVGO, Eq. 9).
        stride: Distance of samples in voxels.
        cells: (X-1, Y-1, Z-1) bool, where something may be.
        index: (X, Y, Z) int32, the record of a corner; -1 where there is none.
        records: (V, `CHANNELS`).
    """

    def __init__(
        self, low: NDArray[np.float64], spacing: float, cells: NDArray[np.bool_],
        records: Tensor | None = None, *, unit: float, shift: float, stride: float = 0.5,
    ) -> None:  # fmt: skip
        self.low, self.spacing, self.unit = low, spacing, unit
        self.shift, self.stride = shift, stride
        self.cells = cells
        self._cells = np.ascontiguousarray(cells, np.uint8)
        corners = ndimage.maximum_filter(np.pad(cells, (0, 1)), 2, mode="constant")
        self.index = np.full(corners.shape, -1, np.int32)
        self.index[corners] = np.arange(corners.sum())
        count = int(corners.sum())
        self.records = torch.zeros(count, CHANNELS) if records is None else records
        if tuple(self.records.shape) != (count, CHANNELS):
            raise ValueError(
                f"records are {tuple(self.records.shape)}, but the cells have {count} corners of "
                f"{CHANNELS} channels"
            )

    @property
    def dtype(self) -> torch.dtype:
        """Of the records."""
        return self.records.dtype

    @property
    def device(self) -> torch.device:
        """The CPU."""
        return self.records.device

    @property
    def ball(self) -> tuple[NDArray[np.float64], float]:
        """See `fields.RadianceField`: the ball around the cells' box."""
        places = np.argwhere(self.cells)
        low, high = places.min(0) * self.spacing, (places.max(0) + 1) * self.spacing
        return self.low + (low + high) / 2, float(np.linalg.norm(high - low) / 2)

    def __call__(self, points: Tensor, directions: Tensor) -> tuple[Tensor, Tensor]:
        """Return density and colour; see `fields.Field`."""
        found = self.interpolate((points - torch.from_numpy(self.low).to(points)) / self.spacing)
        density = functional.softplus(found[:, 0] + self.shift) / self.unit
        waves = found[:, 1:].reshape(len(found), (DEGREE + 1) ** 2, 3)
        functions = basis(directions, DEGREE)
        return density, torch.sigmoid((functions[:, :, None] * waves).sum(1))

    def interpolate(self, points: Tensor) -> Tensor:
        """Return the records (N, `CHANNELS`) at points (N, 3), told in cells; differentiable."""
        found: Tensor = _Interpolate.apply(  # type: ignore[no-untyped-call]
            points, self.records, self._cells, self.index
        )
        return found

    @torch.no_grad()
    def march(
        self, origins: Tensor, directions: Tensor, generator: torch.Generator | None = None
    ) -> Samples:
        """Return where to look; see `fields.RadianceField.march`. Rays have one offset each."""
        offsets = torch.full((len(origins),), 0.5, dtype=origins.dtype)
        if generator is not None:
            offsets = torch.rand(len(origins), generator=generator, dtype=origins.dtype)
        raw = np.ascontiguousarray(self.records[:, 0].numpy())
        longest = math.ceil(math.hypot(*self._cells.shape) / self.stride) + 2
        distances, counts = self._march(origins, directions, offsets, raw, longest)
        taken = np.arange(longest) < counts[:, None]
        rays = torch.from_numpy(np.repeat(np.arange(len(counts)), counts))
        places = torch.from_numpy(distances[taken]) * self.spacing
        return Samples(rays, places, torch.full_like(places, self.stride * self.spacing))

    @torch.no_grad()
    def meets(self, origins: Tensor, directions: Tensor) -> NDArray[np.bool_]:
        """Return which rays (R, 3) pass a cell where something may be, (R,)."""
        raw = np.full(len(self.records), -trilinear.EMPTY, np.float32)
        offsets = torch.full((len(origins),), 0.5, dtype=origins.dtype)
        return self._march(origins, directions, offsets, raw, 1)[1] > 0

    @torch.no_grad()
    def visited(self, origins: Tensor, directions: Tensor, least: float) -> NDArray[np.int64]:
        """Return the cells (M, 3), some often, where rays (R, 3) leave a share `least` of light."""
        samples = self.march(origins, directions)
        along = directions[samples.rays]
        points = origins[samples.rays] + samples.distances[:, None] * along
        optical = self(points, along)[0] * samples.lengths
        places = (points - torch.from_numpy(self.low).to(points)) / self.spacing
        return places[absorbed(optical, samples.rays) >= least].numpy().astype(np.int64)

    def _march(
        self, origins: Tensor, directions: Tensor, offsets: Tensor, raw: NDArray[Any], most: int
    ) -> tuple[NDArray[Any], NDArray[np.int64]]:
        there = (origins - torch.from_numpy(self.low).to(origins)) / self.spacing
        distances = np.empty((len(origins), most), offsets.numpy().dtype)
        counts = np.empty(len(origins), np.int64)
        figures = (self.stride, self.shift, self.stride * self.spacing / self.unit)
        plain = [np.ascontiguousarray(t.numpy()) for t in (there, directions, offsets)]
        trilinear.march(*plain, self._cells, self.index, raw, figures, distances, counts)
        return distances, counts

    def state(self) -> dict[str, NDArray[Any]]:
        """Return the field by named arrays."""
        return {
            "grid": np.array([*self.low, self.spacing, self.unit, self.shift, self.stride]),
            "cells": self.cells.astype(np.uint8),
            "records": self.records.detach().numpy().copy(),
        }

    @classmethod
    def from_state(cls, state: State) -> GridField:
        """Return the field that `state` described."""
        *low, spacing, unit, shift, stride = (float(value) for value in state["grid"])
        records = torch.from_numpy(np.array(state["records"]))
        return cls(
            np.array(low), spacing, state["cells"].astype(bool), records,
            unit=unit, shift=shift, stride=stride,
        )  # fmt: skip


class _Interpolate(torch.autograd.Function):
    """Trilinear interpolation, there and back."""

    @staticmethod
    def forward(
        ctx: Any, points: Tensor, records: Tensor, cells: NDArray[np.uint8],
        index: NDArray[np.int32],
    ) -> Tensor:  # fmt: skip
        places = np.ascontiguousarray(points.detach().numpy())
        values = records.detach().numpy()
        found = np.empty((len(places), values.shape[1]), values.dtype)
        trilinear.gather(places, cells, index, values, found)
        ctx.given = places, values, cells, index
        return torch.from_numpy(found)

    @staticmethod
    def backward(ctx: Any, slopes: Tensor) -> Any:
        places, values, cells, index = ctx.given
        plain = np.ascontiguousarray(slopes.numpy())
        to_points = to_records = None
        if ctx.needs_input_grad[0]:
            to_points = np.empty(places.shape, places.dtype)
            trilinear.slant(places, cells, index, values, plain, to_points)
        if ctx.needs_input_grad[1]:
            to_records = np.zeros(values.shape, values.dtype)
            trilinear.scatter(places, cells, index, plain, to_records)
        found = (None if a is None else torch.from_numpy(a) for a in (to_points, to_records))
        return (*found, None, None)
