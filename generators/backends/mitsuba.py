"""Mitsuba 3: the only file that imports mitsuba and drjit.

Kernels are compiled by LLVM where there is one; the scalar variant does without, slowly. All
solids with one kind of surface are one mesh that tells colour, roughness and metallic face by
face, so that another scene needs no other kernel. The film has a box filter: with others the
frames are not repeatable and the denoiser does next to nothing. Noise goes with Open Image
Denoise (pyoidn), whose result does not depend on the number of threads.
"""

from __future__ import annotations

import json
import os
import pickle
from typing import Any

import numpy as np
import pyoidn
from numpy.typing import NDArray

from ...benchmarks.poses import invert
from ...benchmarks.records import Camera
from ..scene import Frame, Item, Light, Scene
from . import Settings, llvm
from .background import decode_background, lift_background, picture_environment, pixel_rays

os.environ["DRJIT_LIBLLVM_PATH"] = str(llvm.find_llvm() or "")  # read at Dr.Jit's first use

import drjit
import mitsuba

dr: Any = drjit  # their stubs differ from release to release, and with the variant
mi: Any = mitsuba
_LLVM = llvm.find_llvm()
mi.set_variant("scalar_rgb" if _LLVM is None else "llvm_ad_rgb")

_NEAR, _FAR = 1e-3, 1e5
_GUIDE_SAMPLES = 8  # for the denoiser's albedo and normal pictures
_SPOT_LAMPS = 16
_TURN = np.diag([1.0, -1.0, -1.0, 1.0])  # our lamps shine along -Z, Mitsuba's along +Z
_ENVIRONMENT = np.array([[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1.0]])


class Renderer:
    """Renders scenes with the path tracer; a scene that comes again is not built again.

    Attributes:
        notes: Lines for the user.
    """

    notes: tuple[str, ...] = ()

    def __init__(self, settings: Settings) -> None:
        if _LLVM is None:
            self.notes = (
                f"Mitsuba renders slowly without LLVM {llvm.OLDEST} or newer: {llvm.INSTALL}",
            )
        self._settings = settings
        # with 0 or 1 thread Dr.Jit deadlocks while it loads an environment map
        dr.set_thread_count(max(2, settings.threads or os.cpu_count() or 2))
        depth = {"max_depth": settings.bounces + 2, "hide_emitters": True}
        self._path = mi.load_dict({"type": "path", **depth})
        # a quarter dearer; `path` loses light behind see-through surfaces when emitters are hidden
        self._see_through = mi.load_dict({"type": "volpath", **depth})
        self._guide = mi.load_dict({"type": "aov", "aovs": "albedo:albedo,normal:sh_normal"})
        self._key: tuple[Any, ...] | None = None
        self._scene: Any = None
        self._bare: Any = None

    def render(self, scene: Scene, camera: Camera, *, parts: bool = False) -> Frame:
        """Render one frame.

        Args:
            scene: What to render.
            camera: From where; skew is refused.
            parts: Whether `Frame.parts` is wanted; cast by Mitsuba's own rays.
        """
        key = _content(scene)
        if key != self._key:
            (self._scene, self._bare), self._key = _build(scene), key
        opaque = all(solid.surface.opacity == 1 for solid in scene.solids())
        integrator = self._path if opaque else self._see_through
        image = self._trace(self._scene, integrator, camera, self._settings.samples)
        color, alpha = np.ascontiguousarray(image[..., :3]), np.clip(image[..., 3], 0, 1)
        backdrop = (
            picture_environment(scene.environment, camera)
            if scene.background is None
            else decode_background(scene.background)
        )
        over = (color + (1 - alpha[..., None]) * backdrop).astype(np.float32)
        if self._settings.denoise:
            over = self._denoise(over, camera)
        ids = _cast_parts(scene, camera) if parts else None
        if scene.background is None:
            return Frame(over, np.ones_like(alpha), ids)
        return Frame(lift_background(over, alpha, backdrop), alpha, ids)

    def _denoise(self, over: NDArray[np.float32], camera: Camera) -> NDArray[np.float32]:
        """Return the picture (H, W, 3) without noise; its guides are rendered here."""
        guide = self._trace(self._bare, self._guide, camera, _GUIDE_SAMPLES)[..., -6:]
        albedo, normal = (np.ascontiguousarray(g) for g in (guide[..., :3], guide[..., 3:]))
        clean: NDArray[np.float32] = pyoidn.denoise(over, albedo=albedo, normal=normal, hdr=True)
        return clean

    def _trace(
        self, scene: Any, integrator: Any, camera: Camera, samples: int
    ) -> NDArray[np.float32]:
        """Return (H, W, channels) float32."""
        sensor = _sensor(camera, samples)
        seed = self._settings.seed
        image = mi.render(scene, sensor=sensor, integrator=integrator, spp=samples, seed=seed)
        return np.array(image, dtype=np.float32)


def _content(scene: Scene) -> tuple[Any, ...]:
    """Return what tells whether two scenes look the same; meshes by identity."""
    solids = tuple((s.mesh, s.surface, s.pose.tobytes()) for s in scene.solids())
    return solids, pickle.dumps(scene.lights), scene.environment


