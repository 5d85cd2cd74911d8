"""Blender's shading nodes: of surfaces and of the world. Imports no renderer; is given its trees.

A material serves every item of one `kind`; colour, roughness and cover are the object's own (its
colour, its colour's alpha and its property `COVER`), so that bricks of a hundred slightly different
surfaces share one mesh, one acceleration structure and one shader. Materials on the objects' slots
would not do: Cycles copies the mesh for each.

Clear plastic refracts what cameras and mirrors see; light, that is shadow rays and diffuse
bounces, passes straight and tinted, which gives it bright shadows without noise.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...assets.materials import Surface

_DEPTH = 1e-3  # metres that light travels in plastic before it is scattered, red, green and blue
IOR = 1.5

COVER = "cover"
"""Property of an object: the share of its own colour and roughness that lies over a texture."""


def dress(tree: Any, kind: Surface, pictures: dict[str, Any], unit: float) -> None:
    """Lay out the nodes of a new material.

    Args:
        tree: Its node tree, as Blender makes it.
        kind: What items of it have in common.
        pictures: Blender's images of the texture, as "color" and "roughness", where it has them.
        unit: Metres in a world unit.
    """
    shader = tree.nodes["Principled BSDF"]
    own = tree.nodes.new("ShaderNodeObjectInfo")
    looked_up = {name: _look_up(tree, name) for name in pictures}
    change_pictures(tree, pictures)
    tint, rough = own.outputs["Color"], own.outputs["Alpha"]
    if looked_up:
        cover = tree.nodes.new("ShaderNodeAttribute")
        cover.attribute_type, cover.attribute_name = "OBJECT", COVER
        tint = _mix(tree, cover.outputs["Fac"], looked_up["color"], tint)
        if "roughness" in looked_up:
            rough = _mix(tree, cover.outputs["Fac"], looked_up["roughness"], rough)
    tree.links.new(tint, shader.inputs["Base Color"])
    tree.links.new(rough, shader.inputs["Roughness"])
    values = {
        "Metallic": kind.metallic,
        "IOR": IOR,
        "Specular IOR Level": kind.specular,
        "Alpha": kind.opacity,
        "Transmission Weight": kind.transmission,
        "Coat Weight": kind.coat,
        "Coat Roughness": kind.coat_roughness,
        "Coat IOR": IOR,
        "Subsurface Weight": kind.subsurface,
        "Subsurface Radius": (1.0, 1.0, 1.0),
        "Subsurface Scale": _DEPTH / unit,
    }
    for name, value in values.items():
        shader.inputs[name].default_value = value
    if kind.transmission > 0:
        _let_light_through(tree, shader, tint, kind.transmission)


def lay_out_world(tree: Any) -> tuple[Any, Any, Any, Any]:
    """Lay out the nodes of the world, whose background is seen straight through clear plastic.

    Rays that were thrown back in it show the environment instead, which draws its edges.

    Returns:
        The texture node of the environment; the shaders of environment and of background, with
        the inputs "Color" and "Strength"; the input that is 1 where there is a background, else 0.
    """
    tree.nodes.clear()
    texture = tree.nodes.new("ShaderNodeTexEnvironment")
    around, behind = (tree.nodes.new("ShaderNodeBackground") for _ in range(2))
    path = tree.nodes.new("ShaderNodeLightPath")
    straight, share = (tree.nodes.new("ShaderNodeMath") for _ in range(2))
    straight.operation, share.operation = "GREATER_THAN", "MULTIPLY"
    mix = tree.nodes.new("ShaderNodeMixShader")
    output = tree.nodes.new("ShaderNodeOutputWorld")
    tree.links.new(path.outputs["Is Transmission Ray"], straight.inputs[0])
    tree.links.new(path.outputs["Glossy Depth"], straight.inputs[1])
    tree.links.new(straight.outputs[0], share.inputs[0])
    tree.links.new(share.outputs[0], mix.inputs[0])
    tree.links.new(around.outputs[0], mix.inputs[1])
    tree.links.new(behind.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], output.inputs["Surface"])
    return texture, around, behind, share.inputs[1]


def lift_rows(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (h w 4,) float32 as Blender's images want it, rows upwards, of (h, w[, 3])."""
    pixels = np.ones((*picture.shape[:2], 4), np.float32)
    pixels[..., :3] = picture[::-1] if picture.ndim == 3 else picture[::-1, :, None]
    return pixels.ravel()


def change_pictures(tree: Any, pictures: dict[str, Any]) -> None:
    """Let a material that was dressed with pictures of the same names show these."""
    for name, image in pictures.items():
        tree.nodes[name].image = image


def _look_up(tree: Any, name: str) -> Any:
    node = tree.nodes.new("ShaderNodeTexImage")
    node.name = name
    node.interpolation, node.extension = "Linear", "REPEAT"
    return node.outputs["Color"]


def _mix(tree: Any, share: Any, below: Any, above: Any) -> Any:
    """Return the socket of (1 - share) below + share above, as colours."""
    node = tree.nodes.new("ShaderNodeMix")
    node.data_type = "RGBA"
    for socket, name in ((share, "Factor"), (below, "A"), (above, "B")):
        wanted = "VALUE" if name == "Factor" else "RGBA"
        slot = next(i for i in node.inputs if i.name == name and i.type == wanted)
        tree.links.new(socket, slot)
    return next(o for o in node.outputs if o.type == "RGBA")


def _let_light_through(tree: Any, shader: Any, tint: Any, share: float) -> None:
    """Show shadow and diffuse rays a tinted hole of this share in place of glass."""
    path = tree.nodes.new("ShaderNodeLightPath")
    either = tree.nodes.new("ShaderNodeMath")
    either.operation = "MAXIMUM"
    part = tree.nodes.new("ShaderNodeMath")
    part.operation = "MULTIPLY"
    part.inputs[1].default_value = share
    hole = tree.nodes.new("ShaderNodeBsdfTransparent")
    mix = tree.nodes.new("ShaderNodeMixShader")
    tree.links.new(path.outputs["Is Shadow Ray"], either.inputs[0])
    tree.links.new(path.outputs["Is Diffuse Ray"], either.inputs[1])
    tree.links.new(either.outputs[0], part.inputs[0])
    tree.links.new(tint, hole.inputs["Color"])
    tree.links.new(part.outputs[0], mix.inputs[0])
    tree.links.new(shader.outputs[0], mix.inputs[1])
    tree.links.new(hole.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], tree.nodes["Material Output"].inputs["Surface"])
