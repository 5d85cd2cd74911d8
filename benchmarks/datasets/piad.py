"""What PIAD's published code relies on (Yang et al., CVPR 2025), rendered objects; `layouts.PIAD`.

    ROOT/Gear/                                one folder per class, one of `CLASSES`
      train/0.png 1.png ...                   flat: no folder `good`
      test/{Dents,Missing,...}/0.png ...
      test/good/0.png  test/good_1/0.png ...  sound, whatever follows `good_`
      ground_truth/{Dents,...}/0.png ...      named as their images
      transforms.json                         poses of the training images, file_path ./train/0.png

The code calls the layout MIP. Its light is not told on disk. What padkit adds are the folders of
light sweeps, `good_power25` and `Dents_power25` (type, then `power` in watts or `azimuth` in
degrees): sound for that code as well, and a type of defect of their own.

The real objects of PIAD are COLMAP scenes (`images/`, `sparse/`) and are in no layout of these.
"""

from __future__ import annotations

# fmt: off
CLASSES = (
    "Axletree", "Box", "Can", "Chain", "Gear", "Keyring", "Motor", "Parts",
    "Picker", "Section", "Shaft", "Spray_can", "Spring", "Sprockets", "Amphora", "Teapot",
)
# fmt: on
"""The class folders of the rendered objects; light changes for the last two."""
