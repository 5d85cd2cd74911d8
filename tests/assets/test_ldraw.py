from pathlib import Path

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from padkit.assets.bricks import part_mesh
from padkit.assets.colours import COLOURS, colour_name, colour_surface
from padkit.assets.ldraw import Brick, Placement, read_model, write_model
from padkit.assets.materials import srgb

IDENTITY = "1 0 0 0 1 0 0 0 1"
# a tetrahedron with y down: the corners of its faces counter-clockwise seen from outside
FACES = ["0 0 0 0 0 10 10 0 0", "0 0 0 0 -10 0 0 0 10", "0 0 0 10 0 0 0 -10 0"]
FACES.append("10 0 0 0 0 10 0 -10 0")
TETRAHEDRON = "\n".join(f"3 16 {face}" for face in FACES)
VOLUME = 1000 / 6


def backwards(faces: str) -> str:
    """Return triangles with their corners in the other order."""
    lines = [line.split() for line in faces.splitlines()]
    return "\n".join(" ".join([*w[:2], *w[8:11], *w[5:8], *w[2:5]]) for w in lines)


def model(folder: Path, text: str, name: str = "model.ldr") -> Path:
    path = folder / name
    path.write_text(text, newline="")
    return path


def library(folder: Path, **files: str) -> Path:
    """Return a small LDraw folder; a key "s__half" becomes parts/s/half.dat, "p__x" p/x.dat."""
    root = folder / "ldraw"
    for name in ("parts/s", "p/48"):
        (root / name).mkdir(parents=True)
    for key, text in files.items():
        folders = key.split("__")
        place = root / ("p" if folders[0] == "p" else "parts")
        place.joinpath(*folders[folders[0] == "p" :]).with_suffix(".dat").write_text(text)
    return root


def world(brick: Brick) -> np.ndarray:
    return brick.mesh.vertices @ brick.pose[:3, :3].T + brick.pose[:3, 3]


def volume(brick: Brick) -> float:
    return float(trimesh.Trimesh(brick.mesh.vertices, brick.mesh.faces, process=False).volume)


def test_the_model_frame_is_z_up_and_its_front_faces_minus_y(tmp_path):
    (brick,) = read_model(model(tmp_path, f"1 4 100 -24 7 {IDENTITY} 3001.dat"))
    corners = world(brick)
    np.testing.assert_allclose(corners.min(0), [60.25, 7 - 19.75, 0], atol=1e-4)
    np.testing.assert_allclose(corners.max(0), [139.75, 7 + 19.75, 28], atol=1e-4)
    assert (brick.number, brick.colour, brick.name) == ("3001", 4, "brick 1 (3001)")
    assert brick.surface.base_color == srgb("B40000")
    # the face of a slope looks to LDraw -z
    (slope,) = read_model(model(tmp_path, f"1 4 0 0 0 {IDENTITY} 3039.dat"))
    assert world(slope)[:, 1].min() == pytest.approx(
        -29.75,
    )


def test_a_turned_part_by_hand(tmp_path):
    # a quarter turn about y: LDraw (x, y, z) -> (z, y, -x), so the slope's front goes to -x
    (brick,) = read_model(model(tmp_path, "1 1 0 0 0 0 0 1 0 1 0 -1 0 0 3039.dat"))
    low, high = world(brick).min(0), world(brick).max(0)
    np.testing.assert_allclose(low, [-29.75, -19.75, -24], atol=1e-3)
    np.testing.assert_allclose(high, [9.75, 19.75, 4], atol=1e-3)


def test_equal_parts_share_one_mesh_and_stay_in_file_order(tmp_path):
    text = f"1 4 0 0 0 {IDENTITY} 3001.dat\n1 1 0 0 0 {IDENTITY} 3005.dat\n"
    bricks = read_model(model(tmp_path, text + f"1 2 0 -24 0 {IDENTITY} 3001.dat\n"))
    assert [b.number for b in bricks] == ["3001", "3005", "3001"]
    assert [b.place for b in bricks] == [0, 1, 2]
    assert bricks[0].mesh is bricks[2].mesh is part_mesh("3001")
    with pytest.raises(ValueError, match="read-only"):
        bricks[0].pose[0, 0] = 2


