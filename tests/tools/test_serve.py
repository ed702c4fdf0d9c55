"""bin/serve as a newcomer uses it, and as a stranger in the same network finds it."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.servers import free_port, wait_for
from tests.tools.conftest import clean_environment
from tools import ROOT, place, serve

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("serve")]

PATIENCE = 90
FOR_A_YEAR = "max-age=31536000; includeSubDomains; preload"
START = """
import sys
from pathlib import Path
from tools import place, serve
for name in ["DEMO", "REAL"]:
    old = getattr(place, name)
    setattr(serve, name, place.Place(Path(sys.argv.pop(1)), real=old.real))
serve.main()
"""


@contextmanager
def serving(folder, *arguments, port):
    """bin/serve, with its data in a folder of the test, once it has greeted."""
    server = subprocess.Popen(
        [sys.executable, "-c", START, folder / "demo", folder / "real", *arguments],
        cwd=ROOT,
        env=clean_environment() | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        server.greeting = server.stdout.readline()
        yield server
    finally:
        if server.poll() is None:
            server.terminate()
        server.wait(30)


def status(url, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return answer.status
    except urllib.error.HTTPError as answer:
        return answer.code


def children(server):
    """The processes below it by what they run."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return {
        "jobs" if "work" in args.split() else "web": int(pid)
        for pid, parent, args in rows
        if int(parent) == server.pid
    }


def wait_for_children(server):
    until = time.monotonic() + PATIENCE
    while len(found := children(server)) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    return found


def last_sweep(folder):
    with closing(sqlite3.connect(folder / "demo/data/mutualaid.sqlite3")) as database:
        return database.execute("SELECT at FROM jobs_heartbeat").fetchall()


