"""How score maps lie on disk, whoever made them.

    PREDICTIONS/<category>/<defect>/<stem>.{npy,tiff,tif,exr}    (H, W) floats, one a test image
    PREDICTIONS/image_scores.csv                                 optional: class,type,stem,score

Where a dataset divides a type among folders with labels, a map may also lie, and a row name it, as
its picture does: <category>/<folder>/<name>, `Amphora/Dents_power25/0` in place of
`Amphora/Dents/power25_0`.

Larger is more anomalous; any finite range. float16 and float32 are read as float32, float64 as
float64: both keep every value, so no two scores become equal that were not. Integers are refused:
a map of 256 levels is mostly ties. A map may have another size than its image; `resize_map` says
how it is brought there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from .datasets import Dataset
from .files import write_bytes

SUFFIXES = (".npy", ".tiff", ".tif", ".exr")
"""The file types of a score map; padkit itself writes .tiff."""

PREDICTIONS = "predictions"
"""The folder of a run that holds them."""

IMAGE_SCORES = "image_scores.csv"
_COLUMNS = ("class", "type", "stem", "score")


def write_map(path: Path, score_map: NDArray[np.float32]) -> None:
    """Write (H, W) float32 as a zlib-compressed TIFF, whole or not at all.

    The same map gives the same bytes. ValueError for another dtype or shape, NaN and inf.
    """
    if score_map.dtype != np.float32:
        raise ValueError(f"{path}: the score map is {score_map.dtype}, not float32")
    checked = _check(path, score_map)
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, checked, compression="zlib", metadata=None, software="padkit")
    write_bytes(path, buffer.getvalue())


def read_map(path: Path) -> NDArray[Any]:
    """Return the map (H, W) as float32, or float64 where the file holds float64.

    Raises:
        FileNotFoundError: No such file.
        ValueError: The file is broken or holds something else; the message has the path.
    """
    path.stat()  # a file that is not there is no broken file
    if path.suffix.lower() not in _READERS:
        raise ValueError(f"{path} is no score map: want {', '.join(SUFFIXES)}")
    try:
        pixels = _READERS[path.suffix.lower()](path)
    except Exception as error:  # decoders fail in many ways over a broken file; none may pass
        cause = (str(error) or type(error).__name__).splitlines()[0]
        raise ValueError(f"{path} is not a readable score map ({cause})") from error
    return _check(path, pixels)


def _read_npy(path: Path) -> NDArray[Any]:
    """Read a .npy file; pickles are refused."""
    pixels: NDArray[Any] = np.load(path, allow_pickle=False)
    return pixels


def _read_tiff(path: Path) -> NDArray[Any]:
    """Read the only page of a TIFF file."""
    with tifffile.TiffFile(path) as file:
        if len(file.pages) != 1:
            raise ValueError(f"{len(file.pages)} pages instead of one")
        try:
            pixels: NDArray[Any] = file.pages.first.asarray()
        except KeyError as error:  # a compression tifffile cannot do alone
            raise ValueError(f"{error.args[0]}; save it uncompressed or with zlib") from error
    return pixels


def check_header(data: bytes, shape: tuple[int, int], name: str) -> None:
    """Raise ValueError unless the bytes of a TIFF promise one float32 page of `shape`.

    Nothing is decoded: a small file can promise more than memory holds.
    """
    try:
        with tifffile.TiffFile(io.BytesIO(data)) as file:
            pages = [(page.shape, page.dtype) for page in file.pages]
    except Exception as error:  # decoders fail in many ways over a broken file; none may pass
        raise ValueError(f"{name} is no readable TIFF ({type(error).__name__})") from error
    if pages != [(shape, np.dtype(np.float32))]:
        raise ValueError(f"{name} holds {pages}, not one float32 page of {shape}")


def _read_exr(path: Path) -> NDArray[Any]:
    """Read the only channel of an OpenEXR file, or the one called Y; alpha does not count."""
    import OpenEXR

    with OpenEXR.File(str(path), separate_channels=True) as file:
        channels = {n: np.array(c.pixels) for n, c in file.channels().items() if n != "A"}
    if len(channels) == 1:
        return next(iter(channels.values()))
    if "Y" in channels:
        return channels["Y"]
    raise ValueError(f"channels {', '.join(channels) or 'none'}: want a single one, or Y")


_READERS = {".npy": _read_npy, ".tiff": _read_tiff, ".tif": _read_tiff, ".exr": _read_exr}


def _check(path: Path, pixels: NDArray[Any]) -> NDArray[Any]:
    """Return `pixels` as float32 or float64; ValueError with the path for what is no map."""
    if pixels.dtype.type not in (np.float16, np.float32, np.float64):
        raise ValueError(f"{path} holds {pixels.dtype}; a score map is float16, 32 or 64")
    if pixels.ndim != 2 or not pixels.size:
        raise ValueError(f"{path} has the shape {pixels.shape}; a score map is (H, W)")
    wrong = pixels.size - np.count_nonzero(np.isfinite(pixels))
    if wrong:
        raise ValueError(f"{path} holds {wrong} values that are NaN or infinite")
    wide = np.float64 if pixels.dtype.type is np.float64 else np.float32
    return pixels.astype(wide, copy=False)


def find_maps(root: Path, dataset: Dataset) -> dict[str, Path]:
    """Return the map of every test image of `dataset`, by `Sample.key`, in the dataset's order.

    Raises:
        FileNotFoundError: `root` is no folder.
        ValueError: Maps are missing, extra (no such test image), doubled (two file types) or
            empty; one message names the first few of each kind and their number.
    """
    if not root.is_dir():
        raise FileNotFoundError(f"{root} is no folder of predictions")
    keys, names = _keys(dataset), _places(dataset)
    found: dict[str, list[Path]] = {}
    for path in sorted(root.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith("."):
            name = path.relative_to(root).with_suffix("").as_posix()
            found.setdefault(names.get(name, name), []).append(path)
    faults = _compare(keys, found) | {
        "doubled": [
            p.relative_to(root).as_posix() for ps in found.values() if len(ps) > 1 for p in ps
        ],
        "empty": [k for k, ps in found.items() if any(not p.stat().st_size for p in ps)],
    }
    _report(f"{root}: the maps do not fit {dataset.name}", faults)
    return {key: found[key][0] for key in keys}


def _keys(dataset: Dataset) -> list[str]:
    """Return the keys of all test images, in the dataset's order."""
    return [s.key for category in dataset.categories for s in dataset.test[category]]


