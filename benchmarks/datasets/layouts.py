"""The layouts whose classes are folders of numbered pictures, each a value: `MAD`, `PIAD`.

    ROOT/
      dataset.json                            padkit only, see `manifest`
      croissant.json                          padkit only: the same for search engines
      CLASS/                                  one folder per class
        TRAIN/0.png 1.png ...                 8-bit RGB; numbers unpadded, from 0, no gap
        test/FOLDER/0.png ...                 a type of defect, or `good`; maybe with a label
        ground_truth/FOLDER/0SUFFIX.png ...   8-bit grey, 0 and 255; none for sound folders
        transforms.json                       poses of the training images
        poses_test.json                       padkit only: poses of the test images
        anomalies.json                        padkit only: what was done, per anomalous image
        views.json                            padkit only, some suites: more about the test images
        lights.json                           padkit only, some suites: the light of every image
        object_masks/test/good/0.png ...      padkit only, where the object has surroundings
        scene/scene.json scene.npz            padkit only: the sound object, `generators.scene`
        extras/TRAIN/0_parts.png ...          padkit only, on request: see `EXTRAS`

What TRAIN, SUFFIX and a label are is the layout's; `mad` and `piad` tell what the published code of
each expects. Images and masks are paired by number.

transforms.json and poses_test.json are as `transforms` says: camera-to-world matrices in OpenGL
axes, one horizontal field of view for all; `file_path` is `./TRAIN/0.png`, and the frames stand in
the order of the numbers.

anomalies.json is `{"test/Burrs/0": {"kind", "part", "visible_pixels", ...}, ...}`, one entry for
each anomalous test image; `visible_pixels` counts the pixels set in its mask. views.json has an
entry of the same kind for every test image. lights.json is `{"rigs": {name: description},
"images": {"train/0": name, "test/good/0": name, ...}}`, with every image of the class.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..records import GOOD
from . import mad, piad

TEST = "test"
TRUTH = "ground_truth"
SCENE = "scene"
TRANSFORMS = "transforms.json"
TEST_POSES = "poses_test.json"
ANOMALIES = "anomalies.json"
VIEWS = "views.json"
LIGHTS = "lights.json"
OBJECTS = "object_masks"
"""Folder of the masks of the object itself, 8-bit grey, 0 and 255."""
ADDED = "extras"

EXTRAS = {
    "parts": "parts.png",
    "depth": "depth.exr",
    "normals": "normal.exr",
    "albedo": "albedo.exr",
    "shading": "shading.exr",
    "plate": "plate.png",
}
"""What may be added to every image, by name -> how its file ends. Part ids (16-bit grey, 0 is
background), depth along the optical axis in the layout's unit, normals in the object's frame,
reflectance and shading (linear R, G, B), and the plate: the same view without the object, 8-bit
RGB, of the splits whose objects have surroundings."""

Groups = Mapping[str, Mapping[int, str]]
"""Picture folder -> number -> path, all within a class folder (`Layout.group_pictures`)."""

_SWEEP = re.compile(r"(?:power|azimuth)[0-9]+")


@dataclass(frozen=True)
class Layout:
    """What the files of a dataset are called, and what published code relies on.

    Attributes:
        name: As it stands in dataset.json, a key of `LAYOUTS`.
        version: Of the layout as padkit writes it; a dataset with a higher one is refused.
        train: Folder of a class's training pictures.
        mask_suffix: What follows the number in the name of a mask.
        labels: Whether folders of one type are told apart by a label, see `read_folder`.
        classes: The class folders of the published data.
        defects: The anomalous test folders that each of them has.
        white: Whether the pictures of the original download are on pure white.
        centred: Whether its objects lie around the origin and its cameras face it.
        camera_distance: Distance of padkit's cameras from the origin, least and most.
        green_limit: Highest green of padkit's objects: published code erases what is above.
    """

    name: str
    version: int
    train: str
    mask_suffix: str
    labels: bool
    classes: tuple[str, ...]
    defects: tuple[str, ...]
    white: bool
    centred: bool
    camera_distance: tuple[float, float] = mad.CAMERA_DISTANCE
    green_limit: int = mad.GREEN_LIMIT

    def train_image(self, index: int | str) -> str:
        """Return the path of a training image in its class folder, `train/good/0.png`."""
        return f"{self.train}/{index}.png"

    def test_image(self, folder: str, index: int | str) -> str:
        """Return the path of a test image in its class folder, `test/Burrs/0.png`."""
        return f"{TEST}/{folder}/{index}.png"

    def mask_image(self, folder: str, index: int | str) -> str:
        """Return the path of a mask in its class folder, `ground_truth/Burrs/0_mask.png`."""
        return f"{TRUTH}/{folder}/{index}{self.mask_suffix}.png"

    def read_folder(self, folder: str) -> tuple[str, str]:
        """Return the type of defect that a test folder holds, `GOOD` for sound, and its label.

        In a layout with labels `good_LABEL` is sound whatever the label, and `TYPE_LABEL` is of
        the type where the label is one of a light sweep: `power` or `azimuth` and a number. Any
        other folder is a type by its whole name and has no label.

        >>> [PIAD.read_folder(name) for name in ("good_1", "Dents_power25", "missing_parts")]
        [('good', '1'), ('Dents', 'power25'), ('missing_parts', '')]
        """
        if self.labels:
            defect, _, label = folder.partition("_")
            if defect == GOOD and label:
                return GOOD, label
            defect, _, label = folder.rpartition("_")
            if defect and _SWEEP.fullmatch(label):
                return defect, label
        return folder, ""

    def is_sound(self, folder: str) -> bool:
        """Whether a test folder holds sound pictures."""
        return self.read_folder(folder)[0] == GOOD

    def stem(self, image: str) -> str:
        """Return what tells the test image at a path from all others of its class and type.

        >>> [PIAD.stem(path) for path in ("test/Dents/7.png", "test/Dents_power25/7.png")]
        ['7', 'power25_7']
        """
        path = PurePosixPath(image)
        _, label = self.read_folder(path.parent.name)
        return f"{label}_{path.stem}" if label else path.stem

    def holds_pictures(self, folder: str) -> bool:
        """Whether the .png files in `folder`, a path in a class folder, are numbered pictures."""
        top, _, rest = folder.partition("/")
        return folder == self.train or (top in (TEST, TRUTH) and bool(rest) and "/" not in rest)

    def number_of(self, path: str) -> int | None:
        """Return the number in an image's or mask's name (`7.png`, `007_mask.png`); None if none.

        Args:
            path: In a class folder; below `TRUTH` lie masks.
        """
        suffix = self.mask_suffix if path.startswith(f"{TRUTH}/") else ""
        match = re.fullmatch(rf"([0-9]{{1,9}}){suffix}\.png", PurePosixPath(path).name)
        return int(match[1]) if match else None

    def split_by_class(self, files: Collection[str]) -> dict[str, list[str]]:
        """Return the folders among `files` that look like classes -> paths in each, sorted.

        Args:
            files: Paths from the root, posix.
        """
        by_folder: dict[str, list[str]] = defaultdict(list)
        classes = set()
        for file in sorted(files):
            name, _, rest = file.partition("/")
            by_folder[name].append(rest)
            if rest == TRANSFORMS or rest.startswith(f"{self.train}/"):
                classes.add(name)
        return {name: by_folder[name] for name in sorted(classes)}

    def group_pictures(
        self, files: Collection[str]
    ) -> tuple[dict[str, dict[int, str]], dict[str, str]]:
        """Sort the pictures of a class by folder and number.

        Args:
            files: Paths in the class folder; hidden files and what is not .png are left out.

        Returns:
            Folder -> number -> path, both sorted; and path -> flaw of the pictures that have no
            number, or that of another one (0.png and 00.png).
        """
        groups: dict[str, dict[int, str]] = defaultdict(dict)
        flaws = {}
        for file in sorted(files):
            group, _, name = file.rpartition("/")
            if not self.holds_pictures(group) or name.startswith(".") or name[-4:] != ".png":
                continue
            number = self.number_of(file)
            if number is None and group.startswith(f"{TRUTH}/"):
                flaws[file] = f"is not named as the masks here are: 0{self.mask_suffix}.png"
            elif number is None:
                flaws[file] = "has a name that is no number"
            elif number in groups[group]:
                flaws[file] = f"has the number of {groups[group][number]}; delete one of them"
            else:
                groups[group][number] = file
        return {group: dict(sorted(groups[group].items())) for group in sorted(groups)}, flaws

    def find_picture(self, groups: Groups, file_path: str) -> str | None:
        """Return the picture a pose file means by `file_path`, however padded; None if none.

        Args:
            groups: As `group_pictures` returns them.
            file_path: Path in the class folder.
        """
        number = self.number_of(file_path)
        folder = groups.get(str(PurePosixPath(file_path).parent), {})
        return None if number is None else folder.get(number)


def object_image(image: str) -> str:
    """Return the path of an image's object mask: `object_masks/test/good/0.png`."""
    return f"{OBJECTS}/{image}"


