"""Asking a method about one test image, to see its answer as a picture (`explanation_sheet`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .asking import answer, blame, fit, keep_account
from .datasets import Dataset, Sample, Views, find_layout, open_dataset
from .datasets.layouts import LAYOUTS
from .datasets.manifest import MANIFEST, list_files
from .detector import Detector
from .errors import BrokenDatasetError
from .explanation_sheet import Explanation, write_explanation
from .identity import settle_options


def find_sample(image: Path, data: Path | None = None) -> tuple[Dataset, Sample]:
    """Return the test image at the path `image`, and the dataset it belongs to.

    Args:
        image: Its picture.
        data: The dataset's folder; unless given, the nearest folder above it that is one.

    Raises:
        FileNotFoundError: There is no such file.
        BrokenDatasetError: `data` is no dataset, or what is above the picture is broken.
        ValueError: The picture lies in no dataset, trains a method, or is no picture to test.
    """
    if not image.is_file():
        raise FileNotFoundError(f"there is no picture {image}")
    place = image.resolve()
    dataset = open_dataset(_find_root(place) if data is None else data)
    for samples in dataset.test.values():
        for sample in samples:
            if sample.image.resolve() == place:
                return dataset, sample
    for category, views in dataset.train.items():
        if isinstance(views, Views) and place in {path.resolve() for path in views.images}:
            raise ValueError(
                f"{image} is a training picture of {category}: methods are fitted on it; give one "
                f"below {dataset.root / category / 'test'}"
            )
    raise ValueError(
        f"{image} is no test picture of the dataset {dataset.root}; give one such as "
        f"{dataset.test[dataset.categories[0]][0].image}"
    )


def _find_root(place: Path) -> Path:
    """Return the nearest folder above a file that has a manifest, else has it in a class.

    The folder of a class that has masks of its training pictures beside them is in a known layout,
    too, with the masks' folder for a class; but the picture is not in that class.
    """
    for folder in place.parents[1:]:
        if (folder / MANIFEST).is_file():
            return folder
    for folder in place.parents[1:]:
        if _is_in_class(place, folder):
            return folder
    raise ValueError(f"{place} lies in no dataset; give its folder with --data")


def _is_in_class(place: Path, folder: Path) -> bool:
    """Whether a folder above a file is in a known layout, and the file in one of its classes."""
    try:
        layout = LAYOUTS[find_layout(folder)]
    except BrokenDatasetError:
        return False
    name = place.relative_to(folder).parts[0]
    return name in layout.split_by_class([f"{name}/{path}" for path in list_files(folder / name)])


def explain(
    method: str,
    factory: Callable[..., Detector],
    dataset: Dataset,
    sample: Sample,
    *,
    options: Mapping[str, Any] | None = None,
    seed: int = 0,
    progress: Callable[[int, int, str], None] | None = None,
) -> Explanation:
    """Fit a method on the sound views of an image's class and ask it about the image.

    Args:
        method: Its name as the user typed it.
        factory: Its class.
        dataset: Where the image lies.
        sample: The image.
        options: Keyword options of the class.
        seed: Seed of the method.
        progress: Told about each step: steps done, steps in all, what it is.

    Raises:
        ValueError: An option is unknown.
        MethodError: The method failed, or its answer is no good one.
    """
    given = settle_options(method, factory, options or {}, seed)
    say = progress or (lambda *_: None)
    say(0, 2, f"fit {sample.category}")
    with blame(method, f"failed to fit {sample.category}"):
        detector, fit_seconds = fit(
            lambda: factory(**given),
            dataset.train[sample.category],
            lambda stage: say(0, 2, f"fit {sample.category}: {stage}"),
        )
    say(1, 2, sample.key)
    view = sample.query()
    with blame(method, f"on {sample.key}"):
        prediction, seconds = answer(detector, view)
    account = keep_account(prediction, seconds, sample, dataset, {})
    say(2, 2, sample.key)
    return Explanation(method, dataset.name, sample, view, prediction, account, fit_seconds)


__all__ = ["Explanation", "explain", "find_sample", "write_explanation"]
