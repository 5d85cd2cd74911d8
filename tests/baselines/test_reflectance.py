"""Reflectance: white stays white, light goes, shapes and ranges hold, wrong files are told."""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from padkit.baselines.reflectance import WEIGHTS, load_reflectance
from padkit.baselines.reflectance.retinex import MIDDLE
from padkit.benchmarks.errors import UnknownNameError
from padkit.benchmarks.intrinsic import lmse, si_mse
from padkit.benchmarks.srgb import decode_srgb, encode_srgb

NAMES = ["retinex", pytest.param("network", marks=pytest.mark.learn)]


def decode(image):
    """Return uint8 codes as linear values."""
    return decode_srgb(image.astype(np.float32) / np.float32(255))


def draw_ball(
    side: int = 96, gain: float = 1.0, towards: float = 1.0
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return a shaded ball of four colours on white (side, side, 3) uint8, and its linear albedo.

    The albedo is 0 off the ball; the light comes from the left (`towards` 1) or the right (-1).
    """
    y, x = (np.mgrid[:side, :side] + 0.5) / side * 2 - 1
    inside = np.hypot(x, y) < 0.8
    z = np.sqrt(np.clip(0.64 - x**2 - y**2, 0, None)) / 0.8
    shading = 0.1 + 0.8 * np.clip(0.6 * z - 0.6 * towards * x - 0.3 * y, 0, 1)
    colours = np.array([[0.6, 0.5, 0.4], [0.15, 0.2, 0.5], [0.5, 0.12, 0.1], [0.7, 0.7, 0.7]])
    quarter = 2 * (np.sin(9 * y) > 0).astype(int) + (np.sin(9 * x) > 0)
    albedo = (colours[quarter] * inside[..., None]).astype(np.float32)
    picture = np.where(inside[..., None], gain * albedo * shading[..., None], 1)
    encoded = encode_srgb(np.clip(picture, 0, 1).astype(np.float32))
    return (encoded * 255).round().astype(np.uint8), albedo


def linearise(reflectance: NDArray[np.float32]) -> NDArray[np.float32]:
    return decode((reflectance * 255).round().astype(np.uint8))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", [(41, 63), (300, 520), (1, 7)])
def test_shape_type_and_range(name: str, shape: tuple[int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    before = image.copy()
    reflectance = load_reflectance(name)(image)
    assert reflectance.shape == image.shape
    assert reflectance.dtype == np.float32
    assert reflectance.min() >= 0
    assert reflectance.max() <= 1
    np.testing.assert_array_equal(image, before)
    np.testing.assert_array_equal(load_reflectance(name)(image), reflectance)


@pytest.mark.parametrize("name", NAMES)
def test_white_stays_white(name: str) -> None:
    image, albedo = draw_ball()
    reflectance = load_reflectance(name)(image)
    off = (albedo == 0).all(2)
    assert (reflectance[off] == 1).all()
    assert reflectance[~off].mean() < 0.9
    assert (load_reflectance(name)(np.full((64, 64, 3), 255, np.uint8)) == 1).all()


@pytest.mark.parametrize("name", NAMES)
def test_less_light_falls_from_one_side(name: str) -> None:
    """Same ball, lit from left and right: the reflectances differ less than the pictures."""
    estimate = load_reflectance(name)
    (left, albedo), (right, _) = draw_ball(towards=1), draw_ball(towards=-1)
    there = np.asarray((albedo > 0).any(2), np.uint8)
    inside = np.asarray(cv2.erode(there, np.ones((3, 3), np.uint8))) > 0
    apart = np.abs(left[inside] / 255 - right[inside] / 255).mean()
    assert np.abs(estimate(left)[inside] - estimate(right)[inside]).mean() < 0.6 * apart


@pytest.mark.parametrize("name", NAMES)
def test_the_truth_is_nearer_than_in_the_picture(name: str) -> None:
    image, albedo = draw_ball()
    found, inside = linearise(load_reflectance(name)(image)), (albedo > 0).any(2)
    for measure in (lmse, si_mse):
        error, trivial = measure(albedo, found, inside), measure(albedo, decode(image), inside)
        assert error.value is not None and trivial.value is not None
        assert error.value < 0.95 * trivial.value


@pytest.mark.learn
def test_a_larger_picture_has_the_same_reflectance_in_detail() -> None:
    """Above the network's side its answer is enlarged; marks of one pixel stay."""
    estimate = load_reflectance("network")
    image, _ = draw_ball(512)
    image[250:262, 256] = 0
    small = np.asarray(cv2.resize(image, (256, 256), interpolation=cv2.INTER_AREA), np.uint8)
    large, reference = estimate(image), estimate(small)
    shrunk = cv2.resize(large, (256, 256), interpolation=cv2.INTER_AREA)
    assert np.abs(shrunk - reference).mean() < 0.01
    assert large[252:260, 256].max() < 0.5 * large[252:260, 253].min()


def test_retinex_does_not_change_with_the_exposure() -> None:
    estimate = load_reflectance("retinex")
    (bright, albedo), (dim, _) = draw_ball(), draw_ball(gain=0.4)
    inside = (albedo > 0).any(2)
    apart = np.abs(estimate(bright)[inside] - estimate(dim)[inside]).mean()
    assert apart < 0.01
    assert np.abs(bright[inside] / 255 - dim[inside] / 255).mean() > 10 * apart


def test_retinex_of_one_colour_is_that_colour_at_middle_brightness() -> None:
    """The white around does not darken the rim: I / (F * I) is 1 up to it."""
    image = np.full((80, 120, 3), 255, np.uint8)
    image[20:60, 30:90] = (160, 120, 80)
    found = linearise(load_reflectance("retinex")(image))[20:60, 30:90]
    colour = decode(np.array([160, 120, 80], np.uint8))
    np.testing.assert_allclose(found / MIDDLE, found * 0 + colour / colour.mean(), atol=0.03)


def test_encoding_undoes_decoding() -> None:
    grey = np.arange(256, dtype=np.uint8)
    np.testing.assert_allclose(encode_srgb(decode(grey)) * 255, grey, atol=1e-3)
    assert decode(np.array([188], np.uint8))[0] == pytest.approx(0.5029, abs=1e-4)


def test_wrong_pictures_are_told() -> None:
    estimate = load_reflectance("retinex")
    wrong: list[Any] = [np.zeros((8, 8, 4), np.uint8), np.zeros((8, 8), np.uint8)]
    for image in (*wrong, np.zeros((8, 8, 3)), np.zeros((0, 8, 3), np.uint8)):
        with pytest.raises(ValueError, match=r"a picture is uint8 \(H, W, 3\), not"):
            estimate(image)


def test_an_unknown_name_brings_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="'retinx'; did you mean retinex"):
        load_reflectance("retinx")
    with pytest.raises(UnknownNameError, match=r"network, retinex"):
        load_reflectance("zzz")


