"""What a Gaussian is in a picture: an ellipse, as one record."""

from __future__ import annotations

import numpy as np

NAMES = (
    "x", "y", "xx", "xy", "yy", "reach_x", "reach_y", "cutoff",
    "opacity", "red", "green", "blue", "depth", "shrink",
)  # fmt: skip
"""Fields of `ELLIPSE`:

- x, y: centre in pixels, the top left pixel's centre at (0.5, 0.5);
- xx, xy, yy: inverse covariance;
- reach_x, reach_y: half width and height of the box that is drawn, pixels; 0 where not seen;
- cutoff: the squared Mahalanobis distance at which alpha is the faintest that is drawn;
- opacity: as drawn;
- red, green, blue: colour;
- depth: z in the camera;
- shrink: what the opacity was multiplied by.
"""

ELLIPSE = np.dtype([(name, np.float32) for name in NAMES], align=True)
"""One Gaussian. Side by side, since kernels need all of one at once; and numba's cache of a kernel
knows the layout, which it would not if columns were told by numbers of another module."""
