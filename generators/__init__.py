"""From a seed to a folder of pictures with their truth.

`SUITES` names what can be rendered; the key is what the user types and the module's name.
"""

from __future__ import annotations

SUITES = {
    "mad": "LEGO animals from every side: burrs, stains, missing bricks (MAD-Sim layout)",
    "piad": "sixteen objects in light that changes: six defects, known reflectance (PIAD layout)",
    "conveyor": "LEGO vehicles in any pose on a belt: parts added, missing, recoloured",
}
