"""One render process per backend for the whole test session, and a small scene for both."""

import importlib.util
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from padkit.assets.materials import Surface, srgb
from padkit.assets.meshes import Mesh
from padkit.assets.skies import studio
from padkit.benchmarks.poses import look_at
from padkit.benchmarks.records import Camera
from padkit.generators.backends import Settings
from padkit.generators.backends.process import RenderProcess
from padkit.generators.scene import Environment, Floor, Item, Scene
from padkit.generators.truth import RayCaster

LIBRARY = {"cycles": "bpy", "mitsuba": "mitsuba"}


@pytest.fixture(scope="session")
def start() -> Iterator[Callable[..., RenderProcess]]:
    """Return the function (backend, **settings) -> RenderProcess; the same one for the same."""
    running: dict[tuple[str, Settings], RenderProcess] = {}

    def give(backend: str, **changes: Any) -> RenderProcess:
        if importlib.util.find_spec(LIBRARY[backend]) is None:  # an import of bpy changes sys.path
            pytest.skip(f"{LIBRARY[backend]} is not installed")
        settings = Settings(**changes)
        if (backend, settings) not in running:
            running[backend, settings] = RenderProcess(backend, settings)
        return running[backend, settings]

    yield give
    for process in running.values():
        process.close()


def box(size: tuple[float, float, float]) -> Mesh:
    """Return an axis-parallel box around the origin."""
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) / 2
    quads = [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]
    faces = [[q[i] for i in t] for q in quads for t in ((0, 1, 2), (0, 2, 3))]
    return Mesh((corners * size).astype(np.float32), np.array(faces))


def cylinder(radius: float, height: float, sides: int = 24) -> Mesh:
    """Return an upright cylinder around the origin."""
    angle = 2 * np.pi * np.arange(sides) / sides
    ring = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)
    low = np.c_[ring, np.full(sides, -height / 2)]
    vertices = np.r_[low, low + np.array([0, 0, height]), [[0, 0, -height / 2], [0, 0, height / 2]]]
    i = np.arange(sides)
    j = (i + 1) % sides
    sheets = [(i, j, j + sides), (i, j + sides, i + sides)]
    caps = [
        (j, i, np.full(sides, 2 * sides)),
        (i + sides, j + sides, np.full(sides, 2 * sides + 1)),
    ]
    return Mesh(vertices, np.concatenate([np.stack(f, axis=-1) for f in (*sheets, *caps)]))


def placed(x: float, y: float, z: float, turn: float = 0.0, scale: float = 1.0) -> NDArray:
    """Return the pose that turns by `turn` radians about Z, scales, and shifts."""
    pose = np.eye(4)
    c, s = np.cos(turn), np.sin(turn)
    pose[:3, :3] = scale * np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    pose[:3, 3] = x, y, z
    return pose


@pytest.fixture(scope="session")
def scene() -> Scene:
    """Ten parts on a floor in the studio: shared, scaled, turned and mirrored meshes."""
    brick, stud, wedge = box((0.8, 0.4, 0.24)), cylinder(0.15, 0.5), box((0.3, 0.3, 0.9))
    colours = [srgb(c) for c in ("B40000", "1E5AA8", "FAC80A", "00852B", "F4F4F4")]
    skew = np.eye(4)
    skew[:3, :3] = np.diag([-1.0, 1.0, 1.0]) @ placed(0, 0, 0, 0.7)[:3, :3]
    skew[:3, 3] = 0.7, -0.55, 0.45
    poses = [
        (brick, placed(0, 0, 0.12)),
        (brick, placed(0.1, 0.05, 0.36, 0.3)),
        (brick, placed(-0.05, 0, 0.6, -0.4)),
        (stud, placed(0.9, 0.3, 0.25)),
        (stud, placed(-0.8, 0.4, 0.35, 0, 1.4)),
        (stud, placed(-0.6, -0.6, 0.15, 0, 0.6)),
        (wedge, placed(-0.3, 0.9, 0.45, 0.5)),
        (wedge, skew),
        (box((0.5, 0.5, 0.5)), placed(0.2, -0.9, 0.25, 0.2)),
        (box((0.2, 1.2, 0.1)), placed(1.2, -0.3, 0.05, -0.3)),
    ]
    items = tuple(
        Item(f"part {i}", 3 * i + 1, mesh, Surface(colours[i % 5], 0.2 + 0.05 * i), pose)
        for i, (mesh, pose) in enumerate(poses)
    )
    floor = Floor(0.0, Surface((0.5, 0.5, 0.5), 0.6), 6.0)
    return Scene(items, (), Environment(studio(64)), floor, (255, 255, 255))


def camera(
    width: int = 96,
    height: int = 96,
    *,
    focal: tuple[float, float] = (110.0, 110.0),
    shift: tuple[float, float] = (0.0, 0.0),
    eye: tuple[float, float, float] = (2.0, -2.6, 1.7),
) -> Camera:
    """Return a camera that looks at the scene's middle; `shift` moves the principal point."""
    K = np.array(
        [[focal[0], 0, width / 2 + shift[0]], [0, focal[1], height / 2 + shift[1]], [0, 0, 1]]
    )
    return Camera(width, height, K, look_at(eye, (0, 0, 0.3)))


@pytest.fixture(scope="session")
def shoot() -> Callable[..., Camera]:
    """Return the function `camera`."""
    return camera


@pytest.fixture(
    params=[
        {},
        {"shift": (13.3, -7.7)},
        {"width": 120, "height": 72, "focal": (130.0, 101.0), "shift": (-9.1, 4.2)},
        {"width": 72, "height": 120, "focal": (83.0, 117.0), "shift": (3.1, 8.6)},
        {"eye": (0.4, -0.5, 3.6)},
    ],
    ids=["square", "off-centre", "wide fx > fy", "tall fx < fy", "from above"],
)
def view(request: pytest.FixtureRequest) -> Camera:
    """Cameras that tell every intrinsic parameter from every other."""
    return camera(**request.param)


@pytest.fixture(scope="session")
def cast(scene: Scene) -> Callable[[Camera], NDArray[np.uint16]]:
    """Return the function camera -> part ids of `scene` by Embree rays."""
    caster = RayCaster(scene)
    table = np.array([solid.part for solid in scene.solids()] + [0], np.uint16)
    return lambda view: table[caster.cast(view).solid]
