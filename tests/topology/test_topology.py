"""The larger installation of docker-compose.yml, as plain processes: two of web and worker each."""

import http.cookiejar
import os
import re
import shlex
import socket
import subprocess
import urllib.parse
import urllib.request
from itertools import chain
from urllib.error import HTTPError
from urllib.parse import urlsplit

import psycopg
import pytest
import yaml
from redis import Redis
from redis.exceptions import AuthenticationError, NoPermissionError

from mutualaid.db import MAY_END_LOG
from mutualaid.sealed.backups import copies
from tests import servers
from tests.installation import ROOT, Installation
from tests.servers import free_port, wait_for

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.xdist_group("topology")]

OPEN_A_SURVEY = """
import django
django.setup()
from tests.needs.factories import SurveyFactory
water = {"kind": "yes-no", "key": "water", "text": "Is your tap water good?"}
print(SurveyFactory(questions=[water]).code)
"""

PASSWORD = "4Tz9kQ2mWx7c"
PASSWORDS = ("DATABASE_PASSWORD", "REDIS_PASSWORD", "POSTGRES_PASSWORD")
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def command_of(service):
    """What a service runs: its own command, else that of the image."""
    command = compose()[service].get("command")
    if command is None:
        written = re.search(r"^CMD (\[.*?\])$", DOCKERFILE, re.M | re.S)
        command = yaml.safe_load(written[1].replace("\\\n", ""))
    return shlex.split(command) if isinstance(command, str) else command


def health_command_of(service):
    how, *command = compose()[service]["healthcheck"]["test"]
    return ["sh", "-c", command[0].replace("$$", "$")] if how == "CMD-SHELL" else command


class Browser:
    """A person's browser, which keeps its cookies whichever web process answers."""

    def __init__(self):
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        self.address = self.page = ""

    def get(self, address):
        return self.open(address, None)

    def post(self, address, **values):
        """Send the form on the present page."""
        values["csrfmiddlewaretoken"] = re.search(
            r'name="csrfmiddlewaretoken" value="(\w+)"', self.page
        )[1]
        return self.open(address, urllib.parse.urlencode(values).encode())

    def open(self, address, data):
        with self.opener.open(address, data, timeout=20) as response:
            self.address, self.page = response.url, response.read().decode()
        return self.page


def address_of(kind, port):
    """Where the file's processes find the database or the broker; here on this port."""
    told = urlsplit(filled_in(compose()["web"]["environment"][kind]))
    there = told.netloc.rpartition("@")[0]
    return told._replace(netloc=f"{there}@{servers.LOCAL}:{port}").geturl()


def filled_in(text):
    """With a password wherever the file asks for one."""
    return re.sub(r"\$\{\w+:\?\}", PASSWORD, text)


@pytest.fixture(scope="module")
def cluster():
    """PostgreSQL as the file's script leaves it: the address of whoever may do all there."""
    with servers.postgresql(user="postgres") as url:
        told = {"PGHOST": servers.LOCAL, "PGPORT": str(urlsplit(url).port)}
        [script] = [
            name for place, (name, *_) in volumes_of("postgres").items() if "initdb" in place
        ]
        subprocess.run(
            [ROOT / script],
            env=os.environ | told | {"POSTGRES_USER": "postgres", "DATABASE_PASSWORD": PASSWORD},
            check=True,
        )
        yield url


@pytest.fixture(scope="module")
def broker():
    """The address of a Redis that was started as the file says."""
    port = free_port()
    _redis, *options = map(filled_in, command_of("redis"))
    with servers.redis_server(port, *options):
        yield address_of("BROKER_URL", port)


@pytest.fixture(scope="module")
def installation(tmp_path_factory, cluster, broker):
    folder = tmp_path_factory.mktemp("topology")
    database = address_of("DATABASE_URL", urlsplit(cluster).port)
    with Installation(folder, database=database, broker=broker) as installation:
        installation.run("-m", "django", "collectstatic", "--noinput", "-v0")
        installation.start(*command_of("beat"))
        yield installation


