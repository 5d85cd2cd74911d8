"""Pictures on disk, with stated dtype and range; what does not fit is refused, never clipped."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .files import write_bytes


def encode_png(image: NDArray[Any]) -> bytes:
    """Return the PNG bytes of `image`; the same pixels always give the same bytes.

    Args:
        image: (H, W, 3) uint8 RGB, or (H, W) uint8 or uint16 grey.
    """
    colour = image.ndim == 3 and image.shape[2] == 3 and image.dtype == np.uint8
    grey = image.ndim == 2 and image.dtype in (np.uint8, np.uint16)
    if not (colour or grey):
        raise ValueError(f"no PNG for {image.dtype} {image.shape}: want uint8 RGB, uint8/16 grey")
    pixels = image[..., ::-1] if colour else image
    ok, data = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 4])
    if not ok:
        raise ValueError(f"PNG encoder refused {image.dtype} {image.shape}")
    return data.tobytes()


def write_png(path: Path, image: NDArray[Any]) -> None:
    """Write `image` (see `encode_png`) atomically."""
    write_bytes(path, encode_png(image))


def read_png(path: Path) -> NDArray[Any]:
    """Return the pixels as stored: (H, W) or (H, W, 3) RGB or (H, W, 4) RGBA, uint8 or uint16.

    Raises:
        FileNotFoundError: No such file.
        ValueError: The file is not a readable picture.
    """
    data = np.frombuffer(path.read_bytes(), np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if data.size else None
    if image is None:
        raise ValueError(f"{path} is not a readable picture: restore it or render it again")
    pixels: NDArray[Any] = image
    if pixels.ndim == 3:
        order = [2, 1, 0, 3][: pixels.shape[2]]
        pixels = np.ascontiguousarray(pixels[..., order])
    return pixels


def read_rgb(path: Path) -> NDArray[np.uint8]:
    """Return (H, W, 3) uint8 RGB; ValueError when the file holds another mode."""
    image = read_png(path)
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise ValueError(f"{path} is {image.dtype} {image.shape}, not 8-bit RGB")
    return image


def read_mask(path: Path) -> NDArray[np.bool_]:
    """Return (H, W) bool from an 8-bit grey PNG of 0 and 255; ValueError for any other value."""
    image = read_png(path)
    if image.ndim != 2 or image.dtype != np.uint8:
        raise ValueError(f"{path} is {image.dtype} {image.shape}, not an 8-bit grey mask")
    odd = np.setdiff1d(np.unique(image), [0, 255])
    if odd.size:
        raise ValueError(f"{path} holds the values {odd[:5].tolist()}; a mask holds 0 and 255 only")
    return image > 0


def write_exr(path: Path, image: NDArray[np.float32]) -> None:
    """Write `image`, (H, W) as channel Y or (H, W, 3) as R, G, B, atomically, 32-bit float, ZIP."""
    import OpenEXR

    if image.dtype != np.float32 or image.ndim not in (2, 3):
        raise ValueError(f"no EXR for {image.dtype} {image.shape}: want float32 (H, W[, 3])")
    header = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage}
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.part.exr")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        pixels = np.ascontiguousarray(image)
        with OpenEXR.File(header, {"Y" if image.ndim == 2 else "RGB": pixels}) as file:
            file.write(str(temporary))
        write_bytes(path, temporary.read_bytes())
    finally:
        temporary.unlink(missing_ok=True)


def read_exr(path: Path) -> NDArray[np.float32]:
    """Return the pixels of an EXR: (H, W) of its only channel, or (H, W, 3) of R, G, B.

    Raises:
        FileNotFoundError: No such file.
        ValueError: The file is not a readable EXR.
    """
    import OpenEXR

    path.stat()
    try:
        with OpenEXR.File(str(path)) as file:
            channels = file.channels()
            if len(channels) != 1:
                raise ValueError(f"{path} holds {sorted(channels)}, not one channel or RGB")
            return np.asarray(next(iter(channels.values())).pixels, np.float32)
    except RuntimeError as error:
        raise ValueError(f"{path} is not a readable EXR: {error}") from error
