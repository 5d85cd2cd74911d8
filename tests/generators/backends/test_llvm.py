"""Finding LLVM without loading it."""

from pathlib import Path

import pytest

from padkit.generators.backends import llvm


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    monkeypatch.delenv("DRJIT_LIBLLVM_PATH", raising=False)
    llvm.find_llvm.cache_clear()
    yield
    llvm.find_llvm.cache_clear()


def pretend(monkeypatch, versions: dict[str, int | None]) -> None:
    monkeypatch.setattr(llvm, "_candidates", lambda: {Path(p) for p in versions})
    monkeypatch.setattr(llvm, "read_version", lambda path: versions.get(str(path)))


def test_the_newest_that_answers_is_taken(monkeypatch):
    pretend(
        monkeypatch,
        {"/a/libLLVM-14.so.1": None, "/a/libLLVM.so.17.0": 17, "/a/libLLVM.so.19.1": 19},
    )
    assert llvm.find_llvm() == Path("/a/libLLVM.so.19.1")


def test_a_broken_newest_gives_way_to_the_next(monkeypatch):
    pretend(monkeypatch, {"/a/libLLVM.so.20.1": None, "/a/libLLVM-16.so.1": 16})
    assert llvm.find_llvm() == Path("/a/libLLVM-16.so.1")


def test_old_ones_are_not_even_asked(monkeypatch):
    pretend(monkeypatch, {"/a/libLLVM-14.so.1": 99})
    assert llvm.find_llvm() is None


def test_what_the_user_gives_goes_first_unless_it_is_too_old(monkeypatch):
    pretend(monkeypatch, {"/a/libLLVM.so.19.1": 19})
    monkeypatch.setattr(llvm, "read_version", {Path("/mine.so"): 18}.get)
    monkeypatch.setenv("DRJIT_LIBLLVM_PATH", "/mine.so")
    assert llvm.find_llvm() == Path("/mine.so")
    llvm.find_llvm.cache_clear()
    pretend(monkeypatch, {"/a/libLLVM.so.19.1": 19, "/mine.so": 15})
    assert llvm.find_llvm() == Path("/a/libLLVM.so.19.1")


def test_what_is_no_library_has_no_version(tmp_path):
    fake = tmp_path / "libLLVM.so.19.1"
    fake.write_bytes(b"not a library")
    assert llvm.read_version(fake) is None
    assert llvm.read_version(tmp_path / "none.so") is None
