"""Matches by exported networks: what they take, what is made of their answers, what is refused."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
from ball import ball_view, eyes  # noqa: E402

from padkit.baselines.locate import LocateConfig, Locator  # noqa: E402
from padkit.baselines.locate.learned import LearnedMatching, load_matcher  # noqa: E402
from padkit.baselines.locate.retrieval import rank, thumbnail  # noqa: E402
from padkit.baselines.splatpose_plus import SplatPosePlus  # noqa: E402
from padkit.benchmarks.errors import UnknownNameError  # noqa: E402
from padkit.benchmarks.metrics.pose import pose_error  # noqa: E402

pytestmark = pytest.mark.learn
SIDE, INPUT = 128, 96
VIEWS = [ball_view(eye, SIDE, pattern=True) for eye in eyes(12)]


class Surface:
    """What a camera sees of the ball, by closed form."""

    def __init__(self, camera):
        rows, columns = np.indices((SIDE, SIDE)) + 0.5
        rays = np.stack([columns, rows, np.ones_like(rows)], -1) @ np.linalg.inv(camera.K).T
        middle = camera.pose[:3, 3]
        square, along = (rays**2).sum(-1), rays @ middle
        room = along**2 - square * (middle @ middle - 0.25)
        self.alpha = (room > 0).astype(np.float32)
        self.depth = ((along - np.sqrt(room.clip(0))) / square * self.alpha).astype(np.float32)


class Fixed(torch.nn.Module):  # type: ignore[misc,name-defined]
    """Three matches: two at the middle and a little beside it, one on the ground."""

    def __init__(self, answers=3):
        super().__init__()
        self.answers = answers
        self.first = torch.nn.Buffer(torch.tensor([[45.0, 48.0], [54.0, 60.0], [60.0, 30.0]]))
        self.second = torch.nn.Buffer(torch.tensor([[48.0, 48.0], [3.0, 4.0], [45.0, 54.0]]))
        self.scores = torch.nn.Buffer(torch.tensor([0.9, 0.8, 0.3]))

    def forward(self, one, two):
        nothing = 0 * (one.sum() + two.sum())
        return (self.first + nothing, self.second, self.scores)[: self.answers]


class Patches(torch.nn.Module):  # type: ignore[misc,name-defined]
    """Each patch of the first picture with the most similar one of the second."""

    def describe(self, picture):
        patches = torch.nn.functional.unfold(picture, 9)[0].T
        flat = patches - patches.mean(1, keepdim=True)
        return flat / (flat.norm(dim=1, keepdim=True) + 1e-3)

    def forward(self, one, two):
        similar = self.describe(one)[::3] @ self.describe(two).T
        scores, best = similar.max(1)
        width = INPUT - 8
        mine = torch.arange(0, width * width, 3)

        def places(index):
            return torch.stack([index % width, index // width], 1) + 4.5

        return places(mine), places(best), scores


class Bright(Fixed):
    """As many of the three matches as the first picture's mean allows."""

    def forward(self, one, two):
        kept = (self.scores > one.mean() + 0 * two.mean()).nonzero()[:, 0]
        return self.first[kept], self.second[kept], self.scores[kept]


class Darkness(torch.nn.Module):  # type: ignore[misc,name-defined]
    """No matcher: one picture of three channels."""

    def forward(self, x):
        return -x


def save(path, module, shapes=((1, 1, INPUT, INPUT),) * 2, **options):
    program = torch.export.export(module, tuple(torch.zeros(s) for s in shapes), **options)
    torch.export.save(program, path)
    return str(path)


def test_matches_are_lifted_by_the_views_depth(tmp_path):
    matcher = load_matcher(save(tmp_path / "fixed.pt2", Fixed()))
    assert matcher.side == INPUT and matcher.name.startswith("fixed.pt2 sha256:")
    everywhere = LearnedMatching(VIEWS, Surface, matcher, 0.2)(VIEWS[0].image, None, [4, 7])
    assert everywhere.counts.tolist() == [0, 0, 0, 0, 2, 0, 0, 2, 0, 0, 0, 0]  # not the ground
    assert np.allclose(everywhere.places[4], np.array([[45, 48], [60, 30]]) * SIDE / INPUT)
    points, camera = everywhere.points[7], VIEWS[7].camera
    assert np.allclose(np.linalg.norm(points, axis=1), 0.5, atol=0.01)
    flat = (points @ camera.pose[:3, :3].T + camera.pose[:3, 3]) @ camera.K.T
    seen = np.array([[48, 48], [45, 54]]) * SIDE / INPUT
    assert np.allclose(flat[:, :2] / flat[:, 2:], seen, atol=1e-4)
    sure = LearnedMatching(VIEWS, Surface, matcher, 0.5)(VIEWS[0].image, None, [4])
    assert sure.counts[4] == 1
    where = np.zeros((SIDE, SIDE), bool)
    where[:50] = True
    above = LearnedMatching(VIEWS, Surface, matcher, 0.2)(VIEWS[0].image, where, [4])
    assert np.allclose(above.places[4], [[80, 40]])


