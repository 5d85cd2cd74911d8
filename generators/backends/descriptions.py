"""Mitsuba's words for surfaces, lamps and the sky. Imports no renderer.

Descriptions are the dictionaries that Mitsuba loads, but for matrices ("to_world") and pictures
("bitmap"), which are arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...assets.materials import Surface
from ..scene import Environment, Item, Light
from .surfaces import linear_color

_SPOT_LAMPS = 16
_TURN = np.diag([1.0, -1.0, -1.0, 1.0])  # our lamps shine along -Z, Mitsuba's along +Z
_ENVIRONMENT = np.array([[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1.0]])


def describe_surface(surface: Surface) -> dict[str, Any]:
    """Return the surface whose colour and roughness the mesh tells face by face."""

    def attribute(name: str) -> dict[str, Any]:
        return {"type": "mesh_attribute", "name": f"face_{name}"}

    color, roughness = attribute("color"), attribute("roughness")
    if surface.texture is not None:
        left = _left_by_the_gloss(surface)
        color = _picture(linear_color(surface.texture) * np.float32(left))
        if surface.texture.roughness is not None:
            roughness = _picture(surface.texture.roughness)
    opaque = {
        "type": "twosided",
        "inside": {
            "type": "principled",
            "base_color": color,
            "roughness": roughness,
            "metallic": surface.metallic,
            "specular": surface.specular,
            "flatness": surface.subsurface,
            # Disney's coat is a quarter of a true one
            "clearcoat": 4 * surface.coat,
            "clearcoat_gloss": _gloss(surface.coat_roughness),
        },
    }
    if surface.opacity == 1 and surface.transmission == 0:
        return opaque
    # light goes straight through clear plastic; only camera rays are refracted (see `_Eye`)
    hidden = attribute("hidden") if surface.transmission else surface.opacity
    return {"type": "mask", "opacity": hidden, "inside": opaque}


def _picture(values: NDArray[np.float32]) -> dict[str, Any]:
    """Return the texture of linear values (h, w[, 3]), row 0 at v = 1."""
    # its rows go up with v
    return {"type": "bitmap", "bitmap": values[::-1], "raw": True}


def _gloss(roughness: float) -> float:
    """Return Disney's gloss of a coat, whose GGX alpha runs from 0.1 (gloss 0) to 0.001 (1)."""
    return float(np.clip((0.1 - roughness**2) / 0.099, 0, 1))


def face_attributes(solids: list[Item]) -> dict[str, NDArray[np.float32]]:
    """Return what the faces of each solid tell, (solids, channels) each.

    "color" is that of the diffuse lobe, "tint" that of light that crosses the surface once (the
    root of the colour, as in both renderers' principled surfaces), "hidden" what clear plastic
    holds back of light that goes straight through.
    """
    surfaces = [s.surface for s in solids]
    colors = np.array([s.base_color for s in surfaces], np.float32)
    clear = np.array([[s.transmission] for s in surfaces], np.float32)
    left = np.array([[_left_by_the_gloss(s)] for s in surfaces], np.float32)
    return {
        "face_color": colors * left,
        "face_roughness": np.array([[s.roughness] for s in surfaces], np.float32),
        "face_tint": np.sqrt(colors),
        "face_clear": clear,
        "face_hidden": 1 - clear * colors.mean(axis=1, keepdims=True),
    }


def _left_by_the_gloss(surface: Surface) -> float:
    """Return what is left for the diffuse lobe.

    Disney's principled surface adds the gloss to the diffuse lobe, Blender's takes it from there;
    the reflectance at normal incidence, 0.08 specular, brings them together.
    """
    return 1 - 0.08 * surface.specular * (1 - surface.metallic)


def describe_lamps(light: Light) -> list[dict[str, Any]]:
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
                "to_world": turned @ _shift(offset),
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
            "to_world": turned @ scale,
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


def describe_sky(environment: Environment) -> dict[str, Any]:
    """Return the environment, turned from Mitsuba's axes to ours."""
    return {
        "type": "envmap",
        "bitmap": environment.radiance,
        "scale": environment.strength,
        "to_world": _ENVIRONMENT,
    }
