"""Cycles, through BlenderProc and bpy 4.2: the only file that imports either.

BlenderProc sets up the renderer, the denoiser, the lamps, the materials and the camera. Meshes
are made with bpy, whose `foreach_set` takes whole arrays, and frames are asked for with bpy:
BlenderProc's own `render` draws an animation, writes it and reads it back, and knows no float
picture with alpha. Three of its `api` themes cost 1.9 s to import beside bpy's 1.6 s, once a
process.

Denoising is BlenderProc's too, a node of the compositor, which can see the background (see
`background`). Measured with 16 samples against 1024, 60 bricks in a studio, 2 views of 128 px,
CPU seconds a frame (least of 6) and PSNR of the developed picture; the last column at 256 px:

    no denoising                     0.90 s  27.8 dB    3.3 s
    node, prefilter FAST             0.96    36.4       2.9
    node, prefilter NONE (ours)      0.99    36.9       3.1
    node, prefilter ACCURATE         1.15    37.2       4.2
    Cycles' own, HIGH, FAST          0.90    36.3
    Cycles' own, HIGH, NONE          1.04    36.9
    Cycles' own, HIGH, ACCURATE      1.12    37.1

The two routes are equal; the machine was shared, so that 10 % mean nothing. Frames are
bit-identical whatever was rendered before and for any number of threads (tested).
"""

from __future__ import annotations

import os
import pickle
import tempfile
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import Any

# BlenderProc refuses to be imported without a word on where it runs (it inspects the stack)
os.environ["OUTSIDE_OF_THE_INTERNAL_BLENDER_PYTHON_ENVIRONMENT_BUT_IN_RUN_SCRIPT"] = "1"

import bpy
import numpy as np
import OpenEXR
from blenderproc.api import camera as bproc_camera
from blenderproc.api import renderer as bproc_renderer
from blenderproc.api import types as bproc_types
from blenderproc.python.utility import Initializer
from blenderproc.python.utility.SetupUtility import SetupUtility
from mathutils import Matrix
from numpy.typing import NDArray

from ...assets.materials import Surface, Texture
from ...assets.meshes import Mesh
from ...benchmarks.poses import opengl_camera_to_world
from ...benchmarks.records import Camera
from ..scene import Environment, Frame, Item, Light, Scene
from . import Settings
from .background import decode_background, lift_background
from .nodes import COVER, change_pictures, dress, lay_out_world, lift_rows
from .surfaces import kind, linear_color

_NEAR, _FAR = 1e-3, 1e5  # in world units; rays have no depth buffer to spoil
_SAMPLE_MAP = 2048  # width of the environment's importance map; AUTO costs a second more
_MESHES_KEPT = 2000
_TRIANGLES_KEPT = 4_000_000  # of all meshes together: about a gigabyte
_TEXTURES_KEPT = 12
_IDLE_KEPT = 24
_IMAGES_KEPT = 8
_THROUGH_PLASTIC = 6  # bounces more for what is seen through the walls of clear plastic


