"""What vehicles are put together from: it holds, turns free and points the right way."""

import warnings

import pytest

from padkit.assets.ldraw import read_model, write_model
from padkit.assets.sculpt import Sculpture
from padkit.assets.vehicles.features import (
    BALLOON,
    FAT,
    SLICK,
    SLIM,
    TRACTOR,
    arch,
    axle,
    half_axles,
    lamp,
    long_axle,
    radiator,
    spare_wheel,
    wide_tile,
)


def written(model, folder):
    path = folder / "feature.ldr"
    write_model(path, "Feature", model.placements())
    return path


def assert_sound(path):
    bricklayer = pytest.importorskip("bricklayer")
    with warnings.catch_warnings():
        # it does not know the name of rubber black
        warnings.simplefilter("ignore", bricklayer.LDrawImportWarning)
        build = bricklayer.read_ldraw(path)
    assert list(build.colliding_placements) == []
    assert list(build.floating_placements) == []
    assert build.num_connected_components == 1


def lowest(path, number):
    return min(
        (b.mesh.vertices @ b.pose[:3, :3].T + b.pose[:3, 3])[:, 2].min()
        for b in read_model(path)
        if b.number == number
    )


@pytest.mark.parametrize(("holder", "wheel"), [("2926", SLICK), ("2926", FAT), ("4600", FAT)])
def test_wheels_on_pins_hold_and_hang_from_their_axle(holder, wheel, tmp_path):
    m = Sculpture(6)
    axle(m, 1, 2, wheel, holder=holder)
    path = written(m, tmp_path)
    assert_sound(path)
    assert lowest(path, wheel.tyre) == pytest.approx(2 * 8 + 3 - wheel.radius, abs=0.5)


@pytest.mark.parametrize("wheel", [SLICK, FAT])
def test_wheels_on_half_axles_turn_between_two_rows(wheel, tmp_path):
    m = Sculpture(6)
    half_axles(m, 1, 2, wheel)
    m.put("3020", 4, (1, 1, 4))
    path = written(m, tmp_path)
    assert_sound(path)
    assert lowest(path, wheel.tyre) == pytest.approx(4 * 8 - 5 - wheel.radius, abs=0.5)
    assert {b.pose[1, 3] for b in read_model(path) if b.number == wheel.tyre} == {2 * 20}


@pytest.mark.parametrize("wheel", [SLIM, BALLOON, TRACTOR])
def test_wheels_on_an_axle_hold_and_hang_from_it(wheel, tmp_path):
    m = Sculpture(6)
    long_axle(m, (1, 1, 3), wheel)
    m.put("3020", 4, (1, 1, 6))
    path = written(m, tmp_path)
    assert_sound(path)
    assert lowest(path, wheel.tyre) == pytest.approx(3 * 8 + 14 - wheel.radius, abs=0.5)


@pytest.mark.parametrize("wheel", [SLICK, FAT])
def test_a_spare_wheel_holds_and_stands_behind(wheel, tmp_path):
    m = Sculpture(6)
    m.put("3022", 4, (2, 1, 1), twin=False)
    spare_wheel(m, 1, 2, wheel)
    path = written(m, tmp_path)
    assert_sound(path)
    tyre = next(b for b in read_model(path) if b.number == wheel.tyre)
    places = tyre.mesh.vertices @ tyre.pose[:3, :3].T + tyre.pose[:3, 3]
    assert places[:, 1].min() > 3 * 20
    assert places[:, 2].min() == pytest.approx(4 * 8 - 5 - wheel.radius, abs=0.5)


def test_a_small_wheel_is_free_in_its_arch(tmp_path):
    m = Sculpture(6)
    axle(m, 2, 2)
    arch(m, 2, 2, 4)
    m.put("3030", 4, (1, -2, 3), "right", twin=False)
    m.put("3031", 4, (1, 0, 4))
    m.put("3795", 4, (0, 0, 5))
    m.put("3795", 4, (0, 3, 5))
    m.put("3032", 4, (0, 0, 6))
    assert_sound(written(m, tmp_path))


@pytest.mark.parametrize(("side", "sign"), [("front", -1), ("back", 1)])
def test_lamps_and_wide_tiles_hold_and_face_their_side(side, sign, tmp_path):
    m = Sculpture(6)
    lamp(m, (1, 0, 0), 36, side, "87087")
    wide_tile(m, 0, 0, 15, side)
    m.put("3710", 0, (1, 0, 3))
    path = written(m, tmp_path)
    assert_sound(path)
    outer = {b.number: b.pose[1, 3] for b in read_model(path) if b.number in ("98138", "3069b")}
    # the face of the bricks is 10 from their middle, the tiles are 8 thick
    assert outer == pytest.approx(dict.fromkeys(("98138", "3069b"), 10 + sign * 18))


@pytest.mark.parametrize(("side", "sign"), [("front", -1), ("back", 1)])
def test_a_radiator_is_two_grilles_side_by_side(side, sign, tmp_path):
    m = Sculpture(6)
    radiator(m, 0, 0, 383, side)
    path = written(m, tmp_path)
    assert_sound(path)
    grilles = [b.pose[:2, 3] for b in read_model(path) if b.number == "2412b"]
    assert [x for x, _ in grilles] == pytest.approx([40, 80])
    assert [y for _, y in grilles] == pytest.approx([10 + sign * 18] * 2)
