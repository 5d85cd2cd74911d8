"""Fish, sharks, octopuses, butterflies, chickens and penguins: whole, and known by their signs."""

import numpy as np
import pytest
from manifold3d import CrossSection

from padkit.assets.toys import fins
from padkit.assets.toys.beaks import half_beak
from padkit.assets.toys.blobs import ball

SIGNS = {
    "fish": {"tail fin", "dorsal fin", "left breast fin", "left eye", "lips"},
    "shark": {"dorsal fin", "tail fin", "upper teeth", "left gill slit 1", "belly"},
    "octopus": {"head", "left arm 1", "right arm 4", "left suckers 2"},
    "butterfly": {"left upper wing", "right lower wing", "abdomen", "left feeler"},
    "chicken": {"upper beak", "left wing", "right leg"},
    "penguin": {"belly", "left flipper", "right foot", "upper beak"},
}


@pytest.mark.parametrize("seed", [0, 4])
@pytest.mark.parametrize("category", SIGNS)
def test_it_is_whole(check_toy, bodies, category, seed):
    check_toy(category, seed)
    assert SIGNS[category] <= set(bodies(category, seed))


@pytest.mark.parametrize("category", SIGNS)
def test_chance_alone_decides(check_chance, category):
    check_chance(category, (0, 4, 1))


def test_an_octopus_has_eight_arms(bodies):
    arms = [n for n in bodies("octopus", 0) if " arm " in n]
    assert len(arms) == 8


def test_there_are_cocks_hens_and_chicks(bodies):
    kinds = [
        ("tail feather 1" in names, "comb" in names)
        for names in (set(bodies("chicken", s)) for s in (0, 1, 4))
    ]
    assert set(kinds) == {(False, True), (False, False), (True, True)}


def test_the_wings_of_a_butterfly_are_wide_and_thin(bodies):
    wing = bodies("butterfly", 0)["left upper wing"]
    assert wing.volume() < 0.06 * wing.bounding_box()[4] ** 3
    assert wing.bounding_box()[1] > 0


def test_a_spindle_follows_its_profile():
    body = fins.spindle([(-50, 0, 5), (0, 2, 20), (50, 0, 8)], 0.5)
    points = np.array(
        [(0, 0, 22), (0, 10, 2), (0, 0, -18), (-55, 0, 0), (58, 0, 0), (0, 0, 2)], np.float32
    )
    found = body(points)
    np.testing.assert_allclose(found[:5], 0, atol=1.0)
    assert found[5] < -5
    np.testing.assert_allclose(body.high, (58, 10, 22), atol=0.1)


def test_a_belt_is_a_shell():
    ring = fins.belt(ball((0, 0, 0), 40), 0, 16)
    low, high = np.array(ring.bounding_box()).reshape(2, 3)
    np.testing.assert_allclose(high, (8, 41.3, 41.3), atol=0.6)
    np.testing.assert_allclose(low, -high, atol=0.6)
    assert ring.genus() == 1


def test_fins_are_smooth_thin_and_ribbed():
    square = [(0, 0), (40, 0), (40, 40), (0, 40)]
    assert fins.looped(square).area() > 1600 > 0.99 * fins.looped(square, sharp=1.0).area()
    plain, ribbed = (fins.fin(square, 6, (0, 0), rays) for rays in (0, 4))
    assert np.ptp(np.array(plain.bounding_box())[[1, 4]]) == pytest.approx(6, abs=1e-3)
    assert ribbed.volume() > plain.volume()
    assert fins.sheet(CrossSection.circle(10), 4).volume() < np.pi * 100 * 4
    assert fins.hoop(10, 2).genus() == 1


def test_a_beak_points_ahead():
    low, high = np.array(half_beak((20, 30), 10, 25, 1.0).bounding_box()).reshape(2, 3)
    assert low[0] == pytest.approx(12, abs=0.5)
    assert high[0] == pytest.approx(45, abs=0.5)
    assert np.ptp([low[1], high[1]]) == pytest.approx(20, abs=1)