def _build(scene: Scene) -> tuple[Any, Any]:
    """Return Mitsuba's scene and, for the denoiser's guides, the same without lamps.

    There is one merged mesh for each kind of surface.
    """
    kinds: dict[tuple[float, float], list[Item]] = {}
    for solid in scene.solids():
        surface = solid.surface
        kinds.setdefault((surface.specular, surface.opacity), []).append(solid)
    parts: dict[str, Any] = {"type": "scene"}
    for number, (kind, solids) in enumerate(kinds.items()):
        parts[f"mesh{number}"] = _merge(solids, _bsdf(*kind))
    bare = mi.load_dict(parts) if scene.lights else None
    for number, light in enumerate(scene.lights):
        for index, lamp in enumerate(_lamps(light)):
            parts[f"lamp{number}_{index}"] = lamp
    if scene.environment is not None:
        parts["environment"] = {
            "type": "envmap",
            "bitmap": mi.Bitmap(np.array(scene.environment.radiance)),
            "scale": scene.environment.strength,
            "to_world": mi.ScalarTransform4f(_ENVIRONMENT),
        }
    full = mi.load_dict(parts)
    return full, bare or full


def _bsdf(specular: float, opacity: float) -> dict[str, Any]:
    """Return the surface whose colour, roughness and metallic the mesh tells face by face."""

    def attribute(name: str) -> dict[str, Any]:
        return {"type": "mesh_attribute", "name": f"face_{name}"}

    opaque = {
        "type": "twosided",
        "inside": {
            "type": "principled",
            "base_color": attribute("color"),
            "roughness": attribute("roughness"),
            "metallic": attribute("metallic"),
            "specular": specular,
        },
    }
    return opaque if opacity == 1 else {"type": "mask", "opacity": opacity, "inside": opaque}


def _merge(solids: list[Item], bsdf: dict[str, Any] | None) -> Any:
    """Return one Mitsuba mesh of all `solids` in the world, flat-shaded."""
    vertices = [solid.world_vertices() for solid in solids]
    starts = np.cumsum([0, *(len(v) for v in vertices)])
    faces = [s.world_faces() + o for s, o in zip(solids, starts[:-1], strict=True)]
    counts = [len(f) for f in faces]
    properties = mi.Properties()
    if bsdf is not None:
        properties["mesh_bsdf"] = mi.load_dict(bsdf)
    mesh = mi.Mesh(
        "solids",
        vertex_count=int(starts[-1]),
        face_count=sum(counts),
        props=properties,
        has_vertex_normals=False,
        has_vertex_texcoords=False,
    )
    for name, width in (("color", 3), ("roughness", 1), ("metallic", 1)):
        field = "base_color" if name == "color" else name
        values = np.array([getattr(s.surface, field) for s in solids], np.float32)
        if name == "color":
            values = values * _left_by_the_gloss(solids)
        mesh.add_attribute(f"face_{name}", width, np.repeat(values, counts, axis=0).ravel())
    parameters = mi.traverse(mesh)
    parameters["vertex_positions"] = np.concatenate(vertices).ravel()
    parameters["faces"] = np.concatenate(faces).astype(np.uint32).ravel()
    parameters.update()
    return mesh


def _left_by_the_gloss(solids: list[Item]) -> NDArray[np.float32]:
    """Return (solids, 1), what is left for the diffuse lobe.

    Disney's principled surface adds the gloss to the diffuse lobe, Blender's takes it from there;
    the reflectance at normal incidence, 0.08 specular, brings them together.
    """
    taken = [0.08 * s.surface.specular * (1 - s.surface.metallic) for s in solids]
    return 1 - np.array(taken, np.float32)[:, None]


def _lamps(light: Light) -> list[dict[str, Any]]:
    """Return Mitsuba's emitters for `light`, of the same power as Blender's.

    A square of side s radiates P / (pi s^2), a sphere of radius r P / (4 pi^2 r^2). Mitsuba's
    spot has no size: soft edges come from several spots on a disc of the lamp's radius.
    """
    tint = np.array(light.color)
    turned = light.pose @ _TURN

    def glow(radiance: float) -> dict[str, Any]:
        return {"type": "area", "radiance": _rgb(radiance * tint)}

    if light.kind == "spot":
        half = float(np.degrees(light.cone / 2))
        n = _SPOT_LAMPS if light.size > 0 else 1
        i = np.arange(n)
        radius, angle = light.size * np.sqrt((i + 0.5) / n), i * np.pi * (3 - np.sqrt(5))
        offsets = np.stack([radius * np.cos(angle), radius * np.sin(angle), 0 * angle], axis=-1)
        return [
            {
                "type": "spot",
                "to_world": mi.ScalarTransform4f(turned @ _shift(offset)),
                "intensity": _rgb(light.power / (4 * np.pi * n) * tint),
                "cutoff_angle": half,
                "beam_width": 0.99 * half,
            }
            for offset in offsets
        ]
    shape: dict[str, Any]
    if light.kind == "area":
        scale = np.diag([light.size / 2, light.size / 2, 1, 1])
        shape = {
            "type": "rectangle",
            "to_world": mi.ScalarTransform4f(turned @ scale),
            "light": glow(light.power / (np.pi * light.size**2)),
        }
    else:
        shape = {
            "type": "sphere",
            "center": light.pose[:3, 3].tolist(),
            "radius": light.size,
            "light": glow(light.power / (4 * np.pi**2 * light.size**2)),
        }
    return [{**shape, "bsdf": {"type": "null"}}]


