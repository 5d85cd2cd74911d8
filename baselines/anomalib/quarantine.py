"""Foreign code under guard: it gets no network, makes no noise and draws its own random numbers.

Libraries that are handed a picture at one end may ask a hub for weights at the other, log what
they do, and draw from global random generators. Each of these is a context that puts everything
back as it was.
"""

from __future__ import annotations

import ctypes
import functools
import ipaddress
import logging
import os
import random
import socket
import sys
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NoReturn

import numpy as np
import torch

LARGE = 2**20
"""Bytes from which on a block of memory comes from the system and goes back to it."""

M_MMAP_THRESHOLD = -3
"""The name of that limit in glibc's malloc.h."""

SWITCHES = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE")
"""What hub libraries read when they are imported; those that are already, have it in a variable."""


class Refusals(list[str]):
    """What was asked for and not fetched, in the order of asking."""

    def refuse(self, what: Any) -> NoReturn:
        """Note `what` and raise FileNotFoundError; whoever catches it meets the note later."""
        self.append(str(what))
        raise FileNotFoundError(f"{what} is not on this machine and nothing is downloaded")


@contextmanager
def swap(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Put `value` in the place of an attribute for a while."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


@contextmanager
def offline() -> Iterator[Refusals]:
    """Refuse whatever would go to the network, before it does; yield the list of refusals.

    What hub libraries find in their caches on this machine they may use. This machine itself can
    be talked to.
    """
    refusals = Refusals()
    look_up = socket.getaddrinfo

    def open_url(_: Any, request: Any, *__: Any, **___: Any) -> NoReturn:
        refusals.refuse(getattr(request, "full_url", request))

    def look_up_here(host: Any, *words: Any, **named: Any) -> Any:
        if not _is_here(host):
            refusals.refuse(host.decode() if isinstance(host, bytes) else host)
        return look_up(host, *words, **named)

    before = {name: os.environ.get(name) for name in SWITCHES}
    with ExitStack() as stack:
        stack.enter_context(swap(urllib.request.OpenerDirector, "open", open_url))
        stack.enter_context(swap(socket, "getaddrinfo", look_up_here))
        if hub := sys.modules.get("huggingface_hub.constants"):
            stack.enter_context(swap(hub, "HF_HUB_OFFLINE", True))
        os.environ.update(dict.fromkeys(SWITCHES, "1"))
        try:
            yield refusals
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def _is_here(host: Any) -> bool:
    """Whether a host is this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@contextmanager
def quiet() -> Iterator[None]:
    """Silence warnings, log lines below ERROR and progress bars; errors pass."""
    level = logging.root.manager.disable
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        if bars := sys.modules.get("tqdm.std"):
            silent = functools.partialmethod(bars.tqdm.__init__, disable=True)
            stack.enter_context(swap(bars.tqdm, "__init__", silent))
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(level)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Let the global generators of Python, NumPy and PyTorch begin at `seed`, then go on as before.

    For code that knows no other generators; ours takes one explicitly.
    """
    python, numpy = random.getstate(), np.random.get_state()  # noqa: NPY002
    with torch.random.fork_rng():
        random.seed(seed)
        np.random.seed(seed % 2**32)  # noqa: NPY002
        torch.manual_seed(seed)
        try:
            yield
        finally:
            random.setstate(python)
            np.random.set_state(numpy)  # noqa: NPY002


def keep_heap_small() -> None:
    """Let glibc take large blocks from the system rather than from its heap, from now on.

    A loop that frees a tensor of megabytes and keeps a scalar in each turn leaves holes a little
    smaller than the next tensor. So anomalib's coreset search among 20,480 patches had taken 24 GB
    when it was killed; a whole run takes 1.7 GB with this. Other C libraries lack the function.
    """
    if sys.platform == "linux":
        tune = getattr(ctypes.CDLL(None), "mallopt", None)
        if tune is not None:
            tune(M_MMAP_THRESHOLD, LARGE)
