"""`toolkit train`: it tells how far it is, writes weights that load, and says what is wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import Result, call, complaint
from lessons import draw_plates, lay_on_plates, write_lit

torch = pytest.importorskip("torch")
from padkit.baselines.foreground import training as foreground  # noqa: E402
from padkit.baselines.foreground.network import load_segmenter  # noqa: E402
from padkit.baselines.reflectance import load_reflectance  # noqa: E402
from padkit.baselines.reflectance import training as reflectance  # noqa: E402

pytestmark = pytest.mark.learn
Train = Callable[..., Result]


@pytest.fixture
def train(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Train]:
    """Run `toolkit train` in an empty folder, on crops that are few and small, on one thread.

    Steps this small take longer where threads wait for each other.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    monkeypatch.chdir(tmp_path)
    for module, side in ((foreground, 64), (reflectance, 24)):
        monkeypatch.setattr(module, "BATCH", 2)
        monkeypatch.setattr(module, "CROP", side)
    yield lambda *arguments: call(capsys, "train", *arguments)
    torch.set_num_threads(threads)


@pytest.fixture
def roots(original_root: Path, tmp_path: Path) -> dict[str, Path]:
    """Network -> a dataset that it learns from."""
    lay_on_plates(original_root)
    write_lit(tmp_path / "lit")
    return {"foreground": original_root, "reflectance": tmp_path / "lit"}


LOADERS: dict[str, Any] = {"foreground": load_segmenter, "reflectance": load_reflectance}


@pytest.mark.parametrize("network", LOADERS)
def test_a_network_is_trained_told_of_and_loaded(
    train: Train, roots: dict[str, Path], network: str
) -> None:
    wanted = [network, "--data", roots[network], "--steps", 3]
    code, out, err = train(*wanted, "--out", "new/w.safetensors")
    assert (code, out) == (0, "new/w.safetensors\n")
    assert err.splitlines() == [f"{network}: {done} of 3 steps train" for done in (1, 2, 3)]
    assert [path.name for path in Path("new").iterdir()] == ["w.safetensors"]
    loaded = LOADERS[network]("new/w.safetensors")
    assert loaded.name.startswith("w.safetensors")
    assert loaded(draw_plates(48, 48)).shape[:2] == (48, 48)
    assert train(*wanted, "--out", "w.safetensors", "--seed", 1)[0] == 0
    assert Path("w.safetensors").read_bytes() != Path("new/w.safetensors").read_bytes()


def test_several_datasets_are_learned_from(
    train: Train, roots: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(reflectance, "train", lambda *given, **more: seen.append((given, more)))
    root = roots["reflectance"]
    both = ("--data", root, "--data", "b", "--out", "w.safetensors", "--device", "cuda:1")
    assert train("reflectance", *both)[:2] == (0, "w.safetensors\n")
    ((given, more),) = seen
    assert given == ([root, Path("b")], Path("w.safetensors"))
    assert {name: more[name] for name in more if name != "progress"} == {
        "seed": 0,
        "device": "cuda:1",
    }  # the number of steps is the network's own


@pytest.mark.parametrize("network", LOADERS)
def test_wrong_input_is_told_in_a_line(
    train: Train, roots: dict[str, Path], mad_root: Path, network: str
) -> None:
    def told(*, data: object = roots[network], out: str = "w.safetensors", **more: object) -> str:
        options = [part for name, value in more.items() for part in (f"--{name}", value)]
        return complaint(train(network, "--data", data, "--out", out, "--steps", 1, *options))

    assert "w.pt" in told(out="w.pt") and ".safetensors" in told(out="w.pt")
    assert "device 'gpu' is unknown" in told(device="gpu")
    assert "nowhere: is not a folder" in told(data="nowhere")
    missing = {"foreground": "has no object masks", "reflectance": "--extras albedo"}
    assert missing[network] in told(data=mad_root)
    assert not list(Path().glob("w.*"))


def test_misuse_is_told_with_what_is_allowed(train: Train, roots: dict[str, Path]) -> None:
    given = ("--data", roots["foreground"], "--out", "w.safetensors")
    told = complaint(train("forground", *given), 2)
    assert "no network is called 'forground'; did you mean foreground" in told
    for misused in (("--steps", 0), ("--seed", -1), ("--speed", 1)):
        assert train("foreground", *given, *misused)[0] == 2
    assert train("foreground", "--out", "w.safetensors")[0] == 2
    assert not list(Path().glob("w.*"))


def test_what_is_no_picture_to_learn_from_stops_it_in_a_line(
    train: Train, roots: dict[str, Path]
) -> None:
    albedo = next((roots["reflectance"] / "Gear/extras/train").glob("*_albedo.exr"))
    for path in albedo.parent.parent.rglob("*_albedo.exr"):
        path.write_bytes(b"no EXR")
    given = ("--data", roots["reflectance"], "--out", "w.safetensors", "--steps", 1)
    assert "_albedo.exr" in complaint(train("reflectance", *given))
    mask = next((roots["foreground"]).glob("*/object_masks/test/good/*.png"))
    mask.write_bytes(b"no PNG")
    given = ("--data", roots["foreground"], *given[2:])
    assert mask.name in complaint(train("foreground", *given))
    assert not list(Path().glob("w.*"))
