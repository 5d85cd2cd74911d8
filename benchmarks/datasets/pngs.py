"""PNG files down to the last byte: what is wrong with one, and its header without decoding it.

Decoders differ, by version too, in how much of a torn file they accept; this check does not. Chunks
and checksums are as in the PNG specification (W3C, third edition, section 5).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

SIGNATURE = b"\x89PNG\r\n\x1a\n"

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Colour type -> samples per pixel."""

NAMES = {0: "grey", 2: "RGB", 3: "palette", 4: "grey with alpha", 6: "RGBA"}


@dataclass(frozen=True)
class Header:
    """What the IHDR chunk says: size in pixels, bits per sample, colour type, interlacing."""

    width: int
    height: int
    depth: int
    colour: int
    interlaced: bool

    @property
    def mode(self) -> str:
        """For people and for comparing: `8-bit RGB`, `8-bit grey`, `16-bit grey`."""
        return f"{self.depth}-bit {NAMES[self.colour]}"


def parse_header(data: bytes) -> Header:
    """Return the header from the first 33 bytes of a PNG; ValueError when they are none."""
    if len(data) < 33 or data[:8] != SIGNATURE or data[8:16] != b"\0\0\0\x0dIHDR":
        raise ValueError("is not a PNG file")
    if zlib.crc32(data[12:29]) != int.from_bytes(data[29:33]):
        raise ValueError("has a damaged PNG header")
    width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", data[16:29])
    if not (width and height) or colour not in CHANNELS or depth not in (1, 2, 4, 8, 16):
        raise ValueError("has an impossible PNG header")
    return Header(width, height, depth, colour, bool(interlace))


def read_header(path: Path) -> Header:
    """Return the header of a PNG without decoding it; ValueError when the file is none."""
    with path.open("rb") as file:
        return parse_header(file.read(33))


def check_whole(data: bytes) -> Header:
    """Return the header of a PNG whose every chunk is there and sound.

    Checked are the checksum of each chunk, the end chunk, and that the pixel stream inflates to
    exactly as many bytes as the header promises.

    Raises:
        ValueError: Anything is damaged or missing; says what, for a sentence about the file.
    """
    header = parse_header(data)
    position, stream, kind = 33, [], b"IHDR"
    while kind != b"IEND":
        if len(data) < position + 12:
            raise ValueError("is cut short: the PNG has no end")
        length = int.from_bytes(data[position : position + 4])
        kind = data[position + 4 : position + 8]
        body_end = position + 8 + length
        if len(data) < body_end + 4:
            raise ValueError("is cut short inside a PNG chunk")
        if zlib.crc32(data[position + 4 : body_end]) != int.from_bytes(data[body_end:][:4]):
            raise ValueError("is damaged: a PNG checksum does not match")
        if kind == b"IDAT":
            stream.append(data[position + 8 : body_end])
        position = body_end + 4
    if position != len(data):
        raise ValueError("has bytes after the end of the PNG")
    _check_stream(header, b"".join(stream))
    return header


def _check_stream(header: Header, stream: bytes) -> None:
    """Raise ValueError unless `stream` inflates to the pixels that `header` promises."""
    row = 1 + -(-header.width * header.depth * CHANNELS[header.colour] // 8)
    size = row * header.height
    limit = (
        2 * size + 64 if header.interlaced else size
    )  # interlaced: more filter bytes, fewer than these
    inflater = zlib.decompressobj()
    try:
        pixels = inflater.decompress(stream, limit + 1)
    except zlib.error as error:
        raise ValueError("is damaged: its pixels do not inflate") from error
    if not (inflater.eof and size <= len(pixels) <= limit):
        raise ValueError("is damaged: it has not as many pixels as its header says")
    if not header.interlaced and max(pixels[::row]) > 4:  # section 9.2: filter types 0 to 4
        raise ValueError("is damaged: its rows name filters that do not exist")
