"""The segmenter tells an object from its background; it learns; what is no segmenter is told."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from lessons import draw_plates, lay_on_plates

from padkit.benchmarks.datasets import open_dataset

torch = pytest.importorskip("torch")
from padkit.baselines.foreground import augmentation, network, training  # noqa: E402
from padkit.baselines.foreground.augmentation import Example, draw_batch  # noqa: E402
from padkit.baselines.foreground.network import load_segmenter  # noqa: E402
from padkit.baselines.foreground.training import (  # noqa: E402
    measure_loss,
    read_examples,
    train,
)

pytestmark = pytest.mark.learn


def draw_bricks(background: Any) -> tuple[Any, Any]:
    """Lay a block of two colours on a picture; return it and the block's mask."""
    height, width = background.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    corners = np.array([[0.3, 0.45], [0.6, 0.3], [0.75, 0.5], [0.7, 0.7], [0.4, 0.8]])
    corners = np.rint(corners * (width, height)).astype(np.int32)
    cv2.fillPoly(mask, [corners], 1)
    image = background.copy()
    image[mask > 0] = (40, 80, 190)
    lower = mask.astype(bool) & (np.arange(height)[:, None] > 0.62 * height)
    image[lower] = (200, 160, 30)
    return image, mask > 0


def overlap(one: Any, other: Any) -> float:
    return float((one & other).sum() / (one | other).sum())


@pytest.mark.parametrize("white", [False, True])
def test_a_block_is_told_from_plates_and_from_white(white: bool) -> None:
    empty = np.full((120, 160, 3), 255, np.uint8) if white else draw_plates()
    image, mask = draw_bricks(empty)
    segment = load_segmenter("network")
    found = segment(image)
    assert found.shape == (120, 160) and found.dtype == np.float32
    assert found.min() >= 0 and found.max() <= 1
    assert overlap(found > 0.5, mask) > 0.85
    assert segment.name == "network" and len(segment.digest) == 16


@pytest.mark.parametrize("shape", [(33, 47), (300, 200), (512, 512)])
def test_any_size_is_answered_in_place(shape: tuple[int, int]) -> None:
    image, mask = draw_bricks(np.full((*shape, 3), 255, np.uint8))
    found = load_segmenter()(image)
    assert found.shape == shape
    assert overlap(found > 0.5, mask) > (0.6 if min(shape) < 50 else 0.8)


def test_the_shipped_network_is_small() -> None:
    count = sum(p.numel() for p in network.load_weights(network.SHIPPED).parameters())
    assert count <= 250_000 and network.SHIPPED.stat().st_size < 900_000


@pytest.fixture
def one_thread() -> Iterator[None]:
    """A step this small takes longer where threads wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def masked_root(original_root: Path) -> Path:
    """A dataset of squares on white to fit and on plates, with their masks, to test."""
    lay_on_plates(original_root)
    return original_root


def test_examples_are_the_masked_pictures_and_those_on_white(masked_root: Path) -> None:
    examples = read_examples(open_dataset(masked_root))
    with_ground = [e for e in examples if e.empty is not None]
    assert len(with_ground) == 18 and len(examples) == 18 + 24
    for example in examples:
        assert 0.2 < example.mask.mean() < 0.3
        assert example.empty is None or (example.empty != example.image).any(2)[example.mask].all()


def test_training_lowers_the_loss_and_gives_the_same_file_again(
    masked_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_thread: None
) -> None:
    monkeypatch.setattr(training, "BATCH", 4)
    monkeypatch.setattr(training, "CROP", 64)
    told: list[tuple[int, int]] = []
    one = train(
        [masked_root],
        tmp_path / "one.safetensors",
        steps=12,
        seed=4,
        progress=lambda *values: told.append(values),
    )
    torch.rand(1)  # the global state is another one now
    state = torch.random.get_rng_state()
    two, other = (
        train([masked_root], tmp_path / f"{name}.safetensors", steps=steps, seed=seed)
        for name, steps, seed in (("two", 12, 4), ("other", 1, 5))
    )
    assert torch.equal(state, torch.random.get_rng_state())
    assert one == two and one.digest != other.digest and one.losses[0] != other.losses[0]
    assert (tmp_path / "one.safetensors").read_bytes() == (
        tmp_path / "two.safetensors"
    ).read_bytes()
    assert sum(one.losses[-3:]) < 0.9 * sum(one.losses[:3])
    assert told == [(i + 1, 12) for i in range(12)]
    assert one.classes == ("01Gorilla", "13Pheonix") and one.pictures == 42
    segment = load_segmenter(str(tmp_path / "one.safetensors"))
    assert segment.name == "one.safetensors" and segment.digest == one.digest
    assert segment(draw_plates()).shape == (120, 160)


def test_the_loss_is_that_of_a_hand_count() -> None:
    logits = torch.tensor([[[0.0, 0.0], [0.0, 0.0]]])
    masks = torch.tensor([[[1.0, 0.0], [0.0, 0.0]]])
    dice = 1 - (2 * 0.5 + 1) / (2 + 1 + 1)
    assert float(measure_loss(logits, masks)) == pytest.approx(np.log(2) + dice)


def test_crops_hold_their_masks(monkeypatch: pytest.MonkeyPatch) -> None:
    image, mask = draw_bricks(draw_plates())
    image[mask] = (250, 0, 0)
    example = Example(image, mask, draw_plates())
    monkeypatch.setattr(augmentation, "_degrade", lambda picture, rng: picture)
    monkeypatch.setattr(augmentation, "_shade", lambda picture, rng: picture)
    images, masks = draw_batch([example], 40, 160, np.random.default_rng(0))
    assert images.shape == (40, 160, 160, 3) and masks.shape == (40, 160, 160)
    assert images.dtype == masks.dtype == np.float32
    assert masks.min() == 0 and masks.max() == 1 and 0.05 < masks.mean() < 0.6
    assert (np.ptp(images, -1)[masks > 0.99] > 240).mean() > 0.99
    sums = (images * (masks > 0.99)[..., None]).sum((1, 2))
    assert len(set(sums.argmax(1).tolist())) == 3  # other colours
    white = (images.min(-1) == 255).mean((1, 2)) > 0.3
    assert 1 <= white.sum() <= 15
    grey = (np.ptp(images, -1) < 1) & (masks == 0)
    assert (grey.sum((1, 2)) > 0.9 * (masks == 0).sum((1, 2))).sum() >= 25  # no textures of colour


def test_what_is_cut_out_of_white_has_no_halo(monkeypatch: pytest.MonkeyPatch) -> None:
    image, mask = draw_bricks(np.full((120, 160, 3), 255, np.uint8))
    kernel = np.ones((3, 3), np.uint8)
    image[mask & (cv2.erode(mask.astype(np.uint8), kernel) == 0)] = 250
    examples = [Example(image, mask), Example(draw_plates(), mask, draw_plates())]
    monkeypatch.setattr(augmentation, "BACKGROUNDS", {"other": 1.0})
    monkeypatch.setattr(augmentation, "_degrade", lambda picture, rng: picture)
    monkeypatch.setattr(augmentation, "_shade", lambda picture, rng: picture)
    images, masks = draw_batch(examples, 12, 160, np.random.default_rng(0))
    assert (masks > 0.5).any((1, 2)).all() and images.min(-1).max() < 215


def save_darkness(path: Path, side: int = 64, listed: bool = False) -> None:
    """Export a network whose logit is the green channel's negative, behind a side output."""

    class Darkness(torch.nn.Module):  # type: ignore[misc,name-defined]
        def forward(self, x: Any) -> Any:
            logits = -4 * x[:, 1:2]
            return [logits[..., ::2, ::2], logits] if listed else logits

    program = torch.export.export(Darkness(), (torch.zeros(1, 3, side, side),))
    torch.export.save(program, path)


