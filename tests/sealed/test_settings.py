"""A server with weak secrets does not start: each case starts a process."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STRONG = {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "INSTANCE_KEY": secrets.token_hex(32),
    "MUTUALAID_ORIGIN": "https://aid.example.org",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
}
ASK_DEBUG = "from django.conf import settings; print(settings.DEBUG)"

pytestmark = pytest.mark.once


def start(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *(arguments or ["check"])],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "MUTUALAID_VAR": "/tmp", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "secret"),
        ("SECRET_KEY", "x" * 60),
        ("SECRET_KEY", "the demo's secret, which everyone knows, and therefore no secret"),
        ("INSTANCE_KEY", ""),
        ("INSTANCE_KEY", "de30" * 16),
        ("INSTANCE_KEY", "not hex at all, but of the right length " + "abcdef0123456789ghijklmn"),
        ("MUTUALAID_ORIGIN", "http://aid.example.org"),
    ],
)
def test_a_weak_secret_refuses_the_start(name, value):
    refused = start(**STRONG | {name: value})
    assert refused.returncode != 0
    assert f"ImproperlyConfigured: {name}" in refused.stderr


def test_the_demo_refuses_any_name_but_loopback():
    refused = start(MUTUALAID_DEMO="1", MUTUALAID_ORIGIN="https://aid.example.org")
    assert "The demo answers on this computer only" in refused.stderr


def test_a_deployment_check_finds_nothing():
    checked = start("check", "--deploy", "--fail-level", "INFO", **STRONG)
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


def test_a_real_server_shows_no_debugging_whatever_it_is_told():
    told = start("shell", "-v0", "-c", ASK_DEBUG, DEBUG="1", **STRONG)
    assert told.stdout.strip() == "False", told.stderr
    assert start("shell", "-v0", "-c", ASK_DEBUG, DEBUG="1", MUTUALAID_DEMO="1").stdout == "True\n"


def test_a_key_file_that_others_can_read_is_refused(tmp_path):
    file = tmp_path / "key"
    file.write_text(STRONG["INSTANCE_KEY"] + "\n")
    real = {name: STRONG[name] for name in ("SECRET_KEY", "MUTUALAID_ORIGIN")}
    for mode in (0o644, 0o640):
        file.chmod(mode)
        assert f"chmod 600 {file}" in start(INSTANCE_KEY_FILE=str(file), **real).stderr
    file.chmod(0o600)
    assert start(INSTANCE_KEY_FILE=str(file), **real).returncode == 0
