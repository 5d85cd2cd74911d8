"""The shipped LEGO models: sound, connected, and what their generator writes."""

import warnings

import pytest

from padkit.assets import models
from padkit.assets.animals import ANIMALS
from padkit.assets.bricks import PARTS
from padkit.assets.colours import COLOURS
from padkit.assets.ldraw import read_model
from padkit.assets.models.making import MAKERS, write_made
from padkit.assets.vehicles import VEHICLES


@pytest.fixture(scope="module", params=sorted(MAKERS))
def name(request):
    return request.param


@pytest.fixture(scope="module")
def lines(name):
    text = models.path(name).read_text(encoding="utf-8").splitlines()
    return [line.split() for line in text if line.startswith("1 ")]


def test_every_model_is_shipped_with_what_makes_it():
    assert models.names() == tuple(sorted(MAKERS))


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="no model '21Yeti'; there are 01Gorilla, "):
        models.path("21Yeti")


def test_the_file_is_what_the_generator_writes(name, tmp_path):
    assert models.path(name).read_bytes() == write_made(name, tmp_path).read_bytes()


def test_bricklayer_finds_no_fault(name):
    bricklayer = pytest.importorskip("bricklayer")
    with warnings.catch_warnings():
        # it does not know the name of colour 13, which LDConfig calls Pink
        warnings.simplefilter("ignore", bricklayer.LDrawImportWarning)
        build = bricklayer.read_ldraw(models.path(name))
    assert list(build.colliding_placements) == []
    assert list(build.floating_placements) == []
    assert build.num_connected_components == 1


def test_it_is_a_small_varied_model_of_known_parts_and_colours(lines):
    parts = {line[14].removesuffix(".dat") for line in lines}
    colours = {int(line[1]) for line in lines}
    assert 40 <= len(lines) <= 250
    assert len(parts) >= 5
    assert len(colours) >= 3
    assert parts <= set(PARTS)
    assert colours <= set(COLOURS)


def test_its_size_is_that_of_a_small_toy(name, lines):
    bricks = read_model(models.path(name))
    corners = [b.mesh.vertices @ b.pose[:3, :3].T + b.pose[:3, 3] for b in bricks]
    spans = [max(c[:, i].max() for c in corners) - min(c[:, i].min() for c in corners)
             for i in range(3)]  # fmt: skip
    assert len(bricks) == len(lines)
    # vehicles are longer than animals, and may be lower
    low, high = (60, 300) if name in VEHICLES else (100, 250)
    assert all(low <= span <= high for span in spans)


@pytest.mark.parametrize("name", sorted(ANIMALS))
def test_an_animal_has_eyes_to_the_front(name):
    """Every animal looks to -Y: the two black round tiles lie in its front half."""
    bricks = read_model(models.path(name))
    eyes = [b.pose[1, 3] for b in bricks if (b.number, b.colour) == ("98138", 0)]
    middle = sum(b.pose[1, 3] for b in bricks) / len(bricks)
    assert len(eyes) == 2
    assert max(eyes) < middle


def test_the_header_is_that_of_an_ldraw_model(name):
    head = models.path(name).read_text(encoding="utf-8").splitlines()[:5]
    assert head == [
        f"0 {name.lstrip('0123456789').replace('_', ' ').capitalize()}",
        f"0 Name: {name}.ldr",
        "0 Author: padkit",
        "0 !LDRAW_ORG Unofficial_Model",
        "0 !LICENSE CC0 1.0",
    ]