class Renderer:
    """Renders scene after scene, changing in Blender only what differs from the last one.

    Attributes:
        notes: Lines for the user; none here.
    """

    notes: tuple[str, ...] = ()

    def __init__(self, settings: Settings) -> None:
        self._path = Path(tempfile.gettempdir()) / "frame.exr"
        _set_up(settings)
        self._images: dict[tuple[Texture, str], Any] = {}
        self._materials: OrderedDict[tuple[Surface, float], Any] = OrderedDict()
        self._used: set[tuple[Surface, float]] = set()
        self._meshes: dict[tuple[Any, ...], Any] = {}
        self._slots: list[_Slot] = []
        self._lights = b""
        self._lamps: list[Any] = []
        self._world = _World()
        self._backdrop = _Backdrop() if settings.denoise else None

    def render(self, scene: Scene, camera: Camera, *, parts: bool = False) -> Frame:
        """Render one frame.

        Args:
            scene: What to render.
            camera: From where; skew is refused.
            parts: Whether the index pass is wanted as `Frame.parts`.
        """
        solids = scene.solids()
        self._forget()
        self._place(solids, scene.unit)
        self._light(scene.lights)
        self._world.show(scene.environment, scene.background)
        blender = bpy.context.scene
        blender.render.film_transparent = scene.background is not None
        bpy.context.view_layer.use_pass_object_index = parts
        backdrop = decode_background(scene.background)
        if self._backdrop is not None:
            self._backdrop.show(backdrop)
        _aim(camera)
        bpy.ops.render.render(write_still=True)
        with OpenEXR.File(str(self._path), separate_channels=True) as file:
            channels = {name: channel.pixels for name, channel in file.channels().items()}
        color, alpha = _pixels(channels, "ViewLayer")
        if self._backdrop is not None:
            denoised, _ = _pixels(channels, "Composite")
            color = lift_background(denoised, alpha, backdrop)
        return Frame(color, alpha, _part_ids(channels, solids) if parts else None)

    def _place(self, solids: tuple[Item, ...], unit: float) -> None:
        """Let slot i show solid i: the order of objects, hence the noise, never has a history."""
        while len(self._slots) < len(solids):
            self._slots.append(_Slot(len(self._slots)))
        for slot, item in zip(self._slots, solids, strict=False):
            slot.show(item, self._mesh(item, unit))
        for slot in self._slots[len(solids) :]:
            slot.hide()

    def _mesh(self, item: Item, unit: float) -> Any:
        """Return Blender's mesh of `item`, with its material; a mirrored one lies in the world."""
        pose = item.pose.tobytes() if item.mirrored else b""
        material = self._material(kind(item.surface), unit)
        key = (item.mesh, material, pose)
        if key not in self._meshes:
            mesh = item.mesh
            if item.mirrored:
                mesh = Mesh(item.world_vertices(), item.world_faces(), item.world_uv())
            self._meshes[key] = _build_mesh(mesh, material)
        return self._meshes[key]

    def _material(self, surface: Surface, unit: float) -> Any:
        """Return Blender's material of a kind of surface, of old use where there are many."""
        key = (surface, unit if surface.subsurface else 1.0)
        if key not in self._materials:
            pictures = self._pictures(surface.texture)
            spare = self._spare(key)
            if spare is None:
                self._materials[key] = bpy.data.materials.new("surface")
                self._materials[key].use_nodes = True
                dress(self._materials[key].node_tree, surface, pictures, unit)
            else:
                self._materials[key] = self._materials.pop(spare)
                change_pictures(self._materials[key].node_tree, pictures)
        self._materials.move_to_end(key)
        self._used.add(key)
        return self._materials[key]

    def _pictures(self, texture: Texture | None) -> dict[str, Any]:
        """Return Blender's images of a texture: "color", and "roughness" where it has that."""
        if texture is None:
            return {}
        values = {"color": linear_color(texture), "roughness": texture.roughness}
        for name, picture in values.items():
            if picture is not None and (texture, name) not in self._images:
                self._images[texture, name] = _build_image(picture)
        return {n: self._images[texture, n] for n, value in values.items() if value is not None}

    def _spare(self, key: tuple[Surface, float]) -> tuple[Surface, float] | None:
        """Return the longest unused of many materials that differ from `key` in the texture only.

        Cycles keeps what it made of a material for good, and with it the images: it forgets an
        image only when the same material shows another.
        """
        if sum(surface.texture is not None for surface, _ in self._materials) < _TEXTURES_KEPT:
            return None
        like = [k for k in self._materials if k not in self._used and _layout(k) == _layout(key)]
        return like[0] if key[0].texture is not None and like else None

    def _forget(self) -> None:
        """Remove images that no material shows any more, and meshes, once there are many.

        Cycles knows images by their address and would take a new one for the old one in its
        place. What it knows goes only with its persistent data: with a frame rendered without.
        """
        self._used.clear()
        idle = [key for key, image in self._images.items() if not image.users]
        triangles = sum(len(mesh.faces) for mesh, *_ in self._meshes)
        crowded = len(self._meshes) > _MESHES_KEPT or triangles > _TRIANGLES_KEPT
        persistent = bpy.context.scene.render.use_persistent_data
        if not persistent:  # nobody knows them since the last frame
            for key in idle:
                bpy.data.images.remove(self._images.pop(key))
            unused = [key for key, block in self._meshes.items() if not block.users]
            for mesh in unused if crowded else ():
                bpy.data.meshes.remove(self._meshes.pop(mesh))
        full = len(idle) >= _IDLE_KEPT or crowded
        bpy.context.scene.render.use_persistent_data = not persistent or not full

    def _light(self, lights: tuple[Light, ...]) -> None:
        if pickle.dumps(lights) == self._lights:
            return
        for lamp in self._lamps:
            data = lamp.data
            bpy.data.objects.remove(lamp)
            bpy.data.lights.remove(data)
        self._lamps = [_build_lamp(light) for light in lights]
        self._lights = pickle.dumps(lights)


