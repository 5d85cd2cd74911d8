"""How estimated reflectance and shading lie on disk, whoever made them.

    PREDICTIONS/<category>/<defect>/<stem>_reflectance.{exr,npy,tiff,tif,png}
    PREDICTIONS/<category>/<defect>/<stem>_shading.{exr,npy,tiff,tif}

In place of <defect>/<stem> the folder and the name of the picture itself may stand. Of either kind
there is a file for each test image or none at all. (H, W) or (H, W, 3), linear, any scale: float16,
float32 or float64. A reflectance may also be a PNG of 8 or 16 bits, which is taken as encoded by
sRGB and decoded; a shading may not, for light has no upper end and no encoding that all agree on. A
fourth channel is alpha and does not count, but in .npy. Another size than the picture's is brought
there as score maps are (`predictions.resize_map`), linear values of each colour by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from ..datasets import Dataset, Sample
from ..images import read_exr, read_png
from ..predictions import resize_map
from ..srgb import decode_srgb
from .measures import REFLECTANCE, SHADING

SUFFIXES = (".exr", ".npy", ".tiff", ".tif", ".png")
"""The file types of an estimate; .png of a reflectance only."""

KINDS = (REFLECTANCE, SHADING)
"""What is estimated, and how the names of the files end."""


def find_decompositions(root: Path, dataset: Dataset) -> dict[str, dict[str, Path]]:
    """Return kind -> `Sample.key` -> file, of the kinds that there are.

    Raises:
        FileNotFoundError: `root` is no folder, or holds neither kind.
        ValueError: Files are missing, extra (no such test image) or doubled; the message names the
            first few of each and their number.
    """
    if not root.is_dir():
        raise FileNotFoundError(f"{root} is no folder of predictions")
    found = {kind: _list_files(root, kind) for kind in KINDS}
    if not any(found.values()):
        raise FileNotFoundError(
            f"{root} holds no decomposition: want CLASS/TYPE/STEM_reflectance or "
            f"CLASS/TYPE/STEM_shading with {', '.join(SUFFIXES)}"
        )
    samples = [sample for category in dataset.categories for sample in dataset.test[category]]
    return {kind: _match(root, kind, samples, files) for kind, files in found.items() if files}


def _list_files(root: Path, kind: str) -> dict[str, list[Path]]:
    """Return the name below `root`, without kind and suffix, -> the files of that name."""
    files: dict[str, list[Path]] = {}
    for path in sorted(root.rglob(f"*_{kind}.*")):
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith("."):
            name = path.relative_to(root).with_suffix("").as_posix()
            if name.endswith(f"_{kind}"):
                files.setdefault(name.removesuffix(f"_{kind}"), []).append(path)
    return files


def _match(
    root: Path, kind: str, samples: list[Sample], files: dict[str, list[Path]]
) -> dict[str, Path]:
    """Return `Sample.key` -> file of one kind; ValueError unless each sample has exactly one."""
    keys = {sample.key for sample in samples}
    matched, used = {}, set()
    missing, doubled = [], []
    for sample in samples:
        names = [name for name in _names(sample, keys) if name in files]
        paths = [path for name in names for path in files[name]]
        used.update(names)
        if not paths:
            missing.append(f"{sample.key}_{kind}")
        elif len(paths) > 1:
            doubled += [path.relative_to(root).as_posix() for path in paths]
        else:
            matched[sample.key] = paths[0]
    extra = [f"{name}_{kind}" for name in files if name not in used]
    faults = {"missing": missing, "extra": extra, "doubled": doubled}
    told = [
        f"{len(names)} {fault} ({', '.join(names[:3])}{', …' if len(names) > 3 else ''})"
        for fault, names in faults.items()
        if names
    ]
    if told:
        raise ValueError(f"{root}: the {kind} files do not fit the dataset: {'; '.join(told)}")
    return matched


def _names(sample: Sample, keys: set[str]) -> Iterator[str]:
    """Yield the names that the files of a sample may have: its key, and where its picture lies."""
    yield sample.key
    if sample.place not in keys:
        yield sample.place


def read_decomposition(path: Path, kind: str, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Return an estimate in the size of its picture, (H, W) or (H, W, 3) float64, linear.

    Args:
        path: Of the file.
        kind: One of `KINDS`.
        shape: H, W of the picture in pixels.

    Raises:
        FileNotFoundError: No such file.
        ValueError: The file is broken or holds something else; the message has the path.
    """
    path.stat()  # a file that is not there is no broken file
    suffix = path.suffix.lower()
    if suffix == ".png" and kind != REFLECTANCE:
        raise ValueError(f"{path}: a {kind} is no PNG; give linear floats as .exr, .npy or .tiff")
    try:
        pixels = _READERS[suffix](path)
    except Exception as error:  # decoders fail in many ways over a broken file; none may pass
        cause = (str(error) or type(error).__name__).splitlines()[0].replace(str(path), path.name)
        raise ValueError(f"{path} is not a readable {kind} ({cause})") from error
    if suffix != ".npy" and pixels.ndim == 3 and pixels.shape[2] == 4:
        pixels = pixels[..., :3]
    _check(path, kind, pixels)
    wide = pixels.astype(np.float64)
    if wide.shape[:2] == shape:
        return wide
    if wide.ndim == 2:
        return resize_map(wide, shape)
    return np.stack([resize_map(wide[..., colour], shape) for colour in range(3)], 2)


def _check(path: Path, kind: str, pixels: NDArray[Any]) -> None:
    """Raise ValueError with the path unless the pixels are a decomposition's."""
    if pixels.dtype.type not in (np.float16, np.float32, np.float64):
        raise ValueError(f"{path} holds {pixels.dtype}; a {kind} is float16, 32 or 64")
    if not (pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] == 3)) or not pixels.size:
        raise ValueError(f"{path} has the shape {pixels.shape}; a {kind} is (H, W) or (H, W, 3)")
    wrong = pixels.size - np.count_nonzero(np.isfinite(pixels))
    if wrong:
        raise ValueError(f"{path} holds {wrong} values that are NaN or infinite")
    negative = np.count_nonzero(pixels < 0)
    if negative and kind == REFLECTANCE:
        raise ValueError(f"{path} holds {negative} negative values; a reflectance has none")


def _read_npy(path: Path) -> NDArray[Any]:
    """Read a .npy file; pickles are refused."""
    pixels: NDArray[Any] = np.load(path, allow_pickle=False)
    return pixels


def _read_tiff(path: Path) -> NDArray[Any]:
    """Read the only picture of a TIFF file; tifffile may write float (H, W, 3) as H pages."""
    with tifffile.TiffFile(path) as file:
        if len(file.series) != 1:
            raise ValueError(f"{len(file.series)} pictures instead of one")
        pixels: NDArray[Any] = file.series[0].asarray()
    return pixels


def _read_encoded(path: Path) -> NDArray[np.float64]:
    """Read a PNG of 8 or 16 bits and undo the encoding of sRGB."""
    stored = read_png(path)
    return decode_srgb(stored / np.iinfo(stored.dtype).max)


_READERS = {
    ".exr": read_exr,
    ".npy": _read_npy,
    ".tiff": _read_tiff,
    ".tif": _read_tiff,
    ".png": _read_encoded,
}