def test_the_number_of_matches_may_vary(tmp_path):
    matcher = load_matcher(save(tmp_path / "bright.pt2", Bright()))
    for grey, count in ((0, 3), (0.5, 2), (0.85, 1), (1, 0)):
        pictures = torch.full((1, 1, INPUT, INPUT), float(grey)), torch.zeros(1, 1, INPUT, INPUT)
        places, others, scores = matcher.run(*pictures)
        assert places.shape == others.shape == (count, 2) and scores.shape == (count,)


def test_a_network_finds_the_pose(tmp_path):
    path = save(tmp_path / "patches.pt2", Patches())
    near = eyes(12)[5] + (0.25, 0.2, 0.1)
    query = ball_view(2 * near / np.linalg.norm(near), SIDE, pattern=True)
    config = LocateConfig(candidates=1, shortlist=0.2, matcher=path, least_score=0.8)
    x, y = np.indices((SIDE, SIDE)) + 0.5 - SIDE / 2
    inner = np.hypot(x, y) < 0.3 * SIDE  # the outline is the same from everywhere
    found = Locator(VIEWS, Surface, config).locate(query.image, query.camera, inner)
    assert not found.failure and found.view == 5
    assert pose_error(VIEWS[5].camera.pose, query.camera.pose, 1.0).rotation > 8
    assert pose_error(found.pose, query.camera.pose, 1.0).rotation < 3
    strict = Locator(VIEWS, Surface, replace(config, least_score=2.0))
    assert "0 of 0 matches agree" in strict.locate(query.image, query.camera).failure


def test_the_shortlist_alone_is_matched(tmp_path, monkeypatch):
    path = save(tmp_path / "fixed.pt2", Fixed())
    asked, real = [], LearnedMatching.__call__
    monkeypatch.setattr(
        LearnedMatching, "__call__",
        lambda self, image, where, chosen: asked.append(chosen) or real(self, image, where, chosen),
    )  # fmt: skip
    config = LocateConfig(matcher=path, shortlist=0.25)
    Locator(VIEWS, Surface, config).locate(VIEWS[2].image, VIEWS[2].camera)
    similar = rank(VIEWS[2].image, [thumbnail(view.image) for view in VIEWS])
    assert asked == [similar[:3].tolist()] and asked[0][0] == 2


def test_a_detector_tells_its_matcher(tmp_path):
    path = save(tmp_path / "fixed.pt2", Fixed())
    told = SplatPosePlus(**{"locate.matcher": path, "compare.extractor": "vanilla"}).config()
    name, digits = told["locate.matcher"].split(" sha256:")
    assert name == "fixed.pt2" and len(digits) == 16
    assert SplatPosePlus().config()["locate.matcher"] == "rootsift"
    with pytest.raises(FileNotFoundError, match=r"no weights at .*none\.pt2"):
        SplatPosePlus(**{"locate.matcher": str(tmp_path / "none.pt2")})


def test_what_is_no_matcher_is_told(tmp_path):
    assert load_matcher("rootsift") is None
    with pytest.raises(UnknownNameError, match="no matcher is called 'rotsift'; did you mean root"):
        load_matcher("rotsift")
    junk = tmp_path / "junk.pt2"
    junk.write_bytes(b"junk")
    with pytest.raises(ValueError, match=r"junk.pt2 is not a .pt2 file of torch.export.save$"):
        load_matcher(str(junk))
    path = save(tmp_path / "dark.pt2", Darkness(), ((1, 3, 8, 8),))
    with pytest.raises(ValueError, match=r"takes \(1, 3, 8, 8\), not two grey pictures \(1, 1, S"):
        load_matcher(path)
    open_side = torch.export.Dim("side", min=8, max=128)
    free = {"one": {2: open_side, 3: open_side}, "two": {2: open_side, 3: open_side}}
    path = save(tmp_path / "free.pt2", Fixed(), dynamic_shapes=free)
    with pytest.raises(ValueError, match=r"not two grey pictures \(1, 1, S, S\) with S fixed$"):
        load_matcher(path)


def test_answers_that_are_no_matches_are_told(tmp_path):
    for answers, got in ((2, r"\(3, 2\), \(3, 2\)"), (1, r"\(3, 2\)")):
        matcher = load_matcher(save(tmp_path / f"{answers}.pt2", Fixed(answers)))
        matching = LearnedMatching(VIEWS, Surface, matcher, 0.2)
        with pytest.raises(ValueError, match=rf"returns {got}, not \(K, 2\), \(K, 2\), \(K,\)$"):
            matching(VIEWS[0].image, None, [0])