class _Slot:
    """One object of the Blender scene and what it shows."""

    def __init__(self, index: int) -> None:
        self._index = index
        self._object: Any = None
        self._shown: tuple[Any, ...] = ()

    def show(self, item: Item, mesh: Any) -> None:
        if self._object is None:
            name = f"solid {self._index:05d}"
            self._object = bpy.data.objects.new(name, mesh)
            self._object.pass_index = self._index + 1  # at most 32767, so not the part itself
            bpy.context.scene.collection.objects.link(self._object)
        look = (*item.surface.base_color, item.surface.roughness)
        shown = (mesh, item.pose.tobytes(), look, item.surface.cover, item.seen)
        if self._shown == shown:
            return
        self._object.data = mesh
        self._object.matrix_world = Matrix(np.eye(4) if item.mirrored else item.pose)
        self._object[COVER] = item.surface.cover  # alone it would go unnoticed
        self._object.color = look  # see `nodes`
        self._object.visible_camera = self._object.visible_transmission = item.seen
        self._object.hide_render = False
        self._shown = shown

    def hide(self) -> None:
        if self._shown:
            self._object.hide_render = True
            self._shown = ()


class _Backdrop:
    """What the denoiser sees behind the scene.

    Denoised as it will be looked at, over its background, a picture keeps clean outlines;
    denoised over nothing, colour and alpha part ways there and leave a dark fringe.
    """

    def __init__(self) -> None:
        tree = bpy.context.scene.node_tree
        nodes = {node.type: node for node in tree.nodes}
        nodes["DENOISE"].prefilter = "NONE"
        over = tree.nodes.new("CompositorNodeAlphaOver")
        tree.links.new(nodes["R_LAYERS"].outputs["Image"], over.inputs[2])
        tree.links.new(over.outputs["Image"], nodes["DENOISE"].inputs["Image"])
        self._color = over.inputs[1]

    def show(self, background: NDArray[np.float32]) -> None:
        """Put linear colour (3,) behind the scene."""
        self._color.default_value = [*background.tolist(), 1.0]


class _World:
    """The environment and, for those who look through clear plastic, the background."""

    def __init__(self) -> None:
        world = bpy.context.scene.world
        world.use_nodes = True
        # before the first render: persistent data would ignore a later change
        world.cycles.sampling_method = "MANUAL"
        world.cycles.sample_map_resolution = _SAMPLE_MAP
        self._tree = world.node_tree
        self._texture, self._around, self._behind, self._share = lay_out_world(self._tree)
        # A new image in the memory of one just removed is the old one to Cycles, which keeps
        # images by address from frame to frame: only long forgotten ones are removed.
        self._images: OrderedDict[Environment, Any] = OrderedDict()
        self._shown: tuple[Any, ...] | None = None

    def show(
        self, environment: Environment | None, background: tuple[int, int, int] | None
    ) -> None:
        if (environment, background) == self._shown:
            return
        self._shown = (environment, background)
        self._behind.inputs["Color"].default_value = [*decode_background(background), 1.0]
        self._share.default_value = float(background is not None)
        around = self._around.inputs
        around["Strength"].default_value = environment.strength if environment else 0.0
        for link in around["Color"].links:
            self._tree.links.remove(link)
        if environment is None:
            around["Color"].default_value = [0.0, 0.0, 0.0, 1.0]
            return
        if environment not in self._images:
            self._images[environment] = _build_image(environment.radiance)
        self._images.move_to_end(environment)
        self._texture.image = self._images[environment]
        if len(self._images) > _IMAGES_KEPT:
            bpy.data.images.remove(self._images.popitem(last=False)[1])
        self._tree.links.new(self._texture.outputs["Color"], around["Color"])


# ------------------------------------------------------------------------------ building blocks


