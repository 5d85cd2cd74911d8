"""PatchCore: the image score by hand, a foreign square found, the same twice."""

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from padkit.benchmarks.records import View

torch = pytest.importorskip("torch")
from padkit.baselines.coreset import find_nearest  # noqa: E402
from padkit.baselines.features import Features  # noqa: E402
from padkit.baselines.patchcore import PatchCore, list_patches, weigh  # noqa: E402

pytestmark = pytest.mark.learn
SMALL: dict[str, Any] = {"image_size": 96, "batch_size": 4}


def test_image_score_by_hand() -> None:
    bank = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 3.0], [9.0, 9.0]])
    patch = torch.tensor([0.0, -2.0])
    around = [2, math.sqrt(5), 5]  # to the three bank patches nearest to (0, 0), itself among them
    expected = (1 - math.exp(2) / sum(map(math.exp, around))) * 2
    assert weigh(patch, 0, bank, 3) == pytest.approx(expected, rel=1e-6)
    assert weigh(patch, 0, bank, 1) == pytest.approx(2)  # no neighbours, no weight
    assert weigh(patch, 0, bank[:1], 9) == pytest.approx(2)
    assert weigh(patch, 0, bank, 9) == pytest.approx(weigh(patch, 0, bank, 4))
    assert weigh(1000 * patch, 0, 1000 * bank, 3) == pytest.approx(2000)  # exp(5000) overflows


def test_a_foreign_square_is_found(weave: Callable[..., View], contrast: Any) -> None:
    detector = PatchCore(**SMALL)
    detector.fit([weave(i) for i in range(6)])
    sound = [detector.predict(weave(i)) for i in range(10, 14)]
    spoiled = [detector.predict(weave(i, spoiled=True)) for i in range(10, 14)]
    assert min(p.image_score for p in spoiled) > 1.25 * max(p.image_score for p in sound)
    for prediction in spoiled:
        assert prediction.score_map.dtype == np.float32
        assert contrast(prediction.score_map) > 1.1
    assert detector.predict(weave(0, 50, 70)).score_map.shape == (50, 70)


def test_a_picture_of_the_bank_has_no_distance(weave: Callable[..., View]) -> None:
    detector = PatchCore(**SMALL, ratio=1.0)
    detector.fit([weave(0), weave(1)])
    prediction = detector.predict(weave(1))
    assert prediction.image_score == pytest.approx(0, abs=0.01)
    assert prediction.score_map.max() < 0.01
    assert detector.predict(weave(2)).score_map.min() > 1


def test_the_bank_is_the_share_asked_for(weave: Callable[..., View]) -> None:
    views = [weave(i) for i in range(4)]  # 4 * 144 patches
    for options, size in (({}, 58), ({"ratio": 0.25}, 144), ({"max_patches": 100}, 10)):
        detector = PatchCore(**SMALL, **options)
        detector.fit(views)
        assert detector._bank is not None and len(detector._bank) == size
    patches = list_patches(Features(96)([view.image for view in views]))
    assert detector._bank is not None
    distances, _ = find_nearest(detector._bank, patches)
    assert distances.max() < 1e-4  # the bank holds patches as they were, unprojected


def test_the_same_twice_and_for_any_batch_size(weave: Callable[..., View]) -> None:
    maps = []
    for batch_size in (4, 4, 1):
        detector = PatchCore(image_size=96, batch_size=batch_size, max_patches=300)
        detector.fit([weave(i) for i in range(5)])
        maps.append(detector.predict(weave(9)).score_map)
    np.testing.assert_array_equal(maps[0], maps[1])
    np.testing.assert_allclose(maps[0], maps[2], atol=1e-3)
    other = PatchCore(**SMALL, max_patches=300, seed=1)
    other.fit([weave(i) for i in range(5)])
    assert np.abs(other.predict(weave(9)).score_map - maps[0]).max() > 0.01


def test_misuse_is_told(weave: Callable[..., View]) -> None:
    detector = PatchCore(**SMALL)
    with pytest.raises(ValueError, match="PatchCore was asked to predict before it was fitted"):
        detector.predict(weave(0))
    with pytest.raises(ValueError, match="at least one sound view to fit, got none"):
        detector.fit([])
    with pytest.raises(ValueError, match="ratio is 0; it must lie above 0"):
        PatchCore(ratio=0)
    with pytest.raises(ValueError, match="neighbours is 0; at least 1"):
        PatchCore(neighbours=0)


def test_config_tells_all_options() -> None:
    config = PatchCore(seed=7, ratio=0.2).config()
    assert json.loads(json.dumps(config)) == config
    assert (config["seed"], config["ratio"], config["max_patches"]) == (7, 0.2, 50_000)
    assert config["weights"] == "efficientnet-lite0"
