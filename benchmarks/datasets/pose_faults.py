"""What can be wrong with the poses of a class."""

from __future__ import annotations

import numpy as np

from ..errors import BrokenDatasetError
from .inventory import Fault, Found, Inventory
from .layouts import TEST_POSES, TRANSFORMS, Groups, Layout, list_tests
from .transforms import PoseFile, read_poses

AXIS_REACH = 0.5
"""How far from the origin an optical axis may pass, in units of the layout."""

ANGLES = (5.0, 120.0)
"""Fields of view that are taken for sane, in degrees; MAD has 39.6."""

SAME_POSE = 1e-6
"""Poses closer than this in every matrix entry are the same."""


def check_poses(inventory: Inventory, layout: Layout, name: str, groups: Groups) -> Found:
    """Check transforms.json of class `name`, and poses_test.json where it is or should be."""
    images = {TRANSFORMS: list(groups.get(layout.train, {}).values())}
    if inventory.ours or f"{name}/{TEST_POSES}" in inventory.files:
        tests = list_tests(groups).values()
        images[TEST_POSES] = [image for numbered in tests for image in numbered.values()]
    known = {}
    for path, due in images.items():
        flaws: list[str] = []
        try:
            known[path] = read_poses(inventory.root / name / path, flaws)
        except BrokenDatasetError as error:
            yield path, Fault.of(error, inventory.root).what
            continue
        yield from ((path, flaw) for flaw in flaws)
        named = [(told, layout.find_picture(groups, told)) for told, _ in known[path].frames]
        yield from _check_frames(path, named, due, exact=inventory.ours)
        yield from _check_angle(path, known[path])
        if inventory.ours or layout.centred:
            yield from _check_aim(path, known[path])
        if inventory.ours:
            yield from _check_distance(path, known[path], layout)
    if len(known) == 2:
        yield from _compare_poses(known[TRANSFORMS], known[TEST_POSES])


def _check_frames(
    path: str, frames: list[tuple[str, str | None]], images: list[str], *, exact: bool
) -> Found:
    """Check that a pose file names each image once, in order.

    Args:
        path: Of the pose file.
        frames: What it names, and the picture meant by that; None where there is none.
        images: That it should name.
        exact: Whether it must name them by their very path.
    """
    named: dict[str, int] = {}
    for index, (file_path, image) in enumerate(frames):
        if image is None or (exact and image != file_path):
            yield path, f"frames[{index}] names {file_path!r}, which is not there"
        elif image in named:
            yield path, f"frames[{index}] names {file_path!r} again"
        else:
            named[image] = index
    for image in sorted(set(images).difference(named)):
        yield image, f"has no pose in {path}"
    for image in sorted(set(named).difference(images)):
        yield path, f"names {image}, whose pose does not belong here"
    # Folders may follow each other in any order; within each, numbers go up.
    due_here = [image for image in images if image in named]
    by_folder = sorted(due_here, key=lambda image: (image.rpartition("/")[0], named[image]))
    for image, due in zip(by_folder, due_here, strict=True):
        if image != due:
            yield path, f"is not in the order of the numbers: {image} stands where {due} is due"
            break


def _check_angle(path: str, poses: PoseFile) -> Found:
    """Check the field of view."""
    degrees = np.degrees(poses.angle_x)
    if not ANGLES[0] <= degrees <= ANGLES[1]:
        yield path, f"camera_angle_x is {degrees:.1f} degrees, not in {ANGLES[0]} to {ANGLES[1]}"


def _check_aim(path: str, poses: PoseFile) -> Found:
    """Check that each camera faces the object around the origin."""
    for file_path, pose in poses.frames:
        origin = pose[:3, 3]  # of the world, in camera axes
        off_axis = float(np.hypot(*origin[:2]))
        if origin[2] <= 0:
            yield path, f"the camera of {file_path!r} has the object behind it"
        elif off_axis > AXIS_REACH:
            what = f"the axis of the camera of {file_path!r} passes the origin at {off_axis:.2f}"
            yield path, f"{what}, more than {AXIS_REACH}"


def _check_distance(path: str, poses: PoseFile, layout: Layout) -> Found:
    """Check that published code sees the object from each camera."""
    near, far = layout.camera_distance
    for file_path, pose in poses.frames:
        away = float(np.linalg.norm(pose[:3, 3]))
        if not near <= away <= far:
            what = f"the camera of {file_path!r} is {away:.2f} from the origin"
            yield path, f"{what}; published code sees {near} to {far}"


def _compare_poses(train: PoseFile, test: PoseFile) -> Found:
    """Check that test images have the field of view of training images, and other poses."""
    if train.angle_x != test.angle_x:
        yield TEST_POSES, f"camera_angle_x differs from that of {TRANSFORMS}"
    if not train.frames:
        return
    known = np.array([pose for _, pose in train.frames])
    for file_path, pose in test.frames:
        twins = np.flatnonzero(np.abs(known - pose).max((1, 2)) < SAME_POSE)
        if twins.size:
            yield TEST_POSES, f"{file_path!r} has the pose of {train.frames[twins[0]][0]!r}"
