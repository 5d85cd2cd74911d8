"""anomalib's models by name: which are detectors of pictures, and what each of them needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...benchmarks.detector import Options
from ...benchmarks.errors import MissingLibraryError, UnknownNameError
from .quarantine import quiet

INSTALL = "pip install 'padkit[anomalib]'"

BACKBONES: Mapping[str, Options] = {
    "Cflow": {"layers": ("blocks.2", "blocks.4", "blocks.6")},
    "Dfkde": {"layers": ("blocks.6",)},
    "Dfm": {"layer": "blocks.4"},
    "Fre": {"layer": "blocks.4"},
    "Glass": {"layers": ("blocks.2", "blocks.4")},
    "MHPatchcore": {"layers": ("blocks.2", "blocks.4")},
    "Padim": {"layers": ("blocks.1", "blocks.2", "blocks.4"), "n_features": 100},
    "Patchcore": {"layers": ("blocks.2", "blocks.4")},
    "Patchflow": {},
    "Stfpm": {"layers": ("blocks.1", "blocks.2", "blocks.4")},
    "Supersimplenet": {"layers": ("blocks.2", "blocks.4")},
}
"""Model that takes any convolutional backbone -> what goes with EfficientNet-Lite0: its blocks of
the strides at which the model taps a ResNet by default."""

LAYERS = ("blocks.0", "blocks.1", "blocks.2", "blocks.4", "blocks.6")
"""The layers of EfficientNet-Lite0 that can be tapped: strides 2, 4, 8, 16, 32."""

UNFIT = {
    "AiVad": "looks at video clips",
    "CFM": "needs point clouds beside the pictures",
    "Fuvas": "looks at video clips",
    "VlmAd": "answers in words, not with scores",
}
"""Models that are no detector of pictures, and why."""

EXTRAS = {"WinClip": "pip install 'anomalib[clip]'"}
"""What installs a library that a model needs and anomalib brings as an extra."""

WEIGHTS = "give a local file with --option weights=FILE"

REMEDIES = {
    "AnomalyVFM": "put its weights into the cache of huggingface_hub",
    "Draem": "give a folder of folders of texture pictures with --option dtd_dir=FOLDER",
    "Dsr": "put its weights into anomalib's cache",
    "EfficientAd": "put its weights into anomalib's cache and give a folder of folders of "
    "pictures with --option imagenet_dir=FOLDER --option batch_size=1",
    "Glass": WEIGHTS + " or leave anomaly_source_path out",
    "WinClip": "put its weights into the cache of open_clip",
}
"""What to do about a download, where it is more or other than `WEIGHTS`."""


def list_models() -> dict[str, type[Any]]:
    """Return anomalib's models by class name.

    Raises:
        MissingLibraryError: anomalib, or something that it needs, is not installed.
    """
    try:
        with quiet():
            import anomalib.models as models
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        what = missing if missing == "anomalib" else f"{missing} (for anomalib)"
        raise MissingLibraryError(what, "by the methods anomalib:MODEL", INSTALL) from error
    return {name: getattr(models, name) for name in models.__all__}


def find_model(name: str) -> type[Any]:
    """Return the model class called `name`.

    Raises:
        MissingLibraryError: anomalib is not installed.
        UnknownNameError: It has no such model.
        ValueError: The model is no detector of pictures.
    """
    models = list_models()
    if name not in models:
        raise UnknownNameError("model of anomalib", name, models)
    if name in UNFIT:
        raise ValueError(f"anomalib:{name} {UNFIT[name]}: padkit cannot bench it")
    return models[name]


def tell_download(name: str, what: str) -> str:
    """Return the line for the user of a model that would download `what`."""
    return (
        f"anomalib:{name} wants to download {what}, and padkit downloads nothing: "
        f"{REMEDIES.get(name, WEIGHTS)}, or take a model that needs none, such as "
        "anomalib:Patchcore"
    )
