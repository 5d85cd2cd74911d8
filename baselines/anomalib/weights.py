"""Where the backbones of anomalib's models get their weights: from this machine or not at all.

anomalib makes most backbones with `timm.create_model`, some with torchvision; both would download.
`Weights.provide` answers in their place: with the file the user named, with the ImageNet weights
of EfficientNet-Lite0 that come as a package, or with what lies in the libraries' own caches.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import torch
from torch import Tensor

from ...benchmarks.files import sha256
from .. import lite0
from .quarantine import Refusals, swap

LITE0 = "tf_efficientnet_lite0"
"""timm's name of the backbone whose weights come as a package."""


class Weights:
    """The weights of one model.

    Attributes:
        used: What was taken, in the order of asking; for the record of a run.
    """

    def __init__(self, file: str | None) -> None:
        """Check that the file is there.

        Args:
            file: A state dict of timm or torchvision (.pth, .pt, .safetensors), whichever the
                model asks; None for the package and the caches.

        Raises:
            FileNotFoundError: No such file.
        """
        self.used: list[str] = []
        self._file = None if file is None else Path(file)
        if self._file is not None and not self._file.is_file():
            raise FileNotFoundError(f"no weights at {file}: give a local .pth or .safetensors file")

    @contextmanager
    def provide(self, refusals: Refusals) -> Iterator[None]:
        """Answer the model's questions for weights, or refuse."""
        import timm
        from torchvision.models import _api as torchvision_api

        create_model, fetch = timm.create_model, torchvision_api.load_state_dict_from_url

        def create(model_name: str, pretrained: bool = False, *words: Any, **named: Any) -> Any:
            state = self._find(model_name, create_model) if pretrained else None
            if state is not None:
                named["pretrained_cfg_overlay"] = {"state_dict": state}
            try:
                made = create_model(model_name, pretrained, *words, **named)
            except OSError:  # what hub libraries raise when they may not ask
                refusals.refuse(f"the pretrained weights of timm's {model_name}")
            if pretrained and state is None:
                self._note(f"cache: {model_name}")
            return made

        def load(url: str, *words: Any, **named: Any) -> Any:
            if self._file is not None:
                self._note(self._file_name)
                return self._state
            name = url.rpartition("/")[2]
            if not (Path(torch.hub.get_dir()) / "checkpoints" / name).exists():
                refusals.refuse(url)
            self._note(f"cache: {name}")
            return fetch(url, *words, **named)

        with ExitStack() as stack:
            stack.enter_context(swap(timm, "create_model", create))
            stack.enter_context(swap(torchvision_api, "load_state_dict_from_url", load))
            yield

    def _find(self, model_name: str, make: Callable[..., Any]) -> dict[str, Tensor] | None:
        """Return the state dict for a model that `make` makes; None where only caches help."""
        if self._file is None and model_name.partition(".")[0] != LITE0:
            return None
        if self._file is None:
            self._note("efficientnet-lite0")
            return name_lite0(read_state(lite0.find_weights()), make(model_name).state_dict())
        self._note(self._file_name)
        overlay = {"state_dict": self._state}
        try:  # the whole network first: of a part of it timm forgives what is missing
            make(model_name, pretrained=True, pretrained_cfg_overlay=overlay)
        except RuntimeError as error:
            text = " ".join(str(error).split())[:200]
            raise ValueError(
                f"{self._file} does not hold the weights of timm's {model_name}: {text}"
            ) from error
        return self._state

    def _note(self, what: str) -> None:
        if what not in self.used:
            self.used.append(what)

    @cached_property
    def _file_name(self) -> str:
        assert self._file is not None
        return f"{self._file.name} sha256:{sha256(self._file)[:16]}"

    @cached_property
    def _state(self) -> dict[str, Tensor]:
        assert self._file is not None
        return read_state(self._file)


@contextmanager
def refuse_archives(model: type[Any], refusals: Refusals) -> Iterator[None]:
    """Keep a model from anomalib's own downloads, which begin with an empty folder on the disk."""
    module = sys.modules[model.__module__]

    def download(_: Path, info: Any) -> NoReturn:
        refusals.refuse(info.url)

    with ExitStack() as stack:
        if hasattr(module, "download_and_extract"):
            stack.enter_context(swap(module, "download_and_extract", download))
        yield


def read_state(path: Path) -> dict[str, Tensor]:
    """Return the state dict in a .safetensors or .pth file; no code in it is run.

    Raises:
        ValueError: The file holds something else.
    """
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            found: object = load_file(path)
        else:
            found = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # unpicklers fail in many ways over a broken file
        raise ValueError(f"{path} is not a readable state dict ({type(error).__name__})") from error
    for key in ("state_dict", "model"):  # how training scripts wrap it
        if isinstance(found, dict) and isinstance(found.get(key), dict):
            found = found[key]
    if not (isinstance(found, dict) and found and all(map(torch.is_tensor, found.values()))):
        raise ValueError(f"{path} holds no state dict, a table of name -> tensor")
    return dict(found)


def name_lite0(ours: Mapping[str, Tensor], theirs: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors of the package under timm's names: both list them in the same order.

    Raises:
        ValueError: They do not, in this version of timm.
    """
    shapes = [[tuple(t.shape) for t in tensors.values()] for tensors in (ours, theirs)]
    if shapes[0] != shapes[1]:
        raise ValueError(f"this timm's {LITE0} is built otherwise than the weights of the package")
    return dict(zip(theirs, ours.values(), strict=True))
