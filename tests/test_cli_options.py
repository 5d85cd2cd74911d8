"""Options of a method whose hyper-parameters have parts, as they are typed."""

import pytest

from padkit.cli import _options


def test_names_with_a_dot_reach_the_method():
    pairs = ["splats.iterations=1000", "locate.matcher=file.pt2", "blur=1.5", "pose=a=b"]
    expected = {"splats.iterations": 1000, "locate.matcher": "file.pt2", "blur": 1.5, "pose": "a=b"}
    assert _options(pairs) == expected


@pytest.mark.parametrize("pair", ["splats.=1", ".x=1", "a..b=1", "a b=1", "=1", "name"])
def test_what_is_no_name_is_told(pair):
    with pytest.raises(Exception, match="is not NAME=VALUE"):
        _options([pair])
