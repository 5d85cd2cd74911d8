"""Feature differences and options."""

from dataclasses import dataclass, field

import numpy as np
import pytest

torch = pytest.importorskip("torch")
from safetensors.torch import save_file  # noqa: E402

from padkit.baselines.difference import CompareConfig, Comparison  # noqa: E402
from padkit.baselines.options import flatten, override  # noqa: E402
from padkit.baselines.splatpose import SplatPose  # noqa: E402
from padkit.baselines.splats import FitConfig  # noqa: E402
from padkit.baselines.vgg import Vgg16  # noqa: E402
from padkit.benchmarks.errors import UnknownNameError  # noqa: E402

pytestmark = pytest.mark.learn


def pictures():
    rng = np.random.default_rng(0)
    whole = rng.integers(60, 200, (80, 96, 3), dtype=np.uint8)
    spoiled = whole.copy()
    spoiled[20:36, 60:76] = 0
    return whole, spoiled


@pytest.mark.parametrize("extractor", ["efficientnet", "vanilla"])
def test_what_differs_scores_and_nothing_else(extractor):
    whole, spoiled = pictures()
    compare = Comparison(CompareConfig(extractor))
    assert compare(whole, whole).max() == 0
    found = compare(spoiled, whole)
    assert found.shape == (80, 96) and found.dtype == np.float32
    assert found[24:32, 64:72].min() > 3 * found[60:, :40].max()


def test_colours_alone_are_the_sum_of_squares_in_imagenets_units():
    whole, _ = pictures()
    flat = np.full_like(whole, 100)
    brighter = np.full_like(whole, 110)
    found = Comparison(CompareConfig("vanilla"))(brighter, flat)
    expected = sum((10 / s) ** 2 for s in (58.395, 57.12, 57.375))
    assert np.allclose(found, expected, rtol=1e-5)


def test_layers_have_their_strides():
    whole, spoiled = pictures()
    layers = Comparison(CompareConfig()).differences(spoiled, whole)
    assert [tuple(layer.shape) for layer in layers] == [(112,) * 2, (56,) * 2, (28,) * 2, (14,) * 2]


def test_vgg_takes_a_local_file(tmp_path):
    torch.manual_seed(0)
    path = tmp_path / "vgg.safetensors"
    save_file(Vgg16().state_dict(), path)
    whole, spoiled = pictures()
    compare = Comparison(CompareConfig("vgg", str(path), side=64))
    assert [tuple(m.shape) for m in compare.differences(spoiled, whole)] == [
        (16,) * 2, (8,) * 2, (4,) * 2
    ]  # fmt: skip
    assert compare.name.startswith("vgg.safetensors sha256:")
    with pytest.raises(FileNotFoundError, match="no weights at"):
        Comparison(CompareConfig("vgg", str(tmp_path / "none.safetensors")))
    save_file({"other": torch.zeros(1)}, path)
    with pytest.raises(ValueError, match="state dict of torchvision's VGG16"):
        Comparison(CompareConfig("vgg", str(path)))
    with pytest.raises(ValueError, match="nothing is downloaded"):
        CompareConfig("vgg")


@dataclass(frozen=True)
class Whole:
    splats: FitConfig = field(default_factory=FitConfig)
    share: float = 0.5
    file: str | None = None


def test_options_reach_the_parts():
    changed = override("m", Whole(), {"splats.iterations": 3000, "share": 1, "file": "a"})
    assert changed.splats.iterations == 3000
    assert changed.splats.densify_until == 1500  # a tenth, as the iterations
    assert flatten(changed)["share"] == 1
    with pytest.raises(UnknownNameError, match=r"did you mean splats\.iterations"):
        override("m", Whole(), {"splats.iteration": 1})
    with pytest.raises(ValueError, match="is not int like 3"):
        override("m", Whole(), {"splats.degree": "high"})
    with pytest.raises(ValueError, match="degree is 7; allowed: 0, 1, 2, 3"):
        override("m", Whole(), {"splats.degree": 7})


def test_presets_are_named():
    assert SplatPose(preset="paper").config()["splats.iterations"] == 30_000
    with pytest.raises(UnknownNameError, match="preset of splatpose"):
        SplatPose(preset="papre")
