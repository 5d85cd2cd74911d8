"""A model of anomalib as a detector: made, fitted and asked under guard."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from ...benchmarks.detector import Options
from ...benchmarks.errors import MissingLibraryError
from ...benchmarks.predictions import resize_map
from ...benchmarks.records import Prediction, View
from .. import lite0
from ..features import find_device
from .engine import to_tensor, train
from .models import BACKBONES, EXTRAS, LAYERS, tell_download
from .quarantine import Refusals, keep_heap_small, offline, quiet, seeded
from .weights import LITE0, Weights, refuse_archives

COMPONENTS = ("pre_processor", "post_processor", "evaluator", "visualizer")
"""Arguments of every model that are ours to fill."""


class AnomalibDetector:
    """A model of anomalib, made anew for each fit.

    Attributes:
        model: Its class; `load_detector` makes a subclass for each.
    """

    model: ClassVar[type[Any]]

    def __init__(
        self,
        *,
        seed: int = 0,
        device: str = "cpu",
        batch_size: int = 8,
        image_size: int | None = None,
        max_epochs: int = 100,
        weights: str | None = None,
        **options: Any,
    ) -> None:
        """Make the model, so that what is wrong with the options shows at once.

        Args:
            seed: Of all random choices, initial weights among them.
            device: `cpu`, `cuda` or `cuda:N`.
            batch_size: Pictures at a time while fitting.
            image_size: Side of the network's input in pixels; None for the model's own.
            max_epochs: Of models that learn by gradients; the others look once.
            weights: Local file with the pretrained weights of the model's own backbone, or of the
                one that the option `backbone` names; see `weights.Weights`.
            options: The model's own arguments.

        Raises:
            FileNotFoundError: The model would download something.
            ValueError: An option is unknown or unfit.
        """
        least = {"batch_size": (batch_size, 1), "max_epochs": (max_epochs, 1)}
        if image_size is not None:
            least["image_size"] = (image_size, 32)
        for name, (value, limit) in least.items():
            if not isinstance(value, int) or value < limit:
                raise ValueError(f"{name} is {value!r}; a whole number from {limit} on is needed")
        self.name = f"anomalib:{self.model.__name__}"
        self._seed, self._device, self._batch_size = seed, find_device(device), batch_size
        self._max_epochs, self._weights = max_epochs, Weights(weights)
        self._transforms, self._size = self._take_transforms(image_size)
        self._options = self._settle(options, weights)
        self._fitted = False
        self._network = self._make()

    def config(self) -> Options:
        """Return what decides the result: options, versions, backbone and its weights."""
        given = self._network.trainer_arguments.get("max_epochs", self._max_epochs)
        height, width = self._size
        return {
            "model": f"{self.model.__module__.rpartition('.')[0]}.{self.model.__name__}",
            "seed": self._seed,
            "device": str(self._device),
            "batch_size": self._batch_size,
            "image_size": height if height == width else [height, width],
            "max_epochs": given,
            "backbone": self._describe("backbone", "encoder_name", "teacher_backbone"),
            "weights": ", ".join(self._weights.used) or None,
            "options": {k: list(v) if isinstance(v, tuple) else v for k, v in self._own().items()},
            "versions": {p: version(p) for p in ("anomalib", "lightning", "timm", "torchvision")},
        }

    def fit(self, views: Sequence[View]) -> None:
        """Fit the model; the poses of `views` are not used."""
        if not len(views):
            raise ValueError(f"{self.name} needs at least one sound view to fit, got none")
        if self._fitted:
            self._network = self._make()
        pictures = [self._prepare(views[i].image) for i in range(len(views))]
        keep_heap_small()
        with self._guard(), TemporaryDirectory() as folder:
            train(
                self._network,
                pictures,
                device=self._device,
                batch_size=self._batch_size,
                max_epochs=self._max_epochs,
                seed=self._seed,
                folder=Path(folder),
            )
        self._network.to(self._device).eval()
        self._fitted = True

    @torch.inference_mode()
    def predict(self, view: View) -> Prediction:
        """Score `view`: the model's map, brought to the picture's size, and its image score.

        A model without a map gives each pixel the score of the image; one without an image score
        gives the maximum of its map.
        """
        if not self._fitted:
            raise ValueError(f"{self.name} was asked to predict before it was fitted")
        with self._guard():
            inputs = to_tensor(self._prepare(view.image))[None].to(self._device)
            answer = self._network.model(self._network.pre_processor.transform(inputs))
        score, score_map = (
            None if (found := getattr(answer, name, None)) is None else found.float().cpu().numpy()
            for name in ("pred_score", "anomaly_map")
        )
        if score is None and score_map is None:
            raise ValueError(f"{self.name} answers with neither a map nor a score")
        shape = (view.image.shape[0], view.image.shape[1])
        if score_map is None:
            assert score is not None
            whole = np.full(shape, score.item(), np.float32)
        else:
            whole = resize_map(score_map.reshape(score_map.shape[-2:]), shape)
        return Prediction(whole, float(whole.max() if score is None else score.item()))

    def _take_transforms(self, image_size: int | None) -> tuple[list[Any], tuple[int, int]]:
        """Return the model's own preparation but for its sizes, and its input size (H, W).

        Where the model crops the centre, the picture is resized to the crop: what lies at its rim
        counts as well.
        """
        from torchvision.transforms.v2 import CenterCrop, Compose, Resize

        with quiet():
            found = self.model.configure_pre_processor().transform
        every = list(found.transforms) if isinstance(found, Compose) else [found]
        sizes = [t.size for t in every if isinstance(t, Resize | CenterCrop)]
        kept = [t for t in every if not isinstance(t, Resize | CenterCrop)]
        if image_size is not None:
            return kept, (image_size, image_size)
        last = sizes[-1]
        return kept, (last[0], last[-1])

    def _settle(self, options: Options, weights: str | None) -> Options:
        """Return the arguments of the model; ValueError for one that it does not have."""
        parameters = inspect.signature(self.model).parameters
        ours = [name for name in inspect.signature(type(self)).parameters if name != "options"]
        theirs = [name for name in parameters if name not in (*COMPONENTS, *ours)]
        for name in options:
            if name not in theirs:
                allowed = ", ".join([*ours, *theirs])
                raise ValueError(
                    f"the method {self.name} has no option {name!r}; allowed: {allowed}"
                )
        height, width = self._size
        settled = dict(options)
        if isinstance(settled.get("layers"), str | int):
            settled["layers"] = [settled["layers"]]
        if self.model.__name__ in BACKBONES and weights is None:
            settled.setdefault("backbone", LITE0)
        if settled.get("backbone") == LITE0:
            settled = {**BACKBONES.get(self.model.__name__, {}), **settled}
            for layer in (*settled.get("layers", ()), settled.get("layer", LAYERS[0])):
                if isinstance(layer, str) and layer not in LAYERS:
                    allowed = ", ".join(LAYERS)
                    raise ValueError(f"{LITE0} has no layer {layer!r}; allowed: {allowed}")
            if self.model.__name__ == "Fre" and settled["layer"] == "blocks.4":
                patches = -(-height // 16) // 2 * (-(-width // 16) // 2)
                settled.setdefault("input_dim", 112 * patches)
        sizes = {"batch_size": self._batch_size, "input_shape": (height, width)}
        return {name: value for name, value in sizes.items() if name in parameters} | settled

    def _make(self) -> Any:
        """Return a new, unfitted model."""
        with self._guard() as refusals, self._weights.provide(refusals):
            from anomalib.pre_processing import PreProcessor
            from torchvision.transforms.v2 import Compose, Normalize, Resize

            transforms = self._transforms
            if self._options.get("backbone") == LITE0:
                own = Normalize([v / 255 for v in lite0.MEAN], [v / 255 for v in lite0.DEVIATION])
                transforms = [own if isinstance(t, Normalize) else t for t in transforms]
            ours = {
                "pre_processor": PreProcessor(Compose([Resize(self._size), *transforms])),
                **dict.fromkeys(COMPONENTS[1:], False),
            }
            try:
                made = self.model(**self._options, **ours)
            except (TypeError, LookupError, AttributeError, RuntimeError) as error:
                text = " ".join(str(error).split())[:200]
                raise ValueError(
                    f"{self.name} cannot be made with {self._options}: {text}"
                ) from error
            self._check_layers(made)
            if hasattr(made, "prepare_pretrained_model"):
                made.prepare_pretrained_model()  # now rather than when the fit begins
        return made

    def _check_layers(self, made: Any) -> None:
        """Raise ValueError when the backbone lacks a layer: anomalib goes on without it."""
        from anomalib.models.components import TimmFeatureExtractor

        asked = self._options.get("layers") or [self._options.get("layer")]
        names = [layer for layer in asked if isinstance(layer, str)]  # numbers are checked by timm
        for part in made.modules():
            if isinstance(part, TimmFeatureExtractor):
                lost = [name for name in names if name not in part.layers]
                if lost:
                    raise ValueError(f"the backbone of {self.name} has no layer {lost[0]!r}")

    @contextmanager
    def _guard(self) -> Iterator[Refusals]:
        """Run foreign code without network, noise or other seeds; tell downloads in one line."""
        with (
            offline() as refusals,
            refuse_archives(self.model, refusals),
            quiet(),
            seeded(self._seed),
        ):
            try:
                yield refusals
            except ImportError as error:  # some are raised by hand and have no name
                what = error.name or str(error).partition(" ")[0]
                install = EXTRAS.get(self.model.__name__, f"pip install {what}")
                raise MissingLibraryError(what, f"by the method {self.name}", install) from error
            except Exception as error:
                if type(error).__module__.startswith("huggingface_hub"):
                    refusals.append("its weights from the Hugging Face hub")
                if not refusals:
                    raise
                told = tell_download(self.model.__name__, refusals[0])
                raise FileNotFoundError(told) from error
            if refusals:
                raise FileNotFoundError(tell_download(self.model.__name__, refusals[0]))

    def _own(self) -> Options:
        return {name: value for name, value in self._options.items() if name != "batch_size"}

    def _describe(self, *names: str) -> Any:
        """Return the first of the model's arguments called so, as given or by default."""
        parameters = inspect.signature(self.model).parameters
        for name in names:
            if name in parameters:
                return self._options.get(name, parameters[name].default)
        return None

    def _prepare(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Resize (H, W, 3) to the network's input, by area where it shrinks."""
        height, width = self._size
        shrinks = image.shape[0] >= height and image.shape[1] >= width
        how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        return cv2.resize(image, (width, height), interpolation=how).astype(np.uint8, copy=False)
