"""SplatPose+ in clutter, end to end: a ball on a textured ground, spoiled, cut, added to."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch")
from ball import ball_view, eyes  # noqa: E402

from padkit.baselines.splatpose_plus_clutter import SplatPosePlusClutter  # noqa: E402
from padkit.benchmarks.errors import UnknownNameError  # noqa: E402
from padkit.benchmarks.metrics.pose import pose_error  # noqa: E402
from padkit.benchmarks.records import Camera, Prediction, View  # noqa: E402

pytestmark = pytest.mark.learn
SIDE = 64
VIEWS = [ball_view(eye, SIDE, pattern=True) for eye in eyes(12)]
EYE = eyes(12)[5] + 0.2  # near one of those, for the pictures are small
EYE /= np.linalg.norm(EYE)
QUICK: dict[str, Any] = {
    "splats.iterations": 60, "splats.points": 1500, "splats.limit": 2000,
    "refine.steps": 30, "compare.extractor": "vanilla",
}  # fmt: skip


def draw_ground() -> Any:
    """Draw grey clouds, (H, W, 3) uint8."""
    noise = np.random.default_rng(0).normal(size=(SIDE, SIDE)).astype(np.float32)
    grey = (128 + 160 * cv2.GaussianBlur(noise, (0, 0), 1.5)).clip(20, 235).astype(np.uint8)
    return np.repeat(grey[..., None], 3, 2)


def lay(spot: bool = False) -> tuple[Any, Any, Camera]:
    """Lay the ball on the ground; return picture, the ball's mask and the true camera."""
    view = ball_view(2 * EYE, SIDE, pattern=True, spot=0.5 * EYE if spot else None)
    mask = (view.image != 255).any(2)
    assert view.camera is not None
    return np.where(mask[..., None], view.image, draw_ground()), mask, view.camera


def grow(mask: Any, pixels: int) -> Any:
    return cv2.dilate(mask.astype(np.uint8), np.ones((2 * pixels + 1,) * 2, np.uint8)) > 0