def start_worker(installation):
    return installation.start(*command_of("worker"), PROBE_SECONDS="0.1")


@pytest.fixture(scope="module")
def workers(installation):
    return [start_worker(installation), start_worker(installation)]


@pytest.fixture(scope="module")
def webs(installation):
    """The addresses of two web processes."""
    ports = [free_port(), free_port()]
    for port in ports:
        installation.start(*command_of("web"), "--port", str(port))
    for port in ports:
        wait_for(lambda: servers.answers(port), "web did not start")  # noqa: B023
    return [f"http://localhost:{port}" for port in ports]


def test_the_file_names_the_whole_topology():
    assert {"web", "worker", "beat", "postgres", "redis"} <= compose().keys()


def volumes_of(service):
    """Where a service has which volume, and how."""
    mounted = [volume.split(":") for volume in compose()[service].get("volumes", [])]
    return {place: (name, *how) for name, place, *how in mounted}


def test_the_worker_has_a_place_for_copies_that_lasts():
    assert compose()["worker"]["environment"]["MUTUALAID_BACKUPS"] == "/backups"
    assert volumes_of("worker")["/backups"] == ("backups",)
    assert volumes_of("web")["/backups"] == ("backups", "ro"), "it only looks whether there are any"
    assert "/backups" not in volumes_of("postgres")


def test_all_share_the_list_of_who_was_erased_and_it_is_apart_from_the_copies():
    for service in ("migrate", "web", "worker", "beat"):
        place = compose()[service]["environment"]["MUTUALAID_ERASED"]
        assert place.rpartition("/")[0] == "/erased"
        assert volumes_of(service)["/erased"] == ("erased",)


def test_every_volume_is_declared_and_every_place_is_ours_in_the_image():
    declared = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["volumes"].keys()
    used = {name for service in compose() for name, *_how in volumes_of(service).values()}
    files = {name for name in used if name.startswith("./")}
    assert all((ROOT / file).is_file() for file in files)
    assert used - files == declared
    [made] = re.findall(r"install --directory --owner=mutualaid .*? (/.*) \\", DOCKERFILE)
    assert made.split() == ["/backups", "/erased"]


def test_what_was_forgotten_goes_with_the_files_of_the_log():
    assert "wal_recycle=off" in command_of("postgres")


def test_a_statement_that_fails_is_not_written_down():
    command = command_of("postgres")
    assert {"log_min_error_statement=panic", "log_error_verbosity=terse"} <= {*command}


def test_what_copies_is_of_the_version_of_the_server():
    server = compose()["postgres"]["image"].removeprefix("postgres:")
    [client] = re.findall(r"postgresql-client-(\d+)", DOCKERFILE)
    assert client == server
    [debian] = re.findall(r"^FROM python:[\d.]+-slim-(\w+)$", DOCKERFILE, re.M)
    assert {"bookworm": "15", "trixie": "17"}[debian] == client, "what that Debian has"


def is_ready(web):
    try:
        return '"jobs": true' in Browser().get(f"{web}/readyz")
    except HTTPError:
        return False


def test_ready_once_a_worker_swept(webs, workers):
    for web in webs:
        assert Browser().get(f"{web}/healthz") == "ok\n"
        wait_for(lambda: is_ready(web), "not ready")  # noqa: B023


def is_healthy(service, installation, web, **environment):
    """What Docker would find; but here a service has no host of its own, only a port."""
    command = [
        re.sub(r"http://(localhost|web):8000", web, word) for word in health_command_of(service)
    ]
    broker = urlsplit(installation.environment["BROKER_URL"])
    database = urlsplit(installation.database)
    if command[0] == "redis-cli":
        command[1:1] = ["-p", str(broker.port)]
    told = {
        "HOSTNAME": socket.gethostname(),
        "PGHOST": database.hostname,
        "REDISCLI_AUTH": PASSWORD,
        "PGPORT": str(database.port),
    }
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=installation.environment | told | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return done.returncode == 0


