import errno
import os

import numpy as np
import pytest

from padkit.benchmarks.files import write_bytes
from padkit.benchmarks.images import read_exr, write_exr


def test_a_full_disk_names_the_file_and_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    write_bytes(path, b"old")

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as told:
        write_bytes(path, b"new")
    assert told.value.filename == str(path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.png"]
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3)])
def test_an_exr_comes_back_to_the_last_bit(tmp_path, shape):
    image = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    image[0, 0] = np.inf
    write_exr(tmp_path / "x.exr", image)
    np.testing.assert_array_equal(read_exr(tmp_path / "x.exr"), image)
    first = (tmp_path / "x.exr").read_bytes()
    write_exr(tmp_path / "x.exr", image)
    assert (tmp_path / "x.exr").read_bytes() == first
    assert [p.name for p in tmp_path.iterdir()] == ["x.exr"]


def test_what_is_no_exr_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no EXR for float64"):
        write_exr(tmp_path / "x.exr", np.zeros((2, 2)))
    (tmp_path / "y.exr").write_bytes(b"not an exr")
    with pytest.raises(ValueError, match=r"y\.exr is not a readable EXR"):
        read_exr(tmp_path / "y.exr")
    with pytest.raises(FileNotFoundError):
        read_exr(tmp_path / "z.exr")
