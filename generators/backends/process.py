"""A renderer in a process of its own.

The names of this folder's modules are those that the user types: `--backend cycles` is
`cycles.py`, the only file that imports bpy and blenderproc; `--backend mitsuba` is `mitsuba.py`,
the only one that imports mitsuba and drjit. Neither is imported here but by the child, which is
spawned, never forked (bpy deadlocks in a forked child), talks over a pipe and ends by itself as
soon as that pipe is closed, be it by `close` or because our process was killed.

    with RenderProcess("cycles", Settings(samples=16)) as renderer:
        renderer.submit(scene, camera)
        ...  # cast rays meanwhile
        frame = renderer.result()
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import importlib.util
import io
import multiprocessing
import os
import pickle
import queue
import shutil
import signal
import sys
import tempfile
import threading
import types
from collections import OrderedDict, deque
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from ...assets.materials import Texture
from ...assets.meshes import Mesh
from ...benchmarks.errors import MissingLibraryError, UnknownNameError
from ...benchmarks.records import Camera
from ..scene import Environment, Frame, Scene
from . import BACKENDS, Settings

_LIBRARIES = {
    "cycles": (("bpy", "blenderproc"), "pip install 'padkit[blender]' (needs Python 3.11)"),
    "mitsuba": (("mitsuba", "drjit", "pyoidn"), "pip install 'padkit[mitsuba]'"),
}
_SHARED_BYTES = 256 << 20  # what the child keeps of meshes, textures and environments


class RenderProcess:
    """One renderer in its own process; a context manager.

    Args:
        backend: A name of `BACKENDS`.
        settings: How to render; the same for every frame of this process.

    Raises:
        UnknownNameError: No such backend.
        MissingLibraryError: Its libraries are not installed.
    """

    def __init__(self, backend: str, settings: Settings) -> None:
        _require(backend)
        self._backend = backend
        self._pending: deque[str] = deque()
        self._shared: OrderedDict[bytes, int] = OrderedDict()
        self._ready = False
        self._failure = ""
        self._folder = _scratch_folder()
        context = multiprocessing.get_context("spawn")
        self._pipe, child = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(child, backend, settings, str(self._folder)), daemon=True
        )
        with _without_main(), _without_interrupts():
            self._process.start()
        child.close()

    def __enter__(self) -> RenderProcess:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process id of the renderer."""
        return self._process.pid

    def submit(self, scene: Scene, camera: Camera, *, parts: bool = False) -> None:
        """Ask for a frame and return at once; `result` gives the frames in the order asked.

        Args:
            scene: What to render.
            camera: From where; it must have a pose.
            parts: Whether `Frame.parts` is wanted.
        """
        shape = f"{len(scene.items)} items at {camera.width}x{camera.height}"
        request = _Request(self._shared)
        message = request.encode((scene, camera, parts))
        self._pending.append(f"a scene of {shape}")
        try:
            self._pipe.send_bytes(message)
        except OSError:
            self._fail()

    def result(self) -> Frame:
        """Wait for the oldest frame that was submitted and return it.

        Raises:
            RuntimeError: The renderer refused the scene, or its process ended.
            ValueError: Nothing was submitted.
        """
        if not self._pending:
            raise ValueError("no frame was submitted: call submit before result")
        if not self._ready:
            for note in self._receive():
                sys.stderr.write(f"{note}\n")
            self._ready = True
        frame: Frame = self._receive()
        self._pending.popleft()
        return frame

    def render(self, scene: Scene, camera: Camera, *, parts: bool = False) -> Frame:
        """Render one frame: `submit` and `result` in one."""
        if self._pending:
            raise ValueError(f"{len(self._pending)} submitted frames wait to be fetched by result")
        self.submit(scene, camera, parts=parts)
        return self.result()

    def kill(self) -> None:
        """End the renderer's process at once; may be called while another thread waits for it."""
        self._process.kill()

    def close(self) -> None:
        """End the renderer's process, whatever it is doing; a second call does nothing."""
        self._pipe.close()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _receive(self) -> Any:
        if self._failure:
            raise RuntimeError(self._failure)
        try:
            kind, value = self._pipe.recv()
        except (EOFError, OSError):
            self._fail()
        if kind == "error":
            subject = self._pending.popleft()
            raise RuntimeError(f"{self._backend} could not render {subject}: {value}")
        return value

    def _fail(self) -> None:
        """Raise RuntimeError for a process that is gone."""
        if not self._failure:
            self._process.join(5)
            code = self._process.exitcode
            ended = f"exit code {code}"
            if code is not None and code < 0:
                ended = f"signal {-code} ({signal.Signals(-code).name})"
            subject = self._pending[0] if self._pending else "nothing"
            log = self._folder / "log"
            lines = log.read_text(errors="replace").splitlines() if log.is_file() else []
            tail = " | ".join(line.strip() for line in lines[-3:] if line.strip())
            self._failure = (
                f"the {self._backend} process ended with {ended} while rendering {subject}"
                + (f"; its last words: {tail[-400:]}" if tail else "")
            )
        raise RuntimeError(self._failure)


