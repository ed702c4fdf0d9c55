"""Headers, cookies, and that nobody is above the assembly."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]
OURS = ("mutualaid", "needs", "resources", "assemblies", "projects", "federation")
RANKS = {"is_staff", "is_superuser"}


def test_nobody_is_above_the_assembly():
    """No rank is read, and Django's admin is not there."""
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    for file in (file for app in OURS for file in (ROOT / app).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            words = {getattr(node, "attr", ""), getattr(node, "id", "")}
            words |= {node.value} if isinstance(node, ast.Constant) else set()
            assert not words & RANKS, file
            assert not str(getattr(node, "module", "")).startswith("django.contrib.admin"), file
    for file in (ROOT / "templates").rglob("*"):
        if file.is_file():
            assert not any(rank in file.read_text() for rank in RANKS), file


@pytest.mark.django_db
def test_headers(client):
    page = client.get(reverse("accounts:sign_in"))
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_cookies_are_http_only_and_same_site(client, amina):
    client.force_login(amina.user)
    page = client.get(reverse("accounts:me"))
    client.post(reverse("language"), {"language": "es"})
    assert {"session", "csrf", "language"} <= set(client.cookies)
    assert page.status_code == 200
    for name in ("csrf", "language"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"
        assert not client.cookies[name]["domain"]


def test_no_page_asks_another_server():
    """No template or stylesheet names one."""
    for file in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.css")]:
        text = file.read_text()
        for loads in ('src="http', "src='http", 'src="//', "url(http", "url(//", "@import"):
            assert loads not in text, file


def test_all_ways_in_are_written_down_with_what_holds_up_guessing():
    page = (ROOT / "docs/decisions/sign-in.md").read_text()
    rows = re.findall(r"^\| [^|]+ \| `(\w+\.\w+)` \| [^|]+ \| ([^|]*) ?\|$", page, re.M)
    assert {name for name, _counted in rows} == {*ways_in()}
    counted = {name for _, names in rows for name in re.findall(r"`([\w-]+)`", names)}
    input_page = (ROOT / "docs/input.md").read_text()
    assert counted
    assert all(f"\n| `{name}` | " in input_page for name in counted)


def ways_in():
    """The views that let somebody in: `room.view`."""
    for file in (ROOT / "mutualaid/accounts").rglob("views.py"):
        for view in ast.parse(file.read_text()).body:
            calls = [node for node in ast.walk(view) if isinstance(node, ast.Call)]
            if any(getattr(call.func, "id", "") in {"come_in", "login"} for call in calls):
                yield f"{file.parent.name}.{view.name}"
