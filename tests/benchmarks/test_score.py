"""A score is a number that may be undefined and then says why."""

import copy
import math
import pickle

import pytest

from padkit.benchmarks.records import Score


def test_a_score_is_a_float():
    score = Score(0.75, "", 0.5, 0.9)
    assert isinstance(score, float) and score == 0.75 and score.value == 0.75
    assert f"{score:.1f} {score + 1}" == "0.8 1.75"
    assert score == pytest.approx(0.75) and max(score, 0.1) is score
    assert repr(score) == "0.75"


def test_an_undefined_score_is_nan_with_a_reason():
    score = Score(None, "no sound image")
    assert math.isnan(score) and score.value is None and score.reason == "no sound image"
    assert score == Score(None, "no sound image") != Score(None, "no data")
    assert score != 0.0 and score != float("nan")
    assert repr(score) == "Score(None, 'no sound image')"


def test_equal_scores_have_equal_intervals():
    assert Score(0.5, "", 0.4, 0.6) == Score(0.5, "", 0.4, 0.6)
    assert Score(0.5, "", 0.4, 0.6) != Score(0.5)
    assert len({Score(0.5), Score(0.5)}) == 1


@pytest.mark.parametrize("score", [Score(0.5, "", 0.25, 0.75), Score(None, "why")])
def test_a_score_travels_whole(score):
    for twin in (copy.deepcopy(score), pickle.loads(pickle.dumps(score))):
        assert twin == score and (twin.low, twin.high) == (score.low, score.high)