def _set_up(settings: Settings) -> None:
    """Bring Blender to BlenderProc's clean state, then to ours."""
    SetupUtility.setup_utility_paths(tempfile.gettempdir())
    Initializer.clean_up(clean_up_camera=True)
    bproc_renderer.set_render_devices(use_only_cpu=True)
    Initializer._Initializer.set_default_parameters()  # init() itself fails on the bpy wheel
    bproc_renderer.set_max_amount_of_samples(settings.samples)
    bproc_renderer.set_noise_threshold(0)  # adaptive sampling saves nothing at up to 32 samples
    bproc_renderer.set_cpu_threads(settings.threads)
    bproc_renderer.toggle_light_tree(True)
    bounces, most = settings.bounces, settings.bounces + _THROUGH_PLASTIC
    bproc_renderer.set_light_bounces(bounces, most, 0, most, most, 16, 0)
    bproc_renderer.set_output_format("OPEN_EXR_MULTILAYER", 32, True, view_transform="Raw")
    bproc_renderer.set_denoiser("INTEL" if settings.denoise else None)
    scene = bpy.context.scene
    scene.cycles.seed = settings.seed
    scene.render.image_settings.exr_codec = "NONE"
    scene.render.use_file_extension = False
    scene.render.filepath = str(Path(tempfile.gettempdir()) / "frame.exr")
    bpy.context.view_layer.pass_alpha_threshold = 0  # a see-through part is a part


def _layout(key: tuple[Surface, float]) -> tuple[Any, ...]:
    """Return what tells whether two textured materials have the same nodes and values."""
    surface, unit = key
    texture = surface.texture
    rough = texture is not None and texture.roughness is not None
    return replace(surface, texture=None), unit, texture is not None, rough


def _build_mesh(mesh: Mesh, material: Any) -> Any:
    built = bpy.data.meshes.new("mesh")
    count = len(mesh.faces)
    built.vertices.add(len(mesh.vertices))
    built.vertices.foreach_set("co", np.ascontiguousarray(mesh.vertices, np.float32).ravel())
    built.loops.add(3 * count)
    built.loops.foreach_set("vertex_index", np.ascontiguousarray(mesh.faces, np.int32).ravel())
    built.polygons.add(count)
    built.polygons.foreach_set("loop_start", np.arange(0, 3 * count, 3, dtype=np.int32))
    built.update(calc_edges=True)
    if mesh.uv is not None:
        built.uv_layers.new().data.foreach_set("uv", np.ascontiguousarray(mesh.uv).ravel())
    built.shade_flat()  # polygons made this way are smooth in 4.2
    built.materials.append(material)
    return built


def _build_image(picture: NDArray[np.float32]) -> Any:
    """Return Blender's image of linear values (h, w[, 3])."""
    height, width = picture.shape[:2]
    image = bpy.data.images.new("picture", width, height, float_buffer=True, is_data=True)
    image.pixels.foreach_set(lift_rows(picture))
    return image


def _build_lamp(light: Light) -> Any:
    """Return Blender's object for `light`; it lights but is itself not seen."""
    lamp = bproc_types.Light(light.kind.upper())
    lamp.set_energy(light.power)
    lamp.set_color(list(light.color))
    lamp.set_local2world_mat(light.pose)
    data = lamp.blender_obj.data
    if light.kind == "area":
        data.shape = "SQUARE"
        data.size = light.size
    else:
        lamp.set_radius(light.size)
        data.use_soft_falloff = False  # a true sphere
    if light.kind == "spot":
        data.spot_size = light.cone
        data.spot_blend = 0
    lamp.blender_obj.visible_camera = False
    return lamp.blender_obj


def _aim(camera: Camera) -> None:
    """Give Blender's camera the intrinsics and the pose of `camera`."""
    K = camera.K.copy()
    K[:2, 2] -= 0.5  # BlenderProc counts pixel centres at whole numbers
    bproc_camera.set_intrinsics_from_K_matrix(K, camera.width, camera.height, _NEAR, _FAR)
    # BlenderProc's own way sets a keyframe, over which Blender builds its dependency graph anew
    eye = bpy.context.scene.camera
    eye.rotation_euler = 0.0, 0.0, 0.0  # Blender takes the angles nearest to the old ones
    eye.matrix_world = Matrix(opengl_camera_to_world(camera.pose))


def _pixels(
    channels: dict[str, NDArray[np.float32]], layer: str
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return color (H, W, 3), premultiplied, and alpha (H, W) of a layer of the EXR."""
    red, green, blue, alpha = (channels[f"{layer}.Combined.{c}"] for c in "RGBA")
    return np.stack([red, green, blue], axis=-1), np.clip(alpha, 0, 1)


def _part_ids(
    channels: dict[str, NDArray[np.float32]], solids: tuple[Item, ...]
) -> NDArray[np.uint16]:
    """Return the part ids (H, W) of the index pass, which Cycles takes at pixel centres."""
    table = np.array([0, *(item.part for item in solids)], np.uint16)
    ids: NDArray[np.uint16] = table[np.rint(channels["ViewLayer.IndexOB.X"]).astype(np.int64)]
    return ids