def _rgb(value: NDArray[np.float64]) -> dict[str, Any]:
    return {"type": "rgb", "value": value.tolist()}


def _shift(offset: NDArray[np.float64]) -> NDArray[np.float64]:
    matrix = np.eye(4)
    matrix[:3, 3] = offset
    return matrix


# ------------------------------------------------------------------------------------- camera


def _sensor(camera: Camera, samples: int) -> Any:
    """Return Mitsuba's camera, with a box filter (others defeat the denoiser)."""
    film = {
        "type": "hdrfilm",
        "width": camera.width,
        "height": camera.height,
        "pixel_format": "rgba",
        "component_format": "float32",
        "rfilter": {"type": "box"},
    }
    K, width, height = camera.K, camera.width, camera.height
    if K[0, 1] != 0:
        raise ValueError(f"skew {K[0, 1]} cannot be rendered: make K[0, 1] zero")
    view: dict[str, Any]
    if np.isclose(K[0, 0], K[1, 1], rtol=1e-9):
        view = {
            "type": "perspective",
            "fov": float(2 * np.degrees(np.arctan(width / 2 / K[0, 0]))),
            "fov_axis": "x",
            "near_clip": _NEAR,
            "far_clip": _FAR,
            "principal_point_offset_x": float(-(K[0, 2] - width / 2) / width),
            "principal_point_offset_y": float(-(K[1, 2] - height / 2) / height),
            # x left, y up, z forward: two flips against OpenCV
            "to_world": mi.ScalarTransform4f(invert(camera.pose) @ np.diag([-1.0, -1, 1, 1])),
        }
    else:
        view = {"type": "pinhole", "camera": json.dumps(camera.to_json())}
    return mi.load_dict(
        {**view, "film": film, "sampler": {"type": "multijitter", "sample_count": samples}}
    )


class _Pinhole(mi.Sensor):  # type: ignore[misc]
    """A camera whose pixels need not be square, which Mitsuba's own cannot be.

    It is slow in the scalar variant (Python is asked for each sample), so the other goes first.
    """

    def __init__(self, properties: Any) -> None:
        super().__init__(properties)
        camera = Camera.from_json(json.loads(properties["camera"]))
        self._size = camera.width, camera.height
        self._K = camera.K.tolist()
        to_world = invert(camera.pose)
        self._axes = mi.ScalarMatrix3f(to_world[:3, :3])
        self._centre = mi.ScalarPoint3f(to_world[:3, 3])

    def sample_ray(
        self, time: Any, wavelengths: Any, position: Any, aperture: Any, active: Any = True
    ) -> tuple[Any, Any]:
        """Return the ray through `position` (both in [0, 1]) of the film, and its weight."""
        (fx, _, cx), (_, fy, cy), _ = self._K
        x = (position.x * self._size[0] - cx) / fx
        y = (position.y * self._size[1] - cy) / fy
        direction = dr.normalize(mi.Matrix3f(self._axes) @ mi.Vector3f(x, y, 1))
        return mi.Ray3f(mi.Point3f(self._centre), direction, time, []), mi.Color3f(1)

    def sample_ray_differential(self, *sample: Any) -> tuple[Any, Any]:
        """Return the same as `sample_ray`: nothing here needs footprints."""
        ray, weight = self.sample_ray(*sample)
        return mi.RayDifferential3f(ray), weight


mi.register_sensor("pinhole", _Pinhole)


def _cast_parts(scene: Scene, camera: Camera) -> NDArray[np.uint16]:
    """Return the part ids (H, W) that Mitsuba's rays through the pixel centres meet first."""
    solids = scene.solids()
    merged = mi.load_dict({"type": "scene", "mesh": _merge(list(solids), None)})
    parts = np.repeat([s.part for s in solids], [len(s.mesh.faces) for s in solids])
    origin, directions = pixel_rays(camera)
    if mi.variant().startswith("scalar"):
        hits = [
            merged.ray_intersect_preliminary(mi.Ray3f(mi.Point3f(origin), mi.Vector3f(d)))
            for d in directions
        ]
        valid = np.array([hit.is_valid() for hit in hits])
        faces = np.array([hit.prim_index for hit in hits])
    else:
        hit = merged.ray_intersect_preliminary(
            mi.Ray3f(mi.Point3f(origin), mi.Vector3f(directions.T.astype(np.float32)))
        )
        valid, faces = np.array(hit.is_valid()), np.array(hit.prim_index)
    ids = np.where(valid, parts[np.where(valid, faces, 0)], 0).astype(np.uint16)
    return ids.reshape(camera.height, camera.width)
