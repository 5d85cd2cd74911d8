"""Hammers, keys, shoes and robots: whole, lying or standing as they would, of several kinds."""

import numpy as np
import pytest

from padkit.assets.toys import lasts, paintbox

CATEGORIES = ("hammer", "key", "shoe", "robot")


@pytest.mark.parametrize("seed", [0, 1, 5])
@pytest.mark.parametrize("category", CATEGORIES)
def test_it_is_whole(check_toy, category, seed):
    check_toy(category, seed, symmetric=category == "robot")


@pytest.mark.parametrize("category", CATEGORIES)
def test_chance_alone_decides(check_chance, category):
    check_chance(category)


def size(body):
    return np.ptp(np.array(body.bounding_box()).reshape(2, 3), axis=0)


@pytest.mark.parametrize("seed", range(5))
def test_a_hammer_lies_with_its_head_across_its_handle(bodies, seed):
    parts = bodies("hammer", seed)
    assert size(parts["handle"])[0] > 4 * size(parts["handle"])[1]
    tools = [p for n, p in parts.items() if "handle" not in n and "grip" not in n]
    ends = np.array([p.bounding_box() for p in tools])
    assert np.ptp(ends[:, [1, 4]]) > 2 * size(parts["handle"])[1]
    lows = {n: p.bounding_box()[2] for n, p in parts.items()}
    assert min(lows["handle"], lows.get("grip", 99), lows.get("band 1", 99)) < 6


@pytest.mark.parametrize("seed", range(6))
def test_a_key_lies_flat(bodies, seed):
    parts = bodies("key", seed)
    for name in set(parts) - {"key ring"}:
        assert parts[name].bounding_box()[5] < 50
    assert {"bow", "head"} & set(parts)
    assert {"bit", "blade"} & set(parts)


@pytest.mark.parametrize("seed", [0, 2, 4])
def test_a_shoe_is_hollow_and_stands_on_its_sole(bodies, seed):
    parts = bodies("shoe", seed)
    upper = parts.get("upper") or parts["boot"]
    assert upper.volume() < 0.45 * upper.hull().volume()
    soles = [p for n, p in parts.items() if "sole" in n or n == "heel"]
    assert min(p.bounding_box()[2] for p in soles) == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("seed", range(4))
def test_a_robot_looks_ahead_from_over_its_torso(bodies, seed):
    parts = bodies("robot", seed)
    head, torso, eye = (np.array(parts[n].bounding_box()) for n in ("head", "torso", "left eye"))
    assert eye[3] > head[3] - 5
    assert head[2] > torso[5] - 5
    assert {"left foot", "left track", "front left wheel"} & set(parts)


def test_a_last_is_bent_opened_and_soled():
    last = lasts.last_of((80, 70, 65, 60, 48, 40), np.random.default_rng(0), lift=50.0)
    assert float(last.low(-120)) > float(last.low(100)) + 30
    body = last.solid()
    upper = lasts.opened(last, body, (-125, -8), 23.0, 110.0)
    assert upper.volume() < 0.4 * body.volume()
    inner = last.solid(5.0)
    assert (inner - body).volume() < 1
    sole = last.sole((0.0, 8.0), 3.0)
    assert 6.5 < sole.volume() / last.plan(3.0).area() < 9.5
    names = [p.name for p in lasts.soles(last, paintbox.Finish(0.3, 0.0), "FFFFFF", "26282B", 18)]
    assert names == ["midsole", "outsole"]


def test_paints_are_shaded_and_colours_differ():
    finish = paintbox.finish(np.random.default_rng(3))
    plain, dark = finish.paint("D8281F"), finish.paint("D8281F", 0.5)
    np.testing.assert_allclose(dark.base_color, 0.5 * np.array(plain.base_color))
    assert plain.roughness == finish.roughness
    rng = np.random.default_rng(0)
    assert all(len(set(paintbox.colours(rng, 4))) == 4 for _ in range(20))
