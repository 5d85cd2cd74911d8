"""The machine parts are true to size and to their standards."""

from functools import cache

import numpy as np
import pytest
from manifold3d import CrossSection, Manifold

from padkit.assets import piad
from padkit.assets.piad import finishes
from padkit.assets.piad.chain import link_plate, run
from padkit.assets.piad.helices import thread
from padkit.assets.piad.machining import disc, lathe, lathe_mapped, prism, rectangle
from padkit.assets.piad.screws import ball_bearing, key_size
from padkit.assets.piad.spring import centreline, coil
from padkit.assets.piad.teeth import CHAINS, Involute, sprocket, sprocket_pitch_radius
from padkit.assets.props import mesh_of

MACHINES = ("Axletree", "Chain", "Gear", "Motor", "Section", "Shaft", "Spring", "Sprockets")
SEEDS = range(2)


@cache
def made(name, seed):
    return piad.make(name, np.random.default_rng(seed))


def world(prop):
    return prop.mesh.vertices.astype(float) @ prop.pose[:3, :3].T + prop.pose[:3, 3]


# ------------------------------------------------------------------------- gears


def flank(gear, steps=400):
    """The involute part of one flank of the first tooth, root to tip."""
    points = gear._flank(0.0, steps)
    return points[:, :1] * np.c_[np.cos(points[:, 1]), np.sin(points[:, 1])]


