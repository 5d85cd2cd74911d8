"""Foreign code gets no network, makes no noise and draws its own random numbers."""

import importlib
import logging
import os
import random
import socket
import sys
import urllib.request
import warnings
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
quarantine = importlib.import_module("padkit.baselines.anomalib.quarantine")


def test_nothing_goes_to_the_network() -> None:
    before = urllib.request.OpenerDirector.open, socket.getaddrinfo
    with quarantine.offline() as refusals:
        with pytest.raises(FileNotFoundError, match=r"https://no.such.host/w.pth is not on this"):
            urllib.request.urlopen("https://no.such.host/w.pth")
        with pytest.raises(FileNotFoundError, match="nothing is downloaded"):
            socket.create_connection(("no.such.host", 443))
        assert socket.getaddrinfo("127.0.0.1", 80)
    assert refusals == ["https://no.such.host/w.pth", "no.such.host"]
    assert (urllib.request.OpenerDirector.open, socket.getaddrinfo) == before


def test_hub_libraries_are_switched_off_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setenv("TRANSFORMERS_OFFLINE", "0")
    hub = ModuleType("huggingface_hub.constants")
    hub.HF_HUB_OFFLINE = False  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "huggingface_hub.constants", hub)
    names = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    with quarantine.offline():
        assert [os.environ.get(name) for name in names] == ["1", "1"]
        assert hub.HF_HUB_OFFLINE
    assert [os.environ.get(name) for name in names] == [None, "0"]
    assert not hub.HF_HUB_OFFLINE


def test_noise_is_silenced_and_errors_are_not(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("anomalib.some")
    with quarantine.quiet():
        warnings.warn("noise", stacklevel=1)
        log.warning("noise")
        log.error("trouble")
    log.warning("again")
    assert [record.message for record in caplog.records] == ["trouble", "again"]
    with pytest.raises(ZeroDivisionError), quarantine.quiet():
        _ = 1 / 0


def test_foreign_random_numbers_are_its_own() -> None:
    def draw() -> list[float]:
        return [random.random(), float(np.random.rand()), float(torch.rand(1))]  # noqa: NPY002

    with quarantine.seeded(3):
        first = draw()
    with quarantine.seeded(7):
        expected = draw()
        outside = draw()
    with quarantine.seeded(7):
        assert draw() == expected
        with quarantine.seeded(3):
            assert draw() == first
        assert draw() == outside


def test_progress_bars_are_silenced(capfd: pytest.CaptureFixture[str]) -> None:
    tqdm = pytest.importorskip("tqdm").tqdm
    with quarantine.quiet():
        assert list(tqdm(range(2))) == [0, 1]
    assert capfd.readouterr() == ("", "")
    assert list(tqdm(range(2))) == [0, 1]
    assert "2/2" in capfd.readouterr().err


def test_large_blocks_come_from_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    glibc, other = SimpleNamespace(mallopt=lambda *words: told.append(words)), SimpleNamespace()
    monkeypatch.setattr(sys, "platform", "linux")
    for library in (glibc, other):
        monkeypatch.setattr(quarantine.ctypes, "CDLL", lambda _, found=library: found)
        quarantine.keep_heap_small()
    assert told == [(-3, 2**20)]  # M_MMAP_THRESHOLD of malloc.h