def test_every_service_that_stays_is_watched():
    unwatched = {name for name, service in compose().items() if "healthcheck" not in service}
    assert unwatched == {"migrate"}


@pytest.mark.parametrize("service", ["web", "worker", "beat", "postgres", "redis"])
def test_what_runs_is_found_healthy(installation, webs, workers, service):
    wait_for(lambda: is_ready(webs[0]), "not ready")
    assert is_healthy(service, installation, webs[0])


def test_what_does_not_run_is_not(installation, webs):
    nowhere = f"http://localhost:{free_port()}"
    assert not is_healthy("worker", installation, webs[0], HOSTNAME="elsewhere")
    assert not is_healthy("web", installation, nowhere)
    assert not is_healthy("beat", installation, nowhere)


def test_mutualaid_rules_over_its_own_database_alone(installation, cluster):
    role = "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles"
    assert installation.ask(f"{role} WHERE rolname = current_user") == [(False,) * 5]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        installation.ask("SELECT rolpassword FROM pg_authid")
    assert installation.ask(MAY_END_LOG) == [(True,)], "so what was deleted leaves the log"
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(installation.database.removesuffix("mutualaid") + "postgres")
    with psycopg.connect(cluster) as ruling:
        secret = "SELECT rolpassword FROM pg_authid WHERE rolname = 'mutualaid'"
        assert ruling.execute(secret).fetchone()[0].startswith("SCRAM-SHA-256$")


def test_copies_are_made_and_brought_back_without_more_rights(cluster, tmp_path):
    with psycopg.connect(cluster, autocommit=True) as ruling:
        ruling.execute("CREATE DATABASE second OWNER mutualaid")
    port = urlsplit(cluster).port
    database = address_of("DATABASE_URL", port).removesuffix("mutualaid") + "second"
    with Installation(tmp_path, database=database) as place:
        place.run("manage.py", "backup", str(tmp_path / "apart"))
        [copy] = copies(tmp_path / "apart")
        place.run("manage.py", "restore", str(copy), "--yes")
        assert place.ask("SELECT count(*) > 5 FROM django_migrations") == [(True,)]


def test_no_password_stands_in_the_file_and_none_is_left_out():
    text = (ROOT / "docker-compose.yml").read_text()
    for secret in ("SECRET_KEY", "INSTANCE_KEY", *PASSWORDS):
        asked = re.findall(rf"\$\{{{secret}([^}}]*)\}}", text)
        assert asked, secret
        assert {*asked} == {":?"}, f"without {secret} nothing starts"
    assert re.findall(r"//\w*:([^@\s]+)@", text) == [
        "${DATABASE_PASSWORD:?}",
        "${REDIS_PASSWORD:?}",
    ]
    given = [service.get("environment", {}).items() for service in compose().values()]
    for name, value in chain.from_iterable(given):
        assert "PASSWORD" not in name or value == f"${{{name}:?}}"


def test_the_broker_wants_a_password_and_obeys_in_little(broker):
    told = urlsplit(broker)
    with Redis(port=told.port) as stranger, pytest.raises(AuthenticationError):
        stranger.ping()
    with Redis(port=told.port, password=PASSWORD) as ours:
        assert ours.ping()
        for command in ("CONFIG GET *", "FLUSHALL", "ACL LIST", "SHUTDOWN"):
            with pytest.raises(NoPermissionError):
                ours.execute_command(*command.split())


def spoken(web, text):
    """All that a web process answers to these bytes, before it hangs up."""
    with socket.create_connection((servers.LOCAL, urlsplit(web).port), timeout=10) as caller:
        caller.sendall(text.replace("\n", "\r\n").encode())
        answer = b""
        while some := caller.recv(65_536):
            answer += some
    return answer.decode()


HIDDEN = "GET /kept/ HTTP/1.1\nHost: localhost\nConnection: close\n\n"


