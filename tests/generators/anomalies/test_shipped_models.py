"""Anomalies of assembly on the shipped models, whose parts hold each other in many ways."""

from functools import cache

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components

from padkit.generators import lego
from padkit.generators.anomalies.assembly import go_together, lose_part
from padkit.generators.anomalies.joints import carries, falls_apart, joints
from padkit.generators.conveyor import CLASSES, UNIT
from padkit.generators.scene import Scene

TYRES = {"30028", "6015", "3483", "30648", "30391"}
RIMS = {"30027b", "6014b", "3482", "55982"}


@cache
def scene(name):
    return Scene(lego.build(name, None, UNIT), unit=UNIT)


@pytest.mark.parametrize("name", [*CLASSES, "13Pheonix", "17Scorpion"])
def test_a_model_is_one_piece(name):
    count, _ = connected_components(joints(scene(name)).joined, directed=False)
    assert count == 1


@pytest.mark.parametrize("name", CLASSES)
def test_every_wheel_goes_as_rim_and_tyre(name):
    items = scene(name).items
    wheels = [i for i, item in enumerate(items) if item.number in RIMS | TYRES]
    assert len(wheels) >= 8
    for index in wheels:
        numbers = {item.number for item in items if item.part in go_together(scene(name), index)}
        assert len(numbers) == 2
        assert len(numbers & RIMS) == len(numbers & TYRES) == 1


@pytest.mark.parametrize("name", ["police_car", "desert_car", "truck", "02Unicorn", "10Sheep"])
def test_what_is_lost_can_be_taken_off_and_leaves_one_piece(name):
    for seed in range(8):
        twins = lose_part(scene(name), np.random.default_rng(seed))
        left = {item.part for item in twins.anomalous.items}
        lost = np.array([item.part not in left for item in scene(name).items])
        assert lost.any()
        assert not falls_apart(scene(name), lost)
        assert not carries(scene(name), lost)
