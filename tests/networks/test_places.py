from contextlib import suppress

import h3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutualaid.networks.places import RESOLUTION, NoPlace, cell_of, middle_of

LONDON = h3.latlng_to_cell(51.5074, -0.1278, RESOLUTION)


@pytest.mark.parametrize(
    "pasted",
    [
        "51.5074, -0.1278",
        "51.5074 -0.1278",
        "51,5074; -0,1278",
        "51.5074° N, 0.1278° W",
        "٥١٫٥٠٧٤، -٠٫١٢٧٨",
        "\u200e51.5074, −0.1278",
        "geo:51.5074,-0.1278",
        "https://www.google.com/maps/@51.5074,-0.1278,15z",
        "https://www.google.com/maps/place/X/@51.6,-0.2,15z/data=!3m1!8m2!3d51.5074!4d-0.1278",
        "https://maps.google.com/?q=51.5074,-0.1278",
        "https://maps.apple.com/?ll=51.5074%2C-0.1278",
        "https://www.openstreetmap.org/#map=15/51.5074/-0.1278",
        "https://www.openstreetmap.org/?mlat=51.5074&mlon=-0.1278#map=15/51.6/-0.2",
        "https://bing.com/maps?cp=51.5074~-0.1278",
    ],
)
def test_a_place_is_read_from(pasted):
    assert cell_of(pasted) == LONDON


@pytest.mark.parametrize(
    "pasted", ["", "the mill", "https://maps.app.goo.gl/xyz", "91.5, 0.5", "51.5", "5.5, 181.5"]
)
def test_no_place_is_guessed_from(pasted):
    with pytest.raises(NoPlace):
        cell_of(pasted)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_cell_is_coarse_and_is_read_back(latitude, longitude):
    cell = cell_of(f"{latitude:.6f}, {longitude:.6f}")
    assert h3.get_resolution(cell) == 8
    assert cell_of(middle_of(cell)) == cell


@given(st.text())
def test_any_text_is_a_place_or_none(text):
    with suppress(NoPlace):
        assert h3.is_valid_cell(cell_of(text))