@pytest.mark.parametrize("listed", [False, True])
def test_an_exported_network_segments(tmp_path: Path, listed: bool) -> None:
    path = tmp_path / "darkness.pt2"
    save_darkness(path, listed=listed)
    segment = load_segmenter(str(path))
    image, mask = draw_bricks(np.full((120, 160, 3), 255, np.uint8))
    image[mask] = 10
    assert overlap(segment(image) > 0.5, mask) > 0.95
    grey = np.full((64, 64, 3), 200, np.uint8)  # normalised with ImageNet's figures
    logit = -4 * (200 / 255 - 0.456) / 0.224
    assert float(segment(grey)[20, 30]) == pytest.approx(1 / (1 + np.exp(-logit)), rel=1e-3)
    assert segment.name == "darkness.pt2" and len(segment.digest) == 16


def test_what_is_no_segmenter_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no segmenter is called 'netwrok'; did you mean network"):
        load_segmenter("netwrok")
    for name in ("none.pt2", "none.safetensors"):
        with pytest.raises(FileNotFoundError, match=f"no weights at .*{name}"):
            load_segmenter(str(tmp_path / name))
    junk = tmp_path / "junk.safetensors"
    junk.write_bytes(b"junk")
    with pytest.raises(ValueError, match=r"junk.safetensors is not a readable .safetensors file"):
        load_segmenter(str(junk))
    from safetensors.torch import save_file

    save_file({"weight": torch.zeros(3)}, junk)
    with pytest.raises(
        ValueError, match=r"junk.safetensors does not hold what toolkit train foreground writes"
    ):
        load_segmenter(str(junk))
    with pytest.raises(ValueError, match="device 'gpu' is unknown"):
        load_segmenter("network", "gpu")
    with pytest.raises(ValueError, match=r"image is float32 .*, not uint8 \(H, W, 3\)"):
        load_segmenter()(np.zeros((32, 32, 3), np.float32))


def test_impossible_trainings_are_told(
    masked_root: Path, original_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out: Callable[[str], Path] = lambda name: tmp_path / name  # noqa: E731
    with pytest.raises(ValueError, match=r"0 step\(s\) on 1 dataset\(s\): at least one"):
        train([masked_root], out("w.safetensors"), steps=0)
    with pytest.raises(ValueError, match=r"1 step\(s\) on 0 dataset\(s\): at least one"):
        train([], out("w.safetensors"), steps=1)
    with pytest.raises(ValueError, match=r"to a .safetensors file, not to .*w.pt"):
        train([masked_root], out("w.pt"), steps=1)
    for path in masked_root.glob("*/object_masks/test/*/*.png"):
        path.unlink()
    with pytest.raises(ValueError, match="has no object masks to learn from; render the conveyor"):
        train([masked_root], out("w.safetensors"), steps=1)
    assert not list(tmp_path.glob("*w.safetensors*"))
