"""Moving parts: a turntable and the link of a track."""

from __future__ import annotations

from collections.abc import Callable

from manifold3d import Manifold

from .brick_shapes import (
    GAP,
    PLATE,
    SEGMENTS,
    WALL,
    block,
    box,
    cells,
    cylinder,
    studs,
    turned,
    union,
)


def turntable_top() -> Manifold:
    """Return 3679, a disc with four studs that turns in 3680; both have one origin."""
    disc = [(0, 0), (17.25, 0), (17.25, -3.75), (4.1, -3.75), (4.1, -7.75), (2.9, -7.75)]
    return turned([*disc, (2.9, -3.75), (0, -3.75)], 0.3, 48) + studs(cells(2), cells(2))


def turntable_foot() -> Manifold:
    """Return 3680, a square frame of 2 x 2 with a round well, a cross and a ring in it."""
    side = (GAP - 20, 20 - GAP)
    foot = (1.25 - 20, 20 - 1.25)
    frame = block(side, side, (-6.75, -GAP)) + box(foot, foot, (GAP - PLATE, -6))
    frame -= cylinder(17.75, (-WALL - GAP, 9), 64) + box(
        (-16.25, 16.25), (-16.25, 16.25), (-9, -3.8)
    )
    arm = box((-17, 17), (-3.75, 3.75), (-6.75, -WALL - GAP))
    ring = cylinder(7.75, (GAP - PLATE, -WALL - GAP), SEGMENTS)
    well = cylinder(6.2, (-9, -5.75)) + cylinder(4.2, (-9, 9))
    return (frame + arm + arm.rotate((0, 0, 90)) + ring) - well


def track_link() -> Manifold:
    """Return 3873: a plate with five holes; its hooks turn about x = 0, its bar is 16 behind."""
    plate = block((-25.75, 25.75), (-GAP, 10.25), (5.25, 7.75))
    holes = union(cylinder(4.25, (0, 9)).translate((x, 5, 0)) for x in (-20, -10, 0, 10, 20))
    rails = block((-25.75, 25.75), (-GAP, 1.9), (2.25, 7))
    rails += block((-25.75, 25.75), (8.1, 10.25), (2.25, 7))
    middle = box((-7.35, 7.35), (-9, 20), (-9, 5.3))
    eye = cylinder(4.75, (7.35, 9.5), SEGMENTS).rotate((0, 90, 0))
    cheek = eye + box((7.35, 9.5), (-GAP + 1, 10.25), (-4.7, 7))
    gap = cylinder(1.85, (7, 10)).rotate((0, 90, 0)) + box((7, 10), (-1.8, 1.8), (-9, 0))
    far = cylinder(4.75, (5.3, 6.8), SEGMENTS).rotate((0, 90, 0)).translate((0, 16, 0))
    arm = Manifold.batch_hull([far, box((5.3, 6.8), (8.5, 10.2), (-4.7, 4.7))])
    step = box((5.3, 9.5), (8.5, 10.25), (-4.7, 6))
    one = (cheek - gap) + arm + step
    bar = cylinder(1.9, (-9.2, 9.2)).rotate((0, 90, 0)).translate((0, 16, 0))
    return ((plate - holes) + (rails - middle - holes)) + one + one.mirror((1, 0, 0)) + bar


MACHINES: dict[str, Callable[[], Manifold]] = {
    "3679": turntable_top,
    "3680": turntable_foot,
    "3873": track_link,
}
"""Part number -> what draws it."""