def extra_file(image: str, name: str) -> str:
    """Return the path of one of `EXTRAS`: `test/Burrs/0.png` -> `extras/test/Burrs/0_parts.png`."""
    return f"{ADDED}/{image.removesuffix('.png')}_{EXTRAS[name]}"


def frame_path(image: str) -> str:
    """Return what stands under `file_path` in a pose file: `./train/good/0.png`."""
    return f"./{image}"


def image_key(image: str) -> str:
    """Return the key of an image in the side files: `test/Burrs/0.png` -> `test/Burrs/0`."""
    return image.removesuffix(".png")


def list_tests(groups: Groups) -> dict[str, Mapping[int, str]]:
    """Return the test folders among `groups` -> number -> path: `{"Burrs": {0: ...}, ...}`."""
    head = f"{TEST}/"
    return {g.removeprefix(head): images for g, images in groups.items() if g.startswith(head)}


MAD = Layout(
    name="mad",
    version=2,
    train=f"train/{GOOD}",
    mask_suffix="_mask",
    labels=False,
    classes=mad.CLASSES,
    defects=mad.DEFECTS,
    white=True,
    centred=True,
)
"""The layout of MAD-Sim, see `mad`."""

PIAD = Layout(
    name="piad",
    version=1,
    train="train",
    mask_suffix="",
    labels=True,
    classes=piad.CLASSES,
    defects=(),
    white=False,
    centred=False,
)
"""The layout of PIAD's rendered objects, see `piad`."""

LAYOUTS = {layout.name: layout for layout in (MAD, PIAD)}
"""Layout name -> layout. Where a folder may be of two, it is of the first."""
