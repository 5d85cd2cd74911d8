"""Training on renders with a known albedo: it learns, repeats itself, and tells what is amiss."""

from pathlib import Path

import numpy as np
import pytest
from lessons import write_lit

from padkit.baselines.reflectance import load_reflectance
from padkit.benchmarks.errors import BrokenDatasetError, UnknownNameError
from padkit.benchmarks.images import write_exr
from padkit.benchmarks.srgb import encode_srgb

torch = pytest.importorskip("torch")
from padkit.baselines.reflectance import training  # noqa: E402
from padkit.baselines.reflectance.network import ARCHITECTURES, build, load_network  # noqa: E402
from padkit.baselines.reflectance.training import Crops, decomposition_loss, train  # noqa: E402

pytestmark = pytest.mark.learn
CPU = torch.device("cpu")


@pytest.fixture
def lit(tmp_path: Path) -> Path:
    """A dataset of red squares of albedo 0.5, 0.2, 0.2 in a light that fades downwards."""
    root = tmp_path / "data"
    write_lit(root)
    return root


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_few_steps_lower_the_loss_and_come_out_the_same(
    lit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, architecture: str
) -> None:
    monkeypatch.setattr(training, "CROP", 24)
    told: list[tuple[int, int]] = []
    torch.manual_seed(1)
    before = torch.random.get_rng_state()
    first = train(
        [lit],
        tmp_path / "new/a.safetensors",
        architecture=architecture,
        steps=16,
        progress=lambda done, of: told.append((done, of)),
    )
    assert torch.equal(before, torch.random.get_rng_state())
    torch.manual_seed(2)  # of no influence
    second = train([lit], tmp_path / "b.safetensors", architecture=architecture, steps=16)
    other = train([lit], tmp_path / "c.safetensors", architecture=architecture, steps=1, seed=1)
    assert told == [(i + 1, 16) for i in range(16)]
    assert np.mean(first.losses[-5:]) < 0.8 * np.mean(first.losses[:5])
    assert first.losses == second.losses
    assert first.sha256 == second.sha256
    assert first.losses[0] != other.losses[0]
    assert first.path.read_bytes() == (tmp_path / "b.safetensors").read_bytes()
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["a.safetensors"]
    assert first.pictures == len(list(lit.glob("Gear/extras/**/*_albedo.exr")))
    network = load_network(first.path)
    assert type(network) is ARCHITECTURES[architecture]
    assert first.parameters == sum(p.numel() for p in network.parameters()) < 120_000


def test_what_was_trained_is_loaded_by_its_path(
    lit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "CROP", 24)
    report = train([lit, lit], tmp_path / "mine.safetensors", steps=2)
    estimate = load_reflectance(str(report.path))
    assert estimate.name == f"mine.safetensors sha256:{report.sha256[:16]}"
    assert estimate(np.full((20, 20, 3), 90, np.uint8)).shape == (20, 20, 3)
    assert report.path.stat().st_size < 500_000


def test_crops_hold_the_encoded_albedo_and_leave_mixed_pixels_out(
    lit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "_RECOLOURED", 0)
    pairs = training.find_pairs([lit])
    crops = training.draw_crops(pairs, np.random.default_rng(0), CPU)
    shape = (training.BATCH, 3, training.CROP, training.CROP)
    assert crops.picture.shape == crops.albedo.shape == shape
    inside, counted = crops.inside.bool(), crops.weight.bool()
    background = counted & ~inside
    assert inside.any()
    assert background.any()
    assert (~counted).any()
    red = encode_srgb(np.array([0.5, 0.2, 0.2], np.float32))
    for channel, value in enumerate(red):
        np.testing.assert_allclose(crops.albedo[:, [channel]][inside], value, atol=1e-2)
        np.testing.assert_allclose(crops.albedo[:, [channel]][background], 1, atol=1e-2)
        np.testing.assert_allclose(crops.picture[:, [channel]][background], 1, atol=2e-2)
    assert crops.picture.min() >= 0
    assert crops.picture.max() <= 1


def test_other_colours_keep_the_light_of_a_matt_object() -> None:
    rng = np.random.default_rng(3)
    albedo = rng.uniform(0.4, 0.7, (16, 16, 3)).astype(np.float32)
    light = rng.uniform(0.5, 0.9, (16, 16, 1)).astype(np.float32)
    there = np.zeros((16, 16, 1), np.float32)
    there[4:] = 1
    linear, albedo[:4] = albedo * light, 1
    linear[:4] = 1
    seen = [training.recolour(linear, albedo, there, rng) for _ in range(20)]
    for painted, other in seen:
        np.testing.assert_allclose(painted[:4], 1)
        np.testing.assert_allclose(other[:4], 1)
        np.testing.assert_allclose((painted / other)[4:], light[4:].repeat(3, 2), rtol=0.1)
    colours = np.array([other[4:].mean((0, 1)) for _, other in seen])
    assert np.ptp(colours, 1).max() > 0.2  # far from the grey they began with
    assert colours.max() <= 0.9


