"""Each promise of docs/safety.md names a test that is there, or says that it is not kept yet."""

import re
import tomllib
from importlib.util import find_spec

import pytest
from django.apps import apps

from tools import ROOT

ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
ROWS = {int(row[0]): row[2] for row in ROW.findall((ROOT / "docs" / "safety.md").read_text())}
TESTS = {
    name
    for file in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"def (test_\w+)", file.read_text())
}


def test_all_33_are_there():
    assert list(ROWS) == list(range(1, 34))


@pytest.mark.parametrize("number", ROWS)
def test_a_promise_names_tests_that_are_there(number):
    shown = ROWS[number]
    named = set(re.findall(r"`(test_\w+)`", shown))
    assert named <= TESTS, f"no such test: {named - TESTS}"
    coming = re.findall(r"comes with `([\w.]+)`", shown)
    assert named or coming
    for app in coming:
        assert not is_there(app), f"{app} is there: name its test"


def is_there(app):
    """An app that holds anything, or a room of one, as ``app.room``."""
    if "." in app:
        return find_spec(app) is not None
    return any(apps.get_app_config(app).get_models())


def test_it_is_seen_that_an_app_or_a_room_is_there():
    assert [is_there(each) for each in ("needs", "needs.surveys", "needs.nowhere")] == [1, 1, 0]


def test_what_is_installed_is_locked_by_its_hashes():
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    unlocked = [
        package["name"]
        for package in packages
        if "virtual" not in package["source"]
        and not all(
            file["hash"].startswith("sha256:")
            for file in [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
        )
    ]
    assert len(packages) > 50
    assert not unlocked


def test_how_soon_holes_are_closed_is_promised_and_how_to_find_them():
    """By the pinned version of uv, which knows these commands."""
    page = " ".join((ROOT / "CONTRIBUTING.md").read_text().split())
    promised = page.partition("**Libraries.**")[2].partition("taken out.")[0]
    assert re.findall(r"within (\d+) days", promised) == ["3", "14", "30"]
    assert "Every 90 days at most" in promised
    [pinned] = re.findall(r"pinned_uv=([\d.]+)", (ROOT / "tools/prepare.sh").read_text())
    assert tuple(map(int, pinned.split("."))) >= (0, 13)
    for command in ("uv audit --frozen --no-dev", "uv tree --outdated --depth 1"):
        assert f"`{command}`" in promised
