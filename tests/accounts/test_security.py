"""Headers, cookies, and that nobody is above the assembly."""

import ast
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests.accounts.factories import UserFactory

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
def test_cookies_are_http_only_and_same_site(client):
    UserFactory(email="amina@example.org", password="four words that differ")
    typed = {"known_as": "amina@example.org", "password": "four words that differ"}
    client.post(reverse("accounts:sign_in_with_password"), typed)
    assert client.get(reverse("accounts:me")).status_code == 200
    client.post(reverse("language"), {"language": "es"})
    assert {"session", "csrf", "language"} == set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["domain"]


@pytest.mark.django_db
def test_htmx_keeps_no_page_and_runs_nothing(client):
    page = client.get(reverse("accounts:sign_in")).text
    told = json.loads(re.search(r"<meta name=\"htmx-config\" content='([^']+)'", page)[1])
    assert told["historyCacheSize"] == 0
    assert told["refreshOnHistoryMiss"] is True
    assert told["allowEval"] is told["allowScriptTags"] is False


LOADS = re.compile(
    r"""(?:src|srcset|action|formaction|poster|data|hx-\w+)\s*=\s*["']?\s*(?:https?:)?//"""
    r"""|<link[^>]*href\s*=\s*["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import"""
    r"""|(?:fetch|open|import|Worker|sendBeacon)\(\s*["'`](?:https?:)?//""",
    re.IGNORECASE,
)


def test_no_page_asks_another_server():
    """No template, stylesheet or script of ours names one to load something from, or send to."""
    files = [*(ROOT / "templates").rglob("*"), *(ROOT / "static").rglob("*")]
    texts = [file for file in files if file.suffix in {".html", ".css", ".js", ".svg"}]
    assert {file.suffix for file in texts} >= {".html", ".css", ".js"}
    for file in texts:
        assert not LOADS.search(file.read_text()), file


@pytest.mark.parametrize(
    "text",
    [
        '<img src="http://x.example/a">',
        "<script src=//x.example/a></script>",
        '<link rel="icon" href="https://x.example/a">',
        '<form action="https://x.example/a">',
        "a{background:url('//x.example/a')}",
        '@import "a.css"',
        'fetch("https://x.example/a")',
    ],
)
def test_what_would_ask_one_is_found(text):
    assert LOADS.search(text)


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
