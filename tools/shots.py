"""Takes the pictures in README and docs from a fresh demo, so that they stay true."""

import re
import socket
import tempfile
from argparse import Namespace
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import CHROMIUM

from . import ROOT
from .place import Place
from .serve import LOCAL, Processes, answers, manage, wait_until_it_answers, web_command

FOLDER = ROOT / "docs" / "images"
PHONE, WIDE = 390, 1000
PICTURES = {
    "page-phone": ("/n/millbrook/", PHONE, 844),
    "home": ("/n/millbrook/home/", WIDE, 900),
    "survey-phone": ("survey", PHONE, 844),
    "needs-phone": ("/n/millbrook/needs/", PHONE, 844),
    "things-phone": ("/n/millbrook/resources/", PHONE, 844),
    "ranking": ("ranking/", 700, 1500),
}
"""Name of the picture: address, or what follows a survey's; width and height in pixels."""


def free_port() -> int:
    with socket.create_server((LOCAL, 0)) as server:
        return server.getsockname()[1]


def take(page: Page, origin: str) -> None:
    page.goto(f"{origin}/n/millbrook/surveys/")
    survey = page.locator("#surveys a").first.get_attribute("href") or ""
    page.goto(origin + survey)
    answer = page.locator('main a[href^="/s/"]').first.get_attribute("href") or ""
    for name, (address, width, height) in PICTURES.items():
        page.set_viewport_size({"width": width, "height": height})
        path = address if address.startswith("/") else survey + address
        page.goto(origin + (answer if address == "survey" else path))
        page.screenshot(path=FOLDER / f"{name}.png")
        print(FOLDER / f"{name}.png")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    port = free_port()
    origin = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Place(Path(folder), real=False)
        place.prepare(origin)
        manage(place, "migrate", "--verbosity=0")
        manage(place, "collectstatic", "--noinput", "--verbosity=0")
        link = re.findall(r"http://\S+", manage(place, "demo"))[0]
        processes = Processes(place.environment())
        try:
            processes.start("web", web_command(LOCAL, port, Namespace(cert=None)))
            wait_until_it_answers(processes, lambda: answers(port, secure=False))
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page()
            page.goto(link)
            page.locator("main form button").first.click()
            take(page, origin)
        finally:
            processes.end()


if __name__ == "__main__":
    main()
