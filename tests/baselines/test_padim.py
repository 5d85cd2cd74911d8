"""PaDiM: distances against numpy's covariance, a foreign square found, few pictures enough."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from padkit.benchmarks.records import View

torch = pytest.importorskip("torch")
from padkit.baselines.features import Features, spread  # noqa: E402
from padkit.baselines.padim import Padim, whiten  # noqa: E402

pytestmark = pytest.mark.learn
SMALL: dict[str, Any] = {"image_size": 64, "batch_size": 4}


def test_whitened_length_is_the_mahalanobis_distance() -> None:
    rng = np.random.default_rng(0)
    root, x = rng.normal(size=(3, 5, 5)), rng.normal(size=(3, 5))
    covariance = root @ root.transpose(0, 2, 1)
    inverse = np.linalg.inv(covariance + 0.1 * np.eye(5))
    expected = np.sqrt(np.einsum("pi,pij,pj->p", x, inverse, x))
    got = whiten(torch.from_numpy(covariance), 0.1) @ torch.from_numpy(x)[:, :, None]
    np.testing.assert_allclose(got[:, :, 0].norm(dim=1), expected)


@pytest.mark.parametrize("asked_for", [3, 9])
def test_map_against_numpy(weave: Callable[..., View], asked_for: int) -> None:
    """A sound picture shows the covariance, another one mostly the regularisation."""
    views, query = [weave(i, 64, 64) for i in range(7)], weave(asked_for, 64, 64)
    detector = Padim(**SMALL, channels=152)  # all, so that no choice is made
    detector.fit(views)
    extract = Features(64, pooled=False)
    sound = extract([view.image for view in views]).double().numpy()
    asked = extract([query.image]).double().numpy()[0]
    grid = np.empty((8, 8), np.float32)
    for row, column in np.ndindex(8, 8):
        cell = sound[:, :, row, column]
        covariance = np.cov(cell, rowvar=False) + 0.01 * np.eye(152)
        offset = asked[:, row, column] - cell.mean(0)
        grid[row, column] = np.sqrt(offset @ np.linalg.solve(covariance, offset))
    prediction = detector.predict(query)
    np.testing.assert_allclose(prediction.score_map, spread(grid, 64, (64, 64)), rtol=1e-4)
    assert prediction.image_score == prediction.score_map.max()


def test_a_foreign_square_is_found(weave: Callable[..., View], contrast: Any) -> None:
    detector = Padim(image_size=96)
    detector.fit([weave(i) for i in range(12)])
    sound = [detector.predict(weave(i)) for i in range(20, 24)]
    spoiled = [detector.predict(weave(i, spoiled=True)) for i in range(20, 24)]
    assert min(p.image_score for p in spoiled) > 1.3 * max(p.image_score for p in sound)
    assert min(contrast(p.score_map) for p in spoiled) > 1.3
    assert detector.predict(weave(0, 50, 70)).score_map.shape == (50, 70)


def test_one_picture_is_enough(weave: Callable[..., View]) -> None:
    detector = Padim(**SMALL)
    detector.fit([weave(0)])
    assert detector.predict(weave(0)).score_map.max() < 1e-2
    other = detector.predict(weave(1)).score_map
    assert np.isfinite(other).all() and other.min() > 1


def test_the_same_twice_and_for_any_batch_size(weave: Callable[..., View]) -> None:
    maps = []
    for batch_size in (4, 4, 1):
        detector = Padim(image_size=64, batch_size=batch_size)
        detector.fit([weave(i) for i in range(6)])
        maps.append(detector.predict(weave(9)).score_map)
    np.testing.assert_array_equal(maps[0], maps[1])
    np.testing.assert_allclose(maps[0], maps[2], rtol=1e-3)
    other = Padim(**SMALL, seed=1)
    other.fit([weave(i) for i in range(6)])
    assert np.abs(other.predict(weave(9)).score_map - maps[0]).max() > 0.1


def test_misuse_is_told(weave: Callable[..., View]) -> None:
    detector = Padim(**SMALL, channels=153)
    with pytest.raises(ValueError, match="Padim was asked to predict before it was fitted"):
        detector.predict(weave(0))
    with pytest.raises(ValueError, match="at least one sound view to fit, got none"):
        detector.fit([])
    with pytest.raises(ValueError, match="channels is 153, but the backbone offers 152"):
        detector.fit([weave(0)])
    with pytest.raises(ValueError, match="channels is 0; at least 1"):
        Padim(channels=0)
    with pytest.raises(ValueError, match="epsilon is 0; it must be above 0"):
        Padim(epsilon=0)
    assert Padim(seed=3).config()["seed"] == 3
