"""Two servers with keys of their own, on the two databases: from each to the other."""

import json
import re
import secrets
import subprocess
import sys
from contextlib import ExitStack
from itertools import zip_longest

import pytest

from tests import servers
from tests.deep import DEEP
from tests.installation import Installation
from tests.networks.moving.rich import EMAIL, PASSWORD, differences
from tools import ROOT

SEED = """
import json
from tests.networks.moving.rich import rich
print(json.dumps(rich()))
"""
PICTURE = """
import json
from tests.networks.moving.rich import picture
print(json.dumps(picture()))
"""
PAGES = """
import json, re
from django.test import Client
from mutualaid.accounts.models import User
def page_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return re.sub("[A-Za-z0-9]{{64}}", "", answer.text)  # the tokens of forms
amina = Client(HTTP_HOST="localhost")
amina.force_login(User.objects.get(pk={amina}))
of = "/n/millbrook/surveys/{asked}"
own = "/n/millbrook/surveys/{survey}"
paths = ["/n/millbrook/home/", "/n/millbrook/agreed/", of + "/results/", of + "/ranking/",
         own + "/results/", own + "/results/words/{question}/"]
anyone = ["/n/millbrook/", "/s/{code}/", "/s/{code}/results/", "/s/{code}/ranking/"]
told = {{path: page_of(amina, path) for path in paths}}
told |= {{path: page_of(Client(HTTP_HOST="localhost"), path) for path in anyone}}
print(json.dumps(told))
"""
WAYS_IN = f"""
import json
from django.test import Client
from mutualaid.accounts.models import Code, User
from mutualaid.accounts.signing_in.services import digits
def comes_in(path, **typed):
    browser = Client(HTTP_HOST="localhost")
    browser.post(path, typed)
    if path == "/sign-in/":
        browser.post("/sign-in/code/", {{"code": digits(Code.objects.get())}})
    return browser.get("/me/").status_code == 200
def joins(code):
    return "Millbrook" in Client(HTTP_HOST="localhost").get("/join/" + code + "/").text
codes = json.loads(CODES)
print(json.dumps({{
    "password": comes_in("/sign-in/password/", known_as={EMAIL!r}, password={PASSWORD!r}),
    "wrong": comes_in("/sign-in/password/", known_as={EMAIL!r}, password="another password"),
    "mail": comes_in("/sign-in/", email={EMAIL!r}),
    "card": comes_in("/sign-in/card/", code=codes["card"][4]),
    "used": comes_in("/sign-in/card/", code=codes["card"][4]),
    "name": User.objects.known_as(codes["name"]).display_name,
    "poster": joins(codes["poster"]),
    "link": joins(codes["link"]),
}}))
"""


def shell(place, code):
    """The last line that it printed, as JSON."""
    return json.loads(place.run("manage.py", "shell", "-v0", "-c", code).splitlines()[-1])


@pytest.fixture
def places(tmp_path, request):
    """The old server and the new one."""
    with ExitStack() as stack:
        made = []
        for number, engine in enumerate(request.param):
            folder = tmp_path / f"{number}-{engine}"
            folder.mkdir()
            database = stack.enter_context(servers.postgresql()) if engine == "postgresql" else ""
            place = Installation(folder, database=database)
            place.environment["INSTANCE_KEY"] = secrets.token_hex(32)
            made.append(stack.enter_context(place))
        yield made


@pytest.mark.once
@pytest.mark.postgres
@pytest.mark.parametrize(
    "places",
    [("sqlite", "postgresql"), *([("postgresql", "sqlite")] if DEEP else [])],
    indirect=True,
    ids="-".join,
)
def test_a_network_moves_from_one_database_to_the_other(places, tmp_path):
    old, new = places
    codes = shell(old, SEED)
    before, pages = shell(old, PICTURE), shell(old, PAGES.format(**codes))
    file = str(tmp_path / "network")
    told = old.run("manage.py", "network", "export", "millbrook", file)
    [passphrase] = re.findall(r"Its passphrase, shown only now: (\S+)", told)
    (tmp_path / "passphrase").write_text(passphrase)
    opening = ["--passphrase-file", str(tmp_path / "passphrase")]
    nobody = subprocess.run(
        [sys.executable, "manage.py", "network", "import", file],
        **{"cwd": ROOT, "env": new.environment, "capture_output": True, "text": True},
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # without a terminal
    )
    assert "--passphrase-file" in nobody.stderr
    new.run("manage.py", "network", "import", file, *opening, MUTUALAID_WITHOUT="federation")
    after = differences(before, shell(new, PICTURE))
    assert {name.rpartition(".")[0] for name in after} == {"accounts.User", "sealed.DataKey"}
    assert [there for _, there in after.values()] == [None, None], "of the one who left"
    changed = [
        (path, *lines)
        for path, page in shell(new, PAGES.format(**codes)).items()
        for lines in zip_longest(pages[path].splitlines(), page.splitlines())
        # What people were told stays where they were told it.
        if lines[0] != lines[1] and 'class="unread"' not in (lines[0] or "")
    ]
    assert not changed
    ways_in = shell(new, WAYS_IN.replace("CODES", repr(json.dumps(codes))))
    assert ways_in == {
        **{"password": True, "wrong": False, "mail": True, "card": True, "used": False},
        **{"name": "Bo", "poster": True, "link": False},
    }
    assert "as it was written" in new.run("manage.py", "ledger", "verify")
