"""The program in which pictures of strangers are decoded: a process of its own, with little room.

It reads a picture and writes JPEGs that it drew anew, of at most so many pixels a side as its
arguments say. Of what came nothing is left but the first frame's pixels, turned upright.
"""

import resource
import sys
from io import BytesIO

from PIL import Image

MOST_PIXELS = 24_500_000
"""What cameras call 24 megapixels."""
FORMATS = ("JPEG", "PNG", "WEBP")
ROOM = 700_000_000
"""Bytes of memory. A WebP of 24 megapixels with transparency, the most costly, needs 630 MB."""
SECONDS = 15
TOO_MANY_PIXELS = 3
UNREADABLE = 4
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By what a camera says of how it was held."""


def small(content: bytes, side: int) -> Image.Image:
    """The picture upright, opaque, no larger than ``side``, and without what hung on it."""
    with Image.open(BytesIO(content), formats=FORMATS) as checked:
        if checked.width * checked.height > MOST_PIXELS:
            sys.exit(TOO_MANY_PIXELS)
        checked.verify()
    picture: Image.Image = Image.open(BytesIO(content), formats=FORMATS)
    turn = held(picture)
    picture.draft(None, (2 * side, 2 * side))
    if picture.mode.startswith("I"):  # 16 bits of gray
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    elif picture.mode not in {"L", "RGB", "CMYK"}:
        picture = picture.convert("RGBA")
    picture.thumbnail((side, side), reducing_gap=2)
    if turn is not None:
        picture = picture.transpose(turn)
    opaque = Image.new("RGB", picture.size, "white")
    opaque.paste(picture.convert("RGB"), mask=picture if picture.mode == "RGBA" else None)
    return opaque


def held(picture: Image.Image) -> Image.Transpose | None:
    """What turns it upright; nothing where that is not told, or told in a damaged note."""
    try:
        return UPRIGHT.get(picture.getexif().get(ORIENTATION, 1))
    except Exception:
        return None


def jpeg(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=82, optimize=True)
    return written.getvalue()


def main(sides: list[int]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    Image.MAX_IMAGE_PIXELS = None  # we count ourselves
    try:
        picture = small(sys.stdin.buffer.read(), max(sides))
    except Exception:  # whatever a damaged or poisoned one brings about in a decoder
        sys.exit(UNREADABLE)
    for side in sides:
        picture.thumbnail((side, side))
        made = jpeg(picture)
        sys.stdout.buffer.write(len(made).to_bytes(4, "big") + made)


if __name__ == "__main__":
    main([int(side) for side in sys.argv[1:]])
