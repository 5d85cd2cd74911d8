"""What all tests share: no time limits on a busy machine, no tests of libraries that are absent."""

import importlib.util
import shutil
from pathlib import Path

import mad_folder
import pytest
from hypothesis import settings

LIBRARIES = {"blender": "bpy", "mitsuba": "mitsuba", "learn": "torch"}  # marker -> what it needs

settings.register_profile("padkit", deadline=None)
settings.load_profile("padkit")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for marker, library in LIBRARIES.items():
        if importlib.util.find_spec(library) is None:
            skip = pytest.mark.skip(reason=f"{library} is not installed")
            for item in items:
                if item.get_closest_marker(marker):
                    item.add_marker(skip)


@pytest.fixture(scope="session")
def _templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    roots = {}
    for kind in ("ours", "original"):
        roots[kind] = tmp_path_factory.mktemp(kind)
        mad_folder.write_class(roots[kind] / "01Gorilla", (200, 40, 40), kind == "ours")
        mad_folder.write_class(roots[kind] / "13Pheonix", (40, 90, 200), kind == "ours")
    mad_folder.seal(roots["ours"])
    return roots


@pytest.fixture
def mad_root(_templates: dict[str, Path], tmp_path: Path) -> Path:
    """A dataset as padkit writes it, two classes; each test may break its own copy."""
    return Path(shutil.copytree(_templates["ours"], tmp_path / "mad"))


@pytest.fixture
def original_root(_templates: dict[str, Path], tmp_path: Path) -> Path:
    """The same as the original download has it: no dataset.json, no poses of the test images."""
    return Path(shutil.copytree(_templates["original"], tmp_path / "MAD-Sim"))


@pytest.fixture
def reseal():
    """The function that writes dataset.json anew, for tests whose fault is not a checksum."""
    return mad_folder.seal
