"""Cursors of lists: whatever an address says, a page comes."""

import pytest


@pytest.mark.parametrize(
    "cursor",
    [
        "0001-01-01 00:00:00+14:00_1",
        "9999-12-31 23:59:59-14:00_1",
        "9999-12-31 23:59:59_1",
        f"2026-01-01 00:00_{'9' * 30}",
        f"2026-01-01 00:00_{'9' * 5000}",
        "_",
        "2026-13-01_1",
    ],
)
def test_a_broken_cursor_breaks_no_page(browse, amina, cursor):
    client = browse(amina)
    for page in ("agreed", "surveys"):
        answer = client.get(f"/n/millbrook/{page}/", {"before": cursor})
        assert answer.status_code == 200