def test_lights_change_the_object_alone() -> None:
    rng = np.random.default_rng(3)
    linear = np.full((32, 32, 3), 0.3, np.float32)
    there = np.zeros((32, 32, 1), np.float32)
    there[8:24] = 1
    lit = [training.relight(linear, there, rng) for _ in range(40)]
    grey = encode_srgb(np.full(1, 0.3, np.float32))[0]
    for picture in lit:
        np.testing.assert_allclose(picture[:8], grey, atol=1e-6)
    means = np.array([picture[8:24].mean((0, 1)) for picture in lit])
    assert means.mean(1).min() < 0.8 * grey < 1.2 * grey < means.mean(1).max()
    assert np.ptp(means, 1).max() > 0.02  # some are tinted
    assert np.median([np.ptp(picture[8:24].mean((0, 2))) for picture in lit]) > 0.05  # and uneven


def test_loss_is_zero_for_the_truth_alone() -> None:
    generator = torch.Generator().manual_seed(0)
    albedo = torch.rand((2, 3, 16, 16), generator=generator) * 0.8 + 0.1
    ones = torch.ones((2, 1, 16, 16))
    light = torch.rand((2, 1, 16, 16), generator=generator)
    crops = Crops(albedo * light, albedo, ones, ones)
    assert decomposition_loss(torch.cat([albedo, light], 1), crops) == pytest.approx(0, abs=1e-6)
    grey = albedo.mean(1, True).expand_as(albedo)
    for wrong in (0.9 * albedo, albedo + 0.1, albedo.flip(2), grey):
        assert decomposition_loss(torch.cat([wrong, light], 1), crops) > 0.03
    assert decomposition_loss(torch.cat([albedo, light + 0.5], 1), crops) > 0.02
    nowhere = Crops(albedo, albedo, 0 * ones, 0 * ones)
    assert decomposition_loss(torch.cat([1 - albedo, light], 1), nowhere) == 0


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("size", [(5, 9), (32, 30)])
def test_networks_keep_any_size(architecture: str, size: tuple[int, int]) -> None:
    network = build(architecture, torch.Generator().manual_seed(0))
    out = network(torch.rand((2, 3, *size)))
    assert out.shape == (2, 4, *size)
    assert out.min() >= 0
    assert out[:, 3].max() > 0


def test_conv4_sees_nine_pixels_and_the_unet_all() -> None:
    for architecture, row in (("conv4", 4), ("unet", 90)):
        network = build(architecture, torch.Generator().manual_seed(0))
        picture = torch.rand((1, 3, 96, 96), generator=torch.Generator().manual_seed(1))
        picture.requires_grad_()
        network(picture)[0, :, 0, 40].sum().backward()
        assert picture.grad is not None
        seen = picture.grad[0].abs().sum((0, 2)).nonzero()
        assert seen.max() == row if architecture == "conv4" else seen.max() >= row


def test_wrong_arguments_are_told_before_training(lit: Path, tmp_path: Path) -> None:
    out = tmp_path / "w.safetensors"
    with pytest.raises(ValueError, match=r"w\.pt does not end in \.safetensors"):
        train([lit], tmp_path / "w.pt")
    with pytest.raises(ValueError, match="steps is 0 and seed 0; at least 1 and 0"):
        train([lit], out, steps=0)
    with pytest.raises(UnknownNameError, match="'u-net'; did you mean unet"):
        train([lit], out, architecture="u-net")
    with pytest.raises(ValueError, match="no dataset to train on"):
        train([], out)
    with pytest.raises(BrokenDatasetError):
        train([tmp_path / "none"], out)
    for path in lit.glob("Gear/extras/**/*_albedo.exr"):
        path.unlink()
    with pytest.raises(ValueError, match=r"data holds no picture .* --extras albedo"):
        train([lit], out)
    assert not out.exists()


def test_an_albedo_of_another_size_is_told(lit: Path, tmp_path: Path) -> None:
    for path in lit.glob("Gear/extras/**/*_albedo.exr"):
        write_exr(path, np.full((8, 8, 3), 0.5, np.float32))
    with pytest.raises(ValueError, match=r"_albedo\.exr is \(8, 8, 3\), its picture \(48, 48, 3\)"):
        train([lit], tmp_path / "w.safetensors", steps=1)
