import json

import numpy as np
import pytest

from padkit.generators import rigs


def test_a_power_sweep_adds_a_spot_and_nothing_else():
    base = rigs.training_rig()
    assert rigs.power_rig(0).to_json() == base.to_json()
    for watts in rigs.POWERS[1:]:
        rig = rigs.power_rig(watts)
        *kept, added = rig.to_json()["lamps"]
        assert kept == base.to_json()["lamps"]
        assert (added["kind"], added["power_w"]) == ("spot", watts)
        assert rig.to_json()["surroundings"] == base.to_json()["surroundings"]


def test_the_spot_lights_the_whole_object_and_faces_it():
    added = rigs.power_rig(100).lamps[-1]
    place, towards = added.pose[:3, 3], -added.pose[:3, 2]
    np.testing.assert_allclose(towards, -place / np.linalg.norm(place), atol=1e-12)
    assert np.linalg.norm(place) * np.tan(added.cone / 2) > 1.15


def test_an_azimuth_sweep_turns_every_lamp_about_the_vertical():
    base = rigs.azimuth_rig(0).lamps
    for degrees in rigs.AZIMUTHS:
        for lamp, still in zip(rigs.azimuth_rig(degrees).lamps, base, strict=True):
            before, after = still.pose[:3, 3], lamp.pose[:3, 3]
            assert after[2] == pytest.approx(before[2])
            turned = np.degrees(np.arctan2(after[1], after[0]) - np.arctan2(before[1], before[0]))
            assert (turned - degrees + 180) % 360 == pytest.approx(180)
            towards = -after / np.linalg.norm(after)
            np.testing.assert_allclose(-lamp.pose[:3, 2], towards, atol=1e-12)


def test_every_rig_is_another_light_and_says_what_it_is():
    made = [rigs.query_rig(k) for k in range(len(rigs.QUERY_RIGS) + 1)]
    assert len({rig.name for rig in made}) == len(made)
    told = [json.dumps(rig.to_json()) for rig in made]
    assert len(set(told)) == len(told)
    kinds = {lamp["kind"] for rig in made for lamp in rig.to_json()["lamps"]}
    assert kinds == {"area", "point", "spot"}
    assert any(rig.to_json()["surroundings"]["name"] == "workshop" for rig in made)


def test_the_dim_rig_is_the_training_rig_with_less_light():
    training, dim = rigs.query_rig(0).to_json(), rigs.query_rig(1).to_json()
    for lamp, less in zip(training["lamps"], dim["lamps"], strict=True):
        assert less == lamp | {"power_w": pytest.approx(0.4 * lamp["power_w"])}
    strength = training["surroundings"]["strength"]
    assert dim["surroundings"]["strength"] == pytest.approx(0.4 * strength)
