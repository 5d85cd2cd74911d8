r"""Reflectance of a picture: what is left of it once the light is taken out.

    from padkit.baselines.reflectance import load_reflectance

    estimate = load_reflectance("network")     # or "retinex", or "mine.safetensors"
    reflectance = estimate(picture)            # (H, W, 3) uint8 -> float32, sRGB-encoded, 0..1
    print(estimate.name)                       # of a network with the digits of its file

PIAD takes reflectance from the initialisation network of URetinex-Net, whose weights are not ours
to ship. Two stand-ins are here: a classical Retinex (`retinex`) and small networks (`network`) that
`training` fits to renders whose albedo is known. The shipped one is the U-Net, made by

    toolkit render --suite piad --preset smoke --variant inconsistent --extras albedo --seed 11 \
        --classes Box,Can,Chain,Motor,Picker,Shaft,Spring,Keyring --out train
    toolkit train reflectance --data train --out network.safetensors

which takes about three minutes of one core for each (160 pictures; 1200 steps, seed 0). It has seen
neither the seed nor the objects of what it was measured on (`Held out`: Gear and Spray_can of seed
12 in six lights, 24 pictures; `Turned`: a `--sweep azimuth` of Amphora and Teapot, seed 12, 10
views in 6 lights; all smoke):

|                    | Held out LMSE | Held out si-MSE | Turned, apart | per contrast |
|--------------------|---------------|-----------------|---------------|--------------|
| the picture itself | 0.313         | 0.0973          | 1             | 1            |
| retinex            | 0.248         | 0.0716          | 1.03          | 1.05         |
| network (unet)     | 0.083         | 0.0285          | 0.49          | 0.84         |
| conv4 (400 steps)  | 0.089         | 0.0349          | 0.51          | 0.79         |

*Apart* is the mean absolute difference, on the object, between a view in the training light and in
another, over that of the pictures (0.035); *per contrast* divides either by the standard deviation
over the object first, for a paler picture differs less in any case. Gloss is what stays: a mirror
image of a lamp on a black glaze is light that no network tells from a bright ground. In a `--sweep
power` most of these views look away from the spot and differ by render noise (0.004); up to 300 W
unet and retinex enlarge it (1.0 to 1.8 times), at 2000 W they leave 0.71 and 0.99 of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...benchmarks.errors import MissingLibraryError, UnknownNameError
from ...benchmarks.files import sha256
from .retinex import apply_retinex

WEIGHTS = Path(__file__).with_name("network.safetensors")
"""The shipped network."""

NAMES = {
    "retinex": "multi-scale Retinex, without training (Jobson et al., 1997)",
    "network": "the shipped U-Net, trained on padkit's renders",
}
"""Name of an estimator -> one line about it; the path of a .safetensors file is a name, too."""


@dataclass(frozen=True, eq=False)
class Reflectance:
    """A function from a picture to its reflectance.

    Attributes:
        name: What was asked for; of a network with the first 16 digits of its file's SHA-256.
        estimate: From (H, W, 3) uint8 sRGB to (H, W, 3) float32, sRGB-encoded in 0..1.
    """

    name: str
    estimate: Callable[[NDArray[np.uint8]], NDArray[np.float32]]

    def __call__(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the reflectance (H, W, 3) float32, sRGB-encoded in 0..1, of a picture.

        Raises:
            ValueError: The picture is not (H, W, 3) uint8, or is empty.
        """
        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or not image.size:
            raise ValueError(f"a picture is uint8 (H, W, 3), not {image.dtype} {image.shape}")
        return self.estimate(image)


def load_reflectance(name: str, device: str = "cpu") -> Reflectance:
    """Return the estimator called `name`.

    Args:
        name: A key of `NAMES`, or the path of a .safetensors file of `training.train`.
        device: `cpu`, `cuda` or `cuda:N`, where a network runs.

    Raises:
        UnknownNameError: No such name.
        FileNotFoundError: No such file.
        ValueError: The file holds something else, or no such device.
        MissingLibraryError: PyTorch or safetensors is not installed and a network needs it.
    """
    if name == "retinex":
        return Reflectance(name, apply_retinex)
    if name != "network" and not name.endswith(".safetensors"):
        raise UnknownNameError("reflectance estimator", name, [*NAMES, "PATH.safetensors"])
    try:
        from .network import estimator, load_network
    except ModuleNotFoundError as error:
        if error.name not in ("torch", "safetensors"):
            raise
        why = f"by the reflectance network {name}"
        raise MissingLibraryError(
            "PyTorch with safetensors", why, "pip install 'padkit[learn]'"
        ) from error
    path = WEIGHTS if name == "network" else Path(name)
    network = load_network(path, device)
    label = name if name == "network" else path.name
    return Reflectance(f"{label} sha256:{sha256(path)[:16]}", estimator(network))
