"""Procedural pictures repeat without a seam, and lie on meshes where they are told to."""

import numpy as np
import pytest

from padkit.assets import textures
from padkit.assets.meshes import Mesh


def blue(seed=0):
    return textures.worn_paint((0.1, 0.3, 0.6), seed)


ALL = [
    textures.concrete,
    textures.steel,
    textures.wood,
    textures.cutting_mat,
    textures.cardboard,
    blue,
]


@pytest.mark.parametrize("make", ALL)
def test_a_texture_repeats_without_a_seam(make):
    texture = make()
    for array in (texture.color.astype(float), texture.roughness[..., None]):
        for axis in (0, 1):
            steps = np.abs(np.diff(array, axis=axis, append=np.take(array, [0], axis))).mean(2)
            between = steps.mean(1 - axis)  # of each pair of neighbouring rows or columns
            assert between[-1] <= between[:-1].max()


@pytest.mark.parametrize("make", ALL)
def test_a_texture_is_made_once_and_its_seed_decides_it(make):
    assert make() is make()
    assert not np.array_equal(make(0).color, make(1).color)


def test_a_texture_made_again_is_the_same():
    again = textures.cardboard.__wrapped__(3)
    np.testing.assert_array_equal(again.color, textures.cardboard(3).color)
    np.testing.assert_array_equal(again.roughness, textures.cardboard(3).roughness)


@pytest.mark.parametrize("make", ALL)
def test_a_texture_has_detail_and_a_roughness_of_its_own(make):
    texture = make()
    assert 512 <= len(texture.color) <= 1024
    assert texture.color.std(axis=(0, 1)).min() > 3
    assert texture.roughness.std() > 0.02
    assert texture.roughness.min() >= 0.05 and texture.roughness.max() <= 1


def test_noise_is_normal_and_stretched_along_columns():
    field = textures.noise(np.random.default_rng(0), 128, 1.0, stretch=20)
    assert field.mean() == pytest.approx(0, abs=1e-5) and field.std() == pytest.approx(1, abs=1e-5)
    along, across = (np.abs(np.diff(field, axis=axis)).mean() for axis in (1, 0))
    assert across > 2 * along


def test_strokes_come_back_at_the_other_edge():
    rng = np.random.default_rng(0)
    drawn = textures.strokes(rng, 64, 1, (1.0, 1.0), 1)
    assert (drawn > 0).any(axis=0).sum() + (drawn > 0).any(axis=1).sum() > 64
    assert drawn.max() <= 1


def test_box_mapping_projects_along_the_axis_a_face_looks_along_most():
    corners = np.array([[1, 2, 3], [2, 2, 3], [1, 4, 3], [1, 2, 5]], float)
    faces = np.array([[0, 1, 2], [0, 2, 3], [0, 3, 1]])  # normals along +z, +x, +y
    mapped = textures.box_mapped(Mesh(corners, faces), 2.0, (0.5, 0.25))
    shift = np.array([0.5, 0.25])
    np.testing.assert_allclose(mapped.uv[0], corners[[0, 1, 2]][:, [0, 1]] / 2 + shift)
    np.testing.assert_allclose(mapped.uv[1], corners[[0, 2, 3]][:, [1, 2]] / 2 + shift)
    np.testing.assert_allclose(mapped.uv[2], corners[[0, 3, 1]][:, [0, 2]] / 2 + shift)
