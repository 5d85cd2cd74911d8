"""anomalib's engine, fed from memory: nothing is read from, or left in, any folder of the user."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader

SCORING_HOOKS = ("on_validation_start", "on_validation_batch_end", "on_validation_epoch_end")
"""Where models adjust their scores to sound pictures that they were not trained with."""


def to_tensor(picture: NDArray[np.uint8]) -> Tensor:
    """(H, W, 3) uint8 -> (3, H, W) float32 from 0 to 1."""
    return torch.from_numpy(picture).permute(2, 0, 1).float() / 255


def train(
    model: Any,
    pictures: Sequence[NDArray[np.uint8]],
    *,
    device: torch.device,
    batch_size: int,
    max_epochs: int,
    seed: int,
    folder: Path,
) -> None:
    """Fit `model` on sound pictures.

    Models that look at validation pictures see the same ones again, once, after the last epoch.

    Args:
        model: An `AnomalibModule`; its own `trainer_arguments` come before these.
        pictures: (H, W, 3) uint8 sRGB, all of the model's input size.
        device: Where to.
        batch_size: Pictures at a time.
        max_epochs: How often each is seen.
        seed: Of the order of pictures.
        folder: For what the engine writes; delete it afterwards.
    """
    from anomalib.callbacks import ModelCheckpoint
    from anomalib.engine import Engine

    engine = Engine(
        callbacks=[ModelCheckpoint(save_top_k=0)],  # or the engine would keep every epoch's best
        default_root_dir=folder,
        accelerator="cpu" if device.type == "cpu" else "gpu",
        devices=1 if device.type == "cpu" else [device.index or 0],
        max_epochs=max_epochs,
        check_val_every_n_epoch=max_epochs,
        limit_val_batches=1.0 if _adjusts_scores(model) else 0,
        num_sanity_val_steps=0,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    engine.fit(model=model, datamodule=_feed(model, pictures, batch_size, seed))


def _adjusts_scores(model: Any) -> bool:
    """Whether validation does more to the model than measure it."""
    from anomalib.models.components import MemoryBankMixin
    from lightning.pytorch import LightningModule

    if isinstance(model, MemoryBankMixin):
        return False  # its validation hook fills the bank, as the end of the epoch does
    return any(
        getattr(type(model), hook) is not getattr(LightningModule, hook) for hook in SCORING_HOOKS
    )


def _feed(model: Any, pictures: Sequence[NDArray[np.uint8]], batch_size: int, seed: int) -> Any:
    """Return a data module over `pictures`, shuffled to train with."""
    from anomalib.data import ImageBatch, ImageItem
    from anomalib.models.components import MemoryBankMixin
    from lightning.pytorch import LightningDataModule

    def make_item(picture: NDArray[np.uint8]) -> Any:
        mask = torch.zeros(picture.shape[:2], dtype=torch.bool)
        return ImageItem(image=to_tensor(picture), gt_label=torch.tensor(0), gt_mask=mask)

    def collate(batch: list[NDArray[np.uint8]]) -> Any:
        return ImageBatch.collate([make_item(picture) for picture in batch])

    # batch normalisation cannot do with a last batch of one
    lonely = len(pictures) > batch_size > 1 and len(pictures) % batch_size == 1
    order = torch.Generator().manual_seed(seed)

    class Feed(LightningDataModule):  # type: ignore[misc]  # lightning tells no types
        name, category = "views", "views"  # the engine calls its folders so
        train_batch_size = eval_batch_size = batch_size

        def train_dataloader(self) -> Any:
            return DataLoader(
                pictures,  # type: ignore[arg-type]  # any sequence does
                batch_size,
                shuffle=True,
                generator=order,
                collate_fn=collate,
                drop_last=lonely and not isinstance(model, MemoryBankMixin),
            )

        def val_dataloader(self) -> Any:
            return DataLoader(pictures, batch_size, collate_fn=collate)  # type: ignore[arg-type]

    return Feed()
