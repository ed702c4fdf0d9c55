"""What every answer carries, whoever gives it; and which questions get none."""

import pytest


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
