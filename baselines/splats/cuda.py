"""The GPU engine: gsplat (Ye et al., gsplat, JMLR 2025), the extra `padkit[cuda]`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...benchmarks.errors import MissingLibraryError
from .projection import DILATION, NEAR
from .raster import Gaussians, Raster


def rasterise(
    gaussians: Gaussians,
    view: Tensor,
    lens: NDArray[np.float64],
    size: tuple[int, int],
    background: Tensor,
    antialiased: bool,
) -> Raster:
    """Draw Gaussians; see `raster.rasterise`, of which this is the one for GPUs."""
    gsplat = _import_gsplat()
    means = gaussians.means
    fx, fy, cx, cy = lens
    matrix = torch.tensor([[fx, 0, cx], [0, fy, cy], [0, 0, 1]], dtype=means.dtype)
    height, width = size
    drawn, alpha, info = gsplat.rasterization(
        means=means,
        quats=gaussians.quats,
        scales=gaussians.scales,
        opacities=gaussians.opacities,
        colors=gaussians.colours,
        viewmats=view.to(means)[None],
        Ks=matrix.to(means)[None],
        width=width,
        height=height,
        near_plane=NEAR,
        eps2d=DILATION,
        packed=False,
        render_mode="RGB+D",
        rasterize_mode="antialiased" if antialiased else "classic",
    )
    if info["means2d"].requires_grad:
        info["means2d"].retain_grad()
    cover = alpha[0, ..., 0]
    # with depth among the channels gsplat would want a background of four; laid under here
    rgb = drawn[0, ..., :3] + (1 - cover)[..., None] * background
    radii = info["radii"].reshape(len(means), -1).amax(1).float()
    return Raster(rgb, cover, drawn[0, ..., 3], radii, _Seen(info["means2d"]))


@dataclass(frozen=True, eq=False)
class _Seen:
    """The projected centres (1, N, 2) of a drawing, whose gradient PyTorch keeps."""

    centres: Tensor

    def centre_slopes(self) -> Tensor:
        """Return the gradients (N, 2) of the loss by the centres in pixels."""
        if self.centres.grad is None:
            raise ValueError("the drawing has not gone back yet: call backward() first")
        return self.centres.grad[0]


def _import_gsplat() -> Any:
    try:
        import gsplat
    except ModuleNotFoundError as error:
        if error.name != "gsplat":
            raise
        install = "pip install 'padkit[cuda]'"
        raise MissingLibraryError("gsplat", "to draw Gaussians on a GPU", install) from error
    return gsplat
