"""Models of anomalib as detectors; what needs anomalib itself is skipped where it is not installed.

Foreign code runs in `quarantine.quiet`, so that its warnings do not meet `filterwarnings = error`.
"""

import importlib
import inspect
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from padkit import baselines
from padkit.benchmarks.detector import Detector
from padkit.benchmarks.errors import MissingLibraryError, UnknownNameError
from padkit.benchmarks.identity import settle_options
from padkit.benchmarks.records import View

torch = pytest.importorskip("torch")
weights = importlib.import_module("padkit.baselines.anomalib.weights")


@pytest.fixture
def anomalib() -> Any:
    return pytest.importorskip("anomalib")


@pytest.fixture
def make(anomalib: Any) -> Any:
    """The function that makes the detector of a model."""
    return lambda model, **options: baselines.load(f"anomalib:{model}")(**options)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    """An anomalib of two models that can do nothing."""
    package, models = ModuleType("anomalib"), ModuleType("anomalib.models")
    package.__path__ = []
    package.models = models  # type: ignore[attr-defined]
    models.__all__ = ["Patchcore", "AiVad"]  # type: ignore[attr-defined]
    models.Patchcore = models.AiVad = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "anomalib", package)
    monkeypatch.setitem(sys.modules, "anomalib.models", models)


# Without anomalib.


def test_without_anomalib_the_install_line_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anomalib", None)
    line = r"^anomalib is needed .*; install it with: pip install 'padkit\[anomalib\]'$"
    with pytest.raises(MissingLibraryError, match=line):
        baselines.load("anomalib:Patchcore")


def test_without_torch_the_install_line_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.startswith("padkit.baselines.")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingLibraryError, match=r"PyTorch is .*'padkit\[anomalib\]'$"):
        baselines.load("anomalib:Patchcore")


@pytest.mark.usefixtures("fake")
def test_an_unknown_model_brings_close_ones() -> None:
    with pytest.raises(UnknownNameError, match="'Patchcor'; did you mean Patchcore"):
        baselines.load("anomalib:Patchcor")


@pytest.mark.usefixtures("fake")
def test_models_that_are_no_detectors_of_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="anomalib:AiVad looks at video clips"):
        baselines.load("anomalib:AiVad")


@pytest.mark.usefixtures("fake")
def test_a_detector_is_named_as_its_model_and_belongs_to_padkit() -> None:
    detector = baselines.load("anomalib:Patchcore")
    assert (detector.__name__, detector.__module__) == ("Patchcore", "padkit.baselines.anomalib")
    keywords = {"seed", "device", "batch_size", "image_size", "max_epochs", "weights"}
    assert keywords < set(inspect.signature(detector).parameters)


def test_the_bridge_is_listed_and_hides_no_package() -> None:
    assert "anomalib:MODEL" in baselines.names()
    code = "import sys, padkit.baselines.anomalib; sys.exit('anomalib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_weights_are_read_from_the_usual_wrappings(tmp_path: Path) -> None:
    state = {"a.weight": torch.ones(2)}
    for name, content in {"plain": state, "wrapped": {"state_dict": state, "epoch": 3}}.items():
        torch.save(content, tmp_path / f"{name}.pth")
        assert list(weights.read_state(tmp_path / f"{name}.pth")) == ["a.weight"]
    torch.save({"epoch": 3}, tmp_path / "other.pth")
    with pytest.raises(ValueError, match=r"other.pth holds no state dict"):
        weights.read_state(tmp_path / "other.pth")
    (tmp_path / "text.pth").write_text("not weights")
    with pytest.raises(ValueError, match=r"text.pth is not a readable state dict \(\w+\)$"):
        weights.read_state(tmp_path / "text.pth")
    with pytest.raises(FileNotFoundError, match="no weights at nowhere"):
        weights.Weights("nowhere")


def test_tensors_of_other_shapes_are_not_renamed() -> None:
    ours, theirs = {"a": torch.ones(2), "b": torch.ones(3)}, {"x": torch.ones(2)}
    with pytest.raises(ValueError, match="built otherwise"):
        weights.name_lite0(ours, theirs)
    assert list(weights.name_lite0(ours, {"x": torch.zeros(2), "y": torch.zeros(3)})) == ["x", "y"]


# With anomalib.


def test_patchcore_finds_a_foreign_square(make: Any, weave: Any, contrast: Any, capfd: Any) -> None:
    detector = make("Patchcore", coreset_sampling_ratio=0.05, image_size=96)
    assert isinstance(detector, Detector)
    detector.fit([weave(seed) for seed in range(4)])
    spoiled, sound = (detector.predict(weave(9, 96, 112, spoiled=bad)) for bad in (True, False))
    assert spoiled.score_map.shape == (96, 112) and spoiled.score_map.dtype == np.float32
    assert contrast(spoiled.score_map) > 1
    assert spoiled.image_score > 1.2 * sound.image_score > 1  # raw: neither normalised nor clamped
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("model", "options"), [("Padim", {}), ("Stfpm", {"max_epochs": 2, "batch_size": 2})]
)
def test_a_seed_decides_the_answer(make: Any, weave: Any, model: str, options: Any) -> None:
    def answer(seed: int) -> Any:
        torch.rand(3)  # what the caller draws does not matter
        detector = make(model, seed=seed, image_size=64, **options)
        detector.fit([weave(i) for i in range(4)])
        return detector.predict(weave(9))

    first, again, other = answer(1), answer(1), answer(2)
    np.testing.assert_array_equal(first.score_map, again.score_map)
    assert first.image_score == again.image_score
    assert not np.array_equal(first.score_map, other.score_map)


