"""What every backend must do alike; each test runs in both."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from shapes import box

from padkit.assets.bricks import part_mesh
from padkit.assets.colours import colour_surface
from padkit.assets.materials import Rgb, Surface, Texture
from padkit.assets.meshes import Mesh
from padkit.assets.skies import direction_to_pixel, studio
from padkit.benchmarks.poses import look_at
from padkit.benchmarks.records import Camera
from padkit.benchmarks.srgb import decode_srgb, encode_srgb
from padkit.generators.developing import develop
from padkit.generators.scene import Environment, Floor, Item, Light, Scene
from padkit.generators.truth import RayCaster

MATT = Surface((0.5, 0.5, 0.5), roughness=0.3, specular=0.0)


@pytest.fixture(
    params=[
        pytest.param("cycles", marks=pytest.mark.blender),
        pytest.param("mitsuba", marks=pytest.mark.mitsuba),
    ]
)
def backend(request):
    return request.param


@pytest.fixture
def renderer(backend, start):
    return start(backend, samples=16)


@pytest.fixture
def measure(backend, start):
    """Return the function (scene, camera) -> Frame without denoising, with many samples."""
    return start(backend, samples=16).render


def overhead(size: int = 17, height: float = 4.0, field: float = 1.0) -> Camera:
    """A camera above the origin that sees `field` of the floor; the middle pixel is the origin."""
    focal = size * height / field
    K = np.array([[focal, 0, size / 2], [0, focal, size / 2], [0, 0, 1]])
    return Camera(size, size, K, look_at((0, 0, height), (0, 0, 0), up=(0, 1, 0)))


def above(height: float) -> np.ndarray:
    """The pose of a lamp above the origin that shines down."""
    pose = np.eye(4)
    pose[2, 3] = height
    return pose


def test_a_diffuse_surface_in_uniform_light_shows_its_albedo(measure):
    white = Environment(np.ones((8, 16, 3)), strength=0.7)
    frame = measure(Scene((), (), white, Floor(0, MATT)), overhead())
    np.testing.assert_allclose(frame.color.mean(axis=(0, 1)), 0.5 * 0.7, rtol=0.02)
    np.testing.assert_array_equal(frame.alpha, 1)


@pytest.mark.parametrize("kind", ["area", "point", "spot"])
def test_a_lamp_of_so_many_watts_gives_so_much_light(measure, kind):
    """Irradiance P / 4 pi d^2 of a sphere or spot, P / pi d^2 on the axis of a square."""
    lamp = Light(kind, 90.0, above(2.0), size=0.05, color=(1.0, 0.5, 0.25), cone=0.4)
    frame = measure(Scene((), (lamp,), None, Floor(0, MATT)), overhead())
    irradiance = 90 / (np.pi * 4) if kind == "area" else 90 / (4 * np.pi * 4)
    expected = 0.5 / np.pi * irradiance * np.array(lamp.color)
    np.testing.assert_allclose(frame.color[8, 8], expected, rtol=0.03)


def test_a_spot_lights_its_cone_only(measure):
    lamp = Light("spot", 90.0, above(2.0), size=0.01, cone=0.3)  # radius 0.302 on the floor
    light = measure(Scene((), (lamp,), None, Floor(0, MATT)), overhead()).color[8, :, 0]
    middle = np.abs(np.arange(17) - 8) / 17
    assert light[middle < 0.25].min() > 0.9 * light[8]
    assert light[middle > 0.42].max() < 1e-3 * light[8]


def test_lamps_are_not_seen(measure):
    """They hang between camera and floor; the floor shines with less than 4, the lamps with 31."""
    lamps = tuple(Light(k, 50.0, above(1.0), 0.2) for k in ("area", "point", "spot"))
    frame = measure(Scene((), lamps, None, Floor(0, MATT)), overhead())
    assert frame.color[8, 8].min() > 2 and frame.color.max() < 5
    np.testing.assert_array_equal(frame.alpha, 1)


@pytest.mark.parametrize("sun", ["x", "-x", "y", "-y", "z"])
def test_a_bright_spot_of_the_sky_lights_the_side_that_faces_it(renderer, scene, shoot, sun):
    towards = {"x": (1, 0, 0), "y": (0, 1, 0), "z": (0, 0, 1)}[sun[-1]]
    towards = np.array(towards) * (-1.0 if sun[0] == "-" else 1.0)
    column, row = direction_to_pixel(towards, 32)
    radiance = np.full((32, 64, 3), 0.05, np.float32)
    across = np.arange(64) if sun == "z" else np.arange(int(column) - 3, int(column) + 3) % 64
    radiance[max(int(row) - 3, 0) : int(row) + 3, across] = 8.0
    cube = replace(scene.items[8], surface=MATT, pose=np.eye(4))
    lit = Scene((cube,), (), Environment(radiance), None)
    eye = (2.0, -2.2, 2.1) if sun in ("x", "-y", "z") else (-2.0, 2.2, 2.1)
    camera = shoot(40, 40, eye=eye)
    hits = RayCaster(lit).cast(camera)
    color = renderer.render(lit, camera).color[..., 1]
    sides = [n for n in np.vstack([np.eye(3), -np.eye(3)]) if (hits.normal @ n > 0.9).sum() > 20]
    light = [color[hits.normal @ n > 0.9].mean() for n in sides]
    assert len(sides) == 3
    np.testing.assert_array_equal(sides[int(np.argmax(light))], towards)
    assert max(light) > 2 * sorted(light)[-2]


def test_alpha_is_0_where_nothing_is_and_1_inside(renderer, scene, shoot):
    bare = replace(scene, floor=None)
    frame = renderer.render(bare, shoot())
    solid = RayCaster(bare).cast(shoot()).solid >= 0
    near = np.zeros_like(solid)
    far = np.ones_like(solid)
    for dy in (-2, -1, 0, 1, 2):  # the pixel filter reaches over the outline
        for dx in (-2, -1, 0, 1, 2):
            shifted = np.roll(solid, (dy, dx), (0, 1))
            near |= shifted
            far &= shifted
    assert near.any() and far.any()
    assert frame.color.dtype == frame.alpha.dtype == np.float32
    np.testing.assert_array_equal(frame.alpha[~near], 0)
    np.testing.assert_array_equal(frame.color[~near], 0)
    np.testing.assert_array_equal(frame.alpha[far], 1)


def test_colour_is_premultiplied(measure):
    """Half-open plastic over nothing: half the light of the closed one, and half the alpha."""
    white = Environment(np.ones((8, 16, 3)))
    closed = measure(Scene((), (), white, Floor(0, MATT)), overhead())
    half = measure(Scene((), (), white, Floor(0, replace(MATT, opacity=0.5))), overhead())
    assert abs(half.alpha.mean() - 0.5) < 0.05
    np.testing.assert_allclose(half.color.mean(), 0.5 * closed.color.mean(), rtol=0.1)


def test_without_a_background_the_environment_is_seen(renderer, shoot):
    radiance = np.full((32, 64, 3), 0.2, np.float32)
    radiance[16:] = 0.9
    level = shoot(eye=(2.0, -2.6, 0.3))  # the horizon is in the middle of the picture
    frame = renderer.render(Scene((), (), Environment(radiance, 2.0), None, None), level)
    np.testing.assert_array_equal(frame.alpha, 1)
    np.testing.assert_allclose(frame.color[:40].mean(axis=1), 0.4, rtol=0.03)
    np.testing.assert_allclose(frame.color[-40:].mean(axis=1), 1.8, rtol=0.03)


# ------------------------------------------------------------------ unseen items and textures

SKY = Environment(np.ones((8, 16, 3), np.float32))


def test_cameras_look_through_what_is_unseen_and_still_get_its_light(renderer, shoot):
    """A matt grey box on a red floor that is not seen: no alpha beside it, red light on it."""
    lit = Scene((box(1, (0, 0, 0.5), surface=MATT),), (), SKY, None)
    floor = Floor(0.0, Surface((0.9, 0.02, 0.02), 1.0, specular=0.0), 8.0, seen=False)
    camera = shoot(48, 48, focal=(40.0, 40.0))
    hits = RayCaster(lit).cast(camera)
    frames = [renderer.render(replace(lit, floor=f), camera) for f in (floor, None)]
    for frame in frames:
        np.testing.assert_array_equal(frame.alpha[:4], 0)
        np.testing.assert_array_equal(frame.alpha[-4:], 0)
        np.testing.assert_array_equal(frame.color[-4:], 0)
    front = cv2.erode((hits.normal @ [0, -1, 0] > 0.9).astype(np.uint8), np.ones((5, 5))) > 0
    on_red, in_air = (f.color[front].mean(axis=0) for f in frames)
    assert front.sum() > 30
    assert in_air.max() - in_air.min() < 0.02
    assert on_red[0] > 1.5 * on_red[2]  # half of what a wall sees is the floor
    seen = renderer.render(replace(lit, floor=replace(floor, seen=True)), camera)
    assert seen.alpha[-4:].min() > 0.99
    np.testing.assert_allclose(on_red, seen.color[front].mean(axis=0), atol=0.02)


def test_the_same_items_may_be_seen_in_one_picture_and_not_in_the_next(renderer, scene, shoot):
    first, *others = scene.items
    some = replace(scene, items=(replace(first, seen=False), *others), floor=None)
    everything = replace(scene, floor=None)
    camera = shoot(40, 40)
    before = renderer.render(everything, camera)
    less = renderer.render(some, camera)
    assert less.alpha.sum() < before.alpha.sum() - 1
    np.testing.assert_array_equal(renderer.render(everything, camera).alpha, before.alpha)


def test_the_parts_of_unseen_items_are_not_in_the_part_picture(renderer, scene, shoot):
    items = [replace(i, seen=k % 2 == 0) for k, i in enumerate(scene.items)]
    half = replace(scene, items=tuple(items), floor=replace(scene.floor, seen=False))
    frame = renderer.render(half, shoot(), parts=True)
    solid = RayCaster(half).cast(shoot()).solid
    table = np.array([s.part for s in half.solids()] + [0])
    assert (frame.parts != table[solid]).sum() <= 2
    assert set(np.unique(frame.parts)) == {0, *(i.part for i in items if i.seen)}


COLOURS = ((200, 30, 30), (30, 180, 40), (40, 60, 210), (220, 200, 40))
"""Of a texture of two by two: top left, top right, bottom left, bottom right."""


def quartered(size: int = 2) -> Texture:
    """Four fields of one colour each."""
    fields = np.array(COLOURS, np.uint8).reshape(2, 2, 3)
    return Texture(fields.repeat(size // 2, 0).repeat(size // 2, 1))


def test_a_texture_lies_on_the_floor_where_it_should(measure):
    """One repeat fills the picture: its corner (0, 0) is the lower left, v goes up (+Y)."""
    floor = Floor(0, Surface((0, 0, 0), 1.0, specular=0.0, texture=quartered(32)), tile=1.0)
    camera = overhead(33)
    shifted = Camera(33, 33, camera.K, look_at((0.5, 0.5, 4), (0.5, 0.5, 0), up=(0, 1, 0)))
    picture = 255 * encode_srgb(measure(Scene((), (), SKY, floor), shifted).color)
    places = ((8, 8), (8, 24), (24, 8), (24, 24))
    for (row, column), expected in zip(places, COLOURS, strict=True):
        field = picture[row - 4 : row + 5, column - 4 : column + 5].mean(axis=(0, 1))
        np.testing.assert_allclose(field, expected, atol=6)
    # it repeats: half a tile on, left is right
    repeated = 255 * encode_srgb(measure(Scene((), (), SKY, floor), camera).color)
    np.testing.assert_allclose(repeated[8, 8], COLOURS[3], atol=6)


def test_a_texture_is_filtered_linearly(measure):
    """Two by two pixels: half-way between two of them is their mean in linear light."""
    floor = Floor(0, Surface((0, 0, 0), 1.0, specular=0.0, texture=quartered()), tile=1.0)
    camera = overhead(33)
    shifted = Camera(33, 33, camera.K, look_at((0.5, 0.5, 4), (0.5, 0.5, 0), up=(0, 1, 0)))
    color = measure(Scene((), (), SKY, floor), shifted).color
    fields = decode_srgb(np.array(COLOURS, np.float32) / 255)
    np.testing.assert_allclose(color[8, 16], fields[:2].mean(axis=0), atol=0.03)
    np.testing.assert_allclose(color[16, 16], fields.mean(axis=0), atol=0.03)


def test_a_texture_follows_a_mirrored_item(measure):
    corners = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
    faces = np.array([[0, 1, 2], [0, 2, 3]])
    square = Mesh(corners, faces, corners[faces][..., :2])
    surface = Surface((0, 0, 0), 1.0, specular=0.0, texture=quartered(32))
    item = Item("tile", 1, square, surface, np.diag([-1.0, 1, 1, 1]))
    camera = overhead(33)
    shifted = Camera(33, 33, camera.K, look_at((-0.5, 0.5, 4), (-0.5, 0.5, 0), up=(0, 1, 0)))
    picture = 255 * encode_srgb(measure(Scene((item,), (), SKY), shifted).color)
    np.testing.assert_allclose(picture[8, 8], COLOURS[1], atol=6)
    np.testing.assert_allclose(picture[24, 24], COLOURS[2], atol=6)


def test_the_roughness_of_a_texture_replaces_that_of_the_surface(measure):
    """A lamp is mirrored by the smooth half alone."""
    halves = np.repeat(np.array([[0.1, 1.0]], np.float32), 16, 1).repeat(32, 0)
    texture = Texture(np.full((32, 32, 3), 20, np.uint8), halves)
    floor = Floor(0, Surface((0, 0, 0), 0.5, texture=texture), tile=1.0)
    camera = overhead(33)
    above_tile = Camera(33, 33, camera.K, look_at((0.5, 0.5, 4), (0.5, 0.5, 0), up=(0, 1, 0)))
    pose = above(2.0)
    pose[:2, 3] = 0.5
    lamp = Light("area", 30.0, pose, 0.5)
    glow = measure(Scene((), (lamp,), None, floor), above_tile).color[12:21, :, 0]
    assert glow[:, 11:15].mean() > 3 * glow[:, 18:22].mean()


# ------------------------------------------------------------------------------ clear plastic


def slab(*, tint: Rgb = (1.0, 1.0, 1.0), background: tuple[int, int, int] | None) -> Scene:
    """A plate of clear plastic on nothing, in dim uniform light; it fills the picture."""
    dim = Environment(np.full((8, 16, 3), 0.1, np.float32))
    clear = Surface(tint, 0.0, transmission=1.0)
    return Scene((box(1, size=(8, 8, 0.5), surface=clear),), (), dim, None, background)


def test_the_background_is_seen_through_clear_plastic(measure):
    """Two faces let 0.96 squared through; what they throw back sees the dim environment."""
    for level in (0, 186, 255):
        frame = measure(slab(background=(level,) * 3), overhead())
        behind = decode_srgb(np.array([level], np.float32) / 255)
        expected = 0.96**2 * behind + (1 - 0.96**2) * 0.1
        np.testing.assert_array_equal(frame.alpha, 1)
        np.testing.assert_allclose(frame.color.mean(), expected[0], atol=0.015)
    frame = measure(slab(background=None), overhead())
    np.testing.assert_allclose(frame.color.mean(axis=(0, 1)), 0.1, atol=0.01)


def test_clear_plastic_tints_what_is_behind_it_once_a_wall(measure):
    frame = measure(slab(tint=(0.8, 0.4, 0.1), background=(255, 255, 255)), overhead())
    expected = 0.96**2 * np.array([0.8, 0.4, 0.1]) + (1 - 0.96**2) * 0.1
    np.testing.assert_allclose(frame.color.mean(axis=(0, 1)), expected, atol=0.03)


def test_clear_plastic_refracts(measure):
    """Looked at slantwise, a plate of thickness 1 shifts the edge behind it by what Snell says."""
    lit = Surface((0.8, 0.8, 0.8), 1.0, specular=0.0)
    wall = box(1, (2.0, 0, -1.5), (4, 8, 0.1), surface=lit)  # its edge is at x = 0
    plate = box(2, (0, 0, -0.7), (8, 8, 1), surface=Surface((1, 1, 1), 0.0, transmission=1.0))
    K = np.array([[160.0, 0, 32], [0, 160, 4], [0, 0, 1]])
    view = Camera(64, 8, K, look_at((4.0, 0, 4.0 - 1.45), (0, 0, -1.45), up=(0, 1, 0)))
    edges = []
    for items in ((wall,), (wall, plate)):
        row = measure(Scene(items, (), SKY, None, (0, 0, 0)), view).color[4, :, 0]
        bright = row > 0.5 * (row.max() + row.min())
        edges.append(int(np.argmax(np.diff(bright.astype(int)) != 0)) + 1)
    inside = np.arcsin(np.sin(np.pi / 4) / 1.5)
    shift = np.sin(np.pi / 4 - inside) / np.cos(inside)  # across the view, thickness 1
    distance = 4.0 * np.sqrt(2)
    assert abs(abs(edges[1] - edges[0]) - 160 * shift / distance) <= 1.5


def test_unseen_items_are_unseen_through_clear_plastic_too(measure):
    dark = Floor(-2.0, Surface((0, 0, 0), 1.0, specular=0.0), 40.0, seen=False)
    frame = measure(replace(slab(background=(255, 255, 255)), floor=dark), overhead())
    assert frame.color.mean() > 0.9


def test_light_shines_through_clear_plastic(measure):
    """A floor under a red plate is lit, in red; under an opaque one it is dark."""
    floor = Floor(0.0, MATT, 8.0)
    lamp = Light("area", 60.0, above(3.0), 0.2)
    view = Camera(9, 9, np.array([[60.0, 0, 4.5], [0, 60, 4.5], [0, 0, 1]]), look_at((1.5, 0, 0.3)))
    light = []
    for surface in (Surface((0.9, 0.1, 0.1), 0.0, transmission=1.0), MATT):
        plate = box(1, (0, 0, 1.5), (1, 1, 0.1), surface=surface)
        light.append(
            measure(Scene((plate,), (lamp,), None, floor), view).color[5:, 3:6].mean((0, 1))
        )
    clear, opaque = light
    assert clear[0] > 5 * opaque[0]


@pytest.mark.blender
@pytest.mark.mitsuba
def test_both_renderers_show_the_same_picture(start, scene, view, cast):
    """Mean absolute difference of the pictures and of the means of all parts, in 8-bit levels.

    Measured 2.2 to 3.2 and 3.8 to 9.4: the surfaces differ at grazing angles, the pixel filters
    at outlines.
    """
    frames = [start(b, samples=16).render(scene, view) for b in ("cycles", "mitsuba")]
    ours, theirs = (develop(f, (255, 255, 255)).astype(np.float64) for f in frames)
    parts = cast(view)
    regions = [parts == p for p in np.unique(parts) if (parts == p).sum() >= 50]
    worst = max(np.abs((ours - theirs)[r].mean(axis=0)).max() for r in regions)
    assert np.abs(ours - theirs).mean() < 5
    assert worst < 14


@pytest.mark.blender
@pytest.mark.mitsuba
def test_both_renderers_show_the_same_bricks(start):
    """Black, white, red, rubber and clear bricks on an unseen floor, means of the parts.

    Measured 0.2 to 5.6 8-bit levels.
    """
    brick = part_mesh("3004")
    codes = (0, 15, 4, 256, 36, 41)
    items = []
    for k, code in enumerate(codes):
        pose = np.eye(4)
        pose[:3, :3] = [[0.04, 0, 0], [0, 0, 0.04], [0, -0.04, 0]]  # LDraw's axes, studs up
        pose[:2, 3] = 1.8 * (k % 3 - 1), 1.4 * (k // 3)
        items.append(Item(str(code), k + 1, brick, colour_surface(code), pose))
    floor = Floor(-0.96, Surface((0.8, 0.8, 0.8), 0.6), 20.0, seen=False)
    scene = Scene(tuple(items), (), Environment(studio(64)), floor)
    K = np.array([[100.0, 0, 48], [0, 100, 48], [0, 0, 1]])
    view = Camera(96, 96, K, look_at((2.2, -4.5, 3.0), (0, 0.5, -0.4)))
    frames = [start(b, samples=16).render(scene, view) for b in ("cycles", "mitsuba")]
    ours, theirs = (develop(f, (255, 255, 255)).astype(np.float64) for f in frames)
    solid = RayCaster(scene).cast(view).solid
    differences = [np.abs((ours - theirs)[solid == k].mean(axis=0)).max() for k in range(6)]
    assert max(differences) < 10