# ------------------------------------------------------------------ what is sent over the pipe


class _Request:
    """Pickles a scene so that what the child holds is only named: meshes, textures, environments.

    Args:
        shared: Digest -> size in bytes of what the child holds, oldest use first; updated.
    """

    def __init__(self, shared: OrderedDict[bytes, int]) -> None:
        self._shared = shared
        self._names: dict[int, bytes] = {}
        self._new: dict[bytes, bytes] = {}

    def encode(self, values: Any) -> bytes:
        """Return the message for `values`; `_Shelf.decode` is the inverse."""
        body = io.BytesIO()
        pickler = pickle.Pickler(body, protocol=5)
        pickler.persistent_id = self._name  # type: ignore[method-assign]
        pickler.dump(values)
        used = set(self._names.values())
        forgotten = []
        total = sum(self._shared.values())
        for name in [name for name in self._shared if name not in used]:
            if total <= _SHARED_BYTES:
                break
            total -= self._shared.pop(name)
            forgotten.append(name)
        return pickle.dumps((self._new, forgotten, body.getvalue()), protocol=5)

    def _name(self, value: Any) -> bytes | None:
        if not isinstance(value, Mesh | Texture | Environment):
            return None
        if id(value) not in self._names:
            name = _DIGESTS.get(value) or _digest(value)
            if name not in self._shared:
                self._new[name] = pickle.dumps(value, protocol=5)
                self._shared[name] = len(self._new[name])
            self._shared.move_to_end(name)
            self._names[id(value)] = name
        return self._names[id(value)]


_DIGESTS: WeakKeyDictionary[Any, bytes] = WeakKeyDictionary()
"""Of what was sent before; such values are frozen and told by identity."""


def _digest(value: Any) -> bytes:
    content = pickle.dumps(value, protocol=5)
    _DIGESTS[value] = hashlib.blake2b(content, digest_size=16).digest()
    return _DIGESTS[value]


class _Shelf:
    """The child's end of `_Request`: the same content is the same object in every scene."""

    def __init__(self) -> None:
        self._held: dict[bytes, Any] = {}

    def decode(self, message: bytes) -> Any:
        new, forgotten, body = pickle.loads(message)
        for name in forgotten:
            del self._held[name]
        self._held.update({name: pickle.loads(content) for name, content in new.items()})
        unpickler = pickle.Unpickler(io.BytesIO(body))
        unpickler.persistent_load = self._held.__getitem__  # type: ignore[method-assign]
        return unpickler.load()


# ------------------------------------------------------------------------- the child's life


def _serve(pipe: Connection, backend: str, settings: Settings, folder: str) -> None:
    """Render what comes through `pipe` until it is closed; runs in the child."""
    log = os.open(Path(folder) / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    tempfile.tempdir = folder  # the renderer's scratch files go with the process
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, requests, folder), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        module, name = BACKENDS[backend].split(":")
        renderer = getattr(importlib.import_module(f".{module}", __package__), name)(settings)
    except Exception as error:
        pipe.send(("error", f"{type(error).__name__}: {error}"))
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # once more: bpy brings a handler of its own
    pipe.send(("done", renderer.notes))
    shelf = _Shelf()
    while True:
        try:
            scene, camera, parts = shelf.decode(requests.get())
            answer = ("done", renderer.render(scene, camera, parts=parts))
        except Exception as error:
            answer = ("error", f"{type(error).__name__}: {error}")
        pipe.send(answer)


def _listen(pipe: Connection, requests: queue.SimpleQueue[bytes], folder: str) -> None:
    """Queue what comes; at the end of the pipe leave at once, even in the midst of a frame."""
    while True:
        try:
            requests.put(pipe.recv_bytes())
        except (EOFError, OSError):
            shutil.rmtree(folder, ignore_errors=True)
            os._exit(0)  # bpy may crash in a regular interpreter exit


# ------------------------------------------------------------------------- how it is started


def _require(backend: str) -> None:
    if backend not in BACKENDS:
        raise UnknownNameError("backend", backend, BACKENDS)
    libraries, install = _LIBRARIES[backend]
    missing = [name for name in libraries if importlib.util.find_spec(name) is None]
    if missing:
        raise MissingLibraryError(" and ".join(missing), f"to render with {backend}", install)


def _scratch_folder() -> Path:
    """Return a new folder, in memory where there is room for big frames."""
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 512 << 20
    return Path(tempfile.mkdtemp(prefix="padkit-", dir=memory if roomy else None))


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Hide the user's main module from spawn, which would run it again in the child."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Start the child with Ctrl-C blocked for good: our process handles it for both."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
