"""Serves mutualaid: the web process and the jobs process, until one of them or you end it.

Without --real this is the demo, with people who are made up and keys that everyone knows: it
answers on this computer only. With --real DOMAIN it starts empty, with strong keys of its own.
"""

import argparse
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import NoReturn

from mutualaid.sealed import locked

from . import ROOT
from .place import DEMO, REAL, Place

LOCAL = "127.0.0.1"
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 600
"""Seconds for the web process to answer at first: as long as it lives, it may be slow."""
FAREWELL = 10
"""Seconds for the processes to end after being asked to."""
NO_MAIL = "No mail server given: people sign in with a password, a passkey or a card"


def fail(line: str) -> NoReturn:
    print(f"bin/serve: {line}", file=sys.stderr)
    raise SystemExit(1)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/serve",
        description=__doc__,
        epilog="PORT says on which port, 8000 if it is not set (443 with --cert).\n"
        "LOG_LEVEL=INFO tells of every page, not of trouble alone.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--real", metavar="DOMAIN", help="serve neighbors at https://DOMAIN")
    parser.add_argument("--cert", metavar="FILE", help="certificate chain; else use a web server")
    parser.add_argument("--key", metavar="FILE", help="its private key")
    options = parser.parse_args()
    if options.real and not re.fullmatch(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+", options.real):
        fail(f"{options.real} is not a domain. Give its name alone, such as aid.example.org")
    if bool(options.cert) != bool(options.key) or (options.cert and not options.real):
        fail("--cert and --key go together, after --real DOMAIN")
    for file in filter(None, [options.cert, options.key]):
        if not os.access(file, os.R_OK):
            fail(f"cannot read {file}")
    if options.cert:
        check_certificate(options.cert, options.key)
    return options


def check_certificate(cert: str, key: str) -> None:
    try:
        # The empty password keeps OpenSSL from asking for one here, where nobody may sit.
        ssl.create_default_context().load_cert_chain(cert, key, password="")
    except (ssl.SSLError, ValueError):
        fail(f"{cert} and {key} do not fit: they must be a PEM certificate and its unlocked key")


def read_port(default: int) -> int:
    port = os.environ.get("PORT") or str(default)
    if not port.isdecimal() or not 0 < int(port) < 65536:
        fail(f"PORT is {port}, which is not a port. Take a number from 1024 to 65535")
    return int(port)


def everywhere() -> str:
    """The address that stands for all addresses of this machine."""
    return "::" if socket.has_dualstack_ipv6() else "0.0.0.0"


def check_free(host: str, port: int) -> None:
    both = ":" in host
    family = socket.AF_INET6 if both else socket.AF_INET
    try:
        socket.create_server((host, port), family=family, dualstack_ipv6=both).close()
    except PermissionError:
        fail(f"only root may serve on port {port}. Choose another: PORT=8443")
    except OSError:
        fail(f"port {port} is taken. Choose another, such as PORT={port + 1} bin/serve")


def manage(place: Place, *command: str) -> str:
    """What a command of Django says."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=place.environment(),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        fail(f"manage.py {command[0]} failed: {(done.stderr.splitlines() or ['no reason'])[-1]}")
    return done.stdout


def open_keys(place: Place) -> None:
    try:
        place.open_keys(serving=True)
    except locked.Wrong as wrong:
        fail(str(wrong))


def web_command(host: str, port: int, options: argparse.Namespace) -> list[str]:
    command = [
        *[sys.executable, "-m", "granian", "--interface", "wsgi", "mutualaid.wsgi:application"],
        *["--host", host, "--port", str(port), "--log-level", "warning"],
        *["--workers", str(os.cpu_count()), "--blocking-threads", "4"],
        *["--workers-kill-timeout", "8"],
    ]
    if options.cert:
        command += ["--ssl-certificate", options.cert, "--ssl-keyfile", options.key]
        command += ["--ssl-protocol-min", "tls1.2"]  # phones from before 2019
    return command


class Processes:
    """The children, each in a session of its own: Ctrl-C reaches this process alone.

    From now on a signal only says that the end is wanted, and `check` brings it about: raised in
    the middle of `start`, it would leave a child behind that nobody knows of.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.running: dict[str, subprocess.Popen] = {}
        self.asked_to_end = False
        for number in ENDINGS:
            signal.signal(number, self.ask_to_end)

    def ask_to_end(self, *_: object) -> None:
        self.asked_to_end = True

    def start(self, name: str, command: list[str]) -> None:
        self.running[name] = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, start_new_session=True
        )

    def check(self) -> None:
        """Raises SystemExit if a signal came, or if one has ended."""
        if self.asked_to_end:
            raise SystemExit(0)
        for name, process in self.running.items():
            if process.poll() is not None:
                fail(f"the {name} process ended (code {process.returncode}), so all is ended")

    def end(self) -> None:
        for process in self.running.values():
            process.terminate()
        until = time.monotonic() + FAREWELL
        for process in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0, until - time.monotonic()))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(port: int, *, secure: bool) -> bool:
    """Whether the web process is well; it takes a connection before it can answer."""
    connection = (
        HTTPSConnection(LOCAL, port, timeout=5, context=ssl._create_unverified_context())
        if secure
        else HTTPConnection(LOCAL, port, timeout=5)
    )
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def wait_until_it_answers(processes: Processes, is_well: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_well():
        processes.check()
        if time.monotonic() > until:
            fail(f"the web process did not answer within {PATIENCE} seconds")
        time.sleep(0.1)


def greeting(options: argparse.Namespace, place: Place, origin: str, port: int) -> str:
    if not options.real:
        links = manage(place, "demo")
        return f"{origin} (Ctrl-C ends it)\n{links}bin/manage demo prints new ones."
    kept = f"{origin} (Ctrl-C ends it), with its data and keys in {place.folder}"
    if not os.environ.get("EMAIL_URL"):
        kept += f"\n{NO_MAIL}"
    if options.cert:
        return kept
    return f"""{kept}
It needs a web server in front, which brings the certificate. For Caddy, these lines do it:

{options.real} {{
    reverse_proxy {LOCAL}:{port}
}}
"""


def serve(options: argparse.Namespace) -> NoReturn:
    """Runs until a signal, which raises SystemExit."""
    secure = options.cert is not None
    port = read_port(443 if secure else 8000)
    host = everywhere() if secure else LOCAL
    place = REAL if options.real else DEMO
    origin = f"https://{options.real}" if options.real else f"http://localhost:{port}"

    check_free(host, port)
    place.prepare(origin)
    open_keys(place)
    manage(place, "migrate", "--verbosity=0")
    manage(place, "collectstatic", "--noinput", "--verbosity=0")
    welcome = greeting(options, place, origin, port)

    environment = place.environment() | {"MUTUALAID_PROXY": str(int(place.real and not secure))}
    environment.setdefault("LOG_LEVEL", "WARNING")  # a line a page would push the greeting away
    processes = Processes(environment)
    try:
        processes.start("web", web_command(host, port, options))
        wait_until_it_answers(processes, lambda: answers(port, secure=secure))
        print(welcome, flush=True)
        processes.start("jobs", [sys.executable, "manage.py", "work"])
        while True:
            processes.check()
            time.sleep(0.2)
    finally:
        processes.end()


def main() -> NoReturn:
    for number in ENDINGS:
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        serve(read_arguments())
    except OSError as problem:
        fail(f"cannot use {problem.filename}: {problem.strerror}")


if __name__ == "__main__":
    main()