def second_address():
    """An address of this machine that is not loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as anywhere:
        anywhere.connect(("203.0.113.1", 9))  # sends nothing
        return anywhere.getsockname()[0]


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_demo_starts_lets_people_in_once_and_keeps_its_data(tmp_path):
    port = free_port()
    with serving(tmp_path, port=port) as server:
        assert server.greeting == f"http://localhost:{port} (Ctrl-C ends it)\n"
        server.stdout.readline()
        links = [server.stdout.readline() for _ in range(7)]
        assert server.stdout.readline() == "bin/manage demo prints new ones.\n"
        names = [re.match(r"  (\w+), \w+: http", link)[1] for link in links]
        assert names == ["Amina", "Bo", "Chen", "Lucía", "Samir", "Dara", "Mateo"]
        assert status(links[0].split(": ")[1].strip()) == 200
        assert status(f"http://localhost:{port}/n/millbrook/") == 200
        # From outside of this computer: by its other address, and by a name that leads here.
        assert status(f"http://localhost:{port}/", Host="aid.example.org") == 400
        assert status(f"http://localhost:{port}/", Host=second_address()) == 400
        with pytest.raises(OSError, match="refused"), socket.socket() as stranger:
            stranger.connect((second_address(), port))
        pids = wait_for_children(server)
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0
        assert not any(map(alive, pids.values()))
    before = (tmp_path / "demo/data/mutualaid.sqlite3").stat().st_ino
    with serving(tmp_path, port=port) as server:
        assert status(f"http://localhost:{port}/n/millbrook/") == 200
        assert (tmp_path / "demo/data/mutualaid.sqlite3").stat().st_ino == before
        swept = last_sweep(tmp_path)
        wait_for(lambda: last_sweep(tmp_path) != swept, "no sweep", seconds=PATIENCE)
        server.terminate()
        assert server.wait(30) == 0
        said = server.stdout.read()
        # On a slow machine, a worker takes its time to end.
        said = re.sub(r"\[WARNING\] Killing worker-\d [^\n]*\n", "", said)
        assert said.endswith("\nbin/manage demo prints new ones.\n")
        assert server.stderr.read() == ""


@pytest.mark.parametrize("number", serve.ENDINGS)
def test_a_signal_amid_a_start_leaves_no_process_behind(number):
    before = [signal.getsignal(ending) for ending in serve.ENDINGS]
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    try:
        processes = serve.Processes(dict(os.environ))
        processes.start("web", sleep)
        signal.raise_signal(number)
        processes.start("jobs", sleep)
        with pytest.raises(SystemExit, match="0"):
            processes.check()
        processes.end()
    finally:
        for ending, handler in zip(serve.ENDINGS, before, strict=True):
            signal.signal(ending, handler)
    assert not any(alive(process.pid) for process in processes.running.values())


@pytest.mark.parametrize("which", ["web", "jobs"])
def test_if_one_process_dies_the_other_ends_too(folder, which):
    with serving(folder, port=free_port()) as server:
        pids = wait_for_children(server)
        os.kill(pids[which], signal.SIGKILL)
        assert server.wait(30) == 1
        assert f"bin/serve: the {which} process ended (code -9)" in server.stderr.read()
        assert not any(map(alive, pids.values()))


def test_a_real_one_starts_empty_with_secrets_of_its_own(tmp_path):
    port = free_port()
    with serving(tmp_path, "--real", "aid.example.org", port=port) as server:
        assert server.greeting.startswith("https://aid.example.org (Ctrl-C ends it)")
        server.terminate()
        told = server.stdout.read()
        assert f"reverse_proxy 127.0.0.1:{port}" in told
        assert "No mail server given: people sign in with a password, a passkey or a card" in told
        assert "mail.W001" not in server.stderr.read()
    keys = tmp_path / "real" / "keys"
    assert keys.stat().st_mode & 0o777 == 0o700
    for name, length in [("instance_key", 64), ("secret_key", 80)]:
        assert (keys / name).stat().st_mode & 0o777 == 0o600
        assert len((keys / name).read_text()) >= length


class Certificate:
    """A self-signed one for aid.example.org, and its key."""

    def __init__(self, folder, form=PrivateFormat.PKCS8):
        self.file, self.key_file = folder / "cert.pem", folder / "key.pem"
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name.from_rfc4514_string("CN=aid.example.org")
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder(name, name, key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("aid.example.org")]), False)
            .sign(key, hashes.SHA256())
        )
        self.file.write_bytes(certificate.public_bytes(Encoding.PEM))
        self.key_file.write_bytes(key.private_bytes(Encoding.PEM, form, NoEncryption()))

    @property
    def arguments(self):
        files = ["--cert", str(self.file), "--key", str(self.key_file)]
        return ["--real", "aid.example.org", *files]


class Neighbor(HTTPSConnection):
    """A browser that was led to this machine by the name aid.example.org, and trusts it."""

    def __init__(self, port, certificate):
        context = ssl.create_default_context(cafile=certificate.file)
        context.maximum_version = ssl.TLSVersion.TLSv1_2  # an old phone's
        super().__init__("aid.example.org", port, context=context, timeout=20)

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)

    def signed_up(self, page):
        """The answer to signing up without e-mail; ``page`` is some page that set a token."""
        token = re.search(r"__Host-csrf=(\w+)", page.headers["Set-Cookie"])[1]
        typed = {"display_name": "Bo", "csrfmiddlewaretoken": token}
        typed |= dict.fromkeys(["password", "password_again"], "sparrow trumpet 91c4")
        told = {
            "Cookie": f"__Host-csrf={token}",
            "Host": self.host,
            "Origin": f"https://{self.host}",
        }
        told["Content-Type"] = "application/x-www-form-urlencoded"
        self.request("POST", "/sign-up/without-email/", urlencode(typed), told)
        answer = self.getresponse()
        answer.read()
        assert answer.status == 302
        return answer

    def get(self, path, host="aid.example.org"):
        self.request("GET", path, headers={"Host": host})
        answer = self.getresponse()
        answer.read()
        return answer


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_a_real_one_speaks_https_with_a_certificate_of_ours(folder, form):
    certificate, port = Certificate(folder, form), free_port()
    with serving(folder, *certificate.arguments, port=port) as server:
        assert server.greeting.startswith("https://aid.example.org (Ctrl-C ends it)")
        neighbor = Neighbor(port, certificate)
        page = neighbor.get("/sign-in/password/")
        assert page.status == 200
        assert page.headers["Strict-Transport-Security"] == FOR_A_YEAR
        cookies = page.headers.get_all("Set-Cookie")
        assert any(cookie.startswith("__Host-csrf=") for cookie in cookies)
        cookies += neighbor.signed_up(page).headers.get_all("Set-Cookie")
        assert any(cookie.startswith("__Host-session=") for cookie in cookies)
        for cookie in cookies:
            assert cookie.startswith("__Host-")
            assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
            assert "Domain" not in cookie
        assert neighbor.get("/", host="localhost").status == 400
        assert neighbor.get("/look/").status == 404, "that page is the demo's"


WEAK = "AES128-SHA:AES256-SHA:AES128-GCM-SHA256:ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA384"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_versions_of_tls_and_weak_suites_are_refused(folder):
    certificate, port = Certificate(folder), free_port()
    with serving(folder, *certificate.arguments, port=port) as server:
        assert server.greeting.startswith("https://")
        assert agreed(port, certificate, "TLSv1_3").version() == "TLSv1.3"
        for cipher in ("ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"):
            assert agreed(port, certificate, "TLSv1_2", cipher).cipher()[0] == cipher
        for cipher in WEAK.split(":"):
            with pytest.raises(ssl.SSLError, match="ALERT"):
                agreed(port, certificate, "TLSv1_2", f"{cipher}:@SECLEVEL=0")
        for old in ("TLSv1", "TLSv1_1"):
            with pytest.raises(ssl.SSLError, match="ALERT"):
                agreed(port, certificate, old, "ALL:@SECLEVEL=0")


def agreed(port, certificate, version, ciphers="DEFAULT"):
    """A connection of this version, by one of these suites."""
    context = ssl.create_default_context(cafile=certificate.file)
    context.set_ciphers(ciphers)
    context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, version)
    with socket.create_connection(("127.0.0.1", port), 20) as plain:
        return context.wrap_socket(plain, server_hostname="aid.example.org")


def test_a_key_of_another_certificate_is_said_in_one_line(tmp_path, monkeypatch, capsys):
    (tmp_path / "other").mkdir()
    certificate, other = Certificate(tmp_path), Certificate(tmp_path / "other")
    certificate.key_file = other.key_file
    monkeypatch.setattr(sys, "argv", ["bin/serve", *certificate.arguments])
    with pytest.raises(SystemExit):
        serve.read_arguments()
    files = f"{certificate.file} and {other.key_file}"
    unfit = f"{files} do not fit: they must be a PEM certificate and its unlocked key"
    assert capsys.readouterr().err == f"bin/serve: {unfit}\n"


def test_a_demo_becomes_no_real_one(folder):
    shutil.copytree(folder / "demo/data", folder / "real/data", dirs_exist_ok=True)
    with serving(folder, "--real", "aid.example.org", port=free_port()) as server:
        assert server.wait(PATIENCE) == 1
        refusal = "CommandError: This is the demo's database, which real neighbors must not use."
        assert server.stderr.read() == f"bin/serve: manage.py migrate failed: {refusal}\n"


def test_a_real_one_gets_no_demo(folder):
    real = place.Place(folder / "real", real=True)
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=ROOT,
        env=clean_environment() | real.environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 1
    refusal = "CommandError: This is for real neighbors; a demo needs its own place."
    assert done.stderr.splitlines()[-1] == refusal


def test_secrets_stay_what_they_are(tmp_path):
    installation = place.Place(tmp_path / "real", real=True)
    installation.prepare("https://aid.example.org")
    first = (tmp_path / "real/keys/secret_key").read_text()
    installation.prepare("https://aid.example.net")
    assert (tmp_path / "real/keys/secret_key").read_text() == first
    assert installation.environment()["MUTUALAID_ORIGIN"] == "https://aid.example.net"


def test_a_demo_refuses_to_be_reached_from_elsewhere():
    told = clean_environment() | {"MUTUALAID_DEMO": "1"}
    refused = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=told | {"MUTUALAID_ORIGIN": "https://aid.example.org"},
        capture_output=True,
        text=True,
    )
    assert refused.returncode == 1
    assert "The demo answers on this computer only" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "port", "line"),
    [
        ([], "many", "PORT is many, which is not a port. Take a number from 1024 to 65535"),
        (["--real", "https://aid.example.org"], "", "https://aid.example.org is not a domain."),
        (["--real", "localhost"], "", "localhost is not a domain."),
        (["--cert", "a"], "", "--cert and --key go together, after --real DOMAIN"),
        (["--real", "a.org", "--cert", "/no", "--key", "/no"], "", "cannot read /no"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(monkeypatch, capsys, arguments, port, line):
    monkeypatch.setattr(sys, "argv", ["bin/serve", *arguments])
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit) as ended:
        serve.serve(serve.read_arguments())
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith(f"bin/serve: {line}")


def test_a_taken_port_is_said_in_one_line(capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit):
            serve.check_free("127.0.0.1", port)
    error = f"bin/serve: port {port} is taken. Choose another, such as PORT={port + 1} bin/serve\n"
    assert capsys.readouterr().err == error


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_name_is_refused_on_a_page_of_ours(client, method):
    answer = getattr(client, method)("/", headers={"Host": "aid.example.org", "Referer": "/"})
    assert answer.status_code == 400
