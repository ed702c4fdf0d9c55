"""What every answer carries, whoever gives it; and which questions get none."""

import re

import pytest

WHAT_IT_IS = re.compile(
    r"text/(html|csv|calendar|javascript|plain); charset=utf-8|image/jpeg"
    r"|application/(json|zip|vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet)"
)
NAMED_BY_US = re.compile(r'(inline|attachment); filename="[a-z-]+\.[a-z]+"')


@pytest.mark.parametrize("address", ["/healthz", "/kept/", "/no-such-page/", "/me/"])
def test_every_answer_defends_itself(client, db, address):
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "object-src 'none'", "base-uri 'none'"):
        assert part in policy
    assert "frame-ancestors 'none'" in policy
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("address", ["/", "/kept/", "/sign-in/"])
def test_a_request_is_never_sent_back(client, db, address):
    """TRACE would show a script what the browser keeps from it."""
    answer = client.trace(address)
    assert answer.status_code == 405
    assert "TRACE" not in answer.text


def assert_says_what_it_is(answer):
    """And a file is named by us."""
    if answer.content:
        assert WHAT_IT_IS.fullmatch(answer["Content-Type"].lower())
    assert NAMED_BY_US.fullmatch(answer.get("Content-Disposition", 'inline; filename="a.b"'))


@pytest.mark.parametrize(
    "address",
    [
        *("/.git/config", "/.git/HEAD", "/.gitignore", "/static/.git/config", "/uv.lock"),
        *("/static/../manage.py", "/static/%2e%2e/manage.py", "/static/..%2fmanage.py"),
        *("/static/", "/static/js/", "/static/js", "/.env", "/var/"),
    ],
)
def test_neither_the_code_nor_a_list_of_files_is_served(client, db, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/look/", "/look"])
def test_only_the_demo_shows_the_parts_of_pages(client, db, settings, address):
    assert client.get("/look/").status_code == 200
    settings.DEMO = False
    assert client.get(address, follow=True).status_code == 404
    assert client.post("/look/", {"name": "x"}).status_code == 404