@pytest.mark.parametrize("gear", [Involute(24, 2.0), Involute(40, 1.5, shift=0.2)])
def test_a_normal_of_the_flank_touches_the_base_circle(gear):
    points = flank(gear)
    along = np.diff(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    middles = (points[1:] + points[:-1]) / 2
    # the normal's distance from the axis is the component of the point along the flank
    reach = np.abs((middles * along).sum(1))
    np.testing.assert_allclose(reach, gear.base_radius, rtol=1e-4)


def test_a_tooth_is_as_thick_as_the_standard_says():
    gear = Involute(30, 2.0, shift=0.25)
    radius = gear.pitch_radius
    section = CrossSection([gear.outline(steps=64)])
    ring = disc(radius + 0.01) - disc(radius - 0.01)
    share = (section ^ ring).area() / ring.area()
    thick = 2.0 * (np.pi / 2 + 2 * 0.25 * np.tan(gear.angle))
    assert share * 2 * np.pi * radius / gear.teeth == pytest.approx(thick, rel=2e-3)


def test_the_fillet_runs_tangentially_from_the_bottom_into_the_flank():
    gear = Involute(24, 2.0)
    r, turn = gear._fillet(200).T
    assert r[0] == pytest.approx(gear.root_radius) and (np.diff(r) > 0).all()
    points = np.c_[r * np.cos(turn), r * np.sin(turn)]
    np.testing.assert_allclose(points[-1], flank(gear)[0], atol=1e-9)
    ways = [
        w / np.linalg.norm(w)
        for w in (points[-1] - points[-2], np.diff(flank(gear)[:2], axis=0)[0])
    ]
    assert ways[0] @ ways[1] > 0.999


def test_two_gears_of_a_module_mesh_without_overlap():
    first, second = Involute(21, 2.0), Involute(34, 2.0)
    centre = first.pitch_radius + second.pitch_radius
    tooth = 180 - 180 / second.teeth
    a = CrossSection([first.outline(steps=24)])
    b = CrossSection([second.outline(steps=24)])

    def overlap(turn, slip=0.0):
        driven = b.rotate(tooth - turn * first.teeth / second.teeth + slip)
        return (a.rotate(turn) ^ driven.translate((centre, 0))).area()

    turns = np.linspace(0, 360 / first.teeth, 9)
    assert max(overlap(t) for t in turns) < 1e-3 * 2.0**2
    # and they touch: turned against one another by 0.1 mm at the pitch circle, they do overlap
    slip = np.degrees(0.1 / second.pitch_radius)
    assert min(overlap(t, s) for t in turns for s in (slip, -slip)) > 0.05


def test_undercut_gears_are_refused():
    with pytest.raises(ValueError, match=r"12 teeth .* 17\.1"):
        Involute(12, 2.0)
    Involute(12, 2.0, shift=0.4)


# ------------------------------------------------------------------------- chains


@pytest.mark.parametrize("number", CHAINS)
def test_rollers_sit_on_the_pitch_circle_a_pitch_apart(number):
    kind, teeth = CHAINS[number], 19
    wheel, radius = sprocket(teeth, kind), sprocket_pitch_radius(teeth, kind)
    turns = 2 * np.pi * np.arange(teeth) / teeth
    axes = radius * np.c_[np.cos(turns), np.sin(turns)]
    np.testing.assert_allclose(np.linalg.norm(axes - np.roll(axes, 1, 0), axis=1), kind.pitch)
    for axis in axes[:3]:
        assert (disc(kind.roller / 2, tuple(axis)) ^ wheel).area() < 1e-9
        assert (disc(0.51 * kind.roller, tuple(axis)) ^ wheel).area() > 1e-3
        # nor is there room for it to sit deeper
        deeper = tuple(axis * (radius - 0.012 * kind.roller) / radius)
        assert (disc(kind.roller / 2, deeper) ^ wheel).area() > 1e-4


def test_pins_of_a_run_are_a_pitch_apart_and_links_do_not_fold():
    for seed in range(6):
        way = np.diff(run(12.7, 15, np.random.default_rng(seed)), axis=0)
        np.testing.assert_allclose(np.linalg.norm(way, axis=1), 12.7)
        headings = np.unwrap(np.arctan2(way[:, 1], way[:, 0]))
        assert np.abs(np.diff(headings)).max() <= 0.29


def test_drawn_pins_and_rollers_are_a_pitch_apart():
    props = {p.name: p for p in made("Chain", 0)}
    for kind in ("pin", "roller"):
        places = [p.pose[:2, 3] for n, p in props.items() if n.startswith(f"{kind} ")]
        steps = np.linalg.norm(np.diff(places, axis=0), axis=1) * 1e3
        assert any(np.allclose(steps, c.pitch, atol=1e-6) for c in CHAINS.values())


def test_a_link_plate_has_a_waist():
    kind = CHAINS["08B"]
    plate = link_plate(kind, kind.plate / 2, 2.0)
    strip = rectangle((-0.01, 0.01), (-20, 20)) ^ plate
    depth = strip.bounds()[3] - strip.bounds()[1]
    assert depth == pytest.approx(0.7 * kind.plate, rel=0.01)
    assert plate.bounds()[2] == pytest.approx((kind.pitch + kind.plate) / 2, rel=1e-3)


# ------------------------------------------------------------------------- threads and springs


def test_a_thread_climbs_a_pitch_to_the_turn_to_the_right():
    points = thread(12, 1.75, (0, 20)).to_mesh().vert_properties[:, :3].astype(float)
    radius, turn = np.hypot(points[:, 0], points[:, 1]), np.arctan2(points[:, 1], points[:, 0])
    assert radius.max() == pytest.approx(6)
    inside = (points[:, 2] > 2) & (points[:, 2] < 18)

    def crest(angle):
        chosen = inside & (radius > 5.99) & (np.abs(turn - angle) < 0.01)
        return np.unique(points[chosen, 2].round(4))

    heights = crest(0.0)
    assert len(heights) >= 14
    np.testing.assert_allclose(heights[2:] - heights[:-2], 1.75, atol=1e-3)
    quarter = crest(np.pi / 2)
    np.testing.assert_allclose(
        np.abs(quarter[:, None] - heights - 1.75 / 4).min(0)[:-2], 0, atol=2e-3
    )
    core = radius[inside].min()
    assert 2 * core == pytest.approx(12 - 1.22687 * 1.75, rel=1e-4)


def test_a_spring_has_its_free_length_and_the_volume_of_its_wire():
    wire, radius, pitch, active = 4.0, 18.0, 11.0, 6
    body = coil(wire, radius, pitch, active)
    low, high = np.split(np.array(body.bounding_box()), 2)
    assert low[2] == pytest.approx(0, abs=1e-6)
    assert high[2] == pytest.approx(active * pitch + 2 * wire, rel=0.005)
    assert high[0] == pytest.approx(radius + wire / 2, rel=1e-3)
    # between two planes a pitch apart lies just one turn of wire
    middle = high[2] / 2
    turn = body.trim_by_plane((0, 0, 1), middle - pitch / 2)
    turn = turn.trim_by_plane((0, 0, -1), -middle - pitch / 2)
    length = np.hypot(2 * np.pi * radius, pitch)
    assert turn.volume() == pytest.approx(np.pi / 4 * wire**2 * length, rel=0.012)


def test_active_turns_of_a_spring_rise_by_the_pitch():
    path = centreline(4.0, 18.0, 11.0, 6)
    middle = path[len(path) // 2 - 72 : len(path) // 2 + 73 : 72, 2]
    np.testing.assert_allclose(np.diff(middle), 11.0)
    assert path[72, 2] == pytest.approx(1.015 * 4.0, rel=0.1)


# ------------------------------------------------------------------------- the kit


def test_a_chamfered_plate_loses_what_its_chamfers_take():
    side, hole, height, edge = 30.0, 10.0, 8.0, 1.0
    flat = rectangle((0, side), (0, side)) - rectangle((10, 10 + hole), (10, 10 + hole))
    body = prism(flat, (0, height), edge)
    # frustum: outer side shrinks, hole grows, linearly
    inner = ((side - 2 * edge) ** 2 + side**2 + side * (side - 2 * edge)) / 3
    gone = ((hole + 2 * edge) ** 2 + hole**2 + hole * (hole + 2 * edge)) / 3
    volume = (height - 2 * edge) * (side**2 - hole**2) + 2 * edge * (inner - gone)
    assert body.volume() == pytest.approx(volume, rel=1e-6)
    assert body.genus() == 1


def test_a_chamfer_that_leaves_nothing_is_refused():
    with pytest.raises(ValueError, match="leaves nothing"):
        prism(rectangle((0, 1), (0, 1)), (0, 9), 0.6)


def test_a_turned_body_has_the_volume_of_its_profile():
    sharp = lathe([(4, 0), (10, 0), (10, 6), (4, 6)], 0.0)
    assert sharp.volume() == pytest.approx(np.pi * (100 - 16) * 6, rel=2e-3)
    round_ = lathe([(4, 0), (10, 0), (10, 6), (4, 6)], 1.0)
    corner = 1 - 2 * np.sin(np.pi / 8)  # a square without its quarter circle of four chords
    lost = corner * 2 * np.pi * 2 * (9.78 + 4.22)  # Pappus
    assert sharp.volume() - round_.volume() == pytest.approx(lost, rel=0.01)


def test_a_lathe_texture_has_no_seam():
    mesh = lathe_mapped(mesh_of(Manifold.cylinder(20, 10, 10, 64)), 0.02)
    u, corners = mesh.uv[..., 0], mesh.vertices[mesh.faces]
    side = np.ptp(corners[..., 2], axis=1) > 0
    assert np.ptp(u[side], axis=1).max() <= 1.01 * 3 / 64  # three repeats in 64 segments
    turn = np.arctan2(corners[..., 1], corners[..., 0]) / (2 * np.pi)
    np.testing.assert_allclose((u - 3 * turn + 0.5) % 1, 0.5, atol=1e-5)


def test_a_bearings_balls_fit_between_its_rings():
    bearing = ball_bearing(15)
    for ball in bearing.balls:
        for ring in (bearing.inner, bearing.outer, bearing.cage):
            assert (ball ^ ring).volume() < 1e-3 * ball.volume()
    assert key_size(15).width == 5
    with pytest.raises(ValueError, match="60"):
        key_size(60)


# ------------------------------------------------------------------------- finishes


@pytest.mark.parametrize("name", finishes.METALS)
def test_a_metal_finish_is_seamless_and_drawn_once(name):
    look = finishes.metal_finish(name, 0)
    texture = look.surface.texture
    assert look.surface.metallic == 1 and look.tile > 0
    assert texture is finishes.metal_finish(name, 3).surface.texture
    assert texture is not finishes.metal_finish(name, 1).surface.texture
    for picture in (texture.color.astype(float).mean(-1), texture.roughness * 255.0):
        for axis in (0, 1):
            steps = np.abs(np.diff(picture, axis=axis)).mean()
            across = np.abs(picture.take(0, axis) - picture.take(-1, axis)).mean()
            assert across < 1.6 * steps


def test_enamel_is_no_metal_and_keeps_its_colour():
    paint = finishes.enamel("1F4E79").surface
    assert paint.metallic == 0
    np.testing.assert_allclose(paint.texture.color.mean((0, 1)), [0x1F, 0x4E, 0x79], atol=12)


def test_an_unknown_finish_is_refused_with_what_there_is():
    with pytest.raises(ValueError, match=r"'gold'.*turned"):
        finishes.metal_finish("gold")
