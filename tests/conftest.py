"""What all tests share: no time limits on a busy machine, no tests of libraries that are absent."""

import importlib.util

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
