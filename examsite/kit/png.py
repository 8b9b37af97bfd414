"""PNG pictures from outside: checked by content and written anew without anything extra.

Only what draws the picture is kept (header, palette, transparency, pixels); texts, profiles
and whatever was appended are dropped. A picture that would unpack to too much is refused.
"""

import struct
import zlib

from examsite.domain.errors import Invalid

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
LONGEST_SIDE = 2000


class BadPicture(Invalid):
    """422: not a PNG, too large, or damaged."""

    code = "bad_picture"
    message = "请上传 PNG 图片：不超过 512 KB，边长不超过 2000 像素。"


def clean_png(content: bytes, *, most: int) -> bytes:
    """The same picture with nothing but the picture in it; BadPicture when it is not one."""
    if len(content) > most or not content.startswith(SIGNATURE):
        raise BadPicture
    chunks = _chunks(content)
    kept = [(kind, data) for kind, data in chunks if kind in KEPT]
    if not kept or kept[0][0] != b"IHDR" or kept[-1][0] != b"IEND" or len(kept[0][1]) != 13:
        raise BadPicture
    _check_pixels(kept[0][1], b"".join(data for kind, data in kept if kind == b"IDAT"))
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in kept)


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    found: list[tuple[bytes, bytes]] = []
    at = len(SIGNATURE)
    while not found or found[-1][0] != b"IEND":
        head = content[at : at + 8]
        if len(head) < 8:
            raise BadPicture
        length, kind = struct.unpack(">I4s", head)
        data, check = content[at + 8 : at + 8 + length], content[at + 8 + length : at + 12 + length]
        if len(check) < 4 or zlib.crc32(kind + data) != struct.unpack(">I", check)[0]:
            raise BadPicture
        found.append((kind, data))
        at += 12 + length
    return found


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _check_pixels(header: bytes, packed: bytes) -> None:
    """Unpack at most what the header announces; it must be exactly that much."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    sides = 0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE
    if not sides or colour not in CHANNELS or depth not in {1, 2, 4, 8, 16} or interlaced:
        raise BadPicture
    expected = height * (1 + (width * depth * CHANNELS[colour] + 7) // 8)
    try:
        pixels = zlib.decompressobj().decompress(packed, expected + 1)
    except zlib.error as problem:
        raise BadPicture from problem
    if len(pixels) != expected:
        raise BadPicture
