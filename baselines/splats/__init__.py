"""3D Gaussian splatting: fit an object to posed views, and see it from anywhere.

    splats = fit(views, FitConfig(...))
    picture = render(splats, camera)             # rgb, alpha, depth
    write_ply(path, splats); read_ply(path)

On CUDA gsplat draws, on a CPU padkit's own numba kernels do; both are differentiable with regard to
Gaussians and pose.
"""

from .cloud import Picture, Splats, draw, render
from .ply import read_ply, write_ply
from .schedule import SMALL, FitConfig
from .training import fit

__all__ = [
    "SMALL", "FitConfig", "Picture", "Splats", "draw", "fit", "read_ply", "render", "write_ply",
]  # fmt: skip
