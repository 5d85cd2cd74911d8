"""Counting on a ladder against numpy's sort and search, whatever the distribution."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from padkit.benchmarks.metrics import counting
from padkit.benchmarks.metrics.counting import Counter, Ladder, order_keys


def searched(rungs, values):
    """Gaps and ties the plain way."""
    ordered = np.sort(values.ravel())
    below = np.searchsorted(ordered, rungs, "left")
    upto = np.searchsorted(ordered, rungs, "right")
    gaps = np.diff(np.concatenate([[0], below, [values.size]]))
    gaps[1:] -= upto - below
    return gaps, upto - below


def check(rungs, values):
    counter = Counter(Ladder.of(rungs))
    counter.add(values)
    gaps, ties = counter.take()
    expected = searched(rungs, values)
    assert np.array_equal(gaps, expected[0])
    assert np.array_equal(ties, expected[1])


def floats(dtype, largest):
    kinds = [
        st.integers(-3, 3).map(float),
        st.sampled_from([-0.0, 0.0, 1.0]),
        st.floats(-largest, largest, width=8 * np.dtype(dtype).itemsize),
        st.floats(0, 1, width=16),
    ]
    return st.sampled_from(kinds).flatmap(
        lambda kind: hnp.arrays(dtype, st.integers(0, 40), elements=kind)
    )


@given(st.data(), st.sampled_from([(np.float32, 2.0**127), (np.float64, 2.0**1000)]))
def test_counts_are_those_of_sorting(data, kind):
    rungs = np.unique(data.draw(floats(*kind)) + kind[0](0))
    check(rungs, data.draw(floats(*kind)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", ["uniform", "heavy", "narrow", "integers", "tiny"])
def test_many_values_of_every_shape(dtype, shape):
    rng = np.random.default_rng(3)
    make = {
        "uniform": lambda n: rng.random(n),
        "heavy": lambda n: np.exp(20 * rng.random(n)) - 1e3,
        "narrow": lambda n: 1 + 1e-6 * rng.standard_normal(n),  # float32: a few dozen values
        "integers": lambda n: rng.integers(-50, 50, n),
        "tiny": lambda n: rng.standard_normal(n) * 1e-40,  # float32: denormal
    }[shape]
    rungs = np.unique(make(3000).astype(dtype))
    check(rungs, make(20_000).astype(dtype))


def test_the_keys_are_ordered_as_the_values():
    values = np.array([-np.finfo(np.float32).max, -1, -1e-45, -0.0, 1e-45, 1, 3e38], np.float32)
    assert (np.diff(order_keys(values).astype(np.int64)) > 0).all()
    zeros = np.array([0.0, -0.0])
    assert np.array_equal(order_keys(zeros), [0, 0])


def test_marked_values_are_passed_over():
    values = np.arange(4000, dtype=np.float32)
    skip = values % 3 == 0
    counter = Counter(Ladder.of(np.array([1000.0], np.float32)))
    counter.add(values.reshape(40, 100), skip.reshape(40, 100))
    assert counter.total == np.count_nonzero(~skip)
    gaps, ties = counter.take()
    assert (gaps.tolist(), ties.tolist()) == ([666, 1999], [1])


def test_taking_begins_anew():
    counter = Counter(Ladder.of(np.array([0.5])))
    counter.add(np.array([0.1, 0.5, 0.9, 0.9]))
    assert [part.tolist() for part in counter.take()] == [[1, 2], [1]]
    assert counter.total == 0
    counter.add(np.array([0.2]))
    assert [part.tolist() for part in counter.take()] == [[1, 0], [0]]


def test_counts_beyond_the_cells_width(monkeypatch):
    monkeypatch.setattr(counting, "_SETTLE_AFTER", 10)  # cells are emptied often
    rng = np.random.default_rng(0)
    rungs = np.unique(rng.random(20))
    values = rng.random(500)
    counter = Counter(Ladder.of(rungs))
    for part in np.split(values, 100):
        counter.add(part)
    assert np.array_equal(counter.take()[0], searched(rungs, values)[0])


def test_coarse_cells_count_the_same(monkeypatch):
    monkeypatch.setattr(counting, "_MOST_CELLS", 1)  # as if there were millions of rungs
    rng = np.random.default_rng(0)
    check(np.unique(rng.random(5000)), rng.random(5000))


def test_no_rung_at_all():
    counter = Counter(Ladder.of(np.zeros(0, np.float32)))
    counter.add(np.ones((3, 3), np.float32))
    assert [part.tolist() for part in counter.take()] == [[9], []]


def test_half_precision_is_counted_as_it_is():
    rungs = np.array([0.1], np.float16).astype(np.float32)
    counter = Counter(Ladder.of(rungs))
    counter.add(np.array([0.1, 0.2], np.float16))
    assert [part.tolist() for part in counter.take()] == [[0, 1], [1]]


def test_compiles_where_no_cache_can_be_kept():
    code = """
import numba.core.caching
numba.core.caching.CompileResultCacheImpl._locator_classes = []  # as if nothing could be written
import subprocess
import sys

import numpy as np
from padkit.benchmarks.metrics.counting import Counter, Ladder
counter = Counter(Ladder.of(np.array([0.5])))
counter.add(np.array([0.1, 0.5, 0.9]))
print(counter.take()[0].tolist())
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (told.stdout, told.stderr) == ("[1, 1]\n", "")
