"""Points of the object's surface, triangulated from views whose poses are known.

Schönberger and Frahm, Structure-from-Motion Revisited, CVPR 2016, with its poses given, as
Sarlin et al. (From Coarse to Fine, CVPR 2019) and SplatPose+ use it: keypoints are matched between
each view and a few others as far as the poses allow, joined to tracks and triangulated, by pycolmap
and in memory. The views to match with are those of the nearest poses, which are known, where
SplatPose+ asks NetVLAD for the most similar pictures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ...benchmarks.errors import MissingLibraryError
from ...benchmarks.poses import centre, invert
from ...benchmarks.records import Camera, View
from .keypoints import Keypoints, find_keypoints, match

NEIGHBOURS = 15
"""Views that each is matched with, as many as SplatPose+ retrieves."""

FEWEST = 4
"""Points that a cloud can begin from."""

_ERROR = 4 / 800
"""Distance from an epipolar line or of a reprojection, in widths: COLMAP's 4 pixels of 800."""

_ANGLE = 1.5
"""Least angle, in degrees, between two rays of a point: COLMAP's."""

_SHORTEST = 3
"""Views that must show a point: along its epipolar line a keypoint meets a wrong one easily."""


def triangulate(
    views: Sequence[View], seed: int = 0, neighbours: int = NEIGHBOURS
) -> NDArray[np.float64]:
    """Return points of what `views` show, (N, 3) float64 world; the same for the same seed.

    Args:
        views: Sound pictures with posed cameras.
        seed: Of the samples of RANSAC within a track.
        neighbours: Views that each is matched with.

    Raises:
        MissingLibraryError: pycolmap is not installed.
        ValueError: A view has no pose, or fewer than `FEWEST` points come out.
    """
    _import_pycolmap()
    cameras = [view.camera for view in views if view.camera is not None]
    if len(cameras) < len(views):
        raise ValueError("a sound view has no camera; triangulation needs the pose of each")
    keypoints = [find_keypoints(view.image) for view in views]
    matches = {
        (i, j): match_pair(keypoints[i], keypoints[j], cameras[i], cameras[j])
        for i, j in pair_views(cameras, neighbours)
    }
    points = _join(cameras, keypoints, matches, seed) if matches else np.zeros((0, 3))
    if len(points) < FEWEST:
        total = sum(map(len, matches.values()))
        raise ValueError(
            f"{len(points)} points came of {total} matches in {len(views)} sound views, "
            f"at least {FEWEST} are needed; begin with splats.start=hull"
        )
    return points


def name_recipe() -> str:
    """Return 16 digits that stand for the code that makes points of views, and its libraries.

    What is kept of such points is named by them, the views and the seed.
    """
    told = [cv2.__version__, _import_pycolmap().__version__]
    digest = hashlib.sha256(" ".join(told).encode())
    for module in ("triangulation.py", "keypoints.py"):
        digest.update((Path(__file__).parent / module).read_bytes())
    return digest.hexdigest()[:16]


def pair_views(cameras: Sequence[Camera], neighbours: int) -> list[tuple[int, int]]:
    """Return the pairs i < j of posed cameras one of which is among the other's nearest.

    Near is what has a small angle between the optical axes, in radians, plus distance of the
    centres, in units of their mean distance from their middle.
    """
    if len(cameras) < 2:
        return []
    eyes = np.stack([centre(camera.pose) for camera in cameras])
    axes = np.stack([camera.pose[2, :3] for camera in cameras])
    orbit = max(1e-9, float(np.linalg.norm(eyes - eyes.mean(0), axis=1).mean()))
    away = np.linalg.norm(eyes[:, None] - eyes, axis=2) / orbit
    far = away + np.arccos((axes @ axes.T).clip(-1, 1))
    np.fill_diagonal(far, np.inf)
    nearest = np.argsort(far, axis=1, kind="stable")[:, : min(neighbours, len(cameras) - 1)]
    return sorted({(min(i, j), max(i, j)) for i, row in enumerate(nearest.tolist()) for j in row})


def match_pair(
    one: Keypoints, other: Keypoints, camera: Camera, other_camera: Camera
) -> NDArray[np.int64]:
    """Return the matches (M, 2), indices of keypoints, among those that the poses allow.

    Keypoints are only compared where their Sampson distance (Hartley and Zisserman, Multiple View
    Geometry, Eq. 11.9) is below `_ERROR`, and a match is the best by the ratio test from both
    sides. The poses could as well judge matches afterwards; before, they find four times as many.
    """
    lines = fundamental(camera, other_camera)
    here = np.column_stack([one.places, np.ones(len(one))])
    there = np.column_stack([other.places, np.ones(len(other))])
    across, back = here @ lines.T, there @ lines
    slope = (across[:, None, :2] ** 2).sum(2) + (back[:, :2] ** 2).sum(1)
    distance = np.abs(across @ there.T) / np.sqrt(np.maximum(slope, 1e-30))
    similar = one.descriptors @ other.descriptors.T
    similar[distance >= _ERROR * max(camera.width, other_camera.width)] = -1
    rows, columns = match(similar)
    forth = np.full(len(one), -1)
    forth[rows] = columns
    columns, rows = match(np.ascontiguousarray(similar.T))
    kept = (forth[rows] == columns) & (similar[rows, columns] > -1)
    return np.column_stack([rows[kept], columns[kept]])


