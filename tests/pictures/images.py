"""Pictures of every kind that people, and others, may send."""

import struct
import zlib
from io import BytesIO

from PIL import Image

PLACE = b"GPS-canary-51.5072"
"""What stands in the notes of a picture, for looking whether it is gone."""


def encoded(image, kind, **options):
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def photo(kind="JPEG", size=(300, 200), mode="RGB", color=None, **options):
    """Red on its left half, so that one sees how it is turned."""
    image = Image.new("RGB", size, color or "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    return encoded(image.convert(mode), kind, **options)


def told(orientation=1):
    """EXIF of a camera: how it was held, where, and by whom."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = PLACE.decode()
    exif.get_ifd(0x8825)[29] = PLACE.decode()
    return exif.tobytes()


def opened(content):
    image = Image.open(BytesIO(content))
    image.load()
    return image


def png_claiming(width, height):
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
