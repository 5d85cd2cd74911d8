"""The table of toys: every category of the paper is made, rests, and has a size of a toy."""

import numpy as np
import pytest

from padkit.assets import toys
from padkit.assets.props import Prop


@pytest.mark.parametrize("category", toys.names())
def test_every_category_is_made(category):
    props = toys.make(category, np.random.default_rng(7))
    assert all(isinstance(p, Prop) for p in props)
    points = np.concatenate([p.mesh.vertices @ p.pose[:3, :3].T + p.pose[:3, 3] for p in props])
    low, high = points.min(0), points.max(0)
    assert 0.255 <= (high - low).max() <= 0.385
    np.testing.assert_allclose([*(low + high)[:2], low[2]], 0, atol=1e-6)


def test_the_categories_are_those_of_the_paper():
    assert len(toys.SEEN) == 38
    assert len(toys.UNSEEN) == 12
    assert not set(toys.SEEN) & set(toys.UNSEEN)
    assert toys.names() == toys.SEEN + toys.UNSEEN
    assert set(toys.TOYS) == set(toys.names())


def test_an_unknown_category_is_refused_with_what_there_is():
    with pytest.raises(ValueError, match=r"'unicorn'.*dinosaur"):
        toys.make("unicorn", np.random.default_rng(0))