def _places(dataset: Dataset) -> dict[str, str]:
    """Return where each test picture lies -> its key; a key always stands for itself."""
    samples = [s for category in dataset.categories for s in dataset.test[category]]
    return {s.place: s.key for s in samples} | {s.key: s.key for s in samples}


def write_image_scores(root: Path, scores: Mapping[str, float]) -> None:
    """Write `image_scores.csv` into `root`: `Sample.key` -> score, each digit kept."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows((*key.split("/", 2), repr(float(score))) for key, score in scores.items())
    write_bytes(root / IMAGE_SCORES, text.getvalue().encode())


def read_image_scores(root: Path, dataset: Dataset) -> dict[str, float] | None:
    """Return `Sample.key` -> score of `image_scores.csv` in `root`; None where there is no file.

    Raises:
        ValueError: A column is missing, a score is no finite number, or the rows are not exactly
            the test images of `dataset`.
    """
    path = root / IMAGE_SCORES
    if not path.exists():
        return None
    keys, names = _keys(dataset), _places(dataset)
    scores: dict[str, float] = {}
    doubled: list[str] = []
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        missing = [c for c in _COLUMNS if c not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(
                f"{path} has no column {', '.join(missing)}; want {','.join(_COLUMNS)}"
            )
        for row in reader:
            name = f"{row['class']}/{row['type']}/{row['stem']}"
            key = names.get(name, name)
            if key in scores:
                doubled.append(key)
            scores[key] = _number(path, key, row["score"])
    faults = _compare(keys, scores) | {"doubled": doubled}
    _report(f"{path}: the rows do not fit {dataset.name}", faults)
    return {key: scores[key] for key in keys}


def _number(path: Path, key: str, text: str | None) -> float:
    """Return `text` as a finite number; ValueError with path and key otherwise."""
    try:
        value = float(text or "")
    except ValueError:
        value = np.nan
    if not np.isfinite(value):
        raise ValueError(f"{path}: the score of {key} is {text!r}, not a finite number")
    return value


def _compare(wanted: Iterable[str], found: Iterable[str]) -> dict[str, list[str]]:
    """Return which names are missing and which are extra."""
    want, have = dict.fromkeys(wanted), dict.fromkeys(found)
    return {
        "missing": [key for key in want if key not in have],
        "extra": [key for key in have if key not in want],
    }


def _report(head: str, faults: Mapping[str, list[str]], show: int = 3) -> None:
    """Raise one ValueError with the number and the first names of each kind, if there are any."""
    parts = [
        f"{len(names)} {kind} ({', '.join(names[:show])}{', …' if len(names) > show else ''})"
        for kind, names in faults.items()
        if names
    ]
    if parts:
        raise ValueError(f"{head}: {'; '.join(parts)}")


def resize_map(score_map: NDArray[Any], shape: tuple[int, int]) -> NDArray[Any]:
    """Return the map in the size (H, W) of its image, same dtype.

    The rule, for each axis by itself: enlarging is linear between pixel centres (those of the
    first and last pixel half a pixel inside the border, beyond them the edge value; OpenCV's
    INTER_LINEAR); shrinking takes the mean over the area that a new pixel covers (INTER_AREA), so
    that no pixel is skipped. It is computed in float64 and rounded once, and flat areas stay
    exactly flat, which keeps ties: OpenCV's own float32 weights do not.

    Args:
        score_map: (h, w) float32 or float64.
        shape: H, W in pixels.
    """
    out = score_map.astype(np.float64)
    for axis, size in enumerate(shape):
        out = np.moveaxis(_resample(np.moveaxis(out, axis, 0), size), 0, axis)
    return np.ascontiguousarray(out, score_map.dtype)


def _resample(rows: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return (n, m) float64 resampled along the first axis to (size, m)."""
    n = rows.shape[0]
    if size == n:
        return rows
    resampled: NDArray[np.float64]
    if size > n:
        at = np.clip((np.arange(size) + 0.5) * (n / size) - 0.5, 0, n - 1)
        low = np.minimum(at.astype(int), n - 1)
        high = np.minimum(low + 1, n - 1)
        resampled = rows[low] + (at - low)[:, None] * (rows[high] - rows[low])
    else:
        edges = np.arange(size + 1)[:, None] * (n / size)
        cells = np.arange(n)
        cover = np.minimum(edges[1:], cells + 1) - np.maximum(edges[:-1], cells)
        cover = np.maximum(cover, 0.0)
        resampled = cover @ rows / cover.sum(1, keepdims=True)
    return resampled