@pytest.mark.learn
def test_files_are_named_by_their_content(tmp_path: Path) -> None:
    copy = tmp_path / "mine.safetensors"
    copy.write_bytes(WEIGHTS.read_bytes())
    assert WEIGHTS.stat().st_size < 500_000
    shipped, mine = load_reflectance("network"), load_reflectance(str(copy))
    label, digest = shipped.name.split(" ")
    assert (label, len(digest)) == ("network", len("sha256:") + 16)
    assert mine.name == f"mine.safetensors {digest}"
    assert load_reflectance("retinex").name == "retinex"
    image, _ = draw_ball(64)
    np.testing.assert_array_equal(shipped(image), mine(image))


@pytest.mark.learn
def test_missing_and_foreign_files_are_told(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from safetensors.torch import save_file

    with pytest.raises(
        FileNotFoundError,
        match=r"no weights at .*none\.safetensors: make some with toolkit train reflectance",
    ):
        load_reflectance(str(tmp_path / "none.safetensors"))
    path = tmp_path / "odd.safetensors"
    path.write_bytes(b"no weights at all")
    with pytest.raises(ValueError, match=r"odd\.safetensors is not a readable \.safetensors"):
        load_reflectance(str(path))
    save_file({"x": torch.zeros(1)}, path)
    with pytest.raises(
        ValueError, match=r"odd\.safetensors does not hold what toolkit train reflectance writes"
    ):
        load_reflectance(str(path))
    told = {"kind": "reflectance", "architecture": "unet"}
    save_file({"x": torch.zeros(1)}, path, {"padkit": json.dumps(told)})
    with pytest.raises(ValueError, match=r"odd\.safetensors does not fit its architecture"):
        load_reflectance(str(path))
    with pytest.raises(ValueError, match="device 'gpu' is unknown"):
        load_reflectance("network", "gpu")
