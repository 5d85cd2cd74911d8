"""Vehicles: what each model of the conveyor suite is, told to a sculpture.

The nine classes are those of the conveyor benchmark, of rising complexity. Every vehicle drives to
the front (LDraw -Z). Heights are in plates, widths and depths in studs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..sculpt import Sculpture
from . import amphibious, cars, desert, loader, off_road, tank, truck

VEHICLES: Final[dict[str, Callable[[], Sculpture]]] = {
    "coupe_car": cars.coupe_car,
    "police_car": cars.police_car,
    "racing_car": cars.racing_car,
    "amphibious_car": amphibious.amphibious_car,
    "off_road_car": off_road.off_road_car,
    "desert_car": desert.desert_car,
    "tank": tank.tank,
    "truck": truck.truck,
    "loader": loader.loader,
}
"""Class of the conveyor suite -> what models it."""
