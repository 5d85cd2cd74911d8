"""croissant.json: a dataset in the words of MLCommons Croissant 1.1, for searching and loading.

It tells what the dataset is and how it came about (with terms of Croissant RAI), which files there
are, and four tables that `mlcroissant` reads from the folder, each row with a key of class, split,
type and number:

    images          every picture
    masks           the mask of every anomalous one
    object_masks    where the object is, where it has surroundings
    units           from units.jsonl: camera, defect, light

No table joins two kinds of file: `mlcroissant` streams a table of one kind, picture by picture, and
would hold all pictures of a join in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from .. import __version__
from ..benchmarks.datasets.layouts import Layout
from . import SUITES
from .croissant_tables import distribution, record_sets

FILE = "croissant.json"
"""At the root of a dataset."""

PUBLISHED = "2026-11-25"
"""Of this version of padkit, which decides what is rendered: a clock would make the bytes differ
from one render to the next."""

CONFORMS_TO = (
    "http://mlcommons.org/croissant/1.1",
    "http://mlcommons.org/croissant/RAI/1.0",
)

LICENCES = {"CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/"}
"""What suites say of their data -> its page."""

RENDERERS = {"cycles": "Blender's Cycles", "mitsuba": "Mitsuba 3"}

PAPERS = {
    "mad": (
        "@inproceedings{zhou2023pad, "
        "title={PAD: A Dataset and Benchmark for Pose-agnostic Anomaly Detection}, "
        "author={Zhou, Qiang and Li, Weize and Jiang, Lihan and Wang, Guoliang and Zhou, Guyue "
        "and Zhang, Shanghang and Zhao, Hao}, "
        "booktitle={Advances in Neural Information Processing Systems, Datasets and Benchmarks}, "
        "year={2023}}"
    ),
    "piad": (
        "@inproceedings{yang2025piad, "
        "title={PIAD: Pose and Illumination agnostic Anomaly Detection}, "
        "author={Yang, Kaichen and others}, "
        "booktitle={Proceedings of the IEEE/CVF Conference on Computer Vision and Pattern "
        "Recognition (CVPR)}, year={2025}}"
    ),
    "conveyor": (
        "The nine-class vehicle data set for pose-agnostic anomaly detection with background "
        "clutter, https://doi.org/10.1177/10692509261425164"
    ),
}
"""Suite -> the paper whose dataset it follows, in BibTeX where all of it is known."""

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{
        name: f"cr:{name}"
        for name in (
            "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract",
            "field", "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray",
            "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet",
            "references", "regex", "repeated", "replace", "samplingRate", "separator", "source",
            "subField", "transform",
        )
    },
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}  # fmt: skip


def describe(
    suite: ModuleType,
    layout: Layout,
    identity: Mapping[str, Any],
    classes: Mapping[str, Mapping[str, Any]],
    files: Mapping[str, str],
) -> dict[str, Any]:
    """Return what croissant.json holds; the same values give the same.

    Args:
        suite: Its module.
        layout: How its files are called.
        identity: What was rendered, as dataset.json has it: suite, variant, preset, seed, ...
        classes: Class -> {"train": pictures, "test": {folder: pictures}}.
        files: Path from the root -> SHA-256 of all files but dataset.json and this one.
    """
    name = identity["suite"]
    told = [identity.get(key, "") for key in ("suite", "variant", "sweep", "preset", "seed")]
    sets = distribution(layout, files)
    cite = {"citeAs": PAPERS[name]} if name in PAPERS else {}
    licence = suite.LICENCE["data"]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": "-".join(["padkit", *(str(v) for v in told if v != "")]),
        "description": _summary(suite, identity, classes),
        "conformsTo": list(CONFORMS_TO),
        "license": LICENCES.get(licence, licence),
        "creator": {"@type": "sc:Organization", "name": "padkit"},
        "version": __version__,
        "datePublished": PUBLISHED,
        **cite,
        "keywords": [
            "anomaly detection", "anomaly segmentation", "pose-agnostic", "synthetic", "rendered",
            "ground truth", name,
        ],
        **_responsibility(identity["backend"]),
        "distribution": sets,
        "recordSet": record_sets(layout, {each["@id"] for each in sets}, files),
    }  # fmt: skip


def _summary(
    suite: ModuleType, identity: Mapping[str, Any], classes: Mapping[str, Mapping[str, Any]]
) -> str:
    """Return what the dataset shows, how much there is of it, and whose things are in it."""
    train = sum(told["train"] for told in classes.values())
    test = sum(sum(told["test"].values()) for told in classes.values())
    variant, sweep = identity["variant"], identity.get("sweep", "")
    sentences = [
        SUITES[identity["suite"]],
        f"Variant {variant}: {suite.VARIANTS[variant]}",
        *([f"Light sweep: {sweep}"] if sweep else ()),
        f"{train} sound training images and {test} test images of {', '.join(classes)}, with "
        "camera poses, masks and the severity of each defect; nothing is annotated by hand",
        *(f"{key}: {text}" for key, text in suite.LICENCE.items() if key != "data"),
    ]
    return "".join(f"{text[0].upper()}{text[1:]}. " for text in sentences).rstrip()


def _responsibility(backend: str) -> dict[str, Any]:
    """Return the terms of Croissant RAI: whence the data, what they are good for and what not."""
    return {
        "rai:dataCollection": f"Rendered from 3-D models with {RENDERERS.get(backend, backend)} by "
        f"padkit {__version__}; no object was photographed. dataset.json has the recipe.",
        "rai:dataCollectionType": "Software Collection",
        "rai:dataAnnotationProtocol": "Masks are computed, not drawn: a pixel is set where the ray "
        "through its centre first meets what the anomaly added, changed or moved, or, in the sound "
        "twin of the scene, what it removed or moved.",
        "rai:machineAnnotationTools": f"padkit {__version__}, rays cast by Embree",
        "rai:dataBiases": [
            "Synthetic: cameras are pinholes without distortion, and defects are drawn from the "
            "distributions that padkit states, not from those of any production line.",
            "Every anomalous image shows its defect: defects that no camera sees are not kept.",
        ],
        "rai:dataLimitations": [
            "Shadows and reflections of an anomaly are outside its mask.",
            "What is measured on renderings need not hold for photographs.",
        ],
        "rai:dataUseCases": "Training and benchmarking of anomaly detectors",
        "rai:personalSensitiveInformation": "None",
    }
