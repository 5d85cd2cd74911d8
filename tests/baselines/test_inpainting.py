"""A belt that repeats is continued behind what lies on it; and what is refused."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch")
from padkit.baselines.foreground.elations import _slopes, places  # noqa: E402
from padkit.baselines.foreground.inpainting import (  # noqa: E402
    MARGIN,
    grow_mask,
    load_inpainter,
    name_inpainter,
    reconstruct,
)
from padkit.baselines.foreground.lattice import find_repetition  # noqa: E402

pytestmark = pytest.mark.learn

STEP, TILT = np.array([0.2, 0.11]), 0.4
"""By how much the drawn belt moves in the picture's middle, and how its vanishing line lies."""


def draw_belt(shape: tuple[int, int] = (120, 160)) -> Any:
    """Draw a belt of like plates in perspective, lit from one side."""
    rng = np.random.default_rng(3)
    plate = cv2.GaussianBlur(rng.normal(size=(60, 400)).astype(np.float32), (0, 0), 2.5)
    plate = np.concatenate([plate, plate[::-1]])  # seamless
    height, width = shape
    x, y = np.meshgrid(
        (np.arange(width) + 0.5 - width / 2) / max(shape) * 2,
        (np.arange(height) + 0.5 - height / 2) / max(shape) * 2,
    )
    flat = np.stack([x, y]) / (1 + TILT * y)  # there, the elation moves by STEP
    length = np.hypot(*STEP)
    along, across = np.tensordot([[*STEP], [-STEP[1], STEP[0]]], flat, 1) / length
    rows = (along / length % 1) * len(plate)
    columns = (across + 2) * 100
    grey = cv2.remap(
        np.concatenate([plate, plate[:2]]),
        columns.astype(np.float32),
        rows.astype(np.float32),
        cv2.INTER_LINEAR,
    )
    lit = 128 + 250 * grey + 60 * x
    return np.stack([lit, lit, 0.9 * lit], 2).clip(0, 255).astype(np.uint8)


def lay_something(image: Any) -> tuple[Any, Any]:
    """Return the picture with a blot on it, and the blot's mask."""
    mask = np.zeros(image.shape[:2], bool)
    mask[40:85, 60:105] = True
    return np.where(mask[..., None], np.array([200, 30, 40], np.uint8), image), mask


def psnr(one: Any, other: Any, where: Any) -> float:
    error = (one[where].astype(float) - other[where]) ** 2
    return float(10 * np.log10(255**2 / error.mean()))


def test_the_belt_is_continued_better_than_telea_does() -> None:
    empty = draw_belt()
    image, mask = lay_something(empty)
    belt, telea = (reconstruct(image, mask, how) for how in ("belt", "telea"))
    assert belt.shape == image.shape and belt.dtype == np.uint8
    assert psnr(belt, empty, mask) > psnr(telea, empty, mask) + 6
    assert psnr(belt, empty, mask) > 29  # shading included


def test_the_repetition_is_that_of_the_drawing() -> None:
    empty = draw_belt()
    _, mask = lay_something(empty)
    found = find_repetition(empty, ~mask)
    assert found is not None and found.likeness > 0.9
    sign = np.sign(found.step @ STEP)
    np.testing.assert_allclose(sign * np.array(found.step), STEP, atol=0.004)
    np.testing.assert_allclose(found.axis, (0, TILT), atol=0.03)


def test_noise_repeats_nothing_and_is_filled_as_telea_does() -> None:
    image = np.random.default_rng(0).integers(0, 256, (80, 80, 3)).astype(np.uint8)
    mask = np.zeros((80, 80), bool)
    mask[30:50, 30:50] = True
    assert find_repetition(image, ~mask) is None
    np.testing.assert_array_equal(reconstruct(image, mask), reconstruct(image, mask, "telea"))


