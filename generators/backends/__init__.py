"""Renderers: from a scene and a camera to a frame.

`BACKENDS` names them as the user types them; each is "module:Class" and is imported only in the
renderer's own process (`process.RenderProcess` starts it), so that nothing a renderer does to a
process, not even an abort, reaches ours. A renderer class offers

    __init__(self, settings: Settings)
    render(self, scene: Scene, camera: Camera, *, parts: bool = False) -> Frame

and may keep what it built for one scene to render the next one faster.
"""

from __future__ import annotations

from dataclasses import dataclass

BACKENDS = {"cycles": "cycles:Renderer", "mitsuba": "mitsuba:Renderer"}


@dataclass(frozen=True)
class Settings:
    """How to render.

    Attributes:
        samples: Camera samples per pixel.
        bounces: Most bounces of a path.
        denoise: Whether to denoise on the CPU with Open Image Denoise.
        threads: Threads of the renderer; 0 takes all cores.
        seed: Seed of the renderer's sampling; the same for every shot keeps frames independent
            of their order.
    """

    samples: int = 16
    bounces: int = 6
    denoise: bool = True
    threads: int = 0
    seed: int = 0