def test_submodels_nest_and_pass_their_colour_on(tmp_path):
    text = f"""0 FILE main.ldr
0 Title
1 14 100 0 0 {IDENTITY} Wing.ldr
0 STEP
0 !LDCAD GROUP_DEF
0 FILE wing.ldr
1 16 0 -24 0 {IDENTITY} tip.ldr
1 4 0 0 0 {IDENTITY} 3005.dat
0 NOFILE
this line belongs to no file
0 FILE tip.ldr
1 16 0 0 50 {IDENTITY} 3024.DAT
"""
    tip, root = read_model(model(tmp_path, text, "a.mpd"))
    assert (tip.number, tip.colour) == ("3024", 14)
    assert (root.number, root.colour) == ("3005", 4)
    np.testing.assert_allclose(tip.pose[:3, 3], [100, 50, 24])
    np.testing.assert_allclose(root.pose[:3, 3], [100, 0, 0])


def test_a_mirrored_submodel_mirrors_its_places(tmp_path):
    text = f"""0 FILE main.ldr
1 4 0 0 0 {IDENTITY} side.ldr
1 4 0 0 0 -1 0 0 0 1 0 0 0 1 side.ldr
0 FILE side.ldr
1 16 40 0 0 {IDENTITY} 3040b.dat
"""
    right, left = read_model(model(tmp_path, text, "a.mpd"))
    assert np.linalg.det(right.pose[:3, :3]) == pytest.approx(1)
    assert np.linalg.det(left.pose[:3, :3]) == pytest.approx(-1)
    np.testing.assert_allclose(world(left), world(right) * [-1, 1, 1], atol=1e-4)


def test_a_submodel_may_be_a_file_beside_the_model(tmp_path):
    model(tmp_path, f"1 16 1 2 3 {IDENTITY} 3005.dat", "Leg.LDR")
    (brick,) = read_model(model(tmp_path, f"1 2 10 0 0 {IDENTITY} leg.ldr"))
    assert brick.colour == 2
    np.testing.assert_allclose(brick.pose[:3, 3], [11, 3, -2])


def test_windows_line_ends_blank_lines_and_a_byte_order_mark(tmp_path):
    path = tmp_path / "a.ldr"
    path.write_bytes(b"\xef\xbb\xbf0 Caf\xe9\r\n\r\n1 4 0 0 0 1 0 0 0 1 0 0 0 1 3005.DAT\r\n")
    assert [b.number for b in read_model(path)] == ["3005"]


def test_faces_in_the_model_itself_are_one_part_of_its_colours(tmp_path):
    text = f"2 24 0 0 0 1 0 0\n{TETRAHEDRON}\n4 4 0 0 0 1 0 0 1 1 0 0 1 0\n"
    bricks = read_model(
        model(tmp_path, f"0 FILE a\n1 2 0 0 0 {IDENTITY} b.ldr\n0 FILE b.ldr\n{text}")
    )
    assert [(b.number, b.colour, b.place) for b in bricks] == [("b.ldr", 2, 0), ("b.ldr", 4, 0)]
    assert volume(bricks[0]) == pytest.approx(VOLUME)
    assert bricks[1].mesh.faces.shape == (2, 3)
    assert bricks[1].mesh.vertices.shape == (4, 3)


@pytest.mark.parametrize(
    ("code", "hex_colour", "clear"),
    [("0x2FF8000", "FF8000", 0), ("0x3ff8000", "FF8000", 1), (str(0x2FF8000), "FF8000", 0)],
)
def test_direct_colours(tmp_path, code, hex_colour, clear):
    (brick,) = read_model(model(tmp_path, f"1 {code} 0 0 0 {IDENTITY} 3005.dat"))
    walls = 2 if clear else 1
    assert np.power(brick.surface.base_color, walls) == pytest.approx(srgb(hex_colour))
    assert brick.surface.transmission == clear
    assert colour_name(brick.colour) == f"#{hex_colour}"


def test_finishes():
    assert colour_name(4) == "Red"
    assert colour_surface(383).metallic == 1
    assert colour_surface(297).metallic > 0.5 > colour_surface(4).metallic
    assert colour_surface(256).roughness > 2 * colour_surface(0).roughness
    assert colour_surface(256).base_color == colour_surface(0).base_color
    assert colour_surface(47).transmission > 0.5 > colour_surface(15).transmission
    for code, colour in COLOURS.items():  # clear parts are looked at through two walls
        walls = 1 + colour_surface(code).transmission
        tint = np.power(colour_surface(code).base_color, walls)
        assert tint == pytest.approx(srgb(colour.hex_colour))