def test_neighbours_lie_at_multiples_and_their_slopes_are_the_derivatives() -> None:
    values, shape = np.array([0.1, -0.2, 0.15, 0.4]), (30, 40)
    columns, rows = places(values, 2, shape)
    half, x, y = 20, (7 + 0.5 - 20) / 20, (21 + 0.5 - 15) / 20
    t, u, a, b = values
    moved = np.eye(3) + 2 * np.outer([t, u, -a * t - b * u], [a, b, 1])
    point = moved @ [x, y, 1]
    assert columns[21, 7] == pytest.approx(point[0] / point[2] * half + 19.5, abs=1e-3)
    assert rows[21, 7] == pytest.approx(point[1] / point[2] * half + 14.5, abs=1e-3)
    slopes = _slopes(values, 2, shape, np.nonzero(np.ones(shape, bool)))
    for i in range(4):
        nudge = np.eye(4)[i] * 1e-3
        ends = (places(values + nudge, 2, shape), places(values - nudge, 2, shape))
        for after, before, slope in zip(*ends, slopes, strict=True):
            np.testing.assert_allclose((after - before).ravel() / 2e-3, slope[:, i], atol=0.02)


@pytest.mark.parametrize("how", ["belt", "telea"])
def test_only_the_grown_mask_changes(how: str) -> None:
    image, mask = lay_something(draw_belt())
    hole = grow_mask(image, mask)
    answer = reconstruct(image, mask, how)
    np.testing.assert_array_equal(answer[~hole], image[~hole])
    assert (answer[mask] != image[mask]).any(1).mean() > 0.95
    radius = round(MARGIN * 160)
    assert hole[40 - radius, 80] and not hole[40 - radius - 1, 80]
    none = np.zeros_like(mask)
    np.testing.assert_array_equal(reconstruct(image, none, how), image)


class Paint(torch.nn.Module):  # type: ignore[misc,name-defined]
    """Answers the picture with the hole at the picture's brightest value; checks its input."""

    def __init__(self, channels: int = 3) -> None:
        super().__init__()
        self.channels = channels

    def forward(self, x: Any) -> Any:
        picture, hole = x[:, :3], x[:, 3:4]
        return (picture * (1 - hole) + hole * picture.amax((1, 2, 3), keepdim=True))[
            :, : self.channels
        ]


def save_paint(path: Path, channels: int = 3, inputs: int = 4) -> None:
    batch = torch.export.Dim("batch", min=1, max=8)
    program = torch.export.export(
        Paint(channels), (torch.zeros(2, inputs, 64, 64),), dynamic_shapes={"x": {0: batch}}
    )
    torch.export.save(program, path)


def test_an_exported_network_fills_the_hole(tmp_path: Path) -> None:
    path = tmp_path / "paint.pt2"
    save_paint(path)
    image, mask = lay_something(np.full((120, 160, 3), 77, np.uint8))
    answer = reconstruct(image, mask, str(path))
    assert answer.dtype == np.uint8 and (np.abs(answer.astype(int) - 77) <= 1).all()
    assert name_inpainter(str(path)).startswith("paint.pt2 sha256:")
    assert name_inpainter("belt") == "belt"


def test_networks_of_another_kind_are_told(tmp_path: Path) -> None:
    image, mask = lay_something(draw_belt())
    with pytest.raises(FileNotFoundError, match=r"no weights at .*none.pt2: give a local .pt2"):
        load_inpainter(str(tmp_path / "none.pt2"))
    (tmp_path / "junk.pt2").write_bytes(b"junk")
    with pytest.raises(ValueError, match=r"junk.pt2 is not a .pt2 file of torch"):
        load_inpainter(str(tmp_path / "junk.pt2"))
    save_paint(tmp_path / "five.pt2", inputs=5)
    with pytest.raises(ValueError, match=r"takes 5 channels, not \(B, 4, S, S\)"):
        load_inpainter(str(tmp_path / "five.pt2"))
    save_paint(tmp_path / "two.pt2", channels=2)
    with pytest.raises(ValueError, match=r"returns \(1, 2, 64, 64\), not \(1, 3, 64, 64\)"):
        reconstruct(image, mask, str(tmp_path / "two.pt2"))


def test_what_does_not_fit_is_told() -> None:
    image, mask = lay_something(draw_belt())
    with pytest.raises(ValueError, match=r"no way to inpaint is called 'tela'; did you mean telea"):
        load_inpainter("tela")
    with pytest.raises(ValueError, match=r"image is float64 .*, not uint8 \(H, W, 3\)"):
        reconstruct(image / 255, mask)
    with pytest.raises(ValueError, match=r"mask is uint8 \(120, 160\), not bool \(120, 160\)"):
        reconstruct(image, mask.astype(np.uint8))
    with pytest.raises(ValueError, match="covers the picture: nothing is left"):
        reconstruct(image, np.ones_like(mask))