def test_training_makes_a_difference_and_leaves_nothing(
    make: Any, weave: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    views = [weave(i) for i in range(5)]  # with two at a time one is left over
    scores = []
    for epochs in (1, 8):
        detector = make("Stfpm", max_epochs=epochs, batch_size=2, image_size=64)
        detector.fit(views)
        scores.append(detector.predict(views[0]).image_score)
    assert scores[1] < scores[0]
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_fitting_anew_forgets_what_was(make: Any, weave: Any) -> None:
    fresh, used = (make("Patchcore", image_size=64) for _ in range(2))
    used.fit([View(np.full((64, 64, 3), 255, np.uint8))] * 3)
    for detector in (fresh, used):
        detector.fit([weave(i) for i in range(3)])
    np.testing.assert_array_equal(*(d.predict(weave(5)).score_map for d in (fresh, used)))


def test_a_model_without_a_map_gives_each_pixel_the_image_score(make: Any, weave: Any) -> None:
    detector = make("Dfkde", image_size=64)
    detector.fit([weave(i) for i in range(18)])
    answer = detector.predict(weave(20))
    assert np.unique(answer.score_map).tolist() == [np.float32(answer.image_score)]


def test_the_default_backbone_has_the_features_of_ours(make: Any, weave: Any) -> None:
    from padkit.baselines import lite0

    detector = make("Patchcore", image_size=96)
    image = weave(0).image
    network = detector._network
    pixels = torch.from_numpy(image).permute(2, 0, 1)[None] / 255
    with torch.inference_mode():
        theirs = network.model.feature_extractor(network.pre_processor.transform(pixels))
        scaled = (torch.from_numpy(image.astype(np.float32)) - lite0.MEAN[0]) / lite0.DEVIATION[0]
        ours = lite0.load_lite0()(scaled.permute(2, 0, 1)[None])
    for name, expected in zip(("blocks.2", "blocks.4"), ours, strict=True):
        torch.testing.assert_close(theirs[name], expected, rtol=1e-4, atol=1e-4)


def test_the_record_tells_what_decides_the_result(make: Any) -> None:
    config = make("Patchcore", seed=5, coreset_sampling_ratio=0.01).config()
    assert json.loads(json.dumps(config)) == config
    assert config["weights"] == "efficientnet-lite0" and config["backbone"] == weights.LITE0
    assert (config["seed"], config["image_size"], config["max_epochs"]) == (5, 256, 1)
    assert config["options"]["coreset_sampling_ratio"] == 0.01
    assert set(config["versions"]) >= {"anomalib", "timm"}


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"ratio": 1}, r"Patchcore has no option 'ratio'; allowed: seed, .*coreset_sampling_ratio"),
        ({"layers": ["layer2"]}, "has no layer 'layer2'; allowed: blocks.0, "),
        ({"backbone": "resnet18", "pre_trained": False, "layers": ["layer2", "x"]}, "no layer 'x'"),
        ({"backbone": "nosuchnet"}, "cannot be made with .*Unknown model"),
        ({"batch_size": 0}, "batch_size is 0; a whole number from 1"),
        ({"image_size": "big"}, "image_size is 'big'; a whole number from 32"),
        ({"device": "tpu"}, "device 'tpu' is unknown"),
    ],
)
def test_misuse_is_told_in_one_line(make: Any, options: Any, fault: str) -> None:
    with pytest.raises(ValueError, match=fault) as caught:
        make("Patchcore", **options)
    assert "\n" not in str(caught.value)


def test_options_pass_the_runner(anomalib: Any) -> None:
    detector = baselines.load("anomalib:Patchcore")
    settled = settle_options("anomalib:Patchcore", detector, {"num_neighbors": 3}, 4)
    assert detector(**settled).config()["options"]["num_neighbors"] == 3


@pytest.mark.parametrize(
    ("model", "what"),
    [
        ("Fastflow", "the pretrained weights of timm's resnet18, and .* --option weights=FILE"),
        ("Cfa", r"https://\S+wide_resnet50_2\S+, and .* --option weights=FILE"),
        ("Draem", r"https://\S+dtd\S+, and .* --option dtd_dir=FOLDER"),
    ],
)
def test_a_download_is_refused_in_one_line(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any, model: str, what: str
) -> None:
    for name in ("HF_HOME", "TORCH_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=f"anomalib:{model} wants to download {what}"):
        make(model)
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_weights_come_from_a_local_file(make: Any, weave: Any, tmp_path: Path) -> None:
    timm = importlib.import_module("timm")
    network = timm.create_model("resnet18", pretrained=False)
    torch.save(network.state_dict(), tmp_path / "mine.pth")
    detector = make("Fastflow", weights=str(tmp_path / "mine.pth"), max_epochs=1, image_size=64)
    extractor = detector._network.model.feature_extractor
    torch.testing.assert_close(extractor.conv1.weight, network.conv1.weight)
    assert detector.config()["weights"].startswith("mine.pth sha256:")
    detector.fit([weave(i) for i in range(3)])
    assert detector.predict(weave(5)).score_map.shape == (96, 96)
    torch.save({"conv1.weight": network.conv1.weight}, tmp_path / "part.pth")
    with pytest.raises(ValueError, match=r"part.pth does not hold the weights of timm's resnet18"):
        make("Fastflow", weights=str(tmp_path / "part.pth"))


def test_predicting_needs_fitting_and_fitting_needs_views(make: Any, weave: Any) -> None:
    detector = make("Patchcore", image_size=64)
    with pytest.raises(ValueError, match="asked to predict before it was fitted"):
        detector.predict(weave(0))
    with pytest.raises(ValueError, match="at least one sound view"):
        detector.fit([])
