"""The coreset and the neighbours, against plain loops on small data."""

import itertools

import numpy as np
import pytest
from scipy.spatial.distance import cdist

torch = pytest.importorskip("torch")
from padkit.baselines.coreset import choose_coreset, find_nearest, project  # noqa: E402

pytestmark = pytest.mark.learn


def points(seed: int, number: int, channels: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(number, channels)).astype(np.float32)


def radius(data: np.ndarray, chosen: list[int]) -> float:
    """Distance of the point that is farthest from the chosen ones."""
    return float(cdist(data, data[chosen]).min(1).max())


@pytest.mark.parametrize("seed", range(5))
def test_greedy_choice_is_that_of_plain_loops(seed: int) -> None:
    data = points(seed, 60, 5) + 10  # far from the origin
    distances, chosen = cdist(data, data), [seed]
    while len(chosen) < 12:
        chosen.append(int(distances[:, chosen].min(1).argmax()))
    assert choose_coreset(torch.from_numpy(data), 12, seed).tolist() == chosen


@pytest.mark.parametrize("seed", range(5))
def test_greedy_choice_is_at_most_twice_the_best(seed: int) -> None:
    data = points(seed, 11, 2)
    best = min(radius(data, list(some)) for some in itertools.combinations(range(11), 3))
    greedy = choose_coreset(torch.from_numpy(data), 3, 0).tolist()
    assert best <= radius(data, greedy) <= 2 * best


def test_copies_are_not_chosen() -> None:
    data = points(0, 4, 6)[[0, 1, 1, 2, 0, 3, 3, 3]] * 20
    chosen = choose_coreset(torch.from_numpy(data), 8, 0)
    assert len(chosen) == 4 and len(np.unique(data[chosen], axis=0)) == 4
    assert choose_coreset(torch.ones(5, 3), 4, 2).tolist() == [2]


def test_neighbours_by_hand() -> None:
    bank = torch.tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]])
    distances, rows = find_nearest(torch.tensor([[0.0, 0.0], [3.0, 3.0]]), bank, 2)
    assert rows.tolist() == [[0, 2], [1, 2]]
    np.testing.assert_allclose(distances, [[0, 1], [1, np.sqrt(13)]], rtol=1e-6)


def test_neighbours_against_scipy_whatever_the_chunk() -> None:
    queries, bank = points(1, 50, 20) + 30, points(2, 33, 20) + 30
    expected = np.sort(cdist(queries, bank), 1)[:, :4]
    for chunk in (7, 50, 4096):
        distances, rows = find_nearest(torch.from_numpy(queries), torch.from_numpy(bank), 4, chunk)
        np.testing.assert_allclose(distances, expected, rtol=1e-5)
        assert rows.shape == (50, 4)


def test_projection_nearly_keeps_distances() -> None:
    data = torch.from_numpy(points(3, 40, 400))
    flat = project(data, 128, np.random.default_rng(0))
    assert flat.shape == (40, 128)
    ratio = torch.pdist(flat) / torch.pdist(data)
    assert abs(float(ratio.mean()) - 1) < 0.05  # variance 1 / (2 * 128) each
    assert float((ratio - 1).abs().max()) < 6 / np.sqrt(2 * 128)
    assert project(data, 400, np.random.default_rng(0)) is data