def test_a_part_of_the_library_wins_over_ours(tmp_path):
    root = library(tmp_path, **{"3005": TETRAHEDRON})
    text = f"1 4 0 0 0 {IDENTITY} 3005.dat\n1 4 0 0 0 {IDENTITY} 3001.dat\n"
    ours = read_model(model(tmp_path, text))
    theirs = read_model(model(tmp_path, text), root)
    assert volume(theirs[0]) == pytest.approx(VOLUME)
    assert volume(ours[0]) > 6000
    assert theirs[1].mesh is part_mesh("3001")


def test_library_parts_are_put_together_from_subparts_and_primitives(tmp_path):
    root = library(
        tmp_path,
        moved=f"0 ~Moved to 77\n1 16 0 0 0 {IDENTITY} 77.dat",
        **{"77": f"1 16 100 0 0 {IDENTITY} s\\HALF.DAT\n1 4 0 0 0 {IDENTITY} 48\\tip.dat"},
        s__half=f"1 16 0 5 0 {IDENTITY} tetra.dat",
        p__tetra=TETRAHEDRON,
        p__48__tip=TETRAHEDRON,
    )
    (root / "parts" / "moved.dat").rename(root / "parts" / "MOVED.DAT")
    main, tip = read_model(model(tmp_path, f"1 1 0 0 0 {IDENTITY} moved.dat"), root)
    assert (main.colour, tip.colour) == (1, 4)
    assert main.place == tip.place == 0
    np.testing.assert_allclose(main.mesh.vertices.min(0), [100, -5, 0])
    np.testing.assert_allclose(tip.mesh.vertices.min(0), [0, -10, 0])


@pytest.mark.parametrize(
    ("part", "sign"),
    [
        (TETRAHEDRON, 1),
        (backwards(TETRAHEDRON), -1),
        (f"0 BFC CERTIFY CCW\n{TETRAHEDRON}", 1),
        (f"0 BFC CERTIFY CW\n{backwards(TETRAHEDRON)}", 1),
        (f"0 BFC CERTIFY CCW\n0 BFC NOCLIP\n{TETRAHEDRON}", 1),
        (f"0 BFC CERTIFY CCW\n0 BFC CW\n{backwards(TETRAHEDRON)}", 1),
        (f"1 16 0 0 0 {IDENTITY} ccw.dat", 1),
        (f"1 16 0 0 0 {IDENTITY} cw.dat", 1),
        ("1 16 0 0 0 1 0 0 0 -1 0 0 0 1 cw.dat", 1),
        (f"0 BFC INVERTNEXT\n1 16 0 0 0 {IDENTITY} ccw.dat", -1),
        ("0 BFC INVERTNEXT\n1 16 0 0 0 -1 0 0 0 1 0 0 0 1 ccw.dat", -1),
        (f"0 BFC INVERTNEXT\n1 16 0 0 0 {IDENTITY} inverted.dat", 1),
        # inverted, then twice as it is
        (f"0 BFC INVERTNEXT\n{3 * f'1 16 0 0 0 {IDENTITY} cw.dat{chr(10)}'}", 1),
    ],
)
def test_winding_of_library_parts(tmp_path, part, sign):
    root = library(
        tmp_path,
        part=part,
        p__ccw=f"0 BFC CERTIFY CCW\n{TETRAHEDRON}",
        p__cw=f"0 BFC CERTIFY CW\n{backwards(TETRAHEDRON)}",
        p__inverted=f"0 BFC INVERTNEXT\n1 16 0 0 0 {IDENTITY} ccw.dat",
    )
    (brick,) = read_model(model(tmp_path, f"1 4 0 0 0 {IDENTITY} part.dat"), root)
    assert volume(brick) == pytest.approx(sign * VOLUME)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1 4 0 0 0 1 0 0 0 1 0 0 0 1", r"type 1 has 15 fields, not 14"),
        ("1 4 0 0 x 1 0 0 0 1 0 0 0 1 3005.dat", r"'x'.*'1 4 0 0 x"),
        ("1 4 0 0 nan 1 0 0 0 1 0 0 0 1 3005.dat", "not finite"),
        ("3 4 0 0 0 1 1 1", "type 3 has 11 fields, not 8"),
        ("4 4 0 0 0 1 1 1 2 2 2 3 3 3 4", "type 4 has 14 fields, not 15"),
        ("7 something", "line type '7' is not one of 0 to 5"),
        (f"1 999 0 0 0 {IDENTITY} 3005.dat", "colour 999 is unknown"),
        ("3 999 0 0 0 1 0 0 0 1 0", "colour 999 is unknown"),
        (f"1 4 0 0 0 {IDENTITY} 3006.dat", r"'3006' is not drawn here.*--ldraw-dir.*such as 3"),
        (f"1 4 0 0 0 {IDENTITY} model.ldr", "includes itself"),
    ],
)
def test_errors_name_file_and_line(tmp_path, line, message):
    path = model(tmp_path, f"0 Title\n{line}\n")
    with pytest.raises(ValueError, match=message) as caught:
        read_model(path)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert "\n" not in str(caught.value)


