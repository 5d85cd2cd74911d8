"""Datasets in the layout of PIAD; each test may break its own copy."""

import shutil
from pathlib import Path

import piad_folder
import pytest


@pytest.fixture(scope="session")
def _piad_templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    roots = {kind: tmp_path_factory.mktemp(f"piad_{kind}") for kind in ("ours", "original")}
    piad_folder.write_ours(roots["ours"])
    piad_folder.write_original(roots["original"])
    return roots


@pytest.fixture
def piad_root(_piad_templates: dict[str, Path], tmp_path: Path) -> Path:
    """As padkit writes it: two classes, lights, extras."""
    return Path(shutil.copytree(_piad_templates["ours"], tmp_path / "piad"))


@pytest.fixture
def piad_original(_piad_templates: dict[str, Path], tmp_path: Path) -> Path:
    """As the original download has it: no dataset.json, `good_1`, a type with an underscore."""
    return Path(shutil.copytree(_piad_templates["original"], tmp_path / "MIP"))