def fundamental(camera: Camera, other: Camera) -> NDArray[np.float64]:
    """Return F (3, 3) of two posed cameras: (u', v', 1) F (u, v, 1)^T = 0, primes in the other."""
    between = other.pose @ invert(camera.pose)
    x, y, z = between[:3, 3]
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    essential = cross @ between[:3, :3]
    found = np.linalg.inv(other.K).T @ essential @ np.linalg.inv(camera.K)
    return np.asarray(found / max(1e-30, float(np.linalg.norm(found))), np.float64)


def _join(
    cameras: Sequence[Camera], keypoints: Sequence[Keypoints],
    matches: dict[tuple[int, int], NDArray[np.int64]], seed: int,
) -> NDArray[np.float64]:  # fmt: skip
    """Return the points (N, 3) of the tracks that the matches make: triangulated, adjusted, kept.

    As COLMAP's own point triangulator, with the cameras held: new points view by view, then tracks
    completed and merged, places adjusted, and observations that do not fit dropped.
    """
    pycolmap = _import_pycolmap()
    graph, scene = _link(cameras, keypoints, matches)
    manager = pycolmap.ObservationManager(scene, graph)
    maker = pycolmap.IncrementalTriangulator(graph, scene, manager)
    pixels = _ERROR * max(camera.width for camera in cameras)
    angle = max(float(np.degrees(_ERROR * c.width / c.K[0, 0])) for c in cameras)
    options = pycolmap.IncrementalTriangulatorOptions(
        create_max_angle_error=angle, continue_max_angle_error=angle,
        merge_max_reproj_error=pixels, complete_max_reproj_error=pixels,
        min_angle=_ANGLE, random_seed=seed,
    )  # fmt: skip
    for i in range(1, len(cameras) + 1):
        maker.triangulate_image(options, i)
    for _ in range(2):  # COLMAP too repeats: observations that are dropped no longer pull
        maker.complete_all_tracks(options)
        maker.merge_all_tracks(options)
        if scene.num_points3D():
            _adjust(scene)
        manager.filter_all_points3D(pixels, _ANGLE)
    manager.filter_points3D_with_short_tracks(_SHORTEST)
    places = [scene.point3D(i).xyz for i in scene.point3D_ids()]
    return np.unique(np.array(places, np.float64).reshape(-1, 3), axis=0)


def _link(
    cameras: Sequence[Camera], keypoints: Sequence[Keypoints],
    matches: dict[tuple[int, int], NDArray[np.int64]],
) -> tuple[Any, Any]:  # fmt: skip
    """Return pycolmap's graph of the matches and its reconstruction, posed and without points."""
    pycolmap = _import_pycolmap()
    graph, scene = pycolmap.CorrespondenceGraph(), pycolmap.Reconstruction()
    for number, (camera, found) in enumerate(zip(cameras, keypoints, strict=True), 1):
        graph.add_image(number, len(found))
        _add_view(scene, number, camera, found)
    kind = pycolmap.TwoViewGeometryConfiguration.CALIBRATED
    for (i, j), pairs in matches.items():
        if len(pairs):
            geometry = pycolmap.TwoViewGeometry(config=kind, inlier_matches=pairs.astype(np.uint32))
            graph.add_two_view_geometry(i + 1, j + 1, geometry)
    graph.finalize()
    return graph, scene


def _add_view(scene: Any, number: int, camera: Camera, keypoints: Keypoints) -> None:
    """Add a view with its camera, both called `number`, to a reconstruction of pycolmap's."""
    pycolmap = _import_pycolmap()
    lens = [camera.K[0, 0], camera.K[1, 1], camera.K[0, 2], camera.K[1, 2]]
    known = pycolmap.Camera(
        camera_id=number, model="PINHOLE", width=camera.width, height=camera.height, params=lens
    )
    scene.add_camera_with_trivial_rig(known)
    image = pycolmap.Image(
        name=str(number), keypoints=keypoints.places, camera_id=number, image_id=number
    )
    scene.add_image_with_trivial_frame(image, pycolmap.Rigid3d(camera.pose[:3]))


def _adjust(scene: Any) -> None:
    """Move the points of a reconstruction to where they reproject best; cameras stay."""
    pycolmap = _import_pycolmap()
    options = pycolmap.BundleAdjustmentOptions(
        refine_focal_length=False, refine_principal_point=False, refine_extra_params=False,
        refine_rig_from_world=False, refine_sensor_from_rig=False, print_summary=False,
    )  # fmt: skip
    options.ceres.solver_options.num_threads = 1  # sums in one order: the same bits again
    config = pycolmap.BundleAdjustmentConfig()
    for i in scene.reg_image_ids():
        config.add_image(i)
    # not bundle_adjustment, which is the same and writes a log
    pycolmap.create_default_bundle_adjuster(options, config, scene).solve()


def _import_pycolmap() -> Any:
    try:
        import pycolmap
    except ModuleNotFoundError as error:
        raise MissingLibraryError(
            "pycolmap", "to triangulate points", "pip install 'padkit[learn]'"
        ) from error
    return pycolmap
