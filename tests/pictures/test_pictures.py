"""What is drawn anew from a picture, and what nothing is drawn from."""

import fcntl
import resource
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from mutualaid import pictures
from mutualaid.pictures import Busy, TooManyPixels, Unfit, decode, made_anew
from tests.pictures.images import PLACE, encoded, opened, photo, png_claiming, told

pytestmark = pytest.mark.once
RED, BLUE = (254, 0, 0), (0, 0, 254)


def near(pixel, color):
    return all(abs(one - other) < 40 for one, other in zip(pixel, color, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_three_kinds_are_drawn_anew_in_two_sizes(kind):
    large, small = made_anew(photo(kind, size=(900, 600)), 640, 160)
    assert (opened(large).size, opened(small).size) == ((640, 427), (160, 107))
    for made in (large, small):
        assert opened(made).format == "JPEG"
        assert near(opened(made).getpixel((10, 50)), RED)


def test_a_small_one_is_not_blown_up():
    assert opened(made_anew(photo(size=(30, 20)), 640)[0]).size == (30, 20)


@pytest.mark.parametrize(
    "other",
    [
        encoded(Image.new("RGB", (9, 9)), "GIF"),
        encoded(Image.new("RGB", (9, 9)), "BMP"),
        encoded(Image.new("RGB", (9, 9)), "TIFF"),
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\0" * 200,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"<html><script>alert(1)</script></html>",
        b"",
    ],
    ids=["gif", "bmp", "tiff", "svg", "heic", "eps", "html", "empty"],
)
def test_other_kinds_are_refused(other):
    with pytest.raises(Unfit):
        made_anew(other, 640)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused(kind):
    whole = photo(kind, size=(600, 600))
    with pytest.raises(Unfit):
        made_anew(whole[: len(whole) // 2], 640)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_hung_on_it_is_gone(kind):
    """Place and camera, a color profile, and whatever was put behind or into it."""
    whole = photo(kind, exif=told(), icc_profile=b"profile " + PLACE)
    assert PLACE in whole
    for made in made_anew(whole + b"<script>" + PLACE + b"PK\x05\x06", 640, 160):
        assert PLACE not in made
        assert b"script" not in made
        assert not {"exif", "icc_profile", "xmp", "comment"} & opened(made).info.keys()
        assert not opened(made).getexif()


@pytest.mark.parametrize(
    ("orientation", "size", "top_left", "bottom_right"),
    [
        (1, (300, 200), RED, BLUE),
        (2, (300, 200), BLUE, RED),
        (3, (300, 200), BLUE, RED),
        (4, (300, 200), RED, BLUE),
        (5, (200, 300), RED, BLUE),
        (6, (200, 300), RED, BLUE),
        (7, (200, 300), BLUE, RED),
        (8, (200, 300), BLUE, RED),
    ],
)
def test_it_stands_upright(orientation, size, top_left, bottom_right):
    made = opened(made_anew(photo(exif=told(orientation)), 640)[0])
    assert made.size == size
    assert near(made.getpixel((5, 5)), top_left)
    assert near(made.getpixel((size[0] - 5, size[1] - 5)), bottom_right)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_moves_stands_still(kind):
    frames = [Image.new("RGB", (50, 50), color) for color in ("red", "blue", "green")]
    moving = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
    made = opened(made_anew(moving, 640)[0])
    assert getattr(made, "n_frames", 1) == 1
    assert near(made.getpixel((25, 25)), RED)


def test_what_one_sees_through_stands_on_white():
    for kind in ("PNG", "WEBP"):
        clear = encoded(Image.new("RGBA", (50, 50), (255, 0, 0, 0)), kind)
        assert near(opened(made_anew(clear, 640)[0]).getpixel((25, 25)), (255, 255, 255))
    palette = Image.new("P", (50, 50), 0)
    palette.putpalette([0, 0, 255] * 256)
    assert near(opened(made_anew(encoded(palette, "PNG"), 640)[0]).getpixel((25, 25)), BLUE)


def test_printers_colors_and_sixteen_bits_are_read():
    made = opened(made_anew(photo(mode="CMYK"), 640)[0])
    assert made.mode == "RGB"
    assert made.getpixel((10, 10))[0] > 200 > 60 > made.getpixel((10, 10))[2]
    gray = encoded(Image.new("I;16", (50, 50), 128 * 256), "PNG")
    assert near(opened(made_anew(gray, 640)[0]).getpixel((25, 25)), (128, 128, 128))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_24_megapixels_are_drawn_and_25_are_refused(kind):
    """Within the memory that the process may take; a WebP takes most."""
    mode = "RGB" if kind == "JPEG" else "RGBA"
    largest = encoded(Image.new(mode, (6000, 4000), "red"), kind)
    began = time.monotonic()
    assert opened(made_anew(largest, 640)[0]).size == (640, 427)
    assert time.monotonic() - began < decode.SECONDS
    with pytest.raises(TooManyPixels):
        made_anew(encoded(Image.new(mode, (5000, 5000), "red"), kind), 640)


@pytest.mark.parametrize(
    "bomb",
    [
        lambda: png_claiming(50_000, 50_000),
        lambda: png_claiming(2**31 - 1, 2**31 - 1),
        lambda: encoded(Image.new("1", (20_000, 20_000)), "PNG"),
        lambda: encoded(Image.new("L", (16_383, 16_383)), "WEBP", lossless=True),
    ],
    ids=["claims", "overflows", "black", "webp"],
)
def test_a_small_file_that_would_grow_huge_is_refused_at_once(bomb):
    """Made here: it takes seconds, and every worker reads the list of tests."""
    bomb = bomb()
    assert len(bomb) < 2_000_000
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Unfit):
        made_anew(bomb, 640)
    assert time.monotonic() - began < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000, "here"


def test_notes_that_grow_huge_are_refused():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("canary", "x" * 80_000_000, zip=True)
    bomb = encoded(Image.new("L", (9, 9)), "PNG", pnginfo=notes)
    assert len(bomb) < 1_000_000
    with pytest.raises(Unfit):
        made_anew(bomb, 640)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_damaged_in_any_way_it_is_drawn_or_refused(kind):
    whole = photo(kind, size=(40, 30), exif=told())

    @given(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=12))
    def drawn_or_refused(changes):
        damaged = bytearray(whole)
        for place, value in changes:
            damaged[place] = value
        with suppress(Unfit):
            assert opened(made_anew(bytes(damaged), 640)[0]).format == "JPEG"

    drawn_or_refused()


def test_one_at_a_time(monkeypatch, settings):
    monkeypatch.setattr(pictures, "PATIENCE", 0.2)
    made_anew(photo(), 640)
    with open(settings.VAR_DIR / "picture-turn", "w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(Busy):
            made_anew(photo(), 640)
    assert made_anew(photo(), 640)


def test_the_process_that_draws_knows_none_of_our_keys(monkeypatch, tmp_path):
    """Its environment is empty, and it writes no file."""
    spy = tmp_path / "spy.py"
    spy.write_text(
        "import os, sys\n"
        "told = repr(sorted(os.environ)).encode()\n"
        "sys.stdout.buffer.write(len(told).to_bytes(4, 'big') + told)\n"
    )
    monkeypatch.setattr(pictures, "PROGRAM", spy)
    monkeypatch.setenv("INSTANCE_KEY", "canary")
    assert b"INSTANCE_KEY" not in made_anew(b"", 640)[0]


def test_one_that_takes_too_long_is_ended(monkeypatch, tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(pictures, "PROGRAM", slow)
    monkeypatch.setattr(decode, "SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(Unfit):
        made_anew(b"", 640)
    assert time.monotonic() - began < 10


def test_one_that_ends_its_process_ends_nothing_else(monkeypatch, tmp_path):
    poisoned = tmp_path / "poisoned.py"
    poisoned.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(pictures, "PROGRAM", poisoned)
    with pytest.raises(Unfit):
        made_anew(b"x", 640)