@pytest.mark.parametrize(
    "ambiguous",
    [
        f"Content-Length: 5\nContent-Length: {len(HIDDEN)}\n\n{HIDDEN}",
        "Content-Length: -1\n\n",
        "Content-Length: 5 5\n\n12345",
        f"Transfer-Encoding: chunked, identity\n\n0\n\n{HIDDEN}",
        f"Transfer-Encoding: xchunked\n\n{HIDDEN}",
        "X: y\n Content-Length: 5\n\n12345",
    ],
)
def test_no_request_hides_in_another(webs, ambiguous):
    head = "POST /language/ HTTP/1.1\nHost: localhost\nConnection: close\n"
    answer = spoken(webs[0], head + ambiguous)
    assert answer.count("HTTP/1.1 ") == 1
    assert answer.startswith("HTTP/1.1 400")


@pytest.mark.parametrize(
    "portions",
    [
        f"Content-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n{HIDDEN}",
        f"Transfer-Encoding: chunked\n\nG\n12345\n0\n\n{HIDDEN}",
    ],
)
def test_after_portions_that_do_not_fit_it_hangs_up(webs, portions):
    """RFC 9112, 6.3 and 7.1: what follows is not taken for a second request."""
    answer = spoken(webs[0], f"POST /language/ HTTP/1.1\nHost: localhost\n{portions}")
    assert answer.count("HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    "path", ["/.git/config", "/static/../manage.py", "/static/%2e%2e/%2e%2e/uv.lock", "/static/js/"]
)
def test_a_web_process_serves_its_files_and_no_others(webs, path):
    request = f"GET {path} HTTP/1.1\nHost: localhost\nConnection: close\n\n"
    assert spoken(webs[0], request).startswith("HTTP/1.1 404")


def test_sign_up_on_one_web_process_and_come_in_on_the_other(installation, webs, workers):
    one, other = webs
    browser = Browser()
    browser.get(f"{one}/sign-up/")
    browser.post(f"{one}/sign-up/", display_name="Elise", email="elise@example.org")
    mails = installation.folder / "mail"
    wait_for(lambda: mails.is_dir() and any(mails.iterdir()), "no worker sent the mail")
    wait_for(lambda: code_in(mails), "no code in the mail")
    browser.get(f"{other}/sign-in/code/")
    browser.post(f"{other}/sign-in/code/", code=code_in(mails))
    for web in [other, one]:
        assert "Elise" in browser.get(f"{web}/me/")
    assert Browser().get(f"{one}/me/").count("Elise") == 0


def code_in(mails):
    """The code in the last mail, if it is written to its end."""
    last = max(mails.iterdir(), key=lambda mail: mail.stat().st_mtime).read_text()
    found = re.search(r"^(\d{4}) (\d{4})$", last, re.M)
    return found and "".join(found.groups())


def test_answer_on_one_web_process_and_read_it_on_the_other(installation, webs):
    one, other = webs
    code = installation.run("-c", OPEN_A_SURVEY).strip()
    neighbor = Browser()
    neighbor.get(f"{one}/s/{code}/")
    neighbor.post(f"{one}/s/{code}/begin/")
    question = re.search(r'name="(q1\.[^"]+)"', neighbor.page)[1]
    neighbor.post(neighbor.address, **{question: "no"})
    neighbor.post(f"{one}/s/{code}/send/")
    receipt = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", neighbor.page)[0]

    later = Browser()
    later.get(f"{other}/s/{code}/receipt/")
    later.post(f"{other}/s/{code}/answers/", code=receipt)
    assert "Is your tap water good?" in later.page


def test_a_worker_killed_in_the_middle_of_200_jobs_loses_none(installation, workers):
    installation.enqueue_probes(200)
    wait_for(lambda: len(installation.effects()) > 40, "the jobs did not start")
    installation.kill(workers[0])
    assert len(installation.effects()) < 200
    wait_for(lambda: installation.probes() == {"done": 200}, f"{installation.probes()}", seconds=60)
    assert installation.effects() == list(range(200))