class Saturation(torch.nn.Module):  # type: ignore[misc,name-defined]
    """Segments what is coloured: logits from pictures normalised with ImageNet's figures."""

    def forward(self, x: Any) -> Any:
        bare = x * torch.tensor([0.229, 0.224, 0.225])[:, None, None]
        bare = bare + torch.tensor([0.485, 0.456, 0.406])[:, None, None]
        return 200 * (bare.amax(1, True) - bare.amin(1, True) - 0.1)


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an exported network that knows the ball from the ground."""
    path = tmp_path_factory.mktemp("networks") / "saturation.pt2"
    program = torch.export.export(Saturation(), (torch.zeros(1, 3, SIDE, SIDE),))
    torch.export.save(program, path)
    return path


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("PADKIT_CACHE", str(tmp_path_factory.getbasetemp() / "clutter_shelf"))


def ask(image: Any, camera: Camera, **options: Any) -> Prediction:
    """Fit on the sound ball and ask about a picture, its pose hidden."""
    detector = SplatPosePlusClutter(**(QUICK | options))
    detector.fit(VIEWS)
    return detector.predict(View(image, Camera(camera.width, camera.height, camera.K)))


@pytest.mark.parametrize("inpainting", ["telea", "belt", "none"])
@pytest.mark.parametrize("side", [SIDE, 48])
def test_a_spot_stands_out_and_the_ground_counts_nothing(
    segmenter: Path, inpainting: str, side: int
) -> None:
    image, ball, camera = lay(spot=True)
    spot = ball & (image[..., 1] > 200)
    options = {"segmentation": str(segmenter), "inpainting": inpainting, "splats.side": side}
    found = ask(image, camera, **options)
    assert not found.failure and found.pose is not None
    assert pose_error(found.pose, camera.pose, 1.0).rotation < 6
    score, reference = found.score_map, found.reference
    assert score.shape == (SIDE, SIDE) and score.dtype == np.float32
    inner = cv2.erode(spot.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert inner.sum() > 100
    assert score[inner].min() > score[~grow(spot, 1)].max()
    assert found.image_score == score.max() == score[spot].max()
    far = ~grow(ball, 3)
    assert far.sum() > 1000
    assert (score[far] == 0).all() and (score[ball] > 0).mean() > 0.9
    assert reference is not None and reference.dtype == np.uint8
    assert np.array_equal(reference[far], image[far])  # the ground itself
    assert np.ptp(image[far]) > 100
    red = reference[inner].astype(int)
    assert (red[:, 1] < 150).all()  # the sound ball, without the spot


@pytest.mark.parametrize("inpainting", ["telea", "none"])
def test_what_is_missing_and_what_is_added_both_count(segmenter: Path, inpainting: str) -> None:
    image, ball, camera = lay()
    rows, columns = np.indices((SIDE, SIDE))
    gone = ball & (columns < 16)
    knob = (rows - 30) ** 2 + (columns - 58) ** 2 < 25
    assert gone.sum() > 60 and (knob & ~ball).sum() > 40
    spoiled = np.where(gone[..., None], draw_ground(), image)
    spoiled[knob] = (230, 30, 200)
    found = ask(spoiled, camera, segmentation=str(segmenter), inpainting=inpainting)
    reference, kept = found.reference, ask(image, camera, segmentation=str(segmenter))
    assert reference is not None
    inner = cv2.erode(gone.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert (np.ptp(reference.astype(int), 2)[inner] > 40).mean() > 0.9  # the ball as it was
    usual = np.quantile(kept.score_map[ball], 0.9)
    assert np.median(found.score_map[inner]) > 2 * usual
    away = knob & ~grow(ball, 3)
    if inpainting == "none":  # the rendering lies on the query: what is added hides itself
        np.testing.assert_allclose(reference[away], spoiled[away], atol=20)
    else:
        assert np.ptp(reference[away].astype(int), 1).max() < 40  # the ground as it may be
        assert found.score_map[away].min() > 2 * usual
    assert (found.score_map[~grow(ball | knob, 3)] == 0).all()


@pytest.mark.parametrize("inpainting", ["telea", "none"])
def test_without_segmentation_the_rendering_tells_where_to_look(inpainting: str) -> None:
    image, ball, camera = lay(spot=True)
    knob = np.zeros_like(ball)
    knob[:6, :6] = True
    image[knob] = (230, 30, 200)
    found = ask(image, camera, segmentation="none", inpainting=inpainting)
    spot = ball & (image[..., 1] > 200)
    inner = cv2.erode(spot.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert found.score_map[inner].min() > np.quantile(found.score_map[ball & ~grow(spot, 1)], 0.95)
    assert (found.score_map[knob] == 0).all()  # added, and nobody's
    assert found.reference is not None
    assert np.array_equal(found.reference[~grow(ball, 8)], image[~grow(ball, 8)])


def test_the_ground_misleads_no_pose(segmenter: Path) -> None:
    image, ball, camera = lay()
    white = np.where(ball[..., None], image, np.uint8(255))
    on_ground, on_white = (
        ask(picture, camera, segmentation=str(segmenter)).pose for picture in (image, white)
    )
    assert on_ground is not None and on_white is not None
    assert np.array_equal(on_ground, on_white)


def test_the_record_tells_the_networks(segmenter: Path) -> None:
    told = SplatPosePlusClutter(segmentation=str(segmenter), inpainting="telea", **QUICK).config()
    assert str(told["segmentation"]).startswith("saturation.pt2 sha256:")
    assert told["inpainting"] == "telea" and told["splats.iterations"] == 60
    told = SplatPosePlusClutter(segmentation="none", inpainting="none").config()
    assert (told["segmentation"], told["inpainting"]) == ("none", "none")
    told = SplatPosePlusClutter().config()
    assert str(told["segmentation"]).startswith("network sha256:")
    assert told["inpainting"] == "belt"


def test_wrong_choices_are_told() -> None:
    with pytest.raises(UnknownNameError, match="'netwrok'; did you mean network"):
        SplatPosePlusClutter(segmentation="netwrok")
    with pytest.raises(UnknownNameError, match="'tela'; did you mean telea"):
        SplatPosePlusClutter(inpainting="tela")
    with pytest.raises(FileNotFoundError, match=r"mine\.pt2"):
        SplatPosePlusClutter(inpainting="mine.pt2")
    with pytest.raises(ValueError, match="preset"):
        SplatPosePlusClutter(preset="large")