def test_a_part_that_nobody_has_names_the_library(tmp_path):
    root = library(tmp_path)
    with pytest.raises(ValueError, match=rf"model\.ldr:1: part 'qq' is neither in {root}"):
        read_model(model(tmp_path, f"1 4 0 0 0 {IDENTITY} qq.dat"), root)


def test_errors_inside_the_library_name_its_file(tmp_path):
    root = library(
        tmp_path,
        lost=f"0 Title\n1 16 0 0 0 {IDENTITY} gone.dat",
        round=f"1 16 0 0 0 {IDENTITY} round.dat",
        torn="3 16 0 0",
    )
    for part, message in [
        ("lost", r"lost\.dat:2: 'gone\.dat' is not in"),
        ("round", r"round\.dat:1: .*includes itself"),
        ("torn", r"torn\.dat:1: a line of type 3"),
    ]:
        with pytest.raises(ValueError, match=message):
            read_model(model(tmp_path, f"1 4 0 0 0 {IDENTITY} {part}.dat"), root)


def test_a_loop_of_submodels_is_found(tmp_path):
    text = f"0 FILE a\n1 4 0 0 0 {IDENTITY} b\n0 FILE b\n1 4 0 0 0 {IDENTITY} a\n"
    with pytest.raises(ValueError, match=r"a\.mpd:4: 'a' includes itself"):
        read_model(model(tmp_path, text, "a.mpd"))


def test_a_file_twice_in_an_mpd(tmp_path):
    text = f"0 FILE a\n1 4 0 0 0 {IDENTITY} 3005.dat\n0 FILE A\n"
    with pytest.raises(ValueError, match=r"a\.mpd:3: file 'a' is in here twice"):
        read_model(model(tmp_path, text, "a.mpd"))


@pytest.mark.parametrize("folders", [(), ("parts",), ("p",)])
def test_a_folder_that_is_no_library(tmp_path, folders):
    for name in folders:
        (tmp_path / "x" / name).mkdir(parents=True)
    with pytest.raises(ValueError, match=r"x is not an LDraw library"):
        read_model(model(tmp_path, "0 empty"), tmp_path / "x")


def test_an_empty_model_has_no_bricks(tmp_path):
    assert read_model(model(tmp_path, "")) == ()


def test_the_writer_emits_the_header_and_lines_of_ldraw(tmp_path):
    turn = np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]])
    write_model(
        tmp_path / "pig.ldr",
        "Pig",
        [Placement("3001", 13, [0, -24, 10.5]), Placement("3039", 0x2FF8000, [0, 0, -0.0], turn)],
    )
    assert (tmp_path / "pig.ldr").read_bytes().decode().split("\n") == [
        "0 Pig",
        "0 Name: pig.ldr",
        "0 Author: padkit",
        "0 !LDRAW_ORG Unofficial_Model",
        "0 !LICENSE Licensed under CC BY 4.0 : https://creativecommons.org/licenses/by/4.0/",
        "1 13 0 -24 10.5 1 0 0 0 1 0 0 0 1 3001.dat",
        "1 0x2FF8000 0 0 0 0 0 1 0 1 0 -1 0 0 3039.dat",
        "",
    ]


def test_a_title_of_two_lines_is_refused(tmp_path):
    with pytest.raises(ValueError, match="one line"):
        write_model(tmp_path / "a.ldr", "a\nb", [])


numbers = st.floats(-1e4, 1e4, allow_nan=False).map(lambda v: round(v, 4))


@settings(max_examples=40, deadline=None)
@given(values=st.lists(numbers, min_size=12, max_size=12), colour=st.sampled_from(sorted(COLOURS)))
def test_the_reader_reads_what_the_writer_writes(tmp_path_factory, values, colour):
    path = tmp_path_factory.mktemp("model") / "a.ldr"
    position, turn = np.array(values[:3]), np.reshape(values[3:], (3, 3))
    write_model(path, "any placement", [Placement("3005", colour, position, turn)])
    (brick,) = read_model(path)
    x, y, z = position
    np.testing.assert_allclose(brick.pose[:3, 3], [x, z, -y])
    a, b, c = turn
    np.testing.assert_allclose(brick.pose[:3, :3], [a, c, -b])
    assert brick.colour == colour
