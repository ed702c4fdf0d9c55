"""A code is typed at one process, and at once none shows anything more."""

import json
import sys
from urllib.error import HTTPError

import pytest

from tests import servers
from tests.installation import Installation
from tests.servers import free_port, wait_for
from tests.topology.test_topology import Browser

SEED = """
import json
from django.test import Client
from mutualaid.accounts.services import create_user
from mutualaid.networks.lockdown.services.giving import give_parts, have_part, keep_part
from mutualaid.networks.lockdown.services.codes import make_code
from mutualaid.networks.joining.services import join, make_link
from mutualaid.networks.services import create_network
from mutualaid.networks.standing.services import vouch
from mutualaid.sealed.services import unseal
users = [create_user(display_name=name, language="en") for name in ("Amina", "Bo")]
network = create_network(by=users[0], name="Millbrook", area="By the canal", cell="",
                         languages=["en"], time_zone="UTC")
founder = network.members.get()
vouch(by=founder, about=join(user=users[1], code=make_link(by=founder, once=1)[1], name="Bo"))
members = list(network.members.all())
for member in members:
    keep_part(by=member)
recovery = give_parts(by=founder, once=2)
papers = []
for part in recovery.parts.all():
    papers.append(unseal(part, "words", key=part.holder.key))
    have_part(part=part)
sessions = []
for user in users:
    client = Client()
    client.force_login(user)
    sessions.append(client.cookies["session"].value)
told = {"papers": papers, "code": make_code(by=members[1], batch="b" * 40), "sessions": sessions}
print(json.dumps(told))
"""
WEB = [sys.executable, "-m", "granian", "--interface", "wsgi", "mutualaid.wsgi:application"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request, tmp_path):
    if request.param == "sqlite":
        with Installation(tmp_path) as installation:
            yield installation
    else:
        with servers.postgresql() as database, Installation(tmp_path, database=database) as there:
            yield there


def ask(web, path, session):
    """The status of a page for who has this session, and its text."""
    browser = Browser()
    browser.opener.addheaders = [("Cookie", f"session={session}")]
    try:
        return 200, browser.get(web + path)
    except HTTPError as problem:
        return problem.code, problem.read().decode()


@pytest.mark.once
def test_no_process_shows_anything_after_a_code_was_typed_at_one(place):
    place.run("-m", "django", "collectstatic", "--noinput", "-v0")
    told = json.loads(place.run("manage.py", "shell", "-v0", "-c", SEED).splitlines()[-1])
    ports = [free_port(), free_port()]
    for port in ports:
        place.start(*WEB, "--port", str(port), "--workers", "2", "--blocking-threads", "2")
    for port in ports:
        wait_for(lambda port=port: servers.answers(port), "web did not start")
    webs = [f"http://localhost:{port}" for port in ports]
    paths = ["/n/millbrook/", "/n/millbrook/home/", "/n/millbrook/lockdown/"]

    def seen():
        """What each process, on several of its workers, answers to each member."""
        return {
            ask(web, path, session)[0]
            for _ in range(3)
            for web in webs
            for path in paths
            for session in told["sessions"]
        }

    assert seen() == {200}
    stranger = Browser()
    stranger.get(webs[0] + "/")
    with pytest.raises(HTTPError, match="404"):
        stranger.post(webs[0] + "/join/", code=told["code"])
    assert seen() == {503}, "from the very first request on"
    for web in webs:
        status, page = ask(web, "/n/millbrook/home/", told["sessions"][0])
        assert (status, "Millbrook" in page) == (503, False)
        assert "Your account" not in ask(web, "/me/data/", told["sessions"][0])[1]
    stranger.get(webs[1] + "/n/millbrook/rest/")
    words = {f"part_{number}": paper for number, paper in enumerate(told["papers"], start=1)}
    stranger.post(webs[1] + "/n/millbrook/rest/", **words)
    assert {ask(web, "/n/millbrook/", "")[0] for web in webs for _ in range(4)} == {200}
